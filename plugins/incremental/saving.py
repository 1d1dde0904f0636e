"""What the next build is to know of this one."""

from .store import pack
from .tracing import recorder
from .verdict import packed

# a page that reads more contents than this is held to have read every one
MANY = 2000
TWICE = "it is written twice"
FILE = ("file", 0, 0, b"", "")


class Sets:
    """Sets of facts, each kept once under an id."""

    def __init__(self, known):
        self.known = known
        self.ids = {pair: id_ for id_, pair in known.items()}
        self._next = max(known, default=0) + 1

    def id_of(self, kind, facts):
        pair = (kind, frozenset(facts))
        if pair not in self.ids:
            self.ids[pair] = self._next
            self.known[self._next] = pair
            self._next += 1
        return self.ids[pair]


def changes_of(build, standing, names):
    """The changes for Store.save after a build whose outputs are `names`, with these stamps."""
    store, library, intake = build.store, build.library, build.intake
    known = store.facts()
    sets = Sets(dict(known))
    outputs, traces = _outputs(build, sets, standing, names)
    rows = {name: output for name, output in build.outputs.items() if name in names}
    live = {output.id: output[1:] for output in rows.values() if output.id not in outputs} | outputs
    used = {id_ for row in live.values() for id_ in (row[3], row[4])}
    readings, links = _readings(build)
    stored = {output.id for output in build.outputs.values()}
    gone = dict.fromkeys(intake.gone)
    records = library.records.items()
    names_used = {id_ for trace in traces.values() if trace for _, id_ in trace}
    return {
        "fact": _facts(build, sets, used, links),
        "source": intake.sources | gone,
        "record": {id_: (r.structure, r.state or b"") for id_, r in records} | gone,
        "body": {id_: r.body for id_, r in records} | gone,
        "reading": readings | gone,
        "output": outputs | dict.fromkeys(stored - live.keys()),
        "trace": traces | dict.fromkeys(stored - live.keys()),
        "reader": _readers(build, traces, stored - live.keys(), gone),
        "facts": {id_: sets.known[id_] for id_ in (used | names_used) - known.keys() if id_}
        | dict.fromkeys(id_ for id_, (kind, _) in known.items() if kind != "names" and id_ not in used),
    }


def _outputs(build, sets, standing, names):
    """({id: row}, {id: trace}) of the outputs that are not as the store knows them."""
    old = build.outputs
    following = max((output.id for output in old.values()), default=0) + 1
    rows, traces = {}, {}
    for name in sorted(names):
        known = old.get(name)
        id_ = known.id if known else following
        following += not known
        stamp = standing.get(name, "")
        written = build.written.get(name)
        if written:
            trace = written.trace
            # whoever else writes it may have had nothing to do in this build
            contested = name in build.contested or (known and known.volatile == TWICE and not build.visits_all)
            volatile = trace.volatile or (TWICE if contested else "")
            rows[id_] = (
                name,
                stamp,
                written.job,
                sets.id_of("shared", trace.shared),
                sets.id_of("lists", trace.lists),
                packed(trace.own),
                volatile,
            )
            traces[id_] = _contents(trace, sets)
        elif known and name in build.kept:
            if known.stamp != stamp:
                rows[id_] = (name, stamp, *known[3:])
        else:
            job, *rest = FILE
            rows[id_] = (name, stamp, build.copies.get(name, job), *rest)
            traces[id_] = None
    return rows, traces


def _contents(trace, sets):
    read = trace.contents
    if len(read) > MANY:
        read = {0: frozenset().union(*read.values())}
    return tuple(sorted((id_, sets.id_of("names", names)) for id_, names in read.items()))


def _readers(build, traces, gone, lost):
    """{id of a content: the outputs that read it} where these are others than before."""
    store, changed = build.store, {}

    def of(content):
        if content not in changed:
            changed[content] = dict(store.readers(content))
        return changed[content]

    for id_ in (*traces, *gone):
        before, after = set(store.trace(id_)), set(traces.get(id_) or ())
        for content, _ in before - after:
            of(content).pop(id_, None)
        for content, names in after - before:
            of(content)[id_] = names
    return {content: tuple(sorted(read.items())) if read else None for content, read in changed.items()} | lost


def _readings(build):
    """({id: (fingerprints, links)} that changed, {target: ids of what links there}, or None where it is as it was)."""
    store, values = build.store, dict(build.verdict.values)
    for id_, found in recorder.values.items():
        values[id_] = {**(values.get(id_) or store.reading(id_)[0]), **found}
    readings, moved = {}, {id_: (store.reading(id_)[1], frozenset()) for id_ in build.intake.gone}
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


def _links(store, moved):
    """{target: ids of what links there}, where `moved` are (targets before, now) by id; None where none moved."""
    if all(before == after for before, after in moved.values()):
        return None
    targets = {target: set(ids) for target, ids in (store.fact("links") or {}).items()}
    for id_, (before, after) in moved.items():
        for target in before - after:
            targets.get(target, set()).discard(id_)
        for target in after - before:
            targets.setdefault(target, set()).add(id_)
    return {target: sorted(ids) for target, ids in targets.items() if ids}


def _facts(build, sets, used, links):
    store, intake = build.store, build.intake
    live = {"shared": set(), "lists": set()}
    for id_ in used - {0}:
        kind, facts = sets.known[id_]
        live[kind] |= facts
    before = store.fact("shared") or {}
    for fact in live["shared"] - before.keys():
        build.facts.note(fact)
    facts = {"shared": {fact: build.facts.values.get(fact, before.get(fact)) for fact in live["shared"]}}
    read = {fact[0] for fact in live["lists"]}
    if not build.same_lists or not read <= (store.fact("lists") or {}).keys():
        facts["lists"] = build.lists(read)
    if not all(generator.restored for generator in build.generators):
        facts["state"] = {generator.kind: generator.state for generator in build.generators}
    facts["translations"] = {id_: others for id_, others in build.library.translations.items() if others}
    facts["unrefreshed"] = build.unrefreshed
    facts["statics"] = frozenset(dict.keys(build.context["static_content"]))
    if links is not None:
        facts["links"] = links
    facts["dependencies"] = {id_: reads for id_, reads in intake.dependencies.items() if id_ not in intake.gone}
    if not build.settings["WITH_FUTURE_DATES"]:
        facts["dates"] = (intake.built, _dates(build))
    return {name: value for name, value in facts.items() if pack(value) != pack(store.fact(name))}


def _dates(build):
    """{id: seconds since 1970} of every content with a date."""
    known = (build.store.fact("dates") or (0, {}))[1]
    read = {id_: record.structure for id_, record in build.library.records.items() if record.structure}
    dates = {id_: s["date"].timestamp() for id_, s in read.items() if hasattr(s.get("date"), "timestamp")}
    return {id_: date for id_, date in (known | dates).items() if id_ not in build.intake.gone}
