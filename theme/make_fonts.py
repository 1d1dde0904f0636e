"""Makes the theme's fonts: `python make_fonts.py SourceSerif4Variable-Roman.ttf.woff2`.

Takes Adobe's Source Serif 4 (npm package source-serif 4.5.1, folder WOFF2/VAR; SIL Open Font License 1.1) and keeps
what the site sets. For pages: weights 400 to 700, Western European letters, true small capitals, tabular figures, and
with them the marks of statuses, which make_marks.py draws. For social cards: two fixed weights, Greek and Cyrillic too,
since their size does not matter. Needs fonttools and brotli. The licence reserves the name Source for unmodified files,
hence a name of our own.
"""

import sys
from collections.abc import Iterable
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer
from make_marks import draw

FAMILY = "Newsroom Serif"
FAMILY_NAMES, POSTSCRIPT_NAMES = {1, 4, 16}, {6, 25}
ASCII = range(0x20, 0x7F)
LETTERS = "\u00a0–—“”‘’…·×−→©§°½éèêëáàâäãåíìîïóòôöõøúùûüñçßÉÖÜÄÅØÇæÆ"
HERE = Path(__file__).parent


def make(
    target: str,
    axes: dict[str, float | tuple[float, float]],
    letters: Iterable[int],
    features: list[str],
    flavor: str | None = None,
) -> None:
    """Write the part of the font with `letters` and `features`, fixed or limited on `axes`, to `target`.

    That of pages, which has a `flavor`, gets the marks of statuses too.
    """
    font = instancer.instantiateVariableFont(TTFont(sys.argv[1]), axes)
    subsetter = subset.Subsetter(subset.Options(layout_features=features, hinting=False, name_IDs=["*"]))
    subsetter.populate(unicodes=letters)
    subsetter.subset(font)
    for record in font["name"].names:
        if record.nameID in FAMILY_NAMES:
            record.string = FAMILY
        elif record.nameID in POSTSCRIPT_NAMES:
            record.string = FAMILY.replace(" ", "")
    if flavor:
        draw(font)
    font.flavor = flavor
    font.save(HERE / target)


make(
    "static/fonts/serif.woff2",
    {"opsz": 18, "wght": (400, 700)},
    [*ASCII, *map(ord, LETTERS)],
    ["kern", "mark", "ccmp", "locl", "liga", "smcp", "c2sc", "tnum"],
    "woff2",
)
for name, weight in (("regular", 400), ("bold", 700)):
    everything = [*range(0x20, 0x530), *range(0x2000, 0x2070), *map(ord, LETTERS)]
    make(f"card/{name}.ttf", {"opsz": 40, "wght": weight}, everything, ["kern", "mark", "ccmp", "locl"])
