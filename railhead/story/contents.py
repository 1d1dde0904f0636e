"""The attributes of Pelican's contents on this site: what templates may read of them, and what only Python does.

Nothing here runs: Pelican sets what a reader puts into the metadata as attributes of its contents, where no type
checker sees them, and these classes say which there are.
`python -m docs.make_templates` lists them in docs/templates.md.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from pelican.urlwrappers import Author, Category, Tag

    from .entries import Entry
    from .model import Answer, Claim, Contact, Correction, Event, Image, Picture, Property, Source


class KeptContent(Protocol):
    """What `StoryReader` leaves in each content for the site's own Python. No template reads it."""

    entry: Entry
    """The small plain values that pages of other stories go by."""
    reading: bytes
    """The pickled Reading: the file as it was read, for whatever has to know lines and columns."""
    source_digest: str
    """The SHA-256 of the source file, in hexadecimal digits."""
    metadata: Mapping[str, Any]
    """All fields that the reader returned, by name."""


class SourceContent(KeptContent, Protocol):
    """Every article and page: what is made of a Markdown file below `content/`."""

    title: str
    """The title or headline, as HTML."""
    summary: str
    """The dek, which is the sentence under the headline, as HTML."""
    dek: str
    """The same sentence as plain text, as it was typed."""
    content: str
    """The text as HTML. The address of the site stands before links that begin with `/`."""
    citations: Mapping[str, int]
    """How often the text cites each claim and source, by id; 0 for one that it never cites."""
    url: str
    """The address on the site, without the first `/`."""
    slug: str
    """The name of the file without `.md`, of which the address is made."""
    status: str
    """`published` or `draft`. A story that is scheduled is a `draft` until its time."""
    relative_source_path: str
    """The path of the file below `content/`."""


class StoryArticle(SourceContent, Protocol):
    """A story: `article` in the template `article.html`, `story` in lists."""

    id: str
    """The permanent name of the story: it stays when the address changes."""
    kind: str
    """`report`, `analysis` or `explainer`."""
    date: datetime
    """When the story was published. Midnight UTC stands for a day without a time."""
    modified: datetime
    """When the story was last changed, by its field `modified` or its newest correction. It is there only if the story
    was changed: ask `{% if article.modified %}`.
    """
    category: Category
    """The section, with `name` and `url`."""
    tags: Sequence[Tag]
    """The tags, each with `name` and `url`."""
    authors: Sequence[Author]
    """The authors as Pelican has them; `article|authors` has what their files say of them."""
    sources: Sequence[Source]
    """The sources, the lead source first."""
    claims: Sequence[Claim]
    """The claims, in the order of the file."""
    corrections: Sequence[Correction]
    """The corrections, in the order of the file."""
    events: Sequence[Event]
    """The dated sightings that the story tells of."""
    image: Image | None
    """The lead picture."""
    story: str | None
    """The slug of the thread that the story belongs to."""
    equipment: Sequence[str]
    """The slugs of the pages of equipment that the story is about."""
    aliases: Sequence[str]
    """Addresses that the story had before, which lead to it."""
    answers: Sequence[Answer]
    """Why warnings of `check` do not apply; for no reader."""
    sequence: tuple[datetime, str]
    """By what stories are put in order: the date, then the slug."""

    def get_content(self, siteurl: str) -> str:
        """The text as HTML, with `siteurl` before links that begin with `/`."""
        ...


class SitePage(SourceContent, Protocol):
    """A page: `page` in the templates `page.html`, `equipment.html` and `thread.html`."""

    questions: Sequence[str]
    """What the page leaves open, for whoever writes it; for no reader."""


class EquipmentPage(SitePage, Protocol):
    """The page of a piece of equipment: `page` in the template `equipment.html`."""

    sources: Sequence[Source]
    """The sources of its specification."""
    specification: Sequence[Property]
    """The rows of its specification."""


class ThreadPage(SitePage, Protocol):
    """The page of a thread, to which stories belong: `page` in the template `thread.html`."""

    sources: Sequence[Source]
    """The sources of its events."""
    events: Sequence[Event]
    """Dated events of the thread that none of its stories tells of."""


class AuthorPage(SitePage, Protocol):
    """The page of an author's file: `author_pages` has it by slug, for the template `author.html`."""

    name: str
    """The name, as it stands over stories."""
    role: str
    """What the author does here."""
    image: Picture | None
    """The picture of the author."""
    contact: Contact | None
    """How the author is reached."""


class EventsContent(Protocol):
    """A story or the page of a thread: whatever has events, and the sources that tell of them."""

    relative_source_path: str
    sources: Sequence[Source]
    events: Sequence[Event]


class StaticFile(Protocol):
    """A file that is published as it is, such as a drawing: Pelican's Static."""

    source_path: str
    """Where the file lies, as a full path."""
    save_as: str
    """Its place below the output folder."""
    url: str
    """Its address on the site, without the first `/`."""

    def get_relative_source_path(self) -> str:
        """Its path below the content folder."""
        ...
