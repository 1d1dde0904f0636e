"""`new` and the reader agree: what the one writes, the other reads."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from railhead.errors import SiteError
from railhead.story.new import write_new
from railhead.story.reader import read_all

from ..sites import STORY, Site, settings_of

ANSWERS = {
    "title": "A headline",
    "section": "Breaking News",
    "source": "https://paper.example/",
    "publisher": "A Paper",
}
NAMES = {
    "-40 degrees on the line": "40-degrees-on-the-line",
    'Guns: "a second" batch #2 - seen': "guns-a-second-batch-2-seen",
    "snake_case & __dunder__": "snake-case-dunder",
    "… and then?": "and-then",
    "{title} %s ${x} {{7*7}}": "title-s-x-77",
    "Gewehre für Übermorgen": "gewehre-fur-ubermorgen",
    "列车上的枪": "lie-che-shang-de-qiang",
    "11": "11",
    "null": "null",
    "a" * 300: "a" * 80,
    "word " * 40: "-".join(["word"] * 16),
}


def new(content, **answers):
    """(the path of what `new` wrote, the problems that reading it gives)."""
    configured = settings_of(PATH=content)
    name = write_new(configured, {**ANSWERS, **answers})
    _, problems = read_all(configured)
    return name, problems


@pytest.mark.parametrize(("title", "slug"), NAMES.items())
def test_a_title_becomes_a_file_that_reads_without_a_problem(site, title, slug):
    site.content.mkdir(parents=True)
    name, problems = new(site.content, title=title)
    assert (name.rpartition("/")[2], problems) == (f"{slug}.md", [])


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({"title": "—?!"}, "the title has no letter or digit to make an id of: `—?!`; give it one"),
        ({"title": "", "publisher": "_"}, "the publisher has no letter or digit to make an id of: `_`; give it one"),
        (
            {"title": "A \udcff headline"},
            "the title holds the character U+DCFF, which cannot be printed or seen; leave it out",
        ),
        (
            {"title": "A \ud800 headline"},
            "the title holds the character U+D800, which cannot be printed or seen; leave it out",
        ),
        (
            {"publisher": "A\x1b[2J Paper"},
            "the publisher holds the character U+001B, which cannot be printed or seen; leave it out",
        ),
        ({"section": "-"}, "the section has no letter or digit to make an address of: `-`"),
        ({"source": "paper.example"}, "the source is not an address on the web: `paper.example`"),
        ({"publisher": "P" * 81}, "the publisher is longer than 80 characters"),
    ],
)
def test_what_no_story_can_be_made_of_is_told_in_a_sentence(site, answers, expected):
    site.content.mkdir(parents=True)
    with pytest.raises(SiteError) as raised:
        new(site.content, **answers)
    assert expected in str(raised.value)
    assert str(raised.value).endswith("No story was written.")
    assert not list(site.content.rglob("*.md"))


def test_a_section_is_one_that_stories_have(site):
    site.write("stories/2024/a-story.md", STORY)
    with pytest.raises(
        SiteError, match="no story is in the section `Braking News`; use one of Breaking News\nNo story"
    ):
        new(site.content, title="Another", section="Braking News")
    assert new(site.content, title="Another")[1] == []


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(title=st.text(st.characters(exclude_categories=[])), publisher=st.text("aZ9_-. \n\té—'\"{}%", max_size=90))
def test_any_answers_give_a_story_or_a_sentence(tmp_path_factory, title, publisher):
    site = Site(tmp_path_factory.mktemp("new"))
    site.content.mkdir()
    told, problems = "", []
    try:
        _, problems = new(site.content, title=title, publisher=publisher)
    except SiteError as error:
        told = str(error)
    assert problems == []
    assert bool(told) != bool(list(site.content.rglob("*.md")))
    assert not told or told.endswith("No story was written.")
