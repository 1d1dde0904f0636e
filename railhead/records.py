"""Reads records that others can write, on a target or in a branch, and refuses one that has not just our own form.

It writes none, and knows nothing of stories: what these said when they were published is in record/published.py.
"""

from __future__ import annotations

import errno
import json
import os
import re
from typing import TYPE_CHECKING, Any
from unicodedata import is_normalized

from . import files

if TYPE_CHECKING:
    from pathlib import Path

LARGEST = 64 << 20  # bytes; of 10,000 stories, the manifest of a deploy has a third of that
LONGEST, LONGEST_PART = 1024, 255  # bytes of a path, as file systems and object stores take them
SHOWN = 80  # characters of what is wrong
_DIGEST = re.compile("[0-9a-f]{64}")
_SUM = re.compile("([0-9a-f]{64})  (.+)")
# `:` ends the name of a drive, or begins that of a stream (NTFS)
_UNFIT = re.compile(r"[\\:]|^[~/]|(^|/)(\.{0,2}|\.git)(/|$)", re.IGNORECASE)


class RecordError(ValueError):
    """A record that is refused. The message says why, and is meant to be read behind the name of the record."""


def read(path: Path) -> bytes:
    """The bytes of a record. Raises FileNotFoundError where nothing is, RecordError for what is no file of its own or
    is too large, and OSError for a file that cannot be read.
    """
    try:
        with files.opened(path, os.O_NOFOLLOW) as file:
            return _of_size(file.read(LARGEST + 1))
    except files.NoFileError:
        raise RecordError("it is no file") from None
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise RecordError("it is a symbolic link") from None
        raise


def loaded(data: bytes) -> object:
    """The value in the bytes of a JSON record, of which nothing is known yet. Raises RecordError where they are no
    JSON, too many, or nested too deeply.
    """
    try:
        return json.loads(_of_size(data))
    except (ValueError, RecursionError) as error:
        why = "it is nested too deeply" if isinstance(error, RecursionError) else f"it is no JSON ({error})"
        raise RecordError(why) from None


def group(value: object, name: str) -> dict[str, Any]:
    """`value`, which is called `name`, if it is a JSON object. Raises RecordError."""
    if not isinstance(value, dict):
        raise RecordError(f"{name} is no object")
    return value


def is_path(value: object) -> bool:
    """Whether a value is a path below a folder as our own records write one, so that it leads nowhere else.

    It is relative, with slashes, in Unicode's form NFC and on one line, and has no part that is empty, `.`, `..` or
    `.git`.
    """
    return (
        isinstance(value, str)
        and value.isprintable()
        and not _UNFIT.search(value)
        and is_normalized("NFC", value)
        and len(value.encode()) <= LONGEST
        and all(len(part.encode()) <= LONGEST_PART for part in value.split("/"))
    )


def path(value: object) -> str:
    """`value`, if it is a path below a folder. Raises RecordError for all else, such as a way out of the folder."""
    if not isinstance(value, str) or not is_path(value):
        raise RecordError(f"{ascii(value)[:SHOWN]} is no path in its folder")
    return value


def digest(value: object) -> str:
    """`value`, if it is a SHA-256 in hexadecimal digits. Raises RecordError."""
    if not isinstance(value, str) or not _DIGEST.fullmatch(value):
        raise RecordError(f"{ascii(value)[:SHOWN]} is no SHA-256")
    return value


def digests(value: object, name: str) -> dict[str, str]:
    """`value`, which is called `name`, if it maps paths below a folder to SHA-256s. Raises RecordError."""
    return {path(own): digest(of_it) for own, of_it in group(value, name).items()}


def sums(data: bytes) -> dict[str, str]:
    """{path: SHA-256 in hexadecimal digits} of a file SHA256SUMS with these bytes.

    Raises RecordError, which begins with the number of the line, for whatever `publish` would not have written.
    """
    try:
        lines = _of_size(data).decode().split("\n")
    except UnicodeDecodeError:
        raise RecordError("1: this is no text in UTF-8") from None
    if lines.pop():
        raise RecordError(f"{len(lines) + 1}: this line has no end")
    found: dict[str, str] = {}
    for number, line in enumerate(lines, start=1):
        match = _SUM.fullmatch(line)
        if not match or not is_path(match[2]) or match[2] in found:
            raise RecordError(f"{number}: this is no checksum and path of a file")
        found[match[2]] = match[1]
    return found


def _of_size(data: bytes) -> bytes:
    if len(data) > LARGEST:
        raise RecordError(f"it is larger than {LARGEST:,} bytes")
    return data
