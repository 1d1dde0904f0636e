"""How far a gun reaches, beside distances that a reader can picture.

Ranges in other units than km are left out, and nothing is drawn here: the theme's macros/figures.html does that.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from railhead.story.model import Property

# true by definition or by rule, so that they claim nothing about the world
YARDSTICKS = (("A marathon", 42.195), ("An hour by car at 50 km/h", 50.0))


@dataclass(frozen=True)
class Bar:
    """One distance; `share` is its part of the longest in the figure, from 0 to 1. A `yardstick` is a distance that
    readers can picture, beside which the others stand.
    """

    label: str
    km: float
    share: float
    yardstick: bool


def ranges(specification: Iterable[Property]) -> list[Bar]:
    """The Bars for the rows of a specification that give a `Range` in km, with YARDSTICKS between, shortest first.
    Without such a row there are none.
    """
    rows = [row for row in specification if row.property == "Range" and row.unit == "km" and row.value.isdecimal()]
    if not rows:
        return []
    distances = [(row.condition or "Range", float(row.value), False) for row in rows]
    distances += [(label, km, True) for label, km in YARDSTICKS]
    longest = max(km for _, km, _ in distances)
    return [
        Bar(label[0].upper() + label[1:], km, km / longest, yardstick)
        for label, km, yardstick in sorted(distances, key=lambda distance: distance[1])
    ]
