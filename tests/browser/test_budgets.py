"""The budgets of a page, each with the figure that was measured when it fails."""

from itertools import pairwise

import brotli
import pytest

from ..sites import PAGES, ROOT
from .accessibility import CONTRAST, violations
from .screens import DESK, PHONE, SIZES, STORY

pytestmark = pytest.mark.slow

EVERY_PAGE = pytest.mark.parametrize("path", PAGES.values(), ids=PAGES.keys())
RESPONSE = 12_000  # bytes, brotli at its best; the first TCP window holds 14,600
FIGURE = 3_000  # bytes of an inline SVG
FONTS = 40_000  # bytes of all fonts
REQUESTS = 3  # of a first visit: the page, its font, its icon

SHIFTS = """new Promise(done => new PerformanceObserver(list => {
  done(list.getEntries().reduce((sum, entry) => sum + entry.value, 0));
}).observe({type: 'layout-shift', buffered: true}) || setTimeout(done, 500, 0))"""

LINE_LENGTHS = """() => [...document.querySelectorAll('.prose > p')].flatMap(paragraph => {
  const walker = document.createTreeWalker(paragraph, NodeFilter.SHOW_TEXT);
  const lines = new Map();
  const range = document.createRange();
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (node.parentElement.closest('.note, .cite')) continue;
    for (let at = 0; at < node.length; at++) {
      range.setStart(node, at);
      range.setEnd(node, at + 1);
      const line = Math.round(range.getBoundingClientRect().bottom / 8);
      lines.set(line, (lines.get(line) || 0) + 1);
    }
  }
  return [...lines.values()].slice(0, -1);
})"""


@EVERY_PAGE
def test_a_page_is_one_small_response(output, path):
    """HTML and CSS together fit the first window of a connection."""
    page = (output / path.lstrip("/") / "index.html") if path.endswith("/") else output / path.lstrip("/")
    assert len(brotli.compress(page.read_bytes(), quality=11)) <= RESPONSE


@EVERY_PAGE
def test_a_first_visit_makes_few_requests_and_none_elsewhere(visit, address, path):
    requests = []
    page = visit("about:blank", on_request=requests.append)
    page.goto(address + path, wait_until="networkidle")
    assert len(requests) <= REQUESTS + (path == PAGES["search"]), requests  # which has a script
    assert all(request.startswith(address) for request in requests)


def test_fonts_are_few_and_never_move_text(output, visit):
    fonts = list((output / "fonts").glob("*.woff2"))
    assert sum(font.stat().st_size for font in fonts) <= FONTS
    page = visit(STORY, viewport=PHONE)
    assert page.evaluate("document.fonts.ready.then(() => document.fonts.check('16px \"Newsroom Serif\"'))")
    assert "Newsroom Serif" in page.evaluate("getComputedStyle(document.body).fontFamily")
    assert "font-display:optional" in (output / "index.html").read_text()


@EVERY_PAGE
@SIZES
def test_nothing_shifts_while_a_page_loads(visit, path, viewport):
    assert visit(path, viewport=viewport).evaluate(SHIFTS) == 0


@pytest.mark.parametrize(("viewport", "shortest", "longest"), [(PHONE, 35, 45), (DESK, 65, 75)], ids=["phone", "desk"])
def test_lines_have_a_length_that_is_easy_to_read(visit, viewport, shortest, longest):
    """Characters a line, on average over the lines that are full."""
    page = visit(STORY, viewport=viewport)
    page.wait_for_load_state("networkidle")
    page.reload()  # the typeface is optional: only one that is kept from a visit before is sure to be shown
    lengths = page.evaluate(LINE_LENGTHS)
    assert len(lengths) > 20
    full = [length for length in lengths if length > 0.75 * max(lengths)]
    assert shortest <= sum(full) / len(full) <= longest


@EVERY_PAGE
@SIZES
def test_axe_finds_nothing(visit, path, viewport):
    """No violation of WCAG or of good practice; text has a contrast of 7:1, in both schemes."""
    page = visit(path, viewport=viewport, color_scheme="light")
    page.evaluate("document.querySelectorAll('details').forEach(details => { details.open = true })")
    rules = {"color-contrast-enhanced": {"enabled": True}, "target-size": {"enabled": True}}
    assert violations(page, {"rules": rules}) == []
    page.emulate_media(color_scheme="dark")
    assert violations(page, CONTRAST) == []


@EVERY_PAGE
def test_the_policy_is_in_force(visit, path):
    """A script or a style that gets into a page does nothing, and the page's own style works."""
    page = visit(path, expect_errors=True)
    page.evaluate("""() => {
      const script = document.createElement('script');
      script.textContent = "document.title = 'script ran'";
      const style = document.createElement('style');
      style.textContent = 'body { display: none }';
      const image = new Image();
      image.src = 'https://elsewhere.example/x.png';
      document.body.append(script, style, image);
    }""")
    assert page.title() != "script ran"
    assert page.evaluate("getComputedStyle(document.body).display") == "flex"
    policy = page.locator("meta[http-equiv='Content-Security-Policy']").get_attribute("content")
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy.replace("'wasm-unsafe-eval'" if path == PAGES["search"] else "unsafe-", "")


def test_the_story_reads_without_script(visit):
    page = visit(STORY, viewport=PHONE, java_script_enabled=False)
    assert page.locator(".ledger li").count() == 15
    assert page.locator(".prose p").first.is_visible()


def test_notes_stand_beside_the_text_only_where_there_is_room(visit):
    """On a desk a claim with a caveat has it beside its sentence; on a phone its mark opens it."""
    page = visit(STORY, viewport=DESK)
    notes = page.locator(".note:visible")
    assert notes.count() == 9
    text = page.locator(".prose > p").first.bounding_box()
    for box in (notes.nth(n).bounding_box() for n in range(9)):
        assert box["x"] >= text["x"] + text["width"]
        assert box["x"] + box["width"] <= DESK["width"]
    tops = [notes.nth(n).bounding_box() for n in range(9)]
    assert all(before["y"] + before["height"] <= after["y"] for before, after in pairwise(tops))
    page.set_viewport_size(PHONE)
    assert page.locator(".note:visible").count() == 0


def test_figures_are_small_and_say_what_they_show(visit):
    page = visit(STORY)
    for figure in page.locator("figure svg, .timeline svg").all():
        assert len(figure.evaluate("svg => svg.outerHTML").encode()) <= FIGURE
    chart = page.locator("figure.chart")
    assert chart.locator("svg title").text_content() == "How far it reaches"
    drawn = chart.locator("svg text[text-anchor=end]").all_text_contents()
    assert drawn == ["40 km", "42.195 km", "50 km", "60 km"]
    assert [f"{cell} km" for cell in chart.locator("tbody td").all_text_contents()] == drawn
    widths = [float(bar.get_attribute("width")) for bar in chart.locator("rect").all()]
    assert widths == [pytest.approx(360 * km / 60, abs=0.01) for km in (40, 42.195, 50, 60)]


def test_print_leaves_out_navigation_and_keeps_what_counts(visit):
    page = visit(STORY)
    page.emulate_media(media="print")
    assert page.locator("nav:visible, .skip-link:visible, .note:visible, .backlinks:visible").count() == 0
    assert page.locator(".ledger li > .status:visible").count() == 15
    link = page.locator(".sources a[rel=external]").first
    written = link.evaluate("link => getComputedStyle(link, '::after').content")
    assert link.get_attribute("href") in written


def test_forced_colours_keep_statuses_and_focus(visit):
    page = visit(STORY, forced_colors="active")
    assert page.locator("#claim-combat > .status").inner_text() == "◐ Reported"
    page.keyboard.press("Tab")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"


def test_the_site_has_no_other_way_to_load_style_or_script():
    templates = "".join(path.read_text() for path in (ROOT / "theme" / "templates").rglob("*.html"))
    templates = templates.replace('<script type="application/ld+json">', "")  # data, which no browser runs
    templates = templates.replace('<script type="module" src="{{ localsiteurl }}/scripts/search.js">', "", 1)
    assert not any(sign in templates for sign in ("<script", " style=", "onclick", 'rel="stylesheet"', "http://"))
