"""Figures that stand in the page itself, in its colours: drawings from content/images/."""

import re
from functools import partial
from pathlib import Path

from markupsafe import Markup
from pelican import signals

PROLOGUE = re.compile(r"^\s*(<\?xml.*?\?>|<!--.*?-->|<!DOCTYPE.*?>)\s*", re.DOTALL)


def drawing(images, name):
    """The SVG file `name` in the folder `images` as markup, without what only a file of its own needs."""
    svg = (images / name).read_text(encoding="utf-8")
    while match := PROLOGUE.match(svg):
        svg = svg[match.end() :]
    return Markup(svg.strip())  # noqa: S704 - a file of the site's own


def equip(generator):
    generator.env.filters["drawing"] = partial(drawing, Path(generator.path, "images"))


def register():
    signals.generator_init.connect(equip)
