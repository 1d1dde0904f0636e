"""Notices changes by comparing the files three times a second, where the system cannot tell of changes.

Where the system tells of changes, `watching` hears of them.
"""

from __future__ import annotations

import asyncio
import os
from stat import S_ISDIR
from typing import TYPE_CHECKING, TypeAlias

from watchfiles import Change

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Iterable
    from pathlib import Path

    Stamp: TypeAlias = tuple[int, ...] | None  # None for what cannot be looked at

PERIOD = 0.3  # s between two looks


async def polled(
    folders: Iterable[Path], is_wanted: Callable[[Change, str], bool], *, recursive: bool
) -> AsyncGenerator[set[tuple[Change, str]]]:
    """Yield what changed in folders, as `watchfiles.awatch` does, of the paths that are wanted.

    Whatever cannot be looked at counts as not there. Unlike `awatch(force_polling=True)`, this sees two saves within a
    second, names of any bytes, and links that lead in a circle.
    """
    folders = [*folders]
    before = _look(folders, is_wanted, recursive)  # at once: what changes from now on is to be seen
    while True:
        await asyncio.sleep(PERIOD)
        now = await asyncio.to_thread(_look, folders, is_wanted, recursive)
        changes = {
            *((Change.added, path) for path in now.keys() - before.keys()),
            *((Change.deleted, path) for path in before.keys() - now.keys()),
            *((Change.modified, path) for path in now.keys() & before.keys() if now[path] != before[path]),
        }
        before = now
        if changes:
            yield changes


def _look(folders: Iterable[Path], is_wanted: Callable[[Change, str], bool], recursive: bool) -> dict[str, Stamp]:
    """{path: stamp} of what is in folders; a stamp is another when the file, or the folder itself, is."""
    found: dict[str, Stamp] = {}
    waiting: list[tuple[str, frozenset[Stamp]]] = [(str(folder), frozenset()) for folder in folders]
    while waiting:
        folder, around = waiting.pop()
        own = _identity(folder)
        for path in [] if own in around else _listed(folder):
            if is_wanted(Change.modified, path):
                found[path], is_folder = _stamp(path)
                if recursive and is_folder:
                    waiting.append((path, around | {own}))
    return found


def _listed(folder: str) -> list[str]:
    try:
        return [entry.path for entry in os.scandir(folder)]
    except OSError:
        return []


def _identity(folder: str) -> Stamp:
    try:
        status = os.stat(folder)  # noqa: PTH116 - thousands of times
    except OSError:
        return None
    return status.st_dev, status.st_ino


def _stamp(path: str) -> tuple[Stamp, bool]:
    """(what tells a file from what it was, whether it is a folder)."""
    try:
        status = os.stat(path)  # noqa: PTH116 - as above
    except OSError:
        return None, False
    if S_ISDIR(status.st_mode):
        return (status.st_ino, status.st_mode), True
    return (status.st_ino, status.st_mode, status.st_size, status.st_mtime_ns, status.st_ctime_ns), False
