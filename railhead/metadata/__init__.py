"""What machines read: JSON-LD, Open Graph, feeds, a JSON twin of each story, sitemaps."""

import json
from dataclasses import asdict
from datetime import timedelta
from itertools import chain
from pathlib import Path

from markupsafe import Markup
from pelican import signals
from pelican.generators import ArticlesGenerator, Generator

from railhead.generators import of_kind

from . import feed_entries as feeds
from .facts import facts
from .newsarticle import news_article

# https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap
NEWS_DAYS, NEWS_LIMIT = 2, 1000


class MetadataGenerator(Generator):
    """Writes the files that only machines read."""

    def generate_output(self, writer):  # noqa: ARG002 - Pelican's signature
        articles = self.context["articles"]
        for article in articles:
            self._write(article.twin, as_json(asdict(article.facts)))
        claims = [{"story": a.facts.url, **claim} for a in articles for claim in a.facts.claims]
        self._write(self.settings["CLAIMS_JSON"], as_json({"claims": claims}))
        self._write(self.settings["FEED_JSON"], as_json(feeds.json_feed(articles, self.settings)))
        pages = [page for page in self.context["pages"] if page.status == "published"]
        # absolute, as https://www.sitemaps.org/protocol.html asks
        sitemaps = [f"Sitemap: {self.settings['SITEURL']}/{name}\n" for name in ("sitemap.xml", "news-sitemap.xml")]
        self._write("robots.txt", "".join(["User-agent: *\nAllow: /\n\n", *sitemaps]))
        self._write("sitemap.xml", self._render("sitemap.xml", articles=articles, pages=pages))
        self._write("news-sitemap.xml", self._render("news-sitemap.xml", articles=news(articles)))

    def _render(self, name, **values):
        return self.env.get_template(name).render(self.context | values)

    def _write(self, address, text):
        path = Path(self.output_path, address)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def as_json(data):
    """`data` as JSON that people can read too; nothing in it can end a <script>."""
    return json.dumps(data, ensure_ascii=False, indent=1).replace("<", "\\u003c") + "\n"


def news(articles):
    """Those of `articles`, newest first, that a news sitemap may name: the last two days and a thousand at most.

    The days are counted back from the newest story and not from the clock, so that two builds of one state are the
    same; `check` warns when they lie behind.
    """
    recent = [a for a in articles if a.date > articles[0].date - timedelta(days=NEWS_DAYS)]
    return recent[:NEWS_LIMIT]


def gather(generators):
    """Give each story its Facts, its JSON-LD and the address of its twin."""
    (articles,) = of_kind(generators, ArticlesGenerator)
    for article in chain(articles.articles, articles.drafts):
        article.facts = facts(article, articles.settings)
        article.json_ld = Markup(as_json(news_article(article.facts, articles.settings)))  # noqa: S704 - escaped
        article.twin = f"{article.url}story.json"


def generators(_pelican):
    return MetadataGenerator


def register():
    signals.get_generators.connect(generators)
    # after railhead.images, which gives each story its card
    signals.all_generators_finalized.connect(gather)
    # Pelican has put its entries into the feed by then and not yet written it
    signals.feed_generated.connect(feeds.complete)
