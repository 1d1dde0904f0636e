"""Links of the built pages into the site: whether each leads to a page, a file or a place on a page.

Links to other sites are tried in `external`, and only when that is asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urljoin, urlsplit

from .finding import Finding, Level

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from .pages import Page


class Link(NamedTuple):
    """A link on a page: its line, how it is written there, the path below the site that it leads to, and the id or
    "".
    """

    line: int
    written: str
    path: str
    fragment: str

    @property
    def target(self) -> str:
        """What the link leads to: a path and, behind `#`, an id if there is one, such as `/about/#team`."""
        return f"{self.path}#{self.fragment}" if self.fragment else self.path


class Places(NamedTuple):
    """What links have to do with a page: the ids on it, and the targets of its links into the site, each once."""

    ids: list[str]
    targets: list[str]


def of_page(page: Page, site: str) -> Iterator[Link]:
    """Yield each Link into the site at the address `site`."""
    host, base = urlsplit(site).netloc, urlsplit(site).path.rstrip("/")
    for element in page.tree.xpath("//*[@href or @src]"):
        link = element.get("href") or element.get("src")
        target = urlsplit(urljoin(site + page.address, link))
        if target.netloc == host:
            yield Link(element.sourceline or 1, link, target.path.removeprefix(base), target.fragment)


def places(page: Page, site: str) -> Places:
    """The Places of a page: where its links lead, and which ids others can link to. `site` is SITEURL."""
    targets = {link.target for link in of_page(page, site)}
    return Places(sorted(set(page.tree.xpath("//@id"))), sorted(targets))


def addresses(names: Iterable[str]) -> set[str]:
    """The paths at which readers find files with these names. A page that is the index of a folder is found at the
    folder's path as well.
    """
    files = {f"/{name}" for name in names}
    return files | {address_of(name) for name in names}


def address_of(name: str) -> str:
    """The path at which readers find the file of a name."""
    return "/" + (name.removesuffix("index.html") if f"/{name}".endswith("/index.html") else name)


def leads_somewhere(target: str, known: set[str], ids_at: Callable[[str], set[str]]) -> bool:
    """Whether a target, as Link has it, is there. `known` are all paths of the site, and `ids_at` gives the ids of the
    page at a path.
    """
    path, _, fragment = target.partition("#")
    return path in known and (not fragment or fragment in ids_at(path))


def broken(page: Page, site: str, known: set[str], ids_at: Callable[[str], set[str]]) -> Iterator[Finding]:
    """Yield an error for each link of a page that leads to nothing; `known` and `ids_at` as for `leads_somewhere`."""
    for link in of_page(page, site):
        if leads_somewhere(link.target, known, ids_at):
            continue
        what = f"leads to no place on {link.path}" if link.path in known else "leads to nothing"
        yield Finding(page.name, link.line, Level.ERROR, f"{link.written} {what}")
