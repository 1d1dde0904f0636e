"""Text files compressed once, at the most that the formats give, instead of at every request."""

import gzip
import zlib

import brotli

TEXT = (".css", ".html", ".js", ".json", ".svg", ".txt", ".xml")
SUFFIXES = (".br", ".gz")
VERSIONS = {"brotli": brotli.__version__, "zlib": zlib.ZLIB_RUNTIME_VERSION}


def is_text(name):
    return name.endswith(TEXT)


def variants(data):
    """Yield (suffix, bytes) for each compressed form of `data` that is smaller. No form carries a time."""
    forms = brotli.compress(data, mode=brotli.MODE_TEXT, quality=11), gzip.compress(data, compresslevel=9, mtime=0)
    for suffix, compressed in zip(SUFFIXES, forms, strict=True):
        if len(compressed) < len(data):
            yield suffix, compressed
