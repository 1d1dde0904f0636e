"""Whether a picture can be published."""

import warnings
from pathlib import Path
from xml.etree import ElementTree as ET

from PIL import Image, UnidentifiedImageError

SUFFIXES = {"JPEG": {".jpg", ".jpeg"}, "PNG": {".png"}, "WEBP": {".webp"}, "AVIF": {".avif"}}
RASTER = set().union(*SUFFIXES.values())
LARGEST_SIDE = 10_000  # pixels; a camera's picture fits, and so does its decoded form into memory


def is_raster(path):
    return Path(path).suffix.lower() in RASTER


class PictureError(Exception):
    """A picture cannot be published; `wrong` says why, `right` what would help."""

    def __init__(self, wrong, right):
        self.wrong, self.right = wrong, right
        super().__init__(f"{wrong}; {right}")


def fault(path, cache):
    """(what is wrong, what would be right) with the picture at `path`, or None; `cache` remembers good ones."""
    try:
        cache.get(path.read_bytes() + path.suffix.encode(), ".good", lambda: _check(path))
    except PictureError as error:
        return error.wrong, error.right
    return None


def _check(path):
    return _check_raster(path) if is_raster(path) else _check_drawing(path)


def _check_drawing(path):
    try:
        root = ET.fromstring(path.read_bytes())  # noqa: S314 - a file of the site's own
    except (ET.ParseError, ValueError) as error:
        raise PictureError(f"is no SVG ({error}): {path.name}", "save it again") from None
    if root.tag != "{http://www.w3.org/2000/svg}svg":
        raise PictureError(f"is no SVG: {path.name}", 'begin it with <svg xmlns="http://www.w3.org/2000/svg" ...>')
    return b""


def _check_raster(path):
    name = path.name
    smaller = f"scale it down to {LARGEST_SIDE} pixels at most on its longer side"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # the size is judged below
            with Image.open(path) as image:
                if max(image.size) > LARGEST_SIDE:
                    raise PictureError(f"is {image.width} x {image.height} pixels: {name}", smaller)
                if path.suffix.lower() not in SUFFIXES.get(image.format or "", ()):
                    raise PictureError(f"is a {image.format} by its content: {name}", "name it by what it is")
                image.load()
    except Image.DecompressionBombError:
        raise PictureError(f"is far too large: {name}", smaller) from None
    except UnidentifiedImageError:
        raise PictureError(f"is no picture by its content: {name}", "save it again as JPEG or PNG") from None
    except (OSError, SyntaxError, ValueError) as error:  # Pillow raises each of these for damaged files
        raise PictureError(f"is damaged ({error}): {name}", "take it anew from where it came from") from None
    return b""
