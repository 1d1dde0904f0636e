"""The events of a thread, each told once, although stories and the page of the thread may all have written it down.

How far apart they stand on a line that is drawn is worked out in railhead/figures/timeline.py.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from railhead.story.contents import EventsContent
    from railhead.story.entries import Entry


@dataclass(frozen=True)
class TimelineEntry:
    """An event with the name of the publisher of its source. `url` leads to the source, in the list of sources of the
    page that tells of the event: this page (`#source-ID`) or another.
    """

    date: date
    what: str
    where: str | None
    publisher: str
    url: str


class Told(NamedTuple):
    """An event as the page at `url` tells of it, which may be that of its thread.

    `path` is that of the page's source, below the content folder.
    """

    path: str
    by_thread: bool
    url: str
    date: date
    what: str
    where: str | None
    source: str
    publisher: str


def told(entry: Entry) -> Iterator[Told]:
    """Yield each event of an entry, as the page of the entry tells of it."""
    publishers = {source.id: source.publisher for source in entry.sources}
    for event in entry.events:
        yield Told(entry.below, entry.kind == "thread", entry.url, *event, publishers[event.source])


def entries(content: EventsContent, of_thread: Iterable[Told] = (), *, base: str) -> list[TimelineEntry]:
    """The events that the page of a story or thread shows, oldest first: its own, and those `of_thread`, each once.

    Events of one date and the same words are one: it is shown as this page tells of it, else as the thread's page does,
    else as a story. `base` stands before addresses on the site.
    """
    path, found = content.relative_source_path, {}
    publishers = {source.id: source.publisher for source in content.sources}
    for event in content.events:
        where = event.date, event.what, event.where, publishers[event.source], f"#source-{event.source}"
        found.setdefault((event.date, event.what), TimelineEntry(*where))
    for event in sorted(of_thread, key=lambda event: not event.by_thread):
        if event.path != path:
            where = event.date, event.what, event.where, event.publisher, f"{base}/{event.url}#source-{event.source}"
            found.setdefault((event.date, event.what), TimelineEntry(*where))
    return sorted(found.values(), key=lambda entry: (entry.date, entry.what))
