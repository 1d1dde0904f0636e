"""What a run of `python -m benchmarks real` says: a table, in which what misses its target is bold.

The sites are built in `real`, and `report` puts the table into README.md.
"""

from collections.abc import Mapping
from textwrap import fill
from typing import Any

from .peers import OURS
from .shapes import SHAPES
from .tables import number, table

STOCK = "pelican"
STEPS = {"full": "first build", "edit": "one edit", "same": "nothing changed"}
TIMES = {"cpu": "CPU time", "median": "wall time"}  # in a result, and in the table
# ours as a share of Pelican's time, at most
TARGETS = {("full", "cpu"): 1.0, ("full", "median"): 0.7, ("edit", "median"): 0.25, ("same", "median"): 0.2}
EDITED = 50  # articles: the target of an edit holds from there on
SMALL, ALLOWED = 20, 0.1  # a site of fewer articles may take so many s more than with Pelican, and has no other target
NAMED = 2  # files that differ
ALONE = 0.9  # of a processor: less is what Pelican, which is one process, gets where a machine does other work too


def misses(site: Mapping[str, Any], step: str, time: str) -> bool:
    """Whether our time of this step is longer than its target."""
    ours, stock = _times(site, step, time)
    if site["articles"] < SMALL:
        return time == "median" and ours > stock + ALLOWED
    if step == "edit" and site["articles"] < EDITED:
        return False
    return ours > TARGETS.get((step, time), float("inf")) * stock


def real(result: Mapping[str, Any]) -> str:
    """A run as a Markdown table, and below it what failed and which files differ."""
    rows = [["site", "articles", *(f"{step}: {time}" for step in STEPS.values() for time in TIMES.values()), "output"]]
    below = []
    for name, site in result["sites"].items():
        said = "same bytes"
        if site["failed"]:
            said = "**fails**"
            below += [f"- `{name}`: {tool} fails, {why}" for tool, why in site["failed"].items()]
        elif site["differing"]:
            said = "**differs**"
            below += [f"- `{name}`, {STEPS[step]}: {_named(files)}" for step, files in site["differing"].items()]
        cells = ["–" if site["failed"] else _cell(site, step, time) for step in STEPS for time in TIMES]
        rows.append([f"`{name}`: {SHAPES[name].about}", f"{site['articles']:,}", *cells, said])
    return "\n\n".join([table(rows), *(["\n".join(below)] if below else [])])


def section(result: Mapping[str, Any]) -> str:
    """What stands between README.md's marks of real shapes."""
    machine = result["machine"]
    turns = sorted({site["repeats"] for site in result["sites"].values()})
    above = f"""Sites with invented texts in the shapes of real ones, with readers, plugins and themes as those have.
    Each figure is {OURS}'s share of Pelican's time, with the seconds of both in brackets. CPU time is that of all
    processes of a build together. An edit changes a word of one article."""
    below = f"""**Bold** is what misses its target: of a first build no more than Pelican's CPU time and
    {_share("full")} of its wall time; {_share("edit")} of the wall time after an edit, from {EDITED} articles on;
    {_share("same")} where nothing changed. A site of fewer than {SMALL} articles may take {ALLOWED} s longer than with
    Pelican, and has no other target. Medians of {" to ".join(map(str, turns))} turns, measured on {result["date"]}:
    {machine["cpu"]}, {machine["cores"]} cores, Python {machine["python"]}.{_other_work(result)}"""
    return f"{_paragraph(above)}\n\n{real(result)}\n\n{_paragraph(below)}"


def _paragraph(text):
    return fill(" ".join(text.split()), 120, break_long_words=False, break_on_hyphens=False)


def _other_work(result):
    steps = [step for site in result["sites"].values() for step in site["tools"].get(STOCK, {}).values()]
    share = sum(step["cpu"] for step in steps) / (sum(step["median"] for step in steps) or 1)
    if share > ALONE:
        return ""
    return f" **The machine did other work meanwhile**: Pelican's one process had {share:.0%} of a processor."


def _share(step):
    return f"{TARGETS[step, 'median']:.0%}"


def _times(site, step, time):
    return [site["tools"][tool][step][time] for tool in (OURS, STOCK)]


def _cell(site, step, time):
    ours, stock = _times(site, step, time)
    share = f"{ours / stock:.2f}"
    return f"{f'**{share}**' if misses(site, step, time) else share} ({number(ours)} / {number(stock)} s)"


def _named(files):
    more = f" and {len(files) - NAMED} more" if len(files) > NAMED else ""
    return f"{'; '.join(files[:NAMED])}{more}"
