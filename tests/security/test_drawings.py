"""What may stand in an SVG file: shapes and words, and nothing that runs, loads or leads elsewhere."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from justhtml import JustHTML

from railhead.story import drawing

from ..sites import STORY

OPEN = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 9 9">\n'
PLAIN = "save it as plain or optimised SVG"
WITHIN = "refer to a part of the drawing, as in #gun"

# what stands on line 2 of the file: the problem
REFUSED = {
    "a script": ("<script>alert(1)</script>", "2:1: the drawing holds `<script>`, which no drawing here may; " + PLAIN),
    "a script by another prefix": ('<s:script xmlns:s="http://www.w3.org/2000/svg"/>', "2:1: the drawing holds `<script>`"),
    "a script of no namespace": ('<script xmlns="">alert(1)</script>', "2:1: the drawing holds `<script>`"),
    "a script of HTML": ('<script xmlns="http://www.w3.org/1999/xhtml">alert(1)</script>', "2:1: the drawing holds `<script>`"),
    "a handler": ('<path onclick="alert(1)" d=""/>', "2:1: the drawing holds the handler `onclick`; take it out"),
    "a handler to HTML only": ('<path ONLOAD="alert(1)"/>', "2:1: the drawing holds the handler `onload`"),
    "HTML": ("<foreignObject/>", "2:1: the drawing holds `<foreignObject>`"),
    "a link": ('<a href="https://elsewhere.example/"><path/></a>', "2:1: the drawing holds `<a>`"),
    "a link that is code": ('<use href="javascript:alert(1)"/>', "2:1: the drawing refers to `javascript:alert(1)`, outside the drawing; " + WITHIN),
    "another file": ('<use href="other.svg#gun"/>', "2:1: the drawing refers to `other.svg#gun`, outside"),
    "another file by XLink": ('<use xlink:href="//elsewhere.example/x.svg#gun"/>', "2:1: the drawing refers to `//elsewhere.example/x.svg#gun`"),
    "an address to HTML only": ('<use HREF="javascript:x"/>', "2:1: the drawing refers to `javascript:x`"),
    "a picture": ('<image href="data:image/png;base64,AAAA"/>', "2:1: the drawing holds `<image>`"),
    "a filter that loads": ('<filter><feImage href="x.png"/></filter>', "2:9: the drawing holds `<feImage>`"),
    "an animation": ('<set attributeName="href" to="javascript:x"/>', "2:1: the drawing holds `<set>`"),
    "another animation": ('<animate attributeName="href" values="javascript:x"/>', "2:1: the drawing holds `<animate>`"),
    "a fill that loads": ('<path fill="url(https://elsewhere.example/x#y)"/>', "2:1: the drawing loads something, with `url(`; " + WITHIN),
    "the same in capitals": ('<path fill="URL( \'x.svg#y\')"/>', "2:1: the drawing loads something"),
    "the same in references": ('<path fill="&#117;rl(x)"/>', "2:1: the drawing loads something"),
    "the same with a backslash": ('<path fill="\\75rl(x)"/>', "2:1: the drawing holds a backslash"),
    "a style that loads": ('<path style="mask: url(x)"/>', "2:1: the drawing loads something, with `url(`"),
    "a set of pictures": ("<path style='mask: image-set(\"x.png\" 1x)'/>", "2:1: the drawing loads something, with `image-set(`"),
    "an import": ('<style>path{}@import "x.css";</style>', "2:30: the drawing loads something, with `@import`"),
    "a font": ("<style>@font-face{src: url(https://elsewhere.example/x)}</style>", "the drawing loads something, with `url(`"),
    "elements in words": ("<title>A <style>x</style></title>", "2:10: the drawing holds `<style>` within `<title>`; put text alone there"),
    "a stylesheet": ('<?xml-stylesheet href="x.css"?>', "2:1: the drawing holds the instruction `<?xml-stylesheet`; take it out"),
    "CDATA": ("<title><![CDATA[><script>alert(1)</script>]]></title>", "2:8: the drawing holds a CDATA section; write &lt; for <"),
    "a comment that ends early": ("<!--><script>alert(1)</script>-->", "2:1: the drawing holds a comment that ends early in a page, `<!-->`"),
    "another such": ("<!---><script>alert(1)</script>-->", "2:1: the drawing holds a comment that ends early"),
    "a base": ('<g xml:base="https://elsewhere.example/"/>', "2:1: the drawing holds the attribute `base` of an editor or of XML"),
    "what an editor left": ('<g xmlns:e="http://editor.example/" e:docname="/home/me/x.svg"/>', "2:1: the drawing holds the attribute `docname` of an editor"),
    "metadata": ("<metadata/>", "2:1: the drawing holds `<metadata>`"),
    "an unknown entity": ("<text>&gun;</text>", "2:7: the drawing is no SVG (undefined entity); save it again"),
}  # fmt: skip

LAUGHS = '<!DOCTYPE svg [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>\n'
WHOLE = {
    "entities": (LAUGHS + OPEN + "<text>&b;</text></svg>", "the drawing has a DOCTYPE, which may define entities without end; take it out"),
    "entities from outside": ('<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>\n' + OPEN + "<text>&x;</text></svg>", "the drawing has a DOCTYPE"),
    "a DTD": ('<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://elsewhere.example/svg11.dtd">\n' + OPEN + "</svg>", "the drawing has a DOCTYPE"),
    "a stylesheet above": ('<?xml-stylesheet href="https://elsewhere.example/x.css"?>\n' + OPEN + "</svg>", "1:1: the drawing holds the instruction"),
    "HTML": ('<html xmlns="http://www.w3.org/1999/xhtml"><script/></html>', "1:1: the drawing is no SVG; begin it with <svg"),
    "another encoding": ('<?xml version="1.0" encoding="utf-7"?>' + OPEN + "</svg>", "1:1: the drawing says that its encoding is utf-7; save it in UTF-8"),
    "no XML": (OPEN + "<path>", "the drawing is no SVG (no element found); save it again"),
    "nothing": ("", "the drawing is no SVG (no element found)"),
}  # fmt: skip
FILES = {name: (OPEN + typed + "\n</svg>\n", expected) for name, (typed, expected) in REFUSED.items()} | WHOLE


@pytest.mark.parametrize(("svg", "expected"), FILES.values(), ids=FILES.keys())
def test_what_a_drawing_may_not_hold_is_an_error_at_its_line(site, svg, expected):
    site.write("stories/2024/a-story.md", STORY)
    site.write("images/gun.svg", svg)
    problems = [str(problem) for problem in site.problems()]
    assert any(p.startswith("content/images/gun.svg:") and expected in p for p in problems), problems
    assert not site.output.exists()


@pytest.mark.parametrize("name", ["extra/icon.svg", "images/below/gun.SVG"])
@pytest.mark.parametrize("shown", ["", "![A gun]({static}/NAME)", "[A gun]({static}/NAME)"], ids=["stray", "shown", "linked"])  # fmt: skip
def test_every_drawing_is_looked_at_whether_it_is_shown_or_not(site, name, shown):
    site.write("stories/2024/a-story.md", f"{STORY}\n{shown.replace('NAME', name)}\n")
    site.write(name, OPEN + "<path onclick='x'/>\n<script/></svg>")
    assert [(p.path, p.line) for p in site.problems()] == [(f"content/{name}", 2), (f"content/{name}", 3)]


def test_a_lead_drawing_is_looked_at_where_it_lies(site):
    lead = "image: {file: gun.svg, alt: A gun, caption: A gun, credit: Us}\nclaims:"
    site.write("stories/2024/a-story.md", STORY.replace("claims:", lead))
    site.write("images/gun.svg", OPEN + "<script/></svg>")
    assert [(p.path, p.line) for p in site.problems()] == [("content/images/gun.svg", 2)]


GOOD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<!-- drawn by hand -->\n' + OPEN + "<title>A gun &amp; a train</title>"
    '<defs><linearGradient id="g"><stop offset="0"/></linearGradient></defs><style>path{fill:url(#g)}</style>'
    '<use href="#g"/><use xlink:href="#g"/><path fill="url( \'#g\' )" style="fill:url(#g)"/>'
    '<text xml:space="preserve">On url day</text></svg>'
)


def test_a_plain_drawing_is_published_as_it_is(site):
    site.write("stories/2024/a-story.md", STORY)
    site.write("images/gun.svg", GOOD)
    site.build()
    assert (site.output / "images/gun.svg").read_text() == GOOD


def svgs():
    """Drawings as an attacker might write them: most are well-formed, and some are another thing to HTML."""
    words = st.sampled_from(["x", "&lt;script&gt;", "url(x)", "@import 'x'", "</script", "-->", ">", "]]>"])
    attributes = st.sampled_from([
        "", ' id="g"', ' href="#g"', ' href="javascript:x"', ' HREF="x:y"', ' onload="x"', ' ONLOAD="x"', ' fill="url(x)"',
        ' fill="url(#g)"', ' id="&lt;/style>&lt;script>"', ' xmlns=""', ' xmlns="http://www.w3.org/1999/xhtml"', ' xml:base="x"',
    ])  # fmt: skip
    names = st.sampled_from(
        ["g", "path", "title", "desc", "style", "text", "script", "SCRIPT", "p", "a", "set", "foreignObject"]
    )

    def around(inner):
        element = st.builds("<{0}{1}>{2}</{0}>".format, names, attributes, inner)
        other = st.sampled_from(
            ["<!--{}-->", "<!-->{}-->", "<!--->{}-->", "<![CDATA[{}]]>", "<![CDATA[>{}]]>", "<?x {}?>"]
        )
        return st.lists(element | st.builds(str.format, other, inner), max_size=3).map("".join)

    return st.recursive(words, around, max_leaves=6)


@settings(max_examples=1000, deadline=None)
@given(text=svgs())
def test_any_drawing_is_refused_or_does_nothing_in_a_page(text):
    """Parsed as a browser parses it where it is set into a page."""
    svg = OPEN + text + "</svg>"
    if drawing.faults(svg.encode()):
        return
    for element in JustHTML(f"<div>{svg}</div>", fragment=True, sanitize=False).root.query("*"):
        assert element.name in drawing.ELEMENTS | {"div"}
        for name, value in element.attrs.items():
            assert not name.startswith("on")
            assert name not in {"href", "xlink:href"} or (value or "").startswith("#")
            assert "url(x" not in (value or "")
