"""Telling of files that code looks for without opening them, of which Python's audit events say nothing.

Files that are opened, and folders that are listed, are told of by these events, and heard of in `recorder`.
"""

from __future__ import annotations

import genericpath
import os
import pathlib
import sys
from contextlib import contextmanager
from functools import wraps
from typing import TYPE_CHECKING, Any

import pelican

from .recorder import LINKED, LOOKED, SOUGHT, loads_modules, recorder

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from types import FrameType

# Python's own code between who wants to know something of a file and the system
BETWEEN = {genericpath.__file__, "<frozen genericpath>", os.__file__, "<frozen os>", "<frozen posixpath>"}
BETWEEN |= {os.path.__file__, pathlib.Path.stat.__code__.co_filename}
# those among it that only want to know whether something is there, and of what kind
THERE = {"exists", "lexists", "is_file", "is_dir", "isfile", "isdir"}
# and those that only want to know whether it is a link: a folder around a file has another time at each build
LINKS = {"realpath", "_joinrealpath", "resolve", "islink", "is_symlink", "readlink"}
PELICAN = os.path.dirname(pelican.__file__) + os.sep  # noqa: PTH120 - as code objects have it
PLUGINS = f"{PELICAN}plugins{os.sep}"
NAMES = ("stat", "lstat", "access")
ABLE = (os.supports_fd, os.supports_dir_fd, os.supports_follow_symlinks, os.supports_effective_ids)


@contextmanager
def looks_told() -> Generator[None]:
    """While this lasts, code that the recorder asks of is noted to depend on what it looks for.

    Functions of the module `os` are replaced for that: there is no other way to hear of them, short of a profile of
    all calls, with which reading takes four times as long.
    """
    own = {name: getattr(os, name) for name in NAMES}
    lent = {function: _telling(function) for function in own.values()}
    # where Python says what its functions can do, those in their place can do as much
    able = [(names, lent[function]) for names in ABLE for function in own.values() if function in names]
    for name, function in own.items():
        setattr(os, name, lent[function])
    for names, function in able:
        names.add(function)
    try:
        yield
    finally:
        for name, function in own.items():
            setattr(os, name, function)
        for names, function in able:
            names.discard(function)


def _telling(look: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(look)
    def told(path: Any, *arguments: Any, **options: Any) -> Any:
        if recorder.asking is not None and recorder.asking.looks and not isinstance(path, int):
            _note(os.fspath(path), sys._getframe(1))  # noqa: SLF001 - there is no other way to who asks
        return look(path, *arguments, **options)

    return told


def _note(path: str | bytes, frame: FrameType | None) -> None:
    is_there = is_link = False
    while frame and frame.f_code.co_filename in BETWEEN:
        is_there |= frame.f_code.co_name in THERE
        is_link |= frame.f_code.co_name in LINKS
        frame = frame.f_back
    asker = frame.f_code.co_filename if frame else ""
    if loads_modules(asker) or (asker.startswith(PELICAN) and not asker.startswith(PLUGINS)):
        return  # Pelican looks for what it is told of by settings
    recorder.note_looked_at(path, SOUGHT if is_there else LINKED if is_link else LOOKED)
