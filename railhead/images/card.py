"""The card that stands for a story where its address is shared: 1200 x 630 pixels, drawn from the theme's card.svg."""

from functools import cache
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import resvg_py
from fontTools.ttLib import TTFont
from PIL import Image
from unidecode import unidecode

WIDTH, HEIGHT = 1200, 630
COLUMN = 1080  # pixels for the headline
SIZES = ((78, 3), (66, 3), (56, 4), (46, 5))  # type size in pixels: lines that it has room for
COLOURS = 64  # enough for flat areas and the edges of type, at a fifth of the bytes


class Face:
    """A font file: what it can show, and how wide that is."""

    def __init__(self, path):
        font = TTFont(path)
        self.widths = {code: font["hmtx"][glyph][0] for code, glyph in (font.getBestCmap() or {}).items()}
        self.em = getattr(font["head"], "unitsPerEm")  # noqa: B009 - fontTools' tables have what their file has

    def width(self, text, size):
        """The width of `text` in pixels at a type size of `size` pixels."""
        return sum(self.widths[ord(character)] for character in text) * size / self.em

    def legible(self, text):
        """`text` with what the font lacks in Latin letters, or as question marks: resvg would leave it out."""
        return "".join(
            character if ord(character) in self.widths else (unidecode(character).strip() or "?") for character in text
        )


face = cache(Face)


def set_headline(text, font):
    """(type size, lines) for a headline in the Face `font`; one that is too long for the smallest size ends in …"""
    words = font.legible(text).split()
    for size, room in SIZES:
        lines = _broken(words, font, size)
        if len(lines) <= room and all(font.width(line, size) <= COLUMN for line in lines):
            return size, lines
    lines = [_shortened(line, font, size) for line in lines[:room]]
    if not lines[-1].endswith("…"):
        lines[-1] = _shortened(lines[-1] + "…", font, size)
    return size, lines


def _broken(words, font, size):
    """`words` in lines that fit the column; a word that is wider has a line of its own."""
    starts = [0]
    for end in range(1, len(words) + 1):
        if end - starts[-1] > 1 and font.width(" ".join(words[starts[-1] : end]), size) > COLUMN:
            starts.append(end - 1)
    return [" ".join(words[start:end]) for start, end in pairwise([*starts, len(words)])]


def _shortened(line, font, size):
    while font.width(line, size) > COLUMN:
        line = line.rstrip("…")[:-1].rstrip() + "…"
    return line


def draw(template, fonts, values):
    """The SVG of a card: `template` rendered with `values`, of which `headline` is set with the bold font."""
    bold = face(fonts / "bold.ttf")
    size, lines = set_headline(values["headline"], bold)
    plain = {name: bold.legible(value) if isinstance(value, str) else value for name, value in values.items()}
    return template.render(plain | {"size": size, "lines": lines, "width": WIDTH, "height": HEIGHT})


def rasterise(svg, fonts):
    """The PNG of a card as bytes."""
    files = [str(path) for path in sorted(Path(fonts).glob("*.ttf"))]
    png = resvg_py.svg_to_bytes(svg_string=svg, font_files=files, skip_system_fonts=True, width=WIDTH)
    buffer = BytesIO()
    with Image.open(BytesIO(png)) as image:
        image.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(buffer, "PNG", optimize=True)
    return buffer.getvalue()
