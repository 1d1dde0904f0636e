"""The record across stories: threads, authors, the register of sources, open claims, corrections, addresses that were.

| module      | what it does                                                        |
|-------------|---------------------------------------------------------------------|
| `sources`   | the register: who published what, and which pages rest on it        |
| `timeline`  | the events of a thread, each told once                              |
| `ledger`    | which claims of a story are in question                             |
| `parts`     | a long list in parts, one for each of its pages                     |
| `published` | the folder `published/`: what stories said when they were published |

All of it is gathered from entries, by what they have in common: a page that shows a publisher or a thread is rendered
again when a story of that publisher or thread says something else, and not when others do.
"""

from __future__ import annotations

from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from pelican import signals
from pelican.generators import ArticlesGenerator, Generator
from pelican.urlwrappers import Category, Tag
from pelican_incremental import write_pages

from railhead.dates import Month, day
from railhead.generators import of_kind
from railhead.story.authors import Byline, of_file
from railhead.story.fields import address_of
from railhead.story.vocabulary import SETTLED

from . import parts, sources, timeline
from .ledger import before, ledger

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence, Sized
    from datetime import datetime

    from pelican import Pelican
    from pelican.writers import Writer

    from railhead.story.entries import ClaimEntry, CorrectionEntry, Entry

    # a claim or a correction, with the sequence, the address and the title of its story
    Dated = tuple[ClaimEntry | CorrectionEntry, tuple[datetime | None, str], str, str]


class RecordGenerator(Generator):
    """Writes what has no file of its own: pages of publishers, of claims by month, those of long lists behind the
    first, and one at each address that a story had, which leads to where it is. It also writes the pages of authors,
    who may have a file.
    """

    def generate_output(self, writer: Writer) -> None:
        """Write the pages with Pelican's `writer`, as Pelican asks of a generator."""
        context, settings = self.context, self.settings
        write_pages(writer, context["uses_by_publisher"], partial(self._write_publisher, writer))
        write_pages(writer, context["corrections_in_stories"], partial(self._write_corrections, writer))
        write_pages(writer, context["stories_by_list"], partial(self._write_list, writer))
        write_pages(writer, context["stories_by_author"], partial(self._write_author, writer))
        for month, _ in context["claim_months"]:
            path = settings["CLAIMS_MONTH_SAVE_AS"].format(month=month)
            writer.write_file(path, self.get_template("claims_month"), context, claims_month=month)
        write_pages(writer, context["aliases"], partial(self._write_alias, writer))

    def _write_publisher(self, writer: Writer, name: str, uses: Iterable[sources.Use]) -> None:
        slug, length = address_of(name), self.settings["LIST_LENGTH"]
        reports = sources.reports(uses)
        for part in (parts.newest(reports, length), *parts.older(reports, length)):
            self._write(writer, "publisher", part, slug=slug, publisher_name=name, publisher_slug=slug)

    def _write_corrections(self, writer: Writer, _: object, corrections: Iterable[Dated]) -> None:
        # the first page is a direct template, which is there also when there are none
        for part in parts.older(newest_first(corrections), self.settings["LIST_LENGTH"]):
            self._write(writer, "corrections", part)

    def _write_list(self, writer: Writer, place: tuple[str, str], stories: Sequence[Listed]) -> None:
        kind, name = place
        term = TERMS[kind](name, self.settings)
        # Pelican writes the first page
        for part in parts.older(stories, self.settings["DEFAULT_PAGINATION"]):
            self._write(writer, kind, part, slug=term.slug, **{kind: term})

    def _write_author(self, writer: Writer, slug: str, items: Sequence[Signed | Byline]) -> None:
        author, stories = of_author(slug, items)
        length = self.settings["DEFAULT_PAGINATION"]
        for part in (parts.newest(stories, length), *parts.older(stories, length)):
            self._write(writer, "author", part, slug=slug, author=author)

    def _write_alias(self, writer: Writer, alias: str, paths: Iterable[str]) -> None:
        (path,) = paths
        file = f"{alias}index.html" if alias.endswith("/") else alias
        article = self.context["generated_content"][path]
        writer.write_file(file.lstrip("/"), self.get_template("moved"), self.context, article=article)

    def _write(self, writer: Writer, template: str, part: parts.Part[T], *, slug: str = "", **given: object) -> None:
        """Write the page of a part of a list, which a setting named after the template gives an address."""
        url, path = (self.settings[f"{template.upper()}_{key}"].format(slug=slug) for key in ("URL", "SAVE_AS"))
        path = f"{(path or url).removesuffix('index.html')}{part.below}index.html"
        given |= {"part": part, "url": url + part.below}
        writer.write_file(path, self.get_template(template), self.context, **given)


T = TypeVar("T")
AROUND = 2  # stories of a thread that a story names before itself, and after

TERMS = {"tag": Tag, "category": Category}


class Listed(NamedTuple):
    """A story in a list: its path below the content folder, and when it was published."""

    below: str
    date: datetime


class Signed(NamedTuple):
    """A story in the list of one of its authors: as Listed, and the author's name as the story writes it."""

    below: str
    date: datetime
    name: str


def of_author(slug: str, items: Iterable[Signed | Byline]) -> tuple[Byline, list[Signed]]:
    """(the author, the stories) of what `stories_by_author` has under the slug of an author."""
    items = list(items)
    stories = [item for item in items if isinstance(item, Signed)]
    own = next((item for item in items if isinstance(item, Byline)), None)
    return own or Byline(stories[0].name, slug), stories


def _by_author(entry: Entry, desk: str) -> Iterator[tuple[str, Signed | Byline]]:
    yield from of_file(entry)
    for name in (entry.authors or (desk,)) if entry.is_published_story else ():
        yield address_of(name), Signed(entry.below, entry.published, name)


def _listed(entry: Entry) -> Iterator[tuple[tuple[str, str], Listed]]:
    if entry.is_published_story:
        for kind, name in (*(("tag", tag) for tag in entry.tags), ("category", entry.category or "")):
            yield (kind, name), Listed(entry.below, entry.published)


def _of_thread(entry: Entry) -> Iterator[tuple[str, Entry]]:
    if entry.is_published_story and entry.thread:
        yield entry.thread, entry


def _events_of_thread(entry: Entry) -> Iterator[tuple[str, timeline.Told]]:
    slug = entry.slug if entry.kind == "thread" else entry.thread
    if slug and (entry.kind == "thread" or entry.is_published_story):
        for event in timeline.told(entry):
            yield slug, event


def _of_equipment(entry: Entry) -> Iterator[tuple[str, Entry]]:
    for slug in entry.equipment if entry.is_published_story else ():
        yield slug, entry


def _uses(entry: Entry) -> Iterator[tuple[str, sources.Use]]:
    if entry.status != "draft":
        for use in sources.uses(entry):
            yield use.publisher, use


def _addresses(entry: Entry) -> Iterator[tuple[str, str]]:
    if entry.status != "draft":
        yield from ((source.publisher, source.url) for source in entry.sources)


def _open_claims(entry: Entry) -> Iterator[tuple[str, Dated]]:
    for claim in entry.claims if entry.is_published_story else ():
        if claim.status not in SETTLED:
            yield claim.day.isoformat()[:7], (claim, entry.sequence, entry.url, entry.title)


def _months(entry: Entry) -> Iterator[tuple[str, None]]:
    for claim in entry.claims if entry.is_published_story else ():
        if claim.status not in SETTLED:
            yield claim.day.isoformat()[:7], None


def _corrections(entry: Entry) -> Iterator[tuple[bool, Dated]]:
    for correction in entry.corrections if entry.is_published_story else ():
        yield True, (correction, entry.sequence, entry.url, entry.title)


def _illustrated(entry: Entry) -> Iterator[tuple[bool, Entry]]:
    if entry.kind == "story" and entry.image:
        yield True, entry


def _aliases(entry: Entry) -> Iterator[tuple[str, str]]:
    for alias in entry.aliases if entry.is_published_story else ():
        yield alias, entry.below


# what entries are gathered by, and the name of each in the context
GROUPS: dict[str, Callable[[Entry], Iterator[tuple[Hashable, object]]]] = {
    "stories_by_thread": _of_thread,
    "events_by_thread": _events_of_thread,
    "stories_by_equipment": _of_equipment,
    "addresses_by_publisher": _addresses,
    "uses_by_publisher": _uses,
    "open_claims": _open_claims,
    "months_of_claims": _months,
    "corrections_in_stories": _corrections,
    "aliases": _aliases,
    "illustrated": _illustrated,
    "stories_by_list": _listed,
}


def equip(generator: Generator) -> None:
    """Add the filters that put entries and claims in the order and form in which templates show them."""
    base = generator.context["localsiteurl"]
    generator.env.filters.update(
        ledger=ledger,
        before=before,
        reports=sources.reports,
        around=around,
        newest_first=newest_first,
        newest=newest,
        month=month,
        groupby_year=groupby_year,
        newest_part=parts.newest,
        timeline_entries=partial(timeline.entries, base=base),
    )


def around(stories: Iterable[Entry], below: str) -> list[tuple[str, Entry]]:
    """(word, entry) of the stories of a thread next to that at the path `below`, of `stories`, newest first.

    They are AROUND on either side; the word says of the two that adjoin how to go on, and is "" for others. For a
    story that is not among them, such as a draft, they are the newest.
    """
    stories = list(stories)
    at = next((place for place, story in enumerate(stories) if story.below == below), None)
    if at is None:
        return [("", story) for story in stories[: 2 * AROUND]]
    later, earlier = stories[max(at - AROUND, 0) : at], stories[at + 1 : at + 1 + AROUND]
    words = [""] * (len(later) - 1) + ["Next"] * bool(later) + ["Before"] * bool(earlier) + [""] * (len(earlier) - 1)
    return list(zip(words, [*later, *earlier], strict=True))


def newest_first(dated: Iterable[Dated]) -> list[Dated]:
    """Claims or corrections, each with the sequence of its story, by day: the newest first."""
    return sorted(dated, key=lambda item: (item[0].day, item[1]), reverse=True)


def newest(by_month: Mapping[str, Iterable[Dated]], months: Iterable[str], count: int) -> list[Dated]:
    """The newest `count` items, or fewer where there are not so many, newest first.

    `by_month` has the items of each month, such as `2024-12`, and `months` are its keys, in any order.
    """
    found = []
    for name in sorted(months, reverse=True):
        found += by_month[name]
        if len(found) >= count:
            break
    return newest_first(found)[:count]


def month(name: str) -> str:
    """A month such as `2024-12` in words, as `December 2024`."""
    return day(Month.of(*map(int, name.split("-"))))


def groupby_year(months: Iterable[tuple[str, T]]) -> list[tuple[str, list[tuple[str, T]]]]:
    """[(year, its pairs)] of pairs (month, anything), which are in order. A month is written as `2024-12`."""
    return [(year, list(group)) for year, group in groupby(months, key=lambda pair: pair[0][:4])]


def gather(generators: Sequence[Generator]) -> None:
    """Put an index for each of GROUPS into the context, and lists made of them: only what is published counts."""
    (articles,) = of_kind(generators, ArticlesGenerator)
    context = articles.context
    for name, groups in GROUPS.items():
        context[name] = context["entries"].grouped(name, groups)
    by_author = partial(_by_author, desk=articles.settings["AUTHOR"])
    context["stories_by_author"] = context["entries"].grouped("stories_by_author", by_author)
    context["people"] = context["stories_by_author"].derived("people", _people)
    addresses, months = context["addresses_by_publisher"], context["months_of_claims"]
    context["publishers"] = addresses.derived("publishers", _publishers)
    reports = addresses.derived("number of reports", lambda addresses: len(set().union(*addresses.values())))
    context["are_many_reports"] = reports > articles.settings["REGISTER_LENGTH"]
    # where one page has room for all claims, months have none of their own
    counts = months.derived("numbers of claims", _counts)
    is_long = sum(count for _, count in counts) > articles.settings["LIST_LENGTH"]
    context["claim_months"] = counts if is_long else []


def _people(stories_by_author: Mapping[str, Iterable[Signed | Byline]]) -> list[tuple[Byline, int]]:
    """(the author, the number of stories) of each author, by name."""
    found = [of_author(slug, items) for slug, items in stories_by_author.items()]
    return sorted(((author, len(stories)) for author, stories in found), key=lambda pair: pair[0].name.casefold())


def _publishers(addresses: Iterable[str]) -> list[tuple[str, str]]:
    """(name, slug) of each publisher, by name."""
    return [(name, address_of(name)) for name in sorted(addresses, key=str.casefold)]


def _counts(months: Mapping[str, Sized]) -> list[tuple[str, int]]:
    """(month, number of claims) of each month, the newest first."""
    return [(name, len(months[name])) for name in sorted(months, reverse=True)]


def generators(_pelican: Pelican) -> type[RecordGenerator]:
    """The generator that the plugin adds, as Pelican's signal `get_generators` asks."""
    return RecordGenerator


def register() -> None:
    """Connect the plugin to the signals of Pelican, as Pelican asks of a plugin."""
    signals.get_generators.connect(generators)
    # after railhead.templating, which knows what stands before addresses
    signals.generator_init.connect(equip)
    # after railhead.story has put the entries there
    signals.all_generators_finalized.connect(gather)
