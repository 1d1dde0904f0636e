"""`correct` notes a change in a story's own file, and leaves all else in it as it was typed."""

from datetime import UTC, datetime

import pytest

from railhead.errors import SiteError
from railhead.story import correcting
from railhead.story.reader import read_all

from ..sites import STORY, settings_of

TEXT = 'The gun was not "third": it was second # and last, said one: «ü».'
NAME = "stories/2024/a-story.md"
# how corrections stand in the file, and what stands before and after the line that is written
FORMS = {
    "none yet": ("", "corrections:", "---"),
    "empty": ("corrections: []\n", "corrections:", "---"),
    "nothing": ("corrections:\n", "corrections:", "---"),
    "one, on a line": (
        "corrections:\n  - {date: 2024-12-20, kind: update, text: More.}\n# a remark\naliases: [/old/]\n",
        "  - {date: 2024-12-20, kind: update, text: More.}", "# a remark",
    ),
    "two, on several lines": (
        "corrections:\n- date: 2024-12-20\n  kind: update\n  text: More.\n- date: 2024-12-21\n  kind: update\n  text: >-\n    More\n\n    still.\n\naliases: [/old/]\n",
        "    still.", "",
    ),
}  # fmt: skip


@pytest.fixture
def configured(site):
    site.content.mkdir(parents=True)
    return settings_of(PATH=site.content)


def put(site, more="", end="\n", story=STORY):
    text = story.replace("claims:\n", f"{more}claims:\n") if more else story
    return site.write(NAME, text.replace("\n", end).encode())


@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["LF", "CRLF"])
@pytest.mark.parametrize(("more", "before", "after"), FORMS.values(), ids=FORMS.keys())
def test_a_correction_is_written_where_corrections_stand(site, more, before, after, end):
    path = put(site, more, end)
    configured = settings_of(PATH=site.content)
    if more in {"", "corrections: []\n", "corrections:\n"}:
        after = "claims:" if more else after
    was = path.read_bytes().decode()
    path.chmod(0o640)
    line = correcting.note(path, "correction", TEXT)
    lines = path.read_bytes().decode().split(end)
    assert lines[line - 2 : line + 1 : 2] == [before, after]
    assert path.stat().st_mode & 0o777 == 0o640
    readings, problems = read_all(configured)
    assert problems == []
    made = readings[0].model.corrections[-1]
    assert (made.date, made.kind, made.text) == (datetime.now(UTC).date(), "correction", TEXT)
    # nothing else is another
    rest = [*lines[: line - 1], *lines[line:]]
    assert [text for text in rest if text.rstrip() != "corrections:"] == [
        text for text in was.split(end) if text.rstrip() not in {"corrections:", "corrections: []"}
    ]


def test_another_goes_behind_it(site, configured):
    path = put(site)
    first = correcting.note(path, "update", "One.")
    assert correcting.note(path, "correction", "Two.") == first + 1
    readings, problems = read_all(configured)
    assert ([made.text for made in readings[0].model.corrections], problems) == (["One.", "Two."], [])


WRONG = {
    "in brackets": (STORY, "corrections: [{date: 2024-12-20, kind: update, text: More.}]\n", "a-story.md:13: `corrections` stands in brackets"),
    "an open fence": ("---\ntitle: A", "", "a-story.md:1:1: the front matter that begins here is not closed"),
    "a value that ends on the next line": (STORY, "corrections:\n\n  [{date: 2024-12-20, kind: update, text: More.}]\n", "in brackets"),
    "no value, and a remark": (STORY, "corrections: ~ # none\n", "where a correction belongs cannot be told"),
}  # fmt: skip


@pytest.mark.parametrize(("story", "more", "said"), WRONG.values(), ids=WRONG.keys())
def test_where_it_cannot_be_told_where_nothing_is_written(site, story, more, said):
    path = put(site, more, story=story)
    was = path.read_bytes()
    with pytest.raises(SiteError) as error:
        correcting.note(path, "update", "More.")
    assert said in str(error.value)
    assert path.read_bytes() == was


@pytest.mark.parametrize(
    ("kind", "text", "said"),
    [
        ("error", "A word.", "the kind cannot be `error`; use one of clarification, correction, update"),
        ("update", " ", "the text is empty; say what was changed and why"),
        ("update", "A \u200b word.", "the text holds the character U+200B"),
    ],
)
def test_a_wrong_answer_is_told_and_nothing_is_written(site, kind, text, said):
    path = put(site)
    was = path.read_bytes()
    with pytest.raises(SiteError) as error:
        correcting.note(path, kind, text)
    assert said in str(error.value)
    assert path.read_bytes() == was


def test_a_story_is_found_by_whatever_it_is_called(site, configured):
    path = put(site, story=STORY.replace("id: a-story", "id: an-id"))
    for named in ("an-id", "a-story", "/2024/a-story/", "https://paper.example/2024/a-story/", f"content/{NAME}"):
        assert correcting.find(configured, named) == path
    with pytest.raises(SiteError, match=r"There is no story `a-stroy`, or its file has errors; did you mean a-story\?"):
        correcting.find(configured, "a-stroy")
    put(site, story=STORY.replace("date:", "status: draft\ndate:"))
    with pytest.raises(SiteError, match=r"content/stories/2024/a-story\.md is a draft: what no reader has seen"):
        correcting.find(configured, "a-story")
