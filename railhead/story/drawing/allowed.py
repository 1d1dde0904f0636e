"""What a drawing may hold: elements, and of each the attributes with what they may say. Nothing else is ever written.

There is no `a`, `script`, `animate`, `image` or `foreignObject`, which lead elsewhere, run or load; no `filter`, which
may take a browser any time; and neither `class` nor `data-`, by which a drawing would get into the page around it.
"""

import re
from collections.abc import Callable

from PIL.ImageColor import colormap

Rule = Callable[[str], bool]

LARGEST = 1_000_000  # a coordinate
LONGEST_NUMBER = 24  # characters
LONGEST_VALUE = 1_000  # characters, but of the two that hold a shape
SHAPE = {"d", "points"}
NUMBER = re.compile(r"[+-]?+(?:\d++(?:\.\d++)?+|\.\d++)(?:[eE][+-]?+\d++)?+", re.ASCII)
_NAME = r"[A-Za-z_][\w.:-]{0,99}+"
ID = re.compile(_NAME, re.ASCII)
HREF = re.compile(rf"#({_NAME})", re.ASCII)
# the colours of theme/css/tokens.css, for a drawing that is set into a page
VARIABLES = ("paper", "tint", "ink", "muted", "accent", "rule")

_FUNCTION = re.compile(r"(?:rgb|hsl)a?\([\d\s,.%/+-]{1,60}+\)", re.ASCII)
_HEX = re.compile(r"#(?:[0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})", re.IGNORECASE)
_VARIABLE = re.compile(rf"var\(\s*+--(?:{'|'.join(VARIABLES)})\s*+,\s*+([^\s)]++(?:\([^)]*+\))?+)\s*+\)")
_TRANSFORM = re.compile(r"(?:matrix|translate|scale|rotate|skewX|skewY)\s*+\(([^()]*+)\)[\s,]*+")
REFERENCE = re.compile(rf"""url\(\s*+(["']?)#({_NAME})\1\s*+\)\s*+""", re.ASCII)


def numbers(text: str, units: tuple[str, ...] = ()) -> list[float] | None:
    """The numbers of a list such as `0 0, 9.5px`, or None where there is something else or one is too large."""
    rest = NUMBER.sub(" ", text)
    for unit in units:
        rest = rest.replace(unit, "")
    found = NUMBER.findall(text)
    if rest.strip(" \t\r\n,") or any(len(number) > LONGEST_NUMBER for number in found):
        return None
    values = [float(number) for number in found]
    return values if all(abs(value) <= LARGEST for value in values) else None


def _several(*counts: int, units: tuple[str, ...] = ()) -> Rule:
    """A rule for a list of as many numbers as one of `counts` says, or of one or more."""

    def is_allowed(value: str) -> bool:
        found = numbers(value, units)
        return bool(found) and (not counts or len(found) in counts)

    return is_allowed


def _word(*words: str) -> Rule:
    return lambda value: value in words


def _matches(pattern: str) -> Rule:
    compiled = re.compile(pattern, re.ASCII)
    return lambda value: compiled.fullmatch(value) is not None


def _either(*rules: Rule) -> Rule:
    return lambda value: any(rule(value) for rule in rules)


def is_colour(value: str) -> bool:
    """Whether this is a colour: by its name, its numbers, or as one of the page's, with another where there is none."""
    if found := _VARIABLE.fullmatch(value):
        return is_colour(found[1]) and not found[1].startswith("var")
    named = value.lower() in colormap or value in {"currentColor", "currentcolor", "transparent"}
    return named or bool(_HEX.fullmatch(value) or _FUNCTION.fullmatch(value))


def _is_paint(value: str) -> bool:
    rest = REFERENCE.sub("", value, count=1) if value.startswith("url(") else value
    return (not rest and rest != value) or rest == "none" or is_colour(rest)


def _is_reference(value: str) -> bool:
    return value == "none" or bool(REFERENCE.fullmatch(value))


def _is_path(value: str) -> bool:
    return value == "none" or numbers(re.sub("[MmZzLlHhVvCcSsQqTtAa]", " ", value)) is not None


def _is_transform(value: str) -> bool:
    parts = [numbers(found[1]) for found in _TRANSFORM.finditer(value)]
    return not _TRANSFORM.sub("", value).strip() and all(parts)


NUMERIC = _several(1)
LENGTH = _several(1, units=("px", "%"))
LENGTHS = _several(units=("px", "%", "em"))
ABSOLUTE = _several(1, units=("px", "pt"))
PAGE_LENGTH = _several(1, units=("px", "pt", "pc", "mm", "cm", "in", "%"))
SHARE = _several(1, units=("%",))
UNITS = _word("userSpaceOnUse", "objectBoundingBox")
FITTING = _matches(r"(?:none|x(?:Min|Mid|Max)Y(?:Min|Mid|Max))(?: (?:meet|slice))?")
LOCAL = _matches(rf"#{_NAME}")
NO_NUMBER = _word("none")
WHERE_TEXT_STANDS = _word(
    "auto", "baseline", "middle", "central", "hanging", "mathematical", "ideographic", "alphabetic",
    "text-before-edge", "text-after-edge", "before-edge", "after-edge", "text-top", "text-bottom",
)  # fmt: skip

# how something looks; what stands in `style` is taken for these
PRESENTATION: dict[str, Rule] = {
    "fill": _is_paint,
    "stroke": _is_paint,
    "color": is_colour,
    "stop-color": is_colour,
    "opacity": SHARE,
    "fill-opacity": SHARE,
    "stroke-opacity": SHARE,
    "stop-opacity": SHARE,
    "stroke-width": LENGTH,
    "stroke-miterlimit": NUMERIC,
    "stroke-dashoffset": LENGTH,
    "stroke-dasharray": _either(NO_NUMBER, _several(units=("px",))),
    "stroke-linecap": _word("butt", "round", "square"),
    "stroke-linejoin": _word("miter", "round", "bevel"),
    "fill-rule": _word("nonzero", "evenodd"),
    "clip-rule": _word("nonzero", "evenodd"),
    "clip-path": _is_reference,
    "mask": _is_reference,
    "display": _word("none", "inline", "block"),
    "visibility": _word("visible", "hidden", "collapse"),
    "paint-order": _matches(r"normal|(?:fill|stroke|markers)(?: (?:fill|stroke|markers)){0,2}"),
    "color-interpolation": _word("auto", "sRGB", "linearRGB"),
    "shape-rendering": _word("auto", "optimizeSpeed", "crispEdges", "geometricPrecision"),
    "text-rendering": _word("auto", "optimizeSpeed", "optimizeLegibility", "geometricPrecision"),
    "font-family": _matches(r"[\w\s,'\"-]{1,200}"),
    "font-size": ABSOLUTE,
    "font-style": _word("normal", "italic", "oblique"),
    "font-weight": _either(_word("normal", "bold", "bolder", "lighter"), _matches("[1-9]00")),
    "font-stretch": _word("normal", "condensed", "expanded"),
    "font-variant": _word("normal", "small-caps"),
    "text-anchor": _word("start", "middle", "end"),
    "text-decoration": _word("none", "underline", "line-through", "overline"),
    "letter-spacing": _either(_word("normal"), ABSOLUTE),
    "word-spacing": _either(_word("normal"), ABSOLUTE),
    "dominant-baseline": WHERE_TEXT_STANDS,
    "alignment-baseline": WHERE_TEXT_STANDS,
    "baseline-shift": _either(_word("sub", "super", "baseline"), LENGTH),
}
MARKERS: dict[str, Rule] = dict.fromkeys(("marker-start", "marker-mid", "marker-end"), _is_reference)
# what a <style> may set, in a drawing that stands by itself: nothing that refers to a part of it
STYLED = {"color", "stop-color", "opacity", "fill-opacity", "stroke-opacity", "stroke-width", "display", "visibility"}

_GRADIENT = {
    "href": LOCAL,
    "gradientUnits": UNITS,
    "gradientTransform": _is_transform,
    "spreadMethod": _word("pad", "reflect", "repeat"),
}
_SHAPE = {"transform": _is_transform, **MARKERS}
_TEXT = {
    **dict.fromkeys(("x", "y", "dx", "dy"), LENGTHS),
    "rotate": _several(),
    "textLength": LENGTH,
    "lengthAdjust": _word("spacing", "spacingAndGlyphs"),
    "xml:space": _word("default", "preserve"),
}
_VIEW = {"viewBox": _several(4), "preserveAspectRatio": FITTING}


def _lengths(*names: str) -> dict[str, Rule]:
    return dict.fromkeys(names, LENGTH)


_BOX = _lengths("x", "y", "width", "height")
_SPACE = {"xml:space": _TEXT["xml:space"]}
_LANGUAGE = {"xml:lang": _matches(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8}){0,4}")}
# what each element may have besides PRESENTATION
ELEMENTS: dict[str, dict[str, Rule]] = {
    "svg": {**_VIEW, "width": PAGE_LENGTH, "height": PAGE_LENGTH, **_SPACE},
    "g": {"transform": _is_transform, **_SPACE},
    "defs": {},
    "symbol": {**_VIEW, **_BOX, **_lengths("refX", "refY")},
    "use": {"href": LOCAL, "transform": _is_transform, **_BOX},
    "title": {},
    "desc": {},
    "style": {},
    "path": {**_SHAPE, "d": _is_path},
    "rect": {"transform": _is_transform, **_BOX, **_lengths("rx", "ry")},
    "circle": {"transform": _is_transform, **_lengths("cx", "cy", "r")},
    "ellipse": {"transform": _is_transform, **_lengths("cx", "cy", "rx", "ry")},
    "line": {**_SHAPE, **_lengths("x1", "y1", "x2", "y2")},
    "polyline": {**_SHAPE, "points": lambda value: numbers(value) is not None},
    "polygon": {**_SHAPE, "points": lambda value: numbers(value) is not None},
    "text": {**_TEXT, "transform": _is_transform},
    "tspan": _TEXT,
    "textPath": {"href": LOCAL, "startOffset": LENGTH, **_TEXT},
    "linearGradient": {**_GRADIENT, **_lengths("x1", "y1", "x2", "y2")},
    "radialGradient": {**_GRADIENT, **_lengths("cx", "cy", "r", "fx", "fy", "fr")},
    "stop": {"offset": SHARE},
    "pattern": {
        "href": LOCAL,
        "patternUnits": UNITS,
        "patternContentUnits": UNITS,
        "patternTransform": _is_transform,
        **_VIEW,
        **_BOX,
    },
    "clipPath": {"clipPathUnits": UNITS, "transform": _is_transform},
    "mask": {"maskUnits": UNITS, "maskContentUnits": UNITS, **_BOX},
    "marker": {
        "markerUnits": _word("userSpaceOnUse", "strokeWidth"),
        "orient": _either(_word("auto", "auto-start-reverse"), _several(1, units=("deg",))),
        **_lengths("markerWidth", "markerHeight", "refX", "refY"),
        **_VIEW,
    },
}
TEXTS = {"text", "tspan", "textPath"}
WORDS = {"title", "desc", "style"}  # these hold text and no elements: within them, HTML has rules of its own


def rule_of(element: str, attribute: str) -> Rule | None:
    """What an attribute of an element may say; None where it may not be there."""
    own = ELEMENTS[element]
    if element in WORDS:
        return _LANGUAGE.get(attribute)
    return own.get(attribute) or PRESENTATION.get(attribute) or _LANGUAGE.get(attribute)


def is_allowed(element: str, attribute: str, value: str) -> bool:
    """Whether an attribute of an element may have this value."""
    rule = rule_of(element, attribute)
    return bool(rule and (len(value) <= LONGEST_VALUE or attribute in SHAPE) and rule(value))
