"""One thing that a check has found, and how grave it is.

A build that refuses a source tells of a Problem instead (railhead/story/problems.py), for which there are no degrees.
"""

from dataclasses import dataclass
from enum import IntEnum

from railhead.characters import in_line


class Level(IntEnum):
    """How grave a finding is: an error must not be published, a warning needs an answer, a note is for information."""

    ERROR = 0
    WARNING = 1
    NOTE = 2


@dataclass(frozen=True, order=True)
class Finding:
    """One thing that was found, in the file `path` at `line`, counted from 1. Findings sort by place."""

    path: str
    line: int
    level: Level
    what: str

    def __str__(self) -> str:
        return f"{in_line(self.path)}:{self.line}: {self.level.name.lower()}: {self.what}"
