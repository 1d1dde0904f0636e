"""The record across stories: threads, the register of sources, open claims, corrections, addresses that were.

All of it is gathered from entries, by what they have in common: a page that shows a publisher or a thread is rendered
again when a story of that publisher or thread says something else, and not when others do.
"""

from functools import partial

from pelican import signals
from pelican.generators import ArticlesGenerator, Generator

from railhead.generators import of_kind
from railhead.story.fields import address_of
from railhead.story.vocabulary import SETTLED

from . import sources, timeline


class RecordGenerator(Generator):
    """Writes what has no file of its own: a page for each publisher, and one at each address that a story had, which
    leads to where it is.
    """

    def generate_output(self, writer):
        context, settings = self.context, self.settings
        for name, slug in context["publishers"]:
            writer.write_file(
                settings["PUBLISHER_SAVE_AS"].format(slug=slug),
                self.get_template("publisher"),
                context,
                publisher_name=name,
                publisher_slug=slug,
                url=settings["PUBLISHER_URL"].format(slug=slug),
            )
        for alias, (path,) in context["aliases"].items():
            file = f"{alias}index.html" if alias.endswith("/") else alias
            article = context["generated_content"][path]
            writer.write_file(file.lstrip("/"), self.get_template("moved"), context, article=article)


def _of_thread(entry):
    if entry.is_published_story and entry.thread:
        yield entry.thread, entry


def _events_of_thread(entry):
    slug = entry.slug if entry.kind == "thread" else entry.thread
    if slug and (entry.kind == "thread" or entry.is_published_story):
        for event in timeline.told(entry):
            yield slug, event


def _of_equipment(entry):
    for slug in entry.equipment if entry.is_published_story else ():
        yield slug, entry


def _uses(entry):
    if entry.status != "draft":
        for use in sources.uses(entry):
            yield use.publisher, use


def _publishers(entry):
    if entry.status != "draft":
        yield from ((source.publisher, None) for source in entry.sources)


def _open_claims(entry):
    for claim in entry.claims if entry.is_published_story else ():
        if claim.status not in SETTLED:
            yield True, (claim, entry.sequence, entry.url, entry.title)


def _corrections(entry):
    for correction in entry.corrections if entry.is_published_story else ():
        yield True, (correction, entry.sequence, entry.url, entry.title)


def _aliases(entry):
    for alias in entry.aliases if entry.is_published_story else ():
        yield alias, entry.below


# what entries are gathered by, and the name of each in the context
GROUPS = {
    "stories_by_thread": _of_thread,
    "events_by_thread": _events_of_thread,
    "stories_by_equipment": _of_equipment,
    "publishers_of_stories": _publishers,
    "uses_by_publisher": _uses,
    "open_claims_in_stories": _open_claims,
    "corrections_in_stories": _corrections,
    "aliases": _aliases,
}


def equip(generator):
    """Give templates the filters that make of entries what they show."""
    base = generator.context["localsiteurl"]
    generator.env.filters.update(
        reports=sources.reports,
        newest_first=newest_first,
        timeline_entries=partial(timeline.entries, base=base),
    )


def newest_first(dated):
    """Claims or corrections, each with the sequence of its story, by day: the newest first."""
    return sorted(dated, key=lambda item: (item[0].day, item[1]), reverse=True)


def gather(generators):
    """Put what stories have in common into the context: only what is published counts."""
    (articles,) = of_kind(generators, ArticlesGenerator)
    context = articles.context
    for name, groups in GROUPS.items():
        context[name] = context["entries"].grouped(name, groups)
    names = sorted(context["publishers_of_stories"], key=str.casefold)
    context["publishers"] = [(name, address_of(name)) for name in names]


def generators(_pelican):
    return RecordGenerator


def register():
    signals.get_generators.connect(generators)
    # after railhead.templating, which knows what stands before addresses
    signals.generator_init.connect(equip)
    # after railhead.story has put the entries there
    signals.all_generators_finalized.connect(gather)
