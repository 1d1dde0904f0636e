"""Reads the bytes of an SVG file into elements, and finds what a drawing may not hold.

The list of what it may hold is `allowed.py`, and what is published is not these bytes but written anew from the
elements.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.parsers import expat

from railhead.characters import heap, hidden

from . import css, passed_over
from .allowed import (
    ELEMENTS,
    HREF,
    ID,
    MARKERS,
    PRESENTATION,
    REFERENCE,
    TEXTS,
    WORDS,
    is_allowed,
    rule_of,
)  # fmt: skip
from .extent import DEEPEST, MOST_ELEMENTS, Node, fault, numbers_of
from .passed_over import SVG

if TYPE_CHECKING:
    from railhead.story.problems import Fault

# the attributes with a namespace before their name; no xml:base, which would lead a #fragment to another file
NAMES = {
    "http://www.w3.org/1999/xlink href": "href",
    "http://www.w3.org/XML/1998/namespace space": "xml:space",
    "http://www.w3.org/XML/1998/namespace lang": "xml:lang",
}
LARGEST_FILE = 200_000  # bytes
MOST_FAULTS = 20
NARROWEST = 10  # a drawing is at most so many times as wide as it is high, or the other way
LONGEST_SHOWN = 40
PLAIN = "save it as plain or optimised SVG"
WITHIN = "refer to a part of the drawing, as in #gun"


class _Stop(Exception):  # noqa: N818 - the end of reading, not an error
    pass


def read(data: bytes, *, stands_alone: bool = False) -> tuple[Node | None, list[Fault]]:
    """(the <svg> of a file, [(line, column, what is wrong, what would be right)]); None where anything is wrong.

    One that `stands_alone` is set into no page, and may have a <style>.
    """
    if len(data) > LARGEST_FILE:
        return None, [(1, 1, f"is larger than {LARGEST_FILE:,} bytes", "simplify it, or save it as PNG")]
    reading = _Reading(data, stands_alone=stands_alone)
    return (None if reading.faults else reading.every[0]), reading.faults


class _Reading:
    """Takes what the XML parser finds, in the order of the file, and collects elements and faults.

    It is done when it has been made: `faults` then has every Fault found, up to MOST_FAULTS, and `every` the elements,
    the <svg> first. `by_id` has those with an id.
    """

    def __init__(self, data: bytes, *, stands_alone: bool) -> None:
        self.faults: list[Fault] = []
        self.path: list[Node] = []  # the elements that are open
        self.every: list[Node] = []
        self.by_id: dict[str, Node] = {}
        self.stands_alone = stands_alone
        self.passing = 0  # elements that are open and passed over
        self.parser = parser = expat.ParserCreate("utf-8", namespace_separator=" ")
        parser.buffer_text = True
        parser.XmlDeclHandler = self.declaration
        parser.StartDoctypeDeclHandler = self.doctype
        parser.ProcessingInstructionHandler = self.instruction
        parser.StartCdataSectionHandler = self.cdata
        parser.SkippedEntityHandler = self.entity
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end
        parser.CharacterDataHandler = self.text
        try:
            parser.Parse(data, True)
            self.whole()
        except _Stop:
            pass
        except expat.ExpatError as error:
            said = expat.ErrorString(error.code)
            self.faults.append((error.lineno, error.offset + 1, f"is no SVG ({said})", "save it again"))

    def refuse(self, wrong: str, right: str, node: Node | None = None) -> None:
        """Note a Fault at `node`, or where the parser is. Raises _Stop once there are MOST_FAULTS."""
        line = node.line if node else self.parser.CurrentLineNumber
        column = node.column if node else self.parser.CurrentColumnNumber + 1
        self.faults.append((line, column, wrong, right))
        if len(self.faults) == MOST_FAULTS:
            raise _Stop

    def declaration(self, _version: str, encoding: str | None, _standalone: int) -> None:
        if encoding and encoding.lower() != "utf-8":
            self.refuse(f"says that its encoding is {_short(encoding)}", "save it in UTF-8")

    def doctype(self, _name: str, _system: str | None, _public: str | None, defines: int) -> None:
        if defines:  # what it only names is not fetched
            self.refuse("has a DOCTYPE, which may define entities without end", "take it out: SVG needs none")
            raise _Stop  # before an entity is read

    def entity(self, name: str, _is_parameter: int) -> None:
        self.refuse(f"holds the entity `&{_short(name)};`, which is not defined in it", "write the character itself")

    def instruction(self, target: str, _data: str) -> None:
        if not self.passing:  # as Adobe's in its metadata
            self.refuse(f"holds the instruction `<?{_short(target)}`", "take it out")

    def cdata(self) -> None:
        if not self.passing:
            self.refuse("holds a CDATA section", "write &lt; for < and &amp; for &")

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Take a start tag: its name and those of its attributes have their namespace before them."""
        space, _, local = name.rpartition(" ")
        if self.passing or (self.path and passed_over.element(space, local)):
            self.passing += 1
            return
        if not self.path and name != f"{SVG} svg":
            self.refuse("is no SVG", f'begin it with <svg xmlns="{SVG}" ...>')
            raise _Stop
        node = Node(local, self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber + 1)
        self.place(node, is_known=space == SVG and local in ELEMENTS)
        self.path.append(node)
        self.every.append(node)
        if len(self.path) > DEEPEST or len(self.every) > MOST_ELEMENTS:
            most = (
                f"{DEEPEST} elements within each other" if len(self.path) > DEEPEST else f"{MOST_ELEMENTS:,} elements"
            )
            self.refuse(f"has more than {most}", "draw it with less")
            raise _Stop
        if space == SVG and local in ELEMENTS:
            for attribute, value in attributes.items():
                self.attribute(node, attribute, " ".join(value.split()))

    def place(self, node: Node, *, is_known: bool) -> None:
        """Put an element into that around it."""
        if not is_known or (node.name == "svg" and self.path):
            self.refuse(f"holds `<{_short(node.name)}>`, which no drawing here may", PLAIN)
        elif self.path and self.path[-1].name in WORDS:
            self.refuse(f"holds `<{node.name}>` within `<{self.path[-1].name}>`", "put text alone there")
        elif self.path:
            self.path[-1].children.append(node)

    def attribute(self, node: Node, name: str, value: str) -> None:
        """Judge an attribute as it was typed, and give it to the element, pass it over or refuse it."""
        # HTML takes names in any case
        local = NAMES.get(name) or name.rpartition(" ")[2]
        if local.lower().startswith("on"):
            self.refuse(f"holds the handler `{_short(local)}`", "take it out: no script runs on the site")
        elif passed_over.is_editors(name.rpartition(" ")[0]):
            pass
        elif " " in name and name not in NAMES:
            self.refuse(f"holds the attribute `{_short(local)}` of an editor or of XML", PLAIN)
        elif local == "style" and node.name not in WORDS:
            self.style(node, value)
        elif local == "id":
            self.name(node, value)
        elif not passed_over.attribute(node.name, local, value):
            self.set(node, local, value)

    def style(self, node: Node, value: str) -> None:
        """Take what a `style` attribute sets for attributes of the same names."""
        set_here = css.declarations(value)
        if set_here is None:
            self.refuse(
                f"holds the style `{_short(value)}`, which is not understood", "write it as fill:none;stroke:red"
            )
        for name, set_to in set_here or ():
            if (name, set_to) == ("white-space", "pre") and node.name in TEXTS:
                self.set(node, "xml:space", "preserve")
            elif name in PRESENTATION or (name in MARKERS and rule_of(node.name, name)):
                self.set(node, name, set_to)
            elif not passed_over.style(name, set_to):
                self.refuse(f"sets `{_short(name)}` in a style, which no drawing here may", "take it out")

    def name(self, node: Node, value: str) -> None:
        """Note the id of an element, or note a fault where the id is taken or cannot be one."""
        if not ID.fullmatch(value):
            self.refuse(f"holds the id `{_short(value)}`", "use letters, digits, hyphens and points")
        elif value in self.by_id:
            self.refuse(f"holds the id `{value}` twice", "give each element its own")
        else:
            self.by_id[value] = node
            node.attributes["id"] = value

    def set(self, node: Node, name: str, value: str) -> None:
        """Give an element an attribute, or say why not."""
        if not rule_of(node.name, name):
            right = "write how it looks as attributes, such as fill" if name == "class" else "take it out"
            self.refuse(f"holds `{_short(name)}` in `<{node.name}>`, which no drawing here may", right)
        elif is_allowed(node.name, name, value):
            node.attributes[name] = REFERENCE.sub(r"url(#\2)", value)
            if found := REFERENCE.match(value) or (name == "href" and HREF.fullmatch(value)):
                node.references.append((name, found[found.re.groups]))
        elif (name == "href" and not value.startswith("#")) or "url(" in value.lower():
            self.refuse(f"refers to `{_short(value)}`, outside the drawing", WITHIN)
        else:
            self.refuse(
                f"holds `{name}` of `{_short(value)}`, which is too much or not understood", "see docs/writing.md"
            )

    def text(self, text: str) -> None:
        if self.passing:
            return
        if any(hidden(text)):
            self.refuse("holds a character that cannot be seen", "delete it")
        elif heap(f"x{text}"):
            self.refuse("holds more marks than a letter can take", "take some off")
        elif self.path[-1].name in TEXTS | WORDS:
            self.path[-1].children.append(text)

    def end(self, _name: str) -> None:
        if self.passing:
            self.passing -= 1
            return
        node = self.path.pop()
        if node.name == "style" and not self.faults:
            self.sheet(node, "".join(child for child in node.children if isinstance(child, str)))

    def sheet(self, node: Node, text: str) -> None:
        """Judge a <style>: rules for all lines become attributes of the <svg>, others are for a lone file."""
        said, sheet = css.of_lines(text), css.written(text)
        if said is not None:
            self.path[-1].children.remove(node)
            for name, value in said:
                self.set(self.every[0], name, value)
        elif not self.stands_alone:
            wrong = "holds `<style>`, whose rules would be those of the page"
            self.refuse(wrong, "write fill and the like as attributes", node)
        elif sheet is None:
            wrong, right = "holds a `<style>` with more than colours", "write it as path{fill:none;stroke:#8a2417}"
            self.refuse(wrong, right, node)
        else:
            node.children = [sheet]

    def whole(self) -> None:
        """Find the faults that show only when the whole file has been read, such as a reference to nothing."""
        if self.faults:
            return
        self.box(self.every[0])
        for node in self.every:
            for _, target in node.references:
                if target not in self.by_id:
                    self.refuse(f"refers to `#{target}`, which is nowhere in it", "correct the name", node)
        if not self.faults and (found := fault(self.every, self.by_id)):
            self.refuse(*found[1:], found[0])
        self.forget()

    def box(self, root: Node) -> None:
        """Judge the width and height of the drawing."""
        attributes = root.attributes
        sizes = [numbers_of(attributes["viewBox"])[2:]] if "viewBox" in attributes else []
        if "width" in attributes and "height" in attributes:
            sizes.append([number for name in ("width", "height") for number in numbers_of(attributes[name])])
        if any(min(size) <= 0 for size in sizes):
            self.refuse("has no size", 'give its <svg> a viewBox="0 0 WIDTH HEIGHT"', root)
        elif any(max(size) > NARROWEST * min(size) for size in sizes):
            wrong = f"is more than {NARROWEST} times as long one way as the other"
            self.refuse(wrong, "draw it nearer to a square", root)

    def forget(self) -> None:
        """Remove ids that nothing refers to: in the page, another element could have the same one."""
        used = {target for node in self.every for _, target in node.references}
        for name in self.by_id.keys() - used:
            del self.by_id[name].attributes["id"]


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_SHOWN else text[:LONGEST_SHOWN] + "…"
