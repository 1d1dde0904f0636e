"""Finds published stories that were changed without saying so, or are gone, and dates that lie in the future.

What was published stands in a folder that is committed; see `railhead.record.published`.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime
from difflib import unified_diff
from typing import TYPE_CHECKING

from railhead.record import published
from railhead.story.skeleton import CHANGE

from .finding import Finding, Level

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Sequence
    from datetime import date
    from pathlib import Path

    from railhead.story.frontmatter import Loc
    from railhead.story.model import Story
    from railhead.story.reader import Reading


def gone(ids: Container[str], record: Path) -> Iterator[Finding]:
    """Yield an error for each file of the `record`, a folder, that stands for none of the published stories; `ids` are
    theirs.
    """
    for path in sorted(record.glob("*.txt")):
        if path.stem not in ids:
            what = "this story was published and is gone, or has another id; bring it back, or delete this file"
            yield Finding(f"{record.name}/{path.name}", 1, Level.ERROR, what)


def silent(story: published.Said, record: Path, today: date) -> Iterator[Finding]:
    """Yield an error where a story, a published.Said, differs from what the `record`, a folder, has under its id, and
    does not say so: it needs a newer entry in `corrections` or a later `modified`. Whitespace and the order of front
    matter do not count.

    A correction that was published stays, and so does the address. The first error has the difference and, with the
    date `today`, the line to add.
    """
    path = record / f"{story.id}.txt"
    if not os.path.lexists(path):
        return
    said_before, before = published.read(path)
    if not before:
        what = "this record is damaged, or a merge of it was left unfinished; take it from git again"
        yield Finding(f"{record.name}/{path.name}", 1, Level.ERROR, what)
        return
    said, now = published.parted(story.lines)
    for address in (line.split()[1] for line in said_before if line.startswith(("address", "alias"))):
        if not any(line.split()[1] == address for line in said if line.startswith(("address", "alias"))):
            what = f"this story was published at {address}, which would lead nowhere; add it to `aliases`"
            yield Finding(story.path, story.aliases_line, Level.ERROR, what)
    for line in (line for line in said_before if line.startswith("correction") and line not in said):
        yield Finding(story.path, 1, Level.ERROR, f"a published correction was changed or taken out: {line}")
    if before != now and not _is_said(said_before, said):
        difference = "\n".join(list(unified_diff(before, now, "as published", "now", lineterm="", n=0)))
        # of a second change on one day, only a later moment tells
        moment = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        modified = moment if any(line.startswith(f"modified: {today}") for line in said_before) else today
        what = (
            "the story was changed since it was published and does not say so; add to its front matter\n"
            f'corrections:\n  - {{date: {today}, kind: correction, text: "{CHANGE}"}}\n'
            f"or, when something has happened since,\nmodified: {modified}\n{difference}"
        )
        yield Finding(story.path, 1, Level.ERROR, what)


def future(readings: Iterable[Reading], today: date) -> Iterator[Finding]:
    """Yield an error for each date after `today` in a story that is published, or scheduled for that day: nobody can
    know what is said of it.
    """
    for reading in published.stories(readings):
        for place, day in _told_days(reading.model):
            if day.isoformat() > today.isoformat():  # this month, without a day, comes before each of its days
                field = ".".join(part for part in place if isinstance(part, str))
                line = reading.document.place(place)[0]
                yield Finding(
                    reading.document.path, line, Level.ERROR, f"{field} lies in the future: {day.isoformat()}"
                )


def _told_days(story: Story) -> Iterator[tuple[Loc, date]]:
    """Yield (place, day or month) of each date in a story."""
    yield ("date",), story.date.date()
    if story.modified:
        yield ("modified",), story.modified.date()
    yield from ((("corrections", n, "date"), entry.date) for n, entry in enumerate(story.corrections))
    yield from ((("events", n, "date"), event.date) for n, event in enumerate(story.events))
    for n, source in enumerate(story.sources):
        yield from ((("sources", n, name), day) for name in ("published", "accessed") if (day := getattr(source, name)))
    for n, claim in enumerate(story.claims):
        yield from ((("claims", n, "history", m, "as_of"), entry.as_of) for m, entry in enumerate(claim.history))


def last_day(story: Story) -> str:
    """The last of the days and months in the front matter of a story, of its sources, claims and events too.

    It is written as in ISO 8601, so that `future` need be asked only where this is greater than today, as a text.
    """
    return max(day.isoformat() for _, day in _told_days(story))


def _is_said(before: Sequence[str], now: Sequence[str]) -> bool:
    """Whether the lines that tell of changes have got a correction no older than those before, or a later change."""
    days = [line.split()[1] for line in before if line.startswith("correction")]
    newer = [line for line in now if line.startswith("correction") and line not in before]
    corrected = any(line.split()[1] >= max(days, default="") for line in newer)
    modified = max((line for line in before if line.startswith("modified")), default="")
    return corrected or any(line > modified for line in now if line.startswith("modified"))
