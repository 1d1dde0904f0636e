"""Names of types that several modules share, and what this package asks of the objects of Pelican and of plugins.

They are for readers and for type checkers: modules import them under TYPE_CHECKING, so that no build does.
"""

from __future__ import annotations

import os
from collections.abc import Hashable
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias, TypedDict

if TYPE_CHECKING:
    from .reading.links import Links

# the settings of a site, and what its templates find, both by name
Settings: TypeAlias = dict[str, Any]
Context: TypeAlias = dict[str, Any]
StrPath: TypeAlias = str | os.PathLike[str]
# what names a content from build to build: its id, or what stands for one as long as it has none
Ref: TypeAlias = int | str | bytes
# what a page read, such as ("name", "SITEURL"): what kind of thing, and what is needed to look at it again
Fact: TypeAlias = tuple[Any, ...]
# what links look up: the name of a map of sources and a path, or "content" and an id
Target: TypeAlias = tuple[str, Hashable]
# facts that many pages have read together, after what kind they are of: "shared", "lists" or "names" of attributes
FactSet: TypeAlias = tuple[str, frozenset[Any]]


class Witness(Protocol):
    """Who is told of each file that is opened, by its path, and of processes that are started, without one."""

    def __call__(self, path: str | None, *, writes: bool) -> object: ...


class Structure(TypedDict):
    """What places a content in lists, so that it need not be loaded for that."""

    status: str
    save_as: str
    lang: str
    in_default_lang: bool
    translation: bool
    ids: tuple[Any, ...]
    order: Any
    date: Any
    plain: bool
    categories: list[tuple[str, str]]
    tags: list[tuple[str, str]]
    authors: list[tuple[str, str]]
    static_links: list[str]
    links: Links
    links_in_metadata: bool
