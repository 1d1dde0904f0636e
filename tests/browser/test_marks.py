"""Marks in the text: they open where they stand, by finger, keyboard and screen reader, and lead to the ledger without."""

import io
from itertools import combinations, pairwise

import pytest
from fontTools.ttLib import TTFont
from PIL import Image, ImageChops

from railhead.story.vocabulary import ClaimStatus

from .accessibility import violations
from .screens import DESK, PHONE, SIZES, STORY

pytestmark = pytest.mark.slow

REPORT = "https://www.devdiscourse.com/article/"
FINGER = 44  # pixels
# of each mark: whether its middle hits it, how far a finger's area reaches, and whether that leaves the screen
REACH = """marks => marks.map(mark => {
  mark.scrollIntoView({block: 'center'});
  const ink = mark.getBoundingClientRect(), area = getComputedStyle(mark, '::after');
  const at = (x, y) => document.elementFromPoint(x, y) === mark;
  const middle = ink.top + ink.height / 2;
  const across = [...Array(120).keys()].map(n => ink.left - 60 + n).filter(x => at(x, middle)).length;
  return [at(ink.left + ink.width / 2, middle), across, parseFloat(area.blockSize)];
})"""
# the tops of the lines of each paragraph
LINES = """paragraphs => paragraphs.map(paragraph => {
  const walker = document.createTreeWalker(paragraph, NodeFilter.SHOW_TEXT), range = document.createRange(), tops = new Set();
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (node.parentElement.closest('.cite, .note, .caps')) continue;
    range.selectNodeContents(node);
    for (const box of range.getClientRects()) tops.add(Math.round(box.top));
  }
  return [...tops].sort((a, b) => a - b);
})"""
WITHOUT_POPOVERS = {"popovertarget=": "data-a=", " popover ": " data-b ", ":popover-open": ":unheard-of"}
WITHOUT_ANCHORS = {"position-area:": "position-unknown:"}


def mark(page, name):
    return page.locator(f"#cite-{name}-1").get_by_role("button")


def opened(page, name="combat"):
    return page.locator(f"#about-claim-{name}")


def lacking(chromium, address, replaced, **options):
    """The story as a browser shows it that does not know something."""
    page = chromium.new_context(bypass_csp=True, **options).new_page()

    def other(route):
        text = route.fetch().text()
        for known, unknown in replaced.items():
            assert known in text
            text = text.replace(known, unknown)
        route.fulfill(body=text, content_type="text/html")

    page.route(f"**{STORY}", other)
    page.goto(address + STORY)
    return page


@SIZES
def test_a_mark_opens_where_it_stands(visit, viewport):
    """The claim, its status, who says so, since when and what it was before, on the screen, and nothing scrolls."""
    page = visit(STORY, viewport=viewport, has_touch=True)
    combat = mark(page, "combat")
    combat.scroll_into_view_if_needed()
    before = page.evaluate("scrollY")
    combat.tap()
    popup = page.get_by_role("dialog", name="Reported")
    box = popup.bounding_box()
    assert box["x"] >= 0
    assert box["y"] >= 0
    assert box["x"] + box["width"] <= viewport["width"]
    assert box["y"] + box["height"] <= viewport["height"]
    said = popup.inner_text().replace("\u00a0", " ")
    assert "Koksan guns sent to Russia have been used in combat." in said
    assert "Devdiscourse, as of 18 February 2025" in said
    assert "Earlier: ○ Unconfirmed, Army Recognition, as of 19 December 2024" in said
    assert popup.get_by_role("link", name="Devdiscourse").get_attribute("href").startswith(REPORT)
    assert page.evaluate("scrollY") == before
    assert violations(page, {}) == []
    popup.get_by_role("button", name="Close").tap()
    assert not popup.is_visible()


def test_an_open_mark_leads_on_to_its_row_and_back(visit):
    page = visit(STORY, viewport=PHONE)
    mark(page, "limits").click()
    opened(page, "limits").get_by_role("link", name="In the ledger").click()
    row = page.locator("#claim-limits")
    assert row.evaluate("row => row.matches(':target')")
    assert row.is_visible()
    assert 0 <= row.bounding_box()["y"] < PHONE["height"]
    row.get_by_label("Back to the text").click()
    assert page.locator("#cite-limits-1").evaluate("mark => mark.matches(':target')")


def test_the_keyboard_opens_a_mark_walks_through_it_and_comes_back(visit):
    page = visit(STORY, viewport=DESK)
    limits = mark(page, "limits")
    limits.focus()
    page.keyboard.press("Enter")
    popup = opened(page, "limits")
    assert popup.evaluate("popup => popup === document.activeElement")
    for name in ("Army Recognition", "In the ledger", "Close"):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent").replace("\u00a0", " ") == name
    page.keyboard.press("Escape")
    assert not popup.is_visible()
    assert limits.evaluate("mark => mark === document.activeElement")


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_a_finger_hits_every_mark_and_lines_stay_where_they_were(visit, width):
    """44 pixels, but for where the next line has a mark of its own; of two marks side by side both can be hit."""
    page = visit(STORY, viewport={"width": width, "height": 844})
    reaches = page.locator(".prose .cite button").evaluate_all(REACH)
    assert len(reaches) == 17
    for hits, across, high in reaches:
        assert hits
        assert across >= FINGER - 4
        assert high == FINGER
    for tops in page.locator(".prose > p").evaluate_all(LINES):
        gaps = [after - before for before, after in pairwise(tops)]
        assert not gaps or max(gaps) - min(gaps) <= 1


@SIZES
def test_where_no_popover_is_known_a_mark_leads_to_the_ledger(chromium, address, viewport):
    page = lacking(chromium, address, WITHOUT_POPOVERS, viewport=viewport)
    assert page.locator(".prose button:visible, .popup:visible, .more:visible").count() == 0
    page.locator("#cite-combat-1").get_by_role("link", name="Reported: see the claim").click()
    row = page.locator("#claim-combat")
    assert row.evaluate("row => row.matches(':target')")
    assert row.locator(".claim-note").first.is_visible()
    page.context.close()


def test_where_nothing_can_be_anchored_a_mark_opens_at_the_foot_of_the_screen(chromium, address):
    page = lacking(chromium, address, WITHOUT_ANCHORS, viewport=PHONE)
    mark(page, "combat").click()
    box = opened(page).bounding_box()
    assert box["x"] == pytest.approx((PHONE["width"] - box["width"]) / 2, abs=1)
    assert PHONE["height"] - 20 <= box["y"] + box["height"] <= PHONE["height"]
    page.context.close()


def test_marks_are_told_apart_at_twelve_pixels_without_colour(visit, output):
    """They are drawn, the same on every system; of the ink of any two, more than a quarter is in one of them alone."""
    with TTFont(output / "fonts/serif.woff2") as font:
        assert {ord(status.mark) for status in ClaimStatus} <= font.getBestCmap().keys()
    page = visit(STORY)
    page.wait_for_load_state("networkidle")
    page.reload()  # the typeface is optional: only one that is kept from a visit before is sure to be shown
    drawn = {}
    for status in ClaimStatus:
        page.evaluate(
            """sign => {
              document.body.replaceChildren(sign);
              const style = document.body.style;
              [style.font, style.color, style.background, style.width] = ['12px "Newsroom Marks"', '#000', '#fff', '12px'];
            }""",
            status.mark,
        )
        shot = page.screenshot(clip={"x": 0, "y": 0, "width": 12, "height": 16})
        drawn[status] = ImageChops.invert(Image.open(io.BytesIO(shot)).convert("L"))
    for one, other in combinations(ClaimStatus, 2):
        both = ink(ImageChops.lighter(drawn[one], drawn[other]))
        assert ink(ImageChops.difference(drawn[one], drawn[other])) > both / 4, (one, other)


def ink(image):
    return sum(value * count for value, count in enumerate(image.histogram()))
