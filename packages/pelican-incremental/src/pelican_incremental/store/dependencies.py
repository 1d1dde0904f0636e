"""What pages read, held and kept as numbers: a set of names that many pages have in common is kept once.

What the names stand for, and whether it changed, is known in tracing/.
"""

from __future__ import annotations

from array import array
from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from ..protocols import FactSet
    from ..tracing.recorder import Trace

# a page that reads more contents than this is held to have read every one
MANY = 2000


class Read(NamedTuple):
    """What a page read. Sets of names are told by their ids, since many pages have the same sets.

    - `shared`, `lists`, `own`: ids of sets of facts about shared values, of facts about lists, of names it was given.
    - `given`: digests of the values that it was given, in the order of their names.
    - `volatile`: why it has to be rendered at each build, such as for the clock; "" where it need not.
    - `contents`: the id of a content and the id of the set of attributes that were read of it, in turn.
    """

    shared: int
    lists: int
    own: int
    given: bytes
    volatile: str
    contents: array[int]


class Sets:
    """Sets of facts by id, each under one: `known` are those of the store, {id: (kind, frozenset)}."""

    def __init__(self, known: dict[int, FactSet]) -> None:
        self.known, self.stored = known, frozenset(known)
        self._ids = {pair: id_ for id_, pair in known.items()}
        self._next = max(known, default=0) + 1

    def _id_of(self, kind: str, facts: Iterable[object]) -> int:
        pair = (kind, frozenset(facts))
        id_ = self._ids.get(pair)
        if id_ is None:
            id_ = self._ids[pair] = self._next
            self.known[id_] = pair
            self._next += 1
        return id_

    def union(self, ids: Iterable[int]) -> frozenset[Any]:
        """All the facts in the sets with these ids."""
        return frozenset().union(*(self.known[id_][1] for id_ in ids))

    def of(self, trace: Trace) -> Read:
        """The Read that stands for a Trace."""
        contents: Mapping[int, frozenset[str]] = trace.contents
        if len(contents) > MANY:
            contents = {0: frozenset().union(*contents.values())}
        # many of a page's contents were read alike
        ids = {names: self._id_of("names", names) for names in set(contents.values())}
        return Read(
            self._id_of("shared", trace.shared),
            self._id_of("lists", trace.lists),
            self._id_of("names", trace.own),
            b"".join(trace.own[name] for name in sorted(trace.own)),
            trace.volatile or "",
            array("q", chain.from_iterable((id_, ids[names]) for id_, names in contents.items())),
        )


def pairs(contents: Sequence[int]) -> set[tuple[int, int]]:
    """`contents` of a Read as a set of (id of a content, id of the set of its attributes that were read)."""
    return set(zip(contents[::2], contents[1::2], strict=True))
