"""What the tasks tell a maintainer in a sentence instead of a traceback."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection


class SiteError(Exception):
    """Something that a maintainer can mend; the message says what is wrong and what to do."""


def named(paths: Collection[str], most: int = 3) -> str:
    """The first few of `paths`, with the number of those left out: for a sentence."""
    ordered = sorted(paths)
    more = f" and {len(ordered) - most:,} more" if len(ordered) > most else ""
    return ", ".join(ordered[:most]) + more


def plain(words: str) -> str:
    """What another program said, on one line, without the secrets that an address in it may hold."""
    words = re.sub(r"//[^/@\s]+@", "//", words)
    words = re.sub(r"(https?://[^\s\"?]*)\?[^\s\"]*", r"\1", words)
    return " ".join(words.split()).rstrip(".:")
