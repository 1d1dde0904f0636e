"""Files on disk: which there are in the folder of contents, and by what a file is known to have changed.

Sources are found here and not read: reading/ makes contents of them.
"""

from __future__ import annotations

import os
import re
import time
from fnmatch import translate
from hashlib import blake2b
from itertools import chain
from pathlib import Path
from stat import S_IFMT, S_ISREG
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from .digests import SIZE
from .recorder import LINKED, LOOKED, SOUGHT, recorder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from ..protocols import StrPath

    Extensions: TypeAlias = Iterable[str] | Literal[False]

# ns: a file that was written less than that ago may be written again with the same time
TICK = 50_000_000


def stamp_of(path: StrPath) -> str:
    """The stamp of the file at `path`: its size in bytes and its times in ns, another when it was written again.

    "" stands for no file, and for one that was written less than TICK ago: a change of that might not show.
    """
    try:
        return _stamp(os.stat(path))  # noqa: PTH116 - thousands of times
    except OSError:
        return ""


def _stamp(status: os.stat_result) -> str:
    if abs(time.time_ns() - status.st_mtime_ns) < TICK:
        return ""
    return _told(status)


def is_stamp_of(stamp: str, path: StrPath) -> bool:
    """Whether the file at `path` has this stamp still."""
    try:
        return _told(os.stat(path)) == stamp  # noqa: PTH116 - thousands of times
    except OSError:
        return False


def _told(status: os.stat_result) -> str:
    return f"{status.st_size} {status.st_mtime_ns} {status.st_ctime_ns}"


def file_digest(path: StrPath) -> bytes | None:
    """The digest of a file's bytes or a folder's names, or None where there is neither.

    A path that begins with LOOKED stands for the size and the time of a file, one with LINKED for where it leads, and
    one with SOUGHT for what is there.
    """
    if isinstance(path, str) and path.startswith(tuple(ASKED)):
        what, space, path = path.partition(" ")
        return ASKED[what + space](path)
    try:
        with recorder.files(None):
            if S_ISREG(os.stat(path).st_mode):  # noqa: PTH116 - thousands of times
                with open(path, "rb", buffering=0) as file:  # noqa: PTH123 - as above
                    data = file.read()
            else:
                data = "\0".join(sorted(os.listdir(path))).encode()  # noqa: PTH208
    except OSError:
        return None
    return blake2b(data, digest_size=SIZE).digest()


def _look_digest(path: str) -> bytes | None:
    try:
        status = os.stat(path)  # noqa: PTH116 - as the others here
    except OSError:
        return None
    return blake2b(f"{status.st_size} {status.st_mtime_ns}".encode(), digest_size=SIZE).digest()


def _kind_digest(path: str) -> bytes | None:
    try:
        return b"%d" % S_IFMT(os.stat(path).st_mode)  # noqa: PTH116 - as the others here
    except OSError:
        return b"a link to nothing" if os.path.lexists(path) else None


def told_apart(paths: Iterable[str]) -> tuple[set[str], set[str]]:
    """(files that were read and folders of which names were, places that were only looked for or led through).

    `paths` are such as `file_digest` takes; full paths are returned.
    """
    sought = {path.removeprefix(LINKED).removeprefix(SOUGHT) for path in paths if path.startswith((LINKED, SOUGHT))}
    read = {path.removeprefix(LOOKED) for path in paths if not path.startswith((LINKED, SOUGHT))}
    return read, sought - read


def _link_digest(path: str) -> bytes:
    try:
        target = os.readlink(path)  # noqa: PTH115 - as it is written there
    except OSError:
        target = ""
    return blake2b(target.encode("utf-8", "surrogateescape"), digest_size=SIZE).digest()


# what is asked of a path, by what stands before it
ASKED: dict[str, Callable[[str], bytes | None]] = {LOOKED: _look_digest, LINKED: _link_digest, SOUGHT: _kind_digest}


class Tree:
    """Files below `root`, found as Pelican finds them; `ignores` are its patterns of names to leave out.

    `hidden` are full paths of files and folders that Pelican would not find there: those of a build itself. `linked`
    are the places elsewhere to which links among what was found lead. `left_out` says in a sentence, by path, why
    something is not among what was found: Pelican would wait for it, or follow it, without end, or pass over it in
    silence.
    """

    def __init__(self, root: StrPath, ignores: Iterable[str], hidden: Iterable[StrPath] = ()) -> None:
        self.root = str(root)
        self._hidden = frozenset(map(str, hidden))
        patterns = "|".join(f"(?:{translate(os.path.normcase(pattern))})" for pattern in ignores)
        self._ignored: Callable[[str], object] = re.compile(patterns).match if patterns else lambda _name: None
        self._walked: dict[str, list[tuple[str, list[str]]]] = {}
        self._found: dict[tuple[Any, ...], set[str]] = {}
        self._names: dict[str, set[str]] | None = None
        self.linked: set[str] = set()
        self.left_out: dict[str, str] = {}

    def ignores(self, path: str) -> bool:
        """Whether a file or folder is left out: by IGNORE_FILES, or because it is hidden, as the store is."""
        root = f"{self.root}/"
        below = path.removeprefix(root).split("/") if path.startswith(root) else ()
        if any(self._ignored(os.path.normcase(name)) for name in below):
            return True
        return any(self._is_hidden(folder) for folder in (path, *map(str, Path(path).parents)))

    def has(self, path: str) -> bool:
        """Whether a full path is that of a file which was found before and is still there."""
        folder, name = os.path.split(path)
        if self._names is None:
            walks = chain.from_iterable(self._walked.values())
            self._names = {os.path.normpath(place): set(names) for place, names in walks}
        return name in self._names.get(folder, ()) and os.path.isfile(path)  # noqa: PTH113

    def find(self, paths: str | Iterable[str], excludes: Iterable[str], extensions: Extensions) -> set[str]:
        """The set of files, by their path below the root, that Pelican's Generator.get_files would give."""
        paths = (paths,) if isinstance(paths, str) else tuple(paths)
        place = (paths, tuple(excludes), extensions and tuple(extensions))
        if place not in self._found:
            self._found[place] = self._find(*place)
        return set(self._found[place])

    def _find(self, paths: tuple[str, ...], excludes: tuple[str, ...], extensions: Extensions) -> set[str]:
        excluded = {os.path.join(self.root, path) for path in excludes}  # noqa: PTH118 - as Pelican writes it
        found = set()
        for path in paths:
            start = os.path.join(self.root, path) if path else self.root  # noqa: PTH118
            if os.path.isdir(start):  # noqa: PTH112
                for folder, names in self._walk(start):
                    if excluded and self._is_excluded(start, folder, excluded):
                        continue
                    below = os.path.relpath(folder, self.root)
                    found.update(
                        f"{below}/{name}"
                        for name in names
                        if extensions is False or os.path.splitext(name)[1][1:] in extensions  # noqa: PTH122
                    )
            elif os.path.exists(start):  # noqa: PTH110
                name = Path(start).name
                if not self._ignored(name) and (extensions is False or Path(name).suffix[1:] in extensions):
                    found.add(path)
        return found

    def _is_excluded(self, start: str, folder: str, excluded: set[str]) -> bool:
        while len(folder) > len(start):
            if folder in excluded:
                return True
            folder = os.path.dirname(folder)  # noqa: PTH120
        return False

    def _walk(self, start: str) -> list[tuple[str, list[str]]]:
        """[(folder, names of files)] below a folder, links to folders followed."""
        with recorder.files(None):
            return self._walked.get(start) or self._walk_anew(start)

    def _is_hidden(self, path: str) -> bool:
        return bool(self._hidden) and os.path.normpath(path) in self._hidden

    def _walk_anew(self, start: str) -> list[tuple[str, list[str]]]:
        if start not in self._walked:
            # with the real paths of all folders on the way, where a link was followed
            waiting: list[tuple[str, tuple[str, ...]]] = [(start, (os.path.realpath(start),))]
            made: list[tuple[str, list[str]]] = []
            linked: set[str] = set()
            while waiting:
                folder, way = waiting.pop()
                names = []
                for entry in self._entries(folder):
                    is_linked = entry.is_symlink() or folder in linked
                    if is_linked:
                        self.linked.add(os.path.realpath(entry.path))
                    if _is(entry.is_dir):
                        real = os.path.realpath(entry.path) if is_linked else f"{way[-1]}/{entry.name}"
                        if any(f"{place}/".startswith(f"{real}/") for place in way):
                            self._leave_out(entry.path, "is a link to a folder in which it lies")
                            continue
                        if is_linked:
                            linked.add(entry.path)
                        waiting.append((entry.path, (*way, real) if is_linked else (*way[:-1], real)))
                    elif _is(entry.is_file) or not os.path.exists(entry.path):  # noqa: PTH110 - as above
                        names.append(entry.name)
                    else:
                        self._leave_out(entry.path, "is neither a file nor a folder")
                made.append((folder, names))
            self._walked[start], self._names = made, None
        return self._walked[start]

    def _entries(self, folder: str) -> list[os.DirEntry[str]]:
        """What there is in a folder, but for what is left out by its name."""
        try:
            entries = list(os.scandir(folder))
        except OSError as error:
            self._leave_out(folder, f"cannot be read ({error.strerror})")
            return []
        return [e for e in entries if not (self._ignored(os.path.normcase(e.name)) or self._is_hidden(e.path))]

    def _leave_out(self, path: str, why: str) -> None:
        shown = os.path.relpath(path, self.root).encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
        self.left_out[path] = f"{shown} {why}: it is left out."


def _is(kind: Callable[[], bool]) -> bool:
    """Whether an entry of a folder is of a kind; one that leads in a circle is of none."""
    try:
        return kind()
    except OSError:
        return False
