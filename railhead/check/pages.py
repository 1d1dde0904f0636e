"""The built pages: links and anchors, markup, ids, budgets."""

import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

import brotli
import lxml.html
from justhtml import JustHTML

from .finding import Finding, Level

LARGE = 500_000  # characters
STORY = "//script[@type='application/ld+json']"
PAGE_BYTES, CARD_BYTES, FONT_BYTES, FIGURE_BYTES = 12_000, 60_000, 40_000, 3_000


@dataclass
class Page:
    """A page of the built site: its name below the output, its address, its text and its tree."""

    name: str
    address: str
    text: str
    tree: lxml.html.HtmlElement

    def error(self, line, what):
        return Finding(self.name, line or 1, Level.ERROR, what)


def names(output):
    """The name of every page below the folder `output`."""
    return sorted(path.relative_to(output).as_posix() for path in output.rglob("*.html"))


def each(output):
    """Yield every Page below the folder `output`; thousands of trees at a time would fill the memory."""
    for name in names(output):
        yield page(output, name)


def page(output, name):
    """The Page of a name in the folder `output`."""
    return parsed(name, (output / name).read_text(encoding="utf-8"))


def parsed(name, text):
    """The Page of a name that has this text."""
    address = "/" + name.removesuffix("index.html")
    return Page(name, address, text, lxml.html.document_fromstring(text))


class Places(NamedTuple):
    """What links have to do with a page: its name and address, the ids on it, and its links into the site, each as
    [line, link as it is written, path below the site, id or ""].
    """

    name: str
    address: str
    ids: list[str]
    links: list[list]


def places(page: Page, site: str) -> Places:
    """The Places of a page of the site at the address `site`."""
    host, base = urlsplit(site).netloc, urlsplit(site).path.rstrip("/")
    found = []
    for element in page.tree.xpath("//*[@href or @src]"):
        link = element.get("href") or element.get("src")
        target = urlsplit(urljoin(site + page.address, link))
        if target.netloc == host:
            found.append([element.sourceline or 1, link, target.path.removeprefix(base), target.fragment])
    return Places(page.name, page.address, sorted(set(page.tree.xpath("//@id"))), found)


def links(found: Iterable[Places], output: Path) -> Iterator[Finding]:
    """Yield an error for each link that leads to no page, file or place of the site in the folder `output`."""
    files = {f"/{path.relative_to(output).as_posix()}" for path in output.rglob("*") if path.is_file()}
    files |= {name.removesuffix("index.html") for name in files if name.endswith("/index.html")}
    anchors, waiting = {}, []
    for page in found:
        anchors[page.address] = set(page.ids)
        for line, link, path, fragment in page.links:
            if path not in files:
                yield Finding(page.name, line, Level.ERROR, f"{link} leads to nothing")
            elif fragment:
                waiting.append((page.name, line, link, path, fragment))
    for name, line, link, path, fragment in waiting:
        if fragment not in anchors.get(path, ()):
            yield Finding(name, line, Level.ERROR, f"{link} leads to no place on {path}")


def markup(pages):
    """Yield an error for each fault of HTML syntax and each id that stands twice."""
    for page in pages:
        for fault in JustHTML(page.text, collect_errors=True, sanitize=False).errors:
            yield page.error(fault.line, f"HTML: {fault.message}")
        for name, count in Counter(page.tree.xpath("//@id")).items():
            if count > 1:
                yield page.error(
                    page.tree.xpath("//*[@id=$name]", name=name)[1].sourceline, f"the id {name} stands twice"
                )


def budgets(pages):
    """Yield a finding for each page and each figure in it that is larger than it may be, with its size in bytes.

    For a story it is an error. Other pages grow with the number of stories, which nobody mends in an hour: a warning.
    """
    for page in pages:
        # text that zlib brings below the limit, brotli brings further, and takes fifty times as long
        small = len(zlib.compress(page.text.encode())) <= PAGE_BYTES
        # a page of megabytes is over it by far, and its size need not be known to the byte
        quality = 11 if len(page.text) < LARGE else 5
        size = 0 if small else len(brotli.compress(page.text.encode(), quality=quality))
        if size > PAGE_BYTES:
            level = Level.ERROR if page.tree.xpath(STORY) else Level.WARNING
            yield Finding(page.name, 1, level, f"the page has {size} bytes in brotli; {PAGE_BYTES} is the limit")
        for figure in page.tree.xpath("//svg"):
            size = len(lxml.html.tostring(figure, with_tail=False))
            if size > FIGURE_BYTES:
                yield page.error(figure.sourceline, f"the figure has {size} bytes; {FIGURE_BYTES} is the limit")


def sizes(output):
    """Yield an error for each social card, and for the fonts, that are larger than they may be."""
    for card in sorted(output.rglob("card.png")):
        if card.stat().st_size > CARD_BYTES:
            what = f"the card has {card.stat().st_size} bytes; {CARD_BYTES} is the limit"
            yield Finding(card.relative_to(output).as_posix(), 1, Level.ERROR, what)
    fonts = sum(font.stat().st_size for font in output.rglob("*.woff2"))
    if fonts > FONT_BYTES:
        yield Finding("fonts", 1, Level.ERROR, f"the fonts have {fonts} bytes; {FONT_BYTES} is the limit")
