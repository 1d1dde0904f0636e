"""What is wrong with a source file, said so that its writer can mend it."""

from dataclasses import dataclass

from pelican_incremental import shortened

from railhead.characters import in_line
from railhead.errors import named

MOST_LISTED = 20


def listed(names):
    """The first names of some that may be meant, for a sentence; it says how many more there are."""
    return named(names, MOST_LISTED)


@dataclass(frozen=True, order=True)
class Problem:
    """One thing to mend. `line` and `column` count from 1; `path` is relative to the project."""

    path: str
    line: int
    column: int
    wrong: str
    right: str

    def __str__(self):
        # names of files and addresses may hold what would break the line, or what no terminal can show
        return in_line(f"{self.path}:{self.line}:{self.column}: {self.wrong}; {self.right}")


class ContentError(Exception):
    """Raised once for a build, with every problem of every file in `problems`."""

    def __init__(self, problems):
        self.problems = sorted(set(problems))
        super().__init__("\n".join(shortened(map(str, self.problems))))
