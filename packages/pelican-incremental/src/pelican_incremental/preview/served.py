"""What of the output is served at a path."""

from contextlib import suppress
from os import PathLike
from pathlib import Path

_PAGE = "<!doctype html><html lang=en><title>Preview</title><body><p>{}</p></body></html>"
UNBUILT = _PAGE.format(
    "The site is being built for the first time. This page shows itself as soon as it is there; how far the build is,"
    " the terminal says."
)
MISSING = _PAGE.format("There is no page here, and the site has no page 404.html.")


def file_of(output: Path, path: str) -> Path:
    """The file of the output that is served at a path, or that for what is not there."""
    name = path.strip("/")
    with suppress(OSError, ValueError):
        for file in (Path(output, name, "index.html"), Path(output, name)):
            if file.resolve().is_relative_to(Path(output).resolve()) and file.is_file():
                return file
    return Path(output, "404.html")


def stamp_at(output: Path, path: str) -> str:
    """What changes when another page is served at a path."""
    try:
        status = file_of(output, path).stat()
    except OSError:
        return ""
    return f"{status.st_ino} {status.st_mtime_ns} {status.st_size}"


def page_at(output: Path, path: str) -> str:
    """The HTML served at a path."""
    try:
        return read(file_of(output, path))
    except OSError:
        return instead(output)


def instead(output: Path) -> str:
    """The HTML that is served where there is no page."""
    return MISSING if output.is_dir() and any(output.iterdir()) else UNBUILT


def read(file: str | PathLike[str]) -> str:
    """The HTML in a file, whatever bytes it has."""
    return Path(file).read_text(encoding="utf-8", errors="surrogateescape")
