"""Figures that stand in the page itself, in its colours: drawings, ranges and timelines.

The modules lay a figure out from the model's data; the theme's macros draw it.
"""

from functools import partial
from pathlib import Path

from markupsafe import Markup
from pelican import signals

from railhead.story import drawing as drawings

from .ranges import ranges
from .timeline import timeline


def drawing(images, name):
    """The SVG file `name` in the folder `images` as markup. It has no faults: railhead.story has looked."""
    return Markup(drawings.markup((images / name).read_bytes()))  # noqa: S704 - written from what is allowed alone


def equip(generator):
    images = Path(generator.path, "images")
    generator.env.filters.update(drawing=partial(drawing, images), ranges=ranges, timeline=timeline)


def register():
    signals.generator_init.connect(equip)
