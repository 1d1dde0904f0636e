"""The marks of statuses, drawn for make_fonts.py, so that they are the same bold signs on every system.

Each has a shape of its own, because they are told apart at 12 pixels, on paper and without colour. Measures are in
thousandths of the size of letters; y goes up from the line that letters stand on.
"""

from __future__ import annotations

from math import cos, pi, sin, tan
from typing import TYPE_CHECKING

from fontTools.pens.ttGlyphPen import TTGlyphPen

if TYPE_CHECKING:
    from fontTools.ttLib import TTFont

    Point = tuple[float, float]

WIDTH, MIDDLE = 880, (440, 335)
OVERLAPPING = 0x40  # of a point in the table glyf: contours of this glyph may cross


def draw(font: TTFont) -> None:
    """Add the marks to a font that was cut down, with the same outline at each weight."""
    for sign, drawing in DRAWINGS.items():
        pen, name = TTGlyphPen(None), f"uni{ord(sign):04X}"
        for points in drawing:
            _contour(pen, points)
        font.setGlyphOrder([*font.getGlyphOrder(), name])
        font["glyf"][name] = glyph = pen.glyph()
        glyph.flags[0] |= OVERLAPPING
        glyph.recalcBounds(font["glyf"])
        font["hmtx"][name] = WIDTH, glyph.xMin
        font["gvar"].variations[name] = []
        font["HVAR"].table.AdvWidthMap.mapping[name] = 0xFFFFFFFF  # its width does not vary
        for table in font["cmap"].tables:
            table.cmap[ord(sign)] = name


CORNERS = 8  # of what a circle is drawn from: curves that touch the middles of an octagon's sides


def _circle(radius: float, at: Point = MIDDLE, *, inwards: bool = False) -> list[Point]:
    turn = 1 if inwards else -1  # a contour that turns the other way cuts out
    far = radius / cos(pi / CORNERS)
    return [_around(at, far, turn * n * 2 * pi / CORNERS) for n in range(CORNERS)]


def _half(radius: float, at: Point = MIDDLE) -> list[Point]:
    """The right half of a disc, cut out."""
    x, y = at
    side = radius * tan(pi / 8)
    corners = [(x + side, y - radius), (x + radius, y - side), (x + radius, y + side), (x + side, y + radius)]
    return [(x, y - radius), *corners, (x, y + radius)]


def _bar(start: Point, end: Point, width: float) -> list[Point]:
    """A straight line with square ends."""
    (x, y), (u, v) = start, end
    length = ((u - x) ** 2 + (v - y) ** 2) ** 0.5
    a, b = (v - y) / length * width / 2, (x - u) / length * width / 2
    return [(x - a, y - b), (u - a, v - b), (u + a, v + b), (x + a, y + b)]


def _around(at: Point, radius: float, angle: float) -> Point:
    return at[0] + radius * cos(angle), at[1] + radius * sin(angle)


def _contour(pen: TTGlyphPen, points: list[Point]) -> None:
    if len(points) == CORNERS:
        pen.moveTo(((points[0][0] + points[-1][0]) / 2, (points[0][1] + points[-1][1]) / 2))
        pen.qCurveTo(*points, None)
    elif len(points) == len(_half(1)):
        pen.moveTo(points[0])
        pen.qCurveTo(*points[1:])
    else:
        pen.moveTo(points[0])
        for point in points[1:]:
            pen.lineTo(point)
    pen.closePath()


DRAWINGS = {
    "●": [_circle(370)],
    "◐": [_circle(370), _half(290)],
    "∴": [_circle(145, _around(MIDDLE, 265, pi * angle)) for angle in (1 / 2, 7 / 6, 11 / 6)],
    "≠": [
        _bar((70, 450), (810, 450), 125),
        _bar((70, 220), (810, 220), 125),
        _bar((260, -50), (620, 720), 115),
    ],
    "○": [_circle(370), _circle(255, inwards=True)],
    "∅": [_circle(315), _circle(215, inwards=True), _bar((90, -40), (790, 710), 105)],
    "✕": [_bar((130, 25), (750, 645), 155), _bar((130, 645), (750, 25), 155)],
}
