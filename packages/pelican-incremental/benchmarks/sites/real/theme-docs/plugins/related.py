"""The articles that share most tags with each one."""

from collections import Counter

from pelican import signals


def _relate(generator):
    tagged = dict(generator.tags)
    for article in generator.articles:
        shared = Counter(other for tag in getattr(article, "tags", []) for other in tagged[tag] if other is not article)
        ranked = sorted(shared, key=lambda other: (shared[other], other.date), reverse=True)
        article.related_posts = ranked[: generator.settings["RELATED_MAX"]]


def register():
    """Do so when all articles are known."""
    signals.article_generator_finalized.connect(_relate)
