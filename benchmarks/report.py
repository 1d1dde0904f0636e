"""What the benchmark's results say: the tables of the README and the plot of growth: `tasks.py bench report`."""

import json
from pathlib import Path

from benchmarks.plot import plot

HERE = Path(__file__).resolve().parent
START = "<!-- benchmark: written by `tasks.py bench report` -->"
END = "<!-- benchmark ends -->"
PREVIEWS_START = "<!-- benchmark of previews: written by `tasks.py bench report` -->"
PREVIEWS_END = "<!-- benchmark of previews ends -->"
PUBLISHING_START = "<!-- benchmark of publishing: written by `tasks.py bench report` -->"
PUBLISHING_END = "<!-- benchmark of publishing ends -->"
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


def previews(results):
    """The times from a save to the page, by server and number of stories, as a Markdown table."""
    rows = [["", *(f"{result['articles']:,} stories" for result in results)], ["---", *["--:"] * len(results)]]
    named = {name: server["name"] for result in results for name, server in result["servers"].items()}
    rows += [[label, *(_save(result, name) for result in results)] for name, label in named.items()]
    ours = [result["servers"].get("ours", {}).get("memory_mb") for result in results]
    rows.append(["ours: memory after the first save, the last", *(_sizes(memory) for memory in ours)])
    table = "\n".join(f"| {' | '.join(row)} |" for row in rows)
    dates = sorted({result["date"] for result in results})
    saves = sorted({result["saves"] for result in results})
    return f"{table}\n\nMedians of {', '.join(map(str, saves))} saves, measured on {', '.join(dates)}."


def publishing(results):
    """The seconds that publishing takes, by number of stories, by what changed and by step, as a Markdown table."""
    steps = list(next(iter(results[0]["turns"].values()))["steps"])
    rows = [["stories", "publish", "in all", *steps], ["--:", "---", *["--:"] * (1 + len(steps))]]
    for result in results:
        for name, turn in result["turns"].items():
            seconds = [turn["seconds"], *(turn["steps"][step] for step in steps)]
            rows.append([f"{result['stories']:,}", name, *(f"{took:,.1f} s" for took in seconds)])
    sizes = [
        f"{result['stories']:,} stories: "
        + ", ".join(f"{form} {size / 1e6:,.1f} MB" for form, size in result["sizes"].items())
        for result in results
    ]
    table = "\n".join(f"| {' | '.join(row)} |" for row in rows)
    dates = ", ".join(sorted({result["date"] for result in results}))
    return f"{table}\n\nText files: {'; '.join(sizes)}. Measured on {dates}, each once."


def _save(result, name):
    server = result["servers"].get(name)
    if server is None:
        return "–"
    lost = f", {server['lost']} of {server['tried']} lost" if server["lost"] else ""
    return f"{_seconds(server['median'])}{lost}" if server["median"] else f"never{lost}"


def _sizes(memory):
    return ", ".join(f"{size:,} MB" for size in memory or ()) or "–"


def load(folder, kind="build"):
    """The results of a kind in a folder, the smallest site first."""
    results = [json.loads(path.read_text()) for path in folder.glob(f"{kind}-*.json")]
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
    text = _between(path, path.read_text(encoding="utf-8"), START, END, section(load(folder)))
    shown = load(folder, "preview")
    if shown:
        text = _between(path, text, PREVIEWS_START, PREVIEWS_END, previews(shown))
    published = load(folder, "publish")
    if published:
        text = _between(path, text, PUBLISHING_START, PUBLISHING_END, publishing(published))
    path.write_text(text, encoding="utf-8")


def _between(path, text, start, end, content):
    if start not in text or end not in text:
        raise ValueError(f"{path.name} lacks the marks `{start}` and `{end}`.")
    before, rest = text.split(start, 1)
    return f"{before}{start}\n{content}\n{end}{rest.split(end, 1)[1]}"


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
