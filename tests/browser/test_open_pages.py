"""Pages that a writer has open in preview, in Chromium: they keep up with the files, and show what is wrong."""

import pytest

from ..preview.previewing import changed
from ..sites import STORY_ADDRESS

pytestmark = pytest.mark.slow

MAIN = "content/stories/2024/second-koksan-shipment.md"
SIZES = {"phone": (390, 844), "desk": (1280, 900)}
# the typeface is there, and what it moves has been moved
SETTLED = """() => document.fonts.ready.then(
  () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))))"""
# when a colour is another, which nothing tells of: the page looks at each frame
COLOUR = """(wanted) => new Promise((resolve) => {
  const look = () => (getComputedStyle(document.body).backgroundColor === wanted ? resolve() : requestAnimationFrame(look));
  look();
})"""


@pytest.fixture
def open_page(chromium, preview):
    """Open a path in a context of its own, and wait until the page listens."""
    contexts = []

    def opened(path, *, without_fonts=False, **options):
        contexts.append(chromium.new_context(**options))
        page = contexts[-1].new_page()
        if without_fonts:  # the typeface is optional: a machine that is busy shows another, with other lines
            page.route("**/*.woff2", lambda route: route.abort())
        page.goto(preview.address + path)
        page.wait_for_selector("html[data-preview=current]")
        page.evaluate("document.documentElement.dataset.mark = 'same'")
        return page

    yield opened
    for context in contexts:
        context.close()


@pytest.mark.parametrize("size", SIZES)
def test_a_saved_story_is_shown_where_the_writer_was(open_page, folder, size):
    """The place on the page and what was unfolded survive."""
    width, height = SIZES[size]
    page = open_page(STORY_ADDRESS, viewport={"width": width, "height": height}, without_fonts=True)
    number = page.locator("summary").evaluate_all("all => all.findIndex(summary => summary.checkVisibility())")
    page.locator("summary").nth(number).click()
    page.evaluate("document.querySelector('#ledger').scrollIntoView()")
    page.evaluate(SETTLED)
    top = page.locator("#ledger").bounding_box()["y"]
    with changed(folder / MAIN, "The ledger below", "Newword. The ledger below"):
        page.wait_for_selector("text=Newword", state="attached")
        page.wait_for_selector("html[data-preview=current]")
        assert page.evaluate("document.documentElement.dataset.mark") is None
        page.wait_for_load_state()
        page.evaluate(SETTLED)
        assert page.locator("details").nth(number).get_attribute("open") is not None
        assert abs(page.locator("#ledger").bounding_box()["y"] - top) < 40
    page.wait_for_selector("text=Newword", state="detached")


def test_a_page_that_did_not_change_is_not_loaded_again(open_page, folder):
    page, other = open_page("/privacy/"), open_page("/about/")
    with changed(folder / "content/pages/privacy.md", "\n\n", "\n\nNewword.\n\n"):
        page.wait_for_selector("text=Newword")
        with changed(folder / "content/pages/about.md", "\n\n", "\n\nOtherword.\n\n"):
            other.wait_for_selector("text=Otherword")
            page.wait_for_selector("html[data-preview=current]")
            page.evaluate("document.documentElement.dataset.mark = 'still'")
        other.wait_for_selector("text=Otherword", state="detached")
        assert page.evaluate("document.documentElement.dataset.mark") == "still"
    page.wait_for_selector("text=Newword", state="detached")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_css_is_applied_to_the_page_as_it_stands(open_page, folder, scheme):
    page = open_page("/about/", color_scheme=scheme)
    before = page.evaluate("getComputedStyle(document.body).backgroundColor")
    with changed(folder / "theme/css/tokens.css", "--paper:", "--paper: light-dark(#010203, #040506); --was:"):
        page.evaluate(COLOUR, "rgb(1, 2, 3)" if scheme == "light" else "rgb(4, 5, 6)")
    page.evaluate(COLOUR, before)
    assert page.evaluate("document.documentElement.dataset.mark") == "same"


def test_what_is_wrong_stands_over_the_page_until_it_is_mended(open_page, folder):
    page = open_page(STORY_ADDRESS)
    with changed(folder / MAIN, "dek:", "dekk:"):
        alert = page.get_by_role("alert")
        alert.wait_for()
        told = alert.inner_text()
        assert "second-koksan-shipment.md:3:1" in told
        assert "did you mean `dek`?" in told
        assert alert.locator("mark").last.inner_text().split()[:2] == ["3", "dekk:"]
        page.get_by_role("heading", name="Another batch").wait_for(state="attached")
    alert.wait_for(state="detached")
    assert page.evaluate("document.documentElement.dataset.mark") == "same"


def test_an_answer_that_comes_late_does_not_undo_a_later_one(open_page, folder):
    """Connections overtake each other: what an older answer tells is past."""
    page = open_page(STORY_ADDRESS)
    state = "/-/state?page=" + STORY_ADDRESS
    earlier = page.evaluate("async (address) => (await fetch(address)).text()", state)
    held = []

    def hold_the_first(route):
        if held:
            route.continue_()
        else:
            held.append(route)

    page.route("**/-/state?*", hold_the_first)
    with page.expect_request("**/-/state?*"):
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    with changed(folder / MAIN, "dek:", "dekk:"):
        page.get_by_role("alert").wait_for()
        with page.expect_response("**/-/state?*"):
            held[0].fulfill(body=earlier, content_type="application/json")
        page.evaluate("async (address) => (await fetch(address)).text()", state)
        assert page.get_by_role("alert").is_visible()
    page.get_by_role("alert").wait_for(state="detached")


def test_the_note_at_the_foot_says_what_a_check_would_say(open_page, folder):
    page = open_page(STORY_ADDRESS)
    with changed(folder / MAIN, "The ledger below", "The guns were reportedly fired. The ledger below"):
        note = page.get_by_text("hedges a claim that the sentence does not cite")
        note.wait_for()
    note.wait_for(state="detached")


def test_more_tabs_than_a_browser_has_connections_all_keep_up(open_page, folder):
    """A tab that is not seen asks when it is; each new one hides those before."""
    tabs = [open_page("/about/") for _ in range(3)]
    context = tabs[0].context
    for _ in range(12):
        tabs.append(context.new_page())
        tabs[-1].goto(tabs[0].url)
        tabs[-1].wait_for_selector("html[data-preview=current]")
    with changed(folder / "content/pages/about.md", "\n\n", "\n\nNewword.\n\n"):
        for tab in tabs:
            tab.bring_to_front()
            tab.wait_for_selector("text=Newword")
    for tab in tabs:
        tab.bring_to_front()
        tab.wait_for_selector("text=Newword", state="detached")
