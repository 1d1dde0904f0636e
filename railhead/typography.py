"""Quotes, dashes and ellipses as printers set them, by what a reader sees around each of them.

Which way a quote faces is decided by what stands beside it on the page, across the tags of `*Herald*'s`, and no sign of
a text is left out. What is typed as a reference, such as `&quot;`, and what is code stays as it is.
"""

import re
from bisect import bisect_right

from railhead.characters import unescaped

INLINE = (
    "a|abbr|b|bdi|bdo|br|cite|code|del|dfn|em|i|img|ins|kbd|mark|q|rp|rt|ruby|s|samp|small|span|strong|sub|sup|time|u|"
    "var|wbr"
)
BLOCK = re.compile(rf"(</?(?!(?:{INLINE})\b)[A-Za-z][^>]*>)")
CODE = re.compile(r"<(/?)(?:code|kbd|samp)\b")
PIECE = re.compile(r"<[^>]*>|&#?\w+;")
SET = re.compile(r"(?<![-<!])-{2,3}(?![->])|(?<![./\\])(?:\.\.\.|\. \. \.)(?![/\\]|\.\.)|['\"]")
AFTER = re.compile(r"['\"]{0,3}+(.?)", re.DOTALL)

DASH, ELLIPSIS = "&#8212;", "&#8230;"
LEFT, RIGHT, APOSTROPHE = {'"': "&#8220;", "'": "&#8216;"}, {'"': "&#8221;", "'": "&#8217;"}, "&#8217;"
# what a quote may follow that opens something, and what may follow one that ends it
BEFORE_OPENING, AFTER_CLOSING = frozenset("([{<-–—/“‘«¿¡"), frozenset(".,;:!?)]}>-–—/…”’»")
CLOSING_SINGLE = re.compile(r"(?<=\S)'(?!\w)")
# what an apostrophe begins: '90s, '24, 'tis, rock 'n' roll; not a word in quotes
SHORTENED = re.compile(
    r"\d\ds\b|\d\d(?![\w'])|(?:tis|twas|twere|twould|twill|em|til|till)\b(?!')|n'(?!\w)", re.IGNORECASE
)


def typeset(html: str) -> str:
    """HTML with its quotes, `--` and `...` set. Of tags, it needs no more than that each `<` and `>` is one's end."""
    pieces = BLOCK.split(html)
    pieces[::2] = map(_set, pieces[::2])
    return "".join(pieces)


def _set(text):
    """What becomes of a text between the tags of two blocks."""
    if not SET.search(text):
        return text
    shown, starts = _shown(text)
    done, position = [], 0
    for begin, end, sign in _decided(shown):
        nth = bisect_right(starts, (begin, len(text))) - 1
        start = starts[nth][1] + begin - starts[nth][0]
        if text[start : start + end - begin] == shown[begin:end]:  # a tag may stand within
            done += text[position:start], sign
            position = start + end - begin
    return "".join([*done, text[position:]])


def _shown(text):
    """(what a reader sees of a text, [(where a part of it begins there, where in the text)]); code is a word there."""
    shown, starts, length, position, code = [], [], 0, 0, 0
    for found in (*PIECE.finditer(text), None):
        end = found.start() if found else len(text)
        starts.append((length, position))
        shown.append("x" * (end - position) if code else text[position:end])
        length += end - position
        if found:
            position = found.end()
            starts.append((length, len(text)))
            shown.append(_seen(found[0]))
            length += len(shown[-1])
            if tag := CODE.match(found[0]):
                code = max(0, code - 1) if tag[1] else code + 1
    return "".join(shown), starts


def _seen(piece):
    """What a reader sees of a tag or a reference: signs that are typed as references are not to be set."""
    if piece[0] == "<":
        return "\n" if piece.startswith("<br") else ""
    character = unescaped(piece)[:1]
    return "x" if character in "'\".-" else character


def _decided(shown):
    """Yield (begin, end, what is set there) for each sign that is set."""
    closing = [found.start() for found in CLOSING_SINGLE.finditer(shown)]
    last_closing = closing[-1] if closing else -1
    is_open, previous = False, (-1, "")
    for found in SET.finditer(shown):
        begin, end = found.span()
        before = previous[1] if previous[0] == begin else shown[begin - 1 : begin] if begin else ""
        if found[0][0] in "-.":
            after = shown[end : end + 1]
            is_option = (not before or before.isspace()) and after and not after.isspace()
            sign = ELLIPSIS if found[0][0] == "." else "" if is_option else DASH
        elif found[0] == '"':
            is_open = _opens(before, _after(shown, end), is_open)
            sign = (LEFT if is_open else RIGHT)['"']
        else:
            sign = _single(shown, begin, before, has_partner=last_closing > begin)
        if sign:
            previous = end, unescaped(sign)
            yield begin, end, sign


def _after(shown, position):
    """What a reader sees behind a few more quotes."""
    found = AFTER.match(shown, position)
    return found[1] if found else ""


def _opens(before, after, is_open):
    """Whether a double quote opens: where its neighbours leave both, it does unless one is open."""
    may_open = not before or before.isspace() or before in BEFORE_OPENING
    may_close = not after or after.isspace() or after in AFTER_CLOSING
    if may_open != may_close:
        return may_open
    return not is_open and (may_open or not before.isalnum())


def _single(shown, begin, before, *, has_partner):
    """How a single quote is set: as one that opens only where another may close what it opens."""
    after = _after(shown, begin + 1)
    may_open = not before or before.isspace() or before in BEFORE_OPENING
    is_word = after and not after.isspace() and (after not in AFTER_CLOSING or shown.startswith("...", begin + 1))
    if may_open and is_word and has_partner and not SHORTENED.match(shown, begin + 1):
        return LEFT["'"]
    return APOSTROPHE
