"""Builds of this site that redo only what changed: the same bytes as stock Pelican's, and no more work than there is."""

import random

import pytest
from pelican.contents import Article
from pelican_incremental.reading.library import Library

from railhead.story.problems import ContentError

from .newsroom import DRAWING, Newsroom, edit_at_random

pytestmark = pytest.mark.slow

STEPS, DEEP_STEPS = 14, 400
IN_PREVIEW = {"DRAFT_SAVE_AS": "drafts/{slug}/index.html", "DRAFTS_SAVE_AS": "drafts/index.html"}


@pytest.mark.parametrize(("settings", "seed"), [({}, 1), (IN_PREVIEW, 2)], ids=["as published", "as in preview"])
def test_random_edits_give_what_stock_pelican_builds(tmp_path, request, settings, seed):
    deep = request.config.getoption("--deep")
    room = Newsroom(tmp_path, random.Random(None if deep else seed))  # noqa: S311 - no secret
    done = ["the first build"]
    for _ in range(DEEP_STEPS if deep else STEPS):
        room.incremental(**settings)
        room.stock(**settings)
        assert room.differing() == [], done
        done.append(edit_at_random(room))


@pytest.fixture
def room(tmp_path):
    room = Newsroom(tmp_path, random.Random(7))  # noqa: S311 - no secret
    for _ in range(60):  # more than a feed or a list holds
        room.add()
    room.incremental()
    return room


def test_where_nothing_changed_no_story_is_opened(room, monkeypatch):
    load_anything = Library.load

    def load(library, content, name):
        if isinstance(content, Article):
            raise RuntimeError("a story is opened")  # noqa: TRY004 - it is of the right type, and not to be asked
        return load_anything(library, content, name)

    monkeypatch.setattr(Library, "load", load)
    report = room.incremental()
    assert (report.read, report.rendered, report.written) == ([], [], [])


def test_pictures_and_drawings_that_stay_are_not_written_again(tmp_path):
    room = Newsroom(tmp_path, random.Random(5))  # noqa: S311 - no secret
    slug = next(iter(room.stories))
    room.stories[slug]["text"] += "\n\n![A train]({static}/images/train.png)\n\n![A map]({static}/images/map.svg)\n"
    room.save(slug)
    room.incremental()
    shown = {path.suffix for path in (room.folder / "output/images").iterdir()}
    assert shown == {".svg", ".png", ".avif", ".webp"}
    report = room.incremental()
    assert (report.rendered, report.made, report.written) == ([], [], [])


def test_a_word_in_a_text_renders_the_page_that_shows_it(room):
    slug = sorted(room.stories, key=lambda slug: room.stories[slug]["date"])[3]
    room.stories[slug]["text"] += " Another sentence."
    room.save(slug)
    assert room.incremental().rendered == [f"2024/{slug}/index.html"]


def test_a_claim_renders_what_shows_it(room):
    """Its page, its twin and its card, the lists of claims and of stories with their tally, and its publisher."""
    slug = sorted(room.stories, key=lambda slug: room.stories[slug]["date"])[3]
    story = room.stories[slug]
    story["claims"][0]["text"] = "It was seen twice."
    room.save(slug)
    rendered = set(room.incremental().rendered)
    publisher = story["sources"][0]["publisher"].lower().replace(" ", "-")
    wanted = {
        f"2024/{slug}/index.html",
        f"2024/{slug}/story.json",
        "claims/2024.json",
        "sources/" + publisher + "/index.html",
    }
    assert wanted <= rendered
    assert not [name for name in rendered if name.startswith(("2024/story-", "feeds/")) and slug not in name]


@pytest.mark.parametrize(
    "link", ["![A map]({static}/images/gone.svg)", "![A map](/images/gone.svg)", "[map](/images/gone.svg)"]
)
def test_a_link_to_a_file_that_went_is_told_of_where_nothing_else_changed(tmp_path, link):
    room = Newsroom(tmp_path, random.Random(5))  # noqa: S311 - no secret
    room.write("images/gone.svg", DRAWING.format(1))
    slug = min(room.stories)
    room.stories[slug]["text"] += f"\n\n{link}\n"
    room.save(slug)
    room.incremental()
    (room.content / "images" / "gone.svg").unlink()
    with pytest.raises(ContentError, match=r"leads to .*images/gone\.svg, which does not exist"):
        room.incremental()


def test_another_day_of_a_story_may_make_a_list_where_another_story_was(tmp_path):
    """Its month has a page then, whose address nothing else can have had."""
    room = Newsroom(tmp_path, random.Random(5))  # noqa: S311 - no secret
    oldest, *_, newest = sorted(room.stories, key=lambda slug: room.stories[slug]["date"])
    room.stories[oldest]["aliases"] = ["/2024/11/"]
    room.save(oldest)
    room.incremental()
    room.stories[newest]["date"] = "2024-11-05"  # it stays the newest: the order of stories tells nothing
    room.save(newest)
    with pytest.raises(ContentError, match="something stands at /2024/11/"):
        room.incremental()
