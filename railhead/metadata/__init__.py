"""What machines read: JSON-LD, Open Graph, feeds, a JSON twin of each story, sitemaps."""

import json
from dataclasses import asdict
from datetime import datetime, timedelta
from functools import partial
from typing import NamedTuple

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

# https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap
NEWS_DAYS, NEWS_LIMIT = 2, 1000


class MetadataGenerator(Generator):
    """Writes the files that only machines read."""

    def generate_output(self, writer):
        context, settings = self.context, self.settings
        write_outputs(writer, context["articles"], twin, twin_of, settings=settings)
        write_output(
            writer, settings["CLAIMS_JSON"], claims, stories=context["claims_of_stories"], site=settings["SITEURL"]
        )
        newest = context["articles"][: settings["FEED_MAX_ITEMS"]]
        write_output(writer, settings["FEED_JSON"], json_feed, articles=newest, settings=settings)
        write_output(writer, "robots.txt", robots, site=settings["SITEURL"])
        lists = context["items_by_list"]
        for place in context["names_of_lists"]:
            name = list_feeds.address(*place, settings)
            write_output(writer, name, list_feeds.atom, place=place, lists=lists, settings=settings)
        pages = [page for page in context["pages"] if page.status == "published"]
        writer.write_file("sitemap.xml", self.env.get_template("sitemap.xml"), context, pages=pages)
        recent = [context["generated_content"][below] for below in context["news"]]
        writer.write_file("news-sitemap.xml", self.env.get_template("news-sitemap.xml"), context, articles=recent)


def twin(article):
    """The address of the JSON twin of an article."""
    return f"{article.url}story.json"


def twin_of(article, *, settings):
    """The JSON twin of an article."""
    return as_json(asdict(facts(article, settings)))


def claims(stories, site):
    """All claims of all stories, as JSON: each on a line of its own, because an encoder that indents is a slow one."""
    told = [{"story": f"{site}/{url}", **claim_of(claim)} for url, made in stories.get(True, ()) for claim in made]
    lines = ",\n".join(json.dumps(claim, ensure_ascii=False) for claim in told)
    return _safe(f'{{"claims": [\n{lines}\n]}}\n')


def json_feed(articles, settings):
    """The JSON Feed of some articles, as JSON."""
    return as_json(feeds.json_feed(articles, settings))


def robots(site):
    """The rules for programs that read the site, and where its sitemaps are."""
    # absolute, as https://www.sitemaps.org/protocol.html asks
    sitemaps = [f"Sitemap: {site}/{name}\n" for name in ("sitemap.xml", "news-sitemap.xml")]
    return "".join(["User-agent: *\nAllow: /\n\n", *sitemaps])


def as_json(data):
    """`data` as JSON that people can read too; nothing in it can end a <script>."""
    return _safe(json.dumps(data, ensure_ascii=False, indent=1) + "\n")


def _safe(text):
    return text.replace("<", "\\u003c")


def json_ld(facts, settings):
    """The JSON-LD of a story's Facts, as markup for a <script>."""
    return Markup(as_json(news_article(facts, settings)))  # noqa: S704 - escaped


class Place(NamedTuple):
    """Where a story stands, below the site's address and below the content folder, and since when it does."""

    url: str
    below: str
    date: datetime
    modified: datetime | None


def news(places):
    """Those of the Places, newest first, that a news sitemap may name: the last two days and a thousand at most.

    The days are counted back from the newest story and not from the clock, so that two builds of one state are the
    same; `check` warns when they lie behind.
    """
    return [place for place in places if place.date > places[0].date - timedelta(days=NEWS_DAYS)][:NEWS_LIMIT]


def equip(generator):
    """Give templates the filters that say what is true of a story."""
    settings = generator.settings
    generator.env.filters.update(
        facts=partial(facts, settings=settings), json_ld=partial(json_ld, settings=settings), twin=twin
    )


def gather(generators):
    """Put into the context what is told of all stories at once."""
    (articles,) = of_kind(generators, ArticlesGenerator)
    context, settings = articles.context, articles.settings
    site, prefix = settings["SITEURL"], settings["FEED_ID_PREFIX"]

    def titles_and_ids(entry):
        if entry.is_published_story:
            yield f"{site}/{entry.url}", (plain(entry.title), f"{prefix}{entry.id}")

    def items(entry):
        if places := list(list_feeds.places(entry)):
            item = list_feeds.item(entry, settings)
            yield from ((place, item) for place in places)

    entries = context["entries"]
    context["titles_and_ids"] = entries.grouped("titles_and_ids", titles_and_ids)
    context["items_by_list"] = entries.grouped("items_by_list", items)
    context["claims_of_stories"] = entries.grouped("claims_of_stories", _claims)
    # which lists there are is known without what is in them, so that nothing is worked out for feeds that stay
    context["lists"] = entries.grouped("lists", _lists)
    context["names_of_lists"] = context["lists"].derived("names of lists", sorted)
    context["places"] = entries.grouped("places", _places)
    context["news"] = context["places"].derived("news", _news)


def _places(entry):
    if entry.is_published_story:
        yield True, Place(entry.url, entry.below, entry.date, entry.modified)


def _claims(entry):
    if entry.is_published_story:
        yield True, (entry.url, entry.claims)


def _lists(entry):
    for place in list_feeds.places(entry):
        yield place, None


def _news(places):
    """The paths below the content folder of the stories that a news sitemap names."""
    return [place.below for place in news(places.get(True, ()))]


def generators(_pelican):
    return MetadataGenerator


def register():
    signals.get_generators.connect(generators)
    signals.generator_init.connect(equip)
    # after railhead.story, which puts the entries there
    signals.all_generators_finalized.connect(gather)
    # Pelican has put its entries into the feed by then and not yet written it
    signals.feed_generated.connect(feeds.complete)
