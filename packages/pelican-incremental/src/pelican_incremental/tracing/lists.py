"""Lists and maps of contents that are filled when they are read, and tell what a page reads of them.

Facts about a list called NAME: (NAME, "len"), (NAME, "to", n) for its first n items, (NAME, "at", i) for one and
(NAME, "all"). Facts about a map: (NAME, "at", key) and (NAME, "all"). What a list holds, and in which order, is up to
the generators.
"""

from __future__ import annotations

from collections.abc import MutableSequence
from typing import TYPE_CHECKING, Any, SupportsIndex

from .digests import Reference, reference_of
from .recorder import recorder

if TYPE_CHECKING:
    from _collections_abc import dict_items, dict_keys, dict_values
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from ..protocols import Fact, Ref
    from ..reading.library import Library


class ContentList(MutableSequence, Reference, list):  # ty: ignore[inconsistent-mro] - Python finds one
    """A list of contents called `name`.

    `keys` are the references of its items, in order; `find` gives the content of one. Once someone changes the list,
    it is a list like any other. Templates and plugins find no names on it that a list does not have: see `name_of`,
    `keys_of` and `was_changed`.
    """

    def __init__(self, name: str, keys: Sequence[Ref], find: Callable[[Any], Any]) -> None:
        super().__init__()
        self._name, self._find = name, find
        self._keys: Sequence[Ref] | None = keys
        self._items: list[Any] | None = None

    def _reference(self) -> str:
        return f"list {self._name}"

    def _tell(self, *fact: object) -> None:
        if recorder.trace is not None:
            recorder.trace.lists.add((self._name, *fact))

    def _at(self, index: int) -> Any:
        return self._find(self._keys[index]) if self._items is None else self._items[index]

    def _size(self) -> int:
        return len(self._keys if self._items is None else self._items)

    def _thawed(self) -> list[Any]:
        """The items as a list to be changed."""
        if self._items is None:
            self._items = [self._find(key) for key in self._keys]
        self._keys = None
        return self._items

    def __len__(self) -> int:
        self._tell("len")
        return self._size()

    def __getitem__(self, index: Any) -> Any:
        if not isinstance(index, slice):
            self._tell("at", index)
            return self._at(index)
        start, stop, step = index.start or 0, index.stop, index.step or 1
        if start >= 0 and step > 0 and stop is not None and stop >= 0:
            self._tell("to", stop)
        else:
            self._tell("all")
        return [self._at(i) for i in range(*index.indices(self._size()))]

    def __iter__(self) -> Iterator[Any]:
        number = 0
        while number < self._size():
            if recorder.trace is not None:
                recorder.trace.reach(self._name, number + 1)
            yield self._at(number)
            number += 1
        self._tell("all")

    def __reversed__(self) -> Iterator[Any]:
        self._tell("all")
        return (self._at(number) for number in range(self._size() - 1, -1, -1))

    def __contains__(self, item: object) -> bool:
        self._tell("all")
        if self._items is None and isinstance(item, Reference):
            return reference_of(item) in self._keys
        return any(item is other or item == other for other in self)

    def __setitem__(self, index: Any, value: Any) -> None:
        self._thawed()[index] = value

    def __delitem__(self, index: Any) -> None:
        del self._thawed()[index]

    def insert(self, index: SupportsIndex, value: Any) -> None:
        self._thawed().insert(index, value)

    def sort(self, *, key: Callable[[Any], Any] | None = None, reverse: bool = False) -> None:
        self._thawed().sort(key=key, reverse=reverse)

    def copy(self) -> list[Any]:
        return list(self)

    def __add__(self, other: Iterable[Any]) -> list[Any]:
        return list(self) + list(other)

    def __radd__(self, other: Iterable[Any]) -> list[Any]:
        return list(other) + list(self)

    def __mul__(self, times: SupportsIndex) -> list[Any]:
        return list(self) * times

    __rmul__ = __mul__

    def __eq__(self, other: object) -> bool:
        return list(self) == other if isinstance(other, list) else NotImplemented

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __lt__(self, other: Iterable[Any]) -> bool:
        return list(self) < list(other)

    __hash__ = None

    def __repr__(self) -> str:
        return repr(list(self))


def list_of(name: str, items: list[Any], library: Library) -> ContentList:
    """A ContentList of these items, which `library` knows or gets to know."""
    made = ContentList(name, [library.key_of(item) for item in items], library.find)
    made._items = items  # noqa: SLF001 - its own module
    return made


def name_of(items: ContentList) -> str:
    """The name of a ContentList in the context, such as `articles`."""
    return items._name  # noqa: SLF001 - its own module


def keys_of(items: ContentList) -> Sequence[Any]:
    """The references of the items of a ContentList, in order."""
    if items._keys is None:  # noqa: SLF001 - its own module
        return list(map(library_of(items).key_of, items._items))  # noqa: SLF001 - its own module
    return items._keys  # noqa: SLF001 - its own module


def library_of(items: ContentList) -> Library:
    """The library in which a ContentList finds its items."""
    return items._find.__self__  # noqa: SLF001 - its own module


def was_changed(items: ContentList) -> bool:
    """Whether a plugin has changed the list since it was restored from the store."""
    return items._keys is None  # noqa: SLF001 - its own module


class SourceMap(dict, Reference):
    """A map called `name` from paths of sources to their contents; those that nobody set are found by `find`.

    `find` returns None where there is none, and `paths` all paths that it knows.
    """

    def __init__(self, name: str, find: Callable[[Any], Any], paths: Callable[[], Iterable[Any]]) -> None:
        super().__init__()
        self._name, self._find, self._paths = name, find, paths
        self._tells_addresses = True

    def _reference(self) -> str:
        return f"map {self._name}"

    def __missing__(self, path: Any) -> Any:
        content = self._find(path)
        if content is None:
            raise KeyError(path)
        return content

    def __getitem__(self, path: Any) -> Any:
        recorder.lookup(self._name, path)
        content = super().__getitem__(path)
        if recorder.owner is not None and self._tells_addresses:
            recorder.address(content)
        return content

    def get(self, path: Any, default: Any = None) -> Any:
        try:
            return self[path]
        except KeyError:
            return default

    def __contains__(self, path: object) -> bool:
        recorder.lookup(self._name, path)
        return super().__contains__(path) or self._find(path) is not None

    def _fill(self) -> None:
        recorder.give_up(f"it reads all of `{self._name}`")
        for path in self._paths():
            if not super().__contains__(path):
                super().__setitem__(path, self._find(path))

    def __iter__(self) -> Iterator[Any]:
        self._fill()
        return super().__iter__()

    def __len__(self) -> int:
        self._fill()
        return super().__len__()

    def keys(self) -> dict_keys[Any, Any]:
        self._fill()
        return super().keys()

    def values(self) -> dict_values[Any, Any]:
        self._fill()
        return super().values()

    def items(self) -> dict_items[Any, Any]:
        self._fill()
        return super().items()


def tell_addresses(sources: SourceMap, *, tells: bool) -> None:
    """Say whether a SourceMap notes, when a content is looked up to link to it, the content's address as well."""
    sources._tells_addresses = tells  # noqa: SLF001 - its own module


def fact_holds(fact: Fact, old: Sequence[Ref], new: Sequence[Ref]) -> bool:
    """Whether a fact about a list is as it was, where `old` and `new` are the keys of its items then and now."""
    kind = fact[1]
    if kind == "len":
        return len(old) == len(new)
    if kind == "to":
        return old[: fact[2]] == new[: fact[2]]
    if kind == "at":
        try:
            before = old[fact[2]]
        except (IndexError, TypeError):
            before = None
        try:
            return before == new[fact[2]]
        except (IndexError, TypeError):
            return before is None
    return old == new
