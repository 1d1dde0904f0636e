"""What earlier builds found out, in one SQLite file: a cache and never a truth, to be deleted at any time."""

import os
import pickle
import sqlite3
import stat
import weakref
from contextlib import suppress
from itertools import chain
from pathlib import Path
from zlib import crc32

from .rows import Key, Output, Source

FORMAT = 7
TABLES = """
CREATE TABLE fact (name TEXT PRIMARY KEY, value BLOB) WITHOUT ROWID;
CREATE TABLE link (name BLOB PRIMARY KEY, value BLOB) WITHOUT ROWID;
CREATE TABLE source (id INTEGER PRIMARY KEY, value BLOB);
CREATE TABLE record (id INTEGER PRIMARY KEY, structure BLOB, state BLOB);
CREATE TABLE body (id INTEGER PRIMARY KEY, value BLOB);
CREATE TABLE reading (id INTEGER PRIMARY KEY, value BLOB);
CREATE TABLE output (id INTEGER PRIMARY KEY, value BLOB);
CREATE TABLE trace (id INTEGER PRIMARY KEY, value BLOB);
CREATE TABLE reader (id INTEGER PRIMARY KEY, value BLOB);
CREATE TABLE facts (id INTEGER PRIMARY KEY, value BLOB);
"""
NAMED = ("fact", "link")
# in the tables of ROWS, all of which every build reads, so many rows with following ids are kept as one
BLOCK = 1024
ROWS = {"source": Source, "output": Output}


class DamagedError(Exception):
    """The store cannot be believed."""


def is_ours(path):
    """Whether nobody but the user can have written a file: what is loaded from it may run as code."""
    status = path.stat()
    if not hasattr(os, "geteuid"):
        return True  # a system that keeps rights in another way
    return status.st_uid == os.geteuid() and not status.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


def pack(value):
    """A plain value as bytes that tell of damage."""
    data = pickle.dumps(value, 5)
    return crc32(data).to_bytes(4, "little") + data


def unpack(data):
    """What `pack` was given. Raises DamagedError."""
    if data is None or crc32(memoryview(data)[4:]) != int.from_bytes(data[:4], "little"):
        raise DamagedError("a checksum is wrong")
    try:
        return pickle.loads(memoryview(data)[4:])  # noqa: S301 - our own file, which nobody else can write to
    except Exception as error:  # noqa: BLE001 - whatever it is, the store is of no use
        raise DamagedError(f"{type(error).__name__}: {error}") from None


def text_of(target):
    """What a text looked up, (map, path) or ("content", id), as the store names it: a path may be no text."""
    return " ".join(map(str, target)).encode("utf-8", "surrogatepass")


class Store:
    """The store at `path`. Where there is none to go by, it is empty and `notice` says why, or is None at first.

    `left` are the names of the outputs that a store knew before it was discarded. `damage` is the first DamagedError
    that was raised: who asked may have passed over it.
    """

    def __init__(self, path):
        self.path = Path(path)
        self.notice = None
        self.left = set()
        self.damage = None
        self.connection = None
        self.process = os.getpid()
        self._known = {}
        if self.path.exists():
            self._open()

    def _open(self):
        try:
            if not is_ours(self.path):
                raise DamagedError("others can write to it")  # noqa: TRY301 - told of below, as all the rest
            self._connect()
            if self.fact("format") != FORMAT:
                raise DamagedError("it is of another version")  # noqa: TRY301
        except (sqlite3.Error, DamagedError, OSError) as error:
            self.discard(f"the store of earlier builds was discarded ({error})")

    def _connect(self):
        self.connection = sqlite3.connect(self.path, isolation_level=None)
        weakref.finalize(self, self.connection.close).atexit = False
        # a transaction survives the end of the process; of a failure of the machine, the checksums tell
        self.connection.execute("PRAGMA synchronous = OFF")
        self.process = os.getpid()
        self._version = self._version_of_file()

    def _version_of_file(self):
        """What changes when another process writes to the file, or puts another in its place."""
        return self.path.stat().st_ino, self._rows("PRAGMA data_version")

    def is_current(self):
        """Whether nobody else has written to the store."""
        try:
            return not self.empty and self._version == self._version_of_file()
        except (OSError, DamagedError):
            return False

    @property
    def empty(self):
        return self.connection is None

    def discard(self, notice=None):
        """Begin anew."""
        self.notice = notice
        if self.connection is not None:
            with suppress(DamagedError):
                for (block,) in self._rows("SELECT value FROM output"):
                    with suppress(DamagedError):
                        self.left.update(unpack(block)[Output._fields.index("name")])
            self.connection.close()
            self.connection = None
        self._known, self.damage = {}, None

    def damaged(self, how):
        """Note that the store is of no use. Returns the DamagedError to be raised, if not here, at the build's end."""
        self.damage = self.damage or DamagedError(how)
        return self.damage

    def is_damaged(self):
        """Whether anything was wrong so far, or SQLite finds disorder, which costs as much as reading the file."""
        if self.damage:
            return True
        try:
            return not self.empty and self.connection.execute("PRAGMA quick_check").fetchone() != ("ok",)
        except sqlite3.Error:
            return True

    def fact(self, name):
        """A value kept by name, or None; not to be changed."""
        known = self._known.setdefault("fact", {})
        if name not in known:
            known[name] = self._one("fact", name)
        return known[name]

    def sources(self):
        """Every Source by its key."""
        return {Key(source.kind, source.path): source for source in self._all("source").values()}

    def outputs(self):
        """Every Output by its name."""
        return {output.name: output for output in self._all("output").values()}

    def _all(self, table):
        """{id: row} of a table of ROWS."""
        if table not in self._known:
            known = {}
            for number, block in self._rows(f"SELECT id, value FROM {table}"):  # noqa: S608 - our own names
                columns = self._unpack(block)
                if columns[0][0] // BLOCK != number:
                    raise self.damaged("a row has another's number")
                known.update(zip(columns[0], map(ROWS[table]._make, zip(*columns, strict=True)), strict=True))
            self._known[table] = known
        return self._known[table]

    def structures(self):
        """What places a content in lists, by id of its source."""
        return {id_: self._unpack(value) for id_, value in self._rows("SELECT id, structure FROM record")}

    def states(self):
        """The attributes of every content, as bytes, by id of its source."""
        return {id_: self._unpack(value) for id_, value in self._rows("SELECT id, state FROM record")}

    def structure(self, id_):
        return self._unpack(self._value("SELECT structure FROM record WHERE id = ?", id_))

    def state(self, id_):
        return self._unpack(self._value("SELECT state FROM record WHERE id = ?", id_))

    def body(self, id_):
        return self._unpack(self._value("SELECT value FROM body WHERE id = ?", id_))

    def reading(self, id_):
        """(digests of attributes by name, what its texts looked up) of a content, where a page read any."""
        return self._one("reading", id_) or ({}, frozenset())

    def leading_to(self, target):
        """The ids of contents whose texts looked up `target`, as `text_of` has it."""
        return self._one("link", target) or ()

    def trace(self, id_):
        """What of contents an output read, as a Read has it."""
        return self._one("trace", id_) or ()

    def readers(self, id_):
        """The (id of an output, id of a set of attribute names) that read a content."""
        return self._one("reader", id_) or ()

    def facts(self):
        """The sets of facts by id; not to be changed."""
        if "facts" not in self._known:
            rows = self._rows("SELECT id, value FROM facts")
            self._known["facts"] = {id_: self._unpack(value) for id_, value in rows}
        return self._known["facts"]

    def save(self, changes):
        """Write `changes`, {table: pairs of (id or name, row or None)}, all or none; on an empty store, begin anew.

        Rows of the tables in ROWS are of its classes.
        """
        fresh = self.empty
        self.path.parent.mkdir(parents=True, exist_ok=True)
        target = self.path.with_suffix(".new") if fresh else self.path
        if fresh:
            target.unlink(missing_ok=True)
        connection = sqlite3.connect(target, isolation_level=None) if fresh else self.connection
        if fresh:
            target.chmod(0o600)
            connection.executescript("PRAGMA page_size = 8192; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;")
            connection.executescript(TABLES)
        connection.execute("BEGIN IMMEDIATE")
        try:
            for table, rows in {**changes, "fact": chain(changes["fact"], [("format", FORMAT)])}.items():
                self._write(connection, table, rows)
            connection.execute("COMMIT")
        except BaseException:
            self._known = {}
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
        if fresh:
            connection.close()
            self.path.with_name(f"{self.path.name}-journal").unlink(missing_ok=True)
            target.replace(self.path)
            self._connect()
        self.notice, self.left = None, set()

    def _write(self, connection, table, rows):
        """Write rows, which may be made one by one: together they are as large as the site."""
        if table in ROWS:
            self._write_blocks(connection, table, rows)
            return
        column = "name" if table in NAMED else "id"
        remove = f"DELETE FROM {table} WHERE {column} = ?"  # noqa: S608 - our own names
        marks = "?, ?, ?" if table == "record" else "?, ?"
        replace = f"INSERT OR REPLACE INTO {table} VALUES ({marks})"  # noqa: S608
        for key, row in rows:
            if row is None:
                connection.execute(remove, (key,))
            else:
                connection.execute(replace, (key, *map(pack, row if table == "record" else (row,))))
            if table in self._known:
                _learn(self._known[table], key, row)

    def _write_blocks(self, connection, table, rows):
        known, changed = self._all(table), set()
        for id_, row in rows:
            changed.add(id_ // BLOCK)
            _learn(known, id_, row)
        for number in changed:
            ids = range(number * BLOCK, (number + 1) * BLOCK)
            columns = list(zip(*(known[id_] for id_ in ids if id_ in known), strict=True))
            connection.execute(f"DELETE FROM {table} WHERE id = ?", (number,))  # noqa: S608 - our own names
            if columns:
                connection.execute(f"INSERT INTO {table} VALUES (?, ?)", (number, pack(columns)))  # noqa: S608

    def _one(self, table, key):
        column = "name" if table in NAMED else "id"
        rows = self._rows(f"SELECT value FROM {table} WHERE {column} = ?", (key,))  # noqa: S608 - our own names
        return self._unpack(rows[0][0]) if rows else None

    def _value(self, query, id_):
        rows = self._rows(query, (id_,))
        if not rows:
            raise self.damaged("a row is missing")
        return rows[0][0]

    def _unpack(self, data):
        try:
            return unpack(data)
        except DamagedError as error:
            raise self.damaged(str(error)) from None

    def _rows(self, query, values=()):
        if self.connection is None:
            return []
        if os.getpid() != self.process:
            # SQLite's connections do not survive a fork
            self.connection = sqlite3.connect(f"file:{self.path}?mode=ro", uri=True, isolation_level=None)
            self.process = os.getpid()
        try:
            return self.connection.execute(query, values).fetchall()
        except sqlite3.Error as error:
            raise self.damaged(str(error)) from None


def _learn(known, key, row):
    """Have rows that were read from the store before be as what is written to it now."""
    if row is None:
        known.pop(key, None)
    else:
        known[key] = row
