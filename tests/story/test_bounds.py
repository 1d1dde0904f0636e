"""Texts that would keep Markdown busy are refused at their place, and whatever is read is read in a moment."""

import time

import pytest

from railhead.check import hedges, mistyped
from railhead.story import bounds, fences
from railhead.story.reader import StoryReader, reading_of
from railhead.story.text import sentences

from ..sites import STORY, settings_of

NAME = "stories/2024/a-story.md"
PATIENCE = 8  # seconds on a machine that has other work; what is quadratic takes a minute and more
SIZE = 64_000


def read(site, text):
    path = site.write(NAME, text)
    reader = StoryReader(settings_of(PATH=site.content))
    started = time.perf_counter()
    _, metadata = reader.read(str(path))
    assert time.perf_counter() - started < PATIENCE
    return [str(problem) for problem in reader.problems], metadata


REFUSED = {
    "brackets": ("x " + "[" * 16_000, "24:3: more than 20 `[` are open here; close them, or write \\[ for the sign itself"),
    "brackets in each other": ("[" * 8_000 + "]" * 8_000, "24:1: more than 20 `[` are open"),
    "pictures": ("![" * 8_000, "24:2: more than 20 `[` are open"),
    "links without end": ("[a](" * 16_000, "24:4: more than 20 `(` are open"),
    "addresses without end": ("[a](<" * 16_000, "24:4: more than 20 `(` are open"),
    "citations without end": ("[^a" * 16_000, "24:1: more than 20 `[` are open"),
    "tags": ("<a " * 16_000, "24:1: more than 20 `<` are open"),
    "tags a paragraph each": ("<abbr title=\n\n" * 4_000, "24:1: more than 20 `<` are open"),
    "CDATA": ("<![CDATA[" * 7_000, "24:1: more than 20 `<` are open"),
    "headings": ("#\n" * 8_000, "24:1: there are 8,000 lines without a blank line; 500 is the limit"),
    "a line": ("gun " * 16_000, "24:1: there are 64,001 characters without a blank line; 20,000 is the limit"),
    "a text": ("gun\n\n" * 60_000, "21:1: the text has 300,030 characters; 250,000 is the limit; make two of it"),
    "signs": (f"{'*a* ' * 4_000}\n\n" * 3, "28:7985: the text has 24,011 signs of Markdown and line ends; 20,000 is the limit"),
    "pictures without end": ("![a](b) " * 1_001, "24:8001: the text has 1,001 pictures; 1,000 is the limit"),
    "citations": ("A gun.[^seen]\n\n" * 5_001, "10022:7: the text has 5,002 citations; 5,000 is the limit"),
    "items": ("- - - - - - a\n\n" * 3_000, "5022:9: the text has 24,005 signs"),
    "quotations in each other": ("a\n\n" + "> " * 11 + "a", "26:1: the text is nested too deeply for Markdown"),
    "lists in each other": ("- " * 11 + "a", "24:1: the text is nested too deeply for Markdown"),
    "lists below each other": ("\n".join(" " * 4 * n + "- a" for n in range(40)), "49:1: the text is nested too deeply"),
    "addresses": ("https://a.example/\n\n" * 5_001, "10024:1: the text has 5,001 addresses; 5,000 is the limit"),
    "both": ("1. > " * 300 + "a", "24:1: the text is nested too deeply for Markdown"),
}  # fmt: skip


@pytest.mark.parametrize(("typed", "expected"), REFUSED.values(), ids=REFUSED.keys())
def test_what_would_take_long_is_refused_at_its_place(site, typed, expected):
    problems, _ = read(site, f"{STORY}\n{typed}\n")
    assert any(problem.startswith(f"content/{NAME}:{expected}") for problem in problems), problems[:3]


@pytest.mark.parametrize(
    "unit",
    ["*", "_", "`", "*a", "``a`", ">", "|", "&", "\\", "](", "a_b*c", "'", "    ", "\n", "&#", "- a\n\n", "| a |\n|--|\n\n", "a. ", "not been ", "~", "~~a ", "~~a~", "https://a.b/ ", "https://a/)", "{#", "## {#a}\n\n", "```\n", "~~~\n\n", "- [x] a\n", "**a "],
    ids=ascii,
)  # fmt: skip
def test_whatever_is_repeated_is_read_or_refused_in_a_moment(site, unit):
    read(site, f"{STORY}\n{unit * (SIZE // len(unit))}\n")


FENCES = {
    "none of which ends": "\n".join("`" * n for n in range(3, 400)),
    "in a list": "- a\n    ```\n    x\n    ```\n" * 3_000,
    "with words to mark": "".join(f"```{name}\n{(sign * 5_000)[:5_000]}\n```\n" for name in ("xml", "yaml") for sign in ("%", "<?")),
    "of many languages": "".join(f"```{name}\n{sign * 200}\n```\n" for name in sorted(fences.LANGUAGES) for sign in ("a:: ", "/*", '"')),
    "with brackets and lines": "```\n" + "[[[[(((({{{{<<<<\n" * 900 + "```",
}  # fmt: skip


@pytest.mark.parametrize("typed", FENCES.values(), ids=FENCES.keys())
def test_code_is_read_in_a_moment_and_may_hold_what_texts_may_not(site, typed):
    problems, _ = read(site, f"{STORY}\n{typed}\n")
    assert problems == []
    started = time.perf_counter()
    list(mistyped.slips(typed))
    assert time.perf_counter() - started < PATIENCE


def test_slips_are_looked_for_in_a_moment():
    for unit in ("**a ** ", "**a** ", "- a\n", "a\n- a\n", "{{", "{%", "#", "`a` ", "* "):
        started = time.perf_counter()
        list(mistyped.slips(unit * (SIZE // len(unit))))
        assert time.perf_counter() - started < PATIENCE


@pytest.mark.parametrize(
    "unit",
    ["a: b: c ", '"', "- ", "b, ", "a: [b, ", "a: {b: c, ", "k: v # x\n", "a = b\n", "\t", "a\n", "'a "],
    ids=ascii,
)
def test_front_matter_that_is_no_yaml_is_told_of_in_a_moment(site, unit):
    """At the end of a long line too, and at the end of the front matter."""
    for typed in (
        unit * (SIZE * 8 // len(unit)),
        f"a: [{unit * (SIZE * 8 // len(unit))}",
        f"a: b: c{' ' * SIZE}x\n{unit}",
    ):
        problems, _ = read(site, STORY.replace("title: A headline", typed))
        assert problems


def test_unknown_fields_are_told_of_in_a_moment(site):
    read(site, STORY.replace("claims:", "".join(f"k{n}: v\n" for n in range(20_000)) + "claims:"))


def test_thousands_of_unknown_citations_are_all_told(site):
    """Each at its place, and without a look through the whole text for each."""
    problems, _ = read(site, STORY + "\n" + "\n\n".join(f"A gun.[^x{n}]" for n in range(4_000)) + "\n")
    assert len(problems) == 4_000
    assert problems[-1].startswith(f"content/{NAME}:{24 + 2 * 3_999}:7: nothing has the id `x3999`")


def test_many_tags_sources_and_claims_are_read_in_a_moment(site):
    sources = "".join(f"  - {{id: s{n}, publisher: P, url: 'https://p.example/{n}'}}\n" for n in range(900))
    tags = ", ".join(f"t{n}" for n in range(50))
    problems, metadata = read(site, STORY.replace("claims:\n", f"{sources}claims:\n").replace("artillery", tags))
    assert (problems, len(metadata["tags"]), len(metadata["sources"])) == ([], 50, 901)


@pytest.mark.parametrize(
    ("name", "row"),
    [
        ("sources", "  - {{id: s{}, publisher: P, url: 'https://p.example/'}}\n"),
        ("    history", "      - {{as_of: 2024-12-19, status: reported, source: a-paper, note: n{}}}\n"),
    ],
)
def test_a_list_without_end_is_refused(site, name, row):
    rows = "".join(row.format(n) for n in range(1_001))
    (problem,), _ = read(site, STORY.replace(f"{name}:\n", f"{name}:\n{rows}"))
    assert f"{name.strip()}` has more than 1000 entries" in problem


def test_a_file_that_is_too_large_is_not_even_read(site):
    problems, _ = read(site, STORY + "x" * 2_000_000)
    assert problems == [f"content/{NAME}:1:1: this file has 2,000,396 bytes; 1,000,000 is the limit; make two of it"]


def test_a_problem_does_not_list_hundreds_of_names(site):
    sources = "".join(f"  - {{id: s{n:03}, publisher: P, url: 'https://p.example/{n}'}}\n" for n in range(300))
    problems, _ = read(site, STORY.replace("claims:\n", f"{sources}claims:\n").replace("[^seen]", "[^x]"))
    assert problems[0].endswith("s018 and 282 more)")


def test_hedges_are_looked_for_in_a_moment(site):
    dek = "puts " * 190
    problems, metadata = read(
        site, STORY.replace("A sentence under it.", dek) + "\n" + ("puts x " * 2_000 + "\n\n") * 4
    )
    assert problems == []
    started = time.perf_counter()
    reading = reading_of(type("Content", (), {"reading": metadata["reading"]}))
    assert any("in the dek says neither" in finding.what for finding in hedges.check([reading]))
    assert sentences(".[^a" * (SIZE // 4))
    assert time.perf_counter() - started < PATIENCE


def test_what_writers_write_is_within_the_bounds():
    """A long table, code, arrows and smileys, footnotes and brackets in brackets."""
    table = "| a | b |\n|---|---|\n" + "| 40 km [^x] | `155 mm` |\n" * 300
    prose = "It (the gun [the one of 1978]) was < 60 km away :( -> [seen](https://a.example/(x)).[^seen] " * 15
    code = "    if x:\n" + "        if (y:\n" * 15
    assert list(bounds.faults("\n\n".join([table, prose, code, "> > - 1. a", "a `` ` `` b"] * 8))) == []
