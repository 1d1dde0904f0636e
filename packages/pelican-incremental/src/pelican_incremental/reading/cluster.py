"""Reading on a Dask cluster, for an archive that outgrows one machine.

Workers are sent the bytes of files, the settings and the code of the site, and return metadata and HTML. They need no
disk in common with the site, but Python, Pelican and the packages that the site's readers use, in the same versions.
One thread a worker is best (`dask worker ADDRESS --nworkers N --nthreads 1`). A cluster has to be trusted as much as
the machine that builds: what it returns is unpickled. Where a plugin patches Pelican or Markdown in place, workers know
nothing of that: such a site is not one for a cluster.
"""

from __future__ import annotations

import hashlib
import importlib
import io
import os
import pickle
import sys
import tempfile
import threading
import zipfile
from collections import deque
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, TypeAlias

from pelican.log import console
from pelican.readers import Readers, RstReader

from ..failures import ClusterError
from ..tracing.installed import is_installed
from ..tracing.recorder import recorder
from . import records

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator
    from concurrent.futures import Future

    from distributed import Client, Worker
    from pelican.contents import Content

    from ..generators.base import Contents
    from ..protocols import Context, FileReader

    Answer: TypeAlias = tuple[bytes, str | None]  # metadata as bytes, and HTML

CHUNK = 32
CONNECTING = 5  # seconds
WAITING = 1  # seconds until it is asked whether there are workers still
AHEAD = 4  # chunks on the way, a thread: what is sent waits in memory
COMPARED = ("python", "pelican", "markdown", "typogrify", "smartypants", "pygments")
# what no reader asks for, and what may hold anything
UNSENT = {
    "JINJA_ENVIRONMENT": {},
    "JINJA_FILTERS": {},
    "JINJA_GLOBALS": {},
    "JINJA_TESTS": {},
    "PLUGINS": [],
    "PLUGIN_PATHS": [],
    "PELICAN_CLASS": None,
}
_alone = threading.Lock()


class _LostError(RuntimeError):
    pass


def sendable(generator: Contents, paths: Iterable[str]) -> set[str]:
    """Those of the files at `paths`, below the generator's folder, that a cluster could read, as a set.

    docutils keeps what plugins add to it in the process, and the times of files are not sent; of a plugin's reader that
    does not say that it is pure, what it keeps in mind would be on several machines.
    """
    settings = generator.settings
    if not settings.get("INCREMENTAL_CLUSTER") or settings.get("DEFAULT_DATE") == "fs":
        return set()
    readers = generator.readers.readers
    own = {path for path in paths if not isinstance(readers[path[path.rfind(".") + 1 :]], RstReader)}
    own = {path for path in own if records.purity_of(generator.readers, path).is_own}
    return {path for path in own if ".." not in Path(path).parts and Path(generator.path, path).is_file()}


def read(
    generator: Contents, content_class: type[Content], paths: list[str], *, whole: bool
) -> Iterator[records.Record]:
    """Yield the Record of each file, in the order of the paths, and end early, saying so, where the cluster fails.

    What a worker could not read from the file alone, or had something to say about, is read here. Raises ClusterError
    where no scheduler answers, or where a worker has other versions.
    """
    address = generator.settings["INCREMENTAL_CLUSTER"]
    done = 0
    try:
        with _connected(address) as cluster:
            settings = _settings(generator)
            for chunk, answers in cluster.answers(settings, generator.path, paths):
                for path, answer in zip(chunk, answers, strict=True):
                    done += 1
                    yield _record(generator, content_class, path, answer, whole)
    except ClusterError:
        raise
    except Exception as error:  # noqa: BLE001 - whatever it is, the files can be read here
        why = str(error).partition("\n")[0] or type(error).__name__
        told = f"the Dask cluster at {address} read {done:,} of {len(paths):,} files ({why}): the others are read here"
        generator.build.report.notices.append(told)
        console.print(told)


def _record(
    generator: Contents, content_class: type[Content], path: str, answer: Answer | None, whole: bool
) -> records.Record:
    """The Record of a file; `answer` is what a worker said of it."""
    if answer is None:
        return records.read(generator, content_class, path, whole=whole)
    state, body = answer
    if not whole:
        return records.Record(path, {}, state, body)

    def read_file(base_path: str, path: str, content_class: type[Content], context: Context) -> Content:
        metadata = records.loads(state, generator.settings)
        full = os.path.abspath(os.path.join(base_path, path))  # noqa: PTH100, PTH118 - as Pelican writes it
        return content_class(
            content=body,  # ty: ignore[invalid-argument-type] - Pelican takes None as well
            metadata=metadata,
            settings=generator.settings,
            source_path=full,
            context=context,
        )

    # the worker has set the texts
    own = generator.readers
    readers = SimpleNamespace(
        readers=own.readers,
        extensions=own.extensions,
        purity=own.purity,
        slugs=own.slugs,
        read_file=read_file,
        typography=None,
    )
    answering: Any = SimpleNamespace(
        path=generator.path, settings=generator.settings, context=generator.context, readers=readers
    )
    return records.read(answering, content_class, path)


def _settings(generator: Contents) -> bytes:
    """The settings as workers are to have them, as bytes; readers are those that plugins chose."""
    import cloudpickle  # noqa: PLC0415 - comes with Dask

    kinds = {extension: type(reader) for extension, reader in generator.readers.readers.items()}
    return cloudpickle.dumps({**generator.settings, **UNSENT, "READERS": kinds})


@contextmanager
def _connected(address: str) -> Generator[_Cluster]:
    try:
        with recorder.files(None):
            from distributed import Client  # noqa: PLC0415 - nothing else needs it
    except ModuleNotFoundError:
        raise ClusterError("Reading on a cluster needs the package `distributed`, which is not installed") from None
    with recorder.files(None):
        try:
            client = Client(address, timeout=CONNECTING, set_as_default=False)
        except (OSError, ValueError):
            raise ClusterError(
                f"No Dask scheduler answers at {address}: start one with `dask scheduler`, or leave "
                "INCREMENTAL_CLUSTER out."
            ) from None
    recorder.thread = threading.get_ident()  # the client's own threads go to the network
    try:
        yield _Cluster(client)
    finally:
        recorder.thread = None
        client.close()


class _Cluster:
    """The workers that there were at the beginning: each has the right versions, and the code of the site."""

    def __init__(self, client: Client) -> None:
        self.client = client
        found: Any = client.get_versions(packages=COMPARED[1:])  # a coroutine, by its types: not of such a client
        for worker, versions in found["workers"].items():
            for name in COMPARED:
                ours, theirs = found["client"]["packages"][name], versions["packages"][name]
                if ours != theirs:
                    raise ClusterError(
                        f"The Dask worker {worker} has {name} {theirs or '(none)'}, and this build {ours or '(none)'}: "
                        "install the same there, or leave INCREMENTAL_CLUSTER out."
                    )
        self.workers = list(found["workers"])
        if not self.workers:
            raise _LostError("it has no workers")
        self.code, data = _code()
        client.run(_installing(), self.code, data, workers=self.workers)

    def answers(
        self, settings: bytes, folder: str, paths: list[str]
    ) -> Iterator[tuple[list[str], list[Answer | None]]]:
        """Yield (paths, answers) of each chunk of files, in order."""
        executor = self.client.get_executor(pure=False, workers=self.workers)
        ahead = AHEAD * sum(self.client.nthreads().values())
        work, waiting = _calling(), deque()
        for number in range(0, len(paths), CHUNK):
            chunk = paths[number : number + CHUNK]
            with recorder.files(None):
                files = [(path, Path(folder, path).read_bytes()) for path in chunk]
            waiting.append((chunk, executor.submit(work, self.code, __name__, settings, Path(folder).name, files)))
            if len(waiting) > ahead:
                chunk, future = waiting.popleft()
                yield chunk, self._answer(future)
        for chunk, future in waiting:
            yield chunk, self._answer(future)

    def _answer(self, future: Future[list[Answer | None]]) -> list[Answer | None]:
        while True:
            try:
                return future.result(timeout=WAITING)
            except TimeoutError:
                if future.done():
                    raise
                if self.client.status != "running" or not self.client.nthreads().keys() & set(self.workers):
                    raise _LostError("no worker is left") from None


def _code() -> tuple[str, bytes]:
    """(a name, bytes) of an archive of all modules that are not installed."""
    buffer, digest = io.BytesIO(), hashlib.sha256()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive, recorder.files(None):
        for name, module in sorted(sys.modules.items()):
            path = getattr(module, "__file__", None) or ""
            if name != "__main__" and path.endswith(".py") and not is_installed(path):
                place = name.replace(".", "/") + ("/__init__.py" if hasattr(module, "__path__") else ".py")
                data = Path(path).read_bytes()
                digest.update(b"%s\0%d\0%s" % (place.encode(), len(data), data))
                archive.writestr(place, data)
    return f"pelican-incremental-{digest.hexdigest()}", buffer.getvalue()


# Two functions that workers can be sent before they have this module: those inside another are sent as they are.


def _installing() -> Callable[..., None]:
    def install(name: str, data: bytes, dask_worker: Worker) -> None:
        path = Path(dask_worker.local_directory, name)
        if str(path) in sys.path:
            return
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            archive.extractall(path)
            top = {place.partition("/")[0].removesuffix(".py") for place in archive.namelist()}
        for module in [module for module in sys.modules if module.partition(".")[0] in top]:
            del sys.modules[module]
        others = [place for place in sys.path if not Path(place).name.startswith("pelican-incremental-")]
        sys.path[:] = [str(path), *others]
        importlib.invalidate_caches()

    return install


def _calling() -> Callable[..., Any]:
    def call(code: str, module: str, *arguments: Any) -> Any:
        if not sys.path[0].endswith(code):
            raise RuntimeError("another build has sent its code")
        return importlib.import_module(module).read_there(*arguments)

    return call


def read_there(settings: bytes, name: str, files: Iterable[tuple[str, bytes]]) -> list[Answer | None]:
    """On a worker: (metadata, HTML) of each of `files`, (path, bytes) below a folder called `name`.

    None stands for what has to be read where the site is: it read more than the file, failed, or something was said.
    """
    from distributed import get_worker  # noqa: PLC0415 - as above

    with _alone, tempfile.TemporaryDirectory(prefix="content-", dir=get_worker().local_directory) as place:
        settings = pickle.loads(settings) | {"PATH": f"{place}/{name}"}  # noqa: S301 - from who gives the work
        generator: Any = SimpleNamespace(
            path=settings["PATH"], settings=settings, context={}, readers=Readers(settings)
        )
        records.prepare(generator.readers)
        recorder.thread = threading.get_ident()  # the worker's other threads have business of their own
        return [_read(generator, path, data, Path(place).name) for path, data in files]


def _read(generator: FileReader, path: str, data: bytes, mark: str) -> Answer | None:
    file = Path(generator.path, path)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data)  # in a folder of this call's own
    record = records.read(generator, None, path, whole=False)
    if record.structure is None or record.reads != frozenset() or record.logged:
        return None
    here = mark.encode() in record.state or mark in (record.body or "")
    return None if here else (record.state, record.body)
