"""Lists that grow with the archive: split, so that no page grows without end, and each item is on one of them."""

import random
import re

import lxml.html
import pytest

from ..newsroom import Newsroom

pytestmark = pytest.mark.slow

SHORT = {"LIST_LENGTH": 4, "REGISTER_LENGTH": 3, "DEFAULT_PAGINATION": 5}


@pytest.fixture(scope="module")
def room(tmp_path_factory):
    room = Newsroom(tmp_path_factory.mktemp("room"), random.Random(3))  # noqa: S311 - no secret
    for slug, story in room.stories.items():
        story["claims"][0]["history"][-1]["status"] = "disputed"
        story["sources"][0]["publisher"] = "A Paper"
        told = {"date": story["date"], "kind": "correction", "text": f"It was not {slug}."}
        story["corrections"] = [told]
        room.save(slug)
    room.incremental(**SHORT)
    return room


def pages(room, pattern):
    """The pages of the output whose names fit a pattern, by name."""
    found = sorted((room.folder / "output").rglob("*.html"))
    named = {path.relative_to(room.folder / "output").as_posix(): path for path in found}
    return {name: lxml.html.parse(str(path)).getroot() for name, path in named.items() if re.fullmatch(pattern, name)}


@pytest.mark.parametrize(
    ("pattern", "items", "is_of"),
    [
        (r"claims/[\d-]+/index.html", "ol.terms > li a", r"#claim-seen"),
        (r"corrections/(page/\d+/)?index.html", "ol.terms > li a", r"#corrections"),
        (r"sources/a-paper/(page/\d+/)?index.html", "section h3 a", r"/2024/story-\d+/$"),
        (r"2024/\d\d/index.html", "h2 a", r"/2024/story-\d+/$"),
    ],
)
def test_each_story_is_on_one_page_of_each_long_list(room, pattern, items, is_of):
    found = pages(room, pattern)
    assert len(found) > 1
    links = [link.get("href") for page in found.values() for link in page.cssselect(items)]
    named = sorted(re.search(r"story-\d+", link)[0] for link in links if re.search(is_of, link))
    assert named == sorted(room.stories)


def test_the_newest_claims_stand_first_and_lead_to_months(room):
    (page,) = pages(room, r"claims/index.html").values()
    assert len(page.cssselect("ol.terms > li")) == SHORT["LIST_LENGTH"]
    days = [time.get("datetime") for time in page.cssselect("ol.terms time")]
    assert days == sorted(days, reverse=True)
    months = [link.get("href") for link in page.cssselect("section a")]
    assert months == sorted(months, reverse=True)
    assert months[0] == f"/claims/{days[0][:7]}/"
    assert "This page has the newest" in page.cssselect(".dek")[0].text_content()


def test_a_long_register_names_publishers_and_how_many_reports_there_are(room):
    (page,) = pages(room, r"sources/index.html").values()
    (line,) = [line for line in page.cssselect("ul.terms > li") if line.cssselect("a[href='/sources/a-paper/']")]
    assert line.text_content().split() == ["A", "Paper", str(len(room.stories))]
    assert "every report" not in page.cssselect(".dek")[0].text_content()  # which it does not show


def test_the_archive_and_a_year_lead_to_each_month(room):
    months = {f"/{name.removesuffix('index.html')}" for name in pages(room, r"2024/\d\d/index.html")}
    for name, page in pages(room, r"(archive|2024)/index.html").items():
        assert {link.get("href") for link in page.cssselect(".listing header a")} - {"/2024/"} == months, name
        assert len(page.cssselect("ol.story-list > li")) == SHORT["DEFAULT_PAGINATION"]


def test_no_link_of_a_list_leads_nowhere(room):
    output = room.folder / "output"
    for name, page in pages(room, ".*").items():
        for link in page.xpath("//a/@href"):
            path = link.partition("#")[0]
            if path.startswith("/"):
                file = output / path.lstrip("/")
                assert (file / "index.html" if path.endswith("/") else file).is_file(), (name, link)


def test_pages_of_a_list_lead_to_their_neighbours(room):
    found = pages(room, r"sources/a-paper/page/2/index.html")
    (page,) = found.values()
    (nav,) = page.cssselect("nav.pagination")
    assert nav.cssselect("a[rel=prev]")[0].get("href") == "/sources/a-paper/"
    assert "Page 2 of 2" in nav.text_content()
    assert not nav.cssselect("a[rel=next]")
