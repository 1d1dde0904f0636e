"""How long after a story is saved its new page is served by `tasks.py preview`: `tasks.py bench preview`.

Builds without a preview are measured in `building`.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from railhead.errors import SiteError

from . import keeping, stories
from .engine import measure, watching

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from .engine import ServedPage

STARTING = 3600  # s that the preview has for its first build
LOOK = 5  # s after which it is looked whether the build has failed
LOST = 120, 0.06  # s, and s for each story, after which a save is held to be lost
REST = 0.5  # s between two saves: so much time a writer has
COMMAND = (sys.executable, "-m", "invoke", "preview", "--port")
UP, FAILED = "(Ctrl-C ends it)", "The pages stay as they were."  # what the preview says before and after problems


def run(count: int, saves: int, say: Callable[[str], object], results: Path = keeping.RESULTS) -> dict[str, Any]:
    """Preview a copy of the project with `count` generated stories, and save the text of one of them `saves` times.

    Returns the result, as it is written to preview-COUNT.json in the folder `results`: times in s, memory in MB (the
    sum of proportional sets) when the first page is served, and after the last save. `say` is given a line for each
    step. Raises SiteError where the preview does not come up.
    """
    # not below a hidden folder: nothing is noticed there
    with tempfile.TemporaryDirectory(prefix="preview-", ignore_cleanup_errors=True) as folder:
        say(f"copying the project, with {count:,} generated stories")
        project = stories.project(Path(folder, "project"), count)
        total = stories.counted(project)
        patience = LOST[0] + LOST[1] * count
        measured = saved(COMMAND, project, stories.chosen(project, count), saves, patience, say)
    return keeping.keep("preview", count, total, {"saves": saves, **measured}, results)


def saved(  # noqa: PLR0913, PLR0917 - each is another thing
    command: Sequence[str], project: Path, source: Path, saves: int, patience: float, say: Callable[[str], object]
) -> dict[str, Any]:
    """What it takes from saving a story to its page, by the server that a command starts, to be followed by a port.

    `patience` is the s after which a save is held to be lost. Raises SiteError where the server does not come up.
    """
    port = watching.free_port()
    page = watching.Page(port, f"/{source.parent.name}/{source.stem}/")
    with tempfile.TemporaryFile("w+") as said:
        started = time.perf_counter()
        process = subprocess.Popen(
            [*command, str(port)],
            cwd=project, stdin=subprocess.DEVNULL, stdout=said, stderr=said, start_new_session=True,
        )  # fmt: skip
        try:
            say("starting the preview, which builds the site")
            _wait_for_first(page, process, said, started)
            starting = time.perf_counter() - started
            say(f"the first page is served after {starting:.1f} s")
            memory = [_memory(process)]
            seen = []
            for number in range(saves):
                time.sleep(REST)
                mark = _append(source, number)
                seen.append(page.wait_for(mark, patience, process))
                say(f"save {number + 1}: {'lost' if seen[-1] is None else f'{seen[-1]:.2f} s'}")
            memory.append(_memory(process))
        except watching.EndedError:
            raise SiteError(f"The preview ended: {_read(said)[-500:]}") from None
        finally:
            watching.end(process)
    times = [seconds for seconds in seen if seconds is not None]
    return {
        "starting": round(starting, 1),
        "median": round(statistics.median(times), 3) if times else None,
        "min": round(min(times), 3) if times else None,
        "max": round(max(times), 3) if times else None,
        "lost": len(seen) - len(times),
        "tried": len(seen),
        "memory_mb": memory,
    }


def _wait_for_first(page: ServedPage, process: subprocess.Popen[bytes], said: IO[str], started: float) -> None:
    """Wait until the preview serves a whole page. Raises SiteError where the site cannot be built, or for too long."""
    while page.wait_for("</html>", LOOK, process) is None:
        told = _read(said)
        if FAILED in told:
            problems = told.partition(FAILED)[0].rpartition(UP)[2]
            raise SiteError(f"The site cannot be built: {problems.strip()}")
        if time.perf_counter() - started > STARTING:
            raise SiteError(f"The preview has served no page for {STARTING} s.")


def _append(source: Path, number: int) -> str:
    """Save a story with another sentence. Returns the word by which that is known."""
    mark = f"benchmark{number}edit"
    source.write_text(f"{source.read_text(encoding='utf-8')}\nThe {mark} was added at the end.\n", encoding="utf-8")
    return mark


def _memory(process: subprocess.Popen[bytes]) -> int:
    """The memory of a process and all that it has started, in MB, as the sum of proportional sets."""
    return round(measure.memory(measure.family(process.pid)) / 1e6)


def _read(said: IO[str]) -> str:
    said.seek(0)
    return said.read()
