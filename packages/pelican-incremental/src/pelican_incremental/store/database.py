"""What earlier builds found out, in one SQLite file: a cache and never a truth, to be deleted at any time.

What a build leaves in it for the next one is put together in saving.py.
"""

from __future__ import annotations

import os
import pickle
import sqlite3
import weakref
from contextlib import suppress
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from . import own
from .opening import connect, created, cut_off, opened
from .rows import Key, Output, Source
from .seal import DamagedError, Seal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from ..protocols import FactSet, Structure, Target

    Name: TypeAlias = int | str | bytes  # of a row
    Row: TypeAlias = tuple[Any, Any]  # a Name, which of them its table says, and the row or None where it is to go

FORMAT = 8
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
NEW = "PRAGMA page_size = 8192; PRAGMA journal_mode = OFF;"
NAMED = ("fact", "link")
COLUMNS = {"record": ("structure", "state")}  # of tables with more than one value to a row
# in the tables of ROWS, all of which every build reads, so many rows with following ids are kept as one
BLOCK = 1024
ROWS = {"source": Source, "output": Output}


def dumps(value: object) -> bytes:
    """A plain value, such as the store keeps, as bytes."""
    return pickle.dumps(value, 5)


def text_of(target: Iterable[object]) -> bytes:
    """What a text looked up, (map, path) or ("content", id), as the store names it; a path may have any bytes."""
    return " ".join(map(str, target)).encode("utf-8", "surrogatepass")


class Store:
    """The store at `path`. Where there is none to go by, it is empty and `notice` says why, or is None at first.

    `seal` is on all that is in it. `left` are the names of the outputs that a store knew before it was discarded.
    `damage` is the first DamagedError that was raised: who asked may have passed over it.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path = Path(path)
        self.seal = Seal(self.path)
        self.notice: str | None = self.seal.unkept or None
        self.left: set[str] = set()
        self.damage: DamagedError | None = None
        self.connection: sqlite3.Connection | None = None
        self.process = os.getpid()
        self._known: dict[str, dict[Any, Any]] = {}
        if os.path.lexists(self.path):
            self._open()

    def _open(self) -> None:
        try:
            was_cut_off = cut_off(self.path)
            self._use(opened(self.path, TABLES))
            if was_cut_off:
                raise DamagedError("it was not closed")  # noqa: TRY301 - told of below, as all the rest
            if self.fact("format") != FORMAT:
                raise DamagedError("it is of another version")  # noqa: TRY301
        except (sqlite3.Error, DamagedError, OSError) as error:
            self.discard(self.notice or f"the store of earlier builds was discarded ({error})")

    def _use(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        weakref.finalize(self, connection.close).atexit = False
        self.process = os.getpid()
        self._version = self._version_of_file()

    def _version_of_file(self) -> tuple[int, list[Any]]:
        """What changes when another process writes to the file, or puts another in its place."""
        return self.path.stat().st_ino, self._rows("PRAGMA data_version")

    def is_current(self) -> bool:
        """Whether no other process has written to the store since this one opened it or saved."""
        try:
            return not self.empty and self._version == self._version_of_file()
        except (OSError, DamagedError):
            return False

    @property
    def empty(self) -> bool:
        """Whether there is no earlier build to go by."""
        return self.connection is None

    def discard(self, notice: str | None = None) -> None:
        """Begin anew, with nothing that is known; `notice` says why."""
        self.notice = notice
        if self.connection is not None:
            with suppress(DamagedError):
                for number, block in self._rows("SELECT id, value FROM output"):
                    with suppress(DamagedError):
                        self.left.update(self._unpack(block, "output", "value", number)[Output._fields.index("name")])
            self.connection.close()
            self.connection = None
        self._known, self.damage = {}, None

    def damaged(self, how: str) -> DamagedError:
        """Note that the store is of no use. Returns the DamagedError to be raised, if not here, at the build's end."""
        self.damage = self.damage or DamagedError(how)
        return self.damage

    def is_damaged(self) -> bool:
        """Whether something in the store is damaged: known so far, or found by SQLite, which reads the whole file."""
        if self.damage:
            return True
        try:
            return self.connection is not None and self.connection.execute("PRAGMA quick_check").fetchone() != ("ok",)
        except sqlite3.Error:
            return True

    def fact(self, name: str) -> Any:
        """A value kept by name, or None; not to be changed."""
        known = self._known.setdefault("fact", {})
        if name not in known:
            known[name] = self._one("fact", name)
        return known[name]

    def sources(self) -> dict[Key, Source]:
        """Every Source by its Key. Raises DamagedError, as all that reads from the store does."""
        return {Key(source.kind, source.path): source for source in self._all("source").values()}

    def outputs(self) -> dict[str, Output]:
        """Every Output by its name."""
        return {output.name: output for output in self._all("output").values()}

    def _all(self, table: str) -> dict[int, Any]:
        """{id: row} of a table of ROWS."""
        if table not in self._known:
            known = {}
            for number, block in self._rows(f"SELECT id, value FROM {table}"):  # noqa: S608 - our own names
                columns = self._unpack(block, table, "value", number)
                known.update(zip(columns[0], map(ROWS[table]._make, zip(*columns, strict=True)), strict=True))
            self._known[table] = known
        return self._known[table]

    def structures(self) -> dict[int, Structure]:
        """What places a content in lists, by id of its source."""
        return self._column("record", "structure")

    def states(self) -> dict[int, bytes]:
        """The attributes of every content, as bytes, by id of its source."""
        return self._column("record", "state")

    def structure(self, id_: int) -> Structure:
        """What places one content in lists."""
        return self._value("record", "structure", id_)

    def state(self, id_: int) -> bytes:
        """The attributes of one content, as bytes."""
        return self._value("record", "state", id_)

    def body(self, id_: int) -> str | None:
        """The text of one content, or None where it has none."""
        return self._value("body", "value", id_)

    def reading(self, id_: int) -> tuple[dict[str, bytes], frozenset[Target]]:
        """(digests of attributes by name, what its texts looked up) of a content, where a page read any."""
        return self._one("reading", id_) or ({}, frozenset())

    def leading_to(self, target: bytes) -> Iterable[int]:
        """The ids of contents whose texts looked up `target`, as `text_of` has it."""
        return self._one("link", target) or ()

    def trace(self, id_: int) -> Sequence[int]:
        """`contents` of the Read of the output with this id: which attributes of which contents it has read."""
        return self._one("trace", id_) or ()

    def readers(self, id_: int) -> Iterable[tuple[int, int]]:
        """The (id of an output, id of a set of attribute names) that read a content."""
        return self._one("reader", id_) or ()

    def facts(self) -> dict[int, FactSet]:
        """The sets of facts by id; not to be changed."""
        if "facts" not in self._known:
            self._known["facts"] = self._column("facts", "value")
        return self._known["facts"]

    def save(self, changes: Mapping[str, Iterable[Row]]) -> None:
        """Write `changes`, {table: pairs of (id or name, row or None)}, all or none; on an empty store, begin anew.

        Rows of the tables in ROWS are of its classes.
        """
        fresh = self.empty
        target = self.path.with_suffix(".new") if fresh else self.path
        connection = created(target, TABLES, NEW) if self.connection is None else self.connection
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
            cut_off(self.path)
            own.put(target, self.path)
            self._use(connect(self.path))
        self.notice, self.left = None, set()

    def _write(self, connection: sqlite3.Connection, table: str, rows: Iterable[Row]) -> None:
        """Write rows, which may be made one by one: together they are as large as the site."""
        if table in ROWS:
            self._write_blocks(connection, table, rows)
            return
        column = "name" if table in NAMED else "id"
        remove = f"DELETE FROM {table} WHERE {column} = ?"  # noqa: S608 - our own names
        columns = COLUMNS.get(table, ("value",))
        replace = f"INSERT OR REPLACE INTO {table} VALUES (?{', ?' * len(columns)})"  # noqa: S608
        for key, row in rows:
            if row is None:
                connection.execute(remove, (key,))
            else:
                values = zip(columns, row if table in COLUMNS else (row,), strict=True)
                connection.execute(replace, (key, *(self._pack(value, table, name, key) for name, value in values)))
            if table in self._known:
                _learn(self._known[table], key, row)

    def _write_blocks(self, connection: sqlite3.Connection, table: str, rows: Iterable[Row]) -> None:
        known, changed = self._all(table), set()
        for id_, row in rows:
            changed.add(id_ // BLOCK)
            _learn(known, id_, row)
        for number in changed:
            ids = range(number * BLOCK, (number + 1) * BLOCK)
            columns = list(zip(*(known[id_] for id_ in ids if id_ in known), strict=True))
            connection.execute(f"DELETE FROM {table} WHERE id = ?", (number,))  # noqa: S608 - our own names
            if columns:
                row = (number, self._pack(columns, table, "value", number))
                connection.execute(f"INSERT INTO {table} VALUES (?, ?)", row)  # noqa: S608

    def _one(self, table: str, key: Name) -> Any:
        column = "name" if table in NAMED else "id"
        rows = self._rows(f"SELECT value FROM {table} WHERE {column} = ?", (key,))  # noqa: S608 - our own names
        return self._unpack(rows[0][0], table, "value", key) if rows else None

    def _value(self, table: str, column: str, id_: int) -> Any:
        rows = self._rows(f"SELECT {column} FROM {table} WHERE id = ?", (id_,))  # noqa: S608 - as above
        if not rows:
            raise self.damaged("a row is missing")
        return self._unpack(rows[0][0], table, column, id_)

    def _column(self, table: str, column: str) -> dict[int, Any]:
        """{id: value} of all of a table."""
        rows = self._rows(f"SELECT id, {column} FROM {table}")  # noqa: S608 - as above
        return {id_: self._unpack(value, table, column, id_) for id_, value in rows}

    def _pack(self, value: object, *place: Name) -> bytes:
        return self.seal.put_on(dumps(value), *place)

    def _unpack(self, sealed: bytes, *place: Name) -> Any:
        try:
            return pickle.loads(self.seal.take_off(sealed, *place))  # noqa: S301 - it bears the user's own seal
        except DamagedError as error:
            raise self.damaged(str(error)) from None
        except Exception as error:  # noqa: BLE001 - whatever it is, the store is of no use
            raise self.damaged(f"{type(error).__name__}: {error}") from None

    def _rows(self, query: str, values: tuple[Name, ...] = ()) -> list[Any]:
        if self.connection is None:
            return []
        if os.getpid() != self.process:
            # SQLite's connections do not survive a fork
            self.connection = connect(self.path, "ro")
            self.process = os.getpid()
        try:
            return self.connection.execute(query, values).fetchall()
        except sqlite3.Error as error:
            raise self.damaged(str(error)) from None


def _learn(known: dict[Any, Any], key: Name, row: object) -> None:
    """Have rows that were read from the store before be as what is written to it now."""
    if row is None:
        known.pop(key, None)
    else:
        known[key] = row
