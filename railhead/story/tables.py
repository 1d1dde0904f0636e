"""Aligned columns of Markdown tables, by classes: the pages' policy lets no style attribute through.

What the classes look like is in theme/css/.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from markdown import Markdown


class Alignment(Treeprocessor):
    """Turns the attribute `align`, which HTML has no longer, into a class of the theme: `center` or `right`."""

    def run(self, root: Element) -> None:
        """Change the cells of every table below `root`, in place."""
        for cell in root.iter():
            if cell.tag in {"th", "td"} and (side := cell.attrib.pop("align", None)) not in {None, "left"}:
                cell.set("class", side)


class AlignedTables(Extension):
    """The extension of Markdown that puts Alignment behind its own steps."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - Markdown's name
        """Add the step to `md`, as Markdown asks of an extension."""
        md.treeprocessors.register(Alignment(md), "alignment", 0)
