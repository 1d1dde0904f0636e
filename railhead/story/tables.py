"""Aligned columns of Markdown tables, by classes: the pages' policy lets no style attribute through."""

from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor


class Alignment(Treeprocessor):
    """Turns the attribute `align`, which HTML has no longer, into a class of the theme: `center` or `right`."""

    def run(self, root):
        for cell in root.iter():
            if cell.tag in {"th", "td"} and (side := cell.attrib.pop("align", None)) not in {None, "left"}:
                cell.set("class", side)


class AlignedTables(Extension):
    def extendMarkdown(self, md):  # noqa: N802 - Markdown's name
        md.treeprocessors.register(Alignment(md), "alignment", 0)
