"""A raster picture in the formats and widths that the layout asks for."""

from dataclasses import dataclass
from functools import cache as cached
from functools import partial
from hashlib import sha256
from io import BytesIO
from pathlib import Path

from markupsafe import Markup
from PIL import Image

from railhead.files import Cache
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
CODE = sha256(Path(__file__).read_bytes()).hexdigest()


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


def prepare(path: Path, address: str, cache: Cache) -> tuple[Picture, dict[str, Path]]:
    """The Picture for the file at `path`, published at `address`, and the file to publish at each of its addresses.

    What it needs is taken from or put into `cache`.
    """
    raw = path.read_bytes()
    width, height = measures(raw)
    encoded = _encoder(raw, cache)
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


def anew(path: Path, address: str, cache: Cache) -> Path:
    """The file to publish at `address` for the picture at `path`, of its own size: an icon is asked for by that."""
    raw = path.read_bytes()
    return _encoder(raw, cache)(measures(raw)[0], _own(address.rsplit(".", 1)[1]))


def _own(suffix):
    """How a picture is encoded for its own suffix."""
    return ENCODERS.get(suffix.lower()) or FALLBACKS.get(suffix.lower(), JPEG)


def _encoder(raw, cache):
    """A function that gives the file of the picture `raw` at a width, by options; it is decoded once at most."""
    decoded = cached(partial(_decoded, raw))

    def encoded(width, options):
        def make():
            image = decoded()
            if options["format"] == "JPEG":
                image = image.convert("RGB")
            if width < image.width:
                size = (width, max(round(image.height * width / image.width), 1))
                image = image.resize(size, Image.Resampling.LANCZOS)
            buffer = BytesIO()
            image.save(buffer, **options)
            return buffer.getvalue()

        made_by = f"{CODE}{pictures.CODE}{width}{sorted(options.items())}".encode()
        return cache.get(raw + made_by, f".{options['format'].lower()}", make)

    return encoded


def _decoded(raw):
    return pixels(raw, DECODED_WIDTH)
