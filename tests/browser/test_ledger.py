"""The ledger in a browser: it sums up first; the rest a phone folds, and a desk and paper show."""

import pytest

from .screens import DESK, PHONE, STORY

pytestmark = pytest.mark.slow

FOLDED = ".fold > :not(summary)"


def test_text_is_half_of_what_a_phone_scrolls_through(visit):
    page = visit(STORY, viewport=PHONE)
    height = page.evaluate("document.documentElement.scrollHeight")
    assert page.locator(".prose").bounding_box()["height"] >= height / 2


def test_a_phone_sees_what_is_disputed_and_what_changed_and_unfolds_the_rest(visit):
    page = visit(STORY, viewport=PHONE)
    assert page.locator(".ledger li:visible").evaluate_all("rows => rows.map(row => row.id)") == [
        "claim-first-photos",
        "claim-combat",
    ]
    assert page.locator(".ledger .claim-note:visible").count() == 0
    page.locator("#claim-first-photos").get_by_role("button").click()
    assert "Status-6" in page.get_by_role("dialog", name="Disputed").inner_text()
    page.keyboard.press("Escape")
    page.get_by_text("The other 13 claims").click()
    assert page.locator(".ledger li:visible").count() == 15


@pytest.mark.parametrize("media", ["screen", "print"])
def test_a_desk_and_paper_show_all_without_a_summary(visit, media):
    page = visit(STORY, viewport=DESK if media == "screen" else {"width": 700, "height": 900})
    page.emulate_media(media=media)
    assert page.locator(".ledger li > .status:visible").count() == 15
    assert page.locator(".ledger .claim-note:visible").count() == 11
    assert page.locator(".fold > summary:visible").count() == 0
    assert all(page.locator(FOLDED).nth(n).is_visible() for n in range(page.locator(FOLDED).count()))


def test_what_is_said_in_an_open_mark_is_not_said_beside_it(visit):
    """Notes beside the text say what a mark cannot, and give way to what a mark opens."""
    page = visit(STORY, viewport=DESK)
    note = page.locator("#cite-first-photos-1 + .note")
    assert "Disputed" not in note.inner_text()
    assert note.inner_text().replace("\u00a0", " ").startswith("≠ RKS News: It describes")
    page.locator("#cite-first-photos-1 button").click()
    assert page.locator(".note:visible").count() == 0
