"""How much a browser has to draw: what `use`, patterns, masks, markers and gradients come to, without expanding them.

In `<g id="b"><use href="#a"/><use href="#a"/></g><g id="c"><use href="#b"/><use href="#b"/></g>` each doubles it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from graphlib import CycleError, TopologicalSorter
from math import dist
from typing import TYPE_CHECKING

from fontTools.pens.basePen import NullPen
from fontTools.svgLib.path import parse_path

from .allowed import LARGEST, MARKERS, NUMBER, SHAPE

if TYPE_CHECKING:
    from collections.abc import Iterable

MOST_ELEMENTS = 2_000
MOST_NUMBERS = 100_000
MOST_DASHES = 50_000
DEEPEST = 48
COARSE = 8  # no outline of a box or an ellipse is longer than so often the sum of its measures
GLYPH = 10  # nor that of a letter than so often its size
FONT_SIZE = 16
SIZED = {"rect", "circle", "ellipse", "line"}
MEASURES = {"width", "height", "r", "rx", "ry", "x1", "y1", "x2", "y2"}

Point = tuple[float, float]  # (x, y) in units of the drawing


@dataclass
class Node:
    """An element of a drawing: its attributes as they go out, what is in it, and where it begins in its file.

    `references` are (attribute, id) of the elements of the drawing that it takes up.
    """

    name: str
    line: int
    column: int
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Node | str] = field(default_factory=list)
    references: list[tuple[str, str]] = field(default_factory=list)

    @property
    def nodes(self) -> list[Node]:
        """The elements that are children of this one."""
        return [child for child in self.children if isinstance(child, Node)]


@dataclass
class Extent:
    """What is drawn for an element: elements, numbers of their shapes, the length of their outlines, and how deeply
    one lies in the other.
    """

    elements: int = 1
    numbers: int = 0
    length: float = 0
    depth: int = 0

    def add(self, other: Extent, times: int = 1) -> None:
        """Add what another element comes to, as many times as it is drawn."""
        self.elements += other.elements * times
        self.numbers += other.numbers * times
        self.length += other.length * times
        self.depth = max(self.depth, other.depth + 1)


@dataclass
class Scale:
    """By what lengths in a drawing are measured: the longer side of its box, the largest size of type, and the
    shortest sum of dashes and gaps, 0 where nothing is dashed.
    """

    side: float
    font_size: float
    dash: float

    @classmethod
    def of(cls, every: list[Node]) -> Scale:
        """The Scale of a drawing, whose elements are `every`, the root first."""
        sizes = [numbers_of(node.attributes["font-size"])[0] for node in every if "font-size" in node.attributes]
        dashes = [sum(numbers_of(node.attributes.get("stroke-dasharray", ""))) for node in every]
        side = max(numbers_of(every[0].attributes.get("viewBox", "")), default=0)
        return cls(side, max([FONT_SIZE, *sizes]), min(filter(None, dashes), default=0))

    def units(self, length: str) -> float:
        """A length such as `-2` or `5%` in units of the drawing, without its sign."""
        value = abs(numbers_of(length)[0])
        return value * self.side / 100 if length.endswith("%") else value


def fault(every: list[Node], by_id: dict[str, Node]) -> tuple[Node, str, str] | None:
    """(element, what is wrong, what would be right) where a drawing takes a browser too long; else None.

    `every` are its elements, its <svg> first, of which those with an id are in `by_id`.
    """
    number = {id(node): n for n, node in enumerate(every)}
    needs = [
        [number[id(needed)] for needed in (*node.nodes, *(by_id[name] for _, name in node.references))]
        for node in every
    ]
    try:
        order = list(TopologicalSorter(dict(enumerate(needs))).static_order())
    except CycleError as error:
        return every[min(error.args[1])], "refers to itself", "take one of the references out"
    scale = Scale.of(every)
    extents: dict[int, Extent] = {}
    for n in order:
        node = every[n]
        made = extents[id(node)] = _own(node, scale)
        for child in node.nodes:
            made.add(extents[id(child)])
        _refer(made, [(name, extents[id(by_id[target])]) for name, target in node.references])
        if over := _over(made, scale.dash):
            return node, f"comes to {over}", "draw it with less"
    return None


def _refer(made: Extent, references: Iterable[tuple[str, Extent]]) -> None:
    """Have an element draw what it refers to, {attribute: extent}: each shape in it may have the paint that it has."""
    shapes, points = made.elements, made.numbers
    for name, other in references:
        if name in {"fill", "stroke"}:
            made.add(other, shapes)
        else:
            made.add(other, points if name in MARKERS else 1)


def _over(extent: Extent, dash: float) -> str | None:
    """Which limit an Extent exceeds, in words; None where it keeps to all. `dash` as in Scale."""
    if extent.elements > MOST_ELEMENTS:
        return f"more than {MOST_ELEMENTS:,} elements, with what it refers to"
    if extent.numbers > MOST_NUMBERS:
        return f"more than {MOST_NUMBERS:,} numbers, with what it refers to"
    if extent.depth > DEEPEST:
        return f"more than {DEEPEST} elements within each other, with what it refers to"
    if dash and extent.length / dash > MOST_DASHES:
        return f"more than {MOST_DASHES:,} dashes"
    return None


def _own(node: Node, scale: Scale) -> Extent:
    """The Extent of an element without what is in it."""
    numbers = sum(len(NUMBER.findall(node.attributes.get(name, ""))) for name in SHAPE)
    return Extent(1, numbers, _length(node, scale) if scale.dash else 0)


def _length(node: Node, scale: Scale) -> float:
    """A length that the outline of an element does not exceed."""
    if "d" in node.attributes:
        return _path_length(node.attributes["d"])
    if "points" in node.attributes:
        values = numbers_of(node.attributes["points"])
        points = list(zip(values[::2], values[1::2], strict=False))
        return sum(map(dist, points, points[1:] + points[:1]))
    if node.name in SIZED:
        return COARSE * sum(scale.units(value) for name, value in node.attributes.items() if name in MEASURES)
    return GLYPH * scale.font_size * sum(len(child) for child in node.children if isinstance(child, str))


def _path_length(path: str) -> float:
    """A length that the outline of a path, as in the attribute `d`, does not exceed."""
    pen = _Measuring()
    try:
        parse_path(path, pen)
    except ValueError:
        return LARGEST**2  # nobody knows what a browser makes of it
    return pen.length


class _Measuring(NullPen):
    """Adds up the straight lines between the points of a path, those of its curves included."""

    def __init__(self) -> None:
        self.length = 0.0
        self.start = self.at = (0.0, 0.0)

    def moveTo(self, pt: Point) -> None:  # noqa: N802 - fontTools' name
        self.start = self.at = pt

    def curveTo(self, *points: Point) -> None:  # noqa: N802 - fontTools' name
        for point in points:
            self.length += dist(self.at, point)
            self.at = point

    def lineTo(self, pt: Point) -> None:  # noqa: N802 - fontTools' name
        self.curveTo(pt)

    qCurveTo = curveTo  # noqa: N815 - fontTools' name

    def closePath(self) -> None:  # noqa: N802 - fontTools' name
        self.lineTo(self.start)


def numbers_of(value: str) -> list[float]:
    """The numbers in a value that is allowed."""
    return [float(number) for number in NUMBER.findall(value)]
