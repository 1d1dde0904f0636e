"""The tokens of the theme, in css/tokens.css: what pages, social cards and the icon take their colours from.

A colour is a token of one colour, `#rrggbb` or `#rgb`, or of two, one for each scheme: `light-dark(#rrggbb, #rrggbb)`.
"""

import re
from collections.abc import Iterator, Mapping
from colorsys import hls_to_rgb, rgb_to_hls
from pathlib import Path
from typing import NamedTuple

from . import files

SCHEMES = ("light", "dark")
# what text is set in, and what it is set on; see WCAG 2.2, 1.4.6
TEXT, GROUNDS = ("ink", "muted", "accent"), ("paper", "tint")
CONTRAST = 7.0
NEEDED = ("paper", *TEXT)  # without which no card can be drawn
COLOURS = (*GROUNDS, *TEXT, "rule")  # which a drawing may name, too
TRACK = "track"  # 1: masthead, colophon and cards show a railway track; 0: two plain rules

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_TOKEN = re.compile(r"--([\w-]+)\s*:\s*([^;{}]*?)\s*(?=[;}])")
_HEX = r"#(?:[0-9a-f]{6}|[0-9a-f]{3})"
_COLOUR = re.compile(_HEX, re.IGNORECASE)
_PAIR = re.compile(rf"light-dark\(\s*({_HEX})\s*,\s*({_HEX})\s*\)", re.IGNORECASE)
_RIGHT = "write it as #84200f or, with one for each scheme, as light-dark(#84200f, #ffab98)"


class Token(NamedTuple):
    """A value as it stands in the file, from `start` to `end`, and the line of that, counted from 1."""

    value: str
    start: int
    end: int
    line: int


class Colour(NamedTuple):
    """A colour in the light and in the dark scheme, as `#rrggbb` or `#rgb`, and the line of the file that sets it."""

    light: str
    dark: str
    line: int


def path_in(theme: Path) -> Path:
    """Where the tokens of a theme are."""
    return theme / "css" / "tokens.css"


def named(text: str, path: Path) -> dict[str, Token]:
    """The tokens in the text of a stylesheet, by name. `path` is the file that an error names.

    Raises SyntaxError for a colour or the track that is set twice: which of the two counts depends on the rules around
    them. Of other tokens the last counts.
    """
    found: dict[str, Token] = {}
    blank = _COMMENT.sub(lambda comment: re.sub(r"[^\n]", " ", comment[0]), text)
    for match in _TOKEN.finditer(blank):
        line = blank.count("\n", 0, match.start()) + 1
        if match[1] in found and match[1] in (*COLOURS, TRACK):
            first = found[match[1]].line
            raise _error(
                f"`--{match[1]}` is in line {first} already; keep one of them. {_RIGHT.capitalize()}", path, line
            )
        found[match[1]] = Token(match[2], match.start(2), match.end(2), line)
    return found


def colours(theme: Path) -> dict[str, Colour]:
    """The colours in css/tokens.css of a theme, by name: those of COLOURS that the file sets.

    Raises SyntaxError, with file and line, for a value that is no such colour, and where one of NEEDED is missing.
    """
    path = path_in(theme)
    tokens = _read(path)
    if lacking := [name for name in NEEDED if name not in tokens]:
        raise _error(f"`--{lacking[0]}` is missing; {_RIGHT}", path, 1)
    return {name: _colour(name, tokens[name], path) for name in COLOURS if name in tokens}


def has_track(theme: Path) -> bool:
    """Whether the theme shows a track. Raises SyntaxError for another value than 0 and 1."""
    path = path_in(theme)
    token = _read(path).get(TRACK)
    if token and token.value not in {"0", "1"}:
        raise _error(
            f"`--{TRACK}` cannot be `{token.value}`; write 1 for a track, or 0 for plain rules", path, token.line
        )
    return bool(token) and token.value == "1"


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, from 1 to 21, as WCAG 2.2 defines it."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def firm(colour: str, grounds: tuple[str, ...]) -> str:
    """The colour, or the nearest one of another lightness that has enough contrast for text on all of the grounds."""
    return next((near for near in _nearer(colour, grounds) if is_firm(near, grounds)), colour)


def is_firm(colour: str, grounds: tuple[str, ...]) -> bool:
    """Whether text of a colour can be read on all the grounds."""
    return all(contrast(colour, ground) >= CONTRAST for ground in grounds)


def grounds(found: Mapping[str, Colour], scheme: str) -> tuple[str, ...]:
    """What text is set on in a scheme, `light` or `dark`."""
    return tuple(getattr(found[name], scheme) for name in GROUNDS if name in found)


def _nearer(colour: str, grounds: tuple[str, ...]) -> Iterator[str]:
    """Yield a colour in its own lightness and on from there, darker on light grounds, lighter on dark ones."""
    yield colour
    hue, lightness, saturation = rgb_to_hls(*(part / 255 for part in _parts(colour)))
    end = 0 if contrast("#000000", grounds[0]) > contrast("#ffffff", grounds[0]) else 1
    for step in range(1, 101):
        parts = hls_to_rgb(hue, lightness + (end - lightness) * step / 100, saturation)
        yield "#" + "".join(f"{round(part * 255):02x}" for part in parts)


def _luminance(colour: str) -> float:
    """The relative luminance of a colour, as WCAG 2.2 defines it."""
    red, green, blue = (
        share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4  # noqa: PLR2004 - WCAG's, as below
        for share in (part / 255 for part in _parts(colour))
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _parts(colour: str) -> list[int]:
    """Red, green and blue, from 0 to 255."""
    digits = colour.removeprefix("#")
    if len(digits) == len("rgb"):
        digits = "".join(digit * 2 for digit in digits)
    return [int(digits[start : start + 2], 16) for start in (0, 2, 4)]


def is_colour(text: str) -> bool:
    """Whether a text is one colour in the form of the tokens: `#rgb` or `#rrggbb`."""
    return bool(_COLOUR.fullmatch(text))


def _colour(name: str, token: Token, path: Path) -> Colour:
    if _COLOUR.fullmatch(token.value):
        return Colour(token.value, token.value, token.line)
    if found := _PAIR.fullmatch(token.value):
        return Colour(found[1], found[2], token.line)
    what = f"`--{name}` is no colour that a social card can have and a check can measure: `{token.value}`; {_RIGHT}"
    raise _error(what, path, token.line)


def _read(path: Path) -> dict[str, Token]:
    try:
        return named(files.read(path).decode(), path)
    except UnicodeDecodeError:
        raise _error("this is not UTF-8", path, 1) from None


def _error(what: str, path: Path, line: int) -> SyntaxError:
    return SyntaxError(what, (str(path), line, 1, None))
