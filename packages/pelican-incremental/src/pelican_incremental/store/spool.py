"""Bytes set aside while a build goes on, so that it need not hold the texts of a large site in memory.

It goes with the process: nothing of it is found by the next build.
"""

from __future__ import annotations

import os
import tempfile
import weakref
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

# bytes that are held in memory before the file is used: more than the texts of a small site have
HELD = 16 << 20
Place = tuple[int, int]  # where bytes begin, and how many there are


class Spool:
    """A file without a name in `folder`, which goes with the object; forked processes can read it as well.

    The first HELD bytes stay in memory.
    """

    def __init__(self, folder: Path) -> None:
        self._held: dict[Place, bytes] = {}
        self._size = 0
        folder.mkdir(parents=True, exist_ok=True)
        file = tempfile.TemporaryFile(dir=folder, buffering=0)  # noqa: SIM115 - closed when this goes
        self._file = file.fileno()
        self._end = 0
        weakref.finalize(self, file.close)

    def put(self, data: bytes) -> Place:
        """Set bytes aside. Returns the place of which `get` gives them back."""
        if self._size + len(data) <= HELD:
            self._size += len(data)
            # places of what is held are below those in the file
            place = -self._size, len(data)
            self._held[place] = data
            return place
        place = self._end, len(data)
        while data:
            data = data[os.write(self._file, data) :]
        self._end = sum(place)
        return place

    def get(self, place: Place) -> bytes:
        """The bytes that `put` set aside at a place."""
        offset, length = place
        if offset < 0 or not length:
            return self._held.get(place, b"")
        if hasattr(os, "pread"):
            return os.pread(self._file, length, offset)
        os.lseek(self._file, offset, os.SEEK_SET)
        data = os.read(self._file, length)
        os.lseek(self._file, 0, os.SEEK_END)
        return data
