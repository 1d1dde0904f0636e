"""The <style> of a drawing that stands by itself, such as an icon: colours, for a light and a dark surrounding.

    path{stroke:#8a2417}@media(prefers-color-scheme:dark){path{stroke:#ff9d88}}

In a page the rules would be those of the page, whose policy lets none through.
"""

import re

from .allowed import ELEMENTS, PRESENTATION, STYLED, is_colour

_RULE = re.compile(r"([a-zA-Z*,\s]++)\{([^{}]*+)\}\s*+")
_MEDIA = re.compile(r"@media\s*+\(\s*+prefers-color-scheme\s*+:\s*+(dark|light)\s*+\)\s*+\{\s*+")
# as matplotlib begins: *{stroke-linejoin: round; stroke-linecap: butt}
_OF_ALL = re.compile(r"\s*+(?:\*\s*+\{([^{}]*+)\}\s*+)?+")
_OF_LINES = {"stroke-linejoin", "stroke-linecap"}
_END = re.compile(r"\}\s*+")


def declarations(text: str) -> list[tuple[str, str]] | None:
    """[(property, value)] of `fill:none;stroke:#fff`; None where something else stands there."""
    parts = [part.partition(":") for part in text.split(";") if part.strip()]
    if not all(colon for _, colon, _ in parts):
        return None
    return [(name.strip(), value.strip()) for name, _, value in parts]


def written(text: str) -> str | None:
    """A stylesheet as it goes out; None where it holds anything but what is described above."""
    text, made, position, is_within = text.strip(), [], 0, False
    while position < len(text):
        if found := (_END if is_within else _MEDIA).match(text, position):
            made.append("}" if is_within else f"@media(prefers-color-scheme:{found[1]}){{")
            is_within = not is_within
        elif (found := _RULE.match(text, position)) and (rule := _rule(found[1], found[2])):
            made.append(rule)
        else:
            return None
        position = found.end()
    return None if is_within else "".join(made)


def of_lines(text: str) -> list[tuple[str, str]] | None:
    """[(property, value)] of a stylesheet that says how all lines end and join, or nothing; None where it says more."""
    found = _OF_ALL.fullmatch(text)
    said = declarations(found[1] or "") if found else None
    return said if said is not None and all(name in _OF_LINES for name, _ in said) else None


def _rule(selectors: str, body: str) -> str | None:
    elements = [selector.strip() for selector in selectors.split(",")]
    set_here = declarations(body)
    if set_here is None or not all(element == "*" or element in ELEMENTS for element in elements):
        return None
    if not all(_is_plain(name, value) for name, value in set_here):
        return None
    return f"{','.join(elements)}{{{';'.join(f'{name}:{value}' for name, value in set_here)}}}"


def _is_plain(name: str, value: str) -> bool:
    if name in {"fill", "stroke"}:
        return value == "none" or is_colour(value)
    return name in STYLED and PRESENTATION[name](value)
