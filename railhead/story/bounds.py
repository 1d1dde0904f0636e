"""Limits on the size of a text, so that Markdown converts it in a moment.

Markdown looks from every opening bracket to the end of its block for the closing one, and takes one line after the
other off a block: the time for both grows with the square of what a block holds. No text for readers comes near these
limits.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

LARGEST_FILE = 1_000_000  # bytes, with its front matter
LONGEST_TEXT = 250_000  # characters, of some 40,000 words
LONGEST_BLOCK, MOST_LINES = 20_000, 500  # characters and lines between two blank lines
MOST_OPEN = 20  # brackets that are open at one place
DEEPEST, WIDEST = 10, 100  # quotations and lists in each other; columns that a line is indented

BLANK_LINE = re.compile(r"\n[ \t]*(?=\n)")
BRACKET = re.compile(r"[\[\]()]|<(?=[A-Za-z/!?])|>|`+")
CLOSING = {"]": "[", ")": "(", ">": "<"}
LEADING = re.compile(r"^((?:[ \t]|>|[-+*][ \t]|[0-9]{1,9}\.[ \t])+)", re.MULTILINE)
MARKS = re.compile(r"[>+*-]|[0-9]+\.")

TOO_DEEP = "the text is nested too deeply for Markdown", "take some levels out"

# what takes time each: (what it is, how many there may be, its name). A story has a sign for forty characters; Pelican
# looks for the alternative text of each picture, and a citation becomes five elements
CROWDS = (
    (re.compile(r"[*_`\[<>&\\|\n]|~~|(?<!\S)(?:[-+#:]|[0-9]{1,9}\.)"), 20_000, "signs of Markdown and line ends"),
    (re.compile(r"!\["), 1_000, "pictures"),
    (re.compile(r"\[\^"), 5_000, "citations"),
    (re.compile(r"https?://"), 5_000, "addresses"),
)

Fault = tuple[int, str, str]


def faults(text: str, prose: str | None = None) -> Iterator[tuple[int, int, str, str]]:
    """Yield (line, column, what is wrong, what would be right) for each bound that a text exceeds, counted from 1.
    `prose` is the text with its code between fences blanked out, which Markdown does not look into.
    """
    prose = text if prose is None or len(text) > LONGEST_TEXT else prose
    starts = [0, *(found.end() for found in re.finditer("\n", prose))]
    for position, wrong, right in _faults(prose):
        line = bisect_right(starts, position)
        yield line, position - starts[line - 1] + 1, wrong, right


def _faults(text: str) -> Iterator[Fault]:
    if len(text) > LONGEST_TEXT:
        yield 0, f"the text has {len(text):,} characters; {LONGEST_TEXT:,} is the limit", "make two of it"
        return
    yield from _nesting(text)
    yield from _crowded(text)
    yield from _open(text, 0, "<")
    start = 0
    for end in (*(found.start() for found in BLANK_LINE.finditer(text)), len(text)):
        block = text[start:end].lstrip("\n")
        yield from _large(block, end - len(block))
        yield from _open(block, end - len(block), "[(`")
        start = end


def _nesting(text: str) -> Iterator[Fault]:
    for found in LEADING.finditer(text):
        if len(MARKS.findall(found[1])) > DEEPEST or len(found[1].expandtabs(4)) > WIDEST:
            yield found.start(), *TOO_DEEP
            return


def _crowded(text: str) -> Iterator[Fault]:
    for sign, most, what in CROWDS:
        places = [found.start() for found in sign.finditer(text)]
        if len(places) > most:
            wrong = f"the text has {len(places):,} {what}; {most:,} is the limit, which is passed here"
            yield places[most], wrong, "make two of it"


def _large(block: str, start: int) -> Iterator[Fault]:
    lines = block.count("\n") + 1
    if len(block) > LONGEST_BLOCK:
        wrong = f"there are {len(block):,} characters without a blank line; {LONGEST_BLOCK:,} is the limit"
        yield start, wrong, "put a blank line between two paragraphs"
    elif lines > MOST_LINES:
        wrong = f"there are {lines:,} lines without a blank line; {MOST_LINES} is the limit"
        yield start, wrong, "put a blank line between two of them"


def _open(text: str, start: int, kinds: str) -> Iterator[Fault]:
    """Yield a fault where more brackets of one of the `kinds` are open than may be; a run of backticks is open until
    another of its length comes.
    """
    places: dict[str, list[int]] = {kind: [] for kind in kinds}
    runs: dict[str, int] = {}
    for found in BRACKET.finditer(text):
        sign = found[0]
        if sign in places:
            places[sign].append(found.start())
        elif places.get(CLOSING.get(sign, "")):
            places[CLOSING[sign]].pop()
        if sign[0] == "`" and "`" in places:
            if sign in runs:
                del runs[sign]
            else:
                runs[sign] = found.start()
            places["`"] = list(runs.values())
        for kind, opened in places.items():
            if len(opened) > MOST_OPEN:
                wrong = f"more than {MOST_OPEN} `{kind}` are open here" if kind != "`" else "too many runs of ` differ"
                yield start + opened[0], wrong, f"close them, or write \\{kind} for the sign itself"
                return
