"""The events of a thread, told once, wherever they were written down."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Entry:
    """An event with the name of its publisher; `url` is where its source stands, on the page itself or another."""

    date: date
    what: str
    where: str | None
    publisher: str
    url: str


def entries(page, contents, base):
    """The Entries of all events in `contents`, oldest first, to be shown on `page`, which may be one of them; `base`
    stands before addresses on the site.
    """
    found = {}
    for content in contents:
        publishers = {source.id: source.publisher for source in content.sources}
        home = "" if content is page else f"{base}/{content.url}"
        for event in content.events:
            entry = Entry(
                event.date, event.what, event.where, publishers[event.source], f"{home}#source-{event.source}"
            )
            found.setdefault((event.date, event.what), entry)
    return sorted(found.values(), key=lambda entry: (entry.date, entry.what))
