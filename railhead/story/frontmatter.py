"""Takes a source file apart: its front matter, with the place of every field, and its body.

The YAML is composed, not constructed: every scalar stays the string that was typed, so that the model alone
decides on types, and every node keeps its place, so that what the model refuses can be pointed at.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Protocol

import yaml
from yaml.reader import Reader

from railhead.characters import unescaped

from . import fences, slips
from .problems import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from .problems import Place

FENCE = "---"
# libyaml composes by recursion; no front matter comes near this depth
MAX_DEPTH = 20
MOST_MENDED, LONGEST_MENDED = 10, 100_000  # slips of a file, and characters, beyond which what was meant is not guessed
# what YAML forbids, and three signs that it takes for line ends although editors do not
UNWANTED = re.compile(f"{Reader.NON_PRINTABLE.pattern}|[\u0085\u2028\u2029]")
# code spans of Markdown
CODE = re.compile(r"(?<!`)(`+)(?!`).+?(?<!`)\1(?!`)", re.DOTALL)
PART = re.compile(r"[\w/.-]")
COMMENT = re.compile(r"\s+#")
# what YAML reads as no value when it stands alone and without quotes
NOTHING = {"", "~", "null"}

Loc = tuple[str | int, ...]  # the path of a value in the front matter, such as ("sources", 0, "url")


class Mark(Protocol):
    """A place as YAML counts it, from 0; its two parsers have each a class of marks."""

    @property
    def line(self) -> int:
        """The line, counted from 0, as PyYAML does."""
        ...

    @property
    def column(self) -> int:
        """The column, counted from 0, as PyYAML does."""
        ...


@dataclass
class Document:
    """A source file taken apart.

    `data` holds the front matter as dicts, lists, strings and None (for an empty value). `places` maps the path of
    each value, such as ("sources", 0, "url"), to its (line, column), and `keys` does so for the names of fields.
    `problems` are those of the YAML: `data` is what was most likely meant, or empty where `is_read` is false, because
    nobody can tell.
    """

    path: str
    data: dict[str, object]
    body: str
    body_line: int
    places: dict[Loc, Place] = field(default_factory=dict)
    keys: dict[Loc, Place] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    is_read: bool = True

    def place(self, loc: Loc) -> Place:
        """The (line, column) of the value at `loc`, or of the nearest thing around it that was typed."""
        while loc and loc not in self.places:
            loc = loc[:-1]
        return self.places.get(loc, (1, 1))

    def in_body(self, text: str) -> list[Place]:
        """Every (line, column) of the file at which `text` stands on its own in the body, outside code if it does
        anywhere; else the body's start.
        """
        starts, outside_code, lines = _views(self.body)
        found = []
        for position in list(_alone(text, outside_code)) or _alone(text, self.body):
            line = bisect_right(starts, position)
            found.append((self.body_line + line - 1, position - starts[line - 1] + 1))
        if not found and text:  # it may be written with character references
            found = [(number, 1) for number, line in enumerate(lines, self.body_line) if text in line]
        return found or [(self.body_line, 1)]

    def problem(self, place: Place, wrong: str, right: str) -> Problem:
        """A Problem of this file: what is wrong at a place, and what would be right."""
        return Problem(self.path, *place, wrong, right)


@lru_cache(maxsize=1)  # one text has many problems
def _views(body: str) -> tuple[list[int], str, list[str]]:
    """(where the lines of a text start, the text with its code blanked out, its lines without character references)."""
    starts = [0, *(match.end() for match in re.finditer("\n", body))]
    outside_code = CODE.sub(lambda code: re.sub("[^\n]", "\0", code[0]), _without_fenced(body))
    return starts, outside_code, [unescaped(line) for line in body.split("\n")]


def _alone(text: str, body: str) -> Iterator[int]:
    """Yield the positions at which `text` is no part of a longer word or path in `body`."""
    begins_word = text[:1].isalnum() or text[:1] == "/"
    ends_word = text[-1:].isalnum() or text[-1:] == "/"
    position = body.find(text) if text else -1
    while position >= 0:
        before, after = body[position - 1 : position], body[position + len(text) : position + len(text) + 1]
        if not (begins_word and PART.match(before)) and not (ends_word and after != "." and PART.match(after)):
            yield position
        position = body.find(text, position + len(text))


def _without_fenced(body: str) -> str:
    """A text of the same length in which no sign of code between fences stands."""
    lines = body.split("\n")
    for code in fences.found(lines):
        lines[code.start : code.end] = ["\0" * len(line) for line in lines[code.start : code.end]]
    return "\n".join(lines)


class FrontMatterError(Exception):
    """The front matter cannot be read at all; `problem` says where and why."""

    def __init__(self, path: str, place: Place, wrong: str, right: str) -> None:
        self.problem = Problem(path, *place, wrong, right)
        super().__init__(str(self.problem))


def decode(raw: bytes, path: str) -> str:
    """The text of a file's bytes, with any byte-order mark gone and LF line ends.

    Raises FrontMatterError where the bytes are not UTF-8 or hold a character that YAML forbids.
    """
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = raw[: error.start]
        place = before.count(b"\n") + 1, error.start - before.rfind(b"\n")
        wrong = f"byte 0x{raw[error.start]:02x} is not UTF-8"
        raise FrontMatterError(path, place, wrong, "save the file in UTF-8") from None
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if bad := UNWANTED.search(text):
        place = text.count("\n", 0, bad.start()) + 1, bad.start() - text.rfind("\n", 0, bad.start())
        wrong = f"the character U+{ord(bad[0]):04X} cannot be printed"
        raise FrontMatterError(path, place, wrong, "delete it")
    return text


def parse(text: str, path: str) -> Document:
    """Split `text` at its fences and read the front matter between them into a Document.

    Raises FrontMatterError where there is none, where it is not closed, and where it holds no fields.
    """
    lines = text.split("\n")
    if lines[0].rstrip() != FENCE:
        raise FrontMatterError(path, (1, 1), *_missing(lines))
    close = next((n for n, line in enumerate(lines[1:], 1) if line.rstrip() == FENCE), None)
    if close is None:
        wrong = "the front matter that begins here is not closed"
        raise FrontMatterError(path, (1, 1), wrong, f"put a line `{FENCE}` between its last field and the text")
    document = Document(path, {}, "\n".join(lines[close + 1 :]), body_line=close + 2)
    # the opening fence is YAML's own document start: with it, YAML's line numbers are the file's
    root = _composed(lines[:close], document)
    if document.is_read and not isinstance(root, yaml.MappingNode):
        wrong = "the front matter has no fields"
        raise FrontMatterError(path, (2, 1), wrong, "write fields such as `title: A headline`, one a line")
    if isinstance(root, yaml.MappingNode):
        document.data = _fields(root, (), document, set()) or {}
    return document


def _missing(lines: Sequence[str]) -> tuple[str, str]:
    """(what is wrong, what would be right) with a file that does not begin with a fence."""
    wrong = "the front matter is missing"
    first = next((n for n, line in enumerate(lines) if line.strip()), 0)
    line = lines[first].strip()
    if line == FENCE:
        return "the front matter does not begin on the first line", f"delete what stands before its line `{FENCE}`"
    if re.fullmatch("--|----+", line):
        return wrong, f"begin it with three hyphens, `{FENCE}`"
    if line.startswith("+++"):
        return "the front matter is TOML", f"write it as YAML, `title: A headline`, between two lines `{FENCE}`"
    if re.match(r"[A-Za-z_]+:", line):
        return wrong, f"put a line `{FENCE}` before its first field and another behind the last"
    return wrong, f"begin the file with a line `{FENCE}` and its fields"


def _composed(lines: list[str], document: Document) -> yaml.Node | None:
    """The root of the YAML in these lines, mended where it can be told what was meant; the document has its problems.
    None where it cannot be told.
    """
    mended = set()
    while True:
        events, last = [], None
        source = "\n".join(lines) + "\n"
        try:
            for event in _events(source, document):
                events.append(_cut(event, lines, document))
                last = event
            document.problems += filter(None, events)
            return yaml.compose(source, Loader=yaml.CBaseLoader)
        except yaml.MarkedYAMLError as error:
            slip = slips.found(error, [*lines, ""], last)  # what is wrong may show at the end only
        number = slip.line - 1
        if number not in mended:  # else it may be the guess that is wrong
            document.problems.append(document.problem(slip[:2], slip.wrong, slip.right))
        if (
            slip.mended is None
            or number in mended
            or number >= len(lines)
            or len(mended) == MOST_MENDED
            or len(source) > LONGEST_MENDED
        ):
            document.is_read = False
            return None
        mended.add(number)
        lines[number] = slip.mended


def _events(source: str, document: Document) -> Iterator[yaml.Event]:
    """Yield the events of a parser. Raises FrontMatterError where they are nested too deeply."""
    depth = 0
    for event in yaml.parse(source, Loader=yaml.CBaseLoader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > MAX_DEPTH:
            wrong = "the fields are nested too deeply"
            raise FrontMatterError(document.path, _place(event.start_mark), wrong, "keep to the fields of a story")
        yield event


def _cut(event: yaml.Event, lines: Sequence[str], document: Document) -> Problem | None:
    """A Problem for a value that YAML cuts off at a `#`, as it would wagon #12, so that nobody would notice; else
    None.
    """
    end = event.end_mark
    if not isinstance(event, yaml.ScalarEvent) or event.style or end is None:
        return None
    if cut := COMMENT.match(lines[end.line] if end.line < len(lines) else "", end.column):
        place = end.line + 1, cut.end()
        wrong = "what follows the `#` would be left out, as a comment"
        return document.problem(place, wrong, "put the value in quotes, or the comment on a line of its own")
    return None


def _place(mark: Mark | None) -> Place:
    """Where a mark stands; the beginning of the file, where YAML gives none."""
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)


def _plain(node: yaml.Node, loc: Loc, document: Document, seen: set[int]) -> object:
    """The plain value of `node`, which lies at `loc`: a dict, list, string or None.

    Places and what is wrong are noted in `document` on the way; `seen` holds the ids of nodes that were read already.
    """
    if isinstance(node, yaml.MappingNode):
        return _fields(node, loc, document, seen)
    if not _note(node, loc, document, seen):
        return None
    if isinstance(node, yaml.ScalarNode):
        return None if node.value in NOTHING and not node.style else node.value
    if isinstance(node, yaml.SequenceNode):
        return [_plain(child, (*loc, n), document, seen) for n, child in enumerate(node.value)]
    raise TypeError(f"YAML has no other kinds of nodes: {node!r}")


def _fields(node: yaml.MappingNode, loc: Loc, document: Document, seen: set[int]) -> dict[str, object] | None:
    """As `_plain`, of a mapping."""
    if not _note(node, loc, document, seen):
        return None
    data = {}
    for key, value in node.value:
        where = _place(key.start_mark)
        if not isinstance(key, yaml.ScalarNode):
            wrong = "the name of a field is a list or a mapping"
            document.problems.append(document.problem(where, wrong, "use a word"))
            continue
        if key.value in data:
            wrong = f"`{key.value}` stands here twice"
            document.problems.append(document.problem(where, wrong, "keep one of the two"))
            continue
        document.keys[*loc, key.value] = where
        data[key.value] = _plain(value, (*loc, key.value), document, seen)
    return data


def _note(node: yaml.Node, loc: Loc, document: Document, seen: set[int]) -> bool:
    """Note the place of a node. Returns whether it was not read before: if it was, that is a problem."""
    place = _place(node.start_mark)
    if id(node) in seen:
        # an alias may point at what holds it, or multiply itself without end
        wrong = "a YAML alias (`*name`) is used"
        document.problems.append(document.problem(place, wrong, "write the value out where it is needed"))
        return False
    seen.add(id(node))
    document.places[loc] = place
    return True
