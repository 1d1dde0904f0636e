"""Files that cost time to make, kept by what they were made from, and digests of files that need not be read again.

Builds go by it for each picture, of which there may be thousands: what stays as it is, is looked at and not read.
"""

from __future__ import annotations

import os
import shutil
import time
from functools import cache, cached_property
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from pelican_incremental import DamagedError, Seal

from . import records
from .files import SETTLED, refuse_links, stamp, write
from .records import RecordError

if TYPE_CHECKING:
    from collections.abc import Callable


class Cache:
    """A folder of files that can be deleted at any time.

    Beside each of them lies a note, with the user's seal, of its digest and of how it looked when that was taken. What
    somebody else has put there, as a branch could, has no such note and counts for nothing.
    """

    def __init__(self, folder: str | Path) -> None:
        self.folder = Path(folder)

    @cached_property
    def _seal(self) -> Seal:
        return Seal(self.folder)

    def get(self, ingredients: str, suffix: str, make: Callable[[], bytes]) -> Path:
        """The path of a file whose name ends with `suffix` and whose bytes `make()` returns, which is called only if it
        has to be.

        `ingredients` says all that the file is made from: another text is another file. A file that is not as it was
        put there is made again. Raises LinkError where the folder, or the one that it lies in, is a link.
        """
        path = self.folder / f"{sha256(ingredients.encode()).hexdigest()[:32]}{suffix}"
        note = f"{path.name}.note"
        known = self._noted(note)
        if not known or not self._is_as_noted(path, note, known):
            made = make()
            self._put(path.name, made)
            self._note(note, None, sha256(made).hexdigest())
        return path

    def digest(self, path: Path) -> str:
        """The SHA-256 of a file anywhere; it is read only if it may be another than when it was read before.

        Raises OSError where it cannot be read, and LinkError as `get`.
        """
        note = f"{sha256(os.fsencode(path.absolute())).hexdigest()[:32]}.note"
        known, status = self._noted(note), path.stat()
        if known and known[0] == stamp(status):
            return known[1]
        digest = sha256(path.read_bytes()).hexdigest()
        self._note(note, status, digest)
        return digest

    def _is_as_noted(self, path: Path, note: str, known: tuple[str, str]) -> bool:
        """Whether a file of this folder holds what is known of it. A link or a pipe, which others may put there, does
        not.
        """
        try:
            status = path.lstat()
            if known[0] == stamp(status):
                return True
            is_same = sha256(records.read(path)).hexdigest() == known[1]
        except (OSError, RecordError):
            return False
        if is_same:
            self._note(note, status, known[1])
        return is_same

    def _noted(self, note: str) -> tuple[str, str] | None:
        """(how a file looked, its digest), or None."""
        try:
            sealed = records.read(self.folder / note)
            looked, _, digest = bytes(self._seal.take_off(sealed, note)).decode().partition("|")
        except (OSError, RecordError, DamagedError):
            return None
        return looked, digest

    def _note(self, note: str, status: os.stat_result | None, digest: str) -> None:
        """Keep the digest of a file; `status` was told before it was read, and is None for one just written."""
        # what was written just now may be written again without looking otherwise
        has_settled = status and max(status.st_mtime_ns, status.st_ctime_ns) < time.time_ns() - SETTLED
        looked = stamp(status) if has_settled else ""
        self._put(note, self._seal.put_on(f"{looked}|{digest}".encode(), note))

    def _put(self, name: str, data: bytes) -> None:
        path = self.folder / name
        refuse_links(self.folder, self.folder.parent)
        self.folder.mkdir(parents=True, exist_ok=True)
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        write(path, data)


@cache
def cache_beside(content: str | Path) -> Cache:
    """The Cache of pictures that goes with a folder of content."""
    return Cache(Path(content).parent / ".cache" / "images")
