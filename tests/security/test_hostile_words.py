"""Words that would be markup, code or a template wherever they were not escaped, in every field: they arrive as text."""

import json
from itertools import filterfalse
from urllib.parse import urlsplit

import feedparser
import lxml.etree
import lxml.html
import pytest
from justhtml import JustHTML

from ..sites import Site

pytestmark = pytest.mark.slow

WORDS = (
    "</title></script></style></textarea><script>document.title='ran'</script>",
    '"><img src=https://elsewhere.example/x onerror=document.title=1><q qq="',
    "'><svg onload=document.title=1>",
    "]]>", "-->", "<!--", "<![CDATA[", "<?x ?>",
    "{{ 7*7 }} {% raw %} {# x #} ${7*7} %(x)s {static}/x |filename|x",
    "&lt;b&gt; &#60;i&#62; &amp;amp;",
    "\\u003cscript> `code` **bold** [x](javascript:x) [^seen]",
)  # fmt: skip
LONG = "w" * 70
SITE = "https://railhead.example"
# what an address may hold, and what would break out of an attribute or begin a template if it were not escaped
ADDRESS = "https://paper.example/'onmouseover='x'/{{7*7}}/&quot;&lt;b?a=1&b=2&copy=3#/script"


class Field:
    """Hostile words, each different, so that it can be told where each has arrived."""

    def __init__(self):
        self.texts, self.names = {}, {}

    def text(self, name):
        self.texts[name] = f"{name} {' '.join(WORDS)} {LONG} end"
        return json.dumps(self.texts[name])

    def name(self, name):
        """A shorter one: names have 80 characters at most."""
        self.names[name] = f"{name} \"><img onerror=x>'{{{{7*7}}}}]]></script><script>"
        return json.dumps(self.names[name])


@pytest.fixture(scope="session")
def words():
    return Field()


def source(words, name):
    return (
        f"{{id: {name}, publisher: {words.name(f'publisher-{name}')}, title: {words.text(f'report-{name}')}, "
        f"url: {json.dumps(ADDRESS.replace('/&', f'/{name}&'))}, archived: {json.dumps(ADDRESS + name)}, "
        f"accessed: 2024-12-20, note: {words.text(f'note-{name}')}}}"
    )


STORY_END = """\
---

Something was seen.[^seen] It was printed.[^a-paper]

| {0} |
|---|
| x |
"""


@pytest.fixture(scope="session")
def hostile(tmp_path_factory, words):
    """A site with hostile words in every field of every kind of file, built as it is published."""
    site = Site(tmp_path_factory.mktemp("hostile"))
    t, n = words.text, words.name
    for name in ("images/gun.svg", "extra/favicon.svg"):
        site.write(name, '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"/>')
    entry = f"{{as_of: 2024-12-19, status: reported, source: a-paper, note: {t('entry')}}}"
    event = f"{{date: 2024-12-19, what: {t('event')}, where: {t('where')}, source: a-paper}}"
    site.write("stories/2024/a-story.md", f"""\
---
title: {t("title")}
dek: {t("dek")}
id: a-story
date: 2024-12-19
category: {n("section")}
tags: [{n("tag")}]
author: {n("author")}
sources: [{source(words, "a-paper")}]
claims:
  - {{id: seen, text: {t("claim")}, history: [{entry}]}}
image: {{file: gun.svg, alt: {t("alt")}, caption: {t("caption")}, credit: {t("credit")}, origin: {t("origin")}}}
story: a-thread
equipment: [a-gun]
events: [{event}]
answers: [{{words: {t("answered")}, reason: {t("answer")}}}]
corrections: [{{date: 2024-12-20, kind: update, text: {t("correction")}}}]
{STORY_END.format("`" + WORDS[0] + "` &lt;script&gt;")}""")  # fmt: skip
    row = f"property: {t('property')}, value: {t('value')}, unit: {t('unit')}, condition: {t('condition')}, source: b-paper"
    top = f"---\ntitle: {t('page')}\ndek: {t('page-dek')}\nsources: [{source(words, 'b-paper')}]\n"
    site.write("equipment/a-gun.md", f"{top}specification: [{{{row}}}]\n---\n\nA gun.[^b-paper]\n")
    event = f"{{date: 2024-12-18, what: {t('other-event')}, source: c-paper}}"
    top = f"---\ntitle: {t('thread')}\ndek: {t('thread-dek')}\nsources: [{source(words, 'c-paper')}]\n"
    site.write("threads/a-thread.md", f"{top}events: [{event}]\n---\n\nA thread.[^c-paper]\n")
    site.write("pages/about.md", f"---\ntitle: {t('about')}\ndek: {t('about-dek')}\n---\n\nAbout.\n")
    site.build(SITEURL=SITE, FEED_DOMAIN=SITE)
    return site


def straight(text):
    """A text as it was typed, before typography set its quotes, dashes and spaces."""
    for typographic, typed in {"“": '"', "”": '"', "‘": "'", "’": "'", "—": "--", "–": "--", "…": "...", "\u00a0": " "}.items():  # fmt: skip
        text = text.replace(typographic, typed)
    return " ".join(text.split())


def pages(site):
    return sorted(site.output.rglob("*.html"))


ELSEWHERE = {
    "script",
    "iframe",
    "object",
    "embed",
    "frame",
    "base",
    "form",
    "textarea",
    "noscript",
    "template",
    "applet",
}


def is_search(path):
    """Whether a page is the one that has a script and a form of its own, and no word of a writer."""
    return path.parent.name == "search"


def test_no_page_has_an_element_attribute_or_address_that_was_typed(hostile):
    """Parsed as browsers parse: the policy of the pages would hide what runs, so the elements are looked at."""
    assert len(pages(hostile)) > 15
    for path in pages(hostile):
        root = JustHTML(path.read_text(encoding="utf-8"), sanitize=False).root
        for element in root.query("*"):
            attributes = dict(element.attrs)
            if element.name == "script":
                assert attributes == {"type": "application/ld+json"} or is_search(path), path
            else:
                assert element.name not in ELSEWHERE or is_search(path), path
            assert not [name for name in attributes if name.startswith("on") or name in {"style", "qq"}], path
            assert element.name != "img", path
            for name in {
                "href",
                "src",
                "action",
                "formaction",
                "data",
                "xlink:href",
                "poster",
                "srcset",
            } & attributes.keys():
                parts = urlsplit(attributes[name])
                assert parts.scheme in {"http", "https", "mailto", ""}, (path, attributes[name])
                assert parts.hostname in {None, "railhead.example", "paper.example"}, (path, attributes[name])
                if element.name != "a":
                    assert parts.hostname in {None, "railhead.example"}, (path, attributes[name])


def test_every_field_arrives_on_a_page_as_it_was_typed(hostile, words):
    """Answers are for `check` alone; all else can be read somewhere, word by word."""
    shown, whole = "", {}
    for path in pages(hostile):
        page = lxml.html.fromstring(path.read_text(encoding="utf-8"))
        values = [value for element in page.iter() for value in element.attrib.values()]
        whole[path] = straight(" ".join([page.text_content(), *values]))
        shown += whole[path]
    for name, text in (words.texts | words.names).items():
        if name not in {"answered", "answer"}:
            assert straight(text) in shown, name


def test_the_title_and_the_alternative_text_are_whole(hostile, words):
    page = hostile.page("/2024/a-story/")
    title = straight(words.texts["title"])
    assert straight(page.cssselect("title")[0].text).startswith(title)
    assert straight(page.cssselect("h1")[0].text_content()) == title
    assert page.cssselect(".drawing")[0].get("aria-label") == words.texts["alt"]
    addresses = [a.get("href") for a in page.cssselect("a[rel=external]")]
    assert ADDRESS.replace("/&", "/a-paper&") in addresses


def strings(data):
    """Every string in what JSON holds."""
    if isinstance(data, dict | list):
        return [text for item in (data.values() if isinstance(data, dict) else data) for text in strings(item)]
    return [data] if isinstance(data, str) else []


def test_json_says_what_was_typed_and_ends_no_script(hostile, words):
    (ld,) = hostile.page("/2024/a-story/").cssselect("script")
    files = {path.name: path.read_text(encoding="utf-8") for path in hostile.output.rglob("*.json")}
    assert files.keys() == {"story.json", "claims.json", "2024.json", "feed.json"}
    for name, text in {"JSON-LD": ld.text, **files}.items():
        assert "</" not in text
        assert "<!--" not in text
        said = list(map(straight, strings(json.loads(text))))
        told = {"claims.json": [], "2024.json": ["claim", "entry"]}
        for field in told.get(name, ["title", "dek"]):
            assert straight(words.texts[field]) in said, (name, field)


@pytest.mark.parametrize("name", ["feeds/atom.xml", "feeds/rss.xml"])
def test_feeds_are_xml_and_say_what_was_typed(hostile, words, name):
    raw = (hostile.output / name).read_bytes()
    lxml.etree.fromstring(raw)
    (entry,) = feedparser.parse(raw, sanitize_html=False).entries
    assert straight(entry.title) == straight(words.texts["title"])
    assert straight(lxml.html.fromstring(f"<p>{entry.summary}</p>").text_content()) == straight(words.texts["dek"])
    html = entry.content[0].value if "content" in entry else entry.summary
    elements = {element.name for element in JustHTML(html, fragment=True, sanitize=False).root.query("*")}
    assert not elements & (ELSEWHERE | {"img", "svg", "style", "title"})


def test_every_feed_and_sitemap_is_xml(hostile, words):
    files = [*hostile.output.rglob("*.xml")]
    assert len(files) >= 8
    for path in files:
        root = lxml.etree.fromstring(path.read_bytes())
        assert not root.xpath("//*[local-name() = 'script' or local-name() = 'img']")
    (news,) = lxml.etree.parse(str(hostile.output / "news-sitemap.xml")).xpath("//*[local-name() = 'title']/text()")
    assert straight(news) == straight(words.texts["title"])


def test_the_lines_of_a_card_hold_the_words(hostile, words, monkeypatch):
    from railhead.images import card

    drawn = []
    monkeypatch.setattr(card.Card, "text", lambda _self, _place, text, _size, **_look: drawn.append(text))
    hostile.build(SITEURL=SITE, FEED_DOMAIN=SITE, OUTPUT_PATH=str(hostile.output.parent / "again"))
    said = " ".join(drawn)
    assert words.names["section"] in said
    assert words.names["publisher-a-paper"] in said


def test_what_is_written_lies_in_the_output_folder(hostile):
    """Names become addresses of small letters, digits and hyphens."""
    import re

    for path in hostile.output.rglob("*"):
        name = path.relative_to(hostile.output).as_posix()
        assert re.fullmatch(r"[A-Za-z0-9/._-]+", name), name
    assert {path.name for path in hostile.output.parent.iterdir()} <= {"content", "output", ".cache", "again"}


@pytest.fixture(scope="session")
def served(hostile, serving):
    return serving(hostile.output)


def test_nothing_runs_and_nothing_is_asked_of_elsewhere(hostile, served, chromium):
    """In a browser, on every page, with each `details` unfolded and the mouse over what could notice it."""
    noticed = []
    context = chromium.new_context()
    page = context.new_page()
    page.on("request", lambda request: None if request.url.startswith(served) else noticed.append(request.url))
    page.on("console", lambda message: noticed.append(message.text))
    page.on("pageerror", lambda error: noticed.append(str(error)))
    page.on("dialog", lambda dialog: (noticed.append(dialog.message), dialog.dismiss()))
    page.on("popup", lambda popup: noticed.append(popup.url))
    context.expose_function("violated", lambda what: noticed.append(what))  # noqa: PLW0108 - Playwright wants a function
    context.add_init_script(
        "addEventListener('securitypolicyviolation', event => violated(event.violatedDirective + event.blockedURI))"
    )
    for path in filterfalse(is_search, pages(hostile)):
        page.goto(f"{served}/{path.relative_to(hostile.output).as_posix()}", wait_until="networkidle")
        page.evaluate("() => { for (const part of document.querySelectorAll('details')) part.open = true; }")
        assert page.title() not in {"ran", "1"}
        ran = """() => [...document.querySelectorAll('*')].filter(element =>
            (element.localName === 'script' && element.type !== 'application/ld+json')
            || ['iframe', 'object', 'embed', 'img', 'base', 'form'].includes(element.localName)
            || [...element.attributes].some(attribute => attribute.name.startsWith('on'))
            || ['javascript:', 'data:', 'vbscript:', 'blob:'].includes(element.protocol)).map(element => element.outerHTML)"""
        assert page.evaluate(ran) == [], path
    context.close()
    assert noticed == []
