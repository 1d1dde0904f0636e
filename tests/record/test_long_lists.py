"""Lists that grow with the archive: split, so that no page grows without end, and each item is on one of them."""

import random
import re
from datetime import date

import lxml.html
import pytest

from railhead.record.sources import Use, reports
from railhead.story.entries import SourceEntry

from ..newsroom import Newsroom

pytestmark = pytest.mark.slow

SHORT = {"LIST_LENGTH": 2, "REGISTER_LENGTH": 3, "DEFAULT_PAGINATION": 2}


@pytest.fixture(scope="module")
def room(tmp_path_factory):
    room = Newsroom(tmp_path_factory.mktemp("room"), random.Random(3))  # noqa: S311 - no secret
    for slug, story in room.stories.items():
        story["claims"][0]["history"][-1]["status"] = "disputed"
        story["sources"][0]["publisher"] = "A Paper"
        story["tags"], story["category"] = ["rail"], "Analysis"
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
        (r"tags/rail/(page/\d+/)?index.html", "h2 a", r"/2024/story-\d+/$"),
        (r"sections/analysis/(page/\d+/)?index.html", "h2 a", r"/2024/story-\d+/$"),
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


LISTS = {
    "sources/a-paper/": "section h3 a",
    "tags/rail/": "h2 a",
    "sections/analysis/": "h2 a",
    "corrections/": "ol.terms a",
}


@pytest.mark.parametrize(("address", "items"), LISTS.items())
def test_older_leads_from_the_newest_story_to_the_oldest_and_newer_back(room, address, items):
    """From page to page, each story is met once."""
    found, order, turns = pages(room, rf"{address}(page/\d+/)?index.html"), [], []
    link = f"/{address}"
    while link:
        page = found[f"{link[1:]}index.html"]
        order += [re.search(r"story-(\d+)", item.get("href"))[1] for item in page.cssselect(items)]
        newer = [other.get("href") for other in page.cssselect("nav.pagination a[rel=prev]")]
        assert newer == turns[-1:]
        turns.append(link)
        link = next((other.get("href") for other in page.cssselect("nav.pagination a[rel=next]")), None)
    assert list(map(int, order)) == sorted(map(int, order), reverse=True)
    assert len(order) == len(room.stories)
    assert turns == [f"/{address}", f"/{address}page/2/", f"/{address}page/1/"]
    ends = {
        other.text_content(): other.get("href") for other in found[f"{address}page/1/index.html"].cssselect("nav a")
    }
    assert ends["Newest"] == f"/{address}"


def test_a_new_story_leaves_the_older_pages_of_lists_as_they_are(tmp_path):
    room = Newsroom(tmp_path, random.Random(3))  # noqa: S311 - no secret
    for slug, story in room.stories.items():
        story["tags"], story["category"] = ["rail"], "Analysis"
        story["sources"][0]["publisher"] = "A Paper"
        room.save(slug)
    room.incremental(**SHORT)
    slug = room.add()
    room.stories[slug] |= {"tags": ["rail"], "category": "Analysis"}
    room.stories[slug]["sources"][0]["publisher"] = "A Paper"
    room.save(slug)
    report = room.incremental(**SHORT)
    assert {name for name in report.rendered if "/page/" in name} == set()
    assert {"tags/rail/index.html", "sections/analysis/index.html", "sources/a-paper/index.html"} <= {*report.written}
    # and a story that fills a page moves the oldest of the first page to one of their own
    slug = room.add()
    room.stories[slug] |= {"tags": ["rail"], "category": "Breaking News"}
    room.save(slug)
    report = room.incremental(**SHORT)
    # to which its neighbour now leads
    told = {"tags/rail/page/2/index.html", "tags/rail/page/3/index.html"}
    assert {name for name in report.written if name.startswith("tags/rail/page")} == told


def test_reports_stand_by_day_and_where_none_is_known_as_stories_name_them():
    """So that the report of a new story stands first, whatever its address begins with."""
    days = {"b": 3, "z": None, "c": 4, "y": 3, "a": None}
    uses = [
        Use("A Paper", SourceEntry("id", "A Paper", url, None, day and date(2024, 5, day), None, None), "", "", ())
        for url, day in days.items()
    ]
    assert [report.url for report in reports(uses)] == ["c", "b", "y", "z", "a"]
