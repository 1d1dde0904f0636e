"""Files that are written whole or not at all, folders that are exchanged, and locks.

Which files are published is decided elsewhere: in story/static_files.py by what they hold, and in images/referred.py
by who refers to them.
"""

from __future__ import annotations

import ctypes
import errno
import fcntl
import os
import re
import secrets
import shutil
import stat
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Generator

# the rights of what is published, whatever the umask: a web server is somebody else
READABLE, FOLDER = 0o644, 0o755
# what a process that was killed leaves of `replacing`
UNFINISHED = re.compile(r"\..+\.[0-9a-f]{16}\.part")
# a file that is written twice in so short a time may look as if it had been written once
SETTLED = 1_000_000_000  # ns
LONGEST = 200  # characters of a name that stand in that of its unfinished file: file systems end at 255 bytes
AWAY = "-away"  # ends that of a folder which is being exchanged, where that takes steps
# renameat2(2) of Linux and renamex_np(2) of macOS
_AT_FDCWD, _RENAME_EXCHANGE, _RENAME_SWAP = -100, 2, 2


class LinkError(OSError):
    """A symbolic link where something is to be written, or on the way to it; `problems` has a sentence that says so."""

    def __init__(self, link: Path) -> None:
        super().__init__(errno.ELOOP, "a symbolic link stands there, and is not followed: remove it", str(link))

    @property
    def problems(self) -> list[str]:
        """The sentence, as a build tells it."""
        return [f"{self.filename} is a symbolic link, which nothing is written through: remove it, then try again."]


class NoFileError(OSError):
    """A pipe, a socket, a device or a folder where a file is expected: one may never come to an end of it."""

    def __init__(self, path: str | Path) -> None:
        super().__init__(errno.EINVAL, "no file, but a folder, a pipe or the like", str(path))

    @property
    def problems(self) -> list[str]:
        """The sentence, as a build tells it."""
        return [f"{os.path.relpath(self.filename)}:1:1: this is {self.strerror}; put a file there"]


def expect(path: str | Path) -> None:
    """Raise NoFileError where something is at `path`, or where a link there leads, that is no file."""
    if os.path.exists(path) and not os.path.isfile(path):  # noqa: PTH110, PTH113 - takes any name
        raise NoFileError(path)


def opened(path: str | Path, flags: int = 0) -> IO[bytes]:
    """The file at `path`, open to be read as bytes; `flags` are more of the system's for `open`.

    Raises OSError where there is none, and NoFileError for a folder, a pipe or the like.
    """
    try:
        # a pipe would be waited for
        number = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY | flags)
    except OSError as error:
        if error.errno == errno.ENXIO:  # a socket
            raise NoFileError(path) from None
        raise
    if not stat.S_ISREG(os.fstat(number).st_mode):
        os.close(number)
        raise NoFileError(path)
    return open(number, "rb")  # noqa: PTH123 - an open file, which whoever asked for it closes


def read(path: str | Path) -> bytes:
    """The bytes of the file at `path`. Raises OSError as `opened` does."""
    with opened(path) as file:
        return file.read()


def stamp(status: os.stat_result) -> str:
    """A text that differs where a file may have changed: its size, its times and its inode."""
    return f"{status.st_size} {status.st_mtime_ns} {status.st_ctime_ns} {status.st_ino}"


def refuse_links(path: Path, below: Path) -> None:
    """Raise LinkError where the folder `below`, `path` in it, or a folder between them is a symbolic link."""
    for place in (path, *path.parents):
        if place.is_symlink():
            raise LinkError(place)
        if place == below:
            return


@contextmanager
def replacing(path: Path, *, mode: int | None = None, sync: bool = False) -> Generator[IO[bytes]]:
    """Gives a new file, open for bytes, which takes the place of `path` when the context ends without an error.

    Until then the file is beside `path`, under a name that nobody can foretell (see UNFINISHED). A link at `path` is
    replaced and never followed. The file has the rights `mode`, or those that the umask leaves. With `sync`, its bytes
    are on the disk before it gets its name, so that a loss of power leaves no empty file.
    """
    unfinished = path.with_name(f".{path.name[:LONGEST]}.{secrets.token_hex(8)}.part")
    number = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o666)
    try:
        with open(number, "wb") as file:  # noqa: PTH123 - an open file
            if mode is not None:
                os.fchmod(number, mode)
            yield file
            if sync:
                file.flush()
                os.fsync(file.fileno())
        unfinished.replace(path)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise


def write(path: Path, data: bytes, *, mode: int | None = None, below: Path | None = None) -> None:
    """Put `data` at `path`, all of it or none, with the rights `mode`, or what the umask leaves.

    Raises LinkError where `refuse_links` does, if `below` is given.
    """
    if below:
        refuse_links(path, below)
    with replacing(path, mode=mode) as file:
        file.write(data)


def make_readable(folder: Path) -> None:
    """Make a folder, and those above it, so that others can look into them. Folders that are there already stay as they
    are.
    """
    if not folder.is_dir():
        make_readable(folder.parent)
        folder.mkdir(exist_ok=True)
        folder.chmod(FOLDER)


def make_all_readable(folder: Path) -> None:
    """Let others read all that is below a folder, whatever umask it was made under or where it was copied from."""
    for top, _, names in os.walk(folder):
        Path(top).chmod(FOLDER)
        for name in names:
            path = Path(top, name)
            # what has another name is also somebody's source
            if path.is_file() and not path.is_symlink() and path.stat().st_nlink == 1:
                path.chmod(READABLE)


@contextmanager
def alone(path: Path, *, is_folder: bool = False) -> Generator[None]:
    """Hold a lock on `path`, a file that is made if need be or a folder that is there.

    Raises BlockingIOError where another process holds it, NoFileError where something else is than should be, and
    OSError where there can be none. The system gives the lock back with the process, however that ends.
    """
    if not is_folder:
        expect(path)
    own = os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK
    lock = os.open(path, os.O_RDONLY | os.O_DIRECTORY if is_folder else own, 0o644)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(lock)


def land(new: Path, target: Path) -> None:
    """Put the folder `new` at `target`, in place of a folder that stands there, which is removed.

    Raises OSError, for a file that stands there as well.
    """
    exchange(new, target)
    shutil.rmtree(new, ignore_errors=True)


def exchange(new: Path, target: Path) -> None:
    """Put the folder `new` at `target`, and a folder that stands there at `new`: in one step, as the system can; where
    it cannot, in steps that follow at once, between which `recover` puts things right.

    Raises OSError, for a file that stands there as well; what stood there does so still.
    """
    if not target.is_dir():
        new.replace(target)
        return
    libc = ctypes.CDLL(None, use_errno=True)
    paths = os.fsencode(new), os.fsencode(target)
    if sys.platform == "darwin":
        failed = libc.renamex_np(*paths, _RENAME_SWAP)
    elif hasattr(libc, "renameat2"):
        failed = libc.renameat2(_AT_FDCWD, paths[0], _AT_FDCWD, paths[1], _RENAME_EXCHANGE)
    else:
        ctypes.set_errno(errno.ENOSYS)
        failed = -1
    if not failed:
        return
    number = ctypes.get_errno()
    if number not in {errno.ENOSYS, errno.EINVAL, errno.ENOTSUP}:
        raise OSError(number, os.strerror(number), str(target))
    away = _away(new)
    target.replace(away)
    try:
        new.replace(target)
    except OSError:
        away.replace(target)
        raise
    away.replace(new)


def recover(new: Path, target: Path) -> None:
    """Finish or undo an `exchange` of these folders that was killed between its steps.

    What stood at `target` does so again if nothing else does, and lies at `new` if something does.
    """
    away = _away(new)
    if not away.is_dir():
        return
    if not target.exists():
        away.replace(target)
    elif new.exists():
        shutil.rmtree(away)
    else:
        away.replace(new)


def _away(new: Path) -> Path:
    return new.with_name(new.name + AWAY)
