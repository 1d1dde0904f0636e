"""More than one process: forked, so that they know all that the build knows, and only where there is much to do.

Other machines are reached in reading/cluster.py, and the preview starts its builder in preview/process.py.
"""

from __future__ import annotations

import gc
import logging
import os
import signal
import threading
import time
from collections import deque
from contextlib import contextmanager, suppress
from sys import intern
from typing import TYPE_CHECKING, Any, TypeVar

from .progress import shown
from .reading import records
from .rendering.tasks import write
from .tracing.recorder import recorder

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Generator, Iterator, Sized

    from .protocols import Fact, Logged
    from .rendering.tasks import Task, Written
    from .rendering.writer import Writer
    from .tracing.recorder import Trace

    T = TypeVar("T")
    U = TypeVar("U")

FEW = 16  # minimum number of files or pages for which worker processes can pay
SENT = 48  # minimum number of files that are sent to a cluster
MANY = 10_000  # minimum number of files of the output that another process looks at
# So many files are read first, or pages rendered after one of each template. Afterwards all is loaded and compiled that
# forked processes need, and it was measured how long one takes: the median, since what is loaded makes some slower.
# Processes pay if the rest would take longer than PAYS, in seconds.
TRIED = 6
PAYS = 0.25
CHUNK = 32  # the most files or pages that a process is given at once

_work: Any = None


class WorkerError(RuntimeError):
    """A process that the build had started ended without a word."""


class Workers:
    """Reads files, here or on a cluster, and renders pages, in up to `count` processes.

    None stands for as many as pay, one for each core at most. With `alone`, all pages are rendered in this process.
    """

    def __init__(self, count: int | None) -> None:
        self.count = (count or _cores()) if hasattr(os, "fork") else 1
        self.alone = False
        self._is_told = bool(count)

    def read(self, batch: records.Batch) -> Iterator[records.Record]:
        """Yield the Record of each file of a Batch, in the order of the paths, and show how far that is."""
        return shown(self._read(batch), "Reading", len(batch.paths))

    def _read(self, batch: records.Batch) -> Iterator[records.Record]:
        sent = self._sendable(batch) if batch.memory and len(batch.paths) >= SENT else ()
        if len(sent) < SENT:
            yield from self._read_here(batch)
            return
        kept = [path for path in batch.paths if path not in sent]
        here = iter(list(self._read_here(batch._replace(paths=kept))))
        there = self._read_there(batch._replace(paths=[path for path in batch.paths if path in sent]))
        for path in batch.paths:
            yield next(there if path in sent else here)

    def _sendable(self, batch: records.Batch) -> Collection[str]:
        if not batch.generator.settings.get("INCREMENTAL_CLUSTER"):
            return ()
        from .reading import cluster  # noqa: PLC0415 - few sites have one

        return cluster.sendable(batch.generator, batch.paths)

    def _read_there(self, batch: records.Batch) -> Iterator[records.Record]:
        from .reading import cluster  # noqa: PLC0415 - as above

        done = 0
        for record in cluster.read(batch.generator, batch.content_class, batch.paths, whole=batch.whole):
            done += 1
            yield record
        yield from self._read_here(batch._replace(paths=batch.paths[done:]))

    def _read_here(self, batch: records.Batch) -> Iterator[records.Record]:
        generator, content_class, paths, whole, memory = batch

        def one(path: str) -> records.Record:
            return records.read(generator, content_class, path, whole=whole)

        if not memory or not self._may_fork(paths):
            yield from map(one, paths)
            return

        def some(chunk: list[str]) -> tuple[list[records.Record], bool]:
            before = memory()
            read = list(map(one, chunk))
            return read, memory() == before

        before, seconds = memory(), []
        yield from _timed(map(one, paths[:TRIED]), seconds)
        paths = paths[TRIED:]
        if not self._pays(seconds, len(paths)) or memory() != before:
            yield from map(one, paths)
            return
        is_trusted = all(records.purity_of(generator.readers, path).is_trusted for path in paths)
        chunks = self._spread(some, paths)
        if not is_trusted:
            chunks = list(chunks)
            if not all(is_same for _, is_same in chunks):
                yield from map(one, paths)
                return
        for chunk, _ in chunks:
            for record in chunk:
                if record.structure is None:
                    # once more in this process, where what the reader keeps of a faulty file is looked for
                    yield one(record.path)
                    continue
                records.say(record.logged)
                yield record

    def _may_fork(self, items: Sized) -> bool:
        return self.count > 1 and len(items) >= FEW and not native_threads()

    def _pays(self, seconds: list[float], left: int) -> bool:
        """Whether processes pay, where so many items are `left` and some have taken these seconds each."""
        return self._is_told or sorted(seconds)[len(seconds) // 2] * left > PAYS

    @contextmanager
    def aside(self, function: Callable[[], T], count: int) -> Generator[Callable[[], T]]:
        """Have another process call a `function` that looks at `count` things. Gives what to call for its result."""
        if count < MANY or not self._may_fork(range(count)):
            yield function
            return
        import multiprocessing  # noqa: PLC0415 - small builds need none of it

        context = multiprocessing.get_context("fork")
        receiver, sender = context.Pipe(duplex=False)

        def send() -> None:
            receiver.close()  # so that it hears when the build does not listen any more
            with suppress(OSError):
                sender.send(function())

        def result() -> T:
            try:
                return receiver.recv()
            except (EOFError, OSError):
                return function()

        process = context.Process(target=send, daemon=True)
        process.start()
        sender.close()
        try:
            yield result
        finally:
            receiver.close()
            process.terminate()
            process.join()

    def write(self, writer: Writer, tasks: list[Task]) -> Iterator[Written[Trace]]:
        """Yield the Written of each task, in their order, and show how far that is."""
        return shown(self._write(writer, tasks), "Rendering", len(tasks))

    def _write(self, writer: Writer, tasks: list[Task]) -> Iterator[Written[Trace]]:
        if self.alone or not self._may_fork(tasks):
            yield from (write(writer, task) for task in tasks)
            return
        # tasks are told apart by their templates or by what makes them, and feeds have neither
        first = {_maker_of(task): task.name for task in reversed(tasks)}
        names, seconds = set(first.values()), []
        done = {task.name: write(writer, task) for task in tasks if task.name in names}
        others = [task for task in tasks if task.name not in names]
        tried = others[:: len(others) // TRIED + 1]  # of all kinds, since these come one after the other
        done |= {written.name: written for written in _timed((write(writer, task) for task in tried), seconds)}
        others = [task for task in others if task.name not in done]
        if others and self._pays(seconds, len(others)):
            made = self._write_apart(writer, others)
        else:
            made = (write(writer, task) for task in others)
        for task in tasks:
            yield done[task.name] if task.name in done else next(made)

    def _write_apart(self, writer: Writer, tasks: list[Task]) -> Iterator[Written[Trace]]:
        def some(
            chunk: list[Task],
        ) -> tuple[list[Written[Trace]], tuple[Any, Any], dict[Fact, bytes | None], list[Logged]]:
            known = set(writer.build.facts.values)
            logged = records.Log()
            logging.getLogger().addHandler(logged)
            try:
                written = [write(writer, task) for task in chunk]
            finally:
                logging.getLogger().removeHandler(logged)
            writer.build.library.shelve()
            if writer.build.store.damage:
                raise writer.build.store.damage
            facts = {fact: value for fact, value in writer.build.facts.values.items() if fact not in known}
            return written, recorder.hand_over(), facts, logged.records

        for written, (values, links), facts, logged in self._spread(some, tasks):
            for id_, found in values.items():
                known = recorder.values.setdefault(id_, {})
                known.update((intern(name), value) for name, value in found.items())
            for id_, found in links.items():
                recorder.links.setdefault(id_, set()).update(found)
            writer.build.facts.values.update(facts)
            records.say(logged)
            yield from written

    def _spread(self, function: Callable[[list[T]], U], items: list[T]) -> Iterator[U]:
        """Yield what `function` makes of each chunk of items, in their order."""
        import multiprocessing  # noqa: PLC0415 - as above
        from concurrent.futures.process import BrokenProcessPool, ProcessPoolExecutor  # noqa: PLC0415

        global _work  # noqa: PLW0603 - how forked processes find what cannot be sent to them
        size = max(1, min(CHUNK, len(items) // (4 * self.count)))
        chunks = [items[n : n + size] for n in range(0, len(items), size)]
        _work = function, chunks
        context = multiprocessing.get_context("fork")
        # the collector writes to all that it looks at, and so would give each process a copy of what they share
        gc.freeze()
        try:
            with ProcessPoolExecutor(self.count, mp_context=context, initializer=_begin) as pool:
                waiting = deque(pool.submit(_do, number) for number in range(len(chunks)))
                try:
                    for chunk in chunks:
                        made = waiting.popleft().result()
                        # once more in this process, where an error can be told with its place
                        yield function(chunk) if made is None else made
                finally:
                    for future in waiting:  # nobody asks for these any more
                        future.cancel()
        except BrokenProcessPool:
            raise WorkerError("a process of the build died: there may be too little memory for it") from None
        finally:
            gc.unfreeze()
            _work = None


def _timed(items: Iterator[T], seconds: list[float]) -> Iterator[T]:
    """Yield the items, and note how long each took to make."""
    started = time.perf_counter()
    for item in items:
        seconds.append(time.perf_counter() - started)
        yield item
        started = time.perf_counter()


def _maker_of(task: Task) -> object:
    return getattr(getattr(task, "template", None), "name", None) or getattr(task, "make", None)


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def native_threads() -> int:
    """How many threads that Python knows nothing of this process has, where it can be known.

    They do not survive a fork: a library that has started some, such as one that bundles CSS, waits for them for ever.
    """
    try:
        return max(0, len(os.listdir("/proc/self/task")) - threading.active_count())  # noqa: PTH208
    except OSError:
        return 0


def _begin() -> None:
    """What a process logs is said by the build, in order; what the build has noted already it need not send. Ctrl-C is
    for the build, which ends this process.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    logging.getLogger().handlers = []
    recorder.hand_over()


def _do(number: int) -> Any:
    function, chunks = _work
    try:
        return function(chunks[number])
    except Exception:  # noqa: BLE001 - see above
        return None
