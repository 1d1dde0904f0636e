"""Dates as sources give them: a day, a time of day, or no more than a month.

Which field of a story takes which of these is said in railhead/story/fields.py and model.py.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Self

NO_BREAK_SPACE = "\u00a0"


class Month(date):
    """A month whose day is not known. It sorts as its last day: by then it had happened."""

    @classmethod
    def of(cls, year: int, month: int) -> Self:
        """The Month of a year. Raises ValueError where the calendar has none such."""
        return cls(year, month, monthrange(year, month)[1])

    def isoformat(self) -> str:
        """The month as `2024-12`, which is no more precise than it is."""
        return f"{self.year:04}-{self.month:02}"

    __str__ = isoformat

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, self.month, 1)


def is_day(moment: datetime) -> bool:
    """Whether a timestamp stands for a day without a time, as midnight does."""
    return moment.time() == time.min


def day(moment: date) -> str:
    """A date or timestamp as `19 December 2024`, a Month as `December 2024`, kept on one line."""
    parts = [f"{moment:%B}", str(moment.year)]
    return NO_BREAK_SPACE.join(parts if isinstance(moment, Month) else [str(moment.day), *parts])


def iso(moment: date) -> str:
    """A date or timestamp for HTML's attribute `datetime`, no more precise than it is: `2024-12` for a Month."""
    return (moment.date() if isinstance(moment, datetime) and is_day(moment) else moment).isoformat()


def minute(moment: datetime) -> str:
    """A timestamp as `2024-12-19 14:30 UTC`, for a maintainer; with its seconds, if it has some."""
    return f"{moment.astimezone(UTC):{'%Y-%m-%d %H:%M:%S' if moment.second else '%Y-%m-%d %H:%M'}} UTC"
