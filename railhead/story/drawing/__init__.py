"""Drawings: SVG files of shapes and words, read by an allow-list and written anew from what was read.

What goes out, as a file or within a page, is never what was typed. So a browser, which reads a page as HTML, sees what
was judged, and nothing that a contributor writes is there that `allowed.py` does not name.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from railhead.remembered import code_of

from .allowed import TEXTS
from .reading import LARGEST_FILE, SVG, read

if TYPE_CHECKING:
    from collections.abc import Mapping
    from collections.abc import Set as AbstractSet

    from .extent import Node

__all__ = ["CODE", "LARGEST_FILE", "faults", "file", "markup"]

CODE = code_of(Path(__file__).parent)  # by other code, what was found of a drawing counts for nothing

PREFIX = "drawing-"  # of ids in a page, none of which begins so otherwise
ONLY_IN_FILES = {"title", "desc", "style"}  # a page says what a drawing shows itself
OF_THE_PAGE = {"width", "height", "preserveAspectRatio", "xml:space", "xml:lang"}


def faults(data: bytes, *, stands_alone: bool = False) -> list[tuple[int, int, str, str]]:
    """[(line, column, what is wrong, what would be right)] for the bytes of an SVG file, both counted from 1.

    One that `stands_alone` is set into no page, and may have a <style>.
    """
    return read(data, stands_alone=stands_alone)[1]


def file(data: bytes) -> bytes:
    """The SVG file that is published for a drawing without faults."""
    return _written(_root(data, stands_alone=True), {"xmlns": SVG}, "", frozenset()).encode()


def markup(data: bytes) -> str:
    """A drawing without faults as a part of an HTML page, whose ids it leaves alone and which gives it its size."""
    root = _root(data, stands_alone=False)
    root.attributes = {name: value for name, value in root.attributes.items() if name not in OF_THE_PAGE}
    return _written(root, {}, PREFIX, ONLY_IN_FILES)


def _root(data: bytes, *, stands_alone: bool) -> Node:
    """The <svg> of a drawing. Raises ValueError with its faults where it has any."""
    root, found = read(data, stands_alone=stands_alone)
    if root is None:
        raise ValueError(found)
    return root


def _written(node: Node, more: Mapping[str, str], prefix: str, left_out: AbstractSet[str]) -> str:
    """An element as SVG, with `more` attributes, `prefix` before ids, and without elements called one of `left_out`."""
    attributes = {**more, **{name: _prefixed(name, value, prefix) for name, value in node.attributes.items()}}
    start = f"<{node.name}{''.join(f' {name}={_quoted(value)}' for name, value in attributes.items())}"
    inside = "".join(
        escape(child) if isinstance(child, str) else _written(child, {}, prefix, left_out)
        for child in node.children
        if isinstance(child, str) or child.name not in left_out
    )
    return f"{start}>{inside}</{node.name}>" if inside or node.name in TEXTS else f"{start}/>"


def _quoted(value: str) -> str:
    return '"' + escape(value, {'"': "&quot;"}) + '"'


def _prefixed(name: str, value: str, prefix: str) -> str:
    if name == "id":
        return prefix + value
    return value.replace("url(#", f"url(#{prefix}") if name != "href" else f"#{prefix}{value[1:]}"
