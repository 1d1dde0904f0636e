"""What machines read: feeds."""

from pelican import signals

from . import feeds


def register():
    # Pelican has put its entries into the feed by then and not yet written it
    signals.feed_generated.connect(feeds.complete)
