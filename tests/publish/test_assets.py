"""Which addresses in a text are those of assets, and which only look like them."""

from urllib.parse import urlsplit

import pytest

from railhead.publish.assets import Addresses

NAMES = {"images/a.svg": "assets/a.0123456789.svg", "images/B.PNG": "assets/B.9876543210.png"}


@pytest.fixture(params=["https://paper.example", "https://paper.example/news", "https://paper.example:8443"])
def site(request):
    return request.param


@pytest.mark.parametrize("start", ["BASE", "SITE"])
@pytest.mark.parametrize(
    "text",
    [
        '<img src="BASE/images/a.svg">',
        '<source srcset="BASE/images/a.svg 1x, BASE/images/B.PNG 2x">',
        "@font-face { src: url(BASE/images/a.svg); }",
        "<loc>BASE/images/a.svg</loc>",
        '{"content_html": "<img src=\\"BASE/images/a.svg\\">"}',
        '&lt;a href="BASE/images/a.svg"&gt;BASE/images/a.svg&lt;/a&gt;',
        '<use href="BASE/images/a.svg#gun">',
    ],
)
def test_addresses_of_assets_are_replaced(text, start, site):
    before = _at(text.replace("BASE", start), site)
    after = before
    for old, new in NAMES.items():
        after = after.replace(old, new)
    assert Addresses(NAMES, site).published(before)[0] == after


@pytest.mark.parametrize(
    "text",
    [
        '<a href="https://other.exampleBASE/images/a.svg">',
        '<a href="https://other.example/?picture=BASE/images/a.svg">',
        '<a href="https://archive.example/web/2025/SITE/images/a.svg">',
        '<a href="https://other.example/?picture=SITE/images/a.svg">',
        '<a href="BASE/images/a.svg.html">',
        '<a href="BASE/images/a.svg/">',
        '<a href="BASE/images/a.svg-old/">',
        '<a href="BASE/images/b.png">',
        '<a href="SITEs/images/a.svg">',
    ],
)
def test_what_only_looks_like_one_is_left_alone(text, site):
    text = _at(text, site)
    assert Addresses(NAMES, site).published(text)[0] == text


def _at(text, site):
    return text.replace("SITE", site).replace("BASE", urlsplit(site).path)
