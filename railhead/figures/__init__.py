"""Figures that stand in the page itself, in its colours: drawings, ranges and timelines.

The modules lay a figure out from the model's data; the theme's macros draw it.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from markupsafe import Markup
from pelican import signals

from railhead.story import drawing as drawings

from .ranges import ranges
from .timeline import timeline

if TYPE_CHECKING:
    from pelican.generators import Generator


def drawing(images: Path, name: str) -> Markup:
    """The SVG file `name` in the folder `images` as markup. railhead.story has seen that it has no faults."""
    return Markup(drawings.markup((images / name).read_bytes()))  # noqa: S704 - written from what is allowed alone


def equip(generator: Generator) -> None:
    """Give templates the filters that lay figures out."""
    images = Path(generator.path, "images")
    generator.env.filters.update(drawing=partial(drawing, images), ranges=ranges, timeline=timeline)


def register() -> None:
    """Connect the plugin to the signals of Pelican, as Pelican asks of a plugin."""
    signals.generator_init.connect(equip)
