"""An index over contents, of which pages depend on no more than the items that they look up.

What is noted of each content is kept from build to build by reading/entries.py.
"""

from __future__ import annotations

import weakref
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property, partial
from itertools import chain
from typing import TYPE_CHECKING, Any, TypeVar

from .digests import MISSING, Reference
from .lists import ContentList, keys_of, library_of
from .recorder import recorder

if TYPE_CHECKING:
    from collections.abc import Collection

    from pelican.contents import Content

    from ..reading.entries import Entries
    from ..reading.library import Library

_indexes: weakref.WeakValueDictionary[str, Index[Any, Any]] = weakref.WeakValueDictionary()
# keys and items of an index, those of one that is made of it, and what is derived of it
K = TypeVar("K")
V = TypeVar("V")
L = TypeVar("L")
W = TypeVar("W")
T = TypeVar("T")
# the key of a fact about all of an index
ALL = ("all",)


class Index(Mapping[K, V], Reference):
    """A mapping called `name`, which a plugin puts into the context, or keeps for its functions and generators.

    A page that looks up an item is rendered again when that item is another, and not when others are; one that asks
    whether a key is there, when that came or went; one that goes through all of it, when anything in it changed. Items
    are plain values, contents, or collections of these; keys are plain values. The last index made under a name is the
    one that counts. Under Pelican's own class it is a mapping as any other. Raises TypeError where the items are no
    mapping.

    `of` makes one of contents, `grouped` another of that, and `derived` any value of either. All are kept from build to
    build: where one content changed, nothing of the others is worked out or compared, and where none is looked up, none
    is loaded.
    """

    # (path, entry of the last build, entry of this one) of the contents that changed, or None where anything may have
    _differences: list[tuple[str, Any, Any]] | None = None
    # what keeps things between builds: (the Entries, the version of the last build, that of this one)
    _keeping: tuple[Entries, int, int] | None = None

    def __init__(self, name: str, items: Mapping[K, V]) -> None:
        if not isinstance(items, Mapping):
            raise TypeError(f"the items of the Index {name!r} have to be a mapping, such as a dict: {items!r:.80}")
        self._begin(name)
        self._items = dict(items)

    def _begin(self, name: str) -> None:
        self.name = name
        _indexes[name] = self

    @classmethod
    def of(cls, name: str, contents: list[Any] | tuple[list[Any], ...], entry: Callable[[Any], W]) -> Index[str, W]:
        """An Index of the entries of contents, by the path of their source below PATH.

        `contents` is a list of a generator's, such as `generator.articles`, or a tuple of such lists. `entry` is given
        a content and returns plain values that depend on nothing but the content and the settings. It is called for
        those contents alone that are not as the last build found them.
        """
        return _OfContents(name, contents if isinstance(contents, tuple) else (contents,), entry)

    def grouped(self, name: str, groups: Callable[[V], Iterable[tuple[L, W]]]) -> Index[L, list[W]]:
        """An Index, under a name of its own, of what the entries of this one have in common.

        `groups` is given an entry and returns pairs of a key and a plain value. An item of the new index is the list of
        the values under one key, in the order of the contents.
        """
        return _Grouped(name, self, groups)

    def derived(self, name: str, make: Callable[[Index[K, V]], T]) -> T:
        """What `make` makes of this index: plain values, kept under a name of their own.

        `make` is given the index, and depends on nothing but that and the settings. It is called again only when
        something in the index is another than it was.
        """
        if self._keeping is None:
            with recorder.paused():
                return make(self)
        entries, before, now = self._keeping
        with recorder.paused():
            return entries.derived(name, (before, now), partial(make, self), is_same=self._changed == set())

    @property
    def changes(self) -> list[tuple[str, Any, Any]] | None:
        """(path, entry then, entry now) of each content that is not as the last build had it, None standing for none.

        None instead of a list says that nothing is known of that build, or that contents are in another order.
        """
        if self._differences is None:
            return None
        told = [[None if entry is MISSING else entry for entry in pair] for _, *pair in self._differences]
        return [(path, before, now) for (path, *_), (before, now) in zip(self._differences, told, strict=True)]

    @cached_property
    def _changed(self) -> set[K] | None:
        """The keys of the items that are not as the last build had them, or None where any may be another."""
        if self._differences is None:
            return None
        return set().union(*(self._keys_between(path, before, now) for path, before, now in self._differences))

    def _keys_between(self, path: str, before: Any, now: Any) -> set[Any]:  # noqa: ARG002 - a grouped one asks for them
        return {path}

    @cached_property
    def _keys(self) -> Collection[K]:
        """What it is asked for its keys, which may be known without the items."""
        return self._items

    def _reference(self) -> str:
        return f"index {self.name}"

    def _tell(self, key: object, kind: str = "item") -> None:
        if recorder.trace is not None:
            recorder.trace.shared.add((kind, self.name, key))

    def __getitem__(self, key: K) -> V:
        self._tell(key)
        return self._items[key]

    def __contains__(self, key: object) -> bool:
        self._tell(key, "has")
        return key in self._keys

    def __iter__(self) -> Iterator[K]:
        self._tell(ALL)
        return iter(self._keys)

    def __len__(self) -> int:
        self._tell(ALL)
        return len(self._keys)

    def __hash__(self) -> int:
        return hash(self.name)

    def __eq__(self, other: object) -> bool:
        self._tell(ALL)
        if isinstance(other, Index):
            other._tell(ALL)
        return self._items == (other._items if isinstance(other, Index) else other)


class _OfContents(Index[str, W]):
    """See `Index.of`: what is kept is loaded when it is first looked into."""

    def __init__(self, name: str, lists: tuple[list[Any], ...], entry: Callable[[Any], W]) -> None:
        self._begin(name)
        library, ids = _listed(lists)
        if library is None or ids is None:
            with recorder.paused():
                self._items = self._keys = {_path_of(content): entry(content) for content in chain.from_iterable(lists)}
            return
        noted = library.entries.of(name, ids, entry)
        self._ids, self._load, self._path_of = ids, noted.load, library.path_of
        self._keeping = library.entries, noted.before, noted.version
        if noted.changed is not None:
            self._differences = [(library.path_of(id_), before, now) for id_, before, now in noted.changed]

    @cached_property
    def _items(self) -> dict[str, W]:
        return {self._path_of(id_): value for id_, value in self._load().items()}

    @cached_property
    def _keys(self) -> Collection[str]:
        return dict.fromkeys(map(self._path_of, self._ids))


def _listed(lists: tuple[list[Any], ...]) -> tuple[Library, list[int]] | tuple[None, None]:
    """(the library, the ids of contents) of lists as generators of this package have made them, or (None, None)."""
    own = [items for items in lists if isinstance(items, ContentList)]
    if len(own) < len(lists):
        return None, None
    library, ids = library_of(own[0]), list(chain.from_iterable(map(keys_of, own)))
    return (library, ids) if library.keys.keys() >= set(ids) else (None, None)


def _path_of(content: Content) -> str:
    return content.get_relative_source_path() or f"at {content.save_as}"


class _Grouped(Index[L, list[W]]):
    """See `Index.grouped`: worked out when it is first looked into."""

    def __init__(self, name: str, index: Index[Any, V], groups: Callable[[V], Iterable[tuple[L, W]]]) -> None:
        self._begin(name)
        self._index, self._groups = index, groups
        self._differences, self._keeping = index._differences, index._keeping  # noqa: SLF001 - its own class

    @cached_property
    def _items(self) -> dict[L, list[W]]:
        with recorder.paused():  # who looks one up depends on that alone
            return _collected(chain.from_iterable(map(self._groups, self._index.values())))

    def _keys_between(self, path: str, before: Any, now: Any) -> set[Any]:  # noqa: ARG002 - as above
        old, new = ({} if entry is MISSING else _collected(self._groups(entry)) for entry in (before, now))
        return {key for key in old.keys() | new.keys() if old.get(key) != new.get(key)}


def _collected(pairs: Iterable[tuple[L, W]]) -> dict[L, list[W]]:
    found: dict[L, list[W]] = {}
    for key, value in pairs:
        found.setdefault(key, []).append(value)
    return found


def changed_keys(index: Index[K, Any]) -> set[K] | None:
    """The keys of items that were added, changed or removed since the last build that was saved.

    None where that is not known, as in a first build: then any of them may have changed.
    """
    return index._changed  # noqa: SLF001 - its own module


def is_unchanged(name: str, key: Any) -> bool:
    """Whether the item `key` of the index `name` is known to be as in the last build that was saved.

    With ALL as the key, whether all of its items are. False where that is not known.
    """
    index = _indexes.get(name)
    changed = None if index is None else index._changed  # noqa: SLF001 - its own module
    return changed is not None and (not changed if key == ALL else key not in changed)


def has(name: str, key: Any) -> bool:
    """Whether the index `name` has the key. Raises KeyError where there is no such index."""
    return key in _indexes[name]._keys  # noqa: SLF001 - its own module


def item_of(name: str, key: Any) -> Any:
    """The item `key` of the index `name`, in a tuple that is empty where there is none.

    With ALL as the key, all pairs of key and item. Raises KeyError where there is no such index.
    """
    items = _indexes[name]._items  # noqa: SLF001 - its own module
    return list(items.items()) if key == ALL else (items[key],) if key in items else ()
