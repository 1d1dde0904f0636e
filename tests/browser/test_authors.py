"""The page of an author who has a file, and a story with several authors, in a browser."""

import pytest

from ..newsroom import picture
from ..sites import STORY, Site
from .accessibility import CONTRAST, violations

pytestmark = pytest.mark.slow

FILE = """\
---
name: Placeholder One
role: Reporter
image: {file: one.png, alt: A grey square, credit: Nobody}
contact:
  email: one@paper.example
  signal: one.01
  web: https://social.example/@one/at-an-address-that-has-to-be-broken-somewhere-on-a-small-screen
---

What they know of the subject.
"""
BESIDE = """() => {
  const [figure, prose] = ['figure', '.prose p'].map(s => document.querySelector('.about-author ' + s));
  return prose.getBoundingClientRect().top < figure.getBoundingClientRect().bottom;
}"""


@pytest.fixture(scope="module")
def base(tmp_path_factory, serving):
    site = Site(tmp_path_factory.mktemp("authors"))
    site.write("images/one.png", picture(7))
    site.write("authors/placeholder-one.md", FILE)
    by = "id: a-story\nauthor: [Placeholder One, Placeholder Two, Placeholder Three]"
    site.write("stories/2024/a-story.md", STORY.replace("id: a-story", by))
    site.build()
    return serving(site.output)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["/authors/placeholder-one/", "/authors/", "/2024/a-story/"])
def test_nothing_scrolls_sideways_and_axe_finds_nothing(chromium, base, path, scheme):
    context = chromium.new_context(color_scheme=scheme)
    page = context.new_page()
    page.goto(base + path)
    for width in (320, 390, 1280):
        page.set_viewport_size({"width": width, "height": 844})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert violations(page, CONTRAST if scheme == "dark" else {}) == []
    context.close()


def test_the_picture_stands_beside_the_text_at_a_desk_and_above_it_on_a_phone(chromium, base):
    page = chromium.new_page()
    page.goto(f"{base}/authors/placeholder-one/")
    for width, is_beside in ((320, False), (390, False), (1280, True)):
        page.set_viewport_size({"width": width, "height": 844})
        assert page.evaluate(BESIDE) is is_beside
    page.close()
