"""What the next build is to know of this one.

What is kept of each content is made in reading/, and written to disk by the store.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any, TypeAlias

from .store.database import dumps, text_of
from .store.dependencies import pairs
from .store.rows import FILE, Output
from .tracing.recorder import recorder

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from .build import Build
    from .protocols import Target
    from .store.database import Store

    Traces: TypeAlias = dict[int, Sequence[int] | None]  # what of contents outputs read, as a Read has it, by their id

TWICE = "it is written twice"


def changes_of(build: Build, standing: Mapping[str, str | None], names: set[str], moved: set[str]) -> dict[str, Any]:
    """The changes for Store.save after a build whose outputs are `names`, with these stamps; those `moved` are new."""
    library, sources, sets = build.library, build.sources, build.sets
    outputs, traces = _outputs(build, standing, names, moved)
    lost = {build.outputs[name].id: None for name in build.outputs.keys() - names}
    old = (output for output in build.outputs.values() if output.id not in outputs and output.id not in lost)
    used = {(output.shared, output.lists) for output in chain(old, outputs.values())}
    used = set(chain.from_iterable(used))
    names_used = {id_ for contents in traces.values() for id_ in (contents or ())[1::2]}
    names_used |= {output.own for output in outputs.values()}
    unused = {id_ for id_ in sets.stored - used if sets.known[id_][0] != "names"}
    readings, links = _readings(build)
    gone = dict.fromkeys(sources.gone)
    read = [id_ for id_ in library.records if id_ not in gone]
    return {
        "fact": _facts(build, used),
        "link": links.items(),
        "source": (gone | sources.rows).items(),
        "record": chain(((id_, (library.structure(id_), library.state(id_))) for id_ in read), gone.items()),
        "body": chain(((id_, library.body(id_)) for id_ in read), gone.items()),
        "reading": (readings | gone).items(),
        "output": (outputs | lost).items(),
        "trace": (traces | lost).items(),
        "reader": (_readers(build, traces, lost) | gone).items(),
        "facts": chain(
            ((id_, sets.known[id_]) for id_ in (used | names_used) - sets.stored if id_), dict.fromkeys(unused).items()
        ),
    }


def _outputs(
    build: Build, standing: Mapping[str, str | None], names: set[str], moved: set[str]
) -> tuple[dict[int, Output], Traces]:
    """({id: Output}, {id: trace}) of the outputs that are not as the store knows them."""
    old = build.outputs
    following = max((output.id for output in old.values()), default=0) + 1
    outputs: dict[int, Output] = {}
    traces: Traces = {}
    for name in sorted(names - (build.kept & old.keys() - moved)):
        known = old.get(name)
        id_ = known.id if known else following
        following += not known
        stamp = standing.get(name) or ""
        written = build.written.get(name)
        if written:
            read = written.read
            # whoever else writes it may have had nothing to do in this build
            contested = name in build.contested or (known and known.volatile == TWICE and not build.visits_all)
            volatile = read.volatile or (TWICE if contested else "")
            kept = (read.shared, read.lists, read.own, read.given, volatile)
            outputs[id_] = Output(id_, name, stamp, *written.job, *kept)
            traces[id_] = read.contents
        elif known and name in build.kept:
            outputs[id_] = known._replace(stamp=stamp)
        else:
            outputs[id_] = Output(id_, name, stamp, *build.copies.get(name, FILE))
            traces[id_] = None
    return outputs, traces


def _readers(build: Build, traces: Traces, lost: Mapping[int, None]) -> dict[int, tuple[tuple[int, int], ...] | None]:
    """{id of a content: the outputs that read it} where these are others than before."""
    store, changed = build.store, {}

    def of(content: int) -> dict[int, int]:
        if content not in changed:
            changed[content] = dict(store.readers(content))
        return changed[content]

    for id_ in (*traces, *lost):
        before, after = pairs(store.trace(id_)), pairs(traces.get(id_) or ())
        for content, _ in before - after:
            of(content).pop(id_, None)
        for content, names in after - before:
            of(content)[id_] = names
    return {content: tuple(sorted(read.items())) if read else None for content, read in changed.items()}


def _readings(
    build: Build,
) -> tuple[dict[int, tuple[dict[str, bytes], frozenset[Target]]], dict[bytes, list[int] | None]]:
    """({id: (digests, links)}, {target: ids of what links there, or None}), of both what is not as before."""
    store, values = build.store, dict(build.staleness.values)
    for id_, found in recorder.values.items():
        values[id_] = {**(values.get(id_) or store.reading(id_)[0]), **found}
    readings, moved = {}, {id_: (store.reading(id_)[1], frozenset()) for id_ in build.sources.gone}
    for id_ in values.keys() | recorder.links.keys():
        before = store.reading(id_)
        links = frozenset(recorder.links.get(id_, ()))
        if id_ not in build.library.records:
            links |= before[1]
        after = (values.get(id_, before[0]), links)
        if after != before:
            readings[id_] = after
            moved[id_] = (before[1], links)
    return readings, _links(store, moved)


def _links(
    store: Store, moved: Mapping[int, tuple[frozenset[Target], frozenset[Target]]]
) -> dict[bytes, list[int] | None]:
    """{target: ids of what links there, or None} that change, where `moved` are (targets before, now) by id."""
    changed: dict[bytes, set[int]] = {}
    for id_, (before, after) in moved.items():
        for target in before ^ after:
            name = text_of(target)
            if name not in changed:
                changed[name] = set(store.leading_to(name))
            (changed[name].add if target in after else changed[name].discard)(id_)
    return {name: sorted(ids) or None for name, ids in changed.items()}


def _facts(build: Build, used: set[int]) -> dict[str, Any]:
    store, sources, sets = build.store, build.sources, build.sets
    kinds: dict[str, set[int]] = {"shared": set(), "lists": set()}
    for id_ in used - {0}:
        kinds[sets.known[id_][0]].add(id_)
    shared = sets.union(kinds["shared"])
    for fact in shared:
        build.facts.note(fact)
    facts: dict[str, Any] = {"shared": {fact: build.facts.values[fact] for fact in shared}}
    if not build.same_lists or kinds["lists"] - sets.stored:
        facts["lists"] = build.lists({fact[0] for fact in sets.union(kinds["lists"])})
    if not all(generator.restored for generator in build.generators):
        facts["state"] = {generator.kind: generator.state for generator in build.generators}
    facts["settled"] = build.settled
    facts["translations"] = {id_: others for id_, others in build.library.translations.items() if others}
    facts["unrefreshed"] = build.unrefreshed
    facts["altered"] = build.library.altered()
    facts["remembering"] = sorted(sources.remembering)
    facts["statics"] = frozenset(dict.keys(build.context["static_content"]))
    gone = sources.gone - sources.failures.keys()
    facts["dependencies"] = {id_: reads for id_, reads in sources.dependencies.items() if id_ not in gone}
    facts["asking"] = {id_: why for id_, why in sources.asking.items() if id_ not in gone}
    facts["failures"] = {id_: logged for id_, logged in sources.failures.items() if id_ not in gone}
    if not build.settings["WITH_FUTURE_DATES"]:
        facts["dates"] = (sources.built, _dates(build))
    changed = {name: value for name, value in facts.items() if dumps(value) != dumps(store.fact(name))}
    return changed | build.library.entries.changes()


def _dates(build: Build) -> dict[int, float]:
    """{id: seconds since 1970} of every content with a date."""
    known = (build.store.fact("dates") or (0, {}))[1]
    read = {id_: build.library.structure(id_) or {} for id_ in build.library.records}
    dates = {id_: s["date"].timestamp() for id_, s in read.items() if hasattr(s.get("date"), "timestamp")}
    return {id_: date for id_, date in (known | dates).items() if id_ not in build.sources.gone}
