"""SQLite files, opened so that they can do no harm whoever made them.

Whether what they hold can be believed is another question, which `seal` answers.
"""

from __future__ import annotations

import os
import sqlite3
from functools import cache
from pathlib import Path
from typing import Any

from . import own
from .seal import DamagedError

# what SQLite would take in when it opens a file: pages to be put back, and names of other files to be removed
BESIDE = ("-journal", "-wal", "-shm")
LONGEST = 1 << 28  # bytes of one value


def connect(path: Path, mode: str = "rw") -> sqlite3.Connection:
    """A connection to the file at `path`, for a `mode` as SQLite calls it, through which its schema calls nothing."""
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode={mode}", uri=True, isolation_level=None)
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LONGEST)
    # a transaction survives the end of the process; after a failure of the machine, what it left beside tells
    connection.executescript("PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA synchronous = OFF;")
    return connection


def cut_off(path: Path) -> bool:
    """Remove journals of an SQLite file that no process uses. Returns whether there were any.

    If so, a process was killed while it wrote, or somebody else has put the journal there: the file cannot be used.
    """
    left = [beside for beside in BESIDE if os.path.lexists(f"{path}{beside}")]
    for beside in left:
        own.remove(Path(f"{path}{beside}"))
    return bool(left)


def opened(path: Path, tables: str) -> sqlite3.Connection:
    """A connection to the SQLite file at `path`, which has just the tables that the statements in `tables` make.

    Raises DamagedError where the file is not the user's own or has other tables, and sqlite3.Error or OSError.
    """
    wrong = own.fault(os.lstat(path), "file")
    if wrong:
        raise DamagedError(wrong)
    connection = connect(path)
    try:
        _check(connection, _schema(tables))
    except BaseException:
        connection.close()
        raise
    return connection


def created(path: Path, tables: str, settings: str = "") -> sqlite3.Connection:
    """A connection to a new file, the user's alone, with `tables`, in place of what is at `path`. Raises OSError."""
    cut_off(path)
    own.remove(path)
    own.create(path)
    connection = connect(path)
    connection.executescript(settings + tables)
    return connection


def open_own(path: Path, tables: str) -> sqlite3.Connection:
    """A connection to the file at `path` and what was kept there, or to a new one where there is none.

    `tables` are the SQL statements that create its tables; a file with any others is not believed. What is kept there
    can be trusted no further than a Seal shows. Raises DamagedError where the file cannot be believed, sqlite3.Error
    and OSError.
    """
    own.make_folder(path.parent)
    if not os.path.lexists(path):
        return created(path, tables)
    if cut_off(path):
        raise DamagedError("it was not closed")
    return opened(path, tables)


def _check(connection: sqlite3.Connection, wanted: list[Any]) -> None:
    """Raise DamagedError where a file is other than we make them: it may have triggers, views, or tables of others."""
    found = connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_master").fetchmany(len(wanted) + 1)
    if sorted(found, key=repr) != wanted or connection.execute("PRAGMA journal_mode").fetchone() != ("delete",):
        raise DamagedError("it has other tables")


@cache
def _schema(tables: str) -> list[Any]:
    connection = sqlite3.connect(":memory:")
    try:
        connection.executescript(tables)
        return sorted(connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_master"), key=repr)
    finally:
        connection.close()
