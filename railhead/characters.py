"""Which characters may stand in what is published, and in what is printed.

What a reader cannot see may hold what a reader should not miss: another direction, a second text, a signal to a
terminal.
"""

from __future__ import annotations

import re
from html import unescape
from itertools import groupby
from typing import TYPE_CHECKING
from unicodedata import category
from urllib.parse import unquote

if TYPE_CHECKING:
    from collections.abc import Iterator

# The table: what nobody sees, or sees as something else on each machine. A tab and a line end are white space.
HIDDEN = (
    "\x00-\x08\x0b-\x1f\x7f-\x9f"  # controls
    "\u2028\u2029"  # line ends that editors do not show
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # what turns text around
    "\u00ad\u034f\u070f\u180e\u200b-\u200d\u2060-\u2065\u206a-\u206f\ufeff"  # no width
    "\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0"  # letters that show nothing
    "\u180b-\u180d\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef"  # variation selectors
    "\U000e0000-\U000e00ff\U000e01f0-\U000e0fff"  # tags, which spell out words, and what is kept free for their like
    "\U00013430-\U0001345f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\ufff0-\ufffb"  # controls of single scripts
    "\ud800-\udfff"  # halves of characters
    "\ue000-\uf8ff\U000f0000-\U0010ffff"  # for private use
    "\ufdd0-\ufdef\ufffe\uffff" + "".join(f"{chr(end - 1)}{chr(end)}" for end in range(0x1FFFF, 0xFFFFF, 0x10000))
)
# Where some of it is needed: a joiner behind a letter of a script that joins them, and between the parts of an emoji;
# one selector behind what is a sign or an emoji by choice; the tags of the flags of England, Scotland and Wales.
JOINED = "[\u0600-\u06ff\u0750-\u109f\u1780-\u17b3\u17b6-\u17dd\u1820-\u18aa]"
EMOJI = "[\u00a9\u00ae\u203c\u2049\u2100-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff]"
FLAGS = "|".join("".join(chr(0xE0000 + ord(letter)) for letter in name) for name in ("gbeng", "gbsct", "gbwls"))
NEEDED = (
    f"\U0001f3f4(?:{FLAGS})\U000e007f",
    f"(?<={JOINED})[\u200c\u200d](?![\u200c\u200d])",
    f"(?:(?<={EMOJI})|(?<={EMOJI}\ufe0f))\u200d(?={EMOJI})",
    f"(?<={EMOJI})[\ufe0e\ufe0f]|(?<=[#*0-9])\ufe0f(?=\u20e3)",
)
# most texts have none of it, and are not looked through for where it is needed
SUSPECT = re.compile(f"[{HIDDEN}]")
FAULT = re.compile(f"(?:{'|'.join(NEEDED)})|([{HIDDEN}])")
# accents of any script's letters: Vietnamese has two, phonetics three or four. Of marks of all kinds, Hebrew with signs
# for singing has five on a letter, and a pile of Tibetan letters eight
ACCENTS = re.compile("[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]{5,}")
MOST_MARKS = 8
BEGINNING = re.compile(r"^[^\x00-\u02ff]", re.MULTILINE)
BEYOND_LATIN = re.compile(f"[^\\x00-\u02ff]{{{MOST_MARKS + 1},}}")
REFERENCE = re.compile(r"&(?:#(?:[xX]0*([0-9a-fA-F]+)|0*([0-9]+))|[A-Za-z][A-Za-z0-9]*);?")
LAST, NONE = 0x10FFFF, "\ufffe"  # the last character that there can be; what stands for one that there is not


def hidden(text: str) -> Iterator[str]:
    """Yield each character of a text that a reader could not see, once, in the order of the text."""
    if SUSPECT.search(text):
        yield from dict.fromkeys(found[1] for found in FAULT.finditer(text) if found[1])


def heap(text: str) -> str | None:
    """The first marks of a text that are too many for one letter, or that begin a line and so have none; None if there
    are none. In heaps they cover the lines around; no script needs so many.
    """
    for found in BEGINNING.finditer(text):
        if _is_mark(found[0]):
            return found[0]
    if found := ACCENTS.search(text):
        return found[0]
    runs = (groupby(run[0], _is_mark) for run in BEYOND_LATIN.finditer(text))
    marks = ("".join(group) for run in runs for is_mark, group in run if is_mark)
    return next((found for found in marks if len(found) > MOST_MARKS), None)


def _is_mark(character: str) -> bool:
    return category(character) in {"Mn", "Me"}


def hidden_in_html(html: str) -> Iterator[tuple[str, str]]:
    """Yield (as it is written, the character) for each hidden character in HTML, written out or as a reference.

    References mean what they say: parsers put others in the place of some, or nothing, and do not agree which.
    """
    yield from ((character, character) for character in hidden(html))
    # what a joiner stands between is not looked at: who needs one can type it
    for written, found in {found[0]: found for found in REFERENCE.finditer(html)}.items():
        yield from ((written, character) for character in hidden(_meant(found)))


def hidden_in_address(address: str) -> Iterator[str]:
    """Yield each hidden character of an address, typed or escaped."""
    yield from hidden(unquote(address))


def unescaped(html: str) -> str:
    """HTML with the characters that its references name, however long a number that is typed may be."""
    return REFERENCE.sub(_meant, html)


def _meant(reference: re.Match[str]) -> str:
    """The characters that a reference of HTML names; NONE for a number that stands for none."""
    hexadecimal, decimal = reference.groups()
    if not hexadecimal and not decimal:
        return unescape(reference[0])
    digits = hexadecimal or decimal
    number = int(digits, 16 if hexadecimal else 10) if len(digits) <= len(str(LAST)) else LAST + 1
    return chr(number) if number <= LAST else NONE


def printable(text: str, encoding: str = "utf-8") -> str:
    """A text, of any lines, as it can be printed by a terminal with an encoding: what is more than a sign or a space
    to it is written as an escape.
    """
    return "\n".join(map(in_line, text.split("\n"))).encode(encoding, "backslashreplace").decode(encoding)


def in_line(text: str) -> str:
    """A text in one line, with line ends written as escapes like all else that is no sign or space to a terminal."""
    if text.isprintable():
        return text
    return "".join(sign if sign.isprintable() or sign == "\u00a0" else ascii(sign)[1:-1] for sign in text)
