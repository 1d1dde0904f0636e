"""Quotes, dashes and ellipses as printers set them, by what a reader sees around each of them.

Which way a quote faces is decided by what stands beside it on the page, across the tags of `*Herald*'s`, and no sign of
a text is left out. What is typed as a reference, such as `&quot;`, and what is code stays as it is.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import accumulate
from typing import TYPE_CHECKING

from railhead.characters import unescaped

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

INLINE = (
    "a|abbr|b|bdi|bdo|br|cite|code|del|dfn|em|i|img|ins|kbd|mark|q|rp|rt|ruby|s|samp|small|span|strong|sub|sup|time|u|"
    "var|wbr"
)
BLOCK = re.compile(rf"(</?(?!(?:{INLINE})\b)[A-Za-z][^>]*>)")
CODE = re.compile(r"<(/?)(?:code|kbd|samp)\b")
CITATION, END_OF_CITATION = '<sup class="cite">', "</sup>"  # its mark is none of the sentence
PIECE = re.compile(r"<[^>]*>|&#?\w+;")
SET = re.compile(r"(?<![-<!])-{2,3}(?![->])|(?<![./\\])(?:\.\.\.|\. \. \.)(?![/\\]|\.\.)|'{2,}|\"{3,}|['\"]")
AFTER = re.compile(r"['\"]{0,3}+(.?)", re.DOTALL)

Decided = tuple[int, int, str]  # (where a sign begins, where it ends, what is set there)

DASH, ELLIPSIS = "&#8212;", "&#8230;"
LEFT, RIGHT, APOSTROPHE = {'"': "&#8220;", "'": "&#8216;"}, {'"': "&#8221;", "'": "&#8217;"}, "&#8217;"
# what a quote may follow that opens something, and what may follow one that ends it
BEFORE_OPENING, AFTER_CLOSING = frozenset("([{<-–—/=“‘«¿¡"), frozenset(".,;:!?)]}>-–—/…”’»")
# a single quote that may begin something, or else end it
SINGLE = re.compile(r"(?<!\w)'(?=\w)|(?<=\S)(')(?!\w)")
# what an apostrophe begins: '90s, 'tis, rock 'n' roll; not a word in quotes
SHORTENED = re.compile(r"\d\ds\b|(?:tis|twas|twere|twould|twill|em|til|till)\b(?!')|n'(?!\w)", re.IGNORECASE)
# of a year, '24: what may be one, one that nothing follows that it could count, and what may stand before one
YEAR = re.compile(r"\d\d(?![\w'])(?!\.\d)")
YEAR_ALONE = re.compile(r"\d\d(?:[,.;:!?)\]]+(?!\S)|[-–—/](?=['\d])|\Z)")
BEFORE_YEAR = re.compile(r"\b(?:in|of|the|since|by|from|to|until|till|before|after|during|and|or)\s\Z", re.IGNORECASE)


def typeset(html: str) -> str:
    """HTML with its quotes, `--` and `...` set as references such as `&#8220;`. It need not be well-formed, but every
    `<` and `>` has to belong to a tag.
    """
    pieces = BLOCK.split(html)
    pieces[::2] = map(_set, pieces[::2])
    return "".join(pieces)


def _set(text: str) -> str:
    """What becomes of a text between the tags of two blocks."""
    if not SET.search(text):
        return text
    shown, starts = _shown(text)
    done, position = [], 0
    for begin, end, sign in _balanced(shown):
        nth = bisect_right(starts, (begin, len(text))) - 1
        start = starts[nth][1] + begin - starts[nth][0]
        if text[start : start + end - begin] == shown[begin:end]:  # a tag may stand within
            done += text[position:start], sign
            position = start + end - begin
    return "".join([*done, text[position:]])


def _shown(text: str) -> tuple[str, list[tuple[int, int]]]:
    """(what a reader sees of a text, [(where a part of it begins there, where in the text)]); code is a word there."""
    shown, starts, length, position, code, is_citation = [], [], 0, 0, 0, False
    for found in (*PIECE.finditer(text), None):
        end = found.start() if found else len(text)
        starts.append((length, position))
        shown.append("" if is_citation else "x" * (end - position) if code else text[position:end])
        length += len(shown[-1])
        if found:
            is_citation = found[0] == CITATION or (is_citation and found[0] != END_OF_CITATION)
            position = found.end()
            starts.append((length, len(text)))
            shown.append("" if is_citation else _seen(found[0]))
            length += len(shown[-1])
            if tag := CODE.match(found[0]):
                code = max(0, code - 1) if tag[1] else code + 1
    return "".join(shown), starts


def _seen(piece: str) -> str:
    """What a reader sees of a tag or a reference: signs that are typed as references are not to be set."""
    if piece[0] == "<":
        return "\n" if piece.startswith("<br") else ""
    character = unescaped(piece)[:1]
    return "x" if character in "'\".-" else character


def _balanced(shown: str) -> list[Decided]:
    """[(begin, end, what is set there)] of each sign that is set. A double quote behind a number that would end more
    than was opened stands for inches.
    """
    decided = list(_decided(shown))
    if _ends_too_much(decided):
        otherwise = list(_decided(shown, is_inches=True))
        return decided if _ends_too_much(otherwise) else otherwise
    return decided


def _ends_too_much(decided: Iterable[Decided]) -> bool:
    """Whether more double quotes are closed than were opened, somewhere."""
    depths = accumulate({LEFT['"']: 1, RIGHT['"']: -1}.get(sign, 0) for _, _, sign in decided)
    return min(depths, default=0) < 0


def _decided(shown: str, *, is_inches: bool = False) -> Iterator[Decided]:
    """Yield (begin, end, what is set there) for each sign that is set. With `is_inches`, a double quote behind a number
    never ends anything.
    """
    quotes = _Quotes(shown, is_inches=is_inches)
    previous = -1, ""
    for found in SET.finditer(shown):
        begin, end = found.span()
        before = previous[1] if previous[0] == begin else shown[begin - 1 : begin] if begin else ""
        if found[0][0] in "-.":
            after = shown[end : end + 1]
            is_option = (not before or before.isspace()) and after and not after.isspace()
            sign = ELLIPSIS if found[0][0] == "." else "" if is_option else DASH
        elif len(found[0]) > 1:
            sign = ""  # who types several means something else
        else:
            sign = quotes.double(begin, before) if found[0] == '"' else quotes.single(begin, before)
        # a quote that stays as it is has no say in how the next one faces
        previous = end, unescaped(sign) or before
        if sign:
            yield begin, end, sign


class _Quotes:
    """Decides on the quotes of what a reader sees, one after the other; what cannot be told stays as it was typed."""

    def __init__(self, shown: str, *, is_inches: bool) -> None:
        self.shown, self.is_inches = shown, is_inches
        self.is_open, self.is_single_open = False, False
        self.doubles = [found.start() for found in re.finditer('"', shown)]
        singles = [(found.start(), bool(found[1])) for found in SINGLE.finditer(shown)]
        self.singles, self.closing = [place for place, _ in singles], dict(singles)
        self.last_closing = max((place for place, closes in singles if closes), default=-1)
        self.left: set[int] = set()  # closing ones that go with an opening one that stays

    def double(self, begin: int, before: str) -> str:
        """What is printed for the double quote at `begin`: an opening or closing quote, or a straight one.

        `before` is the sign that a reader sees before it.
        """
        after = _after(self.shown, begin + 1)
        if before.isalnum() and after.isalnum() and not self.is_open:
            return ""
        if before.isdigit() and (self.is_inches or not self.is_open or self._is_closed_later(begin)):
            return ""  # inches
        self.is_open = _opens(before, after, is_open=self.is_open)
        return (LEFT if self.is_open else RIGHT)['"']

    def _is_closed_later(self, begin: int) -> bool:
        """Whether the next double quote can only end what is open here, and counts no inches."""
        nth = bisect_right(self.doubles, begin)
        if nth == len(self.doubles):
            return False
        place = self.doubles[nth]
        before, after = self.shown[place - 1], self.shown[place + 1 : place + 2]
        if place == begin + 1:
            return not after.isalnum()
        return not (before.isspace() or before.isdigit() or before in BEFORE_OPENING or after.isalnum())

    def single(self, begin: int, before: str) -> str:
        """How the single quote at `begin` is set: as one that opens only where another may close what it opens."""
        after = _after(self.shown, begin + 1)
        if begin in self.left:
            return ""
        may_open = not before or before.isspace() or before in BEFORE_OPENING
        is_dotted = self.shown.startswith("...", begin + 1)
        is_word = after and not after.isspace() and (after not in AFTER_CLOSING or is_dotted)
        has_partner = self.last_closing > begin
        if may_open and is_word and has_partner and not SHORTENED.match(self.shown, begin + 1):
            return self._opening(begin)
        if before.isdigit() and not after.isalpha() and not self.is_single_open:
            return ""  # feet, or minutes
        self.is_single_open = self.is_single_open and not self.closing.get(begin)
        return APOSTROPHE

    def _opening(self, begin: int) -> str:
        """How one is set that may open: of a year it is an apostrophe, of a number a quote."""
        nth = bisect_right(self.singles, begin)
        partner = self.singles[nth] if nth < len(self.singles) and self.closing[self.singles[nth]] else None
        if YEAR.match(self.shown, begin + 1):
            if not partner or YEAR_ALONE.match(self.shown, begin + 1):
                return APOSTROPHE
            if BEFORE_YEAR.search(self.shown[max(begin - 8, 0) : begin]):
                self.left.add(partner)
                return ""
        self.is_single_open = True
        return LEFT["'"]


def _after(shown: str, position: int) -> str:
    """What a reader sees behind a few more quotes."""
    found = AFTER.match(shown, position)
    return found[1] if found else ""


def _opens(before: str, after: str, *, is_open: bool) -> bool:
    """Whether a double quote opens: where its neighbours leave both, it does unless one is open."""
    may_open = not before or before.isspace() or before in BEFORE_OPENING
    may_close = not after or after.isspace() or after in AFTER_CLOSING
    if may_open != may_close:
        return may_open
    return not is_open and (may_open or not before.isalnum())
