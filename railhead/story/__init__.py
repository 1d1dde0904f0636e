"""Stories: YAML front matter to a checked model, claims and sources that can be cited in the text."""

from itertools import chain
from pathlib import Path

from blinker import signal
from pelican import signals
from pelican.generators import ArticlesGenerator, PagesGenerator, StaticGenerator

from railhead.generators import of_kind

from . import consistency, files
from .citations import annotate
from .fields import address_of
from .problems import ContentError
from .reader import MODELS, StoryReader
from .vocabulary import ClaimStatus, tally

# sent once a build with every Reading, none of which has a problem; by its name it is heard before this is imported
checked = signal("railhead_readings_checked")


def use_reader(readers):
    """Have Pelican read `.md` with our reader, and no other kind of source at all."""
    for extension in set(readers.reader_classes) - {"static"}:
        del readers.reader_classes[extension]
    readers.reader_classes["md"] = StoryReader


def equip(generator):
    generator.env.filters.update(annotate=annotate)
    generator.env.globals["claim_statuses"] = list(ClaimStatus)


def check(generators):
    """Raise ContentError with every problem of every file, before anything is written."""
    articles, pages, static = of_kind(generators, ArticlesGenerator, PagesGenerator, StaticGenerator)
    content, settings = Path(articles.path), articles.settings
    readers = [generator.readers.readers["md"] for generator in (articles, pages)]
    contents = [*articles.articles, *articles.drafts, *pages.pages, *pages.hidden_pages]
    # those with problems, which are no contents, and those that need not be read again
    found = chain(*(reader.readings.items() for reader in readers), ((c.source_path, c.reading) for c in contents))
    readings = dict(sorted(dict(found).items()))
    equipment, threads = (
        {page.slug: page for page in pages.pages if page.template == template} for template in ("equipment", "thread")
    )
    lists = {settings.get(f"{template.upper()}_URL") for template in settings["DIRECT_TEMPLATES"]}
    lists |= {archive["url"] for archives in articles.period_archives.values() for archive in archives}

    problems = [problem for reader in readers for problem in reader.problems]
    destinations = _destinations(articles, contents, lists, problems)
    read = readings.values()
    problems += consistency.repeated_ids(read)
    problems += consistency.repeated_addresses(contents, readings, lists)
    problems += consistency.taken_aliases(read, destinations.addresses)
    problems += consistency.ambiguous_names(read)
    problems += consistency.missing_pages(read, equipment, threads)
    problems += consistency.contradicting_sources(read)
    problems += files.unfit_files(content, MODELS, settings["STATIC_PATHS"], settings["IGNORE_FILES"])
    problems += consistency.broken_pictures(read, static.staticfiles, content)
    problems += consistency.broken_links(read, destinations)
    if problems:
        raise ContentError(problems)
    checked.send(list(read))

    articles.context["equipment"] = sorted(equipment.values(), key=lambda page: page.title)
    articles.context["threads"] = sorted(threads.values(), key=lambda page: page.title)
    for article in chain(articles.articles, articles.drafts):
        article.equipment = [equipment[slug] for slug in article.equipment]
        article.thread = threads.get(article.story)
        article.tally = tally(article.claims)


def _destinations(articles, contents, lists, problems):
    settings, static = articles.settings, articles.context["static_content"]
    terms = {
        "tag": list(articles.tags),
        "category": [category for category, _ in articles.categories],
        "author": [author for author, _ in articles.authors],
    }
    # Pelican takes every linked file for one, wherever it lies and whether it is there or not
    files = {name for name in static if name.startswith(tuple(f"{folder}/" for folder in settings["STATIC_PATHS"]))}
    files = {name for name in files if Path(articles.path, name).is_file()}
    published = [content for content in contents if content not in articles.drafts]
    named = [*published, *chain.from_iterable(terms.values()), *static.values()]
    addresses = {item.url for item in named} | lists | {settings["FEED_ATOM"], settings["FEED_RSS"]}
    publishers = {address_of(source.publisher) for content in published for source in getattr(content, "sources", ())}
    addresses |= {settings["PUBLISHER_URL"].format(slug=slug) for slug in publishers}
    return consistency.Destinations(
        files={"filename": {content.relative_source_path for content in published}, "static": files},
        drafts={draft.relative_source_path for draft in articles.drafts},
        pending={problem.path.partition("/")[2] for problem in problems},
        terms={kind: {term.slug for term in group} for kind, group in terms.items()},
        addresses={f"/{address}" for address in addresses},
    )


def register():
    signals.readers_init.connect(use_reader)
    signals.generator_init.connect(equip)
    # the last moment at which nothing has been written, and the first at which everything has been read
    signals.all_generators_finalized.connect(check)
