"""Whether an SVG file holds shapes and words, and nothing that runs, loads or leads elsewhere.

A drawing is published as a file, and a story's lead drawing is set into the page, where a parser of HTML reads it and
not one of XML. So what the two read differently is refused as well.
"""

import re
from xml.parsers import expat

SVG = "http://www.w3.org/2000/svg"
XLINK_HREF = "http://www.w3.org/1999/xlink href"
# with a namespace before the name; no xml:base, which would lead a #fragment to another file
ATTRIBUTES = {XLINK_HREF, *(f"http://www.w3.org/XML/1998/namespace {name}" for name in ("space", "lang"))}
# fmt: off
# no `image`: a raster picture in a drawing would go out with all that its camera wrote, and pages would not show it;
# no `metadata`: editors put names and paths of the machine there; no `animate` or `set`: they can change addresses
ELEMENTS = {
    "svg", "g", "defs", "symbol", "use", "switch", "view", "title", "desc", "style",
    "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text", "tspan", "textPath",
    "linearGradient", "radialGradient", "stop", "pattern", "clipPath", "mask", "marker", "filter",
    "feBlend", "feColorMatrix", "feComponentTransfer", "feComposite", "feConvolveMatrix", "feDiffuseLighting",
    "feDisplacementMap", "feDistantLight", "feDropShadow", "feFlood", "feFuncA", "feFuncB", "feFuncG", "feFuncR",
    "feGaussianBlur", "feMerge", "feMergeNode", "feMorphology", "feOffset", "fePointLight", "feSpecularLighting",
    "feSpotLight", "feTile", "feTurbulence",
}
# fmt: on
WORDS = {"title", "desc", "style"}  # these hold text and no elements: within them, HTML has rules of its own
LOADING = re.compile(
    r"""@import|url\(\s*["']?\s*(?![\s"'#])|(?<![\w-])(-webkit-)?(image-set|image|cross-fade|src|paint)\(""",
    re.IGNORECASE,
)
WITHIN = "refer to a part of the drawing, as in #gun"
PLAIN = "save it as plain or optimised SVG"


class _Stop(Exception):  # noqa: N818 - the end of reading, not an error
    pass


def faults(data):
    """[(line, column, what is wrong, what would be right)] for the bytes of an SVG file, both counted from 1."""
    return _Check(data).faults


class _Check:
    def __init__(self, data):
        self.faults, self.path, self.style = [], [], ""
        self.parser = parser = expat.ParserCreate("utf-8", namespace_separator=" ")
        parser.XmlDeclHandler = self.declaration
        parser.StartDoctypeDeclHandler = self.doctype
        parser.ProcessingInstructionHandler = self.instruction
        parser.CommentHandler = self.comment
        parser.StartCdataSectionHandler = self.cdata
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end
        parser.CharacterDataHandler = self.text
        try:
            parser.Parse(data, True)
        except _Stop:
            pass
        except expat.ExpatError as error:
            said = expat.ErrorString(error.code)
            self.faults.append((error.lineno, error.offset + 1, f"is no SVG ({said})", "save it again"))

    def refuse(self, wrong, right):
        fault = self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber + 1, wrong, right
        self.faults.append(fault)

    def declaration(self, _version, encoding, _standalone):
        if encoding and encoding.lower() != "utf-8":
            self.refuse(f"says that its encoding is {encoding}", "save it in UTF-8")

    def doctype(self, *_details):
        self.refuse("has a DOCTYPE, which may define entities without end", "take it out: SVG needs none")
        raise _Stop  # before an entity is read

    def instruction(self, target, _data):
        self.refuse(f"holds the instruction `<?{target}`", "take it out")

    def comment(self, text):
        if text.startswith((">", "->")):
            self.refuse(
                f"holds a comment that ends early in a page, `<!--{text[: text.index('>') + 1]}`", "take it out"
            )

    def cdata(self):
        self.refuse("holds a CDATA section", "write &lt; for < and &amp; for &")

    def start(self, name, attributes):
        space, _, local = name.rpartition(" ")
        if not self.path and name != f"{SVG} svg":
            self.refuse("is no SVG", f'begin it with <svg xmlns="{SVG}" ...>')
            raise _Stop
        if space != SVG or local not in ELEMENTS:
            self.refuse(f"holds `<{local}>`, which no drawing here may", PLAIN)
        elif self.path and self.path[-1] in WORDS:
            self.refuse(f"holds `<{local}>` within `<{self.path[-1]}>`", "put text alone there")
        self.path.append(local)
        for attribute, value in attributes.items():
            self.attribute(attribute, value)

    def attribute(self, name, value):
        # HTML takes names in any case
        local = name.rpartition(" ")[2].lower()
        if local.startswith("on"):
            self.refuse(f"holds the handler `{local}`", "take it out: no script runs on the site")
        elif " " in name and name not in ATTRIBUTES:
            self.refuse(f"holds the attribute `{local}` of an editor or of XML", PLAIN)
        elif local in {"href", "src"} and not value.startswith("#"):
            self.refuse(f"refers to `{value[:80]}`, outside the drawing", WITHIN)
        else:
            self.css(value)

    def text(self, text):
        # it comes in pieces
        self.style += text if self.path and self.path[-1] == "style" else ""

    def end(self, _name):
        self.css(self.style)
        self.style = ""
        self.path.pop()

    def css(self, text):
        if "\\" in text:
            self.refuse("holds a backslash, which may hide an address from a reader", "write the sign itself")
        elif found := LOADING.search(text):
            self.refuse(f"loads something, with `{found[0].strip()}`", WITHIN)
