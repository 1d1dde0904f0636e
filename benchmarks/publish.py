"""How long publishing takes and what each step takes of it: `tasks.py bench publish`."""

import json
import re
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from benchmarks import corpus
from benchmarks.build import RESULTS, machine

ROOT = Path(__file__).resolve().parent.parent
STEP = re.compile(r"(built|checked|written|indexed|put into place) ([\d.]+) s")
TURNS = ("the first", "nothing changed", "one story corrected")
CORRECTION = "corrections:\n  - {date: 2026-01-02, kind: correction, text: A word in the text was wrong.}\n"


def run(articles, results=RESULTS):
    """Publish a copy of the project with `articles` generated stories beside its own, as in TURNS.

    Returns the result, as it is written to publish-ARTICLES.json: seconds in all and by step, and bytes by form.
    """
    with tempfile.TemporaryDirectory(prefix="publish-") as folder:
        project = _project(Path(folder), articles)
        own = len(list((project / "content" / "stories").rglob("*.md"))) - articles
        turns = {TURNS[0]: _publish(project), TURNS[1]: _publish(project)}
        _correct(project)
        turns[TURNS[2]] = _publish(project)
        sizes = _sizes(project / "public")
    result = {
        "articles": articles,
        "stories": articles + own,
        "date": f"{datetime.now(UTC):%Y-%m-%d}",
        "machine": machine(),
        "turns": turns,
        "sizes": sizes,
    }
    results.mkdir(exist_ok=True)
    (results / f"publish-{articles}.json").write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    return result


def _project(folder, articles):
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S607
    for name in listed.stdout.splitlines():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes((ROOT / name).read_bytes())
    (folder / ".venv").symlink_to(ROOT / ".venv")
    corpus.write(folder / "content" / "stories", articles, corpus.railhead)
    return folder


def _publish(project):
    started = time.perf_counter()
    command = [sys.executable, "-m", "invoke", "publish"]
    done = subprocess.run(command, cwd=project, capture_output=True, text=True, check=False)
    if done.returncode:
        raise ValueError(f"publish failed: {(done.stdout + done.stderr)[-500:]}")
    seconds = time.perf_counter() - started
    return {"seconds": seconds, "steps": {step: float(took) for step, took in STEP.findall(done.stdout)}}


def _correct(project):
    story = next((project / "content/stories/2024").glob("koksan-*.md"))
    text = story.read_text(encoding="utf-8")
    story.write_text(text.replace("\n---\n\n", f"\n{CORRECTION}---\n\nSo. ", 1), encoding="utf-8")


def _sizes(public):
    """{form: bytes} of the files of which there are compressed forms."""
    texts = [path.with_suffix("") for path in public.rglob("*.br")]
    forms = {"as they are": "", "br": ".br", "gz": ".gz"}
    return {
        form: sum(path.with_name(path.name + suffix).stat().st_size for path in texts) for form, suffix in forms.items()
    }
