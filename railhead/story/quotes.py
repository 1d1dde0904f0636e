"""`\"` and `\'` in Markdown: the quote as it is typed, which typography leaves alone."""

from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor

# after Markdown's own escapes (180), so that a quote behind `\\` is none of these
PRIORITY = 179
REFERENCES = {'"': "&quot;", "'": "&#39;"}


class ExactQuote(InlineProcessor):
    """Puts a reference in the place of an escaped quote."""

    def __init__(self, md):
        super().__init__(r"\\([\"'])", md)
        self.stash = md.htmlStash

    def handleMatch(self, m, data):  # noqa: ARG002, N802 - Markdown's signature
        return self.stash.store(REFERENCES[m[1]]), m.start(0), m.end(0)


class ExactQuotes(Extension):
    def extendMarkdown(self, md):  # noqa: N802 - Markdown's name
        md.inlinePatterns.register(ExactQuote(md), "exact quote", PRIORITY)
