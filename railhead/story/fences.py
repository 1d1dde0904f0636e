"""Code between fences, as in Markdown that people type, with the words of its language marked by classes.

Markdown's own extension and those for it that are well kept either look to the end of a text for each fence that is not
closed, or know no fences in lists. This one goes through a text once.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from html import escape
from typing import NamedTuple

from markdown import Markdown
from markdown.extensions import Extension
from markdown.preprocessors import Preprocessor
from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name
from pygments.token import Comment, Generic, Keyword, Name, Number, Operator, String, _TokenType

FENCE = re.compile(r"( *)(`{3,}|~{3,}) *(.*)")
INDENTED = " " * 4  # as code is, or a part of an item
ITEM = re.compile(r" {0,3}(?:[-+*]|[0-9]{1,9}\.) ")
LANGUAGE = re.compile(r"[{.\s]*([\w+#-]+)", re.ASCII)
# a lexer is a pile of regular expressions: these are done with 5,000 signs of any kind in half a second, which those of
# C, Java, Ruby and others are not
# fmt: off
LANGUAGES = {
    "bash", "css", "diff", "go", "html", "ini", "javascript", "js", "json", "php", "py", "python", "r", "rust", "sh",
    "shell", "sql", "toml", "ts", "typescript", "xml", "yaml", "yml",
}
# fmt: on
# the classes of the theme, by what Pygments calls the words that have one; the first that fits counts
CLASSES = {
    Generic.Deleted: "code-gone",
    Generic.Inserted: "code-value",
    Generic.Subheading: "code-remark",
    Comment: "code-remark",
    Keyword: "code-word",
    Name.Tag: "code-word",
    Operator.Word: "code-word",
    String: "code-value",
    Number: "code-value",
    Name.Attribute: "code-name",
    Name.Builtin: "code-name",
    Name.Class: "code-name",
    Name.Decorator: "code-name",
    Name.Function: "code-name",
}
LONGEST_MARKED, MOST_MARKED = 5_000, 20_000  # characters of a block, and of a text, in which words are marked
# after white space is made plain, before HTML is looked for: the place of Markdown's own
PRIORITY = 25


class Fenced(NamedTuple):
    """Code between two fences, on the lines from `start` to `end`, counted from 0, of which `end` is the first behind
    it. It is indented by so many spaces, and belongs to a list as what is indented by `within` is.
    """

    start: int
    end: int
    indent: int
    within: int
    language: str
    is_closed: bool


def found(lines: list[str]) -> Iterator[Fenced]:
    """Yield each Fenced in the lines of a text. A fence that is never closed goes to the end of the text."""
    number, in_list = 0, False
    while number < len(lines):
        line = lines[number]
        if line and not line.startswith(INDENTED):
            in_list = bool(ITEM.match(line)) or (in_list and line.startswith(" "))
        fence = FENCE.fullmatch(line)
        if not fence or "`" in fence[3] or (line.startswith(INDENTED) and not in_list):
            number += 1
            continue
        end = number + 1
        while end < len(lines) and not _closes(lines[end], fence):
            end += 1
        language = LANGUAGE.match(fence[3])
        is_closed, indent = end < len(lines), len(fence[1])
        within = -(-indent // 4) * 4 if in_list else 0  # people indent by two or three what Markdown wants at four
        yield Fenced(number, end + is_closed, indent, within, language[1].lower() if language else "", is_closed)
        number = end + 1


def _closes(line: str, fence: re.Match[str]) -> bool:
    typed = line.strip()
    return len(typed) >= len(fence[2]) and not typed.strip(fence[2][0])


def without(text: str) -> str:
    """The text with empty lines in place of fences and the code between them, so that line numbers stay."""
    lines = text.split("\n")
    for code in found(lines):
        lines[code.start : code.end] = [""] * (code.end - code.start)
    return "\n".join(lines)


class Fences(Extension):
    """Turns what is between fences into code; `written` holds the HTML that was made of each."""

    def __init__(self) -> None:
        super().__init__()
        self.written: set[str] = set()

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - Markdown's name
        """Register with `md`, as Markdown asks of an extension."""
        md.preprocessors.register(_Coded(self.written, md), "fences", PRIORITY)


class _Coded(Preprocessor):
    def __init__(self, written: set[str], md: Markdown) -> None:
        super().__init__(md)
        self.written = written
        self.stash = md.htmlStash

    def run(self, lines: list[str]) -> list[str]:
        made, position, left = [], 0, MOST_MARKED
        for code in found(lines):
            text = "\n".join(_dedented(lines[code.start + 1 : code.end - code.is_closed], code.indent)).rstrip()
            is_short = len(text) <= min(left, LONGEST_MARKED)
            left -= len(text) if is_short and code.language in LANGUAGES else 0
            html = f'<pre class="code"><code>{_marked(text, code.language if is_short else "")}</code></pre>'
            self.written.add(html)
            # blank lines around it, so that it is a block wherever it stands
            made += [*lines[position : code.start], "", " " * code.within + self.stash.store(html), "", ""]
            position = code.end
        return made + lines[position:]


def _dedented(lines: Iterable[str], indent: int) -> Iterator[str]:
    for line in lines:
        yield line[min(indent, len(line) - len(line.lstrip(" "))) :]


def _marked(text: str, language: str) -> str:
    """The HTML of code, with its words in spans if the language is known."""
    if language not in LANGUAGES:
        return escape(text, quote=False)
    return "".join(_spanned(kind, piece) for kind, piece in _lexer(language).get_tokens(text)).rstrip("\n")


def _spanned(kind: _TokenType, piece: str) -> str:
    """The HTML of a piece of code of a kind, in a span if that kind has a class."""
    html = escape(piece, quote=False)
    name = next((name for group, name in CLASSES.items() if kind in group), None)
    return f'<span class="{name}">{html}</span>' if name and piece.strip() else html


@cache
def _lexer(language: str) -> Lexer:
    return get_lexer_by_name(language, stripnl=False)
