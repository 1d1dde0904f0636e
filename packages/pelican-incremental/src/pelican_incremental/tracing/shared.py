"""Facts that many pages have in common, and whether they are as they were.

What a single page has read of contents is not here, but in `recorder`.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from .digests import MISSING, UntraceableError, value_digest
from .files import file_digest
from .held import held_by
from .index import has, is_unchanged, item_of
from .lists import fact_holds
from .recorder import recorder
from .templates import source_digest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from ..protocols import Context, Fact, Ref
    from .templates import TracedEnvironment

# what cannot be compared is equal to nothing, itself included
NEVER = None
CALLED = {"name": "the value", "template": "the template", "file": "the file"}


class Facts:
    """The digests of facts, `values`, by fact; NEVER stands for one that cannot be compared.

    `environments` are those of the templates, by the name of their generator, and `context` is Pelican's.
    """

    def __init__(self, context: Context) -> None:
        self.context = context
        self.environments: dict[str, TracedEnvironment] = {}
        self.values: dict[Fact, bytes | None] = {}
        self._holders: dict[Fact, Callable[..., Any]] = {}  # functions that hold something, by fact
        self._facts: dict[int, Fact] = {}  # and the facts of these, by the id of the function

    def know(self, place: str, functions: Mapping[str, Callable[..., Any]]) -> None:
        """Note what functions of templates, by name, hold in variables before the first page is begun.

        `place` says where templates find them.
        """
        for name, function in functions.items():
            if id(function) in self._facts:
                continue  # as in the environment of another generator
            held = held_by(function)
            if held is not None:
                fact = ("held", place, name)
                self._holders[fact], self._facts[id(function)], self.values[fact] = function, fact, held

    def tell_held(self, function: object) -> None:
        """Note that a page calls a function, with all that this holds."""
        fact = self._facts.get(id(function))
        if fact is not None and recorder.trace is not None:
            recorder.trace.shared.add(fact)

    def tell(self, fact: Fact, value: object) -> None:
        """Note the value of a fact that a page has read."""
        if fact not in self.values:
            with recorder.paused():
                try:
                    self.values[fact] = value_digest(value)
                except UntraceableError:
                    self.values[fact] = NEVER
        if self.values[fact] is NEVER:
            recorder.give_up(f"{describe(fact)} cannot be compared")

    def note(self, fact: Fact) -> None:
        """Note a fact as it is now, unless it is known."""
        if fact not in self.values:
            self.values[fact] = self.now(fact)

    def now(self, fact: Fact) -> bytes | None:
        """The digest that a fact has now, or NEVER where its value cannot be compared."""
        kind, *rest = fact
        with recorder.paused(), recorder.files(None):
            try:
                return getattr(self, f"_{kind}")(*rest)
            except Exception:  # noqa: BLE001 - rendering will tell of it, where a page still reads it
                return NEVER

    def _name(self, key: str) -> bytes:
        return value_digest(self.context.get(key, MISSING))

    def _global(self, generator: str, key: str) -> bytes:
        return value_digest(self.environments[generator].globals.get(key, MISSING))

    def _call(self, generator: str, key: str, arguments: tuple[Any, ...]) -> bytes:
        return value_digest(self.environments[generator].globals[key](*arguments))

    def _held(self, place: str, name: str) -> bytes:
        function = self._holders.get(("held", place, name))
        return (held_by(function) if function is not None else None) or b""

    def _item(self, name: str, key: Any) -> bytes:
        return value_digest(item_of(name, key))

    def _has(self, name: str, key: Any) -> bytes:
        return value_digest(has(name, key))

    def _template(self, name: str) -> bytes:
        environment = next(iter(self.environments.values()))
        return source_digest(environment, name, Path(self.context["PATH"])) or b""

    def _file(self, path: str) -> bytes:
        return file_digest(path) or b""


def changed_in(old: Mapping[Fact, bytes | None], facts: Facts) -> set[Fact]:
    """The facts in `old`, which has digests by fact, whose digest is another now. `facts` takes the new digests."""
    changed = set()
    for fact, digest in old.items():
        if fact[0] in {"item", "has"} and is_unchanged(*fact[1:]):
            facts.values[fact] = digest
            continue
        facts.values[fact] = facts.now(fact)
        if facts.values[fact] is NEVER or facts.values[fact] != digest:
            changed.add(fact)
    return changed


def lists_changed_in(
    read: Iterable[Fact], old: Mapping[str, Sequence[Ref]], new: Mapping[str, Sequence[Ref]]
) -> set[Fact]:
    """Those of the facts in `read` that are about lists and do not hold any more. `old` and `new` have the keys of the
    items of each list, by its name, as they were and as they are.

    Facts about a list that is not there, as when a plugin has put another into its place, do not hold.
    """
    known = old.keys() & new.keys()
    return {fact for fact in read if fact[0] not in known or not fact_holds(fact, old[fact[0]], new[fact[0]])}


def describe(fact: Fact) -> str:
    """A fact as words in a sentence of `Report.why`."""
    kind, *rest = fact
    if kind in CALLED:
        return f"{CALLED[kind]} `{rest[0]}`"
    if kind == "global":
        return f"the value `{rest[1]}`"
    if kind == "held":
        return f"what `{rest[1]}` looks up"
    if kind == "item":
        return f"the item `{rest[1]}` of the index `{rest[0]}`"
    if kind == "has":
        return f"whether `{rest[1]}` is in the index `{rest[0]}`"
    if kind == "call":
        return f"what `{rest[1]}({', '.join(map(repr, rest[2]))})` gives"
    return f"the list `{kind}`"
