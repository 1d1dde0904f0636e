"""Links to other sites, tried politely: one request at a time, a pause between, and only what the head says, or the
first of an answer where a server does not tell heads.

Only `check --external` asks for it; links within the site are looked at in `links`.
"""

from __future__ import annotations

import time
import urllib.error
import urllib.request
from http.client import HTTPException
from typing import TYPE_CHECKING, NamedTuple

from railhead.progress import shown

from .finding import Finding, Level

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from railhead.story.entries import SourceEntry
    from railhead.story.readings import Readings

    from .pages import Page

PAUSE, PATIENCE = 1.0, 15  # seconds between requests, and to wait for an answer
AGENT = "link check of {}/"  # who asks can be found by it
OUTSIDE = ("http://", "https://")


class Place(NamedTuple):
    """A line of a file at which an address stands."""

    path: str
    line: int


def places(readings: Readings) -> dict[str, list[Place]]:
    """{address: where it stands} of the addresses of other sites in what is written: links of texts and the sources of
    front matter. Drafts are left out.
    """
    found: dict[str, list[Place]] = {}
    for path, entry in sorted(readings.entries.items()):
        sources = [(url, ("sources", n, name)) for n, source in enumerate(entry.sources) for name, url in _of(source)]
        linked = [link for link in entry.links if link.startswith(OUTSIDE)]
        if entry.status == "draft" or not (sources or linked):
            continue
        document = readings[path].document
        for url, loc in sources:
            found.setdefault(url, []).append(Place(entry.path, document.place(loc)[0]))
        for link in linked:
            found.setdefault(link, []).append(Place(entry.path, document.in_body(link)[0][0]))
    return found


def _of(source: SourceEntry) -> list[tuple[str, str]]:
    """(name of the field, address) of those that a source has."""
    return [(name, url) for name in ("url", "archived") if (url := getattr(source, name))]


def check(pages: Iterable[Page], site: str, written: Mapping[str, list[Place]]) -> Iterator[Finding]:
    """Yield a warning for each address on `pages` outside the site that does not answer. It names the place where it
    is `written`, the first of several, or the page where a template put it there.
    """
    known = {address: list(where) for address, where in written.items()}
    for page in pages:
        for link in page.tree.xpath("//a[@rel='external']"):
            address = link.get("href")
            if not address.startswith(site) and address not in written:
                known.setdefault(address, []).append(Place(page.name, link.sourceline or 1))
    for n, address in enumerate(shown(sorted(known), "trying links", len(known))):
        if n:
            time.sleep(PAUSE)
        if trouble := _trouble(address, AGENT.format(site)):
            first, *others = known[address]
            more = f"; it stands at {len(others)} more place{'s' if len(others) > 1 else ''}" if others else ""
            yield Finding(first.path, first.line, Level.WARNING, f"{address}: {trouble}{more}")


def _trouble(address: str, agent: str) -> str | None:
    """Why an address does not answer `agent`, or None. Some servers tell no heads, and answer a reader all the same."""
    return _answered(address, "HEAD", agent) and _answered(address, "GET", agent)


def _answered(address: str, method: str, agent: str) -> str | None:
    """What is wrong with the answer to one request, to be read after the address; None where nothing is."""
    request = urllib.request.Request(address, method=method, headers={"User-Agent": agent})  # noqa: S310 - http(s) only
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE):  # noqa: S310 - as above
            return None
    except urllib.error.HTTPError as error:
        return f"answers {error.code}"
    except (OSError, ValueError, HTTPException) as error:
        return f"does not answer ({error})"
