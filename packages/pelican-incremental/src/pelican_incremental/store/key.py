"""The key by which a user's programs know what they have kept themselves.

It never leaves the user's own folder: it is in no store, no output and no message.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from contextlib import suppress
from pathlib import Path

from . import own

VARIABLE = "PELICAN_INCREMENTAL_KEY"
SHORTEST = 32  # characters of one that the environment gives
SIZE = 32  # bytes
# where a user's programs keep what is their own: as XDG has it, by default, and on Windows
PLACES = (("XDG_STATE_HOME", ""), ("HOME", ".local/state"), ("LOCALAPPDATA", ""))
# knows what this process has kept, where there is no other
_of_this_process = secrets.token_bytes(SIZE)


class NoKeyError(Exception):
    """There is no key that could be trusted; the message says why."""


def own_key() -> tuple[bytes, str]:
    """(the user's key, ""), or (one that this process alone has, a sentence that says why)."""
    try:
        return _given() or _kept(), ""
    except NoKeyError as error:
        why = f"nothing is kept for the next build, since there is no key to know it by: {error}"
        return _of_this_process, f"{why}. Mend that, or set {VARIABLE} to a secret of {SHORTEST} characters or more"


def _given() -> bytes | None:
    """The key that the environment gives, or None. A secret that a service keeps from a run is empty there."""
    text = os.fsencode(os.environ.get(VARIABLE, "")).strip()
    if not text:
        return None
    if len(text) < SHORTEST:
        raise NoKeyError(f"{VARIABLE} has fewer than {SHORTEST} characters")
    return hashlib.sha256(text).digest()


def _kept() -> bytes:
    """The key in the user's own folder, made now if there is none."""
    path = _folder() / "key"
    try:
        with suppress(FileNotFoundError):
            return _read(path)
        _make(path)
        return _read(path)
    except OSError as error:
        raise NoKeyError(f"{error.filename or path} cannot be used ({error.strerror or error})") from None


def _folder() -> Path:
    for name, below in PLACES:
        folder = os.environ.get(name, "")
        if not os.path.isabs(folder):  # noqa: PTH117 - "" is no path
            continue
        if below and not Path(folder).is_dir():
            raise NoKeyError(f"{name} names no folder")
        return Path(folder, below, "pelican-incremental")
    raise NoKeyError("HOME is not set")


def _read(path: Path) -> bytes:
    wrong = own.fault(os.lstat(path.parent), "folder", own.TOUCHING)
    if wrong:
        raise PermissionError(0, wrong, str(path.parent))
    key = own.read(path, own.TOUCHING)
    if len(key) != SIZE:
        raise OSError(0, f"it has {len(key)} bytes instead of {SIZE}", str(path))
    return key


def _make(path: Path) -> None:
    """Put a new key at `path`, whole or not at all; one that another process puts there meanwhile stays."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with suppress(FileExistsError):
        # the user's folder may lie in a checkout, as a service's does: a key is never to be committed
        own.create(path.with_name(".gitignore"), b"*\n")
    unfinished = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    own.create(unfinished, secrets.token_bytes(SIZE))
    try:
        with suppress(FileExistsError):
            os.link(unfinished, path)
    finally:
        unfinished.unlink()
