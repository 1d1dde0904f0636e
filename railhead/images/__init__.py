"""Pictures: raster files in modern formats and fitting widths, and a social card for each story.

| module     | what it does                                                                 |
|------------|------------------------------------------------------------------------------|
| `picture`  | a raster file in the formats and widths that the layout asks for             |
| `card`     | the picture that stands for a story where its address is shared              |
| `icon`     | a drawing that stands by itself, in the colours of the theme                 |
| `referred` | which files of the content folder are published: those that a page refers to |
"""

from __future__ import annotations

import re
from functools import partial
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from jinja2 import pass_context
from pelican import signals
from pelican.generators import ArticlesGenerator, Generator, StaticGenerator
from pelican_incremental import Index, untraced, write_output, write_outputs

from railhead import tokens
from railhead.cache import cache_beside
from railhead.generators import of_kind
from railhead.story import drawing
from railhead.story.pictures import PICTURES, is_drawing, is_picture, is_raster

from . import card, icon
from .picture import Made, anew, prepare
from .referred import named, published

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from jinja2.runtime import Context
    from markupsafe import Markup
    from pelican import Pelican
    from pelican.writers import Writer

    from railhead.cache import Cache
    from railhead.story.model import Image, Picture

IMAGE = re.compile(r'<img alt="([^"]*)" src="([^"]*?)/(images/[^"]+)"[^>]*>')
# how wide the layout shows a picture; see theme/css/layout/story.css and theme/css/components/author.css
LEAD_SIZES = "(min-width: 60rem) 28rem, 100vw"
PORTRAIT_SIZES = "10rem"
TEXT_SIZES = "(min-width: 60rem) 40rem, 100vw"


class PictureGenerator(Generator):
    """Writes pictures and cards. `files` maps each address to publish to the Made that is put there."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.files: dict[str, Made] = {}

    def generate_output(self, writer: Writer) -> None:
        """Write the files with Pelican's `writer`, as Pelican asks of a generator."""
        for address, made in self.files.items():
            write_output(writer, address, partial(_bytes_of, made), by=made.by)
        context, theme = self.context, Path(self.theme)
        given = {"fonts": str(theme / "card"), "look": card.look(theme), "site": self.settings["SITENAME"]}
        # drafts are written in a preview alone
        for articles in (context["articles"], [draft for draft in context["drafts"] if draft.save_as]):
            write_outputs(writer, articles, card.name_of, card.of_story, **given)


def _bytes_of(made: Made, *, by: str) -> bytes:  # noqa: ARG001 - it is what the file is made from
    with untraced():
        return made.file().read_bytes()


@pass_context
def lead_picture(context: Context, image: Image | None, *, lead: bool = True) -> Markup | None:
    """The HTML of a story's lead picture, an Image of the model; None where there is none, or it is a drawing.

    One that does not `lead` its page is loaded once it is near.
    """
    if not image or not is_raster(image.file):
        return None
    picture = context["pictures"][f"images/{image.file}"]
    return picture.markup(context["localsiteurl"], image.alt, LEAD_SIZES, lead=lead)


@pass_context
def portrait(context: Context, image: Picture) -> Markup | None:
    """The HTML of an author's picture, a Picture of the model; None where it is a drawing."""
    if not is_raster(image.file):
        return None
    picture = context["pictures"][f"images/{image.file}"]
    return picture.markup(context["localsiteurl"], image.alt, PORTRAIT_SIZES, lead=True)


@pass_context
def pictures(context: Context, html: str) -> str:
    """The HTML of a text, in which each raster picture of the site's own is offered in several formats and widths."""
    base = context["localsiteurl"]

    def replace(match: re.Match[str]) -> str:
        alt, before, address = map(unescape, match.groups())
        address = unquote(urlsplit(address).path)
        if before not in {"", base} or not is_raster(address):
            return match[0]
        return str(context["pictures"][address].markup(base, alt, TEXT_SIZES, lead=False))

    return IMAGE.sub(replace, html)


def equip(generator: Generator) -> None:
    """Add the filters that show pictures."""
    generator.env.filters.update(lead_picture=lead_picture, portrait=portrait, pictures=pictures)


def gather(generators: Sequence[Generator]) -> None:
    """Prepare every picture and drawing, and note what is to be published.

    `pictures` in the context has the Picture of each raster file below content/images/, by `images/` and its name.
    """
    articles, static, made = of_kind(generators, ArticlesGenerator, StaticGenerator, PictureGenerator)
    cache, settings = cache_beside(static.path), articles.settings
    if not settings["DRAFT_SAVE_AS"]:
        names = articles.context["entries"].derived(
            "files that sources name", lambda entries: named(entries.values(), settings["SITEURL"])
        )
        static.staticfiles = published(static.staticfiles, names, settings)
    # no picture is ever copied: a camera or an editor writes more into it than a reader should get
    static.context["staticfiles"] = [file for file in static.staticfiles if not is_picture(file.source_path)]
    pictures, colours = {}, tokens.colours(Path(made.theme))
    with untraced():  # pages depend on the pictures that they look up
        for file in static.staticfiles:
            path = Path(file.source_path)
            if is_drawing(path):
                made.files[file.save_as] = _drawn(path, cache, colours)
            elif is_raster(path) and file.url.startswith(PICTURES):
                pictures[file.url], files = prepare(path, file.url, cache)
                made.files |= files
            elif is_raster(path):
                made.files[file.save_as] = anew(path, file.save_as, cache)
    static.context["pictures"] = Index("pictures", pictures)


def _drawn(path: Path, cache: Cache, colours: Mapping[str, tokens.Colour]) -> Made:
    """The Made for the drawing at `path`, which has no faults, in these colours of the theme."""
    schemes = [f"{name} {colour.light} {colour.dark}" for name, colour in colours.items()]
    by = f"{cache.digest(path)} {drawing.CODE} {icon.CODE} {schemes}"
    return Made(by, partial(cache.get, by, ".svg", lambda: icon.coloured(drawing.file(path.read_bytes()), colours)))


def generators(_pelican: Pelican) -> type[PictureGenerator]:
    """The generator that the plugin adds, as Pelican's signal `get_generators` asks."""
    return PictureGenerator


def register() -> None:
    """Connect the plugin to the signals of Pelican, as Pelican asks of a plugin."""
    signals.get_generators.connect(generators)
    signals.generator_init.connect(equip)
    # after railhead.story has checked the pictures, before anything is written
    signals.all_generators_finalized.connect(gather)
