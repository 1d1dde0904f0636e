"""A raster picture in the formats and widths that the layout asks for."""

from dataclasses import dataclass
from functools import partial
from io import BytesIO

from markupsafe import Markup
from PIL import Image, ImageOps

# CSS pixels across: a phone's column at three densities, a desk's column at two
WIDTHS = (480, 720, 1080, 1440)
# format: options; quality chosen by eye on photographs of vehicles, speed so that a build is not held up
ENCODERS = {
    "avif": {"format": "AVIF", "quality": 60, "speed": 8},
    "webp": {"format": "WEBP", "quality": 78},
}
FALLBACKS = {".png": {"format": "PNG", "optimize": True}}
JPEG = {"format": "JPEG", "quality": 80, "progressive": True, "optimize": True}
LAST_WIDTH = WIDTHS[-1]


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


def prepare(path, address, cache):
    """The Picture for the file at `path`, published at `address`, and the file to publish at each of its addresses.

    What it needs is taken from or put into `cache`.

    What is published is encoded anew from the pixels, so that no metadata, such as where a camera stood, goes out.
    """
    raw = path.read_bytes()
    with Image.open(BytesIO(raw)) as image:
        turned = image.getexif().get(0x0112, 1) > 4  # noqa: PLR2004 - EXIF orientations 5 to 8 lie on their side
        width, height = image.size[::-1] if turned else image.size
    decoded = partial(_decoded, raw)
    files, sources = {}, []
    stem, suffix = address.rsplit(".", 1)
    widths = sorted({min(wanted, width) for wanted in WIDTHS})
    for extension, options in ENCODERS.items():
        variants = []
        for wanted in widths:
            variant = f"{stem}-{wanted}.{extension}"
            files[variant] = _encoded(cache, raw, decoded, wanted, options)
            variants.append((variant, wanted))
        sources.append((f"image/{extension}", tuple(variants)))
    fallback = min(LAST_WIDTH, width)
    own_suffix = f".{suffix.lower()}"
    options = ENCODERS.get(suffix.lower()) or FALLBACKS.get(own_suffix, JPEG)
    files[address] = _encoded(cache, raw, decoded, fallback, options)
    return Picture(address, fallback, round(height * fallback / width), tuple(sources)), files


def _decoded(raw):
    with Image.open(BytesIO(raw)) as image:
        upright = ImageOps.exif_transpose(image)
        return upright.convert("RGBA" if upright.has_transparency_data else "RGB")


def _encoded(cache, raw, decoded, width, options):
    def make():
        image = decoded()
        image.info.clear()
        if options["format"] == "JPEG":
            image = image.convert("RGB")
        if width < image.width:
            image = image.resize((width, round(image.height * width / image.width)), Image.Resampling.LANCZOS)
        buffer = BytesIO()
        image.save(buffer, **options)
        return buffer.getvalue()

    return cache.get(raw + repr((width, sorted(options.items()))).encode(), f".{options['format'].lower()}", make)
