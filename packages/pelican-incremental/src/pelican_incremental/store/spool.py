"""Bytes set aside while a build goes on, so that it need not hold the texts of a whole site in memory."""

import os
import tempfile
import weakref
from pathlib import Path


class Spool:
    """A file without a name in `folder`, which goes with the object; forked processes can read it as well."""

    def __init__(self, folder):
        folder.mkdir(parents=True, exist_ok=True)
        self._file, name = tempfile.mkstemp(dir=folder)
        Path(name).unlink()
        self._end = 0
        weakref.finalize(self, os.close, self._file)

    def put(self, data):
        """Set bytes aside. Returns the place of which `get` gives them back."""
        place = self._end, len(data)
        while data:
            data = data[os.write(self._file, data) :]
        self._end = sum(place)
        return place

    def get(self, place):
        offset, length = place
        return os.pread(self._file, length, offset)
