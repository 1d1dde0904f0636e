"""Names of types that several modules share, and what this package asks of the objects of Pelican and of plugins.

They are for readers and for type checkers: modules import them under TYPE_CHECKING, so that no build does.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Hashable
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias, TypedDict

if TYPE_CHECKING:
    from .reading.links import Links
    from .reading.purity import Purity
    from .reading.typography import Typography

# the settings of a site, and what its templates find, both by name
Settings: TypeAlias = dict[str, Any]
Context: TypeAlias = dict[str, Any]
# what only one page gets beside the context, or one file that a plugin makes
Given: TypeAlias = dict[str, Any]
StrPath: TypeAlias = str | os.PathLike[str]
# a generator of Pelican's or of a plugin's, of any class: which of the methods that Pelican calls it has is looked for
AnyGenerator: TypeAlias = Any
# what names an item of a list from build to build: the id of a content, or the digest of what has none
Ref: TypeAlias = int | bytes
# what a page read, such as ("name", "SITEURL"): what kind of thing, and what is needed to look at it again
Fact: TypeAlias = tuple[Any, ...]
# what links look up: the name of a map of sources and a path, or "content" and an id
Target: TypeAlias = tuple[str, Hashable]
# facts that many pages have read together, after what kind they are of: "shared", "lists" or "names" of attributes
FactSet: TypeAlias = tuple[str, frozenset[Any]]
# what was logged while a file was read or a page rendered: name of the logger, level, message
Logged: TypeAlias = tuple[str, int, str]


class Witness(Protocol):
    """Who is told of each file that is opened, by its path, and of processes that are started, without one."""

    def __call__(self, path: str | None, *, writes: bool) -> object: ...


class Structure(TypedDict):
    """What places a content in lists, so that it need not be loaded for that.

    `ids` are the values by which translations of each other are found, `translation` says that it may be the original,
    and `order` is the value by which the settings have contents put in order; where a content has no such value, or no
    `date`, digests.MISSING stands for it. Categories, tags and authors are (name, slug), and `plain` says that all are
    of Pelican's own classes. `static_links` are paths of files that Pelican is to copy, `links` are the Links in the
    text, and `links_in_metadata` says that metadata may have some.
    """

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


class PreparedReaders(Protocol):
    """Pelican's Readers, as `reading.records.prepare` leaves them.

    `purity` says by extension what is known of a reader, `slugs` keeps those of terms by their class and name, and
    `typography` sets texts, or is None where Pelican does.
    """

    readers: dict[str, Any]
    settings: Settings
    typography: Typography | None
    purity: dict[str, Purity]
    slugs: dict[tuple[type, str], str]
    read_file: Callable[..., Any]

    @property
    def extensions(self) -> Collection[str]: ...


class FileReader(Protocol):
    """What is asked of a generator to read a file below its folder `path`."""

    path: str
    settings: Settings
    context: Context
    readers: PreparedReaders
