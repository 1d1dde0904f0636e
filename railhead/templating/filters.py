"""Jinja filters that turn plain values of the model, such as dates and quantities, into text for readers.

The functions and values that templates have besides, such as `stylesheet`, are made in the package's __init__.py.
"""

import re

from markupsafe import Markup, escape
from typogrify.filters import typogrify

from railhead.dates import NO_BREAK_SPACE, day, iso, minute
from railhead.typography import typeset

TABLE_BEGINS, TABLE_ENDS = re.compile(r"<table(?=[\s>])", re.IGNORECASE), re.compile(r"</table\s*>", re.IGNORECASE)
BOX = '<div class="wide" role="group" aria-label="Table" tabindex="0">'
# stylesheet: what stands in the HTML of a text that needs it
SHEETS = {"code.css": '<pre class="code">', "figure.css": "<figure>"}
# unit: (the other unit, how many of it are one of this unit, digits after the point)
CONVERSIONS = {"km": ("miles", 0.621371, 0), "mm": ("in", 1 / 25.4, 1), "kg": ("lb", 2.204623, 0)}


def prose(text: str) -> Markup:
    """Plain text as HTML, with typographic quotes, dashes and small capitals."""
    html = typeset(str(escape(text)).replace("&#34;", '"').replace("&#39;", "'"))
    return Markup(typogrify(html, smartypants=False, amp=False))  # noqa: S704 - escaped


def plain(html: str) -> str:
    """The text that HTML shows, such as a title after typogrify: without tags, with entities resolved."""
    return Markup(html).striptags().replace(NO_BREAK_SPACE, " ")  # noqa: S704 - leaves no tag


def converted(value: str, unit: str | None) -> str | None:
    """A quantity in the other unit, such as `25 miles` for `40` and `km`; None where there is no other unit or `value`
    is no whole number.
    """
    if unit not in CONVERSIONS or not value.isdecimal():
        return None
    other, factor, digits = CONVERSIONS[unit]
    return f"{float(value) * factor:.{digits}f}{NO_BREAK_SPACE}{other}"


def boxed(html: str) -> Markup:
    """The HTML of a text with a box around each table, which scrolls where the table is wider than the page.

    The keyboard reaches the box, because it could not scroll it otherwise.
    """
    html = TABLE_ENDS.sub(r"\g<0></div>", TABLE_BEGINS.sub(rf"{BOX}\g<0>", html))
    return Markup(html)  # noqa: S704 - as safe as the text


def sheets(html: str) -> str:
    """Names of the stylesheets that the HTML of a text needs beside that of its page, with a space before each."""
    return "".join(f" {name}" for name, sign in SHEETS.items() if sign in html)


FILTERS = {
    "boxed": boxed,
    "sheets": sheets,
    "prose": prose,
    "plain": plain,
    "day": day,
    "iso": iso,
    "minute": minute,
    "converted": converted,
}
