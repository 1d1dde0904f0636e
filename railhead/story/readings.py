"""The readings of all source files, each loaded when it is asked for.

No file is read here, which `reader` does; rules that make do with entries load no reading at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

from .reader import Reading, reading_of

if TYPE_CHECKING:
    from .contents import SourceContent
    from .entries import Entry


class Readings(Mapping[str, Reading]):
    """The Reading of each source file by its path below the content folder; none of them has a problem.

    `entries` are the Entry of each, and `digests` are those of the files as they were read: who remembers by them what
    was found out of a file need not load its Reading. `content` gives the content of a path, and `desk` is who writes
    where a story names nobody.
    """

    def __init__(
        self,
        entries: Mapping[str, Entry],
        digests: Mapping[str, str],
        content: Callable[[str], SourceContent],
        desk: str = "",
    ) -> None:
        self.entries = entries
        self.digests = digests
        self.desk = desk
        self._content = content

    def __getitem__(self, path: str) -> Reading:
        return reading_of(self._content(path))

    def __iter__(self) -> Iterator[str]:
        return iter(self.entries)

    def __len__(self) -> int:
        return len(self.entries)
