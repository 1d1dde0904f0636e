"""What a page reads while it is rendered."""

import os
import sys
from contextlib import contextmanager
from pathlib import Path

from .digests import Reference, UntraceableError, value_digest

# files below these are bound to the store by the versions of what is installed
INSTALLED = tuple({str(Path(prefix).resolve()) + "/" for prefix in (sys.prefix, sys.base_prefix)})
INSTALLED += (sys.prefix + "/", "/usr/", "/etc/", "/proc/", "/dev/", "/sys/", "/lib")
MODULES = (".py", ".pyc", ".so")
OUTSIDE = {"subprocess.Popen", "os.system", "socket.connect"}
PROCESSES = {"subprocess.Popen", "os.system", "os.posix_spawn", "os.fork"}


class Trace:
    """What one page read, by kind, without the values: a page is as good as its build, in which all have one value.

    `shared`: facts that many pages have in common: ("name", key), ("global", generator, key), ("template", name),
    ("file", path) and ("call", generator, key, arguments).
    `lists`: facts about lists and maps of contents, see lists.py.
    `contents`: the names of attributes, by the key of their content.
    `own`: digests of what only this page was given, by name.
    `volatile`: why what it read cannot be compared, or None.
    """

    __slots__ = ("_reached", "contents", "lists", "own", "shared", "volatile")

    def __init__(self):
        self.shared, self.lists, self.contents, self.own, self.volatile = set(), set(), {}, {}, None
        self._reached = {}

    def reach(self, name, count):
        """Note that the first `count` items of the list called `name` were read."""
        if count > self._reached.get(name, 0):
            self._reached[name] = count

    def close(self):
        """Settle what is known only at the end."""
        for name, count in self._reached.items():
            if (name, "all") not in self.lists:
                self.lists.add((name, "to", count))
        self._reached = {}

    def add(self, other):
        """Note all that another Trace holds as well."""
        self.shared |= other.shared
        self.lists |= other.lists
        for key, names in other.contents.items():
            self.contents.setdefault(key, set()).update(names)
        self.own |= other.own
        self.volatile = self.volatile or other.volatile


class Asked:
    """What a function asked for beside its arguments, in this build."""

    def __init__(self, function):
        self.function = function  # kept, so that its id is its own
        self.files, self.reasons = set(), []


class Recorder:
    """Where reads are noted; there is one a process.

    `trace` is that of the page being rendered, or None. `values` keeps the digests of attributes by content,
    `links` what the texts of a content looked up, `asked` what functions asked for, all for the whole build. What was
    handed over to another process is not noted again. `witness`, if not None, is told of every file that is opened:
    its path and whether it `writes`; and, without a path, of processes.
    """

    def __init__(self):
        self.trace = None
        self.owner = None
        self.opened = None
        self.witness = None
        self.begin()

    def begin(self):
        """Forget the build before."""
        self.values, self.links, self.asked = {}, {}, {}
        self._handed_over, self._sets = {}, {}

    def hand_over(self):
        """(values, links) noted since the last time, for the process that keeps them."""
        values, links = self.values, self.links
        for key, found in values.items():
            names = self._handed_over.get(key, frozenset()).union(found)
            # most contents have one of a few sets of names
            self._handed_over[key] = self._sets.setdefault(names, names)
        self.values, self.links = {}, {}
        return values, links

    def attribute(self, content, name, value):
        """Note that the attribute `name` of a content was read."""
        key = content.reference()
        names = self.trace.contents.get(key)
        if names is None:
            names = self.trace.contents[key] = set()
        elif name in names:
            return
        names.add(name)
        if not self._is_noted(key, name):
            try:
                with self.paused():
                    self._note(key, name, value)
            except UntraceableError as error:
                self.give_up(f"`{name}` of {key}: {error}")

    def _is_noted(self, key, name):
        return name in self.values.get(key, ()) or name in self._handed_over.get(key, ())

    def _note(self, key, name, value):
        self.values.setdefault(key, {})[name] = value_digest(value)

    def lookup(self, name, path):
        """Note that `path` was looked up in the map of sources called `name`."""
        if self.owner is not None:
            self.links.setdefault(self.owner, set()).add((name, path))
        elif self.trace is not None:
            self.trace.lists.add((name, "at", path))

    def address(self, content):
        """Note where a content that was looked up is found."""
        if isinstance(content, Reference) and not self._is_noted(content.reference(), "url"):
            self._note(content.reference(), "url", content.url)

    def give_up(self, reason):
        """Note that the page reads what cannot be compared."""
        if self.trace is not None:
            self.trace.volatile = reason

    def note_opened(self, path, *, writes=False):
        """Note that a file was opened, or looked for, or that a folder was listed."""
        if isinstance(path, bytes):
            path = path.decode("utf-8", "surrogateescape")
        if not isinstance(path, str):
            return
        path = os.path.join(os.getcwd(), path)  # noqa: PTH109, PTH118 - thousands of times
        if self.witness is not None:
            self.witness(path, writes=writes)
        if writes or self.opened is None:
            return
        if not path.endswith(MODULES) and not path.startswith(INSTALLED):
            self.opened.add(path)

    @contextmanager
    def paused(self):
        """Note nothing of what is read inside."""
        trace, self.trace = self.trace, None
        try:
            yield
        finally:
            self.trace = trace

    @contextmanager
    def reading_links_of(self, content):
        """What is looked up inside belongs to a content; where a page asks for it, the page reads only the result."""
        outer = self.owner, self.trace
        if self.owner is not None and self.owner != content.reference():
            self.links.setdefault(self.owner, set()).add(("content", content.reference()))
        self.owner, self.trace = content.reference(), None
        try:
            yield
        finally:
            self.owner, self.trace = outer

    @contextmanager
    def page(self):
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
    def files(self, opened):
        """Note the paths of files opened and folders listed inside in the set `opened`; None notes none."""
        outer, self.opened = self.opened, opened
        try:
            yield opened
        finally:
            self.opened = outer

    @contextmanager
    def witnessed(self, witness):
        """Tell `witness` of the files opened inside; None stands for nobody."""
        outer, self.witness = self.witness, witness
        try:
            yield
        finally:
            self.witness = outer


recorder = Recorder()


def _note_opened(event, arguments):
    if recorder.opened is None and recorder.witness is None:
        return
    writes = False
    if event == "open":
        path, mode, flags = arguments
        writes = bool(set(mode) & set("wax+") if mode else isinstance(flags, int) and flags & 3)
    elif event in {"os.listdir", "os.scandir"}:
        asker = sys._getframe(1).f_code.co_filename  # noqa: SLF001 - there is no other way to it
        if "importlib" in asker or asker.endswith("pkgutil.py"):
            return  # looks for modules
        path = arguments[0]
    else:
        _note_event(event)
        return
    recorder.note_opened(path, writes=writes)


def _note_event(event):
    if event in OUTSIDE and recorder.opened is not None:
        recorder.give_up(f"it goes outside the build ({event})")
    if event in PROCESSES and recorder.witness is not None:
        recorder.witness(None, writes=False)


# Python's own door for this; a hook cannot be taken out again, so that it costs next to nothing when idle
sys.addaudithook(_note_opened)
