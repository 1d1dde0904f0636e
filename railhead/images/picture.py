"""A raster picture in the formats and widths that the layout asks for.

Whether a file can be published is found out in railhead/story/pictures.py, and whether a page refers to it in
`referred`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache, partial
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from markupsafe import Markup
from PIL import Image

from railhead.remembered import code_of
from railhead.story import pictures
from railhead.story.pictures import measures, pixels

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from railhead.cache import Cache

# CSS pixels across: a phone's column at three densities, a desk's column at two
WIDTHS = (480, 720, 1080, 1440)
# format: options; quality chosen by eye on photographs of vehicles, speed so that a build is not held up
ENCODERS: dict[str, dict[str, Any]] = {
    "avif": {"format": "AVIF", "quality": 60, "speed": 8},
    "webp": {"format": "WEBP", "quality": 78},
}
FALLBACKS: dict[str, dict[str, Any]] = {"png": {"format": "PNG", "optimize": True}}
JPEG: dict[str, Any] = {"format": "JPEG", "quality": 80, "progressive": True, "optimize": True}
LAST_WIDTH = WIDTHS[-1]
DECODED_WIDTH = 2 * LAST_WIDTH  # pixels across that leave nothing to be seen of a reduction before the last
CODE = code_of(Path(__file__))


@dataclass(frozen=True)
class Picture:
    """A picture ready to be published.

    `sources` holds, for each modern format, its type and its [(address, width)], below the site's root. `width` and
    `height` are those of the fallback at `address`.
    """

    address: str
    width: int
    height: int
    sources: tuple[tuple[str, tuple[tuple[str, int], ...]], ...]

    def markup(self, base: str, alt: str, sizes: str, *, lead: bool) -> Markup:
        """The picture as HTML, for a layout that shows it in the `sizes` of HTML's attribute of that name.

        `base` stands before addresses, and `alt` is its text alternative. One that `lead`s is loaded first, others once
        they are near.
        """
        rows = [
            Markup('<source type="{}" srcset="{}" sizes="{}">').format(
                kind, ", ".join(f"{base}/{address} {width}w" for address, width in variants), sizes
            )
            for kind, variants in self.sources
        ]
        loading = Markup('fetchpriority="high"') if lead else Markup('loading="lazy"')
        image = Markup('<img src="{}/{}" alt="{}" width="{}" height="{}" {} decoding="async">')
        rows.append(image.format(base, self.address, alt, self.width, self.height, loading))
        return Markup("<picture>{}</picture>").format(Markup("").join(rows))


class Made(NamedTuple):
    """A file to publish: `by` says what it is made from, and `file()` makes it if need be and returns its path."""

    by: str
    file: Callable[[], Path]


def prepare(path: Path, address: str, cache: Cache) -> tuple[Picture, dict[str, Made]]:
    """The Picture for the file at `path`, published at `address`, and what to publish at each of its addresses.

    What it needs is taken from or put into `cache`; of a picture that stays as it is, nothing is read.
    """
    digest = cache.digest(path)
    width, height = _measured(path, digest, cache)
    encoded = partial(_encoded, path, digest, cache)
    stem, suffix = address.rsplit(".", 1)
    widths = sorted({min(wanted, width) for wanted in WIDTHS})
    files, sources = {}, []
    for extension, options in ENCODERS.items():
        variants = [(f"{stem}-{wanted}.{extension}", wanted) for wanted in widths]
        files |= {variant: encoded(wanted, options) for variant, wanted in variants}
        sources.append((f"image/{extension}", tuple(variants)))
    fallback = min(LAST_WIDTH, width)
    files[address] = encoded(fallback, _own(suffix))
    return Picture(address, fallback, round(height * fallback / width), tuple(sources)), files


def anew(path: Path, address: str, cache: Cache) -> Made:
    """What to publish at `address` for the picture at `path` in its own size, as for an icon, which browsers ask for by
    its size.
    """
    digest = cache.digest(path)
    return _encoded(path, digest, cache, next(_measured(path, digest, cache)), _own(address.rsplit(".", 1)[1]))


def _measured(path: Path, digest: str, cache: Cache) -> Iterator[int]:
    """(width, height) of a picture whose file has this digest."""

    def make() -> bytes:
        return " ".join(map(str, measures(path.read_bytes()))).encode()

    return map(int, cache.get(f"{digest} {pictures.CODE}", ".size", make).read_text(encoding="utf-8").split())


def _own(suffix: str) -> Mapping[str, Any]:
    """How a picture is encoded for its own suffix."""
    return ENCODERS.get(suffix.lower()) or FALLBACKS.get(suffix.lower(), JPEG)


def _encoded(path: Path, digest: str, cache: Cache, width: int, options: Mapping[str, Any]) -> Made:
    """The Made for the picture at `path`, whose file has this digest, at a width and by options."""

    def make() -> bytes:
        image = _decoded(path, digest)
        if options["format"] == "JPEG":
            image = image.convert("RGB")
        if width < image.width:
            size = (width, max(round(image.height * width / image.width), 1))
            image = image.resize(size, Image.Resampling.LANCZOS)
        buffer = BytesIO()
        image.save(buffer, **options)
        return buffer.getvalue()

    by = f"{digest} {CODE}{pictures.CODE} {width} {sorted(options.items())}"
    return Made(by, partial(cache.get, by, f".{options['format'].lower()}", make))


@lru_cache(maxsize=1)  # the formats and widths of a picture are made one after the other
def _decoded(path: Path, _digest: str) -> Image.Image:
    """The pixels of the picture at `path`, of which the last is kept; `_digest` tells files of one name apart."""
    return pixels(path.read_bytes(), DECODED_WIDTH)
