"""What may stand in a text: no way of typing HTML or an address gets anything into a page that could run or load."""

import re
from base64 import b64encode
from hashlib import sha256
from io import BytesIO
from urllib.parse import urlsplit

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from justhtml import JustHTML
from PIL import Image
from typogrify.filters import typogrify

from railhead.story.consistency import SCHEMES, Destinations, broken_links
from railhead.story.reader import StoryReader

from ..sites import STORY, Site, settings_of

NAME = "stories/2024/a-story.md"
LISTED = "use Markdown, or one of abbr, bdi, br, cite, kbd, mark, q, span, sub, sup, time, wbr"
NOT_FOR_THE_WEB = "is not one for the web; begin it with https://"
ELSEWHERE = "would not be shown: pages load nothing from elsewhere; put it into content/images/ and write `{static}/images/NAME`"
HIDES = "hides where it leads; write the address as https://host/path"

# what is typed below the first paragraph, on line 24: the problem
REFUSED = {
    "a block": ("<iframe src=x></iframe>", "24:1: `<iframe>` is not allowed in a text; link to it, as in [what it shows](https://...): pages load nothing from"),
    "an element of forms": ("<label>x</label>", f"24:1: `<label>` is not allowed in a text; {LISTED}"),
    "what fences write": ('<pre class="code">x</pre>', "24:1: `<pre>` is not allowed in a text"),
    "what marks words of code": ('<span class="code-word">x</span>', "24:1: `class` is not allowed in `<span>`; it may have lang"),
    "code in code": ("```\nx\n```\n\n<script>x</script>", "28:1: `<script>` is not allowed in a text"),
    "an id that is the page's": ("## The gun {#claim-seen}", "24:12: the id `claim-seen` is one of the page's own; give the heading another"),
    "an id that is none": ("## The gun {#The gun}", "24:12: the id `The gun` cannot be one; use small letters"),
    "a citation in a title": ("![x]({static}/images/gun.svg 'y[^seen]')", "24:6: the title of a picture cites something, which no title can; cite it in the text"),
    "a bare address that hides where it leads": ("https://paper.example@elsewhere.example/", f"24:1: the link `https://paper.example@elsewhere.example/` {HIDES}"),
    "inline": ("Guns <object data=x></object>.", "24:6: `<object>` is not allowed in a text"),
    "a script": ("<script>alert(1)</script>", "24:1: `<script>` is not allowed in a text"),
    "a script in capitals": ("<SCRIPT>alert(1)</SCRIPT>", "24:1: `<script>` is not allowed in a text"),
    "a script with a slash": ("<script/src=x>", "24:1: `<script>` is not allowed in a text"),
    "a script in a script": ("<scr<script>ipt>alert(1)", "24:5: `<script>` is not allowed in a text"),
    "a script after a sign": ("<<script>", "24:2: `<script>` is not allowed in a text"),
    "a script after a backslash": ("\\<script>", "24:2: `<script>` is not allowed in a text"),
    "a script in a drawing": ("<svg><script>alert(1)</script></svg>", "24:1: `<svg>` is not allowed in a text"),
    "a style": ("<style>p{}</style>", "24:1: `<style>` is not allowed in a text"),
    "text without end": ("<plaintext>", "24:1: `<plaintext>` is not allowed in a text"),
    "a form": ("<form action=x><input></form>", "24:1: `<form>` is not allowed in a text"),
    "an element unknown": ("<x-y>", "24:1: `<x-y>` is not allowed in a text"),
    "what Markdown has signs for": ("<em>Guns</em>", "24:1: `<em>` is not allowed in a text"),
    "an end alone": ("Guns.\n\n</div>", "26:1: `<div>` is not allowed in a text"),
    "across lines": ("Guns <img\nsrc=x\nonerror=alert(1)>", "24:6: `<img>` is not allowed in a text"),
    "in a table": ("| a |\n|---|\n| <img src=x onerror=alert(1)> |", "26:3: `<img>` is not allowed in a text"),
    "in a list": ("- a <b onclick=x>b</b>", "24:5: `<b>` is not allowed in a text"),
    "in a definition": ("Gun\n:   a <video src=x></video>", "25:7: `<video>` is not allowed in a text"),
    "in a quotation": ("> <embed src=x>", "24:3: `<embed>` is not allowed in a text"),
    "beside the same as code": ("`<script>` <script>", "24:12: `<script>` is not allowed in a text"),
    "a comment": ("Guns <!-- no --> here", "24:6: `<!-- no -->` is not allowed in a text; leave it out, or write &lt; for <"),
    "a comment as a block": ("<!-- no -->", "24:1: `<!-- no -->` is not allowed in a text; leave it out"),
    "CDATA": ("<![CDATA[<script>]]>", "24:1: `<![CDATA[<script>` is not allowed in a text"),
    "an instruction": ("<?php x ?>", "24:1: `<?php x ?>` is not allowed in a text"),
    "a DOCTYPE": ("<!DOCTYPE html>", "24:1: `<!DOCTYPE html>` is not allowed in a text"),
    "a handler": ("<abbr title='x' onclick=y>", "24:1: `onclick` is not allowed in `<abbr>`; it may have title"),
    "a handler on a line of its own": ("<br\nOnClick = 'x'>", "24:1: `onclick` is not allowed in `<br>`; write `<br>` alone"),
    "a style attribute": ("<kbd style='x'>K</kbd>", "24:1: `style` is not allowed in `<kbd>`; write `<kbd>` alone"),
    "a tag that could end early": ("<abbr title='a>b'>x</abbr>", "24:1: `<abbr title='a>` is not written as every browser reads it; write it as"),
    "a strange space": ("<abbr\N{NO-BREAK SPACE}onclick='x'>y</abbr>", "is not allowed in a text"),
    "code in a tag": ("<abbr title=`x`>y</abbr>", "`<abbr title=<code>` is not written as every browser reads it"),
    "a link that is code": ("[x](javascript:alert(1))", f"24:5: the link `javascript:alert(1)` {NOT_FOR_THE_WEB}"),
    "in odd case": ("[x](JaVaScRiPt:alert)", f"24:5: the link `JaVaScRiPt:alert` {NOT_FOR_THE_WEB}"),
    "in references": ("[x](java&#115;cript&colon;alert)", f"24:1: the link `javascript:alert` {NOT_FOR_THE_WEB}"),
    "over a line end": ("[x](<java\nscript:alert>)", f"24:6: the link `java\\nscript:alert` {NOT_FOR_THE_WEB}"),
    "after a space": ("[x](< javascript:alert>)", "javascript:alert"),
    "defined below": ("[x][1]\n\n[1]: javascript:alert", f"26:6: the link `javascript:alert` {NOT_FOR_THE_WEB}"),
    "between angle brackets": ("<javascript:alert(1)>", "24:1: `<javascript:alert(1)>` is not allowed in a text"),
    "other code": ("[x](vbscript:x)", f"24:5: the link `vbscript:x` {NOT_FOR_THE_WEB}"),
    "a page in a link": ("[x](data:text/html,<b>x)", "24:5: the link `data:text/html,<b>x` is not one for the web"),
    "a link to no scheme": ("[x](//elsewhere.example/)", f"24:5: the link `//elsewhere.example/` {NOT_FOR_THE_WEB}"),
    "a backslash": ("[x](/\\elsewhere.example/)", "24:5: the link leads to /\\elsewhere.example/, which does not exist"),
    "a host that is a name": ("[x](https://paper.example@elsewhere.example/)", f"24:5: the link `https://paper.example@elsewhere.example/` {HIDES}"),
    "a host after a backslash": ("[x](https://elsewhere.example\\paper.example/)", HIDES),
    "another host's picture": ("![x](https://elsewhere.example/a.png)", f"24:6: the picture `https://elsewhere.example/a.png` {ELSEWHERE}"),
    "the same without scheme": ("![x](//elsewhere.example/a.png)", f"24:6: the picture `//elsewhere.example/a.png` {ELSEWHERE}"),
    "a picture of data": ("![x](data:image/png;base64,AAAA)", f"24:6: the picture `data:image/png;base64,AAAA` {ELSEWHERE}"),
    "a picture that is code": ("![x](javascript:alert)", f"24:6: the picture `javascript:alert` {ELSEWHERE}"),
    "a sign that turns text around": ("Guns \u202e snug", "24:6: the text holds the character U+202E, which cannot be seen; delete it"),
    "the same as a reference": ("Guns &#x202e; snug", "24:6: the text holds the character U+202E"),
}  # fmt: skip


@pytest.mark.parametrize(("typed", "expected"), REFUSED.values(), ids=REFUSED.keys())
def test_what_a_text_may_not_hold_is_an_error_at_its_place(site, typed, expected):
    site.write(NAME, f"{STORY}\n{typed}\n")
    problems = [str(problem) for problem in site.problems()]
    assert any(problem.startswith(f"content/{NAME}:") and expected in problem for problem in problems), problems
    assert not site.output.exists()


# what is typed: what a reader gets
ALLOWED = {
    "what the setting allows": ('<abbr title="self-propelled gun">SPG</abbr>', '<abbr title="self-propelled gun">'),
    "in capitals": ("<KBD>K</KBD>", "<KBD>K</KBD>"),
    "in other quotes": ("<abbr title='a \"b\"'>SPG</abbr>", "<abbr title='a \"b\"'>"),
    "a place to break a word": ("Donau<wbr>dampf<WBR/>schiff", "Donau<wbr>dampf<WBR/>schiff"),
    "closed at once": ("one<br/>two", "one<br/>two"),
    "code": ("The tag `<script>`.", "<code>&lt;script&gt;</code>"),
    "indented code": ("    <script>", "<pre><code>&lt;script&gt;"),
    "signs": ("1 < 2 > 0", "1 &lt; 2 &gt; 0"),
    "references": ("&lt;script&gt;", "&lt;script&gt;"),
    "an aligned column": ("| a |\n|--:|\n| 1 |", '<td class="right">1</td>'),
    "a tag in fences": ("```html\n<script>alert(1)</script>\n```", '&lt;<span class="code-word">script</span>&gt;'),
    "quotes and citations in fences": ('~~~\n"x" -- [^nowhere] https://a.b\n~~~', '<pre class="code"><code>"x" -- [^nowhere] https://a.b</code></pre>'),
    "a language unknown": ("``` mermaid\na --> b\n```", '<pre class="code"><code>a --&gt; b</code></pre>'),
    "fences in a list": ("- a\n  ```\n  b\n  ```\n- c", '<p>a</p>\n<pre class="code"><code>b</code></pre>\n</li>'),
    "code that nobody ended": ("```\na\n\nb", '<pre class="code"><code>a\n\nb</code></pre>'),
    "struck words": ("~~struck *out*~~ and ~ 40", "<del>struck <em>out</em></del> and ~ 40"),
    "tildes": ("\\~~not struck~~", "~~not struck~~"),
    "tasks": ("- [ ] to do\n- [x] done", "<li>☐\N{NO-BREAK SPACE}to do</li>\n<li>☑\N{NO-BREAK SPACE}done</li>"),
    "a bare address": ("See https://a.example/b?c=1&d=2.", 'See <a href="https://a.example/b?c=1&amp;d=2">https://a.example/b?c=1&amp;d=2</a>.'),
    "one with dashes": ("https://a.example/b--c", '<a href="https://a.example/b--c">https://a.example/b&#45;&#45;c</a>'),
    "one in parentheses": ("(https://a.example/x_(y)), then", '(<a href="https://a.example/x_(y)">https://a.example/x_(y)</a>), then'),
    "one that is cited": ("https://a.example/[^a-paper]", '<a href="https://a.example/">https://a.example/</a><sup class="cite" '),
    "one in a link": ("[https://a.example/](https://a.example/)", '<p><a href="https://a.example/">https://a.example/</a></p>'),
    "one in code": ("`https://a.example/`", "<code>https://a.example/</code>"),
    "a heading with an id": ("## The *gun* {#the-gun}", '<h2 id="the-gun">The <em>gun</em></h2>'),
    "an address to write to": ("<desk@paper.example>", '<a href="&#109;'),
    "an address": ("<https://paper.example/?a=1&b=2>", '<a href="https://paper.example/?a=1&amp;b=2">'),
    "the title of a link": ("[x](https://paper.example 'a \"<b>')", 'title="a &quot;&lt;b&gt;"'),
}  # fmt: skip


@pytest.mark.parametrize(("typed", "expected"), ALLOWED.values(), ids=ALLOWED.keys())
def test_what_a_text_may_hold_reaches_the_reader(site, typed, expected):
    site.write(NAME, f"{STORY}\n{typed}\n")
    site.build(TYPOGRIFY=False)
    assert expected in (site.output / "2024/a-story/index.html").read_text(encoding="utf-8")


def test_a_picture_with_a_title_is_shown_with_it_as_a_caption(site):
    """Where it stands alone; and where it is raster, in its formats and widths like others."""
    picture = BytesIO()
    Image.new("RGB", (60, 40)).save(picture, "PNG")
    site.write("images/train.png", picture.getvalue())
    site.write(
        NAME,
        f"{STORY}\n![A train]({{static}}/images/train.png 'A \"train\" -- seen')\n\nx ![y]({{static}}/images/train.png 'z')\n",
    )
    site.build()
    (figure,) = site.page("/2024/a-story/").cssselect(".prose figure")
    assert [child.tag for child in figure] == ["picture", "figcaption"]
    assert figure[1].text == "A “train” — seen"
    assert "figure" not in (site.output / "feeds/atom.xml").read_text().partition("<content")[0]


def test_css_is_on_the_pages_that_use_it_alone_and_their_policy_allows_it(site):
    site.write(NAME, f"{STORY}\n```py\nx = 1\n```\n")
    site.write("stories/2024/b.md", STORY.replace("id: a-story", "id: b"))
    site.build()
    pages = {name: (site.output / f"2024/{name}/index.html").read_text(encoding="utf-8") for name in ("a-story", "b")}
    styles = {name: re.search("<style>(.*?)</style>", page, re.DOTALL)[1] for name, page in pages.items()}
    assert styles["a-story"].startswith(styles["b"])
    assert (".code-value" in styles["a-story"], ".code-value" in styles["b"]) == (True, False)
    for name, page in pages.items():
        assert b64encode(sha256(styles[name].encode()).digest()).decode() in page


def test_all_that_is_wrong_in_a_text_comes_at_once(site):
    site.write(NAME, f"{STORY}\n<b>x</b> and <video>\n\n<script>x</script> [x](javascript:x)\n")
    assert [(p.line, p.column) for p in site.problems()] == [(24, 1), (24, 14), (26, 1), (26, 24)]


SETTINGS = {
    "a script": ({"script": []}, "`RAW_HTML` allows `<script>`, which no text may hold; use some of a, abbr, b, bdi"),
    "a style": ({"style": []}, "`RAW_HTML` allows `<style>`, which no text may hold"),
    "a frame": ({"iframe": ["src"]}, "`RAW_HTML` allows `<iframe>`, which no text may hold"),
    "a drawing": ({"svg": []}, "`RAW_HTML` allows `<svg>`, which no text may hold"),
    "a handler": ({"kbd": ["onclick"]}, "`RAW_HTML` allows `onclick` in `<kbd>`, which no text may hold; use some of abbr, align"),
    "a style attribute": ({"kbd": ["style"]}, "`RAW_HTML` allows `style` in `<kbd>`, which no text may hold"),
    "no lists": ({"kbd": "title"}, "`RAW_HTML` gives `<kbd>` no list of attributes; write it as"),
    "no dict": (["kbd"], "`RAW_HTML` is no dict; write it as"),
}  # fmt: skip


@pytest.mark.parametrize(("setting", "expected"), SETTINGS.values(), ids=SETTINGS.keys())
def test_a_setting_that_would_allow_what_is_never_allowed_is_an_error(site, setting, expected):
    site.write(NAME, STORY)
    (problem,) = site.problems(RAW_HTML=setting)
    assert str(problem).startswith(f"pelicanconf.py:1:1: {expected}")


def test_a_text_is_judged_anew_when_the_setting_changes(site):
    """What was read before is not taken for good."""
    site.write(NAME, f"{STORY}\n<small>x</small>\n")
    assert "`<small>` is not allowed" in str(site.problems()[0])
    assert site.problems(RAW_HTML={"small": []}) == []
    assert "use Markdown" in str(site.problems(RAW_HTML={})[0])


def test_addresses_typed_as_html_are_judged_as_links_are(site):
    site.write(
        NAME, f"{STORY}\n<a HREF='java&Tab;script:x'>x</a> <img src=//elsewhere.example/x alt=x> <q cite='/x/'>x</q>\n"
    )
    problems = site.problems(RAW_HTML={"a": ["href"], "img": ["src", "alt"], "q": ["cite"]})
    assert [p.wrong.split("`")[0] for p in problems] == ["the link ", "the picture ", "the link leads to /x/, which does not exist"]  # fmt: skip


def markdown():
    """Texts as an attacker might type them: signs of Markdown and HTML in any order, and plain noise."""
    signs = st.sampled_from([
        "<", ">", "</", "/>", "<!--", "-->", "<![CDATA[", "]]>", "<?", "?>", "&", "&lt;", "&#60;", "&colon;", "&Tab;", "\\",
        "`", "``", '"', "'", "=", "(", ")", "[", "]", "![", "](", "[1]: ", "[x][1]", "[^seen]", "[^a-paper]", "*", "**", "_",
        "\n", "\n\n", "\n    ", "\n> ", "\n- ", "\n: ", "| ", "|--|", " ", "\t", "\u00a0", "x", "--", "...", "{static}", "{filename}",
        "<script>", "</script>", "<img src=x onerror=x>", "<svg onload=x>", "<style>", "<a href=", "javascript:x", "data:text/html,",
        "//elsewhere.example", "https://paper.example", "<abbr title=", "<abbr", "<sub>", "</sub>", "<br", " onclick=", " style=",
        "<javascript:x>", "<x@paper.example>", "klzzwxh:0000", "wzxhzdk:0", "AT&T", "1st", "NATO",
        "~~", "~", "```", "~~~", "```py\n", "- [x] ", "https://", "https://a.b/", "{#a}", "{#", "## ", "<p>", "<div>", "</div>", "<textarea>",
    ])  # fmt: skip
    attributes = st.sampled_from(["", " title='x'", ' lang="en"', " onclick=x", ' style="x"', " id=x", " href='javascript:x'", "\nsrc=x", "/x"])  # fmt: skip
    names = st.sampled_from(["abbr", "KBD", "span", "br", "sub", "a", "img", "em", "div", "x"])
    tags = st.builds("<{}{}{}>".format, names, attributes, attributes)
    return st.lists(signs | tags | st.text(max_size=4), max_size=8).map("".join)


FREE = {"title", "alt", "lang", "datetime", "aria-label", "id", "class", "align", "start", "href", "src"}
ELEMENTS = {
    "p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "code", "ul", "ol", "li", "hr", "br", "em", "strong", "a",
    "img", "table", "thead", "tbody", "tr", "th", "td", "dl", "dt", "dd", "sup", "sub", "abbr", "bdi", "cite", "kbd", "mark",
    "q", "span", "time", "del", "figure", "figcaption",
}  # fmt: skip


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=markdown())
def test_any_text_gives_problems_or_html_that_can_do_nothing(tmp_path_factory, text):
    """Parsed as browsers do, after Markdown and typography: known elements and attributes, addresses of the web."""
    site = Site(tmp_path_factory.getbasetemp() / "any-text")
    path = site.write(NAME, f"{STORY}\n{text}".encode("utf-8", "surrogatepass"))
    reader = StoryReader(settings_of(PATH=site.content))
    html, _ = reader.read(str(path))
    nowhere = Destinations({"filename": set(), "static": set()}, {}, set(), {}, set())
    readings = {reading.document.path: reading for reading in reader.readings.values()}
    entries = [reading.entry for reading in readings.values()]
    if reader.problems or list(broken_links(entries, lambda path: readings[path].document, nowhere)):
        return
    for element in JustHTML(typogrify(html), fragment=True, sanitize=False).root.query("*"):
        assert element.name in ELEMENTS, element.name
        for name, value in element.attrs.items():
            assert name in FREE, name
            if name in {"href", "src"}:
                parts = urlsplit(value)
                assert parts.scheme in (SCHEMES | {""} if name == "href" else {""})
                assert parts.scheme or not parts.netloc
