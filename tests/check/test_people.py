"""What a site does not say of itself: who writes there, who owns it, who pays, how the desk is reached."""

from pathlib import Path

import pytest

from railhead.check import people
from railhead.settings import DISCLOSURES
from railhead.story.entries import Entry
from railhead.story.frontmatter import parse
from railhead.story.reader import Reading
from railhead.story.readings import Readings

SETTINGS = {"DISCLOSURES": DISCLOSURES}
PAGE = "<!doctype html><article><h1>Contact</h1><div>{}</div></article>"


@pytest.fixture
def output(tmp_path):
    (tmp_path / "contact").mkdir()
    return tmp_path


def said(output: Path, body: str, settings=SETTINGS) -> list[str]:
    (output / "contact/index.html").write_text(PAGE.format(body))
    return [str(finding) for finding in people.disclosures(output, settings)]


def test_without_a_contact_page_all_is_asked_for_in_a_line(tmp_path):
    (finding,) = people.disclosures(tmp_path, SETTINGS)
    told = (
        "no page says how readers reach the desk, who owns the site, who pays for it; write it, with headings that end"
    )
    assert str(finding).startswith(f"content/pages/contact.md:1: warning: {told} with `{{#desk}}`, ")


def test_each_part_that_is_missing_or_empty_is_asked_for(output):
    body = '<h2 id="desk">How</h2><p>By post.</p><h2 id="funding">Who pays</h2><h2 id="x">Another</h2><p>Words.</p>'
    begin = "content/pages/contact.md:1: warning: the page does not say"
    assert said(output, body) == [
        f"{begin} who owns the site; write it below a heading that ends with `{{#ownership}}`",
        f"{begin} who pays for it; write it below a heading that ends with `{{#funding}}`",
    ]


def test_a_page_that_says_all_of_it_is_not_mentioned(output):
    body = "".join(f'<h2 id="{place.partition("#")[2]}">A</h2><h3>B</h3><p>C</p>' for place in DISCLOSURES.values())
    assert said(output, body) == []
    assert (
        said(output, "", {"DISCLOSURES": {"who owns the site": "contact/", "who pays": "https://other.example/"}}) == []
    )
    assert said(output, "", {"DISCLOSURES": {}}) == []


def readings_of(*entries):
    text = "---\ntitle: x\nauthor:\n  - Placeholder One\n  - Placeholder Guest\n---\n"
    content = type("Content", (), {"reading": b""})
    found = Readings({entry.below: entry for entry in entries}, {}, lambda _: content, "The desk")
    found.__class__ = type("Known", (Readings,), {"__getitem__": lambda _, path: Reading(parse(text, path), None)})
    return found


def story(name, *authors, status="published"):
    return Entry(f"content/stories/2024/{name}.md", "story", status, authors=authors)


ONE = Entry("content/authors/placeholder-one.md", "author", slug="placeholder-one", name="Placeholder One")


def test_who_has_no_file_is_told_of_once_where_others_have_one():
    stories = [
        story("a", "Placeholder One", "Placeholder Guest"),
        story("b", "Placeholder Guest"),
        story("c", "The desk"),
    ]
    (finding,) = people.without_file(readings_of(ONE, *stories, story("d", "Placeholder Draft", status="draft")))
    assert (finding.line, finding.level.name) == (5, "WARNING")
    right = "write content/authors/placeholder-guest.md, or correct the name"
    assert finding.what == f"no file says who `Placeholder Guest` is; {right}"
    assert list(people.without_file(readings_of(*stories))) == []
