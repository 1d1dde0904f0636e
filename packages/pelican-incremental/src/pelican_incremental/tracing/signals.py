"""Which of Pelican's signals somebody listens to, grouped by what a receiver can change.

What such a receiver does is found out in `listening` and `reach`.
"""

from __future__ import annotations

from blinker import ANY
from pelican import signals

# at which a plugin has a say in what content is made of a file: before it is read, and when the content is made
PREREAD = ("article_generator_preread", "page_generator_preread")
MAKING = ("article_generator_context", "page_generator_context", "content_object_init")
CONSTRUCTING = (*PREREAD, *MAKING)
# at which it may change what was read
LATE = (
    "article_generator_pretaxonomy",
    "article_generator_finalized",
    "page_generator_finalized",
    "static_generator_finalized",
    "all_generators_finalized",
)
# at which it may do so just before a page is written
LAST = ("article_generator_write_article", "page_generator_write_page")
# at which it is told of a file that was written
WRITTEN = ("content_written", "feed_written")
# between files
BETWEEN = ("article_writer_finalized", "page_writer_finalized")


def receivers_of(*names: str) -> bool:
    """Whether anyone listens to one of these signals of Pelican's, or has put something in the place of its `send`."""
    asked = [getattr(signals, name) for name in names]
    return any(signal.receivers or "send" in vars(signal) for signal in asked)


def names_of_receivers(*names: str) -> list[str]:
    """The names, as module.function, of those who listen to one of these signals of Pelican's."""
    found = (one for name in names for one in getattr(signals, name).receivers_for(ANY))
    return sorted({f"{one.__module__}.{getattr(one, '__qualname__', type(one).__qualname__)}" for one in found})
