"""The attributes of Pelican's contents on this site, for annotations.

Pelican sets what a reader puts into the metadata as attributes of its contents, where no type checker sees them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from pelican.urlwrappers import Author, Category, Tag

    from .entries import Entry
    from .model import Claim, Contact, Correction, Event, Image, Picture, Source


class SourceContent(Protocol):
    """An article or a page of a source file that `StoryReader` has read: `reading` is its pickled Reading."""

    entry: Entry
    reading: bytes
    source_digest: str
    metadata: Mapping[str, Any]
    title: str
    url: str
    slug: str
    status: str


class EventsContent(Protocol):
    """An article, or the page of a thread: what has events and the sources that tell of them."""

    relative_source_path: str
    sources: Sequence[Source]
    events: Sequence[Event]


class StoryArticle(SourceContent, Protocol):
    """An article, with the fields of the model Story; `title` and `summary` are HTML. `modified` is there only where
    the story was changed.
    """

    id: str
    kind: str
    date: datetime
    summary: str
    category: Category
    tags: Sequence[Tag]
    authors: Sequence[Author]
    claims: Sequence[Claim]
    sources: Sequence[Source]
    corrections: Sequence[Correction]
    events: Sequence[Event]
    image: Image | None
    relative_source_path: str

    def get_content(self, siteurl: str) -> str:
        """The text as HTML, with what stands before addresses on the site."""
        ...


class AuthorPage(SourceContent, Protocol):
    """The page of an author's file, with the fields of the model Author."""

    name: str
    role: str
    image: Picture | None
    contact: Contact | None


class StaticFile(Protocol):
    """A file that is published as it is: where it lies, and its place in the output and its address there."""

    source_path: str
    save_as: str
    url: str

    def get_relative_source_path(self) -> str:
        """Its path below the content folder."""
        ...
