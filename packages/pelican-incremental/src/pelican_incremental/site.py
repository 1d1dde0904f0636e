"""Pelican's main class, for builds that redo only what changed. A build goes through these steps, in `_run`:

| step      | what it does                                                                                       |
|-----------|----------------------------------------------------------------------------------------------------|
| `_begin`  | takes up what the store kept of the build before, or begins anew where settings or code are others |
| `_read`   | has files read that changed; plugins hear Pelican's signals as ever                                |
| `_settle` | finds the stale pages: those that read something which is not as it was                            |
| `_render` | has generators write: stale pages go to the staging directory, the others stay as they are         |
| `_land`   | puts files whose bytes differ into the output, and saves what the next build has to know           |

How each of these is done stands in the packages `store`, `reading`, `tracing`, `generators` and `rendering`; `build`
holds what one build knows.
"""

from __future__ import annotations

import atexit
import gc
import hashlib
import os
import time
import weakref
from contextlib import contextmanager, nullcontext
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import blinker
import pelican
from pelican import signals
from pelican.generators import ArticlesGenerator, Generator, PagesGenerator
from pelican.log import console
from pelican.utils import maybe_pluralize

from .build import FINALIZED, Build
from .costs import costs_of
from .generators import REPLACED
from .generators.base import Contents, Incremental, found_by
from .memory import Memory
from .reading.records import prepare
from .rendering.first import FirstWriter
from .rendering.staging import Staging, looked_over, others, stamps
from .saving import changes_of
from .settings import check_settings
from .store import own
from .store.seal import DamagedError
from .tracing import code, templates
from .tracing.files import file_digest, told_apart
from .tracing.looks import looks_told
from .tracing.recorder import recorder
from .tracing.signals import CONSTRUCTING, receivers_of

if TYPE_CHECKING:
    from collections import abc
    from collections.abc import Mapping

    from .protocols import AnyGenerator, Settings
    from .report import Report
    from .store.database import Store

try:
    import fcntl
except ModuleNotFoundError:  # not on this system
    fcntl = None

# sent when everything is rendered and nothing is written yet; where a receiver raises, the output stays as it was
rendered = blinker.signal("incremental_rendered")
# sent with the `names` of pages that are shown before the others are rendered
shown = blinker.signal("incremental_shown")
# Pelican's own caches are pickles in a folder that others may fill, and what they keep is in the store
UNUSED = {"CACHE_CONTENT": False, "LOAD_CONTENT_CACHE": False}
# at its end Python would look through all that there is for cycles to take apart, for as long as a small build takes
atexit.register(gc.freeze)
# the builds of this process that the garbage collector has not taken yet
_builds: weakref.WeakSet[Build] = weakref.WeakSet()


class IncrementalPelican(pelican.Pelican):
    """Pelican's class, with a `run` that reads, renders and writes only what changed, to the same bytes.

    After `run`, `report` says what was done. It can be run again and again: `memory` is what it keeps in between.

    - `early`: files that were read while plugins were loaded; if one changes, another process has to build.
    - `hidden`: paths below PATH that do not belong to the site, for whoever runs it to fill.
    - `elsewhere`: full paths of the files and folders that the last build read beside its sources and templates.
    - `sought`: full paths of those that it did not read, but asked whether they are there, or where they lead.
    - `is_kept`: whether the store keeps what the last build found out, for builds in other processes.
    """

    def __init__(self, settings: Settings) -> None:
        self.report: Report = None  # ty: ignore[invalid-assignment] - until `run`
        self.memory = Memory()
        self.is_kept = False
        self._code: dict[str, Any] = {}
        self.early: set[str] = set()
        self.hidden: set[str] = set()
        self.elsewhere: set[str] = set()
        self.sought: set[str] = set()
        check_settings(settings)
        # Pelican's reader adds to it what it needs, which the next build of this process would take for a change
        settings["MARKDOWN"] = _copied(settings["MARKDOWN"])
        settings |= UNUSED
        with recorder.files(self.early):
            super().__init__(settings)
        # now, because readers add to the settings, and a site may be built more than once
        self._settings = code.values(settings)

    def run(self) -> None:
        """Build the site. Whatever is raised leaves the output and the store as they were."""
        folder, told = self.memory.folder(Path(self.settings["CACHE_PATH"]) / "incremental")
        name = hashlib.sha256(os.path.abspath(self.output_path).encode()).hexdigest()[:12]  # noqa: PTH100
        with _alone(folder / f"{name}.lock"):
            store = self.memory.store(folder / f"{name}.sqlite")
            if told:
                store.discard(told)
            # a plugin may build another site while this one is not saved yet
            with recorder.build(), looks_told():
                self._run_or_anew(store)
            self.memory.touched = None

    def _run_or_anew(self, store: Store) -> None:
        """Build, and once more from the beginning if the store turns out to be damaged."""
        try:
            self._run(store)
        except BaseException as error:
            self.memory.forget()
            if not isinstance(error, Exception):
                raise
            if not store.is_damaged():
                raise
            store.discard(f"the store of earlier builds was discarded ({store.damage or error})")
            self._run(store)

    def _run(self, store: Store) -> None:
        """One build, from beginning to end."""
        started = time.time()
        target = self.output_path
        staging = Staging(target, store.path.stem)
        try:
            build = self._begin(store, staging)
            generators, writer = self._read_and_settle(build)
            with build.report.timed("render"):
                self._show_first(build, generators)
                self._render(build, generators, writer)
            build.check_notes()
            if build.is_out_of_order():
                self.memory.in_turn = "a page reads where attached files go"
                raise store.damaged(self.memory.in_turn)
            if store.damage:
                raise store.damage
            rendered.send(self)
            with build.report.timed("write"):
                self._land(build, store)
            build.report.costs = costs_of(build)
            self._say(generators, time.time() - started)
        finally:
            staging.take_back()
            gc.unfreeze()
            self.output_path = self.settings["OUTPUT_PATH"] = target
            staging.remove()

    def _begin(self, store: Store, staging: Staging) -> Build:
        """The Build that writes into `staging`, with what `store` has of the build before."""
        settings = self.settings
        constructing = receivers_of(*CONSTRUCTING)
        context = settings.copy()
        context["static_links"] = set()
        context["localsiteurl"] = settings["SITEURL"]
        self._bind(store, constructing=constructing)
        # plugins that write for themselves write where nothing is published yet
        self.output_path = settings["OUTPUT_PATH"] = str(staging.folder)
        with _uncollected() if self.memory.touched is None else nullcontext():
            kept = os.path.abspath(os.path.join(settings["CACHE_PATH"], "incremental"))  # noqa: PTH100, PTH118 - a link
            build = Build(settings, context, store, staging, self.memory, {*self.hidden, kept})
        _builds.add(build)
        self.report = build.report
        if store.notice:
            build.say(store.notice)
        return build

    def _read_and_settle(self, build: Build) -> tuple[list[AnyGenerator], pelican.Writer]:
        """Read sources, while another process looks over the output, and find what is stale.

        Returns (the generators, Pelican's writer or that of a plugin).
        """
        # a process that was told what was touched looks at nothing else
        to_look_at = build.outputs if self.memory.touched is None else {}
        kept = self.settings["OUTPUT_RETENTION"] if self._cleans(build.staging) else None
        look_over = partial(looked_over, build.staging.target, to_look_at, kept)
        with build.workers.aside(look_over, len(to_look_at)) as look:
            generators = self._read(build)
            writer = self._get_writer()
            with build.report.timed("compare"):
                altered, build.others = look()
                self._settle(build, generators, altered, foreign_writer=type(writer) is not pelican.Writer)
        return generators, writer

    def _render(self, build: Build, generators: list[AnyGenerator], writer: pelican.Writer) -> None:
        """Have each generator write: with our writer, which leaves out pages that stay, or with a plugin's own."""
        used = build.writer if type(writer) is pelican.Writer else writer
        for generator in generators:
            if hasattr(generator, "generate_output"):
                build.writer.lazily = isinstance(generator, Contents) and not build.in_turn
                build.writer.job = None
                build.library.pass_on()
                with recorder.witnessed(None if isinstance(generator, Incremental) else build.witness):
                    generator.generate_output(used)
                build.writer.flush()  # what a plugin has put off

    def _show_first(self, build: Build, generators: list[AnyGenerator]) -> None:
        """Put pages that somebody looks at into the output before all others are rendered."""
        names = build.first(self.memory.first)
        if not names:
            return
        writer, address = FirstWriter(build, names), build.context["localsiteurl"]
        with build.narrowed(names):
            for generator in generators:
                if isinstance(generator, Contents):
                    generator.write_pages(writer)
        build.writer.job, build.context["localsiteurl"] = None, address
        if writer.shown:
            shown.send(self, names=writer.shown)

    def _read(self, build: Build) -> list[AnyGenerator]:
        """Read what has to be read. Returns the generators."""
        opened: set[str] = set()
        with recorder.files(opened), build.report.timed("read"):
            generators = self._generators(build)
            for generator in generators:
                if hasattr(generator, "generate_context"):
                    generator.generate_context()
                if hasattr(generator, "check_disabled_readers"):
                    generator.check_disabled_readers()
            signals.all_generators_finalized.send(generators)
            build.refresh(generators)
        for line in build.tree.left_out.values():
            build.say(line)
        self._read_late = self._told(opened, generators)
        return generators

    def _bind(self, store: Store, *, constructing: bool) -> None:
        """Discard what the store has, where it was made with other versions, settings or code."""
        if self.memory.touched is not None:
            return  # it is bound since the build before, and code that changes takes another process
        self._binding = code.binding(self._settings, constructing=constructing)
        self.is_kept = self._binding is not None and not self.memory.is_elsewhere
        self._code = code.loaded({})
        if store.empty:
            return
        try:
            if self._binding is None:
                store.discard("everything is built anew: a setting cannot be compared")
            elif store.fact("binding") != self._binding:
                changed = self._what_changed(store.fact("settings"))
                store.discard(f"everything is built anew: {changed} changed{self._advice(store)}")
            elif path := code.changed(store.fact("code") or {}) or _changed(store.fact("early")):
                store.discard(f"everything is built anew: {os.path.relpath(path)} changed")
        except DamagedError as error:
            store.discard(f"the store of earlier builds was discarded ({error})")

    def _what_changed(self, settings: dict[str, bytes] | None) -> str:
        """What differs, in words, from the build that had these `settings`, digests by name: a setting, or else what
        is installed.
        """
        now = self._settings or {}
        names = sorted(name for name in {*now, *(settings or {})} if now.get(name) != (settings or {}).get(name))
        if not names:
            return "a version, the environment or what plugins listen to"
        told, *others = names
        return f"the setting {told}" if not others else f"the setting {told} with {len(others)} more"

    def _advice(self, store: Store) -> str:
        """Advice, in brackets, for a setting that may be another at each build; "" where code changed as well."""
        if code.changed(store.fact("code") or {}) or self._settings == store.fact("settings"):
            return ""
        return " (one that is another at each build has all built anew: let a function in JINJA_GLOBALS return it)"

    def _generators(self, build: Build) -> list[AnyGenerator]:
        """The generators, Pelican's and those of plugins; ours stand in for Pelican's where REPLACED names one."""
        generators: list[AnyGenerator] = []
        for kind in self._get_generator_classes():
            generator = REPLACED.get(kind, kind)(
                context=build.context,
                settings=self.settings,
                path=self.path,
                theme=self.theme,
                output_path=self.output_path,
            )
            if isinstance(generator, Incremental):
                generator.build = build
            elif getattr(type(generator), "get_files", None) is Generator.get_files:
                # a build's own files are none of the site's
                generator.get_files = partial(found_by, generator, build.tree)
            if isinstance(generator, Contents):
                prepare(generator.readers)
            generators.append(generator)
        return generators

    def _told(self, opened: set[str], generators: list[AnyGenerator]) -> set[str]:
        """Those of the files `opened` that plugins read, without templates: pages note theirs themselves."""
        folders = {folder for generator in generators for folder in getattr(generator, "_templates_path", ())}
        folders |= {str(Path(folder).absolute()) for folder in folders} | {str(Path(pelican.__file__).parent)}
        return {path for path in opened if not path.startswith(tuple(folders))}

    def _settle(
        self, build: Build, generators: list[AnyGenerator], altered: dict[str, str | None], *, foreign_writer: bool
    ) -> None:
        """Have templates note what pages read, and find the stale pages.

        `altered` are names of output files that are not as the last build left them, with what they are like now.
        """
        build.facts.know("context", {name: value for name, value in build.context.items() if callable(value)})
        compiled = templates.CompiledTemplates(build.store.path.parent / "templates", build.say)
        for generator in generators:
            if not hasattr(generator, "env"):
                continue  # a plugin's that renders nothing
            templates.prepare(generator, build.facts, compiled)
            build.facts.environments[type(generator).__name__] = generator.env
        foreign = [generator for generator in generators if not isinstance(generator, Incremental)]
        contents = [generator for generator in generators if isinstance(generator, Contents)]
        build.settle(contents, altered, foreign=foreign, foreign_writer=foreign_writer)

    def _cleans(self, staging: Staging) -> bool:
        """Whether files that no build has written are removed from the output folder.

        It is never done where the site's own sources lie in it or below; Pelican asks this of the folder of contents
        alone.
        """
        if not self.settings["DELETE_OUTPUT_DIRECTORY"] or self.memory.touched is not None or staging.is_behind_link:
            return False
        own = [self.path, self.theme, *self.settings["THEME_TEMPLATES_OVERRIDES"], *self.settings["PLUGIN_PATHS"], "."]
        return not any(Path(path).resolve().is_relative_to(staging.target) for path in own)

    def _land(self, build: Build, store: Store) -> None:
        """Put what differs into the output, tell plugins, and save what the next build has to know."""
        staging, report = build.staging, build.report
        made = self._finalize_where_it_lies(build) if build.in_turn or build.tells else set()
        shown_before = staging.settle()
        laid, changed = staging.land()
        changed = sorted({*changed, *shown_before})
        report.made = sorted(build.added & set(laid))
        build.kept |= build.left_alone()
        # where plugins hear of each file, what is not there any more was taken away by one
        names = set(laid) if build.in_turn else {*laid, *build.written, *build.kept}
        gone = (build.outputs.keys() | store.left | set(build.others)) - names
        report.removed = staging.drop(gone)
        report.written = changed
        report.skipped = build.kept
        self.output_path = self.settings["OUTPUT_PATH"] = str(staging.target)
        moved = {*changed, *(names - build.outputs.keys()), *build.altered}
        standing = {**build.standing, **stamps(staging.target, moved)}
        writes: set[str] = set()
        if not build.in_turn and not build.tells:
            standing, made, writes = self._finalize(staging, names, standing)
        moved |= writes
        self.elsewhere, self.sought = told_apart(build.files() | self._read_late)
        if self._binding is None:
            return
        build.copies |= dict.fromkeys(made, FINALIZED)
        changes = changes_of(build, standing, names | made, moved)
        facts = changes["fact"] | {
            "binding": self._binding,
            "settings": self._settings,
            "code": code.loaded(self._code),
            "early": (store.fact("early") or {}) | {path: file_digest(path) for path in self.early},
            "late": {path: file_digest(path) for path in self._read_late},
            "finalized writes": bool(writes),
            "looked at": build.looked_at,
        }
        changes["fact"] = facts.items()
        store.save(changes)

    def _finalize_where_it_lies(self, build: Build) -> set[str]:
        """Tell plugins that all is written before it is put into place. Returns the names of files that they made."""
        before = set(build.staging.laid())
        with recorder.witnessed(build.witness if build.tells else None):
            signals.finalized.send(self)
        if build.store.damage:
            raise build.store.damage
        return set(build.staging.laid()) - before

    def _finalize(
        self, staging: Staging, names: set[str], standing: dict[str, str | None]
    ) -> tuple[Mapping[str, str | None], set[str], set[str]]:
        """Tell plugins that all is written. Returns (the stamps of the output, names of the files that plugins made,
        names of the files of this build that they changed).
        """
        if not receivers_of("finalized"):
            return standing, set(), set()
        before = set(others(staging.target, names))
        signals.finalized.send(self)
        made = set(others(staging.target, names)) - before
        after = stamps(staging.target, names | made)
        return after, made, {name for name in names if after.get(name) != standing.get(name)}

    def _say(self, generators: list[AnyGenerator], seconds: float) -> None:
        """Print the closing line of Pelican, and the line that says what was done."""
        articles = next(g for g in generators if isinstance(g, ArticlesGenerator))
        pages = next(g for g in generators if isinstance(g, PagesGenerator))
        counted = (
            (len(articles.articles) + len(articles.translations), "article"),
            (len(articles.drafts) + len(articles.drafts_translations), "draft"),
            (len(articles.hidden_articles) + len(articles.hidden_translations), "hidden article"),
            (len(pages.pages) + len(pages.translations), "page"),
            (len(pages.hidden_pages) + len(pages.hidden_translations), "hidden page"),
            (len(pages.draft_pages) + len(pages.draft_translations), "draft page"),
        )
        *first, last = [maybe_pluralize(count, noun, f"{noun}s") for count, noun in counted]
        console.print(f"Done: Processed {', '.join(first)} and {last} in {seconds:.2f} seconds.")
        console.print(self.report.summary())
        first, *others = self.report.costs or [""]
        if self.settings.get("INCREMENTAL_EXPLAIN"):
            for cost in self.report.costs or ["Nothing makes the builds of this site slower than they could be."]:
                console.print(cost)
        elif first:
            console.print(f"{first} ({len(others)} more: `pelican-incremental --explain`)" if others else first)


def _copied(value: Any) -> Any:
    """A value with dicts and lists of its own."""
    if isinstance(value, dict):
        return {key: _copied(item) for key, item in value.items()}
    return [_copied(item) for item in value] if isinstance(value, list) else value


def _changed(known: Mapping[str, bytes | None] | None) -> str | None:
    """The first of the files in `known`, digests by path, that is not as it was, or None."""
    return next((path for path, digest in (known or {}).items() if file_digest(path) != digest), None)


@contextmanager
def _uncollected() -> abc.Generator[None]:
    """Disables garbage collection inside and freezes what was allocated, until `gc.unfreeze()`."""
    if _builds:
        # builds leave reference cycles, and what is frozen is hardly ever looked through again: collect those of before
        gc.collect()
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if collects:
            gc.enable()


@contextmanager
def _alone(path: Path) -> abc.Generator[None]:
    """Holds the lock at `path` inside, and waits for it first: no two builds of one output folder run at once."""
    own.clear(path, "file", 0)
    if fcntl is None:
        from filelock import FileLock  # noqa: PLC0415 - it takes as long to import as a small build

        with FileLock(path, thread_local=False):
            yield
        return
    lock = os.open(path, os.O_RDWR | os.O_CREAT | own.NO_LINK, 0o600)
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            console.print("Another build of this output folder runs: this one waits until it has ended.")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)
