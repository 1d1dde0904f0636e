"""Opens, makes and removes files so that another user, or a branch that was checked out, can do no harm with theirs.

What stands in the files is not judged here, but in `seal`.
"""

from __future__ import annotations

import os
import shutil
import stat
from contextlib import suppress
from pathlib import Path

# what others must not be able to do to a file, as bits of its mode
WRITING = stat.S_IWGRP | stat.S_IWOTH
TOUCHING = stat.S_IRWXG | stat.S_IRWXO
NO_LINK = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
KINDS = {"file": stat.S_ISREG, "folder": stat.S_ISDIR}


def fault(status: os.stat_result, kind: str, forbidden: int = WRITING) -> str:
    """Why others may have had a hand in a "file" or "folder", of which `status` is told without following links.

    `forbidden` is what they must not be able to do. Returns "" where there is nothing.
    """
    if stat.S_ISLNK(status.st_mode):
        return "it is a symbolic link"
    if not KINDS[kind](status.st_mode):
        return f"it is no {kind}"
    if not hasattr(os, "geteuid"):
        return ""  # a system that keeps rights in another way
    if status.st_uid != os.geteuid():
        return "it belongs to another user"
    if status.st_mode & forbidden:
        return "others can write to it" if status.st_mode & WRITING else "others can read it"
    return ""


def read(path: Path, forbidden: int = WRITING) -> bytes:
    """The bytes of a file that only the user can have written.

    Raises OSError where it cannot be read, and where `fault` finds something wrong with it.
    """
    wrong = fault(os.lstat(path), "file", forbidden)
    if wrong:
        raise PermissionError(0, wrong, str(path))
    with open(os.open(path, os.O_RDONLY | NO_LINK), "rb") as file:  # noqa: PTH123 - a Path would follow links
        # it may have been exchanged for another in between
        wrong = fault(os.fstat(file.fileno()), "file", forbidden)
        if wrong:
            raise PermissionError(0, wrong, str(path))
        return file.read()


def create(path: Path, data: bytes = b"") -> None:
    """Make a file that is the user's alone. Raises FileExistsError where there is anything, such as a link."""
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | NO_LINK, 0o600), "wb") as file:  # noqa: PTH123
        file.write(data)


def remove(path: Path) -> None:
    """Remove what stands at `path`, if anything does: a file, a folder with all that is in it, or just a link."""
    with suppress(FileNotFoundError):
        if stat.S_ISDIR(os.lstat(path).st_mode):
            shutil.rmtree(path)
        else:
            path.unlink()


def clear(path: Path, kind: str, forbidden: int = WRITING) -> None:
    """Remove what is at `path` if `fault` finds something wrong with it, such as a link that others have put there."""
    with suppress(FileNotFoundError):
        if fault(os.lstat(path), kind, forbidden):
            remove(path)


def put(new: Path, path: Path) -> None:
    """Put the file `new` at `path`, in place of whatever is there."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    new.replace(path)


def make_folder(path: Path) -> str:
    """Have a folder at `path` to which nobody else can write. Returns what was wrong with one that was there, or "".

    Raises OSError, with a sentence, where there can be none: where others own it, or a link leads to it.
    """
    for step in _steps(path):
        if step.is_symlink():
            raise NotADirectoryError(0, "it is a symbolic link", str(step))
    path.parent.mkdir(parents=True, exist_ok=True)
    with suppress(FileExistsError):
        path.mkdir(mode=0o700)
    status = os.lstat(path)
    wrong = fault(status, "folder", 0)
    if wrong:
        raise NotADirectoryError(0, wrong, str(path))
    if wrong := fault(status, "folder"):
        path.chmod(stat.S_IMODE(status.st_mode) & ~WRITING)
    return wrong


def _steps(path: Path) -> list[Path]:
    """A folder and those above it which can have come with the site: up to the current folder, or two of them."""
    path, here = Path(path).absolute(), Path.cwd()
    steps = [path, *path.parents]
    return steps[: steps.index(here)] if here in steps else steps[:2]
