"""Pages in fewer bytes, whatever stands on them."""

import pytest

from publishing.markup import minified

PAGE = "<!doctype html><html><head><title>A page</title></head><body><main>{}</main></body></html>"
NESTED = '<svg viewBox="0 0 9 9"><g><svg x="1"><rect/></svg></g><svg aria-label="a > b"/><circle r="1"/></svg>'


@pytest.mark.parametrize(
    "text",
    [
        f"<p>before {NESTED} after</p>",
        f"<p>{NESTED}</p><p>two {NESTED} in a row</p>",
        "<p>a drawing <svg><title>t</title></svg></p><p>and another <svg><circle r='1'/></svg></p>",
        '<p>an empty one <svg class="a"/> and <b>text</b></p>',
    ],
)
def test_drawings_and_what_follows_them_stay(text):
    assert minified(PAGE.format(text)) == PAGE.format(text)


def test_tags_in_comments_are_no_drawings():
    assert minified(PAGE.format("<p>a<!-- <svg> --> b <svg><g/></svg></p>")) == PAGE.format(
        "<p>a b <svg><g/></svg></p>"
    )


@pytest.mark.parametrize("typed", ["<img src=drawing-0>", "<img src=drawing-7>", "&lt;img src=drawing-0&gt;"])
def test_what_a_writer_types_is_never_taken_for_a_drawing(typed):
    escaped = typed.replace("<", "&lt;").replace(">", "&gt;")
    page = PAGE.replace("A page", escaped).format(f'<img alt="{escaped}" src=a.png><svg><g/></svg>')
    assert minified(page).count("<svg>") == 1
