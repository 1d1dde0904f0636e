"""What a process that builds a site again and again keeps from build to build, to look only at what changed.

All of it can be lost: a new process finds the same in the store and on the disk.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import weakref
from pathlib import Path
from typing import TYPE_CHECKING

from pelican.utils import posixize_path

from .store import own
from .store.database import Store
from .store.rows import Key
from .tracing.files import Tree

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .protocols import Settings


class Memory:
    """What the last build of this process left.

    `touched` are the full paths of the files that may have changed since; None means that nothing is known, and
    everything is looked at. What is not looked at otherwise are files of the output that others change. `in_turn` says
    why pages have turned out to have to be rendered one after the other, or is empty. `first` are the names of pages
    that are looked at, to be shown before others are rendered.
    """

    def __init__(self) -> None:
        self.in_turn = ""
        self.touched: set[str] | None = None
        self.first: frozenset[str] = frozenset()
        self._store: Store | None = None
        self._tree: Tree | None = None
        self._keys: dict[str, tuple[dict[str, Key], set[str]]] = {}
        self._elsewhere: Path | None = None

    def folder(self, path: Path) -> tuple[Path, str]:
        """(the folder of the store, a line that the maintainer should read or "").

        It is the folder at `path`; but if others could write there, it is a temporary one that ends with this process.
        """
        if self._elsewhere:
            return self._elsewhere, ""
        try:
            wrong = own.make_folder(path)
        except OSError as error:
            self._elsewhere = Path(tempfile.mkdtemp(prefix="pelican-incremental-"))
            weakref.finalize(self, shutil.rmtree, self._elsewhere, ignore_errors=True)
            why = f"{error.filename or path}: {error.strerror or error}"
            return self._elsewhere, f"nothing is kept for the next build ({why}): mend that, or set another CACHE_PATH"
        return path, f"the store of earlier builds was discarded ({path}: {wrong})" if wrong else ""

    @property
    def is_elsewhere(self) -> bool:
        """Whether the store is in a temporary folder, so that what builds find out is lost when this process ends."""
        return self._elsewhere is not None

    def relevant(self, paths: Iterable[str]) -> list[str]:
        """Those of the paths of changed files that the site does not leave out by their name."""
        return [path for path in paths if self._tree is None or not self._tree.ignores(path)]

    def touch(self, paths: Iterable[str] | None) -> None:
        """Take in which files may have changed since the last build, by their full paths; None where any of them may.

        The next build looks only at these, if all were sources before and still are. Else it looks at everything.
        """
        known = self._tree is not None and paths is not None
        # where anything else changed, a folder may have come or gone, or what a source was made of
        known = known and all(map(self._tree.has, paths))
        self.touched = set(paths) if known and paths is not None else None

    def store(self, path: Path) -> Store:
        """The Store at `path`, with what it has read already, unless another process has written to it."""
        if self._store is None or self.touched is None or self._store.path != path or not self._store.is_current():
            self._store = Store(path)
            self.touched = None
        return self._store

    def tree(self, settings: Settings, hidden: Iterable[str]) -> Tree:
        """The Tree of the site's sources without the paths in `hidden`.

        It is that of the build before, where no file can have been added or removed since.
        """
        if self._tree is None or self.touched is None:
            self._tree = Tree(settings["PATH"], settings["IGNORE_FILES"], hidden)
        return self._tree

    def keys(self, kind: str, paths: Iterable[str]) -> tuple[dict[str, Key], set[str]]:
        """({path: Key} of sources of a kind, in the order of `paths`, the extensions that these files have).

        The paths are below PATH.
        """
        if self.touched is None or kind not in self._keys:
            folders: dict[str, str] = {}
            keys = {path: _key(kind, path, folders) for path in paths}
            self._keys[kind] = keys, {path[path.rfind(".") + 1 :] for path in keys}
        return self._keys[kind]

    def forget(self) -> None:
        """Know nothing: a build that failed has not taken in what was touched."""
        self.touched = self._store = self._tree = None


def _key(kind: str, path: str, folders: dict[str, str]) -> Key:
    """The Key of the source of a kind at `path`; `folders` are the beginnings of paths by folder, worked out once."""
    folder, _, name = path.rpartition("/")
    if folder not in folders:
        below = posixize_path(os.path.normpath(folder))
        folders[folder] = "" if below == "." else f"{below}/"
    return Key(kind, folders[folder] + name)
