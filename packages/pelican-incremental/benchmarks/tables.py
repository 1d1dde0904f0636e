"""Tables in Markdown, and files in which they stand between marks.

The figures come from `report` and `real_report`, and `report` writes the files.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple


class Marks(NamedTuple):
    """The lines of a file between which what was measured stands."""

    start: str
    end: str


def marks(what: str, command: str) -> Marks:
    """The marks around the table of `what`, which a `command` writes."""
    return Marks(f"<!-- benchmark of {what}: written by `{command}` -->", f"<!-- benchmark of {what} ends -->")


def table(rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table of the cells in `rows`: the first row is the head, and all columns but the first are figures."""
    head, *body = rows
    lines = [head, ["---", *["--:"] * (len(head) - 1)], *body]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def seconds(value: float) -> str:
    """A time in s."""
    return f"{number(value)} s"


def number(value: float) -> str:
    """A figure with three digits: more than the spread of several measurements leaves certain."""
    return f"{value:.2f}" if value < 10 else f"{value:.1f}" if value < 100 else f"{value:,.0f}"  # noqa: PLR2004


def megabytes(values: Sequence[float]) -> str:
    """Several sizes in MB, or a dash for none."""
    return ", ".join(f"{value:,} MB" for value in values) or "–"


def load(folder: Path, kind: str) -> list[dict[str, Any]]:
    """The results of a kind in a folder, KIND-ARTICLES.json each, the smallest site first."""
    results = [json.loads(path.read_text(encoding="utf-8")) for path in folder.glob(f"{kind}-*.json")]
    return sorted(results, key=lambda result: result["articles"])


def between(name: str, text: str, around: Marks, content: str) -> str:
    """The text of the file called `name` with this content between its marks; raises ValueError where it has none."""
    if around.start not in text or around.end not in text:
        raise ValueError(f"{name} lacks the marks `{around.start}` and `{around.end}`: write them into it.")
    before, rest = text.split(around.start, 1)
    return f"{before}{around.start}\n{content}\n{around.end}{rest.split(around.end, 1)[1]}"
