"""Finds which files of the content folder are published: those that a published source refers to, and no other.

Whether a file may be published at all is decided in story/static_files.py.
"""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import unquote, urlsplit

from railhead import address
from railhead.story.consistency import INTRASITE, linked_path
from railhead.story.pictures import PICTURES

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from railhead.story.contents import StaticFile
    from railhead.story.entries import Entry


class Named(NamedTuple):
    """What sources refer to: paths below the content folder, and addresses below the site's, with a slash before."""

    shown: frozenset[str]  # by what is published
    in_drafts: frozenset[str]


def named(entries: Collection[Entry], site: str) -> Named:
    """What these entries name, in a site at this address."""
    drafts = [entry for entry in entries if entry.status == "draft"]
    others = [entry for entry in entries if entry.status != "draft"]
    shown, in_drafts = (frozenset(name for entry in some for name in _named(entry, site)) for some in (others, drafts))
    return Named(shown, in_drafts)


def published(files: Iterable[StaticFile], names: Named, settings: Mapping[str, Any]) -> list[StaticFile]:
    """Those of Pelican's static files that are published.

    A picture is if something published shows it, and what lies elsewhere, such as in extra/, unless only drafts refer
    to it. A file that EXTRA_PATH_METADATA gives an address is as well.
    """
    shown = names.shown | set(settings["EXTRA_PATH_METADATA"])

    def is_published(file: StaticFile) -> bool:
        known = {file.get_relative_source_path(), f"/{file.url}"}
        if known & shown:
            return True
        return not (file.get_relative_source_path().startswith(PICTURES) or known & names.in_drafts)

    return [file for file in files if is_published(file)]


def _named(entry: Entry, site: str) -> Iterator[str]:
    """Yield what a source refers to: paths below the content folder, and addresses below the site's, which begin with
    a slash.
    """
    if entry.image:
        yield f"{PICTURES}{entry.image}"
    for link in entry.links:
        if link.endswith(".md"):
            continue  # to a page, as most lead: no file that is published as it is has such a name
        if found := INTRASITE.match(link):
            yield linked_path(found[2], entry)
        elif (path := _own_path(link, site)) is not None:
            yield path


def _own_path(link: str, site: str) -> str | None:
    """Where a link that is written as a plain address leads below the site; None where it leads elsewhere."""
    parts = urlsplit(link)
    path = posixpath.normpath(unquote(parts.path))
    if not parts.scheme and not parts.netloc:
        return path
    return path.removeprefix(address.base(site)) if parts.hostname == address.host(site) else None
