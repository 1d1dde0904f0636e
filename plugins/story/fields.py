"""The types that front matter fields are made of. Each takes what was typed, a string, and refuses the rest."""

import re
from datetime import UTC, date, datetime
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, HttpUrl, StringConstraints, TypeAdapter
from pydantic_core import PydanticCustomError

DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
MOMENT = re.compile(r"(\d{4}-\d{2}-\d{2})[T ]\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:\d{2})?")
EARLIEST_YEAR = 1900

_http_url = TypeAdapter(HttpUrl)


def wrong(what, right=None):
    """An error for pydantic to collect: what is wrong and, where the field's description is not enough, what
    would be right.
    """
    return PydanticCustomError("railhead", "{what}", {"what": what, "right": right})


def _iso(value, convert, pattern):
    if not isinstance(value, str) or not pattern.fullmatch(value):
        raise wrong(f"is not a date: {_shown(value)}")
    try:
        moment = convert(value)
    except ValueError as error:
        raise wrong(f"is no date of the calendar: {value} ({error})") from None
    if moment.year < EARLIEST_YEAR:
        raise wrong(f"lies before {EARLIEST_YEAR}: {value}")
    return moment


def _shown(value):
    return f"`{value}`" if isinstance(value, str) else {list: "a list", dict: "a mapping"}.get(type(value), "nothing")


def _day(value):
    return _iso(value, date.fromisoformat, DAY)


def _moment(value):
    """Midnight UTC stands for a day without a time; a timestamp without an offset is UTC."""
    if isinstance(value, str) and DAY.fullmatch(value):
        day = _day(value)
        return datetime(day.year, day.month, day.day, tzinfo=UTC)
    moment = _iso(value, datetime.fromisoformat, MOMENT)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _address(value):
    """The address as typed: pydantic's own URL type would rewrite it."""
    if any(character.isspace() for character in value):
        raise wrong(f"holds a space: `{value}`")
    _http_url.validate_python(value)
    return value


def _unique(values):
    seen = set()
    for value in values:
        if value.casefold() in seen:
            raise wrong(f"names `{value}` twice", "name it once")
        seen.add(value.casefold())
    return values


def _sluggable(value):
    if not any(character.isalnum() for character in value):
        raise wrong(f"has no letter or digit to make an address of: `{value}`")
    return value


Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]
Name = Annotated[Text, AfterValidator(_sluggable)]
Names = Annotated[list[Name], AfterValidator(_unique)]
Address = Annotated[Text, AfterValidator(_address)]
Day = Annotated[date, BeforeValidator(_day)]
Moment = Annotated[datetime, BeforeValidator(_moment)]
