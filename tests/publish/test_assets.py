"""Which addresses in a text are those of assets, and which only look like them."""

import json
import time
from hashlib import sha256
from html import escape
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from justhtml import JustHTML

from railhead import csp
from railhead.publish.assets import Addresses, lasting_name

MARK = "abcdefghijklmnopqrstuvwxyz"
NAMES = {"images/a.svg": f"assets/a.{MARK}.svg", "images/B.PNG": f"assets/B.{MARK}.png"}


@pytest.fixture(params=["https://paper.example", "https://paper.example/news", "https://paper.example:8443"])
def site(request):
    return request.param


REFERRING = {
    "a picture": ("x.html", '<img alt="x" src="BASE/images/a.svg">'),
    "two in one": ("x.html", '<source srcset="BASE/images/a.svg 1x, BASE/images/B.PNG 2x">'),
    "single quotes": ("x.html", "<a href='BASE/images/a.svg'>x</a>"),
    "no quotes": ("x.html", "<a title=x href=BASE/images/a.svg>x</a>"),
    "capitals": ("x.html", '<A HREF="BASE/images/a.svg">x</A>'),
    "over lines": ("x.html", '<a\n  title="x"\n  href="BASE/images/a.svg"\n>x</a>'),
    "a poster": ("x.html", '<video poster="BASE/images/a.svg"></video>'),
    "a stylesheet": ("x.html", "<style>@font-face { src: url(BASE/images/a.svg); } p { background: url('BASE/images/B.PNG') }</style>"),
    "a card": ("x.html", '<meta property="og:image" content="BASE/images/a.svg">'),
    "another card": ("x.html", '<meta content="BASE/images/a.svg" name="twitter:image">'),
    "a part of a drawing": ("x.html", '<svg><use href="BASE/images/a.svg#gun"/></svg>'),
    "a version": ("x.html", '<img src="BASE/images/a.svg?v=1&amp;w=2">'),
    "an encoded sign": ("x.html", '<img src="BASE/images/%61.svg">'),
    "JSON-LD": ("x.html", '<script type="application/ld+json">{"image": ["BASE/images/a.svg"], "logo": {"url": "x"}}</script>'),
    "after a comment": ("x.html", '<!-- <script> --><img src="BASE/images/a.svg">'),
    "after a script": ("x.html", '<script>"<img"</script><img src="BASE/images/a.svg">'),
    "a twin": ("x/story.json", '{"card": "BASE/images/a.svg"}'),
    "a JSON feed": ("feeds/feed.json", '{"content_html": "<img src=\\"BASE/images/a.svg\\">", "image": "BASE/images/a.svg"}'),
    "an icon": ("manifest.json", '{"icons": [{"src": "BASE/images/a.svg", "sizes": "1x1"}]}'),
    "a feed": ("feeds/atom.xml", '<content type="html">&lt;a href="BASE/images/a.svg"&gt;x &amp;amp; y&lt;/a&gt;</content>'),
    "a feed of RSS": ("feeds/rss.xml", '<description>&lt;img src="BASE/images/a.svg"&gt;</description>'),
}  # fmt: skip


@pytest.mark.parametrize("start", ["BASE", "SITE"])
@pytest.mark.parametrize(("name", "text"), REFERRING.values(), ids=REFERRING.keys())
def test_addresses_of_assets_are_replaced(name, text, start, site):
    before = _at(text.replace("BASE", start), site)
    after = before.replace("%61", "a")
    for old, new in NAMES.items():
        after = after.replace(old, new)
    after = after.replace("<", "\\u003c") if "content_html" in after else after
    made, used = Addresses(NAMES, site).published(name, before)
    assert set(used) <= set(NAMES)
    assert _plain(made) == _plain(after)


def _plain(text):
    return text.replace("'", "").replace('"', "")


WORDS = {
    "prose": ("x.html", "<p>Put it at BASE/images/a.svg, or SITE/images/a.svg.</p>"),
    "code": ("x.html", '<pre><code>&lt;img src="BASE/images/a.svg"&gt;</code></pre>'),
    "a title": ("x.html", "<title>BASE/images/a.svg</title>"),
    "a tag in a title": ("x.html", '<title><img src="BASE/images/a.svg"></title>'),
    "words for a picture": ("x.html", '<img alt="BASE/images/a.svg" title="BASE/images/a.svg" src="x">'),
    "a description": ("x.html", '<meta property="og:description" content="BASE/images/a.svg">'),
    "a comment": ("x.html", '<!-- <img src="BASE/images/a.svg"> > <img src="BASE/images/a.svg"> -->'),
    "a comment without end": ("x.html", '<!-- <img src="BASE/images/a.svg">'),
    "a script": ("x.html", "<script>\"<img src='BASE/images/a.svg'>\"</script>"),
    "a script without end": ("x.html", "<script><img src='BASE/images/a.svg'>"),
    "a field of a form": ("x.html", '<textarea><img src="BASE/images/a.svg"></textarea>'),
    "a tag in an attribute": ("x.html", "<p title='&lt;img src=\"BASE/images/a.svg\"&gt;'>x</p>"),
    "an attribute in an attribute": ("x.html", "<p title=' src=\"BASE/images/a.svg\" '>x</p>"),
    "a claim": ("x.html", '<script type="application/ld+json">{"text": "BASE/images/a.svg", "headline": "\\"image\\": \\"BASE/images/a.svg\\""}</script>'),
    "a claim in a twin": ("x/story.json", '{"claims": [{"text": "SITE/images/a.svg"}], "title": "\\"card\\": \\"BASE/images/a.svg\\"", "url": "BASE/images/a.svg"}'),
    "words in a JSON feed": ("feeds/feed.json", '{"content_html": "\\u003cp>BASE/images/a.svg</p>", "summary": "BASE/images/a.svg"}'),
    "words in a feed": ("feeds/atom.xml", '<title>SITE/images/a.svg</title><content type="html">&lt;p&gt;SITE/images/a.svg&lt;/p&gt;</content>'),
    "a text": ("robots.txt", "Disallow: BASE/images/a.svg"),
    "another site": ("x.html", '<a href="https://other.exampleBASE/images/a.svg">'),
    "an address in an address": ("x.html", '<a href="https://other.example/?picture=BASE/images/a.svg">'),
    "an archive": ("x.html", '<a href="https://archive.example/web/2025/SITE/images/a.svg">'),
    "another host": ("x.html", '<a href="//images/a.svg">'),
    "a page": ("x.html", '<a href="BASE/images/a.svg.html"> <a href="BASE/images/a.svg/"> <a href="BASE/images/a.svg-old/">'),
    "another picture": ("x.html", '<img src="BASE/images/b.png">'),
    "a longer host": ("x.html", '<a href="SITEs/images/a.svg">'),
    "no JSON": ("x.json", '{"image": "\\x/images/a.svg", "card": "'),
}  # fmt: skip


@pytest.mark.parametrize(("name", "text"), WORDS.values(), ids=WORDS.keys())
def test_what_only_looks_like_one_is_left_alone(name, text, site):
    text = _at(text, site)
    assert Addresses(NAMES, site).published(name, text)[0] == text


def test_what_is_not_there_is_remembered_for_when_it_is():
    _, used = Addresses(NAMES, "https://paper.example").published(
        "x.html", '<img src="/images/b.png"><img src="/images/a.svg">'
    )
    assert used == {"images/b.png": None, "images/a.svg": f"assets/a.{MARK}.svg"}


@pytest.mark.parametrize("sign", ["<", "<a ", "<svg ", "<!--", '<a "', "<a '", "<script>", "<title", "url(", "url( ", "<style>url(", '"', "\\", '"image":"', "&lt;"])  # fmt: skip
@pytest.mark.parametrize("name", ["x.html", "x.json", "x.xml"])
def test_no_text_takes_long(sign, name):
    began = time.process_time()
    Addresses(NAMES, "https://paper.example").published(name, f'<content>{sign * 60_000}.svg"')
    assert time.process_time() - began < 2


SIGNS = ["/images/a.svg", '"', "'", "<", ">", "&", "=", " ", "src", "--", "/", "\\", "x"]
TEXTS = st.lists(st.sampled_from(SIGNS)).map("".join)


@given(TEXTS, TEXTS)
def test_only_addresses_change_in_a_page(title, words):
    page = f'<p title="{escape(title)}">{escape(words)}</p><img alt="{escape(words)}" src="/images/a.svg">'
    made, _ = Addresses(NAMES, "https://paper.example").published("x.html", page)
    before, after = ([(e.name, e.attrs, e.to_text()) for e in JustHTML(each).root.query("*")] for each in (page, made))
    assert str(after) == str(before).replace("'src': '/images/a.svg'", f"'src': '/assets/a.{MARK}.svg'")


@given(TEXTS)
def test_only_addresses_change_in_a_twin(words):
    twin = json.dumps({"title": words, "card": "/images/a.svg", "claims": [{"text": words}]}, indent=1)
    made, _ = Addresses(NAMES, "https://paper.example").published("x/story.json", twin)
    assert json.loads(made) == {"title": words, "card": f"/assets/a.{MARK}.svg", "claims": [{"text": words}]}


def test_a_name_tells_of_128_bits_what_is_in_it():
    digest = sha256(b"one").hexdigest()
    name = lasting_name("images/Train.PNG", digest)
    assert (name[:13], len(name), name[-4:]) == ("assets/Train.", 43, ".png")
    almost = f"{digest[:31]}{(int(digest[31], 16) + 1) % 16:x}{digest[32:]}"
    assert lasting_name("images/Train.PNG", almost) != name


def test_a_digest_in_words_is_left_alone():
    """A story may tell of the policy that its own page has."""
    old, new = "p { background: url(/a) }", "p { background: url(/b) }"
    page = '<meta http-equiv="Content-Security-Policy" content="style-src {}"><style>{}</style><p>{}</p>'
    before = page.format(csp.style_digest(old), old, csp.style_digest(old))
    after = csp.restyled(before, before.replace(old, new))
    assert after == page.format(csp.style_digest(new), new, csp.style_digest(old))


def _at(text, site):
    return text.replace("SITE", site).replace("BASE", urlsplit(site).path)
