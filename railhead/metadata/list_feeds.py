"""Feeds of lists: the newest stories of a tag, a section or a publisher, and those corrected last, each with its dek.

The site's own feeds carry whole texts. These do not: there are hundreds of them, and a corrected sentence would have
all those made again that its story is in.
"""

from __future__ import annotations

from datetime import date, datetime
from io import StringIO
from typing import TYPE_CHECKING, Any, NamedTuple

from feedgenerator import Atom1Feed

from railhead.story.fields import address_of
from railhead.templating.filters import plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from railhead.story.entries import Entry


class Item(NamedTuple):
    """A story in a feed; `dek` is HTML, and `url` lies below the site's address."""

    id: str
    url: str
    title: str
    dek: str
    author: str
    terms: tuple[str, ...]
    date: datetime
    modified: datetime | None
    corrected: date | None  # the day of the last correction


def item(entry: Entry, settings: Mapping[str, Any]) -> Item:
    """What a feed says of the story of an entry. Raises ValueError for what is no story."""
    return Item(
        f"{settings['FEED_ID_PREFIX']}{entry.id}",
        entry.url,
        plain(entry.title),
        entry.dek,
        entry.author or settings["AUTHOR"],
        (entry.category or "", *entry.tags),
        entry.published,
        entry.modified,
        max((correction.date for correction in entry.corrections), default=None),
    )


def places(entry: Entry) -> Iterator[tuple[str, str]]:
    """Yield (kind, name) of each list that the story of an entry is in. The kinds are those of LIST_FEEDS."""
    if entry.is_published_story:
        yield from (("tag", tag) for tag in entry.tags)
        yield "section", entry.category or ""
        yield from (("publisher", name) for name in dict.fromkeys(source.publisher for source in entry.sources))
        if entry.corrections:
            yield "corrections", "Corrections"


def address(kind: str, name: str, settings: Mapping[str, Any]) -> str:
    """The address of the feed of a list, below the site's."""
    return settings["LIST_FEEDS"][kind].format(slug=address_of(name))


def atom(place: tuple[str, str], lists: Mapping[tuple[str, str], list[Item]], settings: Mapping[str, Any]) -> str:
    """The Atom feed of the list at a place; `lists` holds the stories of each, newest first."""
    kind, name = place
    items = lists[place]
    if kind == "corrections":
        items = sorted(items, key=lambda item: item.corrected or date.min, reverse=True)
    site = settings["SITEURL"]
    feed = Atom1Feed(
        title=f"{settings['SITENAME']} - {name}",
        link=f"{site}/",
        feed_url=f"{site}/{address(kind, name, settings)}",
        description=settings["SITESUBTITLE"],
        subtitle=settings["SITESUBTITLE"],
    )
    for story in items[: settings["LIST_FEED_MAX_ITEMS"]]:
        feed.add_item(
            title=story.title,
            link=f"{site}/{story.url}",
            description=story.dek,
            unique_id=story.id,
            author_name=story.author,
            categories=list(story.terms),
            pubdate=story.date,
            updateddate=story.modified,
        )
    text = StringIO()
    feed.write(text, "utf-8")
    return text.getvalue()
