"""What the results say: the tables of README.md and the picture of growth: `python -m benchmarks report`.

It measures nothing: it takes what `build`, `preview` and `real` have left in `results/`.
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from . import real_report
from .peers import OURS
from .plot import plot
from .tables import between, load, marks, megabytes, number, seconds, table

HERE = Path(__file__).resolve().parent
COMMAND = "python -m benchmarks report"
BUILDS = marks("builds", COMMAND)
PREVIEWS = marks("previews", COMMAND)
REAL = marks("real shapes", COMMAND)
SHOWN = 10_000  # articles: the size whose table is shown, where it was measured
NAMES = {
    OURS: f"**{OURS}**",
    "hugo": "Hugo",
    "pelican": "Pelican",
    "pelican-reader-cache": "Pelican, `CACHE_CONTENT`, reader layer",
    "pelican-generator-cache": "Pelican, `CACHE_CONTENT`, generator layer",
    "eleventy": "Eleventy",
}
GROWTH = {OURS: OURS, "pelican": "Pelican", "hugo": "Hugo"}
STEPS = {"full": "full build", "same": "nothing changed", "edit": "one edit"}
OWN_STEPS = {"title": "one new title", "new": "one new article"}
PREVIEW = "pelican-preview"


def ratios(result: Mapping[str, Any]) -> dict[str, dict[str, float]]:
    """How many times as long as ours each other tool takes, by tool and step; empty without ours."""
    tools = dict(result["tools"])
    ours = tools.pop(OURS, None)
    if not ours:
        return {}
    return {
        name: {step: round(tool["steps"][step]["median"] / ours["steps"][step]["median"], 1) for step in STEPS}
        for name, tool in tools.items()
    }


def builds(result: Mapping[str, Any]) -> str:
    """One run of builds as a Markdown table, and below it what it does not show."""
    rows = [["", *STEPS.values(), "peak memory: full, edit", "full: times as long", "edit: times as long", "turns"]]
    for name, label in NAMES.items():
        if name in result["tools"]:
            tool = result["tools"][name]
            times = [_spread(tool["steps"][step]) for step in STEPS]
            memory = megabytes([tool["steps"][step]["memory_mb"] for step in ("full", "edit")])
            slower = result["ratios"].get(name, {"full": "", "edit": ""})
            rows.append([label, *times, memory, str(slower["full"]), str(slower["edit"]), str(tool["repeats"])])
        else:
            rows.append([label, f"*not measured: {result['missing'][name]}*", *[""] * (len(rows[0]) - 2)])
    return f"{table(rows)}\n\n{_below(result)}"


def growth(results: Sequence[Mapping[str, Any]]) -> str:
    """Times and memory by number of articles, as a Markdown table."""
    heads = [f"{label}: {STEPS[step]}" for label in GROWTH.values() for step in ("full", "edit")]
    rows = [["articles", *heads, f"{OURS}: peak memory, full, edit"]]
    for result in results:
        tools = result["tools"]
        cells = [
            seconds(tools[name]["steps"][step]["median"]) if name in tools else "–"
            for name in GROWTH
            for step in ("full", "edit")
        ]
        steps = tools.get(OURS, {}).get("steps")
        memory = [steps[step]["memory_mb"] for step in ("full", "edit")] if steps else []
        rows.append([f"{result['articles']:,}", *cells, megabytes(memory)])
    return table(rows)


def saves(result: Mapping[str, Any]) -> str:
    """One run of previews as a Markdown table."""
    servers = result["servers"]
    ours = servers.get(PREVIEW, {}).get("median")
    rows = [["", "save to page", "times as long", "lost", "memory: first save, last"]]
    for server in servers.values():
        median = server["median"]
        ratio = f"{median / ours:.1f}" if ours and median else ""
        told = _spread(server) if median else "never"
        memory = megabytes(server["memory_mb"])
        rows.append([server["name"], told, ratio, f"{server['lost']} of {server['tried']}", memory])
    rows += [[name, f"*not measured: {why}*", "", "", ""] for name, why in result["missing"].items()]
    return table(rows)


def previews(results: Sequence[Mapping[str, Any]]) -> str:
    """The times from a save to the page, by server and number of articles, as a Markdown table."""
    rows = [["", *(f"{result['articles']:,} articles" for result in results)]]
    named = {name: server["name"] for result in results for name, server in result["servers"].items()}
    rows += [[label, *(_save(result, name) for result in results)] for name, label in named.items()]
    ours = [result["servers"].get(PREVIEW, {}).get("memory_mb") for result in results]
    rows.append([f"`{PREVIEW}`: memory after the first save, the last", *(megabytes(memory or ()) for memory in ours)])
    dates = sorted({result["date"] for result in results})
    tried = sorted({result["saves"] for result in results})
    return f"{table(rows)}\n\nMedians of {', '.join(map(str, tried))} saves, measured on {', '.join(dates)}."


def _save(result, name):
    server = result["servers"].get(name)
    if server is None:
        return "–"
    lost = f", {server['lost']} of {server['tried']} lost" if server["lost"] else ""
    return f"{seconds(server['median'])}{lost}" if server["median"] else f"never{lost}"


def section(results: Sequence[Mapping[str, Any]]) -> str:
    """What stands between README.md's marks of builds; raises ValueError if nothing was measured."""
    if not results:
        raise ValueError("There are no results yet: run `python -m benchmarks build --articles 1000`.")
    shown = next((result for result in results if result["articles"] == SHOWN), results[-1])
    return f"""A benchmark site of {shown["articles"]:,} plain articles of about 600 words, with 5 tags each, lists of
20 and typographic quotes. Each build is a whole process, all in one run: the median and, in brackets, the fastest and
the slowest. "Times as long" compares with {OURS}.

{builds(shown)}

![Build time by number of articles, for {OURS}, Pelican and Hugo](benchmarks/growth.svg)

{growth(results)}"""


def update_readme(path: Path, folder: Path = HERE / "results") -> None:
    """Put tables of the folder's results between the marks in the file; raises ValueError where a mark is missing."""
    text = between(path.name, path.read_text(encoding="utf-8"), BUILDS, section(load(folder, "build")))
    shown = load(folder, "preview")
    if shown:
        text = between(path.name, text, PREVIEWS, previews(shown))
    real = folder / "real.json"
    if real.is_file():
        text = between(path.name, text, REAL, real_report.section(json.loads(real.read_text(encoding="utf-8"))))
    path.write_text(text, encoding="utf-8")


def write_plot(path: Path = HERE / "growth.svg", folder: Path = HERE / "results") -> None:
    """Draw the folder's results into an SVG file."""
    results = load(folder, "build")
    panels = {
        STEPS[step]: {
            label: [
                (result["articles"], result["tools"][name]["steps"][step]["median"])
                for result in results
                if name in result["tools"]
            ]
            for name, label in GROWTH.items()
        }
        for step in ("full", "edit")
    }
    path.write_text(plot(panels), encoding="utf-8")


def _below(result):
    lines = []
    ours = result["tools"].get(OURS)
    if ours:
        own = [f"{label} {_spread(ours['steps'][step])}" for step, label in OWN_STEPS.items() if step in ours["steps"]]
        if own:
            lines.append(f"{OURS} further: {'; '.join(own)}.")
        if "pelican" in result["tools"]:
            same = ours["sha256"] == result["tools"]["pelican"]["sha256"]
            lines.append(f"Its {ours['files']:,} files {'are the same bytes as' if same else 'DIFFER from'} Pelican's.")
    versions = sorted({tool["version"] for tool in result["tools"].values()})
    machine = result["machine"]
    lines.append(
        f"Measured on {result['date']}: {machine['cpu']}, {machine['cores']} cores, {machine['memory_gb']} GB of"
        f" memory, {machine['os']}, Python {machine['python']}; {'; '.join(versions)}."
    )
    return "\n".join(lines)


def _spread(step):
    return f"{seconds(step['median'])} ({number(step['min'])}–{number(step['max'])})"
