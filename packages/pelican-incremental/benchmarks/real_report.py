"""What a run of `python -m benchmarks real` says: a table, in which what misses its target is bold."""

from collections.abc import Mapping
from typing import Any

from .peers import OURS
from .real import STEPS, STOCK
from .tables import number, table

# ours as a share of Pelican's time, at most; "median" is the time on the clock
TARGETS = {("full", "cpu"): 1.0, ("full", "median"): 0.7, ("edit", "median"): 0.25, ("same", "median"): 0.2}
TIMES = {"cpu": "processors", "median": "clock"}
SMALL, ALLOWED = 20, 0.1  # a site of fewer articles may take so many s more than with Pelican, and has no other target
EDITED = 50  # articles: the target of an edit holds from there on


def ratio(site: Mapping[str, Any], step: str, time: str) -> float:
    """Our time of a step as a share of Pelican's."""
    return site["tools"][OURS][step][time] / site["tools"][STOCK][step][time]


def misses(site: Mapping[str, Any], step: str, time: str) -> bool:
    """Whether our time of this step is longer than it should be."""
    if site["articles"] < SMALL:
        ours, stock = (site["tools"][tool][step][time] for tool in (OURS, STOCK))
        return time == "median" and ours > stock + ALLOWED
    target = TARGETS.get((step, time))
    if target is None or (step == "edit" and site["articles"] < EDITED):
        return False
    return ratio(site, step, time) > target


def real(result: Mapping[str, Any]) -> str:
    """A run as a Markdown table, and below it the files that differ."""
    heads = [f"{label}: {name}" for label in STEPS.values() for name in TIMES.values()]
    rows = [["site", "articles", *heads, "output"]]
    below = []
    for name, site in result["sites"].items():
        cells = [_cell(site, step, time) for step in STEPS for time in TIMES]
        said = "same bytes"
        if site["failed"]:
            said = "**fails**"
            below += [f"- `{name}`, {tool} fails, {why}" for tool, why in site["failed"].items()]
        elif site["differing"]:
            said = "**differs**"
            below += [f"- `{name}`, {STEPS[step]}: {_named(files)}" for step, files in site["differing"].items()]
        rows.append([name, f"{site['articles']:,}", *cells, said])
    return "\n\n".join([table(rows), *(["\n".join(below)] if below else [])])


def _cell(site, step, time):
    if site["failed"]:
        return "–"
    ours, stock = (number(site["tools"][tool][step][time]) for tool in (OURS, STOCK))
    share = f"{ratio(site, step, time):.2f}"
    return f"{f'**{share}**' if misses(site, step, time) else share} ({ours} / {stock} s)"


def _named(files, most=5):
    more = f" and {len(files) - most} more" if len(files) > most else ""
    return f"{'; '.join(files[:most])}{more}"
