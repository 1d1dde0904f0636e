"""Stories: YAML front matter to a checked model, claims and sources that can be cited in the text."""

from itertools import chain
from pathlib import Path

from pelican import signals
from pelican.generators import ArticlesGenerator, PagesGenerator, StaticGenerator

from . import consistency
from .problems import ContentError
from .reader import StoryReader


def use_reader(readers):
    """Have Pelican read `.md` with our reader, and no other kind of source at all."""
    for extension in set(readers.reader_classes) - {"static"}:
        del readers.reader_classes[extension]
    readers.reader_classes["md"] = StoryReader


def check(generators):
    """Raise ContentError with every problem of every file, before anything is written."""
    articles = next(g for g in generators if isinstance(g, ArticlesGenerator))
    pages = next(g for g in generators if isinstance(g, PagesGenerator))
    readers = [generator.readers.readers["md"] for generator in (articles, pages)]
    readings = dict(sorted(chain.from_iterable(reader.readings.items() for reader in readers)))
    contents = [*articles.articles, *articles.drafts, *pages.pages, *pages.hidden_pages]
    equipment = {page.slug: page for page in pages.pages if page.template == "equipment"}

    problems = [problem for reader in readers for problem in reader.problems]
    problems += consistency.repeated_ids(readings.values())
    problems += consistency.repeated_addresses(contents, readings)
    problems += consistency.missing_equipment(readings.values(), equipment)
    problems += consistency.broken_links(readings.values(), Path(articles.path), _addresses(generators, contents))
    if problems:
        raise ContentError(problems)

    articles.context["equipment"] = sorted(equipment.values(), key=lambda page: page.title)
    for article in chain(articles.articles, articles.drafts):
        article.equipment = [equipment[slug] for slug in article.equipment]


def _addresses(generators, contents):
    """Every path on the site that a text may link to."""
    articles = next(g for g in generators if isinstance(g, ArticlesGenerator))
    static = next(g for g in generators if isinstance(g, StaticGenerator))
    settings = articles.settings
    terms = [*articles.tags, *dict(articles.categories), *dict(articles.authors)]
    addresses = {item.url for item in (*contents, *terms, *static.staticfiles)}
    addresses |= {archive["url"] for archives in articles.period_archives.values() for archive in archives}
    addresses |= {settings[f"{template.upper()}_URL"] for template in settings["DIRECT_TEMPLATES"]}
    addresses |= {settings["FEED_ATOM"], settings["FEED_RSS"]}
    return {f"/{address}" for address in addresses}


def register():
    signals.readers_init.connect(use_reader)
    # the last moment at which nothing has been written, and the first at which everything has been read
    signals.all_generators_finalized.connect(check)
