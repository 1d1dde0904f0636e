"""What the results say: the tables of docs/benchmarks.md and its picture: `tasks.py bench report`.

It measures nothing, and shows what the other parts have kept in results/.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from railhead.errors import SiteError

from .engine import plot, tables
from .keeping import RESULTS
from .site import HUGO, OURS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

COMMAND = "tasks.py bench report"
BUILDS = tables.marks("builds of this site", COMMAND)
PREVIEWS = tables.marks("previews of this site", COMMAND)
PUBLISHING = tables.marks("publishing", COMMAND)
BESIDE = tables.marks("this site beside one of Hugo's", COMMAND)
DRAWN = {  # the panels of the picture, by title
    "a sentence in a text: build": "build: a sentence in a text",
    "one correction: publish": "publish: one correction",
}


def builds(results: Sequence[Mapping[str, Any]]) -> str:
    """The seconds that builds take, by number of stories and by what changed, as a Markdown table."""
    rows = [["stories", *results[0]["turns"], "most memory"]]
    for result in results:
        told = [
            f"{tables.seconds(turn['seconds'])}, {turn['rendered']:,} rendered" for turn in result["turns"].values()
        ]
        memory = max(turn["memory_mb"] for turn in result["turns"].values())
        rows.append([f"{result['stories']:,}", *told, f"{memory:,} MB"])
    return f"{tables.table(rows)}\n\n{_measured(results)} Each was measured once."


def previews(results: Sequence[Mapping[str, Any]]) -> str:
    """The times from saving a story to its new page, by number of stories, as a Markdown table."""
    rows = [["stories", "until the first page", "save to page", "lost", "memory: first page, last save"]]
    for result in results:
        spread = f"{tables.number(result['min'])}–{tables.number(result['max'])}" if result["median"] else ""
        rows.append(
            [
                f"{result['stories']:,}",
                tables.seconds(result["starting"]),
                f"{tables.seconds(result['median'])} ({spread})" if result["median"] else "never",
                f"{result['lost']} of {result['tried']}",
                tables.megabytes(result["memory_mb"]),
            ]
        )
    return (
        f"{tables.table(rows)}\n\nThe median and, in brackets, the fastest and the slowest save. {_measured(results)}"
    )


def publishing(results: Sequence[Mapping[str, Any]]) -> str:
    """The seconds that publishing takes, by number of stories, by what changed and by step, as a Markdown table."""
    steps = list(next(iter(results[0]["turns"].values()))["steps"])
    rows = [["stories, publish", "in all", *steps]]
    for result in results:
        for name, turn in result["turns"].items():
            seconds = [turn["seconds"], *(turn["steps"][step] for step in steps)]
            rows.append([f"{result['stories']:,}, {name}", *(f"{took:,.1f} s" for took in seconds)])
    deployed = [
        f"{result['stories']:,} stories: "
        + ", ".join(f"{what} {tables.seconds(took)}" for what, took in result["deployed"].items())
        for result in results
    ]
    sizes = [
        f"{result['stories']:,} stories: "
        + ", ".join(f"{form} {size / 1e6:,.1f} MB" for form, size in result["sizes"].items())
        for result in results
    ]
    told = f"Deployed to a folder: {'; '.join(deployed)}. Text files: {'; '.join(sizes)}."
    return f"{tables.table(rows)}\n\n{told} {_measured(results)} Each was measured once."


def beside(results: Sequence[Mapping[str, Any]]) -> str:
    """The seconds that this site and Hugo's take, by number of stories and by what was done, as a Markdown table."""
    rows = [["generated stories, what", OURS, HUGO, f"{OURS} / {HUGO}"]]
    for result in results:
        for what, took in result["seconds"].items():
            told = ["lost" if took[name] is None else tables.seconds(took[name]) for name in (OURS, HUGO)]
            ratio = result["ratios"][what]
            rows.append([f"{result['articles']:,}, {what}", *told, "–" if ratio is None else tables.number(ratio)])
    versions = " and ".join(sorted({result["hugo"] for result in results}))
    saves = " and ".join(sorted({str(result["saves"]) for result in results}))
    return (
        f"{tables.table(rows)}\n\nAfter all builds there were: {'; '.join(map(_pages, results))}. Hugo {versions}."
        f" {_measured(results)} Each was measured once, and of previews it is the median of {saves} saves."
    )


def _pages(result: Mapping[str, Any]) -> str:
    told = (
        f"{name} {pages['html']:,} pages of {pages['mb']:,} MB and {pages['feeds']:,} feeds"
        for name, pages in result["pages"].items()
    )
    return f"{result['articles']:,} stories: {', '.join(told)}"


def pictured(results: Sequence[Mapping[str, Any]]) -> str:
    """The table of `beside`, and where there are several results, the picture that `growth` draws."""
    if len(results) == 1:
        return beside(results)
    return f"![Seconds by number of stories, for this site and for Hugo](benchmarks.svg)\n\n{beside(results)}"


def growth(results: Sequence[Mapping[str, Any]]) -> str:
    """The seconds of both sites over the number of stories, as an SVG."""
    panels = {
        title: {
            name: [(result["articles"], result["seconds"][what][name]) for result in results] for name in (OURS, HUGO)
        }
        for title, what in DRAWN.items()
    }
    sizes = [math.log10(result["articles"]) for result in results]
    first = math.floor(min(sizes))
    decades = first, max(math.ceil(max(sizes)), first + 1)
    return plot.plot(panels, "Time by number of stories, for this site and for Hugo", "stories", decades)


PARTS = (
    ("build", BUILDS, builds),
    ("preview", PREVIEWS, previews),
    ("publish", PUBLISHING, publishing),
    ("site", BESIDE, pictured),
)


def update(path: Path, folder: Path = RESULTS) -> None:
    """Put tables of the folder's results between the marks in the file, and draw the picture beside it.

    Raises SiteError where a mark is missing, or a file cannot be written.
    """
    try:
        text = path.read_text(encoding="utf-8")
        for kind, around, told in PARTS:
            results = tables.load(folder, kind)
            if results:
                text = tables.between(path.name, text, around, told(results))
        path.write_text(text, encoding="utf-8")
        compared = tables.load(folder, "site")
        if len(compared) > 1:
            path.with_suffix(".svg").write_text(growth(compared), encoding="utf-8")
    except ValueError as error:
        raise SiteError(str(error)) from None
    except OSError as error:
        raise SiteError(f"{path.name} cannot be written ({error.strerror}).") from None


def _measured(results: Sequence[Mapping[str, Any]]) -> str:
    lines = {
        f"{r['date']}: {m['cpu']}, {m['cores']} cores, {m['memory_gb']} GB of memory, {m['os']}, Python {m['python']}"
        for r in results
        for m in [r["machine"]]
    }
    return f"Measured on {'; '.join(sorted(lines))}."
