"""Taking in files of content: only those that are not as the store knows them are read.

What a reader makes of a file is up to `records`.
"""

from __future__ import annotations

import os
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from pelican.utils import posixize_path

from ..store.rows import EAGER, FAILED, MADE, SKIPPED, Source
from ..tracing.files import file_digest, is_stamp_of, stamp_of
from ..tracing.reach import WATCHED
from . import records
from .records import Batch, say

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pelican.contents import Content
    from pelican.readers import BaseReader

    from ..generators.base import Contents
    from ..memory import Memory
    from ..protocols import Logged, Settings, Structure
    from ..store.database import Store
    from ..store.rows import Key
    from ..workers import Workers
    from .library import Library
    from .records import Record

    Seen: TypeAlias = tuple[str, bytes]  # stamp and digest of a file
    Taken: TypeAlias = tuple[Seen, Record]


@dataclass
class Changes:
    """What taking in the files of one kind found.

    `ids` are those of all contents of the kind, whether read now or before, and `failed` the paths of files that cannot
    be read. `structural` says that lists may be others: a file came, went or cannot be read any more, or something by
    which lists are made, such as a date or a tag, is another.
    """

    ids: list[int] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    structural: bool = False


class Sources:
    """Takes in files for a `library`; with `whole`, contents are kept as they are made, else only their metadata.

    `read` are the paths of the files that were read, `gone` the ids of contents whose files are no more, `skipped` of
    those that make none, `listed` the keys of all others. `rows` is what the store is to keep of each file by id,
    and `dependencies` what else a content was made of: digests by path, or None where that cannot be known.
    `asking` says what reading asks that cannot be compared, by id, and `watched` what a reader may ask, by its name.
    `failures` are the messages of those that could not be read, by id.
    `remembering` names the readers that keep something in mind from file to file: they are given all of theirs.
    """

    def __init__(
        self, settings: Settings, store: Store, library: Library, workers: Workers, memory: Memory, *, whole: bool
    ) -> None:
        self.settings, self.store, self.library, self.workers, self.whole = settings, store, library, workers, whole
        self.memory = memory
        self.read: list[str] = []
        self.gone: set[int] = set()
        self.rows: dict[int, Source] = {}
        self.listed: set[Key] = set()
        self.skipped: set[int] = set()
        self.dependencies: dict[int, dict[str, bytes] | None] = dict(store.fact("dependencies") or {})
        self.built = time.time()
        self._undecided = self._dated_around_now()
        self._by_stamp = not settings.get("INCREMENTAL_DIGESTS")
        self._pure: dict[tuple[type, str], bool] = {}
        self.asking: dict[int, str] = dict(store.fact("asking") or {})
        self.watched: dict[str, str] = {}
        self.failures: dict[int, list[Logged]] = dict(store.fact("failures") or {})
        self.remembering: set[str] = set(store.fact("remembering") or ())

    def _dated_around_now(self) -> set[int]:
        """The ids of contents whose date has passed, or is to come again, since the build before."""
        if self.settings["WITH_FUTURE_DATES"]:
            return set()
        last, dates = self.store.fact("dates") or (0, {})
        earlier, later = sorted((last, self.built))
        return {id_ for id_, date in dates.items() if earlier <= date <= later}

    def take(self, generator: Contents, content_class: type[Content], found: Iterable[str]) -> Changes:
        """Read those of the files `found`, paths below the generator's folder, that changed. Returns the Changes."""
        kind, changes, sources = content_class.__name__, Changes(), self.library.sources
        keys, extensions = self.memory.keys(kind, found)
        suspects = self._suspects(generator, keys, extensions)
        waiting = [path for path in suspects if not self._is_as_read(generator, keys[path], path)]
        records = dict(self._records(generator, content_class, waiting))
        if self.memory.touched is None:
            others = sources.keys() - set(keys.values())
            gone = {key for key in others if key.kind == kind and sources[key].mark != MADE}
            self.gone |= {self.library.ids[key] for key in gone}
            changes.structural = bool(gone)
        for path, key in keys.items():
            if path not in records and sources[key].mark == FAILED:
                changes.failed.append(path)
                say(self.failures[sources[key].id])
                continue
            if path not in records:
                is_skipped = sources[key].mark == SKIPPED
            elif records[path][1].failed:
                changes.failed.append(path)
                changes.structural |= self._fail(key, *records[path])
                continue
            else:
                is_skipped = self._keep(key, *records[path], changes)
            if is_skipped:
                self.skipped.add(self.library.ids[key])
            else:
                changes.ids.append(self.library.ids[key])
                self.listed.add(key)
        self.read += [keys[path].path for path in waiting]
        return changes

    def _suspects(self, generator: Contents, keys: dict[str, Key], extensions: set[str]) -> list[str]:
        """Those of the paths in `keys` that may not be as the store knows them."""
        if not self._by_stamp or not all(self._is_pure(generator, f".{name}") for name in extensions):
            return list(keys)
        below, sources, touched = f"{generator.path}/", self.library.sources, self.memory.touched
        if touched is None:
            known = ((path, key) for path, key in keys.items() if key in sources)
            other = {key.path for path, key in known if not is_stamp_of(sources[key].stamp, below + path)}
        else:
            other = {posixize_path(os.path.relpath(path, generator.path)) for path in touched}
        bound = {self.library.keys.get(id_) for id_ in self.dependencies.keys() | self._undecided}
        return [path for path, key in keys.items() if key.path in other or key in bound or key not in sources]

    def _is_as_read(self, generator: Contents, key: Key, path: str) -> bool:
        source = self.library.sources.get(key)
        if source is None or not self._is_pure(generator, path):
            return False
        full = f"{generator.path}/{path}"
        stamp = stamp_of(full)
        if source.id in self.dependencies or source.id in self._undecided or not self._by_stamp:
            reads = self.dependencies.get(source.id, {})
            if reads is None or source.id in self._undecided:
                return False
            if any((file_digest(other) or b"") != digest for other, digest in reads.items()):
                return False
        if stamp and stamp == source.stamp and self._by_stamp:
            return True
        if self.settings.get("DEFAULT_DATE") == "fs" or file_digest(full) != source.digest:
            return False
        if stamp != source.stamp:
            self.rows[source.id] = source._replace(stamp=stamp)
        return True

    def _is_pure(self, generator: Contents, path: str) -> bool:
        extension = path[path.rfind(".") + 1 :]
        place = (type(generator), extension)
        if place not in self._pure:
            remembers = _name_of(generator.readers.readers[extension]) in self.remembering
            self._pure[place] = not remembers and not generator.signal("preread").receivers
        return self._pure[place]

    def _records(
        self, generator: Contents, content_class: type[Content], paths: Iterable[str]
    ) -> Iterator[tuple[str, Taken]]:
        """Yield (path, ((stamp, digest), Record)) of each file."""
        trusted, seen, others = [], [], []
        for path in paths:
            is_trusted = records.purity_of(generator.readers, path).is_trusted
            (others if not self._is_pure(generator, path) else trusted if is_trusted else seen).append(path)
        for group in (trusted, seen, others):
            if group:
                yield from self._read(generator, content_class, group, spread=group is not others)

    def _read(
        self, generator: Contents, content_class: type[Content], paths: list[str], *, spread: bool
    ) -> Iterator[tuple[str, Taken]]:
        purities = {path[path.rfind(".") + 1 :]: records.purity_of(generator.readers, path) for path in paths}

        def memory() -> dict[str, bytes]:
            return {extension: purity.memory() for extension, purity in purities.items()}

        self.watched |= {_name_of(purity.reader): purity.asks for purity in purities.values() if purity.asks in WATCHED}
        before, stamps = memory(), [self._seen(generator, path) for path in paths]
        made = self.workers.read(Batch(generator, content_class, paths, self.whole, memory if spread else None))
        for path, stamp in zip(paths, stamps, strict=True):
            generator.signal("preread").send(generator)
            yield path, (stamp, self.library.set_aside(next(made)))
        for extension, after in memory().items():
            name = _name_of(generator.readers.readers[extension])
            if after == before[extension]:
                self.remembering.discard(name)
            elif name not in self.remembering:
                self.remembering.add(name)
                if not self.store.empty:
                    self.store.damaged(f"{name} keeps something in mind from file to file")

    def _seen(self, generator: Contents, path: str) -> Seen:
        full = os.path.join(generator.path, path)  # noqa: PTH118
        return stamp_of(full), file_digest(full) or b""

    def _fail(self, key: Key, seen: Seen, record: Record) -> bool:
        """Take in that a file could not be read. Whether it made a content before, or is new."""
        known = self.library.sources.get(key)
        id_ = self.library.id_of(*key)
        if known and known.mark != FAILED:
            self.gone.add(id_)
        self.rows[id_] = Source(id_, *key, *seen, FAILED)
        self.failures[id_] = record.logged
        self._keep_reads(id_, record)
        return known is None or known.mark != FAILED

    def _keep(self, key: Key, seen: Seen, record: Record, changes: Changes) -> bool:
        """Take a Record into the build. Returns whether its source makes no content."""
        known = key in self.library.sources
        id_ = self.library.id_of(*key)
        self.library.records[id_] = record
        skipped = record.structure is None
        if (
            not known
            or (self.library.sources[key].mark in (SKIPPED, FAILED)) != skipped
            or (not skipped and self.whole and self.store.structure(id_) != self.library.structure(id_))
        ):
            changes.structural = True
        self.rows[id_] = Source(id_, *key, *seen, SKIPPED if skipped else EAGER if record.eager else 0)
        self.failures.pop(id_, None)
        self._keep_reads(id_, record)
        return skipped

    def _keep_reads(self, id_: int, record: Record) -> None:
        self.dependencies.pop(id_, None)
        self.asking.pop(id_, None)
        if record.asks:
            self.asking[id_] = record.asks
        if record.reads is None:
            self.dependencies[id_] = None
        elif record.reads:
            self.dependencies[id_] = {path: file_digest(path) or b"" for path in sorted(record.reads)}

    def take_made(self, ids: set[int]) -> None:
        """Have the store keep the ids of contents of which it keeps nothing else, such as static files."""
        known = {source.id: source for source in self.library.sources.values() if source.mark == MADE}
        self.gone |= known.keys() - ids
        self.rows |= {id_: Source(id_, *self.library.keys[id_], "", b"", MADE) for id_ in ids - known.keys()}

    def structures(self, ids: Iterable[int]) -> dict[int, Structure]:
        """The Structure of each of these contents, by id: what puts it into lists, such as its date and tags."""
        records = self.library.records
        known = {} if records.keys() >= set(ids) else self.store.structures()
        return {  # ty: ignore[invalid-explicit-return] - none of them is that of a file which makes no content
            id_: self.library.structure(id_) if id_ in records else known[id_] for id_ in ids
        }


def _name_of(reader: BaseReader) -> str:
    """What names a reader from build to build."""
    return f"{type(reader).__module__}.{type(reader).__qualname__}"
