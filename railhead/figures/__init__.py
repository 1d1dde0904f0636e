"""Figures that stand in the page itself, in its colours: drawings, ranges and timelines.

| module     | what it does                                                     |
|------------|------------------------------------------------------------------|
| `ranges`   | places distances beside others that a reader can picture         |
| `timeline` | places dated events on a line, as far apart as they were in time |

These work out places and lengths from the model's data; the macros of the theme draw them. A drawing is an SVG file of
the content folder, which railhead.story has checked.
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
    """The SVG file `name` below content/images/, as markup to set into the page.

    `images` is that folder. railhead.story has checked the file, so that it has no faults here.
    """
    return Markup(drawings.markup((images / name).read_bytes()))  # noqa: S704 - written from what is allowed alone


def equip(generator: Generator) -> None:
    """Add the filters that lay figures out."""
    images = Path(generator.path, "images")
    generator.env.filters.update(drawing=partial(drawing, images), ranges=ranges, timeline=timeline)


def register() -> None:
    """Connect the plugin to the signals of Pelican, as Pelican asks of a plugin."""
    signals.generator_init.connect(equip)
