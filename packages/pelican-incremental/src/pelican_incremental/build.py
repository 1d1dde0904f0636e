"""One build: what the store knew of the one before, how the site is now, and which pages are stale because of that.

The order of a build's steps is in `site`, and pages are rendered in rendering/.
"""

from __future__ import annotations

import os
from contextlib import contextmanager
from functools import cached_property
from itertools import chain, starmap
from typing import TYPE_CHECKING, Any, TypeVar

from pelican import signals
from pelican.log import console

from .costs import Reason
from .reading.attaching import Attaching, attach
from .reading.library import Library
from .reading.sources import Sources
from .rendering.staleness import Staleness, given_changed
from .rendering.tasks import Written
from .rendering.writer import Writer
from .report import Report
from .saving import TWICE
from .store.dependencies import Sets
from .store.rows import EACH, FILE, Job, Key
from .tracing import code
from .tracing.digests import UntraceableError, value_digest
from .tracing.files import file_digest, stamp_of
from .tracing.index import changed_keys
from .tracing.listening import only_takes_notes
from .tracing.lists import ContentList, SourceMap, keys_of, tell_addresses, was_changed
from .tracing.recorder import recorder
from .tracing.shared import Facts
from .tracing.signals import BETWEEN, CONSTRUCTING, LAST, LATE, WRITTEN, names_of_receivers, receivers_of
from .workers import Workers

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator, Sequence

    from .generators.base import Contents
    from .memory import Memory
    from .protocols import AnyGenerator, Context, Given, Settings, Structure, Target
    from .rendering.staging import Staging
    from .rendering.tasks import Page
    from .store.database import Store
    from .store.dependencies import Read
    from .tracing.index import Index
    from .tracing.recorder import Trace

    K = TypeVar("K")

# number of stale outputs up to which none is shown before the others, because all of them are there soon
FEW_STALE = 200
LOOKS = "a plugin looks at files that are written"

# kinds of jobs of those who ask for each of their files at every build: plugins, and Pelican's generator of templates
ASKED_FOR = {"file", "made"}
# the job of files that plugins make when all is written: where that is in the output itself, they are removed before
FINALIZED = Job("finalized")


class Build:
    """What the parts of one build share.

    `context` is Pelican's, `staging` where files are laid down; what lies at the paths `hidden` is not of the site.
    `outputs` are those of the build before by name, `written` what was rendered and `copies` what was copied or kept as
    a copy in this one. `reasons` are those for rendering all pages, each a Reason. `in_turn` says that each page has to
    be rendered before the next is looked at: plugins look for files where they were told that they are. `lays_all` says
    that the whole site is laid down, so that they find it, and `looked_at` says why the next build has to do so, where
    that came out only in this one. `offered` are the kinds of jobs of which plugins have left out what is not stale.
    `added` are the names of files that plugins write by themselves. `tells` says that plugins are told of all files,
    and only take notes of them, so that those that are kept need not be there. `attaches` says that the page which is
    rendered first decides where files go. `others` are the names of files in the output that no build has written,
    where these are to be removed.
    """

    def __init__(
        self,
        settings: Settings,
        context: Context,
        store: Store,
        staging: Staging,
        memory: Memory,
        hidden: Iterable[str] = (),
    ) -> None:
        self.settings, self.context, self.store, self.staging = settings, context, store, staging
        self.memory = memory
        self.report = Report()
        self.workers = Workers(settings.get("INCREMENTAL_PROCESSES"))
        self.library = Library(store, settings, context)
        self.constructing = receivers_of(*CONSTRUCTING)
        self.sources = Sources(settings, store, self.library, self.workers, memory, whole=not self.constructing)
        self.report.read = self.sources.read
        self.facts = Facts(context)
        own = os.path.abspath(store.path.parent)  # noqa: PTH100 - links are not followed
        self.tree = memory.tree(settings, {own, *hidden, *staging.hidden(settings)})
        self.writer = Writer(str(staging.folder), settings, self)
        self.outputs = store.outputs()
        self.sets = Sets(dict(store.facts()))
        self.generators: list[Contents] = []
        self.reasons: list[Reason] = []
        self.same_lists = False
        self.visits_all = self.visits_contents = True
        self.attaches = False
        self.in_turn = self.lays_all = self.tells = False
        self.looked_at = ""
        self.added: set[str] = set()
        self.staleness: Staleness = None  # ty: ignore[invalid-assignment] - until `settle`
        self.unrefreshed: frozenset[Any] = frozenset()
        self.contested: set[str] = set()
        self.written: dict[str, Written[Read]] = {}
        self.copies: dict[str, Job] = {}
        self.kept: set[str] = set()
        self._jobs: set[Job] = set()
        self.offered: set[str] = set()
        self._state: dict[str, dict[str, Any] | None] = store.fact("state") or {}
        self.is_late, self._finished = False, bool(store.fact("finalized writes"))
        self.standing: dict[str, str | None] = {}
        self.altered: dict[str, str | None] = {}
        self.others: Sequence[str] = ()
        recorder.begin()
        context["generated_content"] = SourceMap("generated_content", *self._sources_of("Article", "Page"))
        context["static_content"] = SourceMap("static_content", lambda _path: None, tuple)

    def _sources_of(self, *kinds: str) -> tuple[Callable[[str], Any], Callable[[], list[str]]]:
        """How a SourceMap finds contents, and all paths that it can find."""

        def find(path: str) -> Any:
            for kind in kinds:
                key = Key(kind, path)
                if key in self.sources.listed:
                    id_ = self.library.ids[key]
                    return self.library.objects.get(id_) if self.constructing else self.library.find(id_)
            return None

        return find, lambda: [key.path for key in sorted(self.sources.listed)]

    def restorable(self, kind: str) -> dict[str, Any] | None:
        """The state of a generator of this kind of content after the build before, or None."""
        return self._state.get(kind)

    def refresh(self, generators: Iterable[AnyGenerator]) -> None:
        """Have links in the metadata of contents replaced; what is not loaded yet follows when it is."""
        own = [generator for generator in generators if hasattr(generator, "unrefreshed")]
        self.unrefreshed = frozenset().union(*(generator.unrefreshed() for generator in own))
        self.library.begin_refreshing(lambda id_: id_ not in self.unrefreshed)
        for generator in generators:
            if hasattr(generator, "refresh_metadata_intersite_links"):
                generator.refresh_metadata_intersite_links()

    def settle(
        self,
        generators: list[Contents],
        altered: dict[str, str | None],
        *,
        foreign: Sequence[AnyGenerator],
        foreign_writer: bool,
    ) -> None:
        """Find out what has to be rendered, now that everything is read.

        `altered` are the stamps of files in the output that are not as they were written, by name; `foreign` are
        generators of plugins, and `foreign_writer` says that one brings a writer.
        """
        self.generators, self.altered = generators, altered
        self.standing = {name: output.stamp for name, output in self.outputs.items()} | altered
        for generator in generators:
            generator.adopt()
        self.sources.take_made(self.library.made - {self.library.ids[key] for key in self.sources.listed})
        self.is_late = bool(foreign) or receivers_of(*LATE)
        self.tells = receivers_of("content_written") and not receivers_of("feed_written")
        self.tells = self.tells and only_takes_notes(signals.content_written, self._given_to_context())
        between = bool(foreign) or receivers_of(*BETWEEN) or self.tells
        hears = receivers_of(*WRITTEN) and not self.tells
        looks = (self.store.fact("looked at") if between else "") or self.memory.in_turn
        self.in_turn = bool(hears or receivers_of(*LAST) or looks)
        self.looked_at = self.memory.in_turn
        self.tells &= not self.in_turn
        self.lays_all = self.in_turn or (between and self.store.empty)
        self.library.keep()
        self.library.moment = None if foreign_writer else 0
        self.library.is_noting = self.is_late or self.tells
        self.attaches = self._attaches() and not self._attached_before()
        tell_addresses(self.context["static_content"], tells=not self.attaches)
        self.workers.alone = self.attaches
        self.reasons = list(self._reasons_for_everything(foreign_writer=foreign_writer, looks=looks))
        self.settled = self._settled()
        self.same_lists = self._has_same_lists()
        self._altered = self.library.altered() if self.tells else frozenset()
        self.staleness = Staleness(self)
        if not self.everything:
            self.staleness.reach(altered)
        reasons = self.staleness.reasons
        self.visits_contents = self.settings["RELATIVE_URLS"] or bool(self.everything) or self.tells
        # pages are given terms, too, to which plugins may have given something
        self.visits_contents |= not self._is_settled()
        self.visits_contents |= any(output.volatile == TWICE for output in self.outputs.values())
        self.visits_all = self.visits_contents or not self.same_lists
        self._jobs = {self.outputs[name].job for name in reasons}

    def first(self, names: Iterable[str]) -> set[str]:
        """Which of these pages are stale and can be shown before the others are rendered.

        The set is empty where lists have changed, because a page would then link to new pages that are not there yet.
        It is empty as well where few outputs are stale: then all pages are shown at once, and fit together.
        """
        if (
            len(self.staleness.reasons) <= FEW_STALE
            or self.in_turn
            or self.lays_all
            or self.attaches
            or self.visits_all
        ):
            return set()
        return {name for name in names if name in self.outputs and name in self.staleness.reasons}

    @contextmanager
    def narrowed(self, names: Iterable[str]) -> Generator[None]:
        """Have no pages wanted but those of the jobs that made these outputs, as long as the context lasts."""
        wanted = self._jobs, self.visits_all, self.visits_contents
        self._jobs = {self.outputs[name].job for name in names}
        self.visits_all = self.visits_contents = False
        try:
            yield
        finally:
            self._jobs, self.visits_all, self.visits_contents = wanted

    @property
    def everything(self) -> str | None:
        """Why all pages are rendered, in words, or None."""
        return self.reasons[0].why if self.reasons else None

    def _settled(self) -> dict[str, bytes] | None:
        """Digests of what plugins may have changed of the lists and of the settings, by place, or None."""
        found: dict[str, Any] = {"settings": code.values(self.settings)}
        for generator in self.generators:
            values = generator.settled()
            if values is None:
                return None
            found |= {repr((generator.kind, place)): value for place, value in values.items()}
        try:
            return {place: value_digest(value) for place, value in found.items()}
        except UntraceableError:
            return None

    def _is_settled(self) -> bool:
        """Whether plugins have changed the same lists and terms as in the build before, and no others."""
        before, now = self.store.fact("settled"), self.settled
        if not self.is_late:
            return True
        if before is None or now is None:
            return False
        return all(before[place] == now[place] for place in before.keys() & now.keys())

    def _has_same_lists(self) -> bool:
        is_same = not self.is_late or (self.settled is not None and self.settled == self.store.fact("settled"))
        return is_same and all(generator.restored for generator in self.generators)

    def _given_to_context(self) -> Context:
        """What the context has that is not of the settings: what generators and plugins have put there, by name."""
        return {name: value for name, value in self.context.items() if self.settings.get(name, self) is not value}

    def _reasons_for_everything(self, *, foreign_writer: bool, looks: str) -> Iterator[Reason]:
        if self.store.empty:
            yield Reason("there is no earlier build to go by")
        if foreign_writer:
            yield Reason("a plugin brings a writer", "If a listener to `content_written` can do the same, use that.")
        if self.attaches:
            yield Reason(
                "with {attach}, where a file goes depends on the order of pages",
                "Link to a file that several contents share with {static}, and attach it nowhere.",
            )
        yield from self._reasons_of_listeners()
        if looks:
            yield Reason(looks, "If it can do without, have it use what the context knows.")
        if self.library.has_foreign_classes():
            yield Reason(
                "a plugin gives contents a class of its own", "If it can set attributes of contents instead, do that."
            )
        late = self.store.fact("late") or {}
        yield from (Reason(f"a plugin reads {path}, which changed") for path in late if file_digest(path) != late[path])

    def _reasons_of_listeners(self) -> Iterator[Reason]:
        if receivers_of(*LAST):
            yield Reason(
                "a plugin may change a content just before it is written",
                "If it can change contents earlier, have it listen to `all_generators_finalized`.",
                names_of_receivers(*LAST),
            )
        if receivers_of(*WRITTEN) and not self.tells:
            yield Reason(
                "a plugin is told of every file that is written",
                "If it only needs to know what there is, have it take notes of `path` and `context`, and open nothing.",
                names_of_receivers(*WRITTEN),
            )
        if self._finished:
            yield Reason(
                "a plugin changes the output when it is finished",
                "Do that to the output when it is published, instead of in every build.",
                names_of_receivers("finalized"),
            )

    def _attaches(self) -> bool:
        return any(generator.attaches for generator in self.generators)

    def _attached_before(self) -> bool:
        """Whether all attached files are where they go before any page is rendered."""
        if self.constructing or self.memory.in_turn or self._says_where_files_go():
            return False
        ids = set().union(*(generator.members() for generator in self.generators))
        structures = self.sources.structures(sorted(id_ for id_ in ids if isinstance(id_, int)))
        if any(structure["links_in_metadata"] for structure in structures.values()):
            return False
        return attach(self.context["static_content"], starmap(self._attaching, structures.items()))

    def _attaching(self, id_: int, structure: Structure) -> Attaching:
        path = os.path.join(self.settings["PATH"], self.library.path_of(id_))  # noqa: PTH118 - as Pelican writes it
        # which a plugin may have changed
        place = self.library.find(id_).save_as if self.is_late else structure["save_as"]
        return Attaching(structure["links"], path, place)

    def _says_where_files_go(self) -> bool:
        """Whether a page reads the addresses of files by itself, and so may fix them."""
        return any(("name", "staticfiles") in facts for kind, facts in self.sets.known.values() if kind == "shared")

    def is_out_of_order(self) -> bool:
        """Whether files were attached before pages were rendered, and one page was found to read where they go.

        Then the page may say another place than with Pelican, and the site has to be built again, a page at a time.
        """
        return self._attaches() and not self.attaches and self._says_where_files_go()

    def suspects(self) -> set[int]:
        """The ids of contents that may differ from what pages have read of them in the build before."""
        read = {id_ for id_, record in self.library.records.items() if record.structure is not None}
        known = {source.id for source in self.library.sources.values() if source.is_read}
        touched = set(self.library.touched)
        if self.is_late:
            touched |= self.library.objects.keys()
        # what a plugin changed in an earlier build may be as its source has it by now
        touched = {id_ for id_ in touched if not self.library.is_as_loaded(id_)}
        touched |= (self.store.fact("altered") or frozenset()) | self.library.altered_by_terms()
        if not self.same_lists:
            before, now = self.store.fact("translations") or {}, self.library.translations
            touched |= {id_ for id_ in before.keys() | now.keys() if (before.get(id_) or []) != (now.get(id_) or [])}
            touched |= self.unrefreshed ^ (self.store.fact("unrefreshed") or frozenset())
        return (((read & known) | touched) & self.library.keys.keys()) - self.sources.gone - self.sources.skipped

    def moved_sources(self) -> set[Target]:
        """{(map, path)} of sources that links may lead to and that came or went."""
        old = {key for key, source in self.library.sources.items() if source.is_read}
        statics = frozenset(dict.keys(self.context["static_content"]))
        moved: set[Target] = {("generated_content", key.path) for key in old ^ self.sources.listed}
        return moved | {("static_content", path) for path in statics ^ (self.store.fact("statics") or frozenset())}

    def lists(self, names: Iterable[str]) -> dict[str, list[Any]]:
        """{name: keys} of those lists of contents that go by one of these names."""
        known = dict(chain.from_iterable(generator.lists().items() for generator in self.generators))
        found = {name: known[name] for name in names if name in known}
        found = {name: items() if callable(items) else items for name, items in found.items()}
        return {name: list(keys_of(items)) for name, items in found.items() if isinstance(items, ContentList)}

    def wants(self, job: Job) -> bool:
        """Whether some output of a Job has to be rendered, or cannot be told without it."""
        return self.visits_all or job in self._jobs

    def wanted(self, kind: str, groups: Iterable[list[Any]]) -> Iterator[Any]:
        """The contents in `groups`, lists of them, whose job of this kind is wanted."""
        for group in groups:
            if self.visits_contents or not isinstance(group, ContentList):
                yield from group
                continue
            ids = keys_of(group)
            if self.visits_all:
                ids = self._to_visit(kind, ids)
            else:
                wanted = self._wanted(kind)
                ids = [id_ for id_ in ids if id_ in wanted] if wanted else ()
            yield from map(self.library.find, ids)

    def _wanted(self, kind: str) -> set[Any]:
        """What the wanted jobs of a kind are for."""
        return {job.of for job in self._jobs if job.kind == kind}

    def _to_visit(self, kind: str, ids: Sequence[Any]) -> list[Any]:
        """Those of the ids of contents whose job of a kind is wanted or not known; outputs of the others are left
        alone.

        Where lists have changed, what is not known is new, or was in no list.
        """
        left = {id_ for id_ in ids if id_ in self._names_by_job.get(kind, {})} - self._wanted(kind)
        self._leave(kind, left)
        return [id_ for id_ in ids if id_ not in left]

    def _leave(self, kind: str, left: Iterable[Any]) -> None:
        """Leave the outputs alone of those jobs of a kind that are for one of `left`."""
        if self.visits_all:  # else they are known to be left alone all at once
            known = self._names_by_job.get(kind, {})
            names = [name for of in left for name in known.get(of, ())]
            self.kept.update(names)
            self.writer.claim(names)

    @cached_property
    def _names_by_job(self) -> dict[str, dict[Any, list[str]]]:
        """{kind: {what a job is for: the names of its outputs}}."""
        found: dict[str, dict[Any, list[str]]] = {}
        for name, output in self.outputs.items():
            found.setdefault(output.kind, {}).setdefault(output.of, []).append(name)
        return found

    def items_to_write(self, index: Index[K, Any]) -> list[tuple[Job, K]]:
        """(Job, key) of each item of an Index whose pages have to be looked at; those of the others are left alone."""
        kind, changed = f"{EACH}item of {index.name}", changed_keys(index)
        if self.visits_contents or changed is None:
            return [(Job(kind, repr(key)), key) for key in index]
        self.offered.add(kind)
        jobs = {Job(kind, repr(key)): key for key in changed}
        stale = {job for job in self._jobs - jobs.keys() if job.kind == kind}
        if stale:
            jobs |= {job: key for key in index if (job := Job(kind, repr(key))) in stale}
        # of a changed item some pages may be gone, which only those that are written now can tell
        self._jobs |= jobs.keys()
        self._leave(kind, self._names_by_job.get(kind, {}).keys() - {job.of for job in jobs})
        return [(job, jobs[job]) for job in sorted(jobs) if jobs[job] in index]

    def must_write(self, name: str, job: Job, given: Given) -> bool:
        """Whether the output `name` is stale; if it is, the report gets the reasons.

        `given` are the variables that only this output has, by name.
        """
        old = self.outputs.get(name)
        reasons = [self.everything] if self.everything else list(self.staleness.reasons.get(name, ()))
        if not self.everything:
            if old is None or not old.shared:
                reasons.append("it is new")
            elif old.job != job:
                reasons.append(f"it was another's ({old.job})")
            else:
                names = self.sets.known[old.own][1]
                reasons += [f"`{key}` of this page changed" for key in given_changed(names, old.given, given)]
        if name in self.contested:
            reasons.append(TWICE)
        for reason in reasons:
            self.report.because(name, reason)
        if not reasons:
            self.kept.add(name)
        return bool(reasons)

    def say(self, line: str) -> None:
        """Print a line for the maintainer, and put it into `report.notices`."""
        self.report.notices.append(line)
        console.print(line, markup=False)

    def take(self, written: Written[Trace]) -> None:
        """Note that a file was rendered, with the job that asked for it and what was read meanwhile."""
        self.written[written.name] = Written(written.name, written.job, self.sets.of(written.read))
        self.kept.discard(written.name)
        self.report.rendered.append(written.name)

    def check_notes(self) -> None:
        """See whether plugins that are told of files have changed a content while all that they wrote was rendered."""
        if self.tells and self.library.altered() - self._altered:
            self._give_up_order()

    def _give_up_order(self) -> None:
        self.memory.in_turn = "a plugin changes contents when it is told of a file"
        self.store.damaged(self.memory.in_turn)

    def tell(self, page: Page) -> None:
        """Send `content_written` for a page. Plugins hear of it even if it stays as it is and is not written."""
        changes, context = self.library.changes, {**page.context, **page.given, "OUTPUT_PATH": self.writer.output_path}
        with recorder.witnessed(self.witness):
            signals.content_written.send(str(self.staging.folder / page.name), context=context)
        if self.library.changes != changes:
            self._give_up_order()

    def keep_copy(self, source: str, name: str) -> bool:
        """Whether the copy of a file in the output, under `name`, is as good as a new one; else it will be made."""
        stamp = stamp_of(source)
        job = Job("copy", f"{stamp} {os.path.abspath(source)}")  # noqa: PTH100 - thousands of times
        old = self.outputs.get(name)
        self.copies[name] = job if stamp else FILE
        is_kept = bool(old and stamp and old.job == job and self.standing.get(name) == old.stamp)
        # where a plugin changes the output at the end, it is to find what it found before
        if is_kept and not self._finished and not self.in_turn:
            self.kept.add(name)
        return name in self.kept

    def witness(self, path: str | None, *, writes: bool) -> None:
        """Note that a plugin, between two generators, opened or listed `path`, or with None that it started a process.

        Where it looks at output files, it has to find all of them: then each build from the next on renders all pages,
        and this one begins again if it has left some out. Where it adds a file, the folder for that is made.
        """
        name = path and self.staging.name_of(path)
        if path is not None and name is None:
            return
        if writes and name is not None and not self._is_known(name):
            self.added.add(name)
            self.staging.make_room(name)
        elif name not in self.added:
            self.looked_at = LOOKS
            if not self.lays_all:
                self.store.damaged("a plugin looks at files of which only some were made anew")

    def _is_known(self, name: str) -> bool:
        return name in self.written or name in self.copies or (name in self.outputs and self.outputs[name].shared != 0)

    def files(self) -> set[str]:
        """What was read beside sources and templates, as `file_digest` takes it, and where links among these lead."""
        facts = chain.from_iterable(facts for kind, facts in self.sets.known.values() if kind == "shared")
        pages = {fact[1] for fact in facts if fact[0] == "file"}
        read = set(chain.from_iterable(reads or () for reads in self.sources.dependencies.values()))
        return pages | read | self.tree.linked

    def left_alone(self) -> set[str]:
        """The names of outputs that stay as they are because no generator had a reason to ask for them."""
        if self.visits_all:
            return set()
        wanted, kinds = self._jobs, {output.kind for output in self.outputs.values()}
        # those of the others are asked for, one by one
        kinds = {kind for kind in kinds - ASKED_FOR if not kind.startswith(EACH) or kind in self.offered}
        # a pair is equal to a Job and made faster, thousands of times
        return {n for n, o in self.outputs.items() if o.kind in kinds and o.shared and (o.kind, o.of) not in wanted}

    def to_write(self, kind: str, contents: list[Any]) -> list[Any]:
        """Those of the `contents` whose output of a kind of job, which begins with EACH, has to be looked at."""
        if self.visits_contents or not isinstance(contents, ContentList) or was_changed(contents):
            return list(contents)
        self.offered.add(kind)
        return list(map(self.library.find, self._to_visit(kind, keys_of(contents))))
