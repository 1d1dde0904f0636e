"""Stories with a date to come: in preview, and in nothing that is published until then; then they are, by themselves."""

import datetime as dt
from datetime import UTC, datetime, timedelta
from io import BytesIO
from types import SimpleNamespace

import pytest
from blinker import signal
from pelican import contents
from pelican_incremental.reading import sources
from PIL import Image

from railhead.check import suite
from railhead.remembered import Remembered

from ..sites import STORY

LATER = datetime.now(UTC).replace(second=0, microsecond=0) + timedelta(days=400)
THREAD = "---\ntitle: A thread\ndek: What hangs together.\n---\n"


def scheduled(due, id_="embargoed", text=""):
    """A story that is due at a time, with whatever leaves a trace."""
    fields = f"id: {id_}\nstory: a-thread\naliases: [/old/{id_}/]\nimage: {{file: {id_}.png, alt: A, caption: B, credit: C}}\nevents: [{{date: 2024-12-01, what: An {id_} event., source: a-paper}}]\ncorrections: []"
    story = STORY.replace("id: a-story", fields).replace("A headline", f"The {id_} headline")
    story = story.replace(
        "date: 2024-12-19\n", f"date: {due.isoformat(timespec='seconds').replace('+00:00', 'Z')}\n", 1
    )
    story = story.replace("tags: [artillery]", f"tags: [{id_}-tag]").replace(
        "category: Breaking News", f"category: The {id_} section"
    )
    story = story.replace("publisher: A Paper", f"publisher: The {id_} paper").replace(
        "Something was seen", f"An {id_} thing was seen"
    )
    return f"{story.replace('paper.example', f'{id_}.example')}{text}"


def write(site, due, id_="embargoed", text=""):
    picture = BytesIO()
    Image.new("RGB", (60, 40), "red").save(picture, "PNG")
    site.write(f"images/{id_}.png", picture.getvalue())
    site.write("threads/a-thread.md", THREAD)
    site.write("stories/2024/a-story.md", STORY)
    return site.write(f"stories/{due.year}/{id_}.md", scheduled(due, id_, text))


def traces(folder, word):
    """The files in whose name or bytes a word stands."""
    return sorted(
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and (word in path.relative_to(folder).as_posix() or word.encode() in path.read_bytes())
    )


def test_an_embargoed_story_leaves_no_trace(site, tmp_path):
    """No file of the site names it, and there are just those that there are without it."""
    path = write(site, LATER)
    site.build(CACHE_PATH=tmp_path / "cache")
    assert traces(site.output, "embargoed") == []
    with_it = {path.relative_to(site.output): path.read_bytes() for path in site.output.rglob("*") if path.is_file()}
    path.unlink()
    site.build(CACHE_PATH=tmp_path / "another")
    assert with_it == {
        path.relative_to(site.output): path.read_bytes() for path in site.output.rglob("*") if path.is_file()
    }


def test_it_is_in_preview_and_marked(site, tmp_path):
    write(site, LATER)
    site.build(
        CACHE_PATH=tmp_path / "cache", DRAFT_SAVE_AS="drafts/{slug}/index.html", DRAFTS_SAVE_AS="drafts/index.html"
    )
    page, shown = site.page("/drafts/embargoed/"), f"{LATER:%Y-%m-%d %H:%M} UTC"
    assert (
        page.cssselect(".draft")[0].text_content() == f"Scheduled. It goes out with the first publish from {shown} on."
    )
    assert page.cssselect('meta[name="robots"]')[0].get("content") == "noindex"
    assert f"Scheduled from {shown} on" in site.page("/drafts/").text_content()


class Clock(dt.datetime):
    """A time that tests set, which is that of the machine for nobody."""

    moment = dt.datetime.now(dt.UTC)

    @classmethod
    def now(cls, tz=None):
        return cls.moment.astimezone(tz)


@pytest.fixture
def clock(monkeypatch):
    """A function that sets the time, for Pelican and for builds that redo only what changed."""
    patched = SimpleNamespace(**{**vars(dt), "datetime": Clock})
    monkeypatch.setattr(contents, "datetime", patched)
    monkeypatch.setattr(sources, "time", SimpleNamespace(time=lambda: Clock.now().timestamp()))
    return lambda moment: setattr(Clock, "moment", moment)


def test_when_its_time_has_come_the_next_build_has_it_though_no_file_changed(site, tmp_path, clock):
    """All of it, as a build has it that begins anew; and a preview goes on over that moment."""
    preview = {"DRAFT_SAVE_AS": "drafts/{slug}/index.html", "DRAFTS_SAVE_AS": "drafts/index.html"}
    for number, overrides in enumerate(({}, preview)):
        write(site, LATER)
        output, cache = tmp_path / f"output-{number}", tmp_path / f"cache-{number}"
        site.output = output
        clock(LATER - timedelta(seconds=1))
        site.build(CACHE_PATH=cache, **overrides)
        assert not (output / f"{LATER.year}").exists()
        clock(LATER + timedelta(seconds=1))
        site.build(CACHE_PATH=cache, **overrides)
        assert not (output / "drafts/embargoed").exists()
        site.output = tmp_path / f"anew-{number}"
        site.build(CACHE_PATH=tmp_path / f"fresh-{number}", **overrides)
        built = {path.relative_to(output): path.read_bytes() for path in output.rglob("*") if path.is_file()}
        anew = {path.relative_to(site.output): path.read_bytes() for path in site.output.rglob("*") if path.is_file()}
        assert built == anew
        names = set(traces(output, "embargoed"))
        assert names >= {
            f"{LATER.year}/embargoed/index.html", f"{LATER.year}/embargoed/card.png", f"{LATER.year}/embargoed/story.json",
            f"claims/{LATER.year}.json", "feeds/atom.xml", "feeds/tags/embargoed-tag.xml", "images/embargoed.png", "index.html",
            f"sitemaps/{LATER.year}.xml", "news-sitemap.xml", "tags/embargoed-tag/index.html", "threads/a-thread/index.html",
            "sources/the-embargoed-paper/index.html", "sections/the-embargoed-section/index.html",
        }  # fmt: skip


LINKS = {
    "from a published story": ("stories/2024/other.md", STORY.replace("id: a-story", "id: other"), "leave the link out until then"),
    "from one that goes out sooner": ("stories/{year}/other.md", scheduled(LATER - timedelta(hours=1), "other"), "let this story go out no sooner"),
    "from one that goes out with it": ("stories/{year}/other.md", scheduled(LATER, "other"), None),
    "from a draft": ("stories/2024/other.md", STORY.replace("id: a-story", "id: other\nstatus: draft"), None),
    "from a page": ("pages/about.md", "---\ntitle: A\ndek: B\n---\n", "leave the link out until then"),
}  # fmt: skip


@pytest.mark.parametrize(("name", "text", "right"), LINKS.values(), ids=LINKS.keys())
def test_a_link_to_a_scheduled_story_is_a_problem_where_readers_would_follow_it_sooner(
    site, tmp_path, name, text, right
):
    write(site, LATER)
    write(site, LATER - timedelta(hours=1), "other")
    (site.content / f"stories/{LATER.year}/other.md").unlink(missing_ok=True)
    link = f"\n[x]({{filename}}/stories/{LATER.year}/embargoed.md)\n"
    site.write(name.format(year=(LATER - timedelta(hours=1)).year), text + link)
    problems = site.problems(CACHE_PATH=tmp_path / "cache")
    assert [problem.right for problem in problems] == ([right] if right else [])
    for problem in problems:
        assert problem.wrong.endswith(f"embargoed.md, which is scheduled for {LATER:%Y-%m-%d %H:%M} UTC")


def test_a_scheduled_story_that_links_to_a_draft_is_a_problem_before_its_time(site, tmp_path):
    """Nobody may be there when it goes out."""
    site.write("stories/2024/draft.md", STORY.replace("id: a-story", "id: draft\nstatus: draft"))
    write(site, LATER, text="\n[x]({filename}/stories/2024/draft.md)\n")
    (problem,) = site.problems(CACHE_PATH=tmp_path / "cache")
    assert problem.wrong == "the link leads to a draft, stories/2024/draft.md"


def test_check_knows_when_its_time_has_come(site, tmp_path, clock):
    """What it remembers of a scheduled story is not taken for good; days after its own are told before."""
    path, told = write(site, LATER), []

    def look_at(readings):
        with Remembered(tmp_path / "memory") as remembered:
            told.append(suite.of_stories(readings, tmp_path / "published", remembered, Clock.moment.date()))

    def checked(moment):
        clock(moment)
        with signal("railhead_readings_checked").connected_to(look_at):
            site.build(CACHE_PATH=tmp_path / "cache")
        found, stories = told[-1]
        return [finding.what for finding in found if "future" in finding.what], sorted(stories.ids), stories.moved

    moved = {"/old/embargoed/": f"/{LATER.year}/embargoed/"}
    assert checked(LATER - timedelta(days=2)) == ([], ["a-story"], {})
    assert checked(LATER + timedelta(seconds=1)) == ([], ["a-story", "embargoed"], moved)
    tomorrow = f"{LATER + timedelta(days=1):%Y-%m-%d}"
    path.write_text(path.read_text().replace("as_of: 2024-12-19", f"as_of: {tomorrow}"))
    late = [f"claims.history.as_of lies in the future: {tomorrow}"]
    assert checked(LATER - timedelta(days=2)) == (late, ["a-story"], {})
