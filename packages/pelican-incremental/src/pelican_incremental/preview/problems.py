"""What went wrong, as a writer needs to see it: the place, and the lines around it.

What went wrong is found out by the build, and shown to the writer by `client.js`.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TypedDict
from unicodedata import category

# at the beginning, or after what Pelican has to say of it
PLACE = re.compile(
    r"(?P<before>^|.*?: )(?P<place>(?P<path>[^\s:][^:\n]*):(?P<line>\d+)(:\d+)?): (?P<what>.*)", re.DOTALL
)
# categories of signs of which nothing is seen
UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
AROUND = 2  # lines shown before and after


class Problem(TypedDict):
    """A problem: `text` as in the terminal, its `place` or "", `what` is wrong, and the `excerpt`, lines around it.

    Each line of the excerpt is (number, text, whether it is the line).
    """

    text: str
    place: str
    what: str
    excerpt: list[tuple[int, str, bool]]


def described(lines: list[str], root: str | Path) -> list[Problem]:
    """A Problem for each of the `lines`: sentences, of which some begin with a path and a line.

    The path leads from `root`, or from its folder of contents.
    """
    return [_described(line, Path(root)) for line in lines]


def printable(text: str) -> str:
    """Text as a terminal may be given it: what moves its cursor or turns its direction is told by its number."""
    text = text.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    return "".join(sign if sign == "\n" or category(sign) not in UNSEEN else ascii(sign)[1:-1] for sign in text)


def _described(text: str, root: Path) -> Problem:
    text = text.encode("utf-8", "replace").decode()  # names of files may have any bytes
    found = PLACE.match(text)
    if not found:
        return {"text": text, "place": "", "what": text, "excerpt": []}
    return {
        "text": text,
        "place": found["place"],
        "what": found["before"] + found["what"],
        "excerpt": _excerpt(found["path"], int(found["line"]), root),
    }


def _excerpt(name: str, number: int, root: Path) -> list[tuple[int, str, bool]]:
    path = next((path for path in (root / name, root / "content" / name) if path.is_file()), None)
    try:
        data = path.read_bytes() if path else b""
    except OSError:
        return []
    if b"\0" in data:  # a picture, say, of which nobody can read lines
        return []
    lines = data.decode("utf-8", "replace").replace("\r\n", "\n").split("\n") if data else []
    first = max(1, number - AROUND)
    return [(n, lines[n - 1], n == number) for n in range(first, min(len(lines), number + AROUND) + 1)]
