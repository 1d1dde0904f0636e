"""Remembers what was found out of files from one task to the next, so that files which stay are not looked at again.

Only digests and short values are kept: files that cost time to make are in cache.py, pages in the engine's own store.
"""

from __future__ import annotations

import os
import sqlite3
import stat
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from functools import partial
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple, Self, TypeVar

from pelican_incremental import DamagedError, Seal, open_own

from .files import SETTLED, stamp
from .progress import shown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path
    from typing import Any

Result = TypeVar("Result")
# `seals` has the user's own for all rows of a folder, or of a kind of facts, together: one for each row of 90,000 files
# takes as long as to look at the files
SCHEMA = """
create table files (folder text, name text, stamp text, digest text, primary key (folder, name)) without rowid;
create table facts (kind text, name text, key text, value text, primary key (kind, name)) without rowid;
create table seals (place text primary key, seal blob) without rowid;
"""
QUERIES = {
    "files": "select name, stamp, digest from files where folder = ? order by name",
    "facts": "select name, key, value from facts where kind = ? order by name",
}
NOTHING = (None, None)
KEY = 32  # hexadecimal digits of SHA-256 that tell keys apart


class Files(NamedTuple):
    """The files below a folder: the SHA-256 of each by its name, the names that were there and are gone, and the rights
    of each, as the bits of `chmod`.

    Of what is no regular file, such as a link, the digest is "".
    """

    digests: dict[str, str]
    gone: set[str]
    modes: dict[str, int]


class Remembered:
    """What is remembered in the file `path`, which may be deleted at any time; with None, nothing outlives the object.

    A context manager: what was found out is written down when it ends without an error, if it can be written at all.
    Raises DamagedError for a file that was damaged or that the user did not write, as soon as that shows: a branch
    could bring one that says that nothing is wrong with it.
    """

    def __init__(self, path: Path | None) -> None:
        self._seal = Seal(path or "")
        # what has no key to be known by would be of no use to the next task
        self._database = _opened(None if self._seal.unkept else path)
        self._files: dict[tuple[str, str], tuple[str, str] | None] = {}
        self._facts: dict[tuple[str, str], tuple[str, str] | None] = {}
        self._known: dict[tuple[str, str], dict[str, tuple[str, str]]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        with closing(self._database):
            if kind is None:
                # it is a help and no more: a disk may be full
                with suppress(sqlite3.Error), self._database:
                    self._database.execute("begin")
                    self._write("files", "folder", self._files)
                    self._write("facts", "kind", self._facts)

    def files(self, folder: Path) -> Files:
        """The Files below a folder; only those are read whose size, times or inode are other than they were.

        Folders are told apart by their names alone, so that no two that are asked for may have the same.
        """
        before = self._kept("files", folder.name)
        newest = time.time_ns() - SETTLED
        seen = _seen(folder)
        unknown = [name for name, (stamp, _, _) in seen.items() if before.get(name, ("",))[0] != stamp]
        digests = {name: digest for name, (_, digest) in before.items() if name in seen}
        to_read = [name for name in unknown if seen[name][1]]
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            found = shown(pool.map(partial(_digest, str(folder)), to_read), "looking at files", len(to_read))
            digests |= dict.fromkeys(unknown, "") | dict(zip(to_read, found, strict=True))
        for name in unknown:
            stamp, changed, _ = seen[name]
            self._files[folder.name, name] = (stamp if changed < newest else "", digests[name])
        gone = before.keys() - seen.keys()
        self._files |= dict.fromkeys(((folder.name, name) for name in gone), None)
        return Files(dict(sorted(digests.items())), gone, {name: mode for name, (_, _, mode) in seen.items()})

    def note(self, folder: Path, lying: Path, name: str, digest: str) -> None:
        """Remember the digest of a file that was written or linked to just now, as one of those below a folder; until
        folders are exchanged it is `lying` below another.
        """
        self._files[folder.name, name] = stamp(os.lstat(f"{lying}/{name}")), digest

    def stale(self, kind: str, keys: Mapping[str, str]) -> list[str]:
        """The names of which nothing is remembered under their key in `keys`, so that they have to be looked at.

        What is remembered of names that are not in `keys` is forgotten.
        """
        known = self._kept("facts", kind)
        self._facts |= dict.fromkeys(((kind, name) for name in known.keys() - keys.keys()), None)
        return [name for name, key in keys.items() if known.get(name, NOTHING)[0] != key]

    def keep(self, kind: str, name: str, key: str, value: str) -> None:
        """Remember a value of a name under a key. `stale` gives the name once it is asked with another key."""
        self._facts[kind, name] = key, value

    def values(self, kind: str, names: Iterable[str] | None = None) -> Iterator[tuple[str, str]]:
        """Yield (name, value) of all that is known of a kind, or of those `names` of which something is.

        A value that `stale` found to be of another key is among them until another is kept in its place.
        """
        known = self._kept("facts", kind)
        if names is None:
            names = dict.fromkeys([*known, *(name for own, name in self._facts if own == kind)])
        for name in names:
            row = self._facts.get((kind, name), known.get(name))
            if row:
                yield name, row[1]

    def _kept(self, table: str, of: str) -> dict[str, tuple[str, str]]:
        """{name: (the two values)} of the rows of a table that are of a folder or a kind."""
        if (table, of) not in self._known:
            self._known[table, of] = {}
            if _is_text(of):
                rows = self._asked(QUERIES[table], of)
                seals = self._asked("select seal from seals where place = ?", f"{table} {of}")
                if rows or seals:
                    self._seal.take_off(seals[0][0] if seals else b"", *_sealed(table, of, rows))
                self._known[table, of] = {name: tuple(values) for name, *values in rows}
        return self._known[table, of]

    def _asked(self, query: str, *values: str) -> list[tuple[Any, ...]]:
        try:
            return self._database.execute(query, values).fetchall()
        except sqlite3.DatabaseError as error:
            raise DamagedError(str(error)) from None

    def _write(self, table: str, column: str, rows: Mapping[tuple[str, str], tuple[str, str] | None]) -> None:
        rows = {place: row for place, row in rows.items() if all(map(_is_text, place))}
        # looked at before anything is sealed: what somebody else wrote beside it must not come to bear a seal
        known = {of: dict(self._kept(table, of)) for of in {of for of, _ in rows}}
        for (of, name), row in rows.items():
            if row is None:
                known[of].pop(name, None)
            else:
                known[of][name] = row
        gone = [place for place, row in rows.items() if row is None]
        self._database.executemany(f"delete from {table} where {column} = ? and name = ?", gone)  # noqa: S608 - our own
        made = [(*place, *row) for place, row in rows.items() if row is not None]
        self._database.executemany(f"insert or replace into {table} values (?, ?, ?, ?)", made)  # noqa: S608
        for of, kept in known.items():
            seal = self._seal.put_on(b"", *_sealed(table, of, [(name, *kept[name]) for name in sorted(kept)]))
            self._database.execute("insert or replace into seals values (?, ?)", (f"{table} {of}", seal))


def _sealed(table: str, of: str, rows: Sequence[tuple[object, ...]]) -> tuple[str, str, str]:
    """What a seal covers: the table, what the rows are of, and a digest of all rows, so that it fits no others."""
    return table, of, sha256(repr(rows).encode()).hexdigest()


def remembering(
    path: Path | None, work: Callable[[Remembered], Result], say: Callable[[str], object] = lambda _line: None
) -> Result:
    """What `work` returns, given what is remembered in a file; once more with nothing, where that cannot be believed,
    of which `say` is told.
    """
    try:
        with Remembered(path) as remembered:
            return work(remembered)
    except DamagedError as error:
        say(f"What was found out of files before is not used, and looked for anew ({error}).")
    try:
        if path:
            path.unlink(missing_ok=True)
    except OSError:  # it is no file
        path = None
    with Remembered(path) as remembered:
        return work(remembered)


def _is_text(name: str) -> bool:
    """Whether a name is one that can be written down: the system lets files be called by any bytes."""
    try:
        return bool(name.encode())
    except UnicodeEncodeError:
        return False


def key_of(*parts: str) -> str:
    """A digest of the parts, in KEY hexadecimal digits: other parts have another one."""
    return sha256("\0".join(parts).encode()).hexdigest()[:KEY]


def code_of(*places: Path) -> str:
    """A digest of the code in Python files and folders of them.

    It goes into the key of what that code finds out, so that a result of other code is never taken for its own.
    """
    digest = sha256()
    for path in sorted(path for place in places for path in ([place] if place.is_file() else place.glob("*.py"))):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _opened(path: Path | None) -> sqlite3.Connection:
    """The database in a file, or where none can be written, one that goes with this process. Raises DamagedError."""
    try:
        if path:
            return open_own(path, SCHEMA)
    except (OSError, sqlite3.OperationalError):  # nothing can be written here, and need not be
        pass
    except sqlite3.DatabaseError as error:
        raise DamagedError(str(error)) from None
    database = sqlite3.connect(":memory:", isolation_level=None)
    database.executescript(SCHEMA)
    return database


def _seen(folder: Path) -> dict[str, tuple[str, int, int]]:
    """{name: (stamp, when it was last changed in ns, its rights)} of the files below a folder; for what is no regular
    file, such as a link, 0 stands for when.
    """
    found: dict[str, tuple[str, int, int]] = {}
    waiting: list[tuple[str, str | Path]] = [("", folder)]
    while waiting:
        below, place = waiting.pop()
        with os.scandir(place) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    waiting.append((f"{below}{entry.name}/", entry.path))
                    continue
                status = entry.stat(follow_symlinks=False)
                changed = status.st_ctime_ns if stat.S_ISREG(status.st_mode) else 0
                found[below + entry.name] = (stamp(status), changed, stat.S_IMODE(status.st_mode))
    return found


def _digest(folder: str, name: str) -> str:
    with open(f"{folder}/{name}", "rb", buffering=0) as file:  # noqa: PTH123 - for ten thousands of files, a Path is slow
        digest = sha256()
        while part := file.read(1 << 20):
            digest.update(part)
    return digest.hexdigest()
