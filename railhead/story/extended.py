"""What people type although the first Markdown lacks it: `~~struck~~`, `- [x] done`, bare addresses, captions, ids.

Fenced code is in `fences`, tables are in `tables` and citations in `citations`.
"""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor, SimpleTagInlineProcessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

from .citations import WORD_JOINER

# what is struck holds no two tildes, so that each sign is looked at once
STRUCK = r"(~~)(?![~\s])((?:[^~]|~(?!~))*)(?<!\s)~~(?!~)"
# no quotes, brackets or signs that Markdown has put there (STX, ETX); what ends a sentence is none of the address
BARE = r"https?://[^\s<>\"`\[\]{}|\\^\x02\x03“”‘’«»]+"
ENDS = ".,;:!?'*_~"
# what typography would set, as references, which it leaves alone
SET = re.compile(r"--|\.\.\.|'")
TASK = re.compile(r"\[([ xX])\] (?=\S)")
BOXES = {" ": "☐", "x": "☑", "X": "☑"}
GIVEN_ID = re.compile(r"\s*\{#([^{}]*)\}\s*$")
ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
# what ids of the theme, and of marks, claims and sources, are called
OWN_ID = re.compile(
    r"content|corrections|cite|ledger|legend|months|sources|stories|tags|thread|timeline|ranges.*|"
    r"(cite|claim|equipment|event|figure|publisher|report|source)-.*"
)
HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}

Fault = tuple[str, str, str]  # what was typed, what is wrong, what would be right


class Extended(Extension):
    """Has a Markdown understand these; `faults` are those of ids, after a conversion."""

    def __init__(self) -> None:
        super().__init__()
        self.faults: list[Fault] = []

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - Markdown's name
        """Register the extensions with `md`, each behind those that have to run before it."""
        md.ESCAPED_CHARS.append("~")
        # a table and whatever else is split at line ends come before; emphasis (60) after
        md.inlinePatterns.register(SimpleTagInlineProcessor(STRUCK, "del"), "struck", 65)
        # behind links (160) and HTML (90), which hold addresses of their own
        md.inlinePatterns.register(_BareAddress(BARE, md), "bare address", 85)
        md.treeprocessors.register(_Tasks(md), "tasks", 25)  # before what stands in a line (20)
        md.treeprocessors.register(_Captions(self.faults, md), "captions", 15)
        md.treeprocessors.register(_Ids(self.faults, md), "ids of headings", 14)


class _BareAddress(InlineProcessor):
    ANCESTOR_EXCLUDES = ("a",)

    def handleMatch(  # noqa: N802 - Markdown's name
        self,
        m: re.Match[str],
        data: str,  # noqa: ARG002 - Markdown's signature
    ) -> tuple[Element, int, int] | tuple[None, None, None]:
        address = m[0].rstrip(ENDS)
        if (more := address.count(")") - address.count("(")) > 0:  # as behind an address in parentheses
            whole = address.rstrip(")" + ENDS)
            address = (whole + ")" * max(0, address[len(whole) :].count(")") - more)).rstrip(ENDS)
        if address.endswith("//"):
            return None, None, None
        link = Element("a", {"href": address})
        link.text = AtomicString(SET.sub(lambda found: "".join(f"&#{ord(sign)};" for sign in found[0]), address))
        return link, m.start(0), m.start(0) + len(address)


class _Tasks(Treeprocessor):
    def run(self, root: Element) -> None:
        for item in root.iter("li"):
            holder = item[0] if len(item) and item[0].tag == "p" and not (item.text or "").strip() else item
            text = holder.text or ""
            if task := TASK.match(text):
                holder.text = f"{BOXES[task[1]]}\N{NO-BREAK SPACE}{text[task.end() :]}"


class _Captions(Treeprocessor):
    """Makes a figure of a paragraph that is one picture with a title, which becomes its caption."""

    def __init__(self, faults: list[Fault], md: Markdown) -> None:
        super().__init__(md)
        self.faults = faults

    def run(self, root: Element) -> None:
        for picture in root.iter("img"):
            if WORD_JOINER in picture.get("title", ""):
                wrong = "the title of a picture cites something, which no title can"
                self.faults.append((picture.get("src", ""), wrong, "cite it in the text"))
                del picture.attrib["title"]
        for paragraph in root.iter("p"):
            if len(paragraph) != 1 or paragraph[0].tag != "img" or (paragraph.text or "").strip():
                continue
            if (paragraph[0].tail or "").strip() or not (caption := paragraph[0].attrib.pop("title", "")):
                continue
            paragraph.tag, paragraph.text, paragraph[0].tail = "figure", None, None
            SubElement(paragraph, "figcaption").text = caption


class _Ids(Treeprocessor):
    """Gives a heading the id that is typed behind it, `## The gun {#the-gun}`."""

    def __init__(self, faults: list[Fault], md: Markdown) -> None:
        super().__init__(md)
        self.faults = faults

    def run(self, root: Element) -> None:
        taken: set[str] = set()
        for heading in (element for element in root.iter() if element.tag in HEADINGS):
            holder, name = (heading[-1], "tail") if len(heading) else (heading, "text")
            if given := GIVEN_ID.search(getattr(holder, name) or ""):
                setattr(holder, name, getattr(holder, name)[: given.start()])
                heading.set("id", given[1])
                self.faults += (fault for fault in self._faults(given[1], taken) if fault not in self.faults)
                taken.add(given[1])

    @staticmethod
    def _faults(id_: str, taken: set[str]) -> Iterator[Fault]:
        typed = f"{{#{id_}}}"
        if not ID.fullmatch(id_):
            yield typed, f"the id `{id_}` cannot be one", "use small letters, digits and single hyphens, a letter first"
        elif OWN_ID.fullmatch(id_):
            yield typed, f"the id `{id_}` is one of the page's own", "give the heading another"
        elif id_ in taken:
            yield typed, f"the id `{id_}` is that of another heading", "give each its own"
