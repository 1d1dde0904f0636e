"""Whole builds of the same corpus by each tool, in turn, in one run: `python -m benchmarks build`.

How soon a server shows what was saved is another question, which `preview` measures.
"""

import hashlib
import json
import shutil
from collections.abc import Callable, Collection, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from . import corpus, report
from .measure import MEMORY, FailedError, measure, summary
from .peers import CACHE, OURS, PEERS, MissingError, environment, reason
from .watching import machine

HERE = Path(__file__).resolve().parent
SITES = HERE / "sites"
RESULTS = HERE / "results"
PATIENCE = 600  # s: no tool gets another turn that would take it past this
WARM_UP = 20  # articles: enough to have every program and library in memory once


def run(
    articles: int, repeats: int, peers: Collection[str], say: Callable[[str], object], results: Path = RESULTS
) -> dict[str, Any]:
    """Measure the named peers, or all where none is named, at this number of articles, in up to `repeats` turns.

    Returns the result, as it is written to build-ARTICLES.json in the folder `results`: times in s, memory in MB.
    What cannot be installed, fails, or builds something wrong is in `missing` with the reason. `say` is given a line
    whenever something begins. Raises ValueError for a name that no peer has.
    """
    unknown = set(peers) - set(PEERS)
    if unknown:
        raise ValueError(f"No such tool: {', '.join(sorted(unknown))}; there are {', '.join(PEERS)}")
    tools, missing = {}, dict.fromkeys(PEERS, "left out of this run")
    for name in peers or PEERS:
        say(f"{name}: looking for it, or installing it")
        try:
            tools[name] = _Tool(name)
            missing.pop(name)
        except MissingError as error:
            missing[name] = str(error)
            say(f"{name}: {error}")
    say(f"warming up with {WARM_UP} articles")
    missing |= _measure(tools, WARM_UP, 1, say)
    for tool in tools.values():
        tool.runs, tool.spent = {}, 0
    missing |= _measure(tools, articles, repeats, say)
    result = {
        "articles": articles,
        "seed": corpus.SEED,
        "date": f"{datetime.now(UTC):%Y-%m-%d}",
        "machine": machine(),
        "method": f"after a warm-up of {WARM_UP} articles each, the tools take turns, with the disk synchronized before"
        f" each build; another turn is taken only within {PATIENCE} s a tool; memory is {MEMORY}",
        "tools": {name: tool.result() for name, tool in tools.items()},
        "missing": missing,
    }
    result["ratios"] = report.ratios(result)
    results.mkdir(parents=True, exist_ok=True)
    (results / f"build-{articles}.json").write_text(json.dumps(result, indent=2) + "\n")
    return result


def _measure(tools, articles, turns, say):
    """Let each tool take its turns; takes out of `tools` those that fail, and returns why."""
    failed = {}
    work = CACHE / "work" / str(articles)
    say(f"writing {articles:,} articles")
    prepare(work, articles, {tool.peer.site for tool in tools.values()})
    for turn in range(turns):
        for name, tool in list(tools.items()):
            try:
                tool.take_turn(work, articles, turn, say)
            except FailedError as error:
                failed[name] = "failed: " + reason(str(error))
                say(f"{name}: {failed[name]}")
                del tools[name]
    for builds in work.glob("*/build"):
        shutil.rmtree(builds)
    return failed


def prepare(work: Path, articles: int, sites: Iterable[str]) -> None:
    """Write each site with its corpus into the folder `work`, anew."""
    shutil.rmtree(work, ignore_errors=True)
    dialects = {peer.site: peer.dialect for peer in PEERS.values()}
    for site in sorted(sites):
        shutil.copytree(SITES / site, work / site)
        static = work / site / ("theme/static" if site == "pelican" else "static/theme")
        static.mkdir(parents=True)
        shutil.copy(SITES / "style.css", static)
        corpus.write(work / site / "content", articles, dialects[site])


class _Tool:
    """A peer and what was measured of it so far: `runs` are samples, by step."""

    def __init__(self, name):
        self.name, self.peer = name, PEERS[name]
        self.version, self.command = self.peer.command()
        self.runs, self.spent, self.output = {}, 0, {}

    def take_turn(self, work, articles, turn, say):
        """Build from nothing, again, and again after each kind of change, which is undone at the end."""
        if turn and self.spent * (turn + 1) / turn > PATIENCE:
            say(f"{self.name}: no turn {turn + 1}, because it would take too long")
            return
        site = work / self.peer.site
        # what an earlier turn made stays: ext4 is slow to make files where many were deleted in the last minutes
        build = site / "build" / f"{self.name}-{turn}"
        build.mkdir(parents=True)
        # another one each turn, from the middle on
        path = corpus.article((articles // 2 + turn) % articles).path
        changes = {"full": None, "same": None, "edit": _append}
        if self.name == OURS:
            changes |= {"title": _retitle, "new": _add}
        source = site / "content" / f"{path}.md"
        original = source.read_text()
        try:
            for step, change in changes.items():
                page = change(source, path) if change else path
                seconds = self._step(step, site, build)
                say(f"{self.name}, turn {turn + 1}: {(report.STEPS | report.OWN_STEPS)[step]} {seconds:.2f} s")
                self._look(step, build / "output", page)
                if step == "edit" and not turn:
                    self.output = digest(build / "output")
        finally:
            source.write_text(original)
            _added(source).unlink(missing_ok=True)

    def _step(self, step, site, build):
        command = [part.replace("{build}", str(build)) for part in self.command]
        sample = measure(command, site, environment())
        self.runs.setdefault(step, []).append(sample)
        self.spent += sample.seconds
        return sample.seconds

    def _look(self, step, output, page):
        """Refuse a build that is fast because it did not do the work."""
        file = output / page / "index.html"
        if not file.is_file() or (step in MARKS and MARKS[step] not in file.read_text()):
            raise FailedError(f"error: after step `{step}` the output does not hold the article as it is")

    def result(self):
        return {
            "version": self.version,
            "repeats": len(self.runs["full"]),
            **self.output,
            "steps": {step: summary(runs) for step, runs in self.runs.items()},
        }


# one word each, in which no tool finds anything to set nicely
MARKS = {"edit": "benchmarkedit", "title": "benchmarktitle", "new": "benchmarkedit"}


def _append(source, path):
    source.write_text(f"{source.read_text()}\nThe {MARKS['edit']} was added at the end.\n")
    return path


def _retitle(source, path):
    source.write_text(source.read_text().replace("Title: ", f"Title: {MARKS['title']} ", 1))
    return path


def _add(source, path):
    # of the same day: what lies between moves by one on every list it is on
    text = source.read_text().replace(f"Slug: {path[5:]}", f"Slug: {path[5:]}-new", 1)
    _added(source).write_text(text)
    return f"{path}-new"


def _added(source):
    return source.with_stem(f"{source.stem}-new")


def digest(folder: Path) -> dict[str, Any]:
    """How many files the folder holds, and a digest of their names and bytes."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    whole = hashlib.sha256()
    for file in files:
        whole.update(f"{file.relative_to(folder)}\0".encode())
        whole.update(hashlib.sha256(file.read_bytes()).digest())
    return {"files": len(files), "sha256": whole.hexdigest()}
