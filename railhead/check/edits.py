"""Whether a story was changed since it was last published without saying so.

What was published stands in a folder that is committed; see `railhead.record.published`.
"""

import os
from difflib import unified_diff

from railhead.record import published

from .finding import Finding, Level


def gone(ids, record):
    """Yield an error for each file of the `record`, a folder, that stands for none of the published stories; `ids` are
    theirs.
    """
    for path in sorted(record.glob("*.txt")):
        if path.stem not in ids:
            what = "this story was published and is gone, or has another id; bring it back, or delete this file"
            yield Finding(f"{record.name}/{path.name}", 1, Level.ERROR, what)


def silent(story, record, today):
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
        what = (
            "the story was changed since it was published and does not say so; add to its front matter\n"
            f"corrections:\n  - {{date: {today}, kind: correction, text: What was changed and why.}}\n"
            f"or, when something has happened since,\nmodified: {today}\n{difference}"
        )
        yield Finding(story.path, 1, Level.ERROR, what)


def future(readings, today):
    """Yield an error for each published story with a date after `today`: it would stand before those that come."""
    for reading in published.stories(readings):
        for field, day in _days(reading.model):
            if day > today:
                line = reading.document.place((field.split()[0],))[0]
                yield Finding(reading.document.path, line, Level.ERROR, f"{field} lies in the future: {day}")


def last_day(reading):
    """The last of the days that a story names as its own."""
    return max(day for _, day in _days(reading.model))


def _days(story):
    """Yield (field, day) of each date of a story, its modification and its corrections."""
    yield "date", story.date.date()
    if story.modified:
        yield "modified", story.modified.date()
    yield from ((f"corrections {entry.date}", entry.date) for entry in story.corrections)


def _is_said(before, now):
    """Whether the lines that tell of changes have got a correction no older than those before, or a later change."""
    days = [line.split()[1] for line in before if line.startswith("correction")]
    newer = [line for line in now if line.startswith("correction") and line not in before]
    corrected = any(line.split()[1] >= max(days, default="") for line in newer)
    modified = max((line for line in before if line.startswith("modified")), default="")
    return corrected or any(line > modified for line in now if line.startswith("modified"))
