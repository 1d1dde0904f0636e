"""Pictures: raster files in modern formats and fitting widths, and a social card for each story."""

import re
import shutil
from html import unescape
from itertools import chain
from pathlib import Path

import resvg_py
from pelican import signals
from pelican.generators import ArticlesGenerator, Generator, PagesGenerator, StaticGenerator

from railhead.files import cache_beside
from railhead.generators import of_kind
from railhead.story.pictures import is_raster
from railhead.templating.filters import day, plain

from . import card
from .picture import prepare

IMAGE = re.compile(r'<img alt="([^"]*)" src="(?:\{static\})?/(images/[^"]+)"[^>]*>')
IN_TEXT = re.compile(r'src="(?:\{static\})?/(images/[^"]+)"')
# how wide the layout shows a picture; see theme/css/layout/story.css
LEAD_SIZES = "(min-width: 60rem) 28rem, 100vw"
TEXT_SIZES = "(min-width: 60rem) 40rem, 100vw"


class PictureGenerator(Generator):
    """Makes the pictures and cards of a build before anything is rendered, and writes them when the pages are.

    `files` maps each address to publish to the file to put there.
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.content = Path(self.path)
        self.cache = cache_beside(self.content)
        self.base = self.context["localsiteurl"]
        self.pictures = {}
        self.files = {}

    def picture(self, address):
        """The Picture published at `address`, such as `images/train.jpg`."""
        if address not in self.pictures:
            self.pictures[address] = prepare(self.content / address, address, self.cache)
            self.files |= self.pictures[address].files
        return self.pictures[address]

    def lead(self, image):
        """The HTML of a story's lead picture, an Image of the model."""
        return self.picture(f"images/{image.file}").markup(self.base, image.alt, LEAD_SIZES, lead=True)

    def in_text(self, html):
        """A converted text with each raster picture in its formats and widths."""

        def replace(match):
            alt, address = map(unescape, match.groups())
            if not is_raster(address):
                return match[0]
            return str(self.picture(address).markup(self.base, alt, TEXT_SIZES, lead=False))

        return IMAGE.sub(replace, html)

    def add_card(self, article):
        """Give `article` the address of its card."""
        article.card = f"{article.url}card.png"
        if not article.save_as:
            return  # a draft, in a build without drafts
        fonts = Path(self.theme, "card")
        statuses = [f"{count} {status.word.lower()}" for status, count in article.tally]
        values = {
            "headline": plain(article.title),
            "section": str(article.category),
            "date": day(article.date),
            "source": article.sources[0].publisher,
            "status_line": "Claims: " + ", ".join(statuses) if statuses else "",
            "site": self.settings["SITENAME"],
        }
        svg = card.draw(self.env.get_template("card.svg"), fonts, values)
        ingredients = svg.encode() + resvg_py.__version__.encode()
        self.files[article.card] = self.cache.get(ingredients, ".png", lambda: card.rasterise(svg, fonts))

    def generate_output(self, writer):  # noqa: ARG002 - Pelican's signature
        for address, file in self.files.items():
            target = Path(self.output_path, address)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, target)


def make(generators):
    """Prepare every picture and card, so that templates find them on the articles."""
    articles, pages, static, pictures = of_kind(
        generators, ArticlesGenerator, PagesGenerator, StaticGenerator, PictureGenerator
    )
    hidden = set() if articles.settings["DRAFT_SAVE_AS"] else _only_in_drafts(articles)
    static.staticfiles = [file for file in static.staticfiles if file.url not in hidden]
    originals = [file for file in static.staticfiles if is_raster(file.url)]
    # originals are linked to but never copied: a camera writes more into them than a reader should get
    static.context["staticfiles"] = [file for file in static.staticfiles if file not in originals]
    for original in originals:
        pictures.picture(original.url)
    drafts = [draft for draft in articles.drafts if draft.save_as]
    for content in chain(articles.articles, drafts, pages.pages):
        content._content = pictures.in_text(content._content)  # noqa: SLF001 - Pelican has no setter for it
    for article in chain(articles.articles, articles.drafts):
        image = article.image
        written = image and is_raster(image.file) and article.save_as
        article.lead_picture = pictures.lead(image) if written else None
        pictures.add_card(article)


def _only_in_drafts(articles):
    """The addresses of pictures that drafts show and nothing published does."""

    def shown(group):
        leads = {f"images/{article.image.file}" for article in group if article.image}
        return leads | {address for article in group for address in IN_TEXT.findall(article._content)}  # noqa: SLF001

    return shown(articles.drafts) - shown(articles.articles)


def generators(_pelican):
    return PictureGenerator


def register():
    signals.get_generators.connect(generators)
    # after railhead.story has checked the pictures, before anything is written
    signals.all_generators_finalized.connect(make)
