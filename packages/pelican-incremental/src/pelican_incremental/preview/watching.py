"""Notices that files of the site were changed, whichever program did that, and says so once a burst of changes is over.

What the changes mean for the site is not asked here: `session` has the site built.
"""

from __future__ import annotations

import asyncio
import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from watchfiles import Change, DefaultFilter, awatch

from .polling import polled

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Self

# a burst is over when nothing has happened for so long, and is taken in two after so long
QUIET = 15  # ms
LONGEST = 1600  # ms
PAUSE = 0.2  # s before a watch that broke begins anew


def usual(root: Path) -> list[str]:
    """The folders below `root` that a site usually has, and its packages: for where its settings cannot be read."""
    packages = [path.parent.name for path in root.glob("*/__init__.py")]
    return [str(root / name) for name in sorted({"content", "theme", "plugins", *packages}) if (root / name).is_dir()]


class Watch:
    """A watch on `folders` as wholes and on the folder `root` itself, as long as the context lasts.

    Nothing counts of which the path begins as one of `ignored`, folders with a slash. With `polls`, it looks by itself
    instead of asking the system. `failure` is the error that broke it, or None.

    The folders are watched through those above as well: one that is replaced takes its own watch with it.
    """

    def __init__(self, folders: list[str], root: str, ignored: Iterable[str] = (), *, polls: bool = False) -> None:
        self.folders, self.root = [Path(folder) for folder in folders], Path(root)
        # where the sources lie right in the root, so do folders that never are of a site
        others = [f"{root}/{name}" for name in DefaultFilter.ignore_dirs]
        self._made = tuple(ignored)
        self._ignored = (*self._made, *(f"{folder}/" for folder in others))
        self._polls = polls
        self.failure: BaseException | None = None
        self._changed: set[str] = set()
        self._news, self._lost = asyncio.Event(), False
        self._tasks: list[asyncio.Task[None]] = []
        self._elsewhere: set[str] = set()
        self._sought: set[str] = set()
        self._beyond: set[Path] = set()
        self._further: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        named = DefaultFilter(ignore_dirs=("__pycache__",))
        above = {folder for path in self.folders for folder in _above(path, self.root)} | {self.root}
        beside = {*self.folders, *above}

        def is_wanted(change: Change, path: str) -> bool:
            return named(change, path) and not f"{path}/".startswith(self._ignored)

        def is_beside(change: Change, path: str) -> bool:
            return is_wanted(change, path) and (_is_code(path, self.root) or Path(path) in beside)

        self._beyond = beside
        self._tasks = [
            asyncio.create_task(self._follow(self.folders, is_wanted, recursive=True)),
            asyncio.create_task(self._follow(above | {self.root.parent}, is_beside, recursive=False)),
        ]
        # a watch is in place when its task waits for the first time
        await asyncio.sleep(0)
        return self

    async def __aexit__(self, *_error: object) -> None:
        for task in self._tasks:
            task.cancel()
        for task in self._tasks:
            with suppress(asyncio.CancelledError):
                await task

    async def also(self, paths: Iterable[str], sought: Iterable[str], since: float) -> None:
        """Watch single files, and the names in folders, as well: read at a time, in s since 1970, or later.

        What is not there is watched for where it would be. Of what is `sought`, only itself counts, and not what a
        folder holds: a link is followed through folders in which anybody may write, such as those for temporary files.
        """
        read, new = {*paths} - self._elsewhere, {*paths, *sought} - self._elsewhere - self._sought
        if not read and not new:
            return
        self._elsewhere |= read
        self._sought |= {*sought}
        places = {_there(path if path.is_dir() else path.parent) for path in map(Path, self._elsewhere)}
        places |= {_there(path.parent) for path in map(Path, self._sought)}
        self._beyond |= {
            folder for path in map(Path, new) for folder in (path, *path.parents) if folder != path or path.is_dir()
        }
        if self._further:
            self._tasks.remove(self._further)
            self._further.cancel()
        self._further = asyncio.create_task(self._follow(places, self._is_elsewhere, recursive=False))
        self._tasks.append(self._further)
        await asyncio.sleep(0)  # as above
        # what was saved before anybody watched
        missed = {path for path in read if _changed(path) > since}
        missed |= {path for path in new - read if _changed_itself(path) > since}
        self._changed |= missed
        if missed:
            self._news.set()

    def _is_elsewhere(self, change: Change, path: str) -> bool:
        if f"{path}/".startswith(self._made):
            return False
        if not self._elsewhere.isdisjoint((path, str(Path(path).parent))):
            return True
        return change is not Change.modified and (path in self._sought or Path(path) in self._beyond)

    async def _follow(
        self, paths: Iterable[Path], is_wanted: Callable[[Change, str], bool], *, recursive: bool
    ) -> None:
        # of folders above the site, those that may not be listed are left out
        there = sorted(path for path in paths if path.is_dir() and (recursive or os.access(path, os.R_OK)))
        if self._polls:
            watch = polled(there, is_wanted, recursive=recursive)
        else:
            watch = awatch(*there, watch_filter=is_wanted, step=QUIET, debounce=LONGEST, recursive=recursive)
        try:
            async for changes in watch:
                for change, path in changes:
                    self._changed.add(path)
                    self._lost |= self._is_other(change, path, recursive=recursive)
                self._news.set()
        except (OSError, RuntimeError, ValueError, ExceptionGroup) as error:
            # a folder went while it was looked through, the system's limit is reached, a name is not of its encoding
            await asyncio.sleep(PAUSE)
            self.failure, self._lost = _innermost(error), True
            self._news.set()
            await asyncio.Future()  # until the watch is ended

    def _is_other(self, change: Change, path: str, *, recursive: bool) -> bool:
        """Whether what happened to a path leaves folders without a watch.

        That is so of a new folder too: the system tells of no files that were in it before it was watched.
        """
        if change is Change.modified:
            return False
        return Path(path) in self._beyond or (recursive and change is Change.added and Path(path).is_dir())

    async def changed(self) -> list[str] | None:
        """Wait for a change. Returns the paths of what changed, sorted, or None where the watch has to begin anew."""
        while not self._news.is_set():
            news = asyncio.create_task(self._news.wait())
            try:
                done, _ = await asyncio.wait({news, *self._tasks}, return_when=asyncio.FIRST_COMPLETED)
            finally:
                news.cancel()
            for task in done - {news}:
                if not task.cancelled():  # `also` has put another in its place
                    task.result()
                    self._lost = True
                    self._news.set()
        self._news.clear()
        paths, self._changed = sorted(self._changed), set()
        return None if self._lost else paths


def has_vanished(error: BaseException | None) -> bool:
    """Whether a watch broke because something went away while it was looked at: the next one may be had."""
    return isinstance(error, FileNotFoundError | NotADirectoryError) or "(os error 2)" in str(error)


def _innermost(error: BaseException) -> BaseException:
    while isinstance(error, ExceptionGroup):
        error = error.exceptions[0]
    return error


def _is_code(path: str, folder: Path) -> bool:
    return path.endswith(".py") and Path(path).parent == folder


def _above(path: Path, root: Path) -> set[Path]:
    """The folders in which a folder lies, up to the root; the first that is there where it does not lie in that."""
    if not path.is_relative_to(root):
        return {_there(path.parent)}
    return {folder for folder in path.parents if folder.is_relative_to(root)}


def _there(folder: Path) -> Path:
    """A folder, or the first above it that is there."""
    return next((path for path in (folder, *folder.parents) if path.is_dir()), folder)


def _changed(path: str) -> float:
    """When a file or folder was changed last, in s since 1970; of one that is gone, when its folder was."""
    try:
        return (Path(path) if os.path.lexists(path) else _there(Path(path).parent)).stat().st_ctime
    except OSError:
        return 0


def _changed_itself(path: str) -> float:
    """As `_changed`, of a link and not of what it leads to; of a folder that is there nothing counts."""
    own = Path(path)
    if own.is_symlink():
        return own.lstat().st_ctime
    return 0 if own.is_dir() else _changed(path)
