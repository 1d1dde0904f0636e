"""Finds Markdown of other tools in a text, such as a sign that Python-Markdown prints instead of understanding it.

A writer who comes from such a tool does not see the difference while writing.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from railhead.story import fences
from railhead.story.frontmatter import CODE
from railhead.story.reader import Reading

from .finding import Finding, Level
from .hedges import told

ITEM = re.compile(r"(?P<indent> *)(?:[-+*]|1\.) +(?=\S)")
ANY_ITEM = re.compile(r"(?P<indent> *)(?:[-+*]|[0-9]{1,9}\.) +(?=\S)")
HEADING = re.compile(r" {0,3}#{1,6}(?!#)")
FIRST_HEADING = re.compile(r"#(?![#!]) *[^\s#]")
UNDERLINE = re.compile(r"=+ *")
TEMPLATE = re.compile(r"\{%[^%{}]*%\}|\{\{[^{}]*\}\}|\{:[^{}]*\}")
STRONG = re.compile(r"\*\*+")
UNENDED = "begins code that nothing ends"
TAB = 4  # spaces by which Markdown takes what belongs to an item of a list

Slip = tuple[int, str, str]  # the line, from 1; what was typed; what is wrong with it and what would be right


def check(readings: Iterable[Reading]) -> Iterator[Finding]:
    """Yield a Finding for each slip in the texts of `readings`: a warning, or a note if the story answers it.

    Code that nobody ended is an error: the rest of the text is code as well.
    """
    for reading in readings:
        document = reading.document
        for line, words, what in slips(document.body):
            level = Level.ERROR if what.startswith(UNENDED) else Level.WARNING
            yield told(reading, document.body_line + line - 1, words, what, level)


def slips(text: str) -> Iterator[Slip]:
    """Yield each Slip of a text, by its line."""
    lines = text.split("\n")
    for code in fences.found(lines):
        if not code.is_closed:
            typed = lines[code.start].strip()
            yield code.start + 1, typed, f"{UNENDED}; write {typed[:3]} on a line behind it"
    # the same lines, without what no one is to read as Markdown
    plain = CODE.sub(lambda code: re.sub("[^\n]", "x", code[0]), fences.without(text)).split("\n")
    number = 0
    while number < len(plain):
        end = number
        while end < len(plain) and plain[end].strip():
            end += 1
        yield from _of_block(plain[number:end], number + 1)
        number = end + 1
    yield from _lost_levels(plain)


def _of_block(lines: list[str], first: int) -> Iterator[Slip]:
    """Yield the slips of a block, the lines between two blank ones; `first` is the number of the first of them."""
    if not lines or (lines[0].startswith("    ") and not ANY_ITEM.match(lines[0])):
        return  # code, or a part of an item
    yield from _late_list(lines, first)
    for number, line in enumerate(lines, first):
        if FIRST_HEADING.match(line):
            yield number, line.strip(), "is a second headline of the page; begin it with ##"
        elif number == first + 1 and UNDERLINE.fullmatch(line):
            yield number, lines[0].strip(), "is a second headline of the page; underline it with ---"
        for found in TEMPLATE.finditer(line):
            yield number, found[0], "is a word of another tool, which readers would see; take it out"
    yield from _leftover_stars(lines, first)


def _late_list(lines: Sequence[str], first: int) -> Iterator[Slip]:
    """A list that goes on from the line before it: it is not one."""
    if ANY_ITEM.match(lines[0]):
        return
    for number, line in enumerate(lines[1:], 1):
        before = lines[number - 1]
        item = ITEM.match(line)
        if item and len(item["indent"]) < TAB and not HEADING.match(before):
            yield first + number, line.strip(), "is no list without a blank line before it; put one there"
            return


def _lost_levels(lines: Sequence[str]) -> Iterator[Slip]:
    """Items that were indented by two or three spaces, below another one."""
    level = None  # of the last item
    for number, line in enumerate(lines, 1):
        item = ANY_ITEM.match(line)
        if item:
            indent = len(item["indent"])
            if level is not None and 0 < indent - level < TAB:
                yield number, line.strip(), f"does not belong to the item above it; indent it by {level + TAB} spaces"
            else:
                level = indent
        elif line.strip() and not line.startswith(" "):
            level = None


def _leftover_stars(lines: Sequence[str], first: int) -> Iterator[Slip]:
    """Asterisks for strong words that Markdown leaves as they are: one of two is missing, or a space beside it."""
    text = "\n".join(lines).replace("\\*", "xx")
    opened = None
    for found in STRONG.finditer(text):
        before = text[max(0, found.start() - 1) : found.start()].strip()
        after = text[found.end() : found.end() + 1].strip()
        if not (before or after) and not text[text.rfind("\n", 0, found.start()) + 1 : found.start()].strip(" *"):
            continue  # a rule across the page
        if opened is None and after:
            opened = found.start()
        elif opened is not None and before:
            opened = None
        else:
            yield _starred(text, found.start(), first)
            return
    if opened is not None:
        yield _starred(text, opened, first)


def _starred(text: str, position: int, first: int) -> Slip:
    """The slip at a position of a block, whose first line has the number `first`."""
    end = text.find("\n", position)
    typed = " ".join(text[position : end if end >= 0 else None].split()[:4])
    what = "has asterisks that readers would see; write **strong words** without spaces inside, or \\*"
    return first + text.count("\n", 0, position), typed, what
