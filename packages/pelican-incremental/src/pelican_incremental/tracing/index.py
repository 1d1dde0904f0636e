"""An index over contents, of which pages depend on no more than the items that they look up."""

import weakref
from collections.abc import Iterator, Mapping
from typing import Any

from .digests import Reference
from .recorder import recorder

_indexes: weakref.WeakValueDictionary[str, "Index"] = weakref.WeakValueDictionary()
# the key of a fact about all of an index
ALL = ("all",)


class Index(Mapping[Any, Any], Reference):
    """A mapping called `name`, which a plugin puts into the context, or keeps for its functions and generators.

    A page that looks up an item is rendered again when that item is another, and not when others are; one that goes
    through all of it, when anything in it changed. Items are plain values, contents, or collections of these; keys are
    plain values. The last index made under a name is the one that counts. Under Pelican's own class it is a mapping as
    any other. Raises TypeError where the items are no mapping.
    """

    def __init__(self, name: str, items: Mapping[Any, Any]) -> None:
        if not isinstance(items, Mapping):
            raise TypeError(f"the items of the Index {name!r} have to be a mapping, such as a dict: {items!r:.80}")
        self.name = name
        self._items = dict(items)
        _indexes[name] = self

    def _reference(self) -> str:
        return f"index {self.name}"

    def _tell(self, key: Any) -> None:
        if recorder.trace is not None:
            recorder.trace.shared.add(("item", self.name, key))

    def __getitem__(self, key: Any) -> Any:
        self._tell(key)
        return self._items[key]

    def __contains__(self, key: object) -> bool:
        self._tell(key)
        return key in self._items

    def __iter__(self) -> Iterator[Any]:
        self._tell(ALL)
        return iter(self._items)

    def __len__(self) -> int:
        self._tell(ALL)
        return len(self._items)

    def __hash__(self) -> int:
        return hash(self.name)

    def __eq__(self, other: object) -> bool:
        self._tell(ALL)
        if isinstance(other, Index):
            other._tell(ALL)
        return self._items == (other._items if isinstance(other, Index) else other)


def item_of(name: str, key: Any) -> Any:
    """The item of the index called `name` under a key, or all of its items for ALL. Raises KeyError."""
    items = _indexes[name]._items  # noqa: SLF001 - its own module
    return list(items.items()) if key == ALL else (items[key],) if key in items else ()
