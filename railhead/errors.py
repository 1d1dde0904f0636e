"""What the tasks tell a maintainer in a sentence instead of a traceback.

What is wrong at a line of a source is told by story/problems.py, and what `check` finds by check/finding.py.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection


class SiteError(Exception):
    """Something that a maintainer can mend; the message says what is wrong and what to do."""


def named(paths: Collection[str], most: int = 3) -> str:
    """The first `most` of `paths` in alphabetical order, and how many more there are, to be put into a sentence."""
    ordered = sorted(paths)
    more = f" and {len(ordered) - most:,} more" if len(ordered) > most else ""
    return ", ".join(ordered[:most]) + more


def plain(words: str) -> str:
    """What another program said, on one line. Passwords and queries in addresses, which may be secret, are left out."""
    words = re.sub(r"//[^/@\s]+@", "//", words)
    words = re.sub(r"(https?://[^\s\"?]*)\?[^\s\"]*", r"\1", words)
    return " ".join(words.split()).rstrip(".:")
