"""What the rest of the site has to know of one source: small plain values, kept from build to build for all sources.

A page of one story reads the story itself. What spans stories (rules, threads, the register of sources) reads entries.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from .frontmatter import Document, decode, parse
from .model import Author, Equipment, Story, Thread

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, datetime
    from pathlib import Path

    from .model import Model
    from .vocabulary import ClaimStatus

Part = TypeVar("Part", "SourceEntry", "Standing", "CorrectionEntry", "EventEntry")

SLUG = re.compile("[a-z0-9]+(-[a-z0-9]+)*")
KINDS: dict[type[Model], str] = {Story: "story", Equipment: "equipment", Thread: "thread", Author: "author"}


class SourceEntry(NamedTuple):
    """A source, with the fields of the model."""

    id: str
    publisher: str
    url: str
    title: str | None
    published: date | None
    accessed: date | None
    archived: str | None


class Standing(NamedTuple):
    """How a claim stood on the day `as_of`, by the source with the id `source`."""

    source: str
    as_of: date
    status: ClaimStatus
    note: str | None


class ClaimEntry(NamedTuple):
    """A claim with its history, oldest first."""

    id: str
    text: str
    history: tuple[Standing, ...]

    @property
    def current(self) -> Standing:
        """How it stands now."""
        return self.history[-1]

    @property
    def status(self) -> ClaimStatus:
        """Its status now."""
        return self.current.status

    @property
    def day(self) -> date:
        """Since when it stands so."""
        return self.current.as_of


class CorrectionEntry(NamedTuple):
    """A correction, with the fields of the model."""

    date: date
    kind: str
    text: str

    @property
    def day(self) -> date:
        """The day of the correction."""
        return self.date


class EventEntry(NamedTuple):
    """An event, with the fields of the model."""

    date: date
    what: str
    where: str | None
    source: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A source file of the site.

    `path` is relative to the project; `kind` is story, equipment, thread, author or page. `id`, `image`, `thread` and
    `equipment` are as typed, also where the file has problems: of such a file, nothing else is known but its `links`.
    `title` and `dek`, which are HTML, and what follows them are those of Pelican's content, once there is one. A story
    that is scheduled has the status of a draft, and is `due` at a time. `authors` are those that a story names; `name`
    and `role` are an author's own.
    """

    path: str
    kind: str = "page"
    status: str = "published"
    id: str | None = None
    image: str | None = None
    links: tuple[str, ...] = ()
    category: str | None = None
    authors: tuple[str, ...] = ()
    name: str | None = None
    role: str | None = None
    tags: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    thread: str | None = None
    equipment: tuple[str, ...] = ()
    sources: tuple[SourceEntry, ...] = ()
    claims: tuple[ClaimEntry, ...] = ()
    corrections: tuple[CorrectionEntry, ...] = ()
    events: tuple[EventEntry, ...] = ()
    title: str = ""
    dek: str = ""
    url: str = ""
    slug: str = ""
    date: datetime | None = None
    modified: datetime | None = None
    due: datetime | None = None

    @property
    def below(self) -> str:
        """Its path below the content folder, by which Pelican knows it."""
        return self.path.partition("/")[2]

    @property
    def seen_by_others(self) -> tuple[object, ...]:
        """The values that rules across sources compare: where they change, other sources are checked again as well."""
        own = (self.path, self.kind, self.status, self.id, self.image, self.category, self.authors, self.tags)
        return (
            *own,
            self.name,
            self.aliases,
            self.thread,
            self.equipment,
            self.sources,
            self.url,
            self.slug,
            self.date,
            self.due,
        )

    @property
    def sequence(self) -> tuple[datetime | None, str]:
        """The key by which stories are sorted: their date, then their slug."""
        return self.date, self.slug

    @property
    def published(self) -> datetime:
        """When the story was published. Raises ValueError for what is no story, which has no date."""
        if self.date is None:
            raise ValueError(f"{self.path} is no story")
        return self.date

    @property
    def is_published_story(self) -> bool:
        """Whether it is a story that readers see."""
        return self.kind == "story" and self.status == "published"


def entry_of(document: Document, model: Model | None, links: list[str]) -> Entry:
    """The Entry of a file that was read; `model` is None where it has problems."""
    image, equipment = document.data.get("image"), document.data.get("equipment")
    entry = Entry(
        document.path,
        id=_text(document.data.get("id")),
        image=_text(image.get("file")) if isinstance(image, dict) else None,
        thread=_slug(document.data.get("story")),
        equipment=tuple(filter(None, map(_slug, equipment))) if isinstance(equipment, list) else (),
        links=tuple(dict.fromkeys(links)),
    )
    if isinstance(model, Author):
        return replace(entry, kind=KINDS[Author], name=model.name, role=model.role)
    if not isinstance(model, Story | Equipment | Thread):
        return entry
    entry = replace(
        entry,
        kind=KINDS[type(model)],
        sources=tuple(_taken(SourceEntry, source) for source in model.sources),
        events=tuple(_taken(EventEntry, event) for event in getattr(model, "events", ())),
    )
    if not isinstance(model, Story):
        return entry
    return replace(
        entry,
        status=model.status,
        category=model.category,
        authors=tuple(model.author or ()),
        tags=tuple(model.tags),
        aliases=tuple(model.aliases),
        thread=model.story,
        equipment=tuple(model.equipment),
        claims=tuple(
            ClaimEntry(claim.id, claim.text, tuple(_taken(Standing, standing) for standing in claim.history))
            for claim in model.claims
        ),
        corrections=tuple(_taken(CorrectionEntry, correction) for correction in model.corrections),
    )


def _text(typed: object) -> str | None:
    """What was typed, where it is a text."""
    return typed if isinstance(typed, str) else None


def _slug(typed: object) -> str | None:
    """What was typed, where it can be the name of a file in an address."""
    return typed if isinstance(typed, str) and SLUG.fullmatch(typed) else None


def _taken(kind: type[Part], part: object) -> Part:
    """A part of the model as one of an entry, which has fields of the same names."""
    return kind(*(getattr(part, name) for name in kind._fields))


def documents_of(content: Path, known: dict[str, Document]) -> Callable[[str], Document]:
    """A function that gives the Document of a path, relative to the project: of those `known`, or read again.

    `content` is the folder of contents. Only what has a problem is asked for, so that builds need keep none of them.
    """

    def document(path: str) -> Document:
        if path not in known:
            known[path] = parse(decode((content.parent / path).read_bytes(), path), path)
        return known[path]

    return document
