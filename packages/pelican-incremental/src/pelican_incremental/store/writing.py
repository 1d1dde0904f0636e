"""Files of the store's folder, written whole or not at all, and never through a link that somebody has put there."""

import errno
import os
import secrets
from contextlib import suppress

# a system without links of this kind has no such flag
NOT_THROUGH_LINKS = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
PRIVATE = 0o600


class LinkError(OSError):
    """A symbolic link stands where a build writes; `problems` has a sentence that says so."""

    def __init__(self, path):
        super().__init__(errno.ELOOP, "a symbolic link, which is not followed", str(path))

    @property
    def problems(self):
        """The sentence, as `explained` tells it."""
        return [f"{self.filename} is a symbolic link, which nothing is written through: remove it, then try again."]


def refuse_link(path):
    """Raise LinkError where `path` is a symbolic link."""
    if os.path.islink(path):  # noqa: PTH114 - thousands of times
        raise LinkError(path)


def write(path, data):
    """Put bytes at `path`, for the user alone, by way of a file beside it whose name nobody can foretell."""
    unfinished = f"{path}.{secrets.token_hex(8)}"
    file = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL | NOT_THROUGH_LINKS, PRIVATE)
    try:
        with open(file, "wb") as opened:  # noqa: PTH123 - an open file
            opened.write(data)
        os.replace(unfinished, path)  # noqa: PTH105 - as above
    except BaseException:
        with suppress(OSError):
            os.unlink(unfinished)  # noqa: PTH108 - as above
        raise


def opened(path):
    """The number of a file that is open for a lock, and made if need be. Raises LinkError for a link."""
    refuse_link(path)
    return os.open(path, os.O_RDWR | os.O_CREAT | NOT_THROUGH_LINKS, PRIVATE)
