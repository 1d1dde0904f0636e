"""What is kept on disk is believed if it bears the user's own seal.

A folder such as `cache/` can be filled by others: by a branch that is checked out, or an archive that is unpacked.
What is kept there are pickles and compiled code, which run when they are loaded. So each value is kept with a digest
that nobody can make without the user's key, and that is checked before anything else is done with the value.

Values that go from process to process in one build, as between forked workers or from a Dask cluster, are pickled as
well, but never lie where others could put something: they bear no seal.
"""

from __future__ import annotations

import os
from hashlib import sha256
from hmac import compare_digest
from pathlib import Path

from .key import own_key

SIZE = 16  # bytes of a digest


class DamagedError(Exception):
    """What is kept on disk cannot be believed, as it is damaged or was not kept by the user.

    The message says why. Whoever gets it does without what was kept, and makes it anew.
    """


class Seal:
    """The user's seal on what is kept in the file or folder at `path`: nothing that was sealed elsewhere bears it.

    `unkept` says why no later process will know it again, or is "". It is HMAC with SHA-256.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        key, self.unkept = own_key()
        # as the module hmac does it, which takes a fifth longer for values of some kilobytes: its objects are Python's
        self._inner, self._outer = (
            sha256(bytes(byte ^ mask for byte in key.ljust(64, b"\0"))) for mask in (0x36, 0x5C)
        )
        self._inner.update(os.fsencode(Path(path).absolute()) + b"\0")

    def digest(self, data: bytes | memoryview, *place: str | bytes | int) -> bytes:
        """What shows that `data` was kept by the user at this place, such as a table and a row: the seal itself.

        It differs for the same data at another place, so that nobody can exchange two sealed values.
        """
        inner, outer = self._inner.copy(), self._outer.copy()
        inner.update(f"{place!r}\n".encode())
        inner.update(data)
        outer.update(inner.digest())
        return outer.digest()[:SIZE]

    def put_on(self, data: bytes, *place: str | bytes | int) -> bytes:
        """`data` with a seal, to be kept at a place."""
        return self.digest(data, *place) + data

    def take_off(self, sealed: bytes, *place: str | bytes | int) -> memoryview:
        """The data in `sealed`, which `put_on` made for this place. Raises DamagedError where the seal does not fit."""
        if type(sealed) is not bytes:
            raise DamagedError("it holds something else")
        data = memoryview(sealed)[SIZE:]
        if not compare_digest(self.digest(data, *place), sealed[:SIZE]):
            raise DamagedError("a seal is wrong: it is damaged, or was not kept here by you")
        return data
