"""The story in a real browser, as a reader on a phone and at a desk meets it."""

import pytest

from .screens import DESK, SIZES, STORY

pytestmark = pytest.mark.slow

REACHED = "[...document.querySelectorAll('a[href], button, summary')].filter(part => part.checkVisibility())"


@SIZES
def test_the_first_screen_tells_what_who_and_when(visit, viewport):
    """Headline, dek, date, source and the first line of the story, without scrolling."""
    page = visit(STORY, viewport=viewport)
    for selector in (".story-head h1", ".story-head .dek", ".byline time", ".lead-source"):
        box = page.locator(selector).first.bounding_box()
        assert box["y"] >= 0
        assert box["y"] + box["height"] <= viewport["height"], selector
    first = page.locator(".prose p").first
    line = first.evaluate(
        "p => { const r = document.createRange(); r.selectNodeContents(p); return r.getClientRects()[0].bottom }"
    )
    assert line <= viewport["height"]


def test_the_first_screen_of_a_desk_has_the_picture(visit):
    box = visit(STORY, viewport=DESK).locator(".lead-picture").bounding_box()
    assert box["y"] + box["height"] <= DESK["height"]


def test_the_keyboard_reaches_every_link_and_shows_where_it_is(visit):
    """Tab walks through all links and marks; each shows an outline; the first leads past the navigation."""
    page = visit(STORY, viewport=DESK)
    links = page.evaluate(f"{REACHED}.length")
    seen = set()
    for _ in range(links):
        page.keyboard.press("Tab")
        index, outline = page.evaluate(
            f"[{REACHED}.indexOf(document.activeElement), getComputedStyle(document.activeElement).outlineStyle]"
        )
        assert outline == "solid"
        seen.add(index)
    assert seen == set(range(links))
    page.keyboard.press("Home")
    page.reload()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**#content")
