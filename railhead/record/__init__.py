"""The record across stories: threads, the register of sources, open claims, corrections, addresses that were."""

from itertools import chain

from pelican import signals
from pelican.generators import ArticlesGenerator, Generator, PagesGenerator

from railhead.generators import of_kind
from railhead.story.vocabulary import SETTLED

from . import sources, timeline


class RecordGenerator(Generator):
    """Writes what has no file of its own: a page and a feed for each publisher, the feed of corrections, and a page
    at each address that a story had, which leads to where it is.
    """

    def generate_output(self, writer):
        articles, settings = self.context["articles"], self.settings
        for publisher in self.context["publishers"]:
            writer.write_file(
                settings["PUBLISHER_SAVE_AS"].format(slug=publisher.slug),
                self.get_template("publisher"),
                self.context,
                publisher=publisher,
                url=settings["PUBLISHER_URL"].format(slug=publisher.slug),
            )
            feed = settings["PUBLISHER_FEED_ATOM"].format(slug=publisher.slug)
            self._write_feed(writer, publisher.stories, feed, publisher.name)
        corrected = [article for article in articles if article.corrections]
        corrected.sort(key=lambda article: max(c.date for c in article.corrections), reverse=True)
        self._write_feed(writer, corrected, settings["CORRECTIONS_FEED_ATOM"], "Corrections")

        for article in articles:
            for alias in article.aliases:
                file = f"{alias}index.html" if alias.endswith("/") else alias
                writer.write_file(file.lstrip("/"), self.get_template("moved"), self.context, article=article)

    def _write_feed(self, writer, articles, path, title):
        # an empty feed would carry the time of the build, and no two builds would be the same
        if articles:
            writer.write_feed(articles, self.context, path, path, feed_title=title)


def compile_record(generators):
    """Work out what templates read of the record: only what is published counts."""
    articles, pages = of_kind(generators, ArticlesGenerator, PagesGenerator)
    context, published = articles.context, articles.articles
    base = context["localsiteurl"]
    for thread in context["threads"]:
        thread.stories = [article for article in published if article.thread is thread]
        thread.timeline = timeline.entries(thread, [thread, *thread.stories], base)
    for article in chain(published, articles.drafts):
        members = [article, article.thread, *article.thread.stories] if article.thread else [article]
        article.timeline = timeline.entries(article, members, base)
        article.as_of = max((claim.current.as_of for claim in article.claims), default=None)
    context["publishers"] = sources.register([*published, *(page for page in pages.pages if hasattr(page, "sources"))])
    context["open_claims"] = sorted(
        ((claim, article) for article in published for claim in article.claims if claim.status not in SETTLED),
        key=lambda pair: (pair[0].current.as_of, pair[1].sequence),
        reverse=True,
    )
    context["all_corrections"] = sorted(
        ((correction, article) for article in published for correction in article.corrections),
        key=lambda pair: (pair[0].date, pair[1].sequence),
        reverse=True,
    )


def generators(_pelican):
    return RecordGenerator


def register():
    signals.get_generators.connect(generators)
    # after railhead.story has resolved threads
    signals.all_generators_finalized.connect(compile_record)
