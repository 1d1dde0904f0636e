"""`\"` and `\'` in Markdown: a straight quote, as it was typed, which typography does not turn into a curly one.

What becomes curly, and how, is in railhead/typography.py.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor

if TYPE_CHECKING:
    import re

    from markdown import Markdown

# after Markdown's own escapes (180), so that a quote behind `\\` is none of these
PRIORITY = 179
REFERENCES = {'"': "&quot;", "'": "&#39;"}


class ExactQuote(InlineProcessor):
    """Puts a reference in the place of an escaped quote."""

    def __init__(self, md: Markdown) -> None:
        super().__init__(r"\\([\"'])", md)
        self.stash = md.htmlStash

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[str, int, int]:  # noqa: ARG002, N802 - Markdown's signature
        """What Markdown puts in the place of the match, and where that begins and ends in `data`."""
        return self.stash.store(REFERENCES[m[1]]), m.start(0), m.end(0)


class ExactQuotes(Extension):
    """The extension of Markdown that puts ExactQuote among its patterns."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - Markdown's name
        """Add the pattern to `md`, as Markdown asks of an extension."""
        md.inlinePatterns.register(ExactQuote(md), "exact quote", PRIORITY)
