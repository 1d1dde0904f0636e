"""This site beside one of Hugo's with the same stories, each tool in turn: `tasks.py bench site`.

What Hugo's site lacks, such as cards and claims, is named in docs/benchmarks.md and not taken out of the times.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from railhead.errors import SiteError

from . import building, hugo, keeping, previewing, publish, stories

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    Say = Callable[[str], object]
    Tools = Mapping[str, "Tool"]
    Seconds = dict[str, dict[str, float | None]]  # by what was done and by tool; None where it was lost

OURS, HUGO = "this site", "Hugo"
CORRECTED = "one correction"
PUBLISHES = {"the first": None, "nothing changed": None, CORRECTED: publish.correct}
SAVED = "save to page"


class Tool(NamedTuple):
    """One of those that are compared: how a project is made for it, how a story is added, and what it is asked for."""

    project: Callable[[Path, int], Path]
    add: Callable[[Path], Path]
    build: Callable[[Path], dict[str, Any]]
    publisher: Callable[[Path], Callable[[], dict[str, Any]]]  # what publishes a project
    server: tuple[str, ...]  # the command that previews, to be followed by a port


def run(count: int, saves: int, say: Say, results: Path = keeping.RESULTS) -> dict[str, Any]:
    """Build, publish and preview `count` generated stories as this site and as one of Hugo's, with so many `saves`.

    Returns the result, as it is written to site-COUNT.json in the folder `results`: seconds by what was done and by
    tool, the ratios of ours to Hugo's, and the steps of publishing. `say` is given a line for each turn. Raises
    SiteError where Hugo is not installed, for less than one story, and where a tool fails.
    """
    version = hugo.version()
    if not count:
        raise SiteError("A site of Hugo's has generated stories only: --stories is a number from 1 on here.")
    tools = {
        OURS: Tool(stories.project, building.add, building.build, _publisher, previewing.COMMAND),
        HUGO: Tool(hugo.project, hugo.add, hugo.build, _pipeline, (hugo.program(), *hugo.SERVER)),
    }
    # not below a hidden folder: the preview notices nothing there
    with tempfile.TemporaryDirectory(prefix="site-", ignore_cleanup_errors=True) as folder:
        projects = _projects(tools, Path(folder, "builds"), count, say)
        total = stories.counted(projects[OURS])
        seconds = _builds(tools, projects, count, say)
        pages = {name: _pages(project / "output") for name, project in projects.items()}
        published, steps = _publishes(tools, _projects(tools, Path(folder, "published"), count, say), count, say)
        previews = _previews(tools, _projects(tools, Path(folder, "previews"), count, say), count, saves, say)
    seconds |= published | {f"preview: {SAVED}": {name: preview["median"] for name, preview in previews.items()}}
    measured = {
        "hugo": version,
        "saves": saves,
        "seconds": seconds,
        "ratios": {what: _ratio(took) for what, took in seconds.items()},
        "steps": steps,
        "previews": previews,
        "pages": pages,
    }
    return keeping.keep("site", count, total, measured, results)


def _projects(tools: Tools, folder: Path, count: int, say: Say) -> dict[str, Path]:
    say(f"{folder.name}: writing {count:,} generated stories, with a copy of the project and as a site of Hugo's")
    return {name: tool.project(folder / name.replace(" ", "-"), count) for name, tool in tools.items()}


def _builds(tools: Tools, projects: Mapping[str, Path], count: int, say: Say) -> Seconds:
    seconds = {}
    for turn, change in building.CHANGES.items():
        for name, tool in tools.items():
            if change:
                (tool.add if change is building.add else change)(stories.chosen(projects[name], count))
            _note(seconds, f"build: {turn}", name, tool.build(projects[name])["seconds"], say)
    return seconds


def _publishes(
    tools: Tools, projects: Mapping[str, Path], count: int, say: Say
) -> tuple[Seconds, dict[str, dict[str, Any]]]:
    seconds, steps = {}, {}
    publishers = {name: tool.publisher(projects[name]) for name, tool in tools.items()}
    for turn, change in PUBLISHES.items():
        for name, publishing in publishers.items():
            if change:
                change(stories.chosen(projects[name], count))
            os.sync()  # what the other one wrote must not be on this one's time
            took = publishing()
            _note(seconds, f"publish: {turn}", name, took["seconds"], say)
            steps.setdefault(turn, {})[name] = took["steps"]
    return seconds, steps


def _previews(
    tools: Tools, projects: Mapping[str, Path], count: int, saves: int, say: Say
) -> dict[str, dict[str, Any]]:
    previews = {}
    patience = previewing.LOST[0] + previewing.LOST[1] * count
    for name, tool in tools.items():
        say(f"preview, {name}: {saves} saves of one story, each waited for until its page is served")
        story = stories.chosen(projects[name], count)
        previews[name] = previewing.saved(tool.server, projects[name], story, saves, patience, say)
    return previews


def _note(seconds: Seconds, what: str, name: str, took: float, say: Say) -> None:
    seconds.setdefault(what, {})[name] = round(took, 3)
    say(f"{what}, {name}: {took:.2f} s")


def _ratio(took: Mapping[str, float | None]) -> float | None:
    """How many times as long as Hugo this site takes, if neither lost all that was tried."""
    ours, other = took[OURS], took[HUGO]
    return round(ours / other, 3) if ours and other else None


def _publisher(project: Path) -> Callable[[], dict[str, Any]]:
    return lambda: publish.publish(project)


def _pipeline(project: Path) -> Callable[[], dict[str, Any]]:
    return hugo.Pipeline(project).run


def _pages(output: Path) -> dict[str, float]:
    """How many HTML files and feeds were built, and how many bytes the HTML has."""
    pages = list(output.rglob("*.html"))
    return {
        "html": len(pages),
        "feeds": sum("<rss" in text or "<feed" in text for text in _beginnings(output.rglob("*.xml"))),
        "mb": round(sum(page.stat().st_size for page in pages) / 1e6, 1),
    }


def _beginnings(paths: Iterable[Path]) -> Iterator[str]:
    for path in paths:
        with path.open(encoding="utf-8") as file:
            yield file.read(200)
