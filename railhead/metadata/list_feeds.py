"""Feeds of lists: the newest stories of a tag, section, author or publisher, those corrected last, each with its dek.

The site's own feeds carry whole texts. These do not: there are hundreds of them, and a corrected sentence would have
all those made again that its story is in.
"""

from __future__ import annotations

from datetime import date, datetime
from io import StringIO
from typing import TYPE_CHECKING, Any, NamedTuple

from feedgenerator import Atom1Feed

from railhead.story.authors import signed
from railhead.story.fields import address_of
from railhead.templating.filters import plain

from .feed_entries import name_all, named

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from railhead.story.authors import Known
    from railhead.story.entries import Entry


class Item(NamedTuple):
    """A story in a feed; `dek` is HTML, and `url` lies below the site's address."""

    id: str
    url: str
    title: str
    dek: str
    authors: tuple[str, ...]  # as the story names them
    terms: tuple[str, ...]  # its section and its tags
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
        entry.authors or (settings["AUTHOR"],),
        (entry.category or "", *entry.tags),
        entry.published,
        entry.modified,
        max((correction.date for correction in entry.corrections), default=None),
    )


def places(entry: Entry, desk: str) -> Iterator[tuple[str, str]]:
    """Yield (kind, name) of each list that the story of an entry is in. The kinds are those of LIST_FEEDS; an author
    goes by the slug, and who names none leaves it to the `desk`.
    """
    if entry.is_published_story:
        yield from (("tag", tag) for tag in entry.tags)
        yield "section", entry.category or ""
        yield from (("author", address_of(name)) for name in entry.authors or (desk,))
        yield from (("publisher", name) for name in dict.fromkeys(source.publisher for source in entry.sources))
        if entry.corrections:
            yield "corrections", "Corrections"


def address(kind: str, name: str, settings: Mapping[str, Any]) -> str:
    """The address of the feed of a list, below that of the site: `feeds/tags/iran.xml` for the tag `Iran`."""
    return settings["LIST_FEEDS"][kind].format(slug=address_of(name))


def atom(
    place: tuple[str, str], lists: Mapping[tuple[str, str], list[Item]], settings: Mapping[str, Any], bylines: Known
) -> str:
    """The Atom feed of the list at a place; `lists` holds the stories of each, newest first, and `bylines` what files
    say of authors.
    """
    kind, name = place
    items = lists[place]
    if kind == "author":
        title = next(author.name for author in signed(items[0].authors, bylines) if author.slug == name)
    else:
        title = name
    if kind == "corrections":
        items = sorted(items, key=lambda item: item.corrected or date.min, reverse=True)
    site = settings["SITEURL"]
    feed = Atom1Feed(
        title=f"{settings['SITENAME']} - {title}",
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
            **named(author.name for author in signed(story.authors, bylines)),
            categories=list(story.terms),
            pubdate=story.date,
            updateddate=story.modified,
        )
    name_all(feed)
    text = StringIO()
    feed.write(text, "utf-8")
    return text.getvalue()
