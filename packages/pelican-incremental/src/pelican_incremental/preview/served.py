"""Which file of the output is served for the path of a request, and as what. The server itself is in `server`."""

from __future__ import annotations

import os
from contextlib import suppress
from mimetypes import guess_type
from os import PathLike
from pathlib import Path
from urllib.parse import unquote_to_bytes

_PAGE = "<!doctype html><html lang=en><title>Preview</title><body><p>{}</p></body></html>"
UNBUILT = _PAGE.format(
    "The site is being built for the first time. This page shows itself as soon as it is there; how far the build is,"
    " the terminal says."
)
TYPES = {"gzip": "application/gzip"}  # of files that are packed, by how; they are told as what they are
MISSING = _PAGE.format("There is no page here, and the site has no page 404.html.")


def decoded(raw: bytes) -> str:
    """The path that an address names; names of files may have any bytes."""
    return os.fsdecode(unquote_to_bytes(raw))


def found_at(output: Path, path: str) -> Path | None:
    """The file below `output` that is served for the path of a request, with links resolved; None where there is none.

    `path` comes from outside, and may hold `..` or lead through links: a file outside `output` is never returned.
    """
    home = output.resolve()
    name = path.lstrip("/")
    places = (Path(home, name, "index.html"), *([] if path.endswith("/") else [Path(home, name)]))
    # a name that is too long, or has a NUL, and links that lead in a circle
    with suppress(OSError, ValueError, RuntimeError):
        for file in (place.resolve() for place in places):
            if file.is_relative_to(home) and file.is_file():
                return output / file.relative_to(home)
    return None


def lacks_slash(path: str, file: Path) -> bool:
    """Whether a path names the folder of the page that was found at it as if it were a file."""
    return file.name == "index.html" and path.rpartition("/")[2] not in {"", "index.html"}


def file_of(output: Path, path: str) -> Path:
    """The file of the output that is served for the path of a request, or else the one of the page "not found"."""
    return found_at(output, path) or output / "404.html"


def stamp_of(file: Path) -> str:
    """A text that differs when the file does: its inode, its time of change and its size; "" where it cannot be had."""
    try:
        status = file.stat()
    except OSError:
        return ""
    return f"{status.st_ino} {status.st_mtime_ns} {status.st_size}"


def page_in(output: Path, file: Path) -> str:
    """The HTML that is served for `file`: its own, or that of `instead` where it cannot be read."""
    try:
        return read(file)
    except OSError:
        return instead(output)


def type_of(file: Path) -> str:
    """The media type of a file, by its name."""
    media, packed = guess_type(file.name)
    return TYPES.get(packed, "application/octet-stream") if packed else media or "application/octet-stream"


def instead(output: Path) -> str:
    """The HTML that is served for an address without a page: another one until the site is built for the first time."""
    return MISSING if output.is_dir() and any(output.iterdir()) else UNBUILT


def read(file: str | PathLike[str]) -> str:
    """The text of an HTML file. Bytes that are not UTF-8 are kept, and written again as they were."""
    return Path(file).read_text(encoding="utf-8", errors="surrogateescape")
