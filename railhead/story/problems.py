"""A problem of a source file, told as `place: what is wrong; what would be right`, so that its writer can mend it.

A warning of `check` is no Problem but a Finding, railhead/check/finding.py.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pelican_incremental import shortened

from railhead.characters import in_line
from railhead.errors import named

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

MOST_LISTED = 20

Place = tuple[int, int]  # (line, column) in a file, both counted from 1
Fault = tuple[int, int, str, str]  # (line, column, what is wrong, what would be right)


def listed(names: Collection[str]) -> str:
    """The first names in a sentence, such as `a, b and 3 more`: at most MOST_LISTED, in alphabetical order."""
    return named(names, MOST_LISTED)


@dataclass(frozen=True, order=True)
class Problem:
    """One thing to mend. `line` and `column` count from 1; `path` is relative to the project."""

    path: str
    line: int
    column: int
    wrong: str
    right: str

    def __str__(self) -> str:
        # names of files and addresses may hold what would break the line, or what no terminal can show
        return in_line(f"{self.path}:{self.line}:{self.column}: {self.wrong}; {self.right}")


class ContentError(Exception):
    """Stops a build. `problems` has every Problem of every file, sorted and each once."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = sorted(set(problems))
        super().__init__("\n".join(shortened(map(str, self.problems))))
