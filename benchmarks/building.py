"""How long builds of the site take, by what changed: `tasks.py bench build`."""

import os
import re
import sys
import tempfile
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from railhead.errors import SiteError

from . import keeping, stories
from .engine import measure

TURNS = ("the first", "nothing changed", "a sentence in a text", "a headline", "a new story")
DATE = re.compile(r'(?m)^date: "?(\d{4}-\d\d-\d\d).*$')
RENDERED = re.compile(r"(\d+) rendered, .*?(\d+) written")


def run(count: int, say: Callable[[str], object], results: Path = keeping.RESULTS) -> dict[str, Any]:
    """Build a copy of the project with `count` generated stories beside its own, as in TURNS.

    Returns the result, as it is written to build-COUNT.json in the folder `results`: seconds, memory in MB and how many
    files were rendered and written, by turn. `say` is given a line for each turn. Raises SiteError where a build fails.
    """
    with tempfile.TemporaryDirectory(prefix="build-") as folder:
        say(f"copying the project, with {count:,} generated stories")
        project = stories.project(Path(folder), count)
        total = stories.counted(project)
        story = stories.chosen(project, count)
        changes = (None, None, _reword, _retitle, _add)
        turns = {}
        for turn, change in zip(TURNS, changes, strict=True):
            if change:
                change(story)
            turns[turn] = _build(project)
            say(f"{turn}: {turns[turn]['seconds']:.2f} s, {turns[turn]['rendered']:,} files rendered")
    return keeping.keep("build", count, total, {"turns": turns}, results)


def _build(project):
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


def _reword(story):
    story.write_text(f"{story.read_text(encoding='utf-8')}\nSo it was said.\n", encoding="utf-8")


def _retitle(story):
    story.write_text(re.sub('(?m)^title: "', 'title: "Again: ', story.read_text(encoding="utf-8"), count=1), "utf-8")


def _add(story):
    """Write the newest story of all, of a day on which no other one was published."""
    text = re.sub('(?m)^id: "', 'id: "added-', story.read_text(encoding="utf-8"), count=1)
    text = re.sub('("url": "https://[^"]*)"', r'\1-added"', text)
    told = (DATE.search(path.read_text(encoding="utf-8")) for path in story.parents[1].rglob("*.md"))
    day = date.fromisoformat(max(found[1] for found in told if found)) + timedelta(days=1)
    text = DATE.sub(f"date: {day}", text, count=1)
    place = story.parents[1] / f"{day:%Y}" / f"added-{story.name}"
    place.parent.mkdir(exist_ok=True)
    place.write_text(text, encoding="utf-8")
