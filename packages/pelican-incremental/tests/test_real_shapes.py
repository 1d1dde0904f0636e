"""The benchmark of sites in the shapes of real ones; nothing here looks at how long anything takes."""

import json
import re

import pytest

from benchmarks import __main__ as command
from benchmarks import build, real, real_report, report, shapes


@pytest.fixture
def say(tmp_path, monkeypatch):
    """Told of what is built, in a folder of the test's own; collects it."""
    monkeypatch.setattr(real, "CACHE", tmp_path / "cache")
    said = []
    return type("Say", (), {"__call__": lambda _self, line: said.append(line), "lines": said})()


def took(cpu, clock):
    return {
        step: {"median": time, "min": time, "max": time, "memory_mb": 50, "cpu": cpu}
        for step, time in zip(("full", "edit", "same"), clock, strict=True)
    }


def unwrapped(text):
    return " ".join(text.split())


@pytest.fixture
def result():
    def site(articles, ours, stock, **more):
        tools = {"pelican": stock, "pelican-incremental": ours}
        return {"articles": articles, "repeats": 3, "tools": tools, "failed": {}, "differing": {}, **more}

    names = [f"file-{number} differs" for number in range(7)]
    return {
        "date": "2024-12-19",
        "machine": {"cpu": "A processor", "cores": 2, "memory_gb": 8, "os": "An OS", "python": "3.11.7"},
        "sites": {
            "foundation": site(170, took(6.0, (2.4, 1.0, 0.4)), took(4.0, (4.0, 4.0, 4.0))),
            "root-path": site(40, took(0.5, (0.9, 0.9, 0.9)), took(1.0, (1.0, 1.0, 1.0)), differing={"edit": names}),
            "plain-small": site(12, took(2.0, (0.5, 0.61, 0.5)), took(0.5, (0.5, 0.5, 0.5))),
            "theme-docs": site(112, {}, took(2.0, (2.0, 2.0, 2.0)), failed={"pelican-incremental": "first build: no"}),
        },
    }


@pytest.mark.parametrize("name", shapes.SHAPES)
def test_a_site_is_the_same_each_time_it_is_written(tmp_path, name):
    source = shapes.prepare(name, tmp_path / "a", 7)
    shapes.prepare(name, tmp_path / "b", 7)
    for compiled in tmp_path.rglob("*.pyc"):
        compiled.unlink()
    assert build.digest(tmp_path / "a") == build.digest(tmp_path / "b")
    shapes.edit(source)
    assert build.digest(tmp_path / "a") != build.digest(tmp_path / "b")
    shapes.prepare(name, tmp_path / "a", 7)
    assert shapes.SHOWN not in source.read_text()


@pytest.mark.parametrize("name", shapes.SHAPES)
def test_a_site_has_as_many_articles_as_asked_for_and_no_address_of_anybody(tmp_path, name):
    files = shapes.SHAPES[name].write(tmp_path / "content", 9)
    assert len({*files}) == 9
    assert all(shapes.text.LAST in file.read_text(encoding="utf-8") for file in files)
    shapes.prepare(name, tmp_path / "site", 9)
    texts = [
        path.read_text(encoding="utf-8")
        for path in (tmp_path / "site").rglob("*")
        if path.suffix not in {".png", ".pyc", ""}
    ]
    assert {*re.findall(r"https?://([\w.-]+)", "".join(texts))} <= {"example.org", "www.sitemaps.org"}


def test_differences_are_named(tmp_path):
    expected, found = tmp_path / "expected", tmp_path / "found"
    for folder, names in ((expected, ("same", "a/other", "b/lost")), (found, ("same", "a/other", "more"))):
        for name in names:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(f"{folder}" if name == "a/other" else name)
    assert real.differences(expected, found) == ["a/other differs", "b/lost is missing", "more does not belong there"]
    assert not real.differences(found, found)


@pytest.mark.slow
def test_a_run_measures_both_and_finds_the_same_bytes(tmp_path, monkeypatch, say):
    counts = {"plain-small": 3, "programmer": 4}
    result = real.run([*counts], 1, say, tmp_path / "results", counts)
    assert [*result["sites"]] == ["programmer", "plain-small"]
    for name, site in result["sites"].items():
        assert (site["articles"], site["repeats"]) == (counts[name], 1)
        assert (site["failed"], site["differing"]) == ({}, {})
        assert {*site["tools"]} == {"pelican", "pelican-incremental"}
        for steps in site["tools"].values():
            assert {*steps} == {*real_report.STEPS}
            assert all(step["cpu"] > 0 and step["median"] > 0 for step in steps.values())
    assert any(line.startswith("programmer, pelican-incremental: one edit") for line in say.lines)
    assert not (tmp_path / "results").exists()  # a run of some is not written down
    monkeypatch.setattr(shapes, "SHAPES", {"plain-small": shapes.SHAPES["plain-small"]})
    whole = real.run([], 1, say, tmp_path / "results", counts)
    assert json.loads((tmp_path / "results/real.json").read_text()) == whole
    assert str(tmp_path) not in json.dumps(whole)


@pytest.mark.deep
def test_a_site_that_fails_or_differs_is_told_and_the_others_are_measured(tmp_path, monkeypatch, say):
    monkeypatch.setitem(real.TOOLS, "pelican-incremental", ["-e", 'SITENAME="Another"'])
    breaking = "import sys\nif 'Another' in str(sys.argv):\n    raise SystemExit('an error in /a/b')\n"
    prepare, edit = shapes.prepare, shapes.edit

    def broken(name, folder, count):
        source = prepare(name, folder, count)
        if name == "project-blog":
            (folder / "pelicanconf.py").write_text(breaking)
        return source

    counts = dict.fromkeys(("project-blog", "root-path", "plain-small"), 2)
    monkeypatch.setattr(shapes, "prepare", broken)
    monkeypatch.setattr(shapes, "edit", lambda source: None if "plain-small" in source.parts else edit(source))
    sites = real.run([*counts], 1, say, tmp_path, counts)["sites"]
    assert sites["project-blog"]["failed"] == {"pelican-incremental": "first build: an error in …"}
    assert {*sites["project-blog"]["tools"]} == {"pelican"}
    assert sites["plain-small"]["failed"] == {"pelican": "one edit: no page shows it"}
    assert "index.html differs" in sites["root-path"]["differing"]["full"]
    assert {*sites["root-path"]["tools"]} == {"pelican", "pelican-incremental"}


def test_what_misses_its_target_is_bold(result):
    rows = {row.split("`")[1]: row for row in real_report.real(result).splitlines() if row.startswith("| `")}
    assert "| **1.50** (6.00 / 4.00 s) | 0.60 (2.40 / 4.00 s) |" in rows["foundation"]  # the first build
    assert "| 0.25 (1.00 / 4.00 s) |" in rows["foundation"]  # the edit, just so
    assert "| 0.10 (0.40 / 4.00 s) | same bytes |" in rows["foundation"]
    # too few articles for a target of the edit, but not for the others
    assert rows["root-path"].count("**0.90** (0.90 / 1.00 s)") == 2
    assert "| 0.90 (0.90 / 1.00 s) |" in rows["root-path"]
    # a small site may take a tenth of a second more, and as much CPU time as it likes
    assert rows["plain-small"].count("**") == 2
    assert "| **1.22** (0.61 / 0.50 s) |" in rows["plain-small"]


def test_what_fails_and_what_differs_is_told_below_the_table(result):
    told = real_report.real(result)
    assert "| – | **fails** |" in told
    assert "- `theme-docs`: pelican-incremental fails, first build: no" in told
    assert "| **differs** |" in told
    assert "- `root-path`, one edit: file-0 differs; file-1 differs and 5 more" in told


def test_the_readme_is_given_the_table(tmp_path, result):
    (tmp_path / "real.json").write_text(json.dumps(result))
    (tmp_path / "build-100.json").write_text((command.ROOT / "benchmarks/results/build-100.json").read_text())
    readme = tmp_path / "README.md"
    readme.write_text(f"{''.join(report.BUILDS)}\nbetween\n{report.REAL.start}\nold\n{report.REAL.end}\nafter\n")
    report.update_readme(readme, tmp_path)
    text = readme.read_text()
    assert f"between\n{report.REAL.start}\nSites with invented texts" in text
    assert "Medians of 3 turns, measured on 2024-12-19: A processor, 2 cores, Python 3.11.7." in unwrapped(text)
    assert text.endswith(f"{report.REAL.end}\nafter\n")
    assert "\nold\n" not in text


def test_a_machine_that_did_other_work_is_told_of(result):
    for site in result["sites"].values():
        site["tools"]["pelican"] = took(2.0, (2.1, 2.1, 2.1))
    assert "other work" not in real_report.section(result)
    result["sites"]["foundation"]["tools"]["pelican"] = took(2.0, (4.0, 4.0, 4.0))
    assert "meanwhile**: Pelican's one process had 78% of a processor." in unwrapped(real_report.section(result))


def test_a_site_that_does_not_exist_is_refused():
    with pytest.raises(SystemExit, match=r"^No such site: shop; there are project-blog, scientist, "):
        command.main(["real", "--only", "shop"])
