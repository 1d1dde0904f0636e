"""Figures that stand in the page itself, in its colours: drawings, ranges and timelines.

The modules lay a figure out from the model's data; the theme's macros draw it.
"""

import re
from functools import partial
from pathlib import Path

from markupsafe import Markup
from pelican import signals

from .ranges import ranges
from .timeline import timeline

PROLOGUE = re.compile(r"^\s*(<\?xml.*?\?>|<!--.*?-->|<!DOCTYPE.*?>)\s*", re.DOTALL)


def drawing(images, name):
    """The SVG file `name` in the folder `images` as markup, without what only a file of its own needs."""
    svg = (images / name).read_text(encoding="utf-8")
    while match := PROLOGUE.match(svg):
        svg = svg[match.end() :]
    return Markup(svg.strip())  # noqa: S704 - a file of the site's own


def equip(generator):
    images = Path(generator.path, "images")
    generator.env.filters.update(drawing=partial(drawing, images), ranges=ranges, timeline=timeline)


def register():
    signals.generator_init.connect(equip)
