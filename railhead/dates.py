"""Dates as sources give them: a day, a time of day, or no more than a month."""

from calendar import monthrange
from datetime import date, datetime, time

NO_BREAK_SPACE = "\u00a0"


class Month(date):
    """A month whose day is not known. It sorts as its last day: by then it had happened."""

    @classmethod
    def of(cls, year, month):
        """The Month of a year. Raises ValueError where the calendar has none such."""
        return cls(year, month, monthrange(year, month)[1])

    def isoformat(self):
        return f"{self.year:04}-{self.month:02}"

    __str__ = isoformat

    @property
    def first(self):
        """Its first day."""
        return date(self.year, self.month, 1)


def is_day(moment):
    """Whether a timestamp stands for a day without a time, as midnight does."""
    return moment.time() == time.min


def day(moment):
    """A date or timestamp as `19 December 2024`, a Month as `December 2024`, kept on one line."""
    parts = [f"{moment:%B}", str(moment.year)]
    return NO_BREAK_SPACE.join(parts if isinstance(moment, Month) else [str(moment.day), *parts])


def iso(moment):
    """A date or timestamp for `datetime` attributes, no more precise than it is."""
    return (moment.date() if isinstance(moment, datetime) and is_day(moment) else moment).isoformat()
