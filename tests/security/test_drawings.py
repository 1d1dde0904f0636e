"""What may stand in an SVG file: shapes and words that are known, of a size that a browser draws at once."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from justhtml import JustHTML

from railhead.story import drawing
from railhead.story.drawing.allowed import ELEMENTS, PRESENTATION

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
    "a handler to HTML only": ('<path ONLOAD="alert(1)"/>', "2:1: the drawing holds the handler `ONLOAD`"),
    "HTML": ("<foreignObject/>", "2:1: the drawing holds `<foreignObject>`"),
    "a link": ('<a href="https://elsewhere.example/"><path/></a>', "2:1: the drawing holds `<a>`"),
    "a link that is code": ('<use href="javascript:alert(1)"/>', "2:1: the drawing refers to `javascript:alert(1)`, outside the drawing; " + WITHIN),
    "another file": ('<use href="other.svg#gun"/>', "2:1: the drawing refers to `other.svg#gun`, outside"),
    "another file by XLink": ('<use xlink:href="//elsewhere.example/x.svg#gun"/>', "2:1: the drawing refers to `//elsewhere.example/x.svg#gun`"),
    "an address to HTML only": ('<use HREF="javascript:x"/>', "2:1: the drawing holds `HREF` in `<use>`, which no drawing here may; take it out"),
    "a picture": ('<image href="data:image/png;base64,AAAA"/>', "2:1: the drawing holds `<image>`"),
    "a filter that loads": ('<filter><feImage href="x.png"/></filter>', "2:9: the drawing holds `<feImage>`"),
    "an animation": ('<set attributeName="href" to="javascript:x"/>', "2:1: the drawing holds `<set>`"),
    "another animation": ('<animate attributeName="href" values="javascript:x"/>', "2:1: the drawing holds `<animate>`"),
    "a fill that loads": ('<path fill="url(https://elsewhere.example/x#y)"/>', "2:1: the drawing refers to `url(https://elsewhere.example/x#y)`, outside the drawing; " + WITHIN),
    "the same in capitals": ('<path fill="URL( \'x.svg#y\')"/>', "2:1: the drawing refers to `URL("),
    "the same in references": ('<path fill="&#117;rl(x)"/>', "2:1: the drawing refers to `url(x)`, outside"),
    "the same with a backslash": ('<path fill="\\75rl(x)"/>', "2:1: the drawing holds `fill` of `\\75rl(x)`, which is too much or not understood; see docs/writing.md"),
    "a style that loads": ('<path style="mask: url(x)"/>', "2:1: the drawing refers to `url(x)`, outside"),
    "a set of pictures": ("<path style='mask: image-set(\"x.png\" 1x)'/>", "2:1: the drawing holds `mask` of `image-set("),
    "an import": ('<style>path{}@import "x.css";</style>', "2:1: the drawing holds `<style>`, whose rules would be those of the page; write fill and the like"),
    "a font": ("<style>@font-face{src: url(https://elsewhere.example/x)}</style>", "2:1: the drawing holds `<style>`"),
    "elements in words": ("<title>A <g>x</g></title>", "2:10: the drawing holds `<g>` within `<title>`; put text alone there"),
    "a stylesheet": ('<?xml-stylesheet href="x.css"?>', "2:1: the drawing holds the instruction `<?xml-stylesheet`; take it out"),
    "CDATA": ("<title><![CDATA[><script>alert(1)</script>]]></title>", "2:8: the drawing holds a CDATA section; write &lt; for <"),
    "a base": ('<g xml:base="https://elsewhere.example/"/>', "2:1: the drawing holds the attribute `base` of an editor or of XML"),
    "what an editor left": ('<g xmlns:e="http://editor.example/" e:docname="/home/me/x.svg"/>', "2:1: the drawing holds the attribute `docname` of an editor"),
    "another drawing": ('<svg viewBox="0 0 1 1"/>', "2:1: the drawing holds `<svg>`, which no drawing here may"),
    "a filter": ("<filter/>", "2:1: the drawing holds `<filter>`"),
    "a filter of the search": ('<g data-pagefind-filter="status:Confirmed"/>', "2:1: the drawing holds `data-pagefind-filter` in `<g>`"),
    "a name for the search": ('<g data-pagefind-meta="title"/>', "2:1: the drawing holds `data-pagefind-meta` in `<g>`"),
    "what shows beyond its box": ('<g overflow="visible"/>', "2:1: the drawing holds `overflow` in `<g>`"),
    "the same in a style": ('<g style="fill:red;overflow:visible"/>', "2:1: the drawing sets `overflow` in a style, which no drawing here may; take it out"),
    "a place on the page": ('<g style="position:fixed"/>', "2:1: the drawing sets `position` in a style"),
    "a style that is none": ('<g style="{}"/>', "2:1: the drawing holds the style `{}`, which is not understood"),
    "a style that is important": ('<g style="fill:red!important"/>', "2:1: the drawing holds `fill` of `red!important`"),
    "a stop on the way of the keyboard": ('<g tabindex="0"/>', "2:1: the drawing holds `tabindex` in `<g>`"),
    "a marker where it would be inherited": ('<g marker-mid="url(#m)"/>', "2:1: the drawing holds `marker-mid` in `<g>`"),
    "an id that is none": ('<g id="a b"/>', "2:1: the drawing holds the id `a b`; use letters"),
    "an id twice": ('<g id="a"/><g id="a"/>', "2:12: the drawing holds the id `a` twice; give each element its own"),
    "a part that is not there": ('<use href="#content"/>', "2:1: the drawing refers to `#content`, which is nowhere in it; correct the name"),
    "a colour that is none": ('<path fill="expression(1)"/>', "2:1: the drawing holds `fill` of `expression(1)`"),
    "a colour of another name": ('<path fill="var(--x, red)"/>', "2:1: the drawing holds `fill` of `var(--x, red)`"),
    "a number without end": (f'<circle r="{"9" * 25}"/>', "2:1: the drawing holds `r` of `9999"),
    "a number that is too large": ('<circle r="1e9"/>', "2:1: the drawing holds `r` of `1e9`"),
    "no number": ('<circle r="NaN"/>', "2:1: the drawing holds `r` of `NaN`"),
    "a path that is none": ('<path d="M0 0x"/>', "2:1: the drawing holds `d` of `M0 0x`"),
    "a list without end": (f'<g transform="{"scale(1)" * 200}"/>', "2:1: the drawing holds `transform` of"),
    "signs that cannot be seen": ("<text>a&#x202e;b</text>", "the drawing holds a character that cannot be seen; delete it"),
    "an unknown entity": ("<text>&gun;</text>", "2:7: the drawing is no SVG (undefined entity); save it again"),
}  # fmt: skip

LAUGHS = '<!DOCTYPE svg [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>\n'
WHOLE = {
    "entities": (LAUGHS + OPEN + "<text>&b;</text></svg>", "the drawing has a DOCTYPE, which may define entities without end; take it out"),
    "entities from outside": ('<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>\n' + OPEN + "<text>&x;</text></svg>", "the drawing has a DOCTYPE"),
    "an entity of a DTD": ('<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://elsewhere.example/svg11.dtd">\n' + OPEN + "<text>&gun;</text></svg>", "3:7: the drawing holds the entity `&gun;`, which is not defined"),
    "a stylesheet above": ('<?xml-stylesheet href="https://elsewhere.example/x.css"?>\n' + OPEN + "</svg>", "1:1: the drawing holds the instruction"),
    "HTML": ('<html xmlns="http://www.w3.org/1999/xhtml"><script/></html>', "1:1: the drawing is no SVG; begin it with <svg"),
    "another encoding": ('<?xml version="1.0" encoding="utf-7"?>' + OPEN + "</svg>", "1:1: the drawing says that its encoding is utf-7; save it in UTF-8"),
    "no XML": (OPEN + "<path>", "the drawing is no SVG (no element found); save it again"),
    "more depth than a browser takes": (OPEN + "<g>" * 99 + "</g>" * 99 + "</svg>", "2:142: the drawing has more than 48 elements within each other; draw it with less"),
    "more elements": (OPEN + "<g/>" * 2_001 + "</svg>", "the drawing has more than 2,000 elements; draw it with less"),
    "more bytes": (OPEN + " " * 200_000 + "</svg>", "1:1: the drawing is larger than 200,000 bytes; simplify it, or save it as PNG"),
    "the beginning alone, many times": ("<svg " * 30_000, "the drawing is no SVG (not well-formed (invalid token)); save it again"),
    "an address with many spaces": (OPEN + f'<path fill="url({" " * 100_000}"/></svg>', "2:1: the drawing refers to `url(`, outside"),
    "an empty box": (OPEN.replace("0 0 9 9", "0 0 0 9") + "</svg>", "1:1: the drawing has no size; give its <svg> a viewBox="),
    "a box that would fill the page": (OPEN.replace("0 0 9 9", "0 0 1 99999") + "</svg>", "1:1: the drawing is more than 10 times as long one way as the other"),
    "the same by its measures": (OPEN.replace("viewBox", 'width="1" height="99999" viewBox') + "</svg>", "1:1: the drawing is more than 10 times"),
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


@pytest.mark.parametrize("name", ["extra/icon.svg", "images/below/gun.svg"])
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


# what a drawing comes to with what it refers to; each of these is small as it stands
TREE = '<g id="g0"><path d="M0 0h1"/></g>' + "".join(
    f'<g id="g{n}">{f"""<use href="#g{n - 1}"/>""" * 10}</g>' for n in range(1, 11)
)
PATTERNS = '<pattern id="p0"/>' + "".join(
    f'<pattern id="p{n}"><g fill="url(#p{n - 1})">{"<path/>" * 10}</g></pattern>' for n in range(1, 11)
)
MASKS = '<mask id="m0"/>' + "".join(
    f'<mask id="m{n}">{f"""<g mask="url(#m{n - 1})"/>""" * 9}</mask>' for n in range(1, 11)
)
CHAIN = '<g id="c0"/>' + "".join(f'<g id="c{n}"><use href="#c{n - 1}"/></g>' for n in range(1, 40))
EXPANDED = {
    "use in use": (TREE, "comes to more than 2,000 elements, with what it refers to; draw it with less"),
    "patterns in patterns": (PATTERNS, "comes to more than 2,000 elements"),
    "masks in masks": (MASKS, "comes to more than 2,000 elements"),
    "a chain": (CHAIN, "comes to more than 48 elements within each other"),
    "a circle of use": ('<g id="a"><use href="#b"/></g><g id="b"><use href="#a"/></g>', "refers to itself; take one of the references out"),
    "a circle of gradients": ('<linearGradient id="a" href="#a"/>', "refers to itself"),
    "a pattern in itself": ('<pattern id="a"><path fill="url(#a)"/></pattern>', "refers to itself"),
    "markers at many points": (f'<marker id="m">{"<path/>" * 50}</marker><path d="{"M0 0" * 99}" marker-mid="url(#m)"/>', "comes to more than 2,000 elements"),
    "a long shape many times": (f'<path id="p" d="M{"0 0 " * 2_000}"/>{"""<use href="#p"/>""" * 99}', "comes to more than 100,000 numbers"),
    "fine dashes": ('<path stroke-dasharray=".001" d="M0 0h99"/>', "comes to more than 50,000 dashes"),
    "fine dashes, inherited": ('<g stroke-dasharray=".01,0"><path d="M0 0v99v-99v99v-99v99v-99z"/></g>', "comes to more than 50,000 dashes"),
    "fine dashes around a box": ('<rect width="100%" height="99999" stroke-dasharray="1"/>', "comes to more than 50,000 dashes"),
}  # fmt: skip


@pytest.mark.parametrize(("typed", "expected"), EXPANDED.values(), ids=EXPANDED.keys())
def test_what_a_drawing_comes_to_is_bounded(typed, expected):
    ((_line, _column, wrong, right),) = drawing.faults(f"{OPEN}{typed}</svg>".encode())
    assert f"{wrong}; {right}".startswith(expected)


GOOD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<!-- drawn by /home/me -->\n' + OPEN + "<title>A gun &amp; a train</title>"
    '<defs><linearGradient id="g"><stop offset="0"/></linearGradient></defs><g id="Layer_1">'
    """<use xlink:href="#g"/><path fill="url( '#g' )" style="stroke:url(#g);stroke-width:2px"/></g>"""
    '<text xml:space="preserve" y="9">On &lt;url&gt; <tspan dy="1.2em">day</tspan></text></svg>'
)
PUBLISHED = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><title>A gun &amp; a train</title>'
    '<defs><linearGradient id="g"><stop offset="0"/></linearGradient></defs><g>'
    '<use href="#g"/><path fill="url(#g)" stroke="url(#g)" stroke-width="2px"/></g>'
    '<text xml:space="preserve" y="9">On &lt;url&gt; <tspan dy="1.2em">day</tspan></text></svg>'
)
SHOWN = "image: {file: gun.svg, alt: A gun, caption: A gun, credit: Us}\nclaims:"


def test_a_plain_drawing_is_written_anew_from_what_is_known_of_it(site):
    """Without comments, names that nothing uses, and other ways to say the same."""
    site.write("stories/2024/a-story.md", STORY.replace("claims:", SHOWN))
    site.write("images/gun.svg", GOOD)
    site.build()
    assert (site.output / "images/gun.svg").read_text() == PUBLISHED


def test_a_drawing_in_a_page_has_none_of_the_pages_names(site):
    """Its ids are its own, and of its words, which a search would find, only those that are drawn are there."""
    site.write("stories/2024/a-story.md", STORY.replace("claims:", SHOWN))
    site.write("images/gun.svg", GOOD.replace("#g'", "#content'").replace("#g", "#content").replace('"g"', '"content"'))
    site.build()
    page = site.page("/2024/a-story/")
    (drawn,) = page.cssselect(".lead-picture .drawing[data-pagefind-ignore=all] svg")
    assert drawn.xpath("//*[@id='content']")[0].tag == "main"
    assert drawn.xpath(".//@id") == ["drawing-content"]
    assert drawn.xpath(".//@href | .//@fill | .//@stroke") == ["#drawing-content", *["url(#drawing-content)"] * 2]
    assert drawn.xpath(".//title") == []


@pytest.mark.slow
def test_nothing_of_a_drawing_is_painted_outside_its_box(site, serving, chromium):
    """Neither over the headline nor over the text, on a story's page and on the first."""
    wide = '<g transform="translate(-99999 -99999) scale(9999)"><rect width="9999" height="9999" fill="#fff"/></g>'
    site.write("stories/2024/a-story.md", STORY.replace("claims:", SHOWN))
    site.write("images/gun.svg", f"{OPEN}{wide}</svg>")
    site.build()
    address = serving(site.output)
    page = chromium.new_page(viewport={"width": 1280, "height": 1800})
    for path, parts in (("/2024/a-story/", ["h1", ".dek", "figcaption", ".prose p"]), ("/", ["h2", ".dek", ".byline"])):
        page.goto(address + path)
        for part in parts:
            on_top = """part => {
                const {left, top} = part.getBoundingClientRect();
                return part.contains(document.elementFromPoint(left + 3, top + 6));
            }"""
            assert page.locator(part).first.evaluate(on_top), (path, part)
    page.close()


ICON = "<style>path{stroke:#8a2417}@media (prefers-color-scheme: dark) {path, g {stroke:#ff9d88}}</style><path/></svg>"


def test_an_icon_has_colours_for_light_and_dark(site):
    site.write("stories/2024/a-story.md", STORY)
    site.write("extra/icon.svg", OPEN + ICON)
    site.build()
    said = "<style>path{stroke:#8a2417}@media(prefers-color-scheme:dark){path,g{stroke:#ff9d88}}</style>"
    assert said in (site.output / "extra/icon.svg").read_text()


@pytest.mark.parametrize(
    "css",
    [
        "@import 'x.css';", "path{fill:url(x)}", "path{fill:url(#x)}", "path{background:red}", "#x{fill:red}", "[x]{fill:red}",
        "path{fill:red}}", "@media print{path{fill:red}}", "@media(prefers-color-scheme:dark){path{fill:red}", "path{fill:red",
        "path{animation:x 1s}", "path{fill:\\75rl(x)}", "a{fill:red}", "/**/path{fill:red}", "path{", "{" * 50_000,
    ],
)  # fmt: skip
def test_an_icon_has_no_other_rules(css):
    ((line, column, wrong, _right),) = drawing.faults(f"{OPEN}<style>{css}</style></svg>".encode(), stands_alone=True)
    assert (line, column, wrong) == (2, 1, "holds a `<style>` with more than colours")


def svgs():
    """Drawings as an attacker might write them: most are well-formed, and some are another thing to HTML."""
    words = st.sampled_from(["", "x", "&lt;script&gt;", "url(x)", "@import 'x'", "</script", "-->", ">", "]]>"])
    attributes = st.sampled_from([
        "", ' id="g"', ' href="#g"', ' href="javascript:x"', ' HREF="x:y"', ' onload="x"', ' ONLOAD="x"', ' fill="url(x)"',
        ' fill="url(#g)"', ' style="fill:red"', ' style="x"', ' class="x"', ' fill="red"', ' fill="&quot;>"', ' id="&lt;/style>&lt;script>"', ' xmlns=""', ' xmlns="http://www.w3.org/1999/xhtml"', ' xml:base="x"',
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
    svg = (OPEN + text + "</svg>").encode()
    if drawing.faults(svg):
        return
    for element in JustHTML(f"<div>{drawing.markup(svg)}</div>", fragment=True, sanitize=False).root.query("*"):
        assert element.name in ELEMENTS.keys() | {"div"}
        for name, value in element.attrs.items():
            assert name in {"id", *PRESENTATION, *ELEMENTS[element.name]}
            assert name != "href" or (value or "").startswith("#drawing-")
            assert name != "id" or (value or "").startswith("drawing-")
            assert "url(x" not in (value or "")
    assert drawing.faults(drawing.file(svg)) == []
