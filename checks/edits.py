"""Whether a story was changed since it was last published without saying so.

What was published stands in a folder that is committed, a file for each story, named by its permanent id: readable,
a sentence a line, so that a change is a change of lines and two people's changes merge.
"""

from difflib import unified_diff

from plugins.story.model import Story

from .finding import Finding, Level
from .hedges import sentences

NEVER = ""  # sorts before every day


def silent(readings, record, today):
    """Yield an error for each published story that differs from the `record`, a folder, and has since got neither a
    newer entry in `corrections` nor a newer `modified`. Whitespace and the order of front matter do not count.

    The error has the difference and, with the date `today`, the line to add.
    """
    for reading in _published(readings):
        path = record / f"{reading.model.id}.txt"
        if not path.is_file():
            continue
        before, now = path.read_text(encoding="utf-8").splitlines(), as_published(reading.model, reading.document.body)
        if before[2:] == now[2:] or _said(before[:2], now[:2]):
            continue
        difference = "\n".join(list(unified_diff(before[3:], now[3:], "as published", "now", lineterm="", n=0)))
        what = (
            "the story was changed since it was published and does not say so; add to its front matter\n"
            f"corrections:\n  - {{date: {today}, kind: correction, text: What was changed and why.}}\n"
            f"or, when something has happened since,\nmodified: {today}\n{difference}"
        )
        yield Finding(reading.document.path, 1, Level.ERROR, what)


def keep(readings, record):
    """Write what is published now into the folder `record`."""
    record.mkdir(exist_ok=True)
    for reading in _published(readings):
        text = "\n".join(as_published(reading.model, reading.document.body)) + "\n"
        (record / f"{reading.model.id}.txt").write_text(text, encoding="utf-8")


def as_published(story, body):
    """The lines that stand for a story: two that tell when it last said that it was changed, then what it says."""
    lines = [
        f"modified: {story.modified.isoformat() if story.modified else NEVER}",
        f"corrections: {' '.join(sorted(entry.date.isoformat() for entry in story.corrections))}",
        "",
        f"title: {_flat(story.title)}",
        f"dek: {_flat(story.dek)}",
    ]
    for claim in sorted(story.claims, key=lambda claim: claim.id):
        lines.append(f"claim {claim.id}: {_flat(claim.text)}")
        for entry in claim.history:
            line = f"  {entry.as_of.isoformat()} {entry.status} {entry.source} {_flat(entry.note or '')}"
            lines.append(line.rstrip())
    return [*lines, "", *(_flat(sentence) for block in body.split("\n\n") for sentence in sentences(block))]


def _published(readings):
    return (r for r in readings if isinstance(r.model, Story) and r.model.status == "published")


def _said(before, now):
    """Whether a later `modified`, or a further correction, stands in the heads of the lines of a story."""
    modified = now[0] > before[0]
    corrected = len(now[1].split()) > len(before[1].split())
    return modified or corrected


def _flat(text):
    return " ".join(text.split())
