"""The card that stands for a story where its address is shared: 1200 x 630 pixels, in the fonts of theme/card/.

The pictures that a story shows are made in `picture`.
"""

from __future__ import annotations

import math
from copy import copy
from functools import cache, lru_cache
from hashlib import sha256
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Self
from zlib import Z_RLE

from fontTools.ttLib import TTFont
from PIL import Image, ImageColor, ImageDraw, ImageFont
from unidecode import unidecode

from railhead import files, tokens
from railhead.address import CARD
from railhead.story.vocabulary import tally
from railhead.templating.filters import day, plain

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from railhead.story.contents import StoryArticle

WIDTH, HEIGHT = 1200, 630
MARGIN = 60
COLUMN = 1080  # pixels for the headline
SIZES = ((78, 3), (66, 3), (56, 4), (46, 5))  # type size in pixels: lines that it has room for
# sixteen colours take four bits a pixel: the paper, and so many steps to each of the others, for the edges of type
STEPS = {"ink": 7, "accent": 4, "muted": 4}


class Face:
    """A font file: what it can show, and how wide that is."""

    def __init__(self, path: Path) -> None:
        font = TTFont(path)
        self.widths = {code: font["hmtx"][glyph][0] for code, glyph in (font.getBestCmap() or {}).items()}
        self.em = getattr(font["head"], "unitsPerEm")  # noqa: B009 - fontTools' tables have what their file has

    def width(self, text: str, size: int) -> float:
        """The width of `text` in pixels at a type size of `size` pixels."""
        return sum(self.widths[ord(character)] for character in text) * size / self.em

    def legible(self, text: str) -> str:
        """`text` with what the font lacks in Latin letters, or as question marks; what stands for a Chinese character
        is a word, with a space behind it.
        """
        return "".join(
            character if ord(character) in self.widths else (unidecode(character).lstrip() or "?") for character in text
        )


face = cache(Face)


def set_headline(text: str, font: Face) -> tuple[int, list[str]]:
    """(type size in pixels, lines) for a headline in the Face `font`: the largest size in which it has room.

    In the smallest, words that are wider than a line are broken anywhere, as scripts without spaces are, and what is
    too long even so ends in ….
    """
    words = font.legible(text).split()
    for size, room in SIZES:
        lines = _broken(words, font, size)
        if len(lines) <= room and all(font.width(line, size) <= COLUMN for line in lines):
            return size, lines
    lines = _broken([piece for word in words for piece in _pieces(word, font, size)], font, size)
    if len(lines) > room:
        lines = [*lines[: room - 1], _shortened(lines[room - 1] + "…", font, size)]
    return size, lines


def _pieces(word: str, font: Face, size: int) -> list[str]:
    """A word in parts, each but the last of which fills a line."""
    starts, width = [0], 0
    for position, letter in enumerate(word):
        width += font.width(letter, size)
        if width > COLUMN:
            starts.append(position)
            width = font.width(letter, size)
    return [word[start:end] for start, end in pairwise([*starts, len(word)])]


def _broken(words: Sequence[str], font: Face, size: int) -> list[str]:
    """`words` in lines that fit the column; a word that is wider has a line of its own."""
    starts = [0]
    for end in range(1, len(words) + 1):
        if end - starts[-1] > 1 and font.width(" ".join(words[starts[-1] : end]), size) > COLUMN:
            starts.append(end - 1)
    return [" ".join(words[start:end]) for start, end in pairwise([*starts, len(words)])]


def _shortened(line: str, font: Face, size: int) -> str:
    """A line without so many of its last letters that it fits the column, with … for them."""
    while font.width(line, size) > COLUMN:
        line = line.rstrip("…")[:-1].rstrip() + "…"
    return line


class Card:
    """A card while it is drawn. `colours` maps paper, ink, accent and muted to colours as CSS writes them.

    Each word is drawn by itself and coloured where it stands: masks of the whole card take three times as long.
    """

    def __init__(self, fonts: Path, colours: Mapping[str, str]) -> None:
        self._fonts = fonts
        self._image = Image.new("P", (WIDTH, HEIGHT), 0)
        paper = ImageColor.getrgb(colours["paper"])
        palette: list[tuple[int, ...]] = [paper]
        self._full: dict[str, int] = {}
        self._tables: dict[str, tuple[list[int], list[int]]] = {}
        for name, steps in STEPS.items():
            # from how far a pixel is covered, 0 to 255, to its place in the palette, and to whether it is inked at all
            levels = [round(value * steps / 255) for value in range(256)]
            places = [len(palette) - 1 + level if level else 0 for level in levels]
            self._tables[name] = places, [255 if level else 0 for level in levels]
            self._full[name] = places[-1]
            full = ImageColor.getrgb(colours[name])
            palette += [_between(paper, full, step / steps) for step in range(1, steps + 1)]
        self._image.putpalette([part for colour in palette for part in colour])

    def copy(self) -> Self:
        """Another card, on which the same is drawn already."""
        other = copy(self)
        other._image = self._image.copy()  # noqa: SLF001 - of the same class
        return other

    def text(self, place: tuple[int, int], text: str, size: int, *, colour: str = "ink", is_bold: bool = True) -> None:
        """Write a line whose base begins at a place; that and the size of its type are in pixels."""
        path = self._fonts / ("bold.ttf" if is_bold else "regular.ttf")
        x, base = place
        for word in face(path).legible(text).split(" "):
            mask, left, top, advance = _word(path, word, size)
            places, inked = map(mask.point, self._tables[colour])
            self._image.paste(places, (round(x) + left, base + top), inked)
            x += advance

    def boxes(self, *boxes: tuple[int, int, int, int]) -> None:
        """Fill boxes with ink: left, top, right and bottom in pixels, of which the last two are outside."""
        for box in boxes:
            self._image.paste(self._full["ink"], box)

    def png(self) -> bytes:
        """The card as a PNG file."""
        buffer = BytesIO()
        # lengths of equal pixels are what such a picture is made of: to look for more takes twice as long for 4 % less
        self._image.save(buffer, "PNG", compress_type=Z_RLE)
        return buffer.getvalue()


@lru_cache(maxsize=1000)
def _word(path: Path, word: str, size: int) -> tuple[Image.Image, int, int, float]:
    """(a mask of a word, how far it lies to the right of the word's beginning, and below its base, and how far to the
    right the next word begins), in pixels.

    Words are kept, because to draw type takes most of a card's time and headlines have many words in common.
    """
    font = _loaded(path, size)
    ascent, descent = font.getmetrics()
    room = size  # to the left and the right: letters may reach out of their widths
    mask = Image.new("L", (math.ceil(font.getlength(word)) + 2 * room, ascent + descent), 0)
    ImageDraw.Draw(mask).text((room, ascent), word, fill=255, font=font, anchor="ls")
    box = mask.getbbox() or (0, 0, 1, 1)
    return mask.crop(box), box[0] - room, box[1] - ascent, font.getlength(f"{word} ")


def _between(first: Sequence[int], last: Sequence[int], share: float) -> tuple[int, ...]:
    """The colour at `share` of the way from the colour `first` to `last`, from 0 to 1."""
    return tuple(round(a + (b - a) * share) for a, b in zip(first, last, strict=True))


@cache
def _loaded(path: Path, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(path, size)


def look(theme: Path) -> dict[str, str]:
    """What has every card be drawn anew when it is another, by name: the colours of the light scheme, whether there is
    a track, and the digests of the fonts. Raises SyntaxError as `tokens.colours`.
    """
    colours = tokens.colours(theme)
    digests = {path.name: sha256(files.read(path)).hexdigest() for path in sorted((theme / "card").glob("*.ttf"))}
    light = {name: colour.light for name, colour in colours.items() if name in {"paper", *STEPS}}
    return light | digests | {tokens.TRACK: "1" if tokens.has_track(theme) else ""}


def name_of(article: StoryArticle) -> str:
    """The name in the output of the card of an article."""
    return f"{article.url}{CARD}"


@cache
def _empty(fonts: Path, site: str, look: tuple[tuple[str, str], ...]) -> Card:
    """A Card with what is on all of them: the name of the site, two rails and, of a track, the sleepers between."""
    told, bold = dict(look), face(fonts / "bold.ttf")
    card = Card(fonts, told)
    card.text((MARGIN, 92), _shortened(bold.legible(site), bold, 46), 46)
    card.boxes(*((MARGIN, top, WIDTH - MARGIN, top + 4) for top in (120, 138)))
    if told[tokens.TRACK]:
        card.boxes(*((x, 123, x + 6, 139) for x in range(MARGIN + 6, WIDTH - MARGIN, 24)))
    return card


def of_story(article: StoryArticle, *, fonts: str, look: dict[str, str], site: str) -> bytes:
    """The PNG of the card of an article: the headline, and what stands around it on the page.

    `fonts` is the folder of bold.ttf and regular.ttf, `look` what the function `look` returns, and `site` the name of
    the site.
    """
    statuses = [f"{count} {status.word.lower()}" for status, count in tally(article.claims)]
    folder = Path(fonts)
    size, lines = set_headline(plain(article.title), face(folder / "bold.ttf"))
    card = _empty(folder, site, tuple(look.items())).copy()
    card.text((MARGIN, 204), str(article.category), 32, colour="accent")
    for number, line in enumerate(lines, 1):
        card.text((MARGIN - 2, 216 + round(number * size * 1.1)), line, size)
    told = f"{day(article.date)}. Source: {article.sources[0].publisher}"
    card.text((MARGIN, HEIGHT - 84), told, 32, is_bold=False)
    if statuses:
        card.text((MARGIN, HEIGHT - 38), "Claims: " + ", ".join(statuses), 32, colour="muted", is_bold=False)
    return card.png()
