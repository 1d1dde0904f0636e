"""Files that cost time to make, kept by what they were made from, and digests of files that need not be read again.

Builds go by it for each picture, of which there may be thousands: what stays as it is, is looked at and not read.
"""

import os
import shutil
import time
from collections.abc import Callable
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from pelican_incremental import DamagedError, Seal

from . import records
from .files import SETTLED, refuse_links, stamp, write
from .records import RecordError


class Cache:
    """A folder of files that can be deleted at any time.

    Beside each of them lies a note, with the user's seal, of its digest and of how it looked when that was taken. What
    somebody else has put there, as a branch could, has no such note and counts for nothing.
    """

    def __init__(self, folder: str | Path) -> None:
        self.folder = Path(folder)

    @cached_property
    def _seal(self):
        return Seal(self.folder)

    def get(self, ingredients: str, suffix: str, make: Callable[[], bytes]) -> Path:
        """The path of the file made from what `ingredients` says, which differs whenever the file must.

        Where there is none yet, or another than was put there, `make()` returns its bytes. Raises LinkError where the
        folder, or the one that it lies in, is a link.
        """
        path = self.folder / f"{sha256(ingredients.encode()).hexdigest()[:32]}{suffix}"
        note = f"{path.name}.note"
        known = self._noted(note)
        if not known or self._looked_at(path, note, known) != known[1]:
            refuse_links(self.folder, self.folder.parent)
            self.folder.mkdir(parents=True, exist_ok=True)
            made = make()
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            write(path, made)
            self._note(note, "", sha256(made).hexdigest())
        return path

    def digest(self, path: Path) -> str:
        """The SHA-256 of a file anywhere; it is read only if it may be another than when it was read before.

        Raises OSError where it cannot be read, and LinkError as `get`.
        """
        note = f"{sha256(os.fsencode(path.absolute())).hexdigest()[:32]}.note"
        return self._looked_at(path, note, self._noted(note))

    def _looked_at(self, path, note, known):
        """The digest of a file, with what is known of it; None where there is no file at a path of ours."""
        is_ours = path.parent == self.folder
        try:
            status = path.lstat() if is_ours else path.stat()
            if known and known[0] == stamp(status):
                return known[1]
            # what lies in this folder may be a link or a pipe that somebody has put there
            digest = sha256(records.read(path) if is_ours else path.read_bytes()).hexdigest()
        except (OSError, RecordError):
            if is_ours:
                return None
            raise
        # one that was written just now may be written again without looking otherwise
        has_settled = max(status.st_mtime_ns, status.st_ctime_ns) < time.time_ns() - SETTLED
        self._note(note, stamp(status) if has_settled else "", digest)
        return digest

    def _noted(self, note):
        """(how a file looked, its digest), or None."""
        try:
            sealed = records.read(self.folder / note)
            looked, _, digest = bytes(self._seal.take_off(sealed, note)).decode().partition("|")
        except (OSError, RecordError, DamagedError):
            return None
        return looked, digest

    def _note(self, note, looked, digest):
        refuse_links(self.folder, self.folder.parent)
        self.folder.mkdir(parents=True, exist_ok=True)
        write(self.folder / note, self._seal.put_on(f"{looked}|{digest}".encode(), note))


def cache_beside(content: str | Path) -> Cache:
    """The Cache of pictures that goes with a folder of content."""
    return Cache(Path(content).parent / ".cache" / "images")
