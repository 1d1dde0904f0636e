"""Whether a story was changed since it was last published without saying so.

What was published stands in a folder that is committed, a file for each story, named by its permanent id: readable,
a sentence a line, so that a change is a change of lines and two people's changes merge.
"""

from datetime import UTC
from difflib import unified_diff
from pathlib import PurePosixPath

from plugins.story.model import Story

from .finding import Finding, Level
from .hedges import sentences

HEAD = "where it stands, and what was said of changes:"


def silent(readings, record, today):
    """Yield an error for each story that differs from the `record`, a folder, and does not say so: it needs a newer
    entry in `corrections` or a later `modified`. Whitespace and the order of front matter do not count.

    A correction that was published stays, and so does a story, under its id, and its address. The first error has the
    difference and, with the date `today`, the line to add.
    """
    published = {reading.model.id: reading for reading in _published(readings)}
    for path in sorted(record.glob("*.txt")):
        reading = published.get(path.stem)
        if not reading:
            what = "this story was published and is gone, or has another id; bring it back, or delete this file"
            yield Finding(f"{record.name}/{path.name}", 1, Level.ERROR, what)
            continue
        name = reading.document.path
        said_before, before = _parted(_lines(path))
        if not before:
            what = "this record is damaged, or a merge of it was left unfinished; take it from git again"
            yield Finding(f"{record.name}/{path.name}", 1, Level.ERROR, what)
            continue
        said, now = _parted(as_published(reading))
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
    for reading in _published(readings):
        story = reading.model
        days = {"date": story.date.date(), "modified": story.modified and story.modified.date()}
        days |= {f"corrections {entry.date}": entry.date for entry in story.corrections}
        for field, day in days.items():
            if day and day > today:
                line = reading.document.place((field.split()[0],))[0]
                yield Finding(reading.document.path, line, Level.ERROR, f"{field} lies in the future: {day}")


def keep(readings, record):
    """Write what is published now into the folder `record`."""
    record.mkdir(exist_ok=True)
    for reading in _published(readings):
        text = "\n".join(as_published(reading)) + "\n"
        unfinished = record / f".{reading.model.id}"  # a record cut short would call the story changed
        unfinished.write_text(text, encoding="utf-8")
        unfinished.replace(record / f"{reading.model.id}.txt")


def as_published(reading):
    """The lines that stand for a story: where it stands and what it says of changes to itself, then everything else
    that it says.
    """
    story, path = reading.model, PurePosixPath(reading.document.path)
    lines = [HEAD, f"address /{path.parent.name}/{path.stem}/", *(f"alias {alias}" for alias in sorted(story.aliases))]
    lines += [f"modified: {story.modified.astimezone(UTC).isoformat()}"] if story.modified else []
    lines += sorted(f"correction {entry.date} {entry.kind}: {_flat(entry.text)}" for entry in story.corrections)
    lines += ["", f"title: {_flat(story.title)}", f"dek: {_flat(story.dek)}", f"date: {story.date.isoformat()}"]
    lines += [f"author: {story.author}"] if story.author else []
    for source in story.sources:
        lines.append(f"source {source.id}: {_flat(source.publisher)}, {_flat(source.title or '')}, {source.url}")
    for claim in sorted(story.claims, key=lambda claim: claim.id):
        lines.append(f"claim {claim.id}: {_flat(claim.text)}")
        for entry in claim.history:
            line = f"  {entry.as_of.isoformat()} {entry.status} {entry.source} {_flat(entry.note or '')}"
            lines.append(line.rstrip())
    lines += sorted(f"event {event.date}: {_flat(event.what)}, {_flat(event.where or '')}" for event in story.events)
    if story.image:
        lines.append(f"image: {story.image.file}, {_flat(story.image.caption)}, {_flat(story.image.credit)}")
    return [
        *lines,
        "",
        *(_flat(sentence) for block in reading.document.body.split("\n\n") for sentence in sentences(block)),
    ]


def _published(readings):
    return (r for r in readings if isinstance(r.model, Story) and r.model.status == "published")


def _lines(path):
    try:
        return path.read_text(encoding="utf-8").splitlines()
    except UnicodeDecodeError:
        return []


def _parted(lines):
    """What the lines of a story say of its place and of changes, and what they say otherwise: nothing where they are
    no such lines, or have marks of a merge among them.
    """
    merging = any(line.startswith(("<<<<<<<", "=======", ">>>>>>>")) for line in lines)
    if merging or lines[:1] != [HEAD] or "" not in lines:
        return [], []
    end = lines.index("")
    return lines[1:end], lines[end + 1 :]


def _is_said(before, now):
    """Whether the lines that tell of changes have got a correction no older than those before, or a later change."""
    days = [line.split()[1] for line in before if line.startswith("correction")]
    newer = [line for line in now if line.startswith("correction") and line not in before]
    corrected = any(line.split()[1] >= max(days, default="") for line in newer)
    modified = max((line for line in before if line.startswith("modified")), default="")
    return corrected or any(line > modified for line in now if line.startswith("modified"))


def _flat(text):
    return " ".join(text.split())
