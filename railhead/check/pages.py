"""What can be wrong with a built page by itself: HTML syntax, ids that stand twice, names, sizes.

Where links lead is looked at in `links`, and structured data in `machines`.
"""

from __future__ import annotations

import re
import zlib
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import lxml.html
from justhtml import JustHTML

from railhead import compression

from .finding import Finding, Level

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

STORY = "//script[@type='application/ld+json']"
ADDRESS = re.compile(r"[\w.~-]+(/[\w.~-]+)*", re.ASCII)
PAGE_BYTES, CARD_BYTES, FONT_BYTES, FIGURE_BYTES = 12_000, 60_000, 40_000, 3_000


@dataclass
class Page:
    """A page of the built site: its name below the output, its address, its text and its tree."""

    name: str
    address: str
    text: str
    tree: lxml.html.HtmlElement

    def error(self, line: int | None, what: str) -> Finding:
        """An error at a line of the page; at its first where the parser has none to tell."""
        return Finding(self.name, line or 1, Level.ERROR, what)


def names(output: Path) -> list[str]:
    """The name of every page below the folder `output`."""
    return sorted(path.relative_to(output).as_posix() for path in output.rglob("*.html"))


def each(output: Path) -> Iterator[Page]:
    """Yield every Page below the folder `output`; thousands of trees at a time would fill the memory."""
    for name in names(output):
        yield page(output, name)


def page(output: Path, name: str) -> Page:
    """The Page in the file `name` below the folder `output`."""
    return parsed(name, (output / name).read_text(encoding="utf-8"))


def parsed(name: str, text: str) -> Page:
    """The Page of a name that has this text."""
    address = "/" + name.removesuffix("index.html")
    return Page(name, address, text, lxml.html.document_fromstring(text))


def markup(pages: Iterable[Page]) -> Iterator[Finding]:
    """Yield an error for each fault of HTML syntax and each id that stands twice."""
    for page in pages:
        for fault in JustHTML(page.text, collect_errors=True, sanitize=False).errors:
            yield page.error(fault.line, f"HTML: {fault.message}")
        for name, count in Counter(page.tree.xpath("//@id")).items():
            if count > 1:
                yield page.error(
                    page.tree.xpath("//*[@id=$name]", name=name)[1].sourceline, f"the id {name} stands twice"
                )


def budgets(pages: Iterable[Page]) -> Iterator[Finding]:
    """Yield a finding for each page and each figure in it that is larger than it may be, with its size in bytes.

    The limits are PAGE_BYTES, compressed, and FIGURE_BYTES. A figure or a story that is too large is an error. Another
    page is a warning: it grows with the number of stories, which nobody mends in an hour.
    """
    for page in pages:
        # text that zlib brings below the limit, brotli brings further, and takes fifty times as long
        small = len(zlib.compress(page.text.encode())) <= PAGE_BYTES
        size = 0 if small else len(compression.in_brotli(page.text.encode()))
        if size > PAGE_BYTES:
            level = Level.ERROR if page.tree.xpath(STORY) else Level.WARNING
            yield Finding(page.name, 1, level, f"the page has {size} bytes in brotli; {PAGE_BYTES} is the limit")
        for figure in page.tree.xpath("//svg"):
            size = len(lxml.html.tostring(figure, with_tail=False))
            if size > FIGURE_BYTES:
                yield page.error(figure.sourceline, f"the figure has {size} bytes; {FIGURE_BYTES} is the limit")


def unfit_names(files: Iterable[str]) -> Iterator[Finding]:
    """Yield an error for each file of the site whose name cannot be an address as it is."""
    for name in files:
        if not ADDRESS.fullmatch(name):
            what = "no address can be made of this name; use letters, digits, hyphens, underscores and points"
            yield Finding(name, 1, Level.ERROR, what)


def sizes(files: Mapping[str, int]) -> Iterator[Finding]:
    """Yield an error for each social card, and for the fonts, that are larger than they may be.

    `files` are the bytes of each file by its name.
    """
    for name, size in files.items():
        if name.endswith("card.png") and size > CARD_BYTES:
            yield Finding(name, 1, Level.ERROR, f"the card has {size} bytes; {CARD_BYTES} is the limit")
    fonts = sum(size for name, size in files.items() if name.endswith(".woff2"))
    if fonts > FONT_BYTES:
        yield Finding("fonts", 1, Level.ERROR, f"the fonts have {fonts} bytes; {FONT_BYTES} is the limit")
