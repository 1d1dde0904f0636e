"""Formulas between dollar signs in Markdown, left to a script of the browser."""

from xml.etree.ElementTree import Element

from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor
from markdown.util import AtomicString
from pelican import signals


class _Formula(InlineProcessor):
    def __init__(self, pattern, md, mode):
        super().__init__(pattern, md)
        self.mode = mode

    def handleMatch(self, m, data):  # noqa: ARG002, N802 - Markdown's names
        script = Element("script", type=f"math/tex{self.mode}")
        script.text = AtomicString(m.group("formula"))
        return script, m.start(0), m.end(0)


class Formulas(Extension):
    """Reads formulas before Markdown sees their backslashes and underscores."""

    def extendMarkdown(self, md):  # noqa: N802
        md.inlinePatterns.register(_Formula(r"\$\$\s*(?P<formula>[^$]+?)\s*\$\$", md, "; mode=display"), "display", 186)
        md.inlinePatterns.register(_Formula(r"(?<![\\$])\$(?P<formula>[^$\s][^$]*?)\$", md, ""), "formula", 185)


def _add(pelican):
    pelican.settings["MARKDOWN"].setdefault("extensions", []).append(Formulas())


def register():
    """Have each Markdown reader use the extension."""
    signals.initialized.connect(_add)
