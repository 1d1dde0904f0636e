"""What rules and lists have to know of all sources together, such as which addresses there are.

It is made of the entries, and kept from build to build while none of them changes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from .fields import address_of
from .pictures import PICTURES

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import datetime

    from .entries import Entry

# how a link to a file of the site begins, that is no source
TO_FILES = ("{static}", "/")


class Summary(NamedTuple):
    """Of all sources: paths are relative to the content folder, addresses to the site's.

    `addresses` are those of every source, `published` those of the pages that are published, and `publishers` the slugs
    of who is named as a source there. `pages` are the paths of what is published, and `drafts` those of what is not
    yet, each with the time for which it is scheduled, if it is. `leads` are the addresses of lead pictures, and
    `linking` the sources that link to what may be a file.
    """

    addresses: frozenset[str]
    published: frozenset[str]
    publishers: frozenset[str]
    pages: frozenset[str]
    drafts: tuple[tuple[str, datetime | None], ...]
    leads: frozenset[str]
    linking: tuple[Entry, ...]


def summed(entries: Collection[Entry]) -> Summary:
    """The Summary of these entries."""
    contents = [entry for entry in entries if entry.slug]
    published = [entry for entry in contents if entry.status != "draft"]
    return Summary(
        addresses=frozenset(entry.url for entry in entries),
        published=frozenset(entry.url for entry in published),
        publishers=frozenset(map(address_of, _publishers(published))),
        pages=frozenset(entry.below for entry in published),
        drafts=tuple((entry.below, entry.due) for entry in contents if entry.status == "draft"),
        leads=frozenset(f"{PICTURES}{entry.image}" for entry in entries if entry.image),
        linking=tuple(entry for entry in entries if any(link.startswith(TO_FILES) for link in entry.links)),
    )


def _publishers(entries: Iterable[Entry]) -> set[str]:
    return {source.publisher for entry in entries for source in entry.sources}
