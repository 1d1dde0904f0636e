"""A raster picture in the formats and widths that the layout asks for."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, partial
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

from markupsafe import Markup
from PIL import Image

from railhead.cache import Cache
from railhead.remembered import code_of
from railhead.story import pictures
from railhead.story.pictures import measures, pixels

# CSS pixels across: a phone's column at three densities, a desk's column at two
WIDTHS = (480, 720, 1080, 1440)
# format: options; quality chosen by eye on photographs of vehicles, speed so that a build is not held up
ENCODERS = {
    "avif": {"format": "AVIF", "quality": 60, "speed": 8},
    "webp": {"format": "WEBP", "quality": 78},
}
FALLBACKS = {"png": {"format": "PNG", "optimize": True}}
JPEG = {"format": "JPEG", "quality": 80, "progressive": True, "optimize": True}
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
    sources: tuple

    def markup(self, base, alt, sizes, *, lead):
        """The picture as HTML; `base` stands before addresses, `lead` is the first thing that a reader should see."""
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
    """A file to publish: `by` says what it is made from, and `file()` where it lies, which is made if need be."""

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
    """What to publish at `address` for the picture at `path`, of its own size: an icon is asked for by that."""
    digest = cache.digest(path)
    return _encoded(path, digest, cache, next(_measured(path, digest, cache)), _own(address.rsplit(".", 1)[1]))


def _measured(path, digest, cache):
    """(width, height) of a picture whose file has this digest."""

    def make():
        return " ".join(map(str, measures(path.read_bytes()))).encode()

    return map(int, cache.get(f"{digest} {pictures.CODE}", ".size", make).read_text(encoding="utf-8").split())


def _own(suffix):
    """How a picture is encoded for its own suffix."""
    return ENCODERS.get(suffix.lower()) or FALLBACKS.get(suffix.lower(), JPEG)


def _encoded(path, digest, cache, width, options):
    """The Made for the picture at `path`, whose file has this digest, at a width and by options."""

    def make():
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
def _decoded(path, _digest):
    return pixels(path.read_bytes(), DECODED_WIDTH)
