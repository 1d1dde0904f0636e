"""Builds of sites in the shapes of real ones, by Pelican and with ours in turn: `python -m benchmarks real`.

Other generators have no part in it: `build` compares them, on a corpus that each of them can build.
"""

import json
import shutil
import sys
from collections.abc import Callable, Collection, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from . import shapes
from .build import PATIENCE, RESULTS
from .measure import FailedError, Sample, measure, summary
from .peers import CACHE, OURS, environment, reason
from .real_report import STEPS, STOCK
from .watching import machine

TOOLS = {STOCK: [], OURS: ["-e", 'PELICAN_CLASS="pelican_incremental.IncrementalPelican"']}
WARM_UP = "plain-small"  # built once before anything is measured, so that every library is in memory


def run(
    names: Collection[str],
    repeats: int,
    say: Callable[[str], object],
    results: Path = RESULTS,
    counts: Mapping[str, int] | None = None,
) -> dict[str, Any]:
    """Measure the sites of these names, or all where none is named, in up to `repeats` turns each.

    Returns the result, times in s and memory in MB, which is written to real.json in the folder `results` if it is of
    all sites. `counts` has sites be smaller or larger than they are. `say` is given a line whenever something begins.
    Raises ValueError for a name that no site has.
    """
    unknown = set(names) - set(shapes.SHAPES)
    if unknown:
        raise ValueError(f"No such site: {', '.join(sorted(unknown))}; there are {', '.join(shapes.SHAPES)}")
    chosen = [name for name in shapes.SHAPES if not names or name in names]
    say("warming up")
    _Site(WARM_UP, 2).take_turn(0, lambda _: None)
    sites = {}
    for name in chosen:
        site = _Site(name, (counts or {}).get(name, shapes.SHAPES[name].count))
        for turn in range(repeats):
            site.take_turn(turn, say)
        sites[name] = site.result()
    result = {"date": f"{datetime.now(UTC):%Y-%m-%d}", "machine": machine(), "sites": sites}
    if len(chosen) == len(shapes.SHAPES):
        results.mkdir(parents=True, exist_ok=True)
        (results / "real.json").write_text(json.dumps(result, indent=2) + "\n")
    return result


class _Site:
    """A site in two folders, one for each tool, and what was measured of it so far."""

    def __init__(self, name, count):
        self.name, self.count = name, count
        self.runs: dict[str, dict[str, list[Sample]]] = {tool: {step: [] for step in STEPS} for tool in TOOLS}
        self.failed: dict[str, str] = {}  # by tool
        self.differing: dict[str, list[str]] = {}  # by step
        self.spent = 0.0

    def take_turn(self, turn, say):
        """Build from nothing, again, and again after an edit, by each tool in turn."""
        if turn and self.spent * (turn + 1) / turn > PATIENCE:
            say(f"{self.name}: no turn {turn + 1}, because it would take too long")
            return
        folders = {tool: CACHE / "real" / tool / self.name for tool in TOOLS}
        sources = [shapes.prepare(self.name, folder, self.count) for folder in folders.values()]
        for step in ("full", "same", "edit"):
            if step == "edit":
                for source in sources:
                    shapes.edit(source)
            for tool, folder in folders.items():
                # Pelican builds into a fresh folder each time, so that its output shows what belongs there
                if tool == STOCK:
                    shutil.rmtree(folder / "output", ignore_errors=True)
                self._build(tool, folder, step, say)
            self._look(step, *(folder / "output" for folder in folders.values()), say)

    def _build(self, tool, folder, step, say):
        if tool in self.failed:
            return
        try:
            sample = measure([sys.executable, "-m", "pelican", *TOOLS[tool]], folder, environment())
        except FailedError as error:
            self.failed[tool] = f"{STEPS[step]}: {reason(str(error))}"
            say(f"{self.name}, {tool} failed, {self.failed[tool]}")
            return
        self.runs[tool][step].append(sample)
        self.spent += sample.seconds
        say(f"{self.name}, {tool}: {STEPS[step]} {sample.seconds:.2f} s, CPU time {sample.cpu:.2f} s")

    def _look(self, step, expected, found, say):
        """Refuse a build that did not do the work, and note where ours did another than Pelican's."""
        if STOCK not in self.failed and step == "edit" and not _holds(expected, shapes.SHOWN):
            self.failed[STOCK] = f"{STEPS[step]}: no page shows it"
        if not self.failed and (wrong := differences(expected, found)):
            self.differing[step] = wrong
            say(f"{self.name}, {STEPS[step]}: {len(wrong)} files are wrong, such as that {wrong[0]}")

    def result(self):
        measured = {tool: steps for tool, steps in self.runs.items() if tool not in self.failed}
        return {
            "articles": self.count,
            "repeats": max(len(samples) for samples in self.runs[STOCK].values()),
            "tools": {
                tool: {step: summary(samples) for step, samples in steps.items()} for tool, steps in measured.items()
            },
            "failed": self.failed,
            "differing": self.differing,
        }


def differences(expected: Path, found: Path) -> list[str]:
    """The names of files that are not the same in two folders, each with what is wrong with it in the second one."""
    wanted, present = _files(expected), _files(found)
    lines = [f"{name} is missing" for name in wanted - present]
    lines += [f"{name} does not belong there" for name in present - wanted]
    both = wanted & present
    lines += [f"{name} differs" for name in both if (expected / name).read_bytes() != (found / name).read_bytes()]
    return sorted(lines)


def _files(folder):
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def _holds(folder, text):
    return any(text in path.read_text(encoding="utf-8") for path in folder.rglob("*.html"))
