"""Whether a story was changed since it was last published without saying so.

What was published stands in a folder that is committed; see `railhead.record.published`.
"""

from difflib import unified_diff

from railhead.record import published

from .finding import Finding, Level


def silent(readings, record, today):
    """Yield an error for each story that differs from the `record`, a folder, and does not say so: it needs a newer
    entry in `corrections` or a later `modified`. Whitespace and the order of front matter do not count.

    A correction that was published stays, and so does a story, under its id, and its address. The first error has the
    difference and, with the date `today`, the line to add.
    """
    by_id = {reading.model.id: reading for reading in published.stories(readings)}
    for path in sorted(record.glob("*.txt")):
        reading = by_id.get(path.stem)
        if not reading:
            what = "this story was published and is gone, or has another id; bring it back, or delete this file"
            yield Finding(f"{record.name}/{path.name}", 1, Level.ERROR, what)
            continue
        name = reading.document.path
        said_before, before = published.read(path)
        if not before:
            what = "this record is damaged, or a merge of it was left unfinished; take it from git again"
            yield Finding(f"{record.name}/{path.name}", 1, Level.ERROR, what)
            continue
        said, now = published.parted(published.lines(reading))
        for address in (line.split()[1] for line in said_before if line.startswith(("address", "alias"))):
            if not any(line.split()[1] == address for line in said if line.startswith(("address", "alias"))):
                line = reading.document.place(("aliases",))[0]
                what = f"this story was published at {address}, which would lead nowhere; add it to `aliases`"
                yield Finding(name, line, Level.ERROR, what)
        for line in (line for line in said_before if line.startswith("correction") and line not in said):
            yield Finding(name, 1, Level.ERROR, f"a published correction was changed or taken out: {line}")
        if before != now and not _is_said(said_before, said):
            difference = "\n".join(list(unified_diff(before, now, "as published", "now", lineterm="", n=0)))
            what = (
                "the story was changed since it was published and does not say so; add to its front matter\n"
                f"corrections:\n  - {{date: {today}, kind: correction, text: What was changed and why.}}\n"
                f"or, when something has happened since,\nmodified: {today}\n{difference}"
            )
            yield Finding(name, 1, Level.ERROR, what)


def future(readings, today):
    """Yield an error for each published story with a date after `today`: it would stand before those that come."""
    for reading in published.stories(readings):
        story = reading.model
        days = {"date": story.date.date(), "modified": story.modified and story.modified.date()}
        days |= {f"corrections {entry.date}": entry.date for entry in story.corrections}
        for field, day in days.items():
            if day and day > today:
                line = reading.document.place((field.split()[0],))[0]
                yield Finding(reading.document.path, line, Level.ERROR, f"{field} lies in the future: {day}")


def _is_said(before, now):
    """Whether the lines that tell of changes have got a correction no older than those before, or a later change."""
    days = [line.split()[1] for line in before if line.startswith("correction")]
    newer = [line for line in now if line.startswith("correction") and line not in before]
    corrected = any(line.split()[1] >= max(days, default="") for line in newer)
    modified = max((line for line in before if line.startswith("modified")), default="")
    return corrected or any(line > modified for line in now if line.startswith("modified"))
