"""How long publishing takes, what each step takes of it, and deploying: `tasks.py bench publish`.

How fast readers are served what was published is measured in `serving`.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from railhead.errors import SiteError

from . import keeping, stories

if TYPE_CHECKING:
    from collections.abc import Callable

STEP = re.compile(r"(built|checked|written|indexed|put into place) ([\d.]+) s")
TURNS = ("the first", "nothing changed", "one story corrected")
DEPLOYED = {"the first": "everything", "one story corrected": "one correction"}  # after which turns, and what
CORRECTION = "corrections:\n  - {date: 2026-01-02, kind: correction, text: A word in the text was wrong.}\n"


def run(count: int, say: Callable[[str], object], results: Path = keeping.RESULTS) -> dict[str, Any]:
    """Publish a copy of the project with `count` generated stories beside its own, as in TURNS.

    Returns the result, as it is written to publish-COUNT.json in the folder `results`: seconds in all and by step, the
    seconds that deploying to a folder takes by what changed since the last deploy, and bytes by form. `say` is given a
    line for each turn. Raises SiteError where publishing fails.
    """
    with tempfile.TemporaryDirectory(prefix="publish-") as folder, tempfile.TemporaryDirectory(prefix="to-") as target:
        say(f"copying the project, with {count:,} generated stories")
        project = stories.project(Path(folder), count)
        total = stories.counted(project)
        turns, deployed = {}, {}
        for turn in TURNS:
            if turn == TURNS[2]:
                correct(stories.chosen(project, count))
            say(f"publishing: {turn}")
            turns[turn] = publish(project)
            say(f"{turn}: {turns[turn]['seconds']:.1f} s")
            if turn in DEPLOYED:
                deployed[DEPLOYED[turn]], _ = _run(project, "deploy", "--to", f"folder:{target}")
                say(f"deploying {DEPLOYED[turn]}: {deployed[DEPLOYED[turn]]:.1f} s")
        sizes = _sizes(project / "public")
    return keeping.keep("publish", count, total, {"turns": turns, "deployed": deployed, "sizes": sizes}, results)


def publish(project: Path) -> dict[str, Any]:
    """What publishing a project takes: seconds in all, and by step. Raises SiteError."""
    seconds, said = _run(project, "publish")
    return {"seconds": seconds, "steps": {step: float(took) for step, took in STEP.findall(said)}}


def _run(project: Path, task: str, *options: str) -> tuple[float, str]:
    """(the seconds that a task takes, what it says)."""
    started = time.perf_counter()
    command = [sys.executable, "-m", "invoke", task, *options]
    done = subprocess.run(command, cwd=project, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SiteError(f"{task} failed: {(done.stdout + done.stderr)[-500:]}")
    return time.perf_counter() - started, done.stdout


def correct(story: Path) -> None:
    """Put one more word into the text of a story, and a correction into its front matter."""
    text = story.read_text(encoding="utf-8")
    story.write_text(text.replace("\n---\n\n", f"\n{CORRECTION}---\n\nSo. ", 1), encoding="utf-8")


def _sizes(public: Path) -> dict[str, int]:
    """{form: bytes} of the files of which there are compressed forms."""
    texts = [path.with_suffix("") for path in public.rglob("*.br")]
    forms = {"as they are": "", "br": ".br", "gz": ".gz"}
    return {
        form: sum(path.with_name(path.name + suffix).stat().st_size for path in texts) for form, suffix in forms.items()
    }
