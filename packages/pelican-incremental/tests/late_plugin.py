"""A plugin of the tests' world: what it does to articles happens after all of them were read."""

from pelican import ArticlesGenerator, signals

RELATED = 3


def relate(generators):
    """Give each article its neighbours, and those that share a tag with it."""
    for generator in generators:
        if isinstance(generator, ArticlesGenerator):
            _relate(generator.articles)


def _relate(articles):
    for newer, article, older in zip([None, *articles], articles, [*articles[1:], None], strict=False):
        article.next_article = newer
        article.prev_article = older
        tags = set(getattr(article, "tags", []))
        others = [other for other in articles if other is not article and tags & set(getattr(other, "tags", []))]
        article.related_posts = others[:RELATED]


def register():
    signals.all_generators_finalized.connect(relate)
