"""Media types by the ends of names: an object store answers with the one that came with the file.

rclone's own depend on the lists that the machine happens to have, and know neither Pagefind's files nor `_headers`.
"""

from pathlib import PurePosixPath

_TEXT = "; charset=utf-8"
_TYPES = {
    ".html": "text/html" + _TEXT,
    ".css": "text/css" + _TEXT,
    ".js": "text/javascript" + _TEXT,
    ".mjs": "text/javascript" + _TEXT,
    ".txt": "text/plain" + _TEXT,
    # feeds too: every feed reader takes it, and a browser shows it instead of saving it
    ".xml": "application/xml" + _TEXT,
    ".json": "application/json",
    ".webmanifest": "application/manifest+json",
    ".svg": "image/svg+xml",
    ".avif": "image/avif",
    ".webp": "image/webp",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".gif": "image/gif",
    ".ico": "image/vnd.microsoft.icon",
    ".woff2": "font/woff2",
    ".wasm": "application/wasm",
    ".pdf": "application/pdf",
}


def media_type(path):
    """The media type of the file at `path`."""
    suffix = PurePosixPath(path).suffix.lower()
    if not suffix:
        return _TYPES[".txt"]  # SHA256SUMS, _headers, _redirects
    return _TYPES.get(suffix, "application/octet-stream")
