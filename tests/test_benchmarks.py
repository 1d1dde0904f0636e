"""The site's benchmarks: what they measure did the work; nothing here looks at how long anything takes."""

import gzip
import json
import re
import shutil
import subprocess

import brotli
import pytest
import yaml

from benchmarks import bench, building, engine, hugo, keeping, previewing, publish, reporting, serving, site, stories
from railhead.check.hedges import ATTRIBUTION
from railhead.errors import SiteError
from railhead.story.text import sentences


def test_articles_and_tables_are_those_of_the_package():
    assert engine.corpus.__file__ == str(engine.FOLDER / "corpus.py")
    assert bench.__file__ != str(engine.FOLDER / "bench.py")
    assert engine.corpus.article(3) == engine.corpus.article(3)  # a dataclass of a module that was loaded by its path


def test_a_story_is_made_of_each_article():
    article = engine.corpus.article(5)
    story = stories.railhead(article)
    assert story.startswith(f'---\ntitle: "{article.title}, it is said"')
    assert "]({filename}/stories/2012/" in story
    assert "{link:" not in story
    assert "[^seen] It is not confirmed.[^meant]" in story


def test_headlines_and_deks_of_generated_stories_say_who_says_so():
    """Else each publish would first tell of thousands of warnings."""
    for number in range(200):
        head = yaml.safe_load(stories.railhead(stories.generated(number, 200)).split("---\n")[1])
        for text in (head["title"], head["dek"]):
            assert all(ATTRIBUTION.search(sentence) for sentence in sentences(text)), text


def test_generated_stories_are_spread_over_ten_years_however_many_there_are():
    for count in (50, 400):
        made = [stories.generated(number, count) for number in range(count)]
        assert {article.date.year for article in made} == set(range(2012, 2022))
        paths = {article.path for article in made}
        assert {link[1] for article in made for link in stories.LINK.finditer(article.text)} <= paths
        assert all(article.path.startswith(f"{article.date:%Y}/") for article in made)


def test_the_story_that_is_changed_is_published_and_not_corrected_yet(tmp_path):
    folder = tmp_path / stories.STORIES / "2024"
    folder.mkdir(parents=True)
    with pytest.raises(SiteError, match="There is no story to be changed"):
        stories.chosen(tmp_path, 0)
    (folder / "a.md").write_text("---\ntitle: A\nstatus: draft\n---\n\nA.\n")
    (folder / "b.md").write_text("---\ntitle: B\ncorrections:\n  - x\n---\n\nB.\n")
    (folder / "c.md").write_text("---\ntitle: C\n---\n\nC.\n")
    assert stories.chosen(tmp_path, 0) == folder / "c.md"
    assert stories.chosen(tmp_path, 8).stem == engine.corpus.article(4).path[5:]


@pytest.fixture
def frozen(copy, monkeypatch):
    """Have the frozen site measured in place of the live one."""
    subprocess.run(["git", "init", "--quiet"], cwd=copy, check=True)
    monkeypatch.setattr(stories, "ROOT", copy)


@pytest.mark.slow
@pytest.mark.usefixtures("frozen")
def test_every_save_is_seen_in_the_preview(tmp_path):
    """In a real preview, of a copy of the project with more stories."""
    said = []
    result = previewing.run(2, 2, said.append, tmp_path)
    assert engine.tables.load(tmp_path, "preview") == [result]
    assert (result["lost"], result["tried"]) == (0, 2)
    assert 0 < result["min"] <= result["median"] <= result["max"]
    assert result["starting"] > 0
    assert len(result["memory_mb"]) == 2
    assert [line for line in said if line.startswith("save 2: ")]
    assert f"| {result['stories']:,} | " in reporting.previews([result])


@pytest.mark.slow
@pytest.mark.usefixtures("frozen")
def test_builds_are_measured_by_what_changed(tmp_path):
    """Each change that is measured renders something, and a build without one nothing."""
    said = []
    result = building.run(2, said.append, tmp_path)
    assert engine.tables.load(tmp_path, "build") == [result]
    rendered = [turn["rendered"] for turn in result["turns"].values()]
    assert rendered[1] == 0
    assert 0 < rendered[2] < rendered[3] <= rendered[4] < rendered[0]
    assert "nothing changed: " in said[2]
    assert f"| {result['stories']:,} | " in reporting.builds([result])


@pytest.mark.slow
@pytest.mark.usefixtures("frozen")
def test_publishing_is_measured_by_step_and_by_what_changed(tmp_path):
    """A site with more stories is published, published again as it is, and with a correction."""
    said = []
    result = publish.run(2, said.append, tmp_path)
    assert engine.tables.load(tmp_path, "publish") == [result]
    assert list(result["turns"]) == ["the first", "nothing changed", "one story corrected"]
    for turn in result["turns"].values():
        assert list(turn["steps"]) == ["built", "checked", "written", "indexed", "put into place"]
    assert result["sizes"]["br"] < result["sizes"]["gz"] < result["sizes"]["as they are"]
    assert "publishing: one story corrected" in said
    assert f"| {result['stories']:,}, nothing changed | " in reporting.publishing([result])


needs_hugo = pytest.mark.skipif(not shutil.which("hugo"), reason="Hugo is not installed")


@needs_hugo
def test_hugo_has_the_same_kinds_of_pages(tmp_path):
    """Each page that is linked to is there, long lists have pages, and lists have feeds, of deks."""
    count = 200
    project = hugo.project(tmp_path, count)
    hugo.build(project)
    pages = {
        path.parent.relative_to(project / "output").as_posix(): path.read_text()
        for path in project.glob("output/**/index.html")
    }
    linked = {link for page in pages.values() for link in re.findall(r"<a [^>]*?href=/([^\s>]*)/[\s>]", page)}
    assert linked
    assert linked <= set(pages)
    article = stories.generated(count // 2, count)
    story = pages[article.path]
    for there in (
        "id=claim-seen",
        "id=claim-meant",
        "id=source-weekly",
        "claim-seen>reported</a>",
        "data-pagefind-body",
    ):
        assert there in story
    assert hugo.bundled(hugo.STYLE) in story
    section = f"sections/{article.category.lower()}"
    lists = [
        f"{article.date:%Y}",
        f"archive/{article.date:%Y-%m}",
        section,
        f"publishers/{article.category.lower()}-weekly",
    ]
    assert {*lists, ".", "archive", "tags", "sections", "publishers", f"{section}/page/2"} <= set(pages)
    assert pages["."].count("<h2>") == pages[section].count("<h2>") == 20
    feed = (project / "output" / "index.xml").read_text()
    assert feed.count("<item>") == 50
    assert "More is told in" in feed
    feed = (project / "output" / section / "index.xml").read_text()
    assert feed.count("<item>") == 20
    assert "More is told in" not in feed
    assert {path.parts[-3] for path in project.glob("output/*/*/index.xml")} == {"tags", "sections", "publishers"}


@needs_hugo
def test_each_change_is_seen_in_hugos_pages(tmp_path):
    project = hugo.project(tmp_path, 5)
    story = stories.chosen(project, 5)
    building.reword(story)
    building.retitle(story)
    publish.correct(story)
    added = hugo.add(story)
    hugo.build(project)
    page = (project / "output" / story.parent.name / story.stem / "index.html").read_text()
    for there in ("So it was said.", "<h1>Again: ", "A word in the text was wrong."):
        assert there in page
    day = building.DATE.search(added.read_text())[1]
    assert added.stem in (project / "output" / "archive" / day[:7] / "index.html").read_text()


@needs_hugo
def test_what_hugo_builds_is_indexed_and_compressed_where_it_changed(tmp_path):
    project = hugo.project(tmp_path, 3)
    pipeline = hugo.Pipeline(project)

    def forms():
        return {path: path.stat().st_mtime_ns for path in project.glob("output/**/*.br")}

    assert list(pipeline.run()["steps"]) == ["built", "indexed", "compressed"]
    before, story = forms(), stories.chosen(project, 3)
    page = project / "output" / story.parent.name / story.stem / "index.html"
    assert page.with_name("index.html.br") in before
    entry = json.loads((project / "output" / "pagefind" / "pagefind-entry.json").read_text())
    assert entry["languages"]["en"]["page_count"] == 3
    pipeline.run()
    assert {path for path, time in forms().items() if "pagefind" not in path.parts and before[path] != time} == set()
    publish.correct(story)
    pipeline.run()
    changed = {path for path, time in forms().items() if before.get(path) != time}
    assert page.with_name("index.html.br") in changed
    assert project / "output" / "tags" / "index.html.br" not in changed
    for path in before:
        plain = path.with_suffix("")
        assert brotli.decompress(path.read_bytes()) == plain.read_bytes()
        assert gzip.decompress(plain.with_name(f"{plain.name}.gz").read_bytes()) == plain.read_bytes()


@needs_hugo
@pytest.mark.deep
@pytest.mark.usefixtures("frozen")
def test_this_site_is_measured_beside_one_of_hugos(tmp_path):
    """Both are built, published and previewed after each change."""
    said = []
    result = site.run(10, 1, said.append, tmp_path)
    assert engine.tables.load(tmp_path, "site") == [result]
    for what, took in result["seconds"].items():
        assert result["ratios"][what] == pytest.approx(took["this site"] / took["Hugo"], rel=0.02)
    assert [preview["lost"] for preview in result["previews"].values()] == [0, 0]
    assert all(pages["html"] > 50 for pages in result["pages"].values())
    assert [line for line in said if line.startswith("publish: one correction, Hugo: ")]
    assert "| 10, build: a new story | " in reporting.beside([result])


def test_the_comparison_with_hugo_is_drawn_beside_its_table(tmp_path):
    document = tmp_path / "benchmarks.md"
    document.write_text("\n".join(line for part in reporting.PARTS for line in part[1]))
    seconds = dict.fromkeys([*reporting.DRAWN.values(), "build: the first"], {"this site": 1.5, "Hugo": 3.0})  # noqa: RUF024 - nobody changes it
    seconds["preview: save to page"] = {"this site": None, "Hugo": 3.0}
    measured = {
        "hugo": "0.111.3", "saves": 7, "seconds": seconds, "ratios": dict.fromkeys(seconds, 0.5) | {"preview: save to page": None},
        "pages": {"this site": {"html": 1234, "mb": 2, "feeds": 3}, "Hugo": {"html": 4, "mb": 5, "feeds": 6}},
    }  # fmt: skip
    (tmp_path / "results").mkdir()
    for count in (1, 1000, 10000):
        keeping.keep("site", count, count + 4, measured, tmp_path / "results")
    reporting.update(document, tmp_path / "results")
    assert "| 10,000, build: the first | 1.50 s | 3.00 s | 0.50 |" in document.read_text()
    assert "| 1, preview: save to page | lost | 3.00 s | – |" in document.read_text()
    assert "](benchmarks.svg)" in document.read_text()
    drawn = (tmp_path / "benchmarks.svg").read_text()
    assert "One correction: publish</text>" in drawn
    assert "this site: 1.5 s at 1, 1.5 s at 1,000, 1.5 s at 10,000" in drawn


@pytest.mark.slow
@pytest.mark.usefixtures("frozen")
def test_a_site_that_does_not_build_is_told_of_instead_of_waited_for(tmp_path, monkeypatch):
    def broken(folder, count):
        copied = project(folder, count)
        (copied / "theme" / "templates" / "base.html").write_text("{% if %}")
        return copied

    project = stories.project
    monkeypatch.setattr(stories, "project", broken)
    with pytest.raises(SiteError, match=r"^The site cannot be built: theme/templates/base\.html:1: "):
        previewing.run(1, 1, print, tmp_path)
    with pytest.raises(SiteError, match=r"^publish failed: "):
        publish.run(1, print, tmp_path)


def test_what_cannot_be_measured_is_told_in_a_sentence(tmp_path, monkeypatch):
    with pytest.raises(SiteError, match=r"^bench has no part `all`: it has `build`, .*, `serve` and `report`\.$"):
        bench.run("all", 1, 1, print)
    with pytest.raises(SiteError, match="from 0 on"):
        bench.run("preview", -1, 1, print)
    monkeypatch.setattr(hugo, "version", lambda: "0.111.3")
    with pytest.raises(SiteError, match="from 1 on here"):
        bench.run("site", 0, 1, print)
    monkeypatch.undo()
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SiteError, match="`apt install hugo`"):
        bench.run("site", 1, 1, print)
    monkeypatch.setattr(serving, "PUBLIC", tmp_path)
    with pytest.raises(SiteError, match="a site that `publish` has made"):
        bench.run("serve", 1, 1, print)


def test_the_document_has_the_tables_of_what_was_measured(tmp_path, monkeypatch):
    document = tmp_path / "benchmarks.md"
    monkeypatch.setattr(bench, "DOCUMENT", document)
    monkeypatch.setattr(bench, "ROOT", tmp_path)
    with pytest.raises(SiteError, match=r"benchmarks\.md cannot be written"):
        bench.run("report", 1, 1, print)
    document.write_text("no marks\n")
    with pytest.raises(SiteError, match=r"benchmarks\.md lacks the marks"):
        bench.run("report", 1, 1, print)
    assert document.read_text() == "no marks\n"


def test_the_tables_in_the_document_are_those_of_the_results(tmp_path):
    """Nobody has edited them by hand, or measured without writing it down."""
    kept = bench.DOCUMENT.read_text(encoding="utf-8")
    (tmp_path / "benchmarks.md").write_text(re.sub(r"(?m)^\|.*\n", "", kept), encoding="utf-8")
    reporting.update(tmp_path / "benchmarks.md")
    assert (tmp_path / "benchmarks.md").read_text(encoding="utf-8") == kept
    drawn = bench.DOCUMENT.with_suffix(".svg")
    assert (tmp_path / "benchmarks.svg").is_file() == drawn.is_file()
    assert not drawn.is_file() or (tmp_path / "benchmarks.svg").read_bytes() == drawn.read_bytes()
