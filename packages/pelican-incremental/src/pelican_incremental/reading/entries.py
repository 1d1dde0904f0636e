"""What plugins note of each content for an Index: kept from build to build, and made only for changed contents.

What pages look up in such an Index, and how that is noted, is in tracing/index.py.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from ..tracing.digests import MISSING
from ..tracing.recorder import recorder

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

    from ..store.database import Store
    from .library import Library


# so many entries with following ids of contents are kept as one, so that one that changes leaves the others alone
BLOCK = 256


class Noted(NamedTuple):
    """What an index has to know of the entries of its contents.

    `load` gives all of them by id, in the order of the contents. `changed` are those that are not as the last build
    saved them, as (id, the entry then, the entry now), with MISSING where there is none; None instead says that the
    contents are in another order. `before` and `version` are numbers: each is another than the one before as soon as
    anything in the index is.
    """

    load: Callable[[], dict[int, Any]]
    changed: list[tuple[int, Any, Any]] | None
    before: int
    version: int


class Entries:
    """The entries of the contents of a `library`, by the name of their index.

    An entry is plain values that a plugin's function makes of one content. It is as good as its content: it is made
    again when that was read again, when a plugin changed that, and when making it opened a file. Those that are kept
    are loaded when they are asked for, and not before.
    """

    def __init__(self, library: Library) -> None:
        self._library = library
        self._changes: dict[str, Any] = {}

    def of(self, name: str, ids: Iterable[int], make: Callable[[Any], Any]) -> Noted:
        """What `make` returns for each of the contents with these ids, in their order, for the index `name`.

        `make` is called only for contents that changed; for the others, the store has what it returned.
        """
        ids = list(ids)
        order, unsure_before, before = self._library.store.fact(_name(name)) or ((), frozenset(), 0)
        kept = _Kept(self._library.store, name, order)
        listed, library = set(ids), self._library
        altered = {id_ for id_ in library.objects.keys() & listed if not library.is_as_loaded(id_)}
        stale = listed & (library.records.keys() | library.made | unsure_before | altered)
        stale |= listed - kept.ids
        made, opening = self._made([id_ for id_ in ids if id_ in stale], make)
        differing = [id_ for id_ in made if kept.get(id_) != made[id_]]
        gone = [id_ for id_ in order if id_ not in listed]
        unsure, changed = frozenset((altered - library.made) | opening), None
        if [id_ for id_ in order if id_ in listed] == [id_ for id_ in ids if id_ in kept.ids]:
            changed = [(id_, kept.get(id_), made.get(id_, MISSING)) for id_ in (*differing, *gone)]
        version = before if changed == [] else before + 1
        if (tuple(ids), unsure, version) != (order, unsure_before, before):
            self._changes[_name(name)] = tuple(ids), unsure, version
        self._keep_blocks(name, kept, listed, made, {*differing, *gone})

        def load() -> dict[int, Any]:
            return {id_: made[id_] if id_ in made else kept.get(id_) for id_ in ids}

        return Noted(load, changed, before, version)

    def derived(self, name: str, versions: tuple[int, int], make: Callable[[], Any], *, is_same: bool) -> Any:
        """What `make` gives, or what it gave for an earlier build, kept under this name.

        `versions` are those of the index that it is made of: of the last build that was saved and of this one.
        `is_same` says that what is made of the one is good for the other.
        """
        version, value = self._library.store.fact(_derived(name)) or (None, None)
        before, now = versions
        if version is None or version not in ((now, before) if is_same else (now,)):
            value = make()
        if version != now:
            self._changes[_derived(name)] = now, value
        return value

    def changes(self) -> dict[str, Any]:
        """What the store is to keep, by the name of its fact; None stands for what it is to forget."""
        return self._changes

    def _made(self, ids: Iterable[int], make: Callable[[Any], Any]) -> tuple[dict[int, Any], set[int]]:
        """({id: entry} in the order of the ids, the ids of those for which a file was opened)."""
        entries: dict[int, Any] = {}
        opening: set[int] = set()
        for id_ in ids:
            opened: set[str] = set()
            with recorder.paused(), recorder.files(opened):
                entries[id_] = make(self._library.find(id_))
            if opened:
                opening.add(id_)
        return entries, opening

    def _keep_blocks(self, name: str, kept: _Kept, listed: set[int], made: dict[int, Any], changed: set[int]) -> None:
        """Have the store keep those blocks of entries in which one changed."""
        by_block: dict[int, dict[int, Any]] = {}
        for id_, entry in made.items():
            by_block.setdefault(id_ // BLOCK, {})[id_] = entry
        for number in {id_ // BLOCK for id_ in changed}:
            block = kept.block(number) | by_block.get(number, {})
            block = {id_: block[id_] for id_ in sorted(block) if id_ in listed}
            self._changes[_name(name, number)] = block or None


class _Kept:
    """The entries of an index as the store has them, read block by block."""

    def __init__(self, store: Store, name: str, order: Collection[int]) -> None:
        self._store, self._name = store, name
        self.ids = frozenset(order)

    def block(self, number: int) -> dict[int, Any]:
        """The entries in a block of the store, by the id of their content."""
        return self._store.fact(_name(self._name, number)) or {}

    def get(self, id_: int) -> Any:
        """The entry of a content, or MISSING. Raises DamagedError where there should be one."""
        if id_ not in self.ids:
            return MISSING
        block = self.block(id_ // BLOCK)
        if id_ not in block:
            raise self._store.damaged("an entry is missing")
        return block[id_]


def _name(name: str, block: int | str = "") -> str:
    """What the store calls the entries of an index, or a block of them."""
    return f"entries {name} {block}"


def _derived(name: str) -> str:
    """What the store calls that which is derived from an index."""
    return f"derived {name}"
