"""Markdown that was surely meant as something else: told of with its line, and nothing else is."""

import pytest

from railhead.check import mistyped
from railhead.check.finding import Level
from railhead.story.reader import read_all

from ..sites import STORY, settings_of

NO_LIST = "is no list without a blank line before it; put one there"
SECOND = "is a second headline of the page; begin it with ##"
OTHER_TOOL = "is a word of another tool, which readers would see; take it out"
STARS = "has asterisks that readers would see; write **strong words** without spaces inside, or \\*"

SLIPS = {
    "a list without a blank line": ("Two:\n- one\n- two", [(2, "- one", NO_LIST)]),
    "a numbered one": ("Two:\n1. one\n2. two", [(2, "1. one", NO_LIST)]),
    "two spaces": ("- a\n  - b\n- c", [(2, "- b", "does not belong to the item above it; indent it by 4 spaces")]),
    "three, after a blank line": ("1. a\n\n   - b", [(3, "- b", "does not belong to the item above it; indent it by 4 spaces")]),
    "a headline": ("x\n\n# Guns", [(3, "# Guns", SECOND)]),
    "one without a space": ("#Guns", [(1, "#Guns", SECOND)]),
    "an underlined one": ("Guns\n====", [(2, "Guns", "is a second headline of the page; underline it with ---")]),
    "fences": ("x\n\n```py\ny\n\n**z", [(3, "```py", "begins code that nothing ends; write ``` on a line behind it")]),
    "a tag of Jekyll": ("x {% youtube y %}", [(1, "{% youtube y %}", OTHER_TOOL)]),
    "one of Hugo": ("x\n{{< youtube y >}}", [(2, "{{< youtube y >}}", OTHER_TOOL)]),
    "attributes": ("x\n{: .wide}", [(2, "{: .wide}", OTHER_TOOL)]),
    "an asterisk too few": ("a **b* c", [(1, "**b* c", STARS)]),
    "a space within": ("a **b ** c", [(1, "** c", STARS)]),
}  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), SLIPS.values(), ids=SLIPS.keys())
def test_a_slip_is_told_with_its_line(text, expected):
    assert list(mistyped.slips(text)) == expected


GOOD = {
    "lists": "Two:\n\n- one\n    - of it\n        - and of that\n- two\n\n1. a\n\n    - b\n\n2. c",
    "a list under a heading": "## Guns\n- one",
    "words on a new line": "It was\n1978. Then\n*came* - nothing",
    "strong words": "**a** **b *c*** ***d***, **e\nf** and 2 * 3\n\n* * *\n\n***",
    "code": "`{% x %} **` and\n\n```\n# x\n**\ny\n- z\n  - {{ a }}\n```\n\n    # x\n    - y **",
    "escapes": "a \\*\\*b",
    "a number": "No. #1 and ## of it",
}


@pytest.mark.parametrize("text", GOOD.values(), ids=GOOD.keys())
def test_what_is_no_slip_is_not_told(text):
    assert list(mistyped.slips(text)) == []


def test_the_texts_of_the_site_have_none():
    readings, _ = read_all(settings_of())
    assert list(mistyped.check(readings)) == []


def test_a_slip_can_be_answered_and_code_without_an_end_is_an_error(site):
    answers = "answers: [{words: '{{ x }}', reason: It is what the story is about.}]\nclaims:"
    site.write("stories/2024/a.md", f"{STORY.replace('claims:', answers)}\nOne {{{{ x }}}} and {{{{ y }}}}.\n\n```\n")
    site.write("pages/about.md", "---\ntitle: A\ndek: B\n---\n# C\n")
    found = sorted(mistyped.check(read_all(settings_of(PATH=site.content))[0]))
    assert [(finding.path[8:], finding.line, finding.level) for finding in found] == [
        ("pages/about.md", 5, Level.WARNING),
        ("stories/2024/a.md", 25, Level.WARNING),
        ("stories/2024/a.md", 25, Level.NOTE),
        ("stories/2024/a.md", 27, Level.ERROR),
    ]
