"""Which pages are stale: those that have read something which has another digest now. Nothing is rendered here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..store.database import text_of
from ..tracing.contents import differing
from ..tracing.digests import SIZE, UntraceableError, value_digest
from ..tracing.recorder import recorder
from ..tracing.shared import changed_in, describe, lists_changed_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ..build import Build
    from ..protocols import Fact, Given, Target

# the context's maps of sources, in which links are looked up
MAPS = ("generated_content", "static_content")


class Staleness:
    """Which outputs of the build before are stale: what each has read is compared with how that is now.

    `reasons` are those for rendering a page again, by name of its output. `values` are the new digests of the
    attributes of contents that were looked at, by id.
    """

    def __init__(self, build: Build) -> None:
        self.build, self.store, self.library = build, build.store, build.library
        self.reasons: dict[str, list[str]] = {}
        self.values: dict[int, dict[str, bytes]] = {}

    def because(self, name: str, reason: str) -> None:
        """Note why the output called `name` is rendered, in a sentence."""
        self.reasons.setdefault(name, []).append(reason)

    def reach(self, altered: Iterable[str]) -> None:
        """Compare everything, and note the `reasons` of what is stale.

        `altered` are the names of files in the output that are not as they were written.
        """
        outputs = self.build.outputs.values()
        for output in outputs:
            if output.volatile:
                self.because(output.name, output.volatile)
        for name in altered:
            self.because(name, "its file in the output is missing or was altered")
        sets: dict[str, dict[int, frozenset[Any]]] = {"shared": {}, "lists": {}, "names": {}}
        for id_, (kind, facts) in self.build.sets.known.items():
            sets[kind][id_] = facts
        self._judge("shared", changed_in(self.store.fact("shared") or {}, self.build.facts), sets["shared"])
        moved = self.build.moved_sources()
        self._judge("lists", self._lists_changed(sets["lists"], moved), sets["lists"])
        self._judge_contents(self._contents_changed(moved), sets["names"])

    def _judge(self, column: str, changed: set[Fact], sets: Mapping[int, frozenset[Fact]]) -> None:
        """Judge the outputs that read one of the facts that `changed`."""
        touched = {id_: changed & facts for id_, facts in sets.items() if not changed.isdisjoint(facts)}
        if not touched:
            return
        for output in self.build.outputs.values():
            for fact in touched.get(getattr(output, column), ()):
                self.because(output.name, f"{describe(fact)} changed")

    def _lists_changed(self, sets: Mapping[int, frozenset[Fact]], moved: set[Target]) -> set[Fact]:
        read: set[Fact] = set().union(*sets.values())
        maps = {fact for fact in read if fact[0] in MAPS}
        changed = {fact for fact in maps if (fact[0], fact[2]) in moved}
        if self.build.same_lists:
            return changed
        old, new = self.store.fact("lists") or {}, self.build.lists({fact[0] for fact in read - maps})
        return changed | lists_changed_in(read - maps, old, new)

    def _contents_changed(self, moved: set[Target]) -> dict[int, set[str] | None]:
        """{id: names of attributes} of what changed in contents; of those that are gone, everything."""
        changed: dict[int, set[str] | None] = {}
        waiting: set[int] = set(self.build.suspects())
        done: set[int] = set()
        moved = set(moved)
        while waiting or moved:
            for id_ in sorted(waiting - done):
                done.add(id_)
                values, _ = self.store.reading(id_)
                new = differing(self.library.find(id_), values)
                self.values[id_] = {**values, **new}
                if new:
                    changed[id_] = set(new)
                    moved.add(("content", id_))
                if "url" in new:
                    moved |= {(name, self.library.path_of(id_)) for name in MAPS}
            leading = {id_ for target in moved for id_ in self.store.leading_to(text_of(target))}
            # a plugin may make contents so late that nothing else is kept of them
            waiting, moved = (leading & self.library.keys.keys()) - done - self.build.sources.gone, set()
        return changed | dict.fromkeys(self.build.sources.gone, None)

    def _judge_contents(self, changed: Mapping[int, set[str] | None], names_of: Mapping[int, frozenset[str]]) -> None:
        by_id = {output.id: output.name for output in self.build.outputs.values()}
        for id_, names in changed.items():
            path = self.library.path_of(id_)
            # 0 stands for pages that read so many contents that they were not counted one by one
            for output, read in (*self.store.readers(id_), *self.store.readers(0)):
                shared = names_of[read] if names is None else names & names_of[read]
                if shared and output in by_id:
                    told = (
                        "it is gone" if names is None else ", ".join(f"`{n.partition('@')[0]}`" for n in sorted(shared))
                    )
                    self.because(by_id[output], f"{path} changed ({told})")


def given_changed(names: Iterable[str], digests: bytes, given: Given) -> list[str]:
    """Those of the `names` of variables that a page is `given` whose value has another digest than before.

    `digests` holds the digests of the build before, one after the other, in the order of `names`.
    """
    changed = []
    with recorder.paused():
        for place, name in enumerate(sorted(names)):
            try:
                if value_digest(given.get(name)) == digests[place * SIZE : (place + 1) * SIZE]:
                    continue
            except UntraceableError:
                pass
            changed.append(name)
    return changed
