"""What machines read: JSON-LD, Open Graph, feeds, a JSON twin of each story, sitemaps.

| module         | what it does                                                             |
|----------------|--------------------------------------------------------------------------|
| `facts`        | what is true of a story, in plain values, from which the others are made |
| `newsarticle`  | the JSON-LD of a story                                                   |
| `feed_entries` | what Pelican's own feeds lack, and the JSON feed                         |
| `list_feeds`   | feeds of sections, tags, publishers and corrections                      |
| `profile`      | the JSON-LD of an author's page                                          |
"""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from jinja2 import pass_context
from markupsafe import Markup
from pelican import signals
from pelican.generators import ArticlesGenerator, Generator
from pelican_incremental import write_output, write_outputs

from railhead.generators import of_kind
from railhead.templating.filters import plain

from . import feed_entries as feeds
from . import list_feeds
from .facts import claim_of, facts
from .newsarticle import news_article
from .profile import profile

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from typing import Any

    from jinja2.runtime import Context
    from pelican import Pelican
    from pelican.writers import Writer

    from railhead.story.authors import Known
    from railhead.story.contents import AuthorPage, StoryArticle
    from railhead.story.entries import ClaimEntry, Entry

    from .facts import Facts

# https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap
NEWS_DAYS, NEWS_LIMIT = 2, 1000


class MetadataGenerator(Generator):
    """Writes the files that only machines read."""

    def generate_output(self, writer: Writer) -> None:
        """Write the files with Pelican's `writer`, as Pelican asks of a generator."""
        context, settings = self.context, self.settings
        by = {"settings": settings, "bylines": context["bylines"]}
        write_outputs(writer, context["articles"], twin, twin_of, **by)
        years = context["years"]
        write_output(writer, settings["CLAIMS_JSON"], claims_by_year, years=years, settings=settings)
        for year in years:
            name = settings["CLAIMS_YEAR_JSON"].format(year=year)
            write_output(writer, name, claims, year=year, stories=context["claims_by_year"], site=settings["SITEURL"])
        newest = context["articles"][: settings["FEED_MAX_ITEMS"]]
        write_output(writer, settings["FEED_JSON"], json_feed, articles=newest, **by)
        write_output(writer, "robots.txt", robots, site=settings["SITEURL"])
        lists = context["items_by_list"]
        for place in context["names_of_lists"]:
            name = list_feeds.address(*place, settings)
            write_output(writer, name, list_feeds.atom, place=place, lists=lists, **by)
        pages = [page for page in context["pages"] if page.status == "published"]
        writer.write_file("sitemap.xml", self.env.get_template("sitemap.xml"), context)
        writer.write_file("sitemaps/pages.xml", self.env.get_template("sitemap-pages.xml"), context, pages=pages)
        for year in years:
            path, template = f"sitemaps/{year}.xml", self.env.get_template("sitemap-stories.xml")
            writer.write_file(path, template, context, year=year)
        recent = [context["generated_content"][below] for below in context["news"]]
        writer.write_file("news-sitemap.xml", self.env.get_template("news-sitemap.xml"), context, articles=recent)


def twin(article: StoryArticle) -> str:
    """The address of the JSON twin of an article."""
    return f"{article.url}story.json"


def twin_of(article: StoryArticle, *, settings: Mapping[str, Any], bylines: Known) -> str:
    """The JSON twin of an article: its Facts."""
    return as_json(asdict(facts(article, settings, bylines)))


def claims(year: int, stories: Mapping[int, Iterable[tuple[str, Iterable[ClaimEntry]]]], site: str) -> str:
    """The claims of all stories of a year, as JSON with a claim on each line.

    `stories` has, for each year, pairs of the address of a story and its claims: it is the index `claims_by_year`.
    """
    told = [{"story": f"{site}/{url}", **claim_of(claim)} for url, made in stories[year] for claim in made]
    lines = ",\n".join(json.dumps(claim, ensure_ascii=False) for claim in told)
    return _safe(f'{{"claims": [\n{lines}\n]}}\n')


def claims_by_year(years: Iterable[int], settings: Mapping[str, Any]) -> str:
    """The addresses of the claims of each year, as JSON. Each has a file, so that a correction changes only one."""
    name = f"{settings['SITEURL']}/{settings['CLAIMS_YEAR_JSON']}"
    return as_json({"claims_by_year": {year: name.format(year=year) for year in years}})


def json_feed(articles: Iterable[StoryArticle], settings: Mapping[str, Any], bylines: Known) -> str:
    """The text of a JSON Feed (https://www.jsonfeed.org/version/1.1/) of these articles."""
    return as_json(feeds.json_feed(articles, settings, bylines))


def robots(site: str) -> str:
    """The text of robots.txt, which allows everything and names the sitemaps, for a site at the address `site`."""
    # absolute, as https://www.sitemaps.org/protocol.html asks
    sitemaps = [f"Sitemap: {site}/{name}\n" for name in ("sitemap.xml", "news-sitemap.xml")]
    return "".join(["User-agent: *\nAllow: /\n\n", *sitemaps])


def as_json(data: object) -> str:
    """`data` as JSON that people can read too; nothing in it can end a <script>."""
    return _safe(json.dumps(data, ensure_ascii=False, indent=1) + "\n")


def _safe(text: str) -> str:
    return text.replace("<", "\\u003c")


def json_ld(facts: Facts, settings: Mapping[str, Any]) -> Markup:
    """The JSON-LD of a story's Facts, as markup for a <script>."""
    return Markup(as_json(news_article(facts, settings)))  # noqa: S704 - escaped


def profile_json_ld(page: AuthorPage, settings: Mapping[str, Any]) -> Markup:
    """The JSON-LD of an author's page, as markup for a <script>."""
    return Markup(as_json(profile(page, settings)))  # noqa: S704 - escaped


@pass_context
def facts_in(context: Context, article: StoryArticle, settings: Mapping[str, Any]) -> Facts:
    """The Facts of an article, for templates."""
    return facts(article, settings, context["bylines"])


class Place(NamedTuple):
    """Where a story stands, below the site's address and below the content folder, when it was published and when it
    changed.
    """

    url: str
    below: str
    date: datetime
    modified: datetime | None


def news(places: Sequence[Place]) -> list[Place]:
    """Those of the Places, newest first, that a news sitemap may name: the last two days and a thousand at most.

    The days are counted back from the newest story and not from the clock, so that two builds of one state are the
    same; `check` warns when they lie behind.
    """
    return [place for place in places if place.date > places[0].date - timedelta(days=NEWS_DAYS)][:NEWS_LIMIT]


def equip(generator: Generator) -> None:
    """Add the filters that say what is true of a story."""
    settings = generator.settings
    generator.env.filters.update(
        json_ld=partial(json_ld, settings=settings),
        profile_json_ld=partial(profile_json_ld, settings=settings),
        twin=twin,
    )
    generator.env.filters["facts"] = pass_context(partial(facts_in, settings=settings))


def gather(generators: Sequence[Generator]) -> None:
    """Put the indexes that feeds, twins (the JSON files of stories) and sitemaps are made of into the context."""
    (articles,) = of_kind(generators, ArticlesGenerator)
    context, settings = articles.context, articles.settings
    site, prefix = settings["SITEURL"], settings["FEED_ID_PREFIX"]

    def titles_and_ids(entry: Entry) -> Iterator[tuple[str, tuple[str, str, tuple[str, ...]]]]:
        if entry.is_published_story:
            authors = entry.authors or (settings["AUTHOR"],)
            yield f"{site}/{entry.url}", (plain(entry.title), f"{prefix}{entry.id}", authors)

    def items(entry: Entry) -> Iterator[tuple[tuple[str, str], list_feeds.Item]]:
        if places := list(list_feeds.places(entry, settings["AUTHOR"])):
            item = list_feeds.item(entry, settings)
            yield from ((place, item) for place in places)

    entries = context["entries"]
    context["titles_and_ids"] = entries.grouped("titles_and_ids", titles_and_ids)
    context["items_by_list"] = entries.grouped("items_by_list", items)
    context["claims_by_year"] = entries.grouped("claims_by_year", _claims)
    # which lists there are is known without what is in them, so that nothing is worked out for feeds that stay
    context["lists"] = entries.grouped("lists", partial(_lists, desk=settings["AUTHOR"]))
    context["names_of_lists"] = context["lists"].derived("names of lists", sorted)
    context["places_by_year"] = entries.grouped("places_by_year", _places)
    context["news"] = context["places_by_year"].derived("news", _news)
    context["years"] = entries.grouped("stories_of_years", _years).derived("years", _newest_first)


def _places(entry: Entry) -> Iterator[tuple[int, Place]]:
    if entry.is_published_story:
        yield entry.published.year, Place(entry.url, entry.below, entry.published, entry.modified)


def _claims(entry: Entry) -> Iterator[tuple[int, tuple[str, tuple[ClaimEntry, ...]]]]:
    if entry.is_published_story:
        yield entry.published.year, (entry.url, entry.claims)


def _years(entry: Entry) -> Iterator[tuple[int, None]]:
    if entry.is_published_story:
        yield entry.published.year, None


def _newest_first(years: Iterable[int]) -> list[int]:
    return sorted(years, reverse=True)


def _lists(entry: Entry, desk: str) -> Iterator[tuple[tuple[str, str], None]]:
    for place in list_feeds.places(entry, desk):
        yield place, None


def _news(places: Mapping[int, Sequence[Place]]) -> list[str]:
    """The paths below the content folder of the stories that a news sitemap names."""
    latest = _newest_first(places)[:2]  # its days may be of two years
    return [place.below for place in news([place for year in latest for place in places[year]])]


def generators(_pelican: Pelican) -> type[MetadataGenerator]:
    """The generator that the plugin adds, as Pelican's signal `get_generators` asks."""
    return MetadataGenerator


def register() -> None:
    """Connect the plugin to the signals of Pelican, as Pelican asks of a plugin."""
    signals.get_generators.connect(generators)
    signals.generator_init.connect(equip)
    # after railhead.story, which puts the entries there
    signals.all_generators_finalized.connect(gather)
    # Pelican has put its entries into the feed by then and not yet written it
    signals.feed_generated.connect(feeds.complete)
