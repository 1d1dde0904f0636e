"""How long builds of the site take, by what changed: `tasks.py bench build`.

Pelican without the engine is not measured here, but on a bare site, in packages/pelican-incremental/benchmarks/.
"""

from __future__ import annotations

import os
import re
import sys
import tempfile
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from railhead.errors import SiteError

from . import keeping, stories
from .engine import measure

if TYPE_CHECKING:
    from collections.abc import Callable

DATE = re.compile(r'(?m)^date: "?(\d{4}-\d\d-\d\d).*$')
RENDERED = re.compile(r"(\d+) rendered, .*?(\d+) written")


def run(count: int, say: Callable[[str], object], results: Path = keeping.RESULTS) -> dict[str, Any]:
    """Build a copy of the project with `count` generated stories beside its own, after each of CHANGES.

    Returns the result, as it is written to build-COUNT.json in the folder `results`: seconds, memory in MB and how many
    files were rendered and written, by turn. `say` is given a line for each turn. Raises SiteError where a build fails.
    """
    with tempfile.TemporaryDirectory(prefix="build-") as folder:
        say(f"copying the project, with {count:,} generated stories")
        project = stories.project(Path(folder), count)
        total = stories.counted(project)
        story = stories.chosen(project, count)
        turns = {}
        for turn, change in CHANGES.items():
            if change:
                change(story)
            turns[turn] = build(project)
            say(f"{turn}: {turns[turn]['seconds']:.2f} s, {turns[turn]['rendered']:,} files rendered")
    return keeping.keep("build", count, total, {"turns": turns}, results)


def build(project: Path) -> dict[str, Any]:
    """What one build of a project takes: seconds, memory in MB, files rendered and written. Raises SiteError."""
    said = project / "said.txt"
    command = ["/bin/sh", "-c", '"$0" -m invoke build > said.txt 2>&1 || { cat said.txt >&2; exit 1; }', sys.executable]
    try:
        sample = measure.measure(command, project, os.environ)
    except measure.FailedError as error:
        raise SiteError(f"build failed: {str(error)[-500:]}") from None
    told = RENDERED.search(said.read_text(encoding="utf-8"))
    if not told:
        raise SiteError(f"build did not say what it did: {said.read_text(encoding='utf-8')[-500:]}")
    said.unlink()
    rendered, written = map(int, told.groups())
    return {"seconds": sample.seconds, "memory_mb": round(sample.memory), "rendered": rendered, "written": written}


def reword(story: Path) -> None:
    """Put a sentence more at the end of the text."""
    story.write_text(f"{story.read_text(encoding='utf-8')}\nSo it was said.\n", encoding="utf-8")


def retitle(story: Path) -> None:
    """Give the story another headline."""
    story.write_text(re.sub('(?m)^title: "', 'title: "Again: ', story.read_text(encoding="utf-8"), count=1), "utf-8")


def add(story: Path) -> Path:
    """Write the newest story of all, of a day on which no other one was published. Returns its file."""
    text = re.sub('(?m)^id: "', 'id: "added-', story.read_text(encoding="utf-8"), count=1)
    text = re.sub('("url": "https://[^"]*)"', r'\1-added"', text)
    told = (DATE.search(path.read_text(encoding="utf-8")) for path in story.parents[1].rglob("*.md"))
    day = date.fromisoformat(max(found[1] for found in told if found)) + timedelta(days=1)
    text = DATE.sub(f"date: {day}", text, count=1)
    place = story.parents[1] / f"{day:%Y}" / f"added-{story.name}"
    place.parent.mkdir(exist_ok=True)
    place.write_text(text, encoding="utf-8")
    return place


CHANGES: dict[str, Callable[[Path], object] | None] = {
    "the first": None,
    "nothing changed": None,
    "a sentence in a text": reword,
    "a headline": retitle,
    "a new story": add,
}
