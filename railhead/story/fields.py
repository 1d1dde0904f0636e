"""The types that front matter fields are made of. Each takes what was typed, a string, and refuses the rest.

Which field has which type, and which must be there, is said in `model`.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Annotated, TypeVar, cast

from pelican.settings import DEFAULT_CONFIG
from pelican.utils import slugify
from pydantic import AfterValidator, BeforeValidator, HttpUrl, PlainValidator, StringConstraints, TypeAdapter
from pydantic_core import PydanticCustomError

from railhead.characters import heap, hidden, hidden_in_address
from railhead.dates import Month

if TYPE_CHECKING:
    from collections.abc import Callable

MONTH = re.compile(r"\d{4}-\d{2}", re.ASCII)
DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
MOMENT = re.compile(r"(\d{4}-\d{2}-\d{2})[T ]\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:\d{2})?", re.ASCII)
EARLIEST_YEAR, LATEST_YEAR = 1900, 2100
LONGEST_FIELD, LONGEST_NAME, LONGEST_ADDRESS = 5_000, 80, 2_000
LONGEST_SLUG = 100  # of a name spelled in Latin letters: file systems end at 255 bytes
LONGEST_ID = 80
# the site keeps Pelican's own rules
SLUG_RULES = cast("list[tuple[str, str]]", DEFAULT_CONFIG["SLUG_REGEX_SUBSTITUTIONS"])
# pydantic mends an address before it judges it, but the page carries what was typed
ADDRESS = re.compile(r"https?://[^/\\@]+([/?#]|$)", re.IGNORECASE)
UNFIT = re.compile(r"[\s\\<>\"\x00-\x1f\x7f]")
EMAIL = re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)+", re.ASCII)
PHONE = re.compile(r"\+?[0-9]([ ()/.-]{0,2}[0-9]){4,19}", re.ASCII)
# a name, a point and two digits or more, as Signal gives them
SIGNAL = re.compile(r"[A-Za-z_][A-Za-z0-9_]{2,31}\.[0-9]{2,9}", re.ASCII)
# an address that a story had: `/2024/old-name/`, or a page of another system, `/news/old-name.html`. A folder has no
# point in its name, so that it is never where a file of the site is.
OLD_ADDRESS = re.compile(
    r"/(?!.*//|(.*/)?index\.html?$)([A-Za-z0-9~-][\w~-]{0,99}/)*([A-Za-z0-9~-][\w.~-]{0,99}\.html?)?", re.ASCII
)
LONGEST_OLD_ADDRESS = 200
# folders in which there never was a page, and a file of the site that has no point in its name
NEVER_PAGES = {"assets", "feeds", "fonts", "images", "pagefind", "scripts", "sha256sums"}
WHITE_SPACE = re.compile("[ \t\n]+")

_http_url = TypeAdapter(HttpUrl)

D = TypeVar("D", bound=date)  # a date or, as one of these, a datetime or a Month


def wrong(what: str, right: str | None = None) -> PydanticCustomError:
    """An error for a validator to raise: `what` is wrong, to be read after the name of the field, and what would be
    `right`, where the description of the field does not say it.
    """
    return PydanticCustomError("railhead", "{what}", {"what": what, "right": right})


def _iso(value: object, convert: Callable[[str], D], pattern: re.Pattern[str]) -> D:
    """What `convert` makes of a text that has the form `pattern`. Raises what `wrong` makes for anything else."""
    if not isinstance(value, str) or not pattern.fullmatch(value):
        raise wrong(f"is not a date: {_shown(value)}")
    try:
        moment = convert(value)
    except ValueError as error:
        raise wrong(f"is no date of the calendar: {value} ({error})") from None
    if moment.year < EARLIEST_YEAR:
        raise wrong(f"lies before {EARLIEST_YEAR}: {value}")
    if moment.year > LATEST_YEAR:
        raise wrong(f"lies after {LATEST_YEAR}: {value}")
    return moment


def _shown(value: object) -> str:
    return f"`{value}`" if isinstance(value, str) else {list: "a list", dict: "a mapping"}.get(type(value), "nothing")


def _day(value: object) -> date:
    return _iso(value, date.fromisoformat, DAY)


def _period(value: object) -> date:
    """A day, or a Month where only that is known."""
    if isinstance(value, str) and MONTH.fullmatch(value):
        return _iso(value, lambda typed: Month.of(*map(int, typed.split("-"))), MONTH)
    return _day(value)


def _moment(value: object) -> datetime:
    """Midnight UTC stands for a day without a time; a timestamp without an offset is UTC."""
    if isinstance(value, str) and DAY.fullmatch(value):
        day = _day(value)
        return datetime(day.year, day.month, day.day, tzinfo=UTC)
    moment = _iso(value, datetime.fromisoformat, MOMENT)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _address(value: str) -> str:
    """The address as typed: pydantic's own URL type would rewrite it."""
    if UNFIT.search(value):
        raise wrong(f"holds a space or a sign that has no place in an address: `{value}`")
    if bad := next(hidden_in_address(value), None):
        raise wrong(f"holds the character U+{ord(bad):04X}, which cannot be seen: `{value}`")
    if not ADDRESS.match(value):
        raise wrong(f"is not an address on the web: `{value}`")
    _http_url.validate_python(value)
    return value


def _secure(value: str) -> str:
    if not value.lower().startswith("https://"):
        raise wrong(f"is not an address of https: `{value}`")
    return value


def _email(value: str) -> str:
    if not EMAIL.fullmatch(value):
        raise wrong(f"is no e-mail address: `{value}`")
    return value


def _phone(value: str) -> str:
    if not PHONE.fullmatch(value):
        raise wrong(f"is no telephone number: `{value}`")
    return value


def _signal(value: str) -> str:
    if not SIGNAL.fullmatch(value) and not PHONE.fullmatch(value):
        raise wrong(f"is neither a name at Signal nor a number: `{value}`")
    return value


def _several(value: object) -> object:
    """A list, also of what was typed without one."""
    return [value] if isinstance(value, str) else value


def _old_address(value: str) -> str:
    if value == "/" or not OLD_ADDRESS.fullmatch(value) or value.split("/")[1].lower() in NEVER_PAGES:
        raise wrong(f"is no address that a page of this site can have had: `{value}`")
    return value


def _unique(values: list[str]) -> list[str]:
    slugs = set()
    for value in values:
        if address_of(value) in slugs:
            raise wrong(f"names `{value}` twice", "name it once")
        slugs.add(address_of(value))
    return values


def address_of(name: str) -> str:
    """The slug that Pelican makes of a name."""
    return slugify(name, regex_subs=SLUG_RULES)


def _one_line(value: str) -> str:
    """A text with its line ends and tabs as spaces, which they are in HTML as well."""
    return WHITE_SPACE.sub(" ", value)


def _visible(value: str) -> str:
    if value and not any(unicodedata.category(character)[0] not in "CZ" for character in value):
        raise wrong("shows nothing")
    if bad := ", ".join(f"U+{ord(character):04X}" for character in hidden(value)):
        raise wrong(f"holds the character {bad}, which cannot be seen", "delete it")
    if marks := heap(value):
        raise wrong(f"holds U+{ord(marks[0]):04X} where no letter can take it", "take off such marks")
    return value


def _sluggable(value: str) -> str:
    if not any(character.isalnum() for character in address_of(value)):
        raise wrong(f"has no letter or digit to make an address of: `{value}`")
    if len(address_of(value)) > LONGEST_SLUG:
        raise wrong(f"has an address of more than {LONGEST_SLUG} letters: `{value}`", "shorten it")
    return value


Text = Annotated[
    str,
    StringConstraints(min_length=1, max_length=LONGEST_FIELD, strip_whitespace=True),
    AfterValidator(_one_line),
    AfterValidator(_visible),
]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=LONGEST_ID)]
Name = Annotated[Text, StringConstraints(max_length=LONGEST_NAME), AfterValidator(_sluggable)]
Names = Annotated[list[Name], AfterValidator(_unique)]
# one name, or several in a list
Signers = Annotated[list[Name], BeforeValidator(_several), AfterValidator(_unique)]
Address = Annotated[Text, StringConstraints(max_length=LONGEST_ADDRESS), AfterValidator(_address)]
SecureAddress = Annotated[Address, AfterValidator(_secure)]
SecureAddresses = Annotated[list[SecureAddress], BeforeValidator(_several)]
Email = Annotated[Text, StringConstraints(max_length=LONGEST_NAME), AfterValidator(_email)]
Phone = Annotated[Text, AfterValidator(_phone)]
Signal = Annotated[Text, AfterValidator(_signal)]
OldAddress = Annotated[Text, StringConstraints(max_length=LONGEST_OLD_ADDRESS), AfterValidator(_old_address)]
Day = Annotated[date, BeforeValidator(_day)]
# plain: pydantic would make a date with a day of it
Period = Annotated[date, PlainValidator(_period)]
Moment = Annotated[datetime, BeforeValidator(_moment)]
