"""What plugins note of each content for an index, kept from build to build: only those of changed contents are made."""

from collections.abc import Callable, Iterable
from typing import Any

from ..tracing.digests import MISSING
from ..tracing.recorder import recorder

# so many entries with following ids of contents are kept as one, so that one that changes leaves the others alone
BLOCK = 256


class Entries:
    """The entries of the contents of a `library`, by the name of their index.

    An entry is plain values that a plugin's function makes of one content. It is as good as its content: it is made
    again when that was read again, when a plugin changed that, and when making it opened a file.
    """

    def __init__(self, library: Any) -> None:
        self._library = library
        self._changes: dict[str, Any] = {}

    def of(
        self, name: str, ids: Iterable[int], make: Callable[[Any], Any]
    ) -> tuple[dict[int, Any], list[tuple[int, Any, Any]] | None]:
        """The entries of the contents with these ids, in their order, under the name of an index.

        Returns them by id, and what is not as the last build saved it: (id, the entry then, the entry now), with
        MISSING where there is none. None instead says that the contents are in another order.
        """
        ids = list(ids)
        order, unsure_before, known = self._kept(name)
        listed, library = set(ids), self._library
        altered = {id_ for id_ in library.objects.keys() & listed if not library.is_as_loaded(id_)}
        stale = listed & (library.records.keys() | library.made | unsure_before | altered)
        stale |= listed - known.keys()
        entries, opening = self._made(ids, known, stale, make)
        unsure = frozenset((altered - library.made) | opening)
        differing = [id_ for id_ in ids if id_ in stale and known.get(id_, MISSING) != entries[id_]]
        gone = [id_ for id_ in order if id_ not in listed]
        if (tuple(ids), unsure) != (order, unsure_before):
            self._changes[_name(name)] = tuple(ids), unsure
        self._keep_blocks(name, entries, {*differing, *gone})
        if [id_ for id_ in order if id_ in listed] != [id_ for id_ in ids if id_ in known]:
            return entries, None
        return entries, [(id_, known.get(id_, MISSING), entries.get(id_, MISSING)) for id_ in (*differing, *gone)]

    def changes(self) -> dict[str, Any]:
        """What the store is to keep, by the name of its fact; None stands for what it is to forget."""
        return self._changes

    def _kept(self, name):
        """(ids in their order, those of entries that are made at every build, entries by id) of the last build."""
        store = self._library.store
        order, unsure = store.fact(_name(name)) or ((), frozenset())
        known: dict[int, Any] = {}
        for block in sorted({id_ // BLOCK for id_ in order}):
            known |= store.fact(_name(name, block)) or {}
        return order, unsure, known

    def _made(self, ids, known, stale, make):
        """({id: entry} in the order of the ids, the ids of those for which a file was opened)."""
        entries, opening = {}, set()
        for id_ in ids:
            if id_ not in stale:
                entries[id_] = known[id_]
                continue
            opened = set()
            with recorder.paused(), recorder.files(opened):
                entries[id_] = make(self._library.find(id_))
            if opened:
                opening.add(id_)
        return entries, opening

    def _keep_blocks(self, name, entries, changed):
        """Have the store keep those blocks of entries in which one changed."""
        blocks: dict[int, dict] = {id_ // BLOCK: {} for id_ in changed}
        for id_ in entries if blocks else ():
            if id_ // BLOCK in blocks:
                blocks[id_ // BLOCK][id_] = entries[id_]
        self._changes |= {_name(name, block): kept or None for block, kept in blocks.items()}


def _name(name, block=""):
    """What the store calls the entries of an index, or a block of them."""
    return f"entries {name} {block}"
