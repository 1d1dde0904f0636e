"""Where attached files go: in Pelican to the page that is rendered first, here worked out before, where it can be.

A file that contents attach and that nobody links to in another way goes to one place, whichever of them is first, if
all of them lie in one folder and are written to one folder. Such files are put there before any page is rendered: then
pages can be left out, and rendered in several processes. Which links attach a file is found out in `links`.
"""

from __future__ import annotations

import os
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pelican.contents import Static

    from .links import Links, Places


@dataclass(frozen=True)
class Attaching:
    """What of a content says where a file goes that it attaches: its links, its path, and where it is written."""

    links: Links
    source_path: str
    save_as: str

    def get_relative_source_path(self) -> str:
        """What Pelican names a content by where it warns of it."""
        return self.source_path


def attach(statics: Mapping[str, Static], contents: Iterable[Attaching]) -> bool:
    """Give each attached file its place beside the content that attaches it. Returns whether that could be done.

    It cannot where the place depends on which page is rendered first; then nothing is attached.

    `statics` are the contents of files by path.
    """
    attaching: dict[str, list[Attaching]] = defaultdict(list)
    linked: set[str | None] = set()
    for content in contents:
        for places in content.links.attached:
            if path := _found(statics, places):
                attaching[path].append(content)
        linked |= {_found(statics, places) for places in content.links.others}
    if linked & attaching.keys():
        return False
    for those in attaching.values():
        if len({(_folder(content.source_path), _folder(content.save_as)) for content in those}) > 1:
            return False
    for path, those in attaching.items():
        statics[path].attach_to(those[0])  # ty: ignore[invalid-argument-type] - it has all that is asked of a content
    return True


def _folder(path: str | None) -> str:
    return os.path.dirname(path or "")  # noqa: PTH120 - as Pelican does


def _found(statics: Mapping[str, Static], places: Places) -> str | None:
    return next((path for path in places if path in statics), None)
