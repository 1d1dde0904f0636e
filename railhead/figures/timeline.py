"""Dated events on a line, as far apart as they were in time.

It draws nothing, which templates do, and gathers no events: those of a thread come from railhead/record/timeline.py.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator

# numbers on the line need this share of its length each, or the next row up
CLEARANCE = 0.06


class Dated(Protocol):
    """An event of the model, or of a thread."""

    @property
    def date(self) -> dt.date:
        """Its day."""
        ...


@dataclass(frozen=True)
class Point:
    """Event `number`, counted from 1; `share` is its place on the line, from 0 to 1, `row` how high its number is."""

    number: int
    share: float
    row: int


@dataclass(frozen=True)
class Month:
    """Where a month begins on the line."""

    name: str
    share: float


@dataclass(frozen=True)
class Line:
    """A timeline laid out: its first and last day, its Points and the Months that begin between."""

    first: date
    last: date
    points: list[Point]
    months: list[Month]


def timeline(events: Iterable[Dated]) -> Line | None:
    """The Line of `events`, which are in order. None where there is nothing to draw, as they are all of one day."""
    days = [event.date for event in events]
    if len(set(days)) < 2:  # noqa: PLR2004 - a line has two ends
        return None
    first, last = days[0], days[-1]
    length = (last - first).days
    points, ends = [], []
    for number, day in enumerate(days, 1):
        share = (day - first).days / length
        row = next((n for n, end in enumerate(ends) if share - end >= CLEARANCE), len(ends))
        ends[row : row + 1] = [share]
        points.append(Point(number, share, row))
    months = [Month(f"{month:%b}", (month - first).days / length) for month in _months(first, last)]
    return Line(first, last, points, months)


def _months(first: date, last: date) -> Iterator[date]:
    """The first days of the months that begin after `first` and not after `last`."""
    year, month = first.year, first.month
    while True:
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)  # noqa: PLR2004 - months of a year
        day = date(year, month, 1)
        if day > last:
            return
        yield day
