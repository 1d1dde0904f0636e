"""The articles before and after each one, of all and of its category."""

from itertools import pairwise

from pelican import signals


def _connect(articles, suffix=""):
    for newer, older in pairwise(articles):
        setattr(newer, f"prev_article{suffix}", older)
        setattr(older, f"next_article{suffix}", newer)


def _neighbors(generator):
    for article in generator.articles:
        for name in ("prev_article", "next_article", "prev_article_in_category", "next_article_in_category"):
            setattr(article, name, None)
    _connect(generator.articles)
    for _, articles in generator.categories:
        _connect(sorted(articles, key=lambda article: article.date, reverse=True), "_in_category")


def register():
    """Do so when all articles are known."""
    signals.article_generator_finalized.connect(_neighbors)
