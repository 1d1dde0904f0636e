"""Stories: YAML front matter to a checked model, claims and sources that can be cited in the text.

| modules                                               | what they do                                             |
|-------------------------------------------------------|----------------------------------------------------------|
| `reader`                                              | a file to HTML and metadata, as Pelican asks of a reader |
| `frontmatter`, `slips`, `elsewhere`                   | front matter: what it says, or was meant to              |
| `model`, `fields`, `vocabulary`, `validation`         | what a file may say, and what is wrong with what it says |
| `citations`, `extended`, `fences`, `tables`, `quotes` | extensions of Markdown                                   |
| `bounds`, `markup`                                    | what a text may hold, before and after Markdown          |
| `readings`, `contents`, `entries`, `summary`          | what is known of each source, and of all together        |
| `consistency`, `nearby`                               | rules across sources                                     |
| `authors`                                             | who wrote a story, by its names and the authors' files   |
| `files`, `static_*`, `pictures`, `drawing/`           | files that are published as they are                     |
| `problems`                                            | what is wrong, as a sentence with its place              |
| `new`, `skeleton`, `correcting`                       | a new story, and a correction of one that is published   |
| `text`                                                | the sentences of a text                                  |

Here, the plugin hears Pelican's signals: it gives Pelican the reader, checks all sources together, and puts their
entries into the context.
"""

from __future__ import annotations

import logging
import os
from dataclasses import replace
from functools import partial
from itertools import chain
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from blinker import signal
from jinja2 import pass_context
from pelican import signals
from pelican.generators import ArticlesGenerator, PagesGenerator, StaticGenerator
from pelican_incremental import Index, untraced

from railhead.address import OWN_FOLDERS
from railhead.generators import of_kind

from . import authors, consistency, files, static_addresses
from .citations import marked
from .entries import documents_of
from .problems import ContentError
from .reader import MODELS, StoryReader
from .readings import Readings
from .summary import summed
from .vocabulary import ClaimStatus, tally

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from collections.abc import Set as AbstractSet
    from datetime import date, datetime

    from jinja2.runtime import Context
    from pelican import Pelican
    from pelican.generators import Generator
    from pelican.readers import Readers

    from .consistency import Documents
    from .contents import SourceContent
    from .entries import ClaimEntry, Entry
    from .model import Claim
    from .problems import Problem
    from .summary import Summary

# sent once a build with the Readings, none of which has a problem; by its name it is heard before this is imported
checked = signal("railhead_readings_checked")
# sent once a build with [(path of a scheduled story, when it goes out)]
scheduled = signal("railhead_stories_scheduled")


def use_reader(readers: Readers) -> None:
    """Have Pelican read `.md` with our reader, and no other kind of source at all."""
    for extension in set(readers.reader_classes) - {"static"}:
        del readers.reader_classes[extension]
    readers.reader_classes["md"] = StoryReader


def equip(generator: Generator) -> None:
    """Add the filters that show claims and find the articles of entries, and the list of all statuses."""
    generator.env.filters.update(marked=marked, tally=tally, as_of=as_of, contents=contents_of, when_due=when_due)
    generator.env.filters["authors"] = authors.authors
    in_templates: dict[str, Any] = generator.env.globals
    in_templates["claim_statuses"] = list(ClaimStatus)


def as_of(claims: Iterable[Claim | ClaimEntry]) -> date:
    """The newest day among those since when claims stand as they do now. There has to be one claim at least."""
    return max(claim.current.as_of for claim in claims)


@pass_context
def contents_of(context: Context, entries: Iterable[Entry]) -> list[SourceContent]:
    """The articles or pages that `entries` stand for, in the same order."""
    return [context["generated_content"][entry.below] for entry in entries]


def entry(content: SourceContent) -> Entry:
    """The Entry of a content, with what only Pelican knows of it, such as its address, and when it is due."""
    due = when_due(content)
    return replace(
        content.entry,
        status="draft" if due else content.entry.status,
        due=due,
        title=str(content.title),
        dek=str(content.metadata["summary"]),
        url=content.url,
        slug=content.slug,
        date=getattr(content, "date", None),
        modified=getattr(content, "modified", None),
    )


def when_due(content: SourceContent) -> datetime | None:
    """When a scheduled story is published. None for a draft, and for what is published already."""
    # Pelican makes a draft of what has a date to come, by WITH_FUTURE_DATES
    is_scheduled = content.status == "draft" and content.entry.status != "draft"
    return getattr(content, "date", None) if is_scheduled else None


def refuse_unreadable(pelican: Pelican) -> None:
    """Raise ContentError, before anything is read, for what could not be read to an end.

    That is: links to folders, two of which can lead in a circle; what is no file in the theme; and a setting in a wrong
    form.
    """
    settings = pelican.settings
    with untraced():  # pages do not depend on the folders that are looked through
        problems = list(files.linked_folders(Path(settings["PATH"]), settings["IGNORE_FILES"]))
        problems += files.unreadable_theme(settings["THEME"])
    problems += static_addresses.misgiven(settings["EXTRA_PATH_METADATA"])
    if problems:
        raise ContentError(problems)


def gather(generators: Sequence[Generator]) -> None:
    """Put the entries of all sources into the context, as an Index, with the pages of equipment, of threads and of
    authors.

    Raises ContentError with every problem of every file, before anything is written.
    """
    articles, pages = of_kind(generators, ArticlesGenerator, PagesGenerator)
    context = articles.context
    listed = (articles.articles, articles.drafts, pages.pages, pages.hidden_pages)
    entries = context["entries"] = Index.of("entries", listed, entry)
    with untraced():
        _check(generators, entries)
    if checked.receivers:
        digests = Index.of("digests of sources", listed, attrgetter("source_digest"))
        with untraced():
            checked.send(
                Readings(entries, digests, context["generated_content"].__getitem__, articles.settings["AUTHOR"])
            )
    if scheduled.receivers:
        with untraced():
            waiting = [(draft.get_relative_source_path(), draft.date) for draft in articles.drafts if when_due(draft)]
        scheduled.send([(f"{Path(articles.path).name}/{path}", due) for path, due in waiting])
    context["bylines"] = entries.grouped("bylines", authors.of_file)
    for kind in ("equipment", "thread", "author"):
        found = entries.derived(f"{kind} pages", partial(_pages, kind))
        of_slug = {slug: context["generated_content"][below] for slug, below in found}
        context[f"{kind}_pages"] = Index(f"{kind} pages", of_slug)
    context["equipment"] = list(context["equipment_pages"].values())


def _pages(kind: str, entries: Mapping[str, Entry]) -> list[tuple[str, str]]:
    """(slug, path below the content folder) of each page of a kind, by title."""
    found = sorted((e for e in entries.values() if e.kind == kind), key=attrgetter("title"))
    return [(entry.slug, entry.below) for entry in found]


def _check(generators: Sequence[Generator], entries: Index) -> None:
    """Raise ContentError with every Problem that the readers noted, or that shows when all sources are there."""
    articles, pages, static = of_kind(generators, ArticlesGenerator, PagesGenerator, StaticGenerator)
    content = Path(articles.path)
    # `use_reader` has put them there
    readers = [cast("StoryReader", generator.readers.readers["md"]) for generator in (articles, pages)]
    problems = [problem for reader in readers for problem in reader.problems]
    # those that are no contents, because they have problems
    read = {reading.document.path: reading for reader in readers for reading in reader.readings.values()}
    faulty = [reading.entry for path, reading in read.items() if path.partition("/")[2] not in entries]
    documents = documents_of(content, {path: reading.document for path, reading in read.items()})

    def all_of(entries: Mapping[str, Entry]) -> list[Entry]:
        return sorted([*entries.values(), *faulty], key=attrgetter("path"))

    def summary_of(entries: Mapping[str, Entry]) -> Summary:
        return summed(all_of(entries))

    summary = summary_of(entries) if faulty else entries.derived("summary of sources", summary_of)
    destinations = _destinations(articles, summary, problems)
    problems += _static_faults(articles, static, summary)
    every = partial(all_of, entries)
    problems += consistency.broken_pictures(every, summary.leads, documents, static.staticfiles, content)
    problems += consistency.moved_pictures(every, summary.leads, documents, static.staticfiles)
    changed = _changed_alone(entries)
    if faulty or changed is None:
        problems += _across(articles, every(), documents, destinations)
        problems += consistency.broken_links(every(), documents, destinations)
    else:
        # files of the site are no sources: what links to one is looked at each time, whichever way it is written
        linking = {entry.path: entry for entry in summary.linking} | {entry.path: entry for entry in changed}
        problems += consistency.broken_links([linking[path] for path in sorted(linking)], documents, destinations)
    if problems:
        raise ContentError(problems)


def _static_faults(articles: ArticlesGenerator, static: StaticGenerator, summary: Summary) -> list[Problem]:
    """The problems of what is published as it is: files of the content folder and of the theme."""
    settings, content = articles.settings, Path(articles.path)
    of_theme = dict(static_addresses.of_theme(settings))
    problems = [
        *files.unfit_files(content, MODELS, settings["STATIC_PATHS"], settings["IGNORE_FILES"]),
        *files.unfit_theme(of_theme.values(), content),
        *files.hidden_files(
            [file.get_relative_source_path() for file in static.staticfiles], content, settings["IGNORE_FILES"]
        ),
    ]
    told = {problem.path for problem in problems}
    # what texts link to counts as one of these to Pelican, wherever it lies
    own = tuple(f"{content.name}/{folder}/" for folder in settings["STATIC_PATHS"])
    standing = [(file.save_as, f"{content.name}/{file.get_relative_source_path()}") for file in static.staticfiles]
    standing = [(os.path.normpath(place), path) for place, path in standing if path.startswith(own)]
    standing += [(place, os.path.relpath(path, content.parent)) for place, path in of_theme.items()]
    pages = summary.addresses | _lists(articles)
    unseen = [(place, path) for place, path in standing if path not in told]
    return problems + list(static_addresses.misplaced(unseen, filter(None, pages), settings))


def _changed_alone(entries: Index) -> list[Entry] | None:
    """The entries that changed, or None where what others go by may be another."""
    if entries.changes is None:
        return None
    pairs = [(before, now) for _, before, now in entries.changes]
    if any(before is None or now is None or before.seen_by_others != now.seen_by_others for before, now in pairs):
        return None
    return [now for _, now in pairs]


def _across(
    articles: ArticlesGenerator, every: Sequence[Entry], documents: Documents, destinations: consistency.Destinations
) -> list[Problem]:
    """The problems that only show when all entries are looked at together."""
    contents = [entry for entry in every if entry.slug]
    equipment, threads = (
        # one with problems of its own is there all the same
        {e.slug for e in contents if e.kind == kind} | {Path(p).stem for p in destinations.pending if p.startswith(top)}
        for kind, top in (("equipment", "equipment/"), ("thread", "threads/"))
    )
    return [
        *consistency.repeated_ids(every, documents),
        *consistency.repeated_addresses(contents, documents, _lists(articles), OWN_FOLDERS),
        *consistency.taken_aliases(every, documents, destinations.addresses),
        *consistency.ambiguous_names(every, documents),
        *authors.misnamed(every, documents),
        *consistency.missing_pages(every, documents, equipment, threads),
        *consistency.contradicting_sources(every, documents),
    ]


def _lists(articles: ArticlesGenerator) -> set[str | None]:
    """The addresses of the site's own lists, with None for one that has none."""
    settings = articles.settings
    lists = {settings.get(f"{template.upper()}_URL") for template in settings["DIRECT_TEMPLATES"]}
    return lists | {archive["url"] for archives in articles.period_archives.values() for archive in archives}


def _destinations(
    articles: ArticlesGenerator, summary: Summary, problems: Iterable[Problem]
) -> consistency.Destinations:
    settings, static = articles.settings, articles.context["static_content"]
    terms = {
        "tag": list(articles.tags),
        "category": [category for category, _ in articles.categories],
        "author": [author for author, _ in articles.authors],
    }
    slugs: dict[str, AbstractSet[str]] = {kind: {term.slug for term in group} for kind, group in terms.items()}
    slugs["author"] |= {Path(path).stem for path in summary.pages if path.startswith("authors/")}
    # Pelican takes every linked file for one, wherever it lies and whether it is there or not
    files = {name for name in static if name.startswith(tuple(f"{folder}/" for folder in settings["STATIC_PATHS"]))}
    files = {name for name in files if os.path.isfile(os.path.join(articles.path, name))}  # noqa: PTH113, PTH118 - takes any name
    named = chain.from_iterable([*terms.values(), static.values()])
    addresses = summary.published | {item.url for item in named} | _lists(articles)
    addresses |= {settings["FEED_ATOM"], settings["FEED_RSS"]}
    addresses |= {settings["PUBLISHER_URL"].format(slug=slug) for slug in summary.publishers}
    return consistency.Destinations(
        files={"filename": summary.pages, "static": files},
        drafts=dict(summary.drafts),
        pending={problem.path.partition("/")[2] for problem in problems},
        terms=slugs,
        addresses={f"/{address}" for address in addresses},
    )


def _is_news(record: logging.LogRecord) -> bool:
    """Whether a record of Pelican's tells something else than that a file is missing, which is told with the place of
    the link that leads there.
    """
    told = record.args if isinstance(record.args, tuple) else ()
    return not any(isinstance(each, FileNotFoundError) for each in told)


def register() -> None:
    """Connect the plugin to the signals of Pelican, as Pelican asks of a plugin."""
    logging.getLogger("pelican.cache").addFilter(_is_news)
    signals.readers_init.connect(use_reader)
    signals.generator_init.connect(equip)
    signals.get_generators.connect(refuse_unreadable)
    # the last moment at which nothing has been written, and the first at which everything has been read
    signals.all_generators_finalized.connect(gather)
