"""Typogrify, asked only about the places in a text that it can change: else it takes half of the time of reading.

Its filters, and those of smartypants, look at every character of a text many times over and change few. What they do
at one place depends on what stands right beside it: so they are given such places alone, and one that looks like
another is not asked about twice. What is known here of the two libraries holds for the versions in VERSIONS. With
others, and where a text is unusual, they are given the whole of it.
"""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

    from ..protocols import Settings

VERSIONS = {"typogrify": "2.1.0", "smartypants": "2.0.2"}
FILTERS = ("amp", "smartypants", "caps", "initial_quotes", "widont")
# by TYPOGRIFY_DASHES: what smartypants calls the set of its steps, and the step among them
DASHES = {
    "oldschool": ("set2", "convert_dashes_oldschool"),
    "oldschool_inverted": ("set3", "convert_dashes_oldschool_inverted"),
}
OTHER_DASHES = ("set1", "convert_dashes")

TAG = re.compile(r"(<[^>]*>)")
TAG_IN_TAG = re.compile("<[^<>]*<")
# one in which typogrify, which has an expression of its own for tags, finds the same end
PLAIN_TAG = re.compile(r"""</?\w+(?:\s+\w+="[^"<>]*")*\s*/?>""")
AMPERSAND = re.compile(r"&(?:amp;|#38;)?(?:\s|&nbsp;)")
CAPITALS = re.compile(r"[A-Z]\d*[A-Z]|[A-Z]\.\s?[A-Z]")
# quotes, with what stands between them if it is too short to keep them apart, and as much of what follows as
# smartypants looks at: one letter tells enough, unless it is an s, which may be the end of a word
QUOTES = re.compile(r"""['"](?:[^'"]{0,2}['"])*(?=([^\W\ds_]|[^'"]{0,3}))""")
QUOTE = re.compile("""['"]""")
ALONE = {"'", '"', "&quot;"}
# how far back smartypants looks for a dash or a space that is written as an entity
BACK = 9
# the space before the last word of a block or of all, and that word; possessive, since no shorter match can be one
LAST_WORD = re.compile(r"\s++([^<>\s]++\s*+(?:</(?:a|em|span|strong|i|b)>\s*+)*+(?:</(?:p|h[1-6]|li|dt|dd)>|$))")
INLINE_TAG = re.compile(r"</?(?:a|em|span|strong|i|b)[^>]*>")


def typography(settings: Settings) -> Typography | None:
    """What sets texts as Pelican would with these settings, or None where Pelican has to do it itself."""
    if not settings["TYPOGRIFY"]:
        return None
    try:
        import smartypants  # noqa: PLC0415 - optional, as it is for Pelican
        from typogrify import filters  # noqa: PLC0415
    except ImportError:
        return None
    # Pelican does so whenever it reads a file, and a theme's own filters go by it
    dashes, _ = DASHES.get(settings["TYPOGRIFY_DASHES"], OTHER_DASHES)
    smartypants.Attr.default = getattr(smartypants.Attr, dashes) | smartypants.Attr.w
    try:
        is_known = all(version(name) == known for name, known in VERSIONS.items())
    except PackageNotFoundError:
        return None
    ignored, omitted = settings["TYPOGRIFY_IGNORE_TAGS"], settings["TYPOGRIFY_OMIT_FILTERS"]
    is_plain = isinstance(ignored, list | tuple) and all(isinstance(tag, str) for tag in ignored)
    if not is_known or not is_plain or not set(omitted) <= set(FILTERS):
        return None
    return Typography(filters, smartypants, settings)


class Typography:
    """Called with a text, which is HTML, it returns what typogrify makes of it."""

    def __init__(self, filters: ModuleType, smartypants: ModuleType, settings: Settings) -> None:
        self._library, self._smartypants = filters, smartypants
        self._ignored = settings["TYPOGRIFY_IGNORE_TAGS"]
        self._omitted = dict.fromkeys(settings["TYPOGRIFY_OMIT_FILTERS"], False)
        self._filters = [getattr(self, name) for name in FILTERS if name not in self._omitted]
        # the first two are spared by `caps`, whatever smartypants spares
        skipped = "|".join(("kbd", "script", *smartypants.tags_to_skip))
        self._unusual = re.compile(f"<!--|</?(?:{skipped})", re.IGNORECASE)
        _, dashes = DASHES.get(settings["TYPOGRIFY_DASHES"], OTHER_DASHES)
        # the steps of smartypants in its order, each after what a text has in it if the step changes anything
        self._steps = (
            (("\\",), smartypants.process_escapes),
            (("&quot;",), lambda text: text.replace("&quot;", '"')),
            (("--",), getattr(smartypants, dashes)),
            (("...", ". . ."), smartypants.convert_ellipses),
            (("``", "''"), smartypants.convert_backticks),
            (("'", '"'), self._curl),
        )
        self._curled = lru_cache(1 << 14)(self._curl_between)

    def __call__(self, text: str) -> str:
        sections = self._library.process_ignores(text, self._ignored)
        return "".join(self._set(section) if wanted else section for section, wanted in sections)

    def _set(self, text: str) -> str:
        if self._unusual.search(text):
            return self._library.applyfilters(text, **self._omitted)
        for apply in self._filters:
            text = apply(text)
        return text

    def amp(self, text: str) -> str:
        # attributes are texts to typogrify where it cannot tell the end of a tag
        texts = not AMPERSAND.search(text) or all(map(_is_plain, TAG.findall(text)))
        return _where(AMPERSAND, self._library.amp, text) if texts else self._library.amp(text)

    def smartypants(self, text: str) -> str:
        pieces, before = TAG.split(text), ""
        for number in range(0, len(pieces), 2):
            piece = pieces[number]
            if piece:
                pieces[number] = self._smart(piece, before)
                before = piece[-1]
        return "".join(pieces)

    def caps(self, text: str) -> str:
        return _where(CAPITALS, self._library.caps, text)

    def initial_quotes(self, text: str) -> str:
        return self._library.initial_quotes(text)

    def widont(self, text: str) -> str:
        return self._library.widont(text) if TAG_IN_TAG.search(text) else LAST_WORD.sub(_kept_together, text)

    def _smart(self, text: str, before: str) -> str:
        """What smartypants makes of a text between tags; `before` is the last character of the one before that."""
        if text in ALONE:
            return self._smartypants.smartypants(f"{before}<i>{text}").partition("<i>")[2]
        for needed, step in self._steps:
            if any(part in text for part in needed):
                text = step(text)
        return text

    def _curl(self, text: str) -> str:
        return QUOTES.sub(self._curled_here, text)

    def _curled_here(self, match: re.Match[str]) -> str:
        text, start = match.string, match.start()
        left = text[start - 1 : start]
        if left == ";":
            left = QUOTE.split(text[max(0, start - BACK) : start])[-1]
        return self._curled(left, match[0], match[1])

    def _curl_between(self, left: str, quotes: str, right: str) -> str:
        """What becomes of quotes between these neighbours, which have none in them."""
        curled = self._smartypants.convert_quotes(left + quotes + right)
        return curled[len(left) : len(curled) - len(right)]


def _where(found: re.Pattern[str], change: Callable[[str], str], text: str) -> str:
    """A text in which `change` was made of what lies between two tags, wherever something is `found` in that."""
    if not found.search(text):
        return text
    pieces = TAG.split(text)
    for number in range(0, len(pieces), 2):
        if found.search(pieces[number]):
            pieces[number] = change(pieces[number])
    return "".join(pieces)


@lru_cache(1 << 12)
def _is_plain(tag: str) -> bool:
    return PLAIN_TAG.fullmatch(tag) is not None


def _kept_together(match: re.Match[str]) -> str:
    """A last word with the space before it, made one that does not break after a word or an inline tag."""
    text, start = match.string, match.start()
    before = text[start - 1 : start]
    if before == ">":
        before = INLINE_TAG.fullmatch(text, text.rfind("<", 0, start), start)
    return f"&nbsp;{match[1]}" if before and before != "<" else match[0]
