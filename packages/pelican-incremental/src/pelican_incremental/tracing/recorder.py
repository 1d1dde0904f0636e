"""What a page reads while it is rendered.

Whether it is another now is asked in a later build, by rendering/staleness.py.
"""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from functools import cache
from threading import get_ident
from typing import TYPE_CHECKING, Any, ClassVar

from .digests import Reference, UntraceableError, reference_of, value_digest
from .installed import is_installed

if TYPE_CHECKING:
    from collections.abc import Generator, Hashable, Iterable

    from pelican.contents import Content

    from ..protocols import Fact, Target, Witness
    from .reach import Reach

# what tells of the machine, and is another at each look
MACHINE = ("/proc/", "/dev/", "/sys/")
# A path that code asked for without opening it is noted with a prefix: LOOKED where the size or the time of a file was
# asked for, LINKED where a link leads, SOUGHT whether something is there, and of what kind.
LOOKED = "stat "
LINKED = "link "
SOUGHT = "there "
SILENT = {"/dev/null", "/dev/stdin", "/dev/stdout", "/dev/stderr", "/dev/tty"}
# events of what asks another process, another machine, or this one for more than its files
OUTSIDE = {
    *("subprocess.Popen", "os.system", "os.exec", "os.fork", "os.forkpty", "os.posix_spawn", "os.spawn"),
    *("socket.connect", "socket.sendto", "socket.getaddrinfo", "socket.gethostbyname", "socket.gethostname"),
    *("ctypes.dlopen", "ctypes.dlsym", "ctypes.call_function"),
}
LISTED = {"os.listdir", "os.scandir"}
PROCESSES = {"subprocess.Popen", "os.system", "os.posix_spawn", "os.fork"}


class Names(frozenset[str]):
    """Names of attributes. There is one object for each set of them that pages read, so that it is shared."""

    __slots__ = ("_larger", "plain")
    _all: ClassVar[dict[frozenset[str], Names]] = {}
    plain: frozenset[str]
    _larger: dict[str, Names]

    @classmethod
    def of(cls, names: Iterable[str]) -> Names:
        """The one object for this set of names."""
        plain = frozenset(names)
        known = cls._all.get(plain)
        if known is None:
            known = cls._all[plain] = cls(plain)
            known.plain, known._larger = plain, {}
        return known

    def also(self, name: str) -> Names:
        """These Names and one more. The same object is returned for the same names."""
        larger = self._larger.get(name)
        if larger is None:
            larger = self._larger[name] = Names.of(self | {name})
        return larger


NONE = Names.of(())


class Trace:
    """What one page read, by kind. Values are not kept here: within one build, all pages find the same.

    `shared`: facts that many pages have in common: ("name", key), ("global", generator, key), ("template", name),
    ("file", path) and ("call", generator, key, arguments).
    `lists`: facts about lists and maps of contents, see lists.py.
    `contents`: the names of attributes, by the key of their content: Names, and frozensets once it is closed.
    `own`: digests of what only this page was given, by name.
    `volatile`: why what it read cannot be compared, or None.
    """

    __slots__ = ("_reached", "contents", "lists", "own", "shared", "volatile")

    def __init__(self) -> None:
        self.shared: set[Fact] = set()
        self.lists: set[Fact] = set()
        self.contents: dict[int, Names] = {}
        self.own: dict[str, bytes] = {}
        self.volatile: str | None = None
        self._reached: dict[str, int] = {}

    def reach(self, name: str, count: int) -> None:
        """Note that the first `count` items of the list called `name` were read."""
        if count > self._reached.get(name, 0):
            self._reached[name] = count

    def close(self) -> None:
        """Settle what is known only at the end."""
        for name, count in self._reached.items():
            if (name, "all") not in self.lists:
                self.lists.add((name, "to", count))
        self._reached = {}
        self.contents = {key: names.plain for key, names in self.contents.items()}  # ty: ignore[invalid-assignment] - see above

    def add(self, other: Trace) -> None:
        """Note all that another Trace holds as well."""
        self.shared |= other.shared
        self.lists |= other.lists
        for key, names in other.contents.items():
            self.contents[key] = Names.of(self.contents.get(key, NONE) | names)
        self.own |= other.own
        self.volatile = self.volatile or other.volatile


class Asked:
    """What code that nothing is known of asked for: `files` that it opened, looked for or listed, and `reasons` why
    what it made cannot be compared with anything. `made` are files that it wrote itself before it read them, such as
    temporary ones;
    `imports` says that it imported something, and `reach` is its Reach, once that was looked for. With `looks`, it is
    told of files that were only looked for.
    """

    def __init__(self, code: object = None, *, looks: bool = True) -> None:
        self.code = code  # kept, so that its id is its own
        self.looks = looks
        self.files: set[str] = set()
        self.reasons: list[str] = []
        self.made: set[str] = set()
        self.imports = False
        self.reach: Reach | None = None


class Recorder:
    """Where reads are noted; there is one a process.

    `trace` is that of the page being rendered, or None. `owner` is the id of the content whose links are being replaced
    by addresses, or None. `values` keeps the digests of attributes by content,
    `links` what the texts of a content looked up, `asked` what functions asked for, all for the whole build. What was
    handed over to another process is not noted again. `opened` is the set of files opened, and `asking` the Asked of
    the code that runs; None stands for nobody who asks. `thread` is the one that is listened to, or None for all of
    this process. `witness`, if not None, is told of every file that is opened:
    its path and whether it `writes`; and, without a path, of processes.
    """

    def __init__(self) -> None:
        self.trace: Trace | None = None
        self.owner: int | None = None
        self.opened: set[str] | None = None
        self.asking: Asked | None = None
        self.thread: int | None = None
        self.witness: Witness | None = None
        self.begin()

    def begin(self) -> None:
        """Forget what was noted in the build before."""
        self.values: dict[int, dict[str, bytes]] = {}
        self.links: dict[int, set[Target]] = {}
        self.asked: dict[int | tuple[int, int], Asked] = {}
        self._handed_over: dict[int, frozenset[str]] = {}
        self._sets: dict[frozenset[str], frozenset[str]] = {}

    @contextmanager
    def build(self) -> Generator[None]:
        """Notes what is read inside for one build. A build in the middle of another has notes of its own."""
        outer = dict(vars(self))
        self.trace = self.owner = self.opened = self.asking = self.witness = None
        try:
            yield
        finally:
            vars(self).update(outer)

    def hand_over(self) -> tuple[dict[int, dict[str, bytes]], dict[int, set[Target]]]:
        """(values, links) noted since the last time, for the process that keeps them."""
        values, links = self.values, self.links
        for key, found in values.items():
            names = self._handed_over.get(key, frozenset()).union(found)
            # most contents have one of a few sets of names
            self._handed_over[key] = self._sets.setdefault(names, names)
        self.values, self.links = {}, {}
        return values, links

    def attribute(self, key: int, name: str, value: object) -> None:
        """Note that the attribute `name` of a content was read, and its value. `key` is the id of the content."""
        if self.trace is None:
            return
        names = self.trace.contents.get(key, NONE)
        if name in names:
            return
        self.trace.contents[key] = names.also(name)
        if not self.is_noted(key, name):
            trace, self.trace = self.trace, None
            try:
                self._note(key, name, value)
            except UntraceableError as error:
                why = f"`{name}` of {key}: {error}"
                self.trace = trace
                self.give_up(why)
            finally:
                self.trace = trace

    def is_noted(self, key: int, name: str) -> bool:
        """Whether the value of an attribute was noted in this build."""
        return name in self.values.get(key, ()) or name in self._handed_over.get(key, ())

    def _note(self, key: int, name: str, value: object) -> None:
        self.values.setdefault(key, {})[name] = value_digest(value)

    def lookup(self, name: str, path: Hashable) -> None:
        """Note that `path` was looked up in the map of sources called `name`."""
        if self.owner is not None:
            self.links.setdefault(self.owner, set()).add((name, path))
        elif self.trace is not None:
            self.trace.lists.add((name, "at", path))

    def address(self, content: Any) -> None:
        """Note where a content that was looked up is found."""
        if isinstance(content, Reference) and not self.is_noted(reference_of(content), "url"):
            self._note(reference_of(content), "url", content.url)

    def give_up(self, reason: str) -> None:
        """Note that the page reads what cannot be compared."""
        if self.trace is not None:
            self.trace.volatile = reason

    def note_outside(self, what: str) -> None:
        """Note that code has asked for something that no digest tells of; `what` names it, such as "the clock"."""
        self.give_up(f"it asks {what}")
        if self.asking is not None:
            self.asking.reasons.append(what)

    def note_opened(self, path: object, *, reads: bool = True, writes: bool = False) -> None:
        """Note that a file was opened, to read it or to write it, or that a folder was listed."""
        path = _whole_path(path)
        if path is None:
            return
        if self.witness is not None:
            self.witness(path, writes=writes)
        is_made = self.asking is not None and path in self.asking.made
        if writes and not reads and self.asking is not None:
            self.asking.made.add(path)
        if not reads or is_made or self.opened is None or is_installed(path):
            return
        if not path.startswith(MACHINE):
            self.opened.add(path)
        elif path not in SILENT:
            self.note_outside(f"this machine (`{path}`)")

    def note_looked_at(self, path: object, what: str = LOOKED) -> None:
        """Note that the size or the time of a file was asked for, or with LINKED whether it is a link, or with SOUGHT
        whether it is there.
        """
        path = _whole_path(path)
        if what == SOUGHT and path is not None and self.witness is not None:
            self.witness(path, writes=False)
        if self.opened is None or path is None or is_installed(path) or path.startswith(MACHINE):
            return
        self.opened.add(f"{what}{path}")

    @contextmanager
    def paused(self) -> Generator[None]:
        """Note nothing of what is read inside."""
        trace, self.trace = self.trace, None
        try:
            yield
        finally:
            self.trace = trace

    @contextmanager
    def reading_links_of(self, content: Content) -> Generator[None]:
        """What is looked up inside belongs to a content; where a page asks for it, the page reads only the result."""
        outer = self.owner, self.trace
        # one that is only being made has no name yet, and is made in every build
        own = object.__getattribute__(content, "__dict__")
        owner = reference_of(content) if "_key" in own else None
        if self.owner is not None and owner is not None and self.owner != owner:
            self.links.setdefault(self.owner, set()).add(("content", owner))
        self.owner, self.trace = owner, None
        try:
            yield
        finally:
            self.owner, self.trace = outer

    @contextmanager
    def page(self) -> Generator[Trace]:
        """A new Trace, to which what is read inside goes."""
        outer = self.trace, self.opened
        trace, self.opened = Trace(), set()
        self.trace = trace
        try:
            yield trace
        finally:
            trace.close()
            trace.shared |= {("file", path) for path in self.opened}
            self.trace, self.opened = outer

    @contextmanager
    def files(self, opened: set[str] | None) -> Generator[set[str] | None]:
        """Note the paths of files opened and folders listed inside in the set `opened`; None notes none."""
        outer, self.opened = self.opened, opened
        try:
            yield opened
        finally:
            self.opened = outer

    @contextmanager
    def asked_by(self, asked: Asked) -> Generator[Asked]:
        """Note in an Asked what the code that runs inside asks for."""
        outer, self.asking = self.asking, asked
        try:
            with self.files(asked.files):
                yield asked
        finally:
            self.asking = outer

    @contextmanager
    def witnessed(self, witness: Witness | None) -> Generator[None]:
        """Calls `witness` with each file that is opened inside. With None, nobody is told."""
        outer, self.witness = self.witness, witness
        try:
            yield
        finally:
            self.witness = outer


@contextmanager
def untraced() -> Generator[None]:
    """A context for a plugin's code between reading and rendering: files that it opens or lists inside are not noted.

    Without it, all pages are rendered again when a file changed that a plugin opened. Use it for code that only checks,
    and raises where something is wrong, and for code of which all findings go into an `Index`, the context or contents:
    these are compared by themselves.
    """
    with recorder.files(None):
        yield


def _whole_path(path: object) -> str | None:
    """A path as a string, from the root on, or None for what is no path, such as the number of an open file."""
    if isinstance(path, bytes):
        path = path.decode("utf-8", "surrogateescape")
    return os.path.join(os.getcwd(), path) if isinstance(path, str) else None  # noqa: PTH109, PTH118 - often


recorder = Recorder()


def _note_opened(event: str, arguments: tuple[Any, ...]) -> None:
    if recorder.opened is None and recorder.witness is None:
        return
    if recorder.thread is not None and recorder.thread != get_ident():
        return
    reads, writes = True, False
    if event == "open":
        path, mode, flags = arguments
        reads, writes = _how_opened(mode, flags)
    elif event in LISTED or event == "sqlite3.connect":
        path = arguments[0]
    elif event == "import" and recorder.asking is not None:
        recorder.asking.imports = True
        return
    else:
        _note_event(event)
        return
    if event == "sqlite3.connect" or not loads_modules(sys._getframe(1).f_code.co_filename):  # noqa: SLF001 - the only way
        recorder.note_opened(path, reads=reads, writes=writes)


def _how_opened(mode: str | None, flags: object) -> tuple[bool, bool]:
    """(whether a file is opened to be read, whether to be written), from the arguments of the event `open`."""
    if mode:
        return bool(set(mode) & set("r+")), bool(set(mode) & set("wax+"))
    if isinstance(flags, int):
        return flags & 3 != os.O_WRONLY, flags & 3 != os.O_RDONLY
    return True, False


@cache
def loads_modules(asker: str) -> bool:
    """Whether the code in a file finds and loads modules: what it opens is code, to which the store is bound."""
    if asker.startswith("<frozen "):
        return "import" in asker
    return is_installed(asker) and ("/importlib/" in asker or asker.endswith("/pkgutil.py"))


def _note_event(event: str) -> None:
    if event in OUTSIDE and recorder.opened is not None:
        recorder.note_outside(f"another process or machine ({event})")
    if event in PROCESSES and recorder.witness is not None:
        recorder.witness(None, writes=False)


# Python's own door for this; a hook cannot be taken out again, so that it costs next to nothing when idle
sys.addaudithook(_note_opened)
