"""The record of what was published: a folder that is committed, with a file for each story, named by its permanent id.

Each is readable, a sentence a line, so that a change is a change of lines and two people's changes merge.
"""

from __future__ import annotations

import re
from datetime import UTC
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, NamedTuple

from railhead import files, records
from railhead.story.reader import is_story
from railhead.story.text import sentences

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from railhead.story.reader import Reading, StoryReading

# what a record says of a story's place and of changes
SAID = re.compile(r"(address|alias) /\S*|modified: \S+|correction \d{4}-\d\d-\d\d \w+: .*", re.ASCII)
CONTROL = re.compile(r"[\0-\x1f\x7f-\x9f]")
HEAD = "where it stands, and what was said of changes:"


def stories(readings: Iterable[Reading]) -> Iterator[StoryReading]:
    """Those of the readings that are stories and no drafts: which readers see, or will once the day of the story is
    there.
    """
    return (r for r in readings if is_story(r) and r.model.status == "published")


class Said(NamedTuple):
    """What a published story says: its path, its id, the line of its file at which aliases stand or would, and the
    lines of its record.
    """

    path: str
    id: str
    aliases_line: int
    lines: list[str]

    @property
    def text(self) -> str:
        """The text of the file in which the record of a story is kept."""
        return "\n".join(self.lines) + "\n"

    @property
    def digest(self) -> str:
        """The SHA-256 of the record's file."""
        return sha256(self.text.encode()).hexdigest()


class Stories(NamedTuple):
    """The published stories: the ids of all, what those say that say something else than their record, and the
    {old address: address} of those that have moved, both below the site's address.
    """

    ids: set[str]
    differing: list[Said]
    moved: dict[str, str]


def said(reading: StoryReading) -> Said:
    """What the story of a Reading says."""
    document = reading.document
    return Said(document.path, reading.model.id, document.place(("aliases",))[0], lines(reading))


def keep(stories: Iterable[Said], record: Path) -> None:
    """Write what stories say now into the folder `record`. Raises OSError, for a link there as well."""
    files.refuse_links(record, record)
    record.mkdir(exist_ok=True)
    for story in stories:
        # whole: a record cut short would call the story changed
        files.write(record / f"{story.id}.txt", story.text.encode(), below=record)


def lines(reading: StoryReading) -> list[str]:
    """The lines of the record of a story: where it stands and what it says of changes to itself, then everything else
    that it says.
    """
    story, path = reading.model, PurePosixPath(reading.document.path)
    said = [HEAD, f"address /{path.parent.name}/{path.stem}/", *(f"alias {alias}" for alias in sorted(story.aliases))]
    said += [f"modified: {story.modified.astimezone(UTC).isoformat()}"] if story.modified else []
    said += sorted(f"correction {entry.date} {entry.kind}: {_flat(entry.text)}" for entry in story.corrections)
    said += ["", f"title: {_flat(story.title)}", f"dek: {_flat(story.dek)}", f"date: {story.date.isoformat()}"]
    said += [f"author: {', '.join(story.author)}"] if story.author else []
    for source in story.sources:
        said.append(f"source {source.id}: {_flat(source.publisher)}, {_flat(source.title or '')}, {source.url}")
    for claim in sorted(story.claims, key=lambda claim: claim.id):
        said.append(f"claim {claim.id}: {_flat(claim.text)}")
        for entry in claim.history:
            line = f"  {entry.as_of.isoformat()} {entry.status} {entry.source} {_flat(entry.note or '')}"
            said.append(line.rstrip())
    said += sorted(f"event {event.date}: {_flat(event.what)}, {_flat(event.where or '')}" for event in story.events)
    if story.image:
        said.append(f"image: {story.image.file}, {_flat(story.image.caption)}, {_flat(story.image.credit)}")
    return [
        *said,
        "",
        *(_flat(sentence) for block in reading.document.body.split("\n\n") for sentence in sentences(block)),
    ]


def read(path: Path) -> tuple[list[str], list[str]]:
    """(what is said of place and changes, what is said otherwise) of a file of the record, as `parted` gives them."""
    return parted(lines_of(path))


def lines_of(path: Path) -> list[str]:
    """The lines in a file of the record: none where it is no file of text, or one that no publish has written."""
    try:
        lines = records.read(path).decode().splitlines()
    except (OSError, ValueError):
        return []
    return [] if any(map(CONTROL.search, lines)) else lines


def parted(lines: list[str]) -> tuple[list[str], list[str]]:
    """(the lines that say where a story stands and what changed, all others), of the lines of its record.

    Both are empty where these are no lines that a publish has written, or have marks of a merge among them.
    """
    merging = any(line.startswith(("<<<<<<<", "=======", ">>>>>>>")) for line in lines)
    if merging or lines[:1] != [HEAD] or "" not in lines:
        return [], []
    end = lines.index("")
    said = lines[1:end]
    if not said or not said[0].startswith("address ") or not all(map(SAID.fullmatch, said)):
        return [], []  # what no publish writes
    return said, lines[end + 1 :]


def _flat(text: str) -> str:
    return " ".join(text.split())
