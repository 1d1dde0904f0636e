"""What the benchmark's results say: the tables of the README and the plot of growth: `tasks.py bench report`."""

import json
from pathlib import Path

from benchmarks.plot import plot

HERE = Path(__file__).resolve().parent
START = "<!-- benchmark: written by `tasks.py bench report` -->"
END = "<!-- benchmark ends -->"
SHOWN = 10_000  # articles: the size whose table is shown, where it was measured
NAMES = {
    "ours": "**ours**",
    "hugo": "Hugo",
    "pelican": "Pelican",
    "pelican-reader-cache": "Pelican, `CACHE_CONTENT`, reader layer",
    "pelican-generator-cache": "Pelican, `CACHE_CONTENT`, generator layer",
    "eleventy": "Eleventy",
}
GROWTH = {"ours": "ours", "pelican": "Pelican", "hugo": "Hugo"}
STEPS = {"full": "full build", "same": "nothing changed", "edit": "one edit"}
OWN_STEPS = {"title": "one new title", "new": "one new article"}


def ratios(result):
    """How many times as long as ours each other tool takes, by tool and step; empty without ours."""
    tools = dict(result["tools"])
    ours = tools.pop("ours", None)
    if not ours:
        return {}
    return {
        name: {step: round(tool["steps"][step]["median"] / ours["steps"][step]["median"], 1) for step in STEPS}
        for name, tool in tools.items()
    }


def table(result):
    """One run as a Markdown table, and below it what it does not show."""
    head = ["", *STEPS.values(), "peak memory: full, edit", "full ÷ ours", "edit ÷ ours", "turns"]
    rows = [head, ["---", *["--:"] * (len(head) - 1)]]
    for name, label in NAMES.items():
        if name in result["tools"]:
            tool = result["tools"][name]
            times = [_spread(tool["steps"][step]) for step in STEPS]
            memory = ", ".join(f"{tool['steps'][step]['memory_mb']:,} MB" for step in ("full", "edit"))
            slower = result["ratios"].get(name, {"full": "", "edit": ""})
            rows.append([label, *times, memory, str(slower["full"]), str(slower["edit"]), str(tool["repeats"])])
        else:
            rows.append([label, f"*not measured: {result['missing'][name]}*", *[""] * (len(head) - 2)])
    return "\n".join(f"| {' | '.join(row)} |" for row in rows) + f"\n\n{_below(result)}"


def growth(results):
    """Times and memory by number of articles, as a Markdown table."""
    heads = [f"{label}: {STEPS[step]}" for label in GROWTH.values() for step in ("full", "edit")]
    rows = [["articles", *heads, "ours: peak memory, full, edit"], ["--:"] * (len(heads) + 2)]
    for result in results:
        tools = result["tools"]
        cells = [
            _seconds(tools[name]["steps"][step]["median"]) if name in tools else "–"
            for name in GROWTH
            for step in ("full", "edit")
        ]
        steps = tools.get("ours", {}).get("steps")
        memory = ", ".join(f"{steps[step]['memory_mb']:,} MB" for step in ("full", "edit")) if steps else "–"
        rows.append([f"{result['articles']:,}", *cells, memory])
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def load(folder):
    """The results in a folder, the smallest site first."""
    results = [json.loads(path.read_text()) for path in folder.glob("build-*.json")]
    return sorted(results, key=lambda result: result["articles"])


def section(results):
    """What stands between the README's two marks; raises ValueError if nothing was measured."""
    if not results:
        raise ValueError("There are no results yet: run `tasks.py bench build --articles 1000`.")
    shown = next((result for result in results if result["articles"] == SHOWN), results[-1])
    return f"""{shown["articles"]:,} articles of about 600 words with 5 tags each, lists of 20, typographic quotes on;
each build is a whole process, all in one run: the median and, in brackets, the fastest and the slowest.

{table(shown)}

![Build time by number of articles, for this site's builds, Pelican and Hugo](benchmarks/growth.svg)

{growth(results)}"""


def update_readme(path, folder=HERE / "results"):
    """Put tables of the folder's results between the marks in the file; raises ValueError where a mark is missing."""
    text = path.read_text(encoding="utf-8")
    if START not in text or END not in text:
        raise ValueError(f"{path.name} lacks the marks `{START}` and `{END}`.")
    before, rest = text.split(START, 1)
    after = rest.split(END, 1)[1]
    path.write_text(f"{before}{START}\n{section(load(folder))}\n{END}{after}", encoding="utf-8")


def write_plot(path=HERE / "growth.svg", folder=HERE / "results"):
    """Draw the folder's results into an SVG file."""
    results = load(folder)
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
    ours = result["tools"].get("ours")
    if ours:
        own = [f"{label} {_spread(ours['steps'][step])}" for step, label in OWN_STEPS.items() if step in ours["steps"]]
        if own:
            lines.append(f"Ours further: {'; '.join(own)}.")
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
    return f"{_seconds(step['median'])} ({_number(step['min'])}–{_number(step['max'])})"


def _seconds(value):
    return f"{_number(value)} s"


def _number(value):
    # three digits are more than the spread leaves certain
    return f"{value:.2f}" if value < 10 else f"{value:.1f}" if value < 100 else f"{value:,.0f}"  # noqa: PLR2004
