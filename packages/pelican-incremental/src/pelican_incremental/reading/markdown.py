"""Markdown as Pelican's reader has it, made only once, and trying no pattern that a text has no place for.

What it makes of a text is what Pelican makes of it: extensions and their settings are the site's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pelican.readers
from markdown import Markdown, inlinepatterns
from markdown.treeprocessors import InlineProcessor

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from ..protocols import Settings

# what a text has in it, one or another, wherever an inline pattern of Markdown's matches
NEEDED = {
    inlinepatterns.BACKTICK_RE: ("`",),
    inlinepatterns.ESCAPE_RE: ("\\",),
    inlinepatterns.LINK_RE: ("[",),
    inlinepatterns.IMAGE_LINK_RE: ("![",),
    inlinepatterns.AUTOLINK_RE: ("<",),
    inlinepatterns.AUTOMAIL_RE: ("<",),
    inlinepatterns.LINE_BREAK_RE: ("  \n",),
    inlinepatterns.HTML_RE: ("<",),
    inlinepatterns.ENTITY_RE: ("&",),
    # of emphasis and of footnotes, which have no names in Markdown
    r"\*|_": ("*", "_"),
    r"\[\^([^\]]*)\]": ("[^",),
}


class MarkdownReader(pelican.readers.MarkdownReader):
    """Pelican's reader, with one Markdown object for all files.

    It is called as Pelican's is, since Pelican puts the name of the class into the metadata of each content.
    """

    def read(self, source_path: str) -> tuple[str, dict[str, Any]]:
        self._source_path = source_path
        if getattr(self, "_md", None) is None:
            self._md = Markdown(**self.settings["MARKDOWN"])
            self._meta = self._md.preprocessors["meta"]
            inline = self._md.treeprocessors["inline"]
            if type(inline) is InlineProcessor:
                inline.__class__ = NeededInlineProcessor
        else:
            self._md.preprocessors.register(self._meta, "meta", 27)  # as markdown.extensions.meta does
            self._md.reset()
        with pelican.readers.pelican_open(source_path) as text:
            content = self._md.convert(text)
        return content, self._parse_metadata(self._md.Meta) if hasattr(self._md, "Meta") else {}


class NeededInlineProcessor(InlineProcessor):
    """Markdown's own, which tries patterns only where they can match something in the text at hand.

    With a pattern of which that is not known, all are tried: what it makes of a text may need any of them.
    """

    def run(self, tree: Element, ancestors: list[str] | None = None) -> Element:
        patterns = list(self.md.inlinePatterns)  # ty: ignore[missing-union-attribute] - Markdown has set it
        if all(pattern.pattern in NEEDED for pattern in patterns):
            text = "".join(tree.itertext())
            patterns = [pattern for pattern in patterns if any(part in text for part in NEEDED[pattern.pattern])]
        self.inlinePatterns = patterns
        return super().run(tree, ancestors)


def is_plain(settings: Settings) -> bool:
    """Whether Markdown has no extensions but its own: these can be used again, and ask nobody else."""
    extensions = settings["MARKDOWN"].get("extensions", ())
    return all(isinstance(name, str) and name.startswith("markdown.extensions.") for name in extensions)
