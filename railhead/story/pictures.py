"""Raster pictures: which files are ones, whether they can be published, and the pixels of those that can.

What goes out is encoded anew from these pixels: nothing else of a file, such as where a camera stood, is ever copied.
"""

from __future__ import annotations

import warnings
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import PIL
from PIL import ExifTags, Image, ImageCms, UnidentifiedImageError

from railhead.remembered import code_of

if TYPE_CHECKING:
    from collections.abc import Generator

    from railhead.cache import Cache

# by the formats that Pillow is asked to read: no other parser is ever given a file
SUFFIXES = {"JPEG": {".jpg", ".jpeg"}, "PNG": {".png"}, "WEBP": {".webp"}, "AVIF": {".avif"}}
# JPEG with more pictures behind the first, as telephones write it: the first is the picture
SAME = {"MPO": "JPEG"}
RASTER = set().union(*SUFFIXES.values())
PICTURES = "images/"  # the folder of what stories show, below that of content
DRAWING = ".svg"
LARGEST_FILE = 50_000_000  # bytes
LARGEST_SIDE = 10_000  # pixels
LARGEST = 50_000_000  # pixels in all: those of a telephone's largest picture, and what fits into memory several times
NARROWEST = 10  # a picture is at most so many times as long one way as the other
SMALLER = (
    f"scale it down to {LARGEST_SIDE} pixels at most on its longer side, and {LARGEST // 1_000_000} million in all"
)
# what sets a picture upright, by what EXIF says of how it lies
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
ON_ITS_SIDE = {TURNS[way] for way in (5, 6, 7, 8)}
# by other code, what was found of a picture counts for nothing
CODE = PIL.__version__ + code_of(Path(__file__))


def is_raster(path: str | Path) -> bool:
    """Whether a file is a raster picture by its name."""
    return Path(path).suffix.lower() in RASTER


def is_drawing(path: str | Path) -> bool:
    """Whether a file is a drawing by its name."""
    return Path(path).suffix.lower() == DRAWING


def is_picture(path: str | Path) -> bool:
    """Whether a file is a raster picture or a drawing by its name."""
    return is_raster(path) or is_drawing(path)


class PictureError(Exception):
    """A picture cannot be published; `wrong` says why, `right` what would help."""

    def __init__(self, wrong: str, right: str) -> None:
        self.wrong, self.right = wrong, right
        super().__init__(f"{wrong}; {right}")


def fault(path: Path, cache: Cache) -> tuple[str, str] | None:
    """(what is wrong, what would be right) with the raster picture at `path`, or None; `cache` remembers good ones."""
    if path.stat().st_size > LARGEST_FILE:
        return f"is larger than {LARGEST_FILE // 1_000_000} MB: {path.name}", "save it smaller"
    try:
        cache.get(f"{cache.digest(path)} {CODE}{path.suffix.lower()}", ".good", lambda: _check(path.read_bytes(), path))
    except PictureError as error:
        return error.wrong, error.right
    return None


def _check(raw: bytes, path: Path) -> bytes:
    """b"", or PictureError. All that `pixels` does is done once here, so that it fails with a name or not at all."""
    name = path.name
    try:
        with _opened(raw) as image:
            _check_kind(image, path)
            _check_size(*image.size, name)
        pixels(raw, LARGEST_SIDE)
    except PictureError:
        raise
    except UnidentifiedImageError:
        wrong = f"is no picture by its content: {name}"
        raise PictureError(wrong, "save it again as JPEG or PNG") from None
    except Image.DecompressionBombError:
        raise PictureError(f"is far too large: {name}", SMALLER) from None
    except Exception as error:  # noqa: BLE001 - decoders raise anything for a damaged file, and name nothing of it
        said = " ".join(str(error).split()) or type(error).__name__
        raise PictureError(f"is damaged ({said}): {name}", "take it anew from where it came from") from None
    return b""


def _check_kind(image: Image.Image, path: Path) -> None:
    made = image.format or ""
    kind = SAME.get(made, made)
    if path.suffix.lower() not in SUFFIXES[kind]:
        raise PictureError(f"is a {kind} by its content: {path.name}", "name it by what it is")
    if getattr(image, "is_animated", False) and made not in SAME:
        raise PictureError(f"moves: {path.name}", "save the one picture of it that tells most")


def _check_size(width: int, height: int, name: str) -> None:
    shown = f"is {width} x {height} pixels: {name}"
    if max(width, height) > LARGEST_SIDE or width * height > LARGEST:
        raise PictureError(shown, SMALLER)
    if max(width, height) > NARROWEST * min(width, height):
        raise PictureError(shown, f"cut it until no side is more than {NARROWEST} times the other")


def measures(raw: bytes) -> tuple[int, int]:
    """(width, height) in pixels of a picture, of whose file these are the bytes, as it is meant to be seen. Its pixels
    are not decoded for that.
    """
    with _opened(raw) as image:
        width, height = image.size
        return (height, width) if _turn(image) in ON_ITS_SIDE else (width, height)


def pixels(raw: bytes, wide: int) -> Image.Image:
    """A picture upright, in the colours of sRGB, with nothing but its pixels: RGB, or RGBA if it can be seen through.

    One that is more than twice as wide as `wide` may come smaller, but never below that.
    """
    with _opened(raw) as image:
        turn = _turn(image)
        width = image.height if turn in ON_ITS_SIDE else image.width
        made = _in_srgb(image, max(width // wide, 1))
        made = made.transpose(turn) if turn is not None else made
    made.info.clear()
    return made


def _in_srgb(image: Image.Image, reduced: int) -> Image.Image:
    """The pixels of a picture that is open, so many times smaller, with the colours that its profile means."""
    mode = "RGBA" if image.has_transparency_data else "RGB"
    profile = image.info.get("icc_profile")
    if image.mode.startswith("I;16"):  # which Pillow would cut off instead of scaling
        image = image.point(lambda value: value / 256).convert("L")
    image = image if image.mode == "CMYK" else image.convert(mode)
    image = image.reduce(reduced) if reduced > 1 else image
    try:
        if profile:
            meant = ImageCms.ImageCmsProfile(BytesIO(profile))
            return ImageCms.profileToProfile(image, meant, ImageCms.createProfile("sRGB"), outputMode=mode) or image
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        pass  # one that is damaged or for other colours: without it, the picture can still be seen
    return image.convert(mode)


def _turn(image: Image.Image) -> Image.Transpose | None:
    """What sets a picture upright, by its EXIF; None where it is."""
    return TURNS.get(image.getexif().get(ExifTags.Base.Orientation, 1))


@contextmanager
def _opened(raw: bytes) -> Generator[Image.Image]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of sizes, which are judged here, and of notes that are passed over
        with Image.open(BytesIO(raw), formats=list(SUFFIXES)) as image:
            yield image
