"""Any text size at any width: no page scrolls sideways, and what is wider than its page scrolls in a box of its own."""

import pytest

from ..sites import PAGES, STORY, Site

pytestmark = pytest.mark.slow

WIDTHS = (320, 390, 768, 1024, 1280, 1920)
LETTERS = (16, 24, 32)  # pixels: the font size that a reader has set, 100 to 200 %
# pages that are made as another one is
ALIKE = {"tag", "author", "sections", "authors", "month", "publisher without stories", "privacy", "corrections policy"}
KINDS = {kind: path for kind, path in PAGES.items() if kind not in ALIKE}
HOW_WIDE = "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
ALL_OPEN = "document.querySelectorAll('details').forEach(details => { details.open = true })"
SCROLLED = """box => new Promise(done => {
  const look = () => box.scrollLeft > 0 ? done() : requestAnimationFrame(look);
  look();
})"""
TABLE = """
| Property | First | Second | Third | Fourth | Fifth | Sixth | Seventh |
| --- | --- | --- | --- | --- | --- | --- | --- |
| Designation | Transporter | Self-propelled | Considerable | Kilometres | Ammunition | Manufacturer | Unconfirmed |
"""


@pytest.fixture(scope="module")
def screen(chromium):
    """One page for all measurements, with a session of Chromium's own protocol, which sets its text size."""
    context = chromium.new_context()
    page = context.new_page()
    yield page, context.new_cdp_session(page)
    context.close()


def too_wide(screen, address):
    """[(text size, width, how wide the page is)] of each screen on which the page at an address scrolls sideways."""
    page, session = screen
    page.goto(address)
    page.evaluate(ALL_OPEN)
    found = []
    for letters in LETTERS:
        session.send("Page.setFontSizes", {"fontSizes": {"standard": letters, "fixed": letters}})
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            wide, seen = page.evaluate(HOW_WIDE)
            if wide > seen:
                found.append((letters, width, wide))
    return found


@pytest.mark.parametrize("path", KINDS.values(), ids=KINDS.keys())
def test_no_page_scrolls_sideways(screen, address, path):
    assert too_wide(screen, address + path) == []


def test_a_wide_table_scrolls_in_a_box_that_the_keyboard_reaches(screen, tmp_path, serving):
    """In the text of a story; feeds have the table as it was written."""
    site = Site(tmp_path)
    site.write("stories/2024/a-story.md", STORY + TABLE)
    site.build()
    address = serving(site.output)
    assert too_wide(screen, f"{address}/2024/a-story/") == []
    page, session = screen
    session.send("Page.setFontSizes", {"fontSizes": {"standard": 16, "fixed": 16}})
    page.set_viewport_size({"width": 390, "height": 800})
    box = page.get_by_role("group", name="Table")
    assert box.evaluate("box => box.scrollWidth > box.clientWidth")
    box.focus()
    page.keyboard.press("ArrowRight")
    box.evaluate(SCROLLED)
    assert "<div" not in (site.output / "feeds/feed.json").read_text(encoding="utf-8")
