"""Invented posts of blogs, in Markdown or reStructuredText: the same ones for the same site and number."""

import random
import re
import struct
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import accumulate

from benchmarks.corpus import CATEGORIES, SEED, TITLES, fill, paragraph

# the last sentence of each article, and what an edit makes of it
LAST = "Nothing more was heard of it."
MORE = "Nothing more was ever heard of it."
SHOWN = "was ever heard"  # the part that no page has in another form

FIRST = datetime(2014, 3, 3, 9, 15, tzinfo=UTC)
STEP = timedelta(hours=101)
AUTHORS = ["Ada Example", "Bo Sample", "Cy Placeholder", "Dee Specimen"]
TAGS = [
    *("archive", "bridges", "canals", "data", "editing", "fences", "gardens", "harbour", "ink", "joinery", "kilns"),
    *("lanterns", "maps", "networks", "orchards", "paper", "quarries", "roofs", "signals", "tools", "urban"),
    *("valleys", "water", "yards"),
]
TAG_WEIGHTS = list(accumulate(1 / rank for rank in range(1, len(TAGS) + 1)))


@dataclass(frozen=True)
class Post:
    """What is known of an article before its text; `rng` is for the text."""

    rng: random.Random
    title: str
    slug: str
    date: datetime
    category: str
    tags: list[str]
    author: str

    def fields(self, **more: str) -> dict[str, str]:
        """The metadata that stand above the text, with more that a site adds."""
        return {
            "Date": f"{self.date:%Y-%m-%d %H:%M}",
            "Slug": self.slug,
            "Category": self.category,
            "Tags": ", ".join(self.tags),
            "Author": self.author,
            **more,
        }


def post(site: str, number: int) -> Post:
    """The post of this number, counted from 0, of the site of this name."""
    rng = random.Random(f"{SEED} {site} {number}")  # noqa: S311 - repeatable is what it must be
    title = fill(rng, rng.choice(TITLES))
    slug = f"{re.sub('[^a-z]+', '-', title.lower()).strip('-')}-{number}"
    tags = sorted(set(rng.choices(TAGS, cum_weights=TAG_WEIGHTS, k=4)))
    date = FIRST + number * STEP
    return Post(rng, title, slug, date, rng.choice(CATEGORIES[:5]), tags, rng.choice(AUTHORS))


class Markdown:
    """How Pelican's Markdown reader wants things to be written."""

    suffix = ".md"

    @staticmethod
    def head(title: str, fields: Mapping[str, str]) -> str:
        """The title and the metadata."""
        return "\n".join(f"{name}: {value}" for name, value in {"Title": title, **fields}.items())

    @staticmethod
    def heading(text: str) -> str:
        """The heading of a section."""
        return f"## {text}"

    @staticmethod
    def code(source: str, language: str = "python") -> str:
        """A block of code, which is highlighted."""
        return f"```{language}\n{source}\n```"

    @staticmethod
    def quote(text: str) -> str:
        """A quotation."""
        return f"> {text}"

    @staticmethod
    def image(address: str, text: str) -> str:
        """A picture with its text."""
        return f"![{text}]({address})"

    @staticmethod
    def link(address: str, text: str) -> str:
        """A link within a sentence."""
        return f"[{text}]({address})"

    @staticmethod
    def math(formula: str) -> str:
        """A formula of its own, for a site whose plugin reads it."""
        return f"$$\n{formula}\n$$"


class Rst:
    """How Pelican's reader of reStructuredText wants things to be written."""

    suffix = ".rst"

    @staticmethod
    def head(title: str, fields: Mapping[str, str]) -> str:
        """The title and the metadata."""
        return f"{title}\n{'#' * len(title)}\n\n" + "\n".join(f":{n.lower()}: {v}" for n, v in fields.items())

    @staticmethod
    def heading(text: str) -> str:
        """The heading of a section."""
        return f"{text}\n{'=' * len(text)}"

    @staticmethod
    def code(source: str, language: str = "python") -> str:
        """A block of code, which is highlighted."""
        return f".. code-block:: {language}\n\n{indented(source)}"

    @staticmethod
    def quote(text: str) -> str:
        """A quotation."""
        return indented(text)

    @staticmethod
    def image(address: str, text: str) -> str:
        """A picture with its text."""
        return f".. image:: {address}\n   :alt: {text}"

    @staticmethod
    def link(address: str, text: str) -> str:
        """A link within a sentence."""
        return f"`{text} <{address}>`__"

    @staticmethod
    def math(formula: str) -> str:
        """A formula of its own."""
        return f".. math::\n\n{indented(formula)}"


Markup = type[Markdown] | type[Rst]


def indented(text: str) -> str:
    """The text with three spaces before each line that has something."""
    return re.sub("^(?=.)", "   ", text, flags=re.MULTILINE)


def source(markup: Markup, post: Post, words: tuple[int, int], blocks: Iterable[str] = (), **more: str) -> str:
    """The source of a post with from so many to so many words, between whose sections the blocks stand."""
    rng, parts = post.rng, [paragraph(post.rng, 3)]
    wanted, left = rng.randint(*words), list(blocks)
    while sum(part.count(" ") for part in parts) < wanted or left:
        parts += [markup.heading(fill(rng, "The ADJ NOUN of the PLACE")), paragraph(rng, 4)]
        parts += [left.pop(0)] if left else []
        parts += [paragraph(rng, 3), *rng.choices([items(rng), markup.quote(paragraph(rng, 1)), ""], [1, 1, 2])]
    text = "\n\n".join(part for part in [*parts, f"{paragraph(rng, 2)} {LAST}"] if part)
    return f"{markup.head(post.title, post.fields(**more))}\n\n{text}\n"


def items(rng: random.Random) -> str:
    """A list with points."""
    return "\n".join(f"- {fill(rng, 'COUNT UNIT of ADJ NOUN, VERB ADV')}" for _ in range(rng.randint(3, 6)))


def program(rng: random.Random, functions: int = 2) -> str:
    """Some functions in Python, which nobody runs."""
    parts = ["import json\nfrom pathlib import Path"]
    for number in range(functions):
        verb, noun, adjective = (fill(rng, kind).lower() for kind in ("VERB", "NOUN", "ADJ"))
        parts.append(
            f"def {verb}_{noun}_{number}(path: Path, limit={rng.randint(2, 900)}):\n"
            f'    """Return what was {verb} of a {adjective} {noun}."""\n'
            f"    {noun}s = json.loads(path.read_text())  # all of them\n"
            f"    if not {noun}s or len({noun}s) > limit:\n"
            f'        raise ValueError(f"no {adjective} {noun} in {{path}}")\n'
            f'    return {{{noun}["name"]: {rng.random():.3f} * {noun}["size"] for {noun} in {noun}s[:limit]}}'
        )
    return "\n\n\n".join(parts)


def picture(rng: random.Random, width: int = 120, height: int = 80) -> bytes:
    """A PNG file of grey noise, which hardly gets smaller where it is compressed."""
    rows = b"".join(b"\0" + rng.randbytes(width) for _ in range(height))

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    chunks = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + chunks


def page(markup: Markup, site: str, number: int, words: tuple[int, int] = (150, 400)) -> str:
    """The source of a page, such as one about the site."""
    one = post(f"{site} page", number)
    return source(markup, one, words).replace(LAST, "")
