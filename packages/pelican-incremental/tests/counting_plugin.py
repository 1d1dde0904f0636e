"""A plugin of the tests' world: it has a say in what is made of every file."""

from pelican import signals


def count(content):
    """Give what has a body the number of its words."""
    if content._content:
        content.words = len(content._content.split())


def stamp(generator, metadata):
    """Give every article one more line of metadata."""
    metadata.setdefault("series", f"{metadata['title']} of {len(generator.settings['SITENAME'])}")


def register():
    signals.content_object_init.connect(count)
    signals.article_generator_context.connect(stamp)
