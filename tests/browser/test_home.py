"""The front page: what leads, what stands beside it, and that a desk shows no holes."""

import pytest
from playwright.sync_api import expect

from ..sites import STORY, Site
from .screens import DESK, PHONE

pytestmark = pytest.mark.slow

STORIES = 20  # as many as the front page shows
BOXES = """() => [...document.querySelectorAll('.story-list > li')].map(item => {
  const { left, right, top } = item.getBoundingClientRect();
  return [left, right, top].map(Math.round);
})"""


@pytest.fixture(scope="module")
def full(tmp_path_factory, serving):
    """The address of a site whose front page is full, and on which nothing was corrected and nothing is open."""
    site = Site(tmp_path_factory.mktemp("full"))
    settled = STORY.replace("status: reported", "status: confirmed")
    for n in range(STORIES):
        site.write(f"stories/2024/story-{n}.md", settled.replace("id: a-story", f"id: story-{n}"))
    site.build()
    return serving(site.output)


@pytest.mark.parametrize("path", ["frozen", "full"])
def test_at_a_desk_no_row_has_a_hole(visit, full, address, path):
    page = visit("about:blank", viewport=DESK)
    page.goto({"frozen": address, "full": full}[path])
    left, right = page.locator(".front").evaluate(
        "front => ['left', 'right'].map(side => Math.round(front.getBoundingClientRect()[side]))"
    )
    for _ in range(page.locator(".story-list > li").count() - 1):
        (_, *rest) = page.evaluate(BOXES)
        rows = {}
        for box in rest:
            rows.setdefault(box[2], []).append(box)
        for row in rows.values():
            assert (row[0][0], row[-1][1]) == (left, right)
            assert len(row) <= 3
        page.locator(".story-list > li").last.evaluate("item => item.remove()")


def test_where_nothing_changed_and_nothing_is_open_the_lead_has_all_the_room(visit, full):
    page = visit("about:blank", viewport=DESK)
    page.goto(full)
    expect(page.get_by_role("complementary")).to_have_count(0)
    widths = ".getBoundingClientRect().width"
    assert page.evaluate(
        f"document.querySelector('.story-list > li'){widths} == document.querySelector('.front'){widths}"
    )


def test_what_changed_and_what_is_open_stand_beside_the_newest_story(visit):
    page = visit("/", viewport=DESK)
    beside = page.get_by_role("complementary")
    first = page.locator(".story-list > li").first.bounding_box()
    box = beside.bounding_box()
    assert box["x"] >= first["x"] + first["width"]
    assert abs(box["y"] - first["y"]) < 10
    headings = beside.get_by_role("heading").all_inner_texts()
    assert headings == ["Changed lately", "Open questions", "Threads"]
    beside.get_by_role("link", name="Another batch of North Korean").click()
    page.wait_for_url("**/2024/second-koksan-shipment/#corrections")
    page.go_back()
    page.locator(".beside").get_by_role("link", name="A drone of the 412th").click()
    page.wait_for_url("**/2025/claimed-koksan-strike-luhansk/#claim-*")


def test_on_a_phone_stories_come_first(visit):
    page = visit("/", viewport=PHONE)
    last = page.locator(".story-list > li").last.bounding_box()
    assert page.get_by_role("complementary").bounding_box()["y"] >= last["y"] + last["height"]


def test_a_picture_is_shown_where_the_newest_story_has_none(visit):
    page = visit("/", viewport=DESK)
    expect(page.locator(".story-list > li:first-child .story-picture")).to_have_count(0)
    expect(page.locator(".story-list .story-picture svg")).to_be_visible()


def test_a_section_that_is_named_for_a_day_has_a_lasting_name_in_lists(visit):
    page = visit("/")
    assert {text.split()[0] for text in page.locator(".story-list .kicker").all_inner_texts()} == {"News"}
    page.goto(page.url + "2024/second-koksan-shipment/")
    expect(page.locator(".story-head .kicker a")).to_have_text("Breaking News")
