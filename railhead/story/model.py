"""What a story, a piece of equipment, an author and a page may say in their front matter.

A field's description says what would be right there: it is the second half of the error for anything else.
Rules that need more than the field itself ask the Surroundings, which the reader passes as validation context.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator

from railhead.dates import Month, is_day

from .fields import (
    Address,
    Day,
    Email,
    Moment,
    Name,
    Names,
    OldAddress,
    Period,
    Phone,
    SecureAddresses,
    Signal,
    Signers,
    Slug,
    Text,
    wrong,
)
from .pictures import DRAWING, RASTER, fault, is_picture, is_raster
from .problems import listed
from .vocabulary import ClaimStatus

if TYPE_CHECKING:
    from datetime import datetime

    from railhead.cache import Cache

MOST = 1_000  # entries of a list: each is on the page, and whoever has more tells more than one story
A_DAY = "write a day as YYYY-MM-DD, such as 2024-12-19"
A_PERIOD = A_DAY + ", or a month as YYYY-MM where the day is not known"
A_MOMENT = "write a day such as 2024-12-19 or a timestamp such as 2024-12-19T14:30:00Z"
AN_ID = "use small letters, digits and single hyphens, such as army-recognition"
A_SOURCE = "give the id of one of this file's sources"
PLAIN_NAME = re.compile(r"[A-Za-z0-9][\w-]*([./][\w-]+)*", re.ASCII)


@dataclass(frozen=True)
class Surroundings:
    """What rules need to know from outside the value that they judge.

    `sources` are the ids of the sources in the same front matter, `images` is the folder in which pictures lie, and
    `cache` remembers which of these were found to be good.
    """

    sources: frozenset[str]
    images: Path
    cache: Cache


class Part(BaseModel):
    """What all models share: no field but their own, and none that changes once it is checked."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Sourced(Part):
    """A part that names the source it rests on."""

    source: Slug = Field(description=A_SOURCE)

    @field_validator("source")
    @classmethod
    def _is_listed(cls, source: str, info: ValidationInfo[Surroundings | None]) -> str:
        if info.context and source not in info.context.sources:
            known = listed(info.context.sources) or "none yet"
            raise wrong(f"names an unknown source: `{source}`", f"{A_SOURCE} ({known})")
        return source


class Source(Part):
    """A published report that a story rests on. `accessed`: when we looked; `archived`: an archived copy of it."""

    id: Slug = Field(description=AN_ID)
    publisher: Name = Field(description="name who published it")
    url: Address = Field(description="give the full address, with http:// or https://")
    title: Text | None = Field(None, description="give the title of the report")
    published: Period | None = Field(None, description=A_PERIOD)
    accessed: Day | None = Field(None, description=A_DAY)
    archived: Address | None = Field(None, description="give the full address of the archived copy")
    note: Text | None = Field(None, description="say what a reader should know of the source")


class HistoryEntry(Sourced):
    """How a claim stood on a day, and on whose word."""

    as_of: Period = Field(description=A_PERIOD)
    status: ClaimStatus = Field(description="use one of " + ", ".join(ClaimStatus))
    note: Text | None = Field(None, description="say what changed, or with what caveat")


class Claim(Part):
    """Something that the story says, and how firmly that stood over time."""

    id: Slug = Field(description=AN_ID)
    text: Text = Field(description="state the claim in one sentence")
    history: list[HistoryEntry] = Field(
        min_length=1, max_length=MOST, description="list how the claim stood, oldest first: as_of, status, source"
    )

    @field_validator("history")
    @classmethod
    def _runs_forward(cls, history: list[HistoryEntry]) -> list[HistoryEntry]:
        days = [entry.as_of for entry in history]
        # a month goes before or after any day in it
        begins = [day.first if isinstance(day, Month) else day for day in days]
        if any(later < earlier for earlier, later in zip(begins, days[1:], strict=False)):
            raise wrong("is out of order", "put the oldest entry first; the last one is how the claim stands now")
        return history

    @property
    def current(self) -> HistoryEntry:
        """How it stands now."""
        return self.history[-1]

    @property
    def status(self) -> ClaimStatus:
        """Its status now."""
        return self.current.status


class Picture(Part):
    """A picture, such as that of an author."""

    file: Text = Field(description="name a picture below content/images/, such as koksan-train.svg")
    alt: Text = Field(description="say what the picture shows, for those who cannot see it")
    credit: Text = Field(description="say whose picture it is")

    @field_validator("file")
    @classmethod
    def _exists(cls, file: str, info: ValidationInfo[Surroundings | None]) -> str:
        path = Path(file)
        if path.is_absolute() or ".." in path.parts:
            raise wrong(f"points outside content/images/: `{file}`")
        if not PLAIN_NAME.fullmatch(file):
            raise wrong(f"is no name for the web: `{file}`", "use letters, digits, hyphens, points and /")
        if not is_picture(path):
            raise wrong(f"is not a picture: `{file}`", "use one of " + ", ".join(sorted(RASTER | {DRAWING})))
        if info.context and not os.path.isfile(info.context.images / path):  # noqa: PTH113 - takes any name
            raise wrong(f"does not exist: content/images/{file}", "put the picture there or correct its name")
        # of drawings, files.py tells with their lines
        if info.context and is_raster(path) and (problem := fault(info.context.images / path, info.context.cache)):
            raise wrong(*problem)
        return file


class Image(Picture):
    """The picture that leads a story. `origin`: what the original showed and where it came from."""

    caption: Text = Field(description="say what the reader is looking at")
    origin: Text | None = Field(None, description="say what the original showed and where it came from")


class Contact(Part):
    """How an author is reached. What is no link, such as a number, is shown as it was typed."""

    email: Email | None = Field(None, description="give an e-mail address, such as desk@paper.example")
    phone: Phone | None = Field(None, description="give a number with digits and spaces, such as +49 30 1234567")
    signal: Signal | None = Field(None, description="give a name at Signal, such as someone.01, or a telephone number")
    web: SecureAddresses = Field([], max_length=20, description="give full addresses, from https:// on")


class Event(Sourced):
    """A dated sighting or statement, for timelines."""

    date: Day = Field(description=A_DAY)
    what: Text = Field(description="say what was seen or stated")
    where: Text | None = Field(None, description="say where, as the source does")


class Correction(Part):
    """A change that a reader of the earlier version should know of."""

    date: Day = Field(description=A_DAY)
    kind: Literal["correction", "update", "clarification"] = Field(
        description="use correction, update or clarification"
    )
    text: Text = Field(description="say what was changed and why")


class Answer(Part):
    """Why a warning of `tasks.py check` does not apply; `words` are those that the warning quotes."""

    words: Text = Field(description="give the words that the warning quotes")
    reason: Text = Field(description="say why the warning does not apply")


class Property(Sourced):
    """One row of a specification: 40, km, conventional shell."""

    property: Text = Field(description="name the property, such as range")
    value: Text = Field(description="give the value without its unit")
    unit: Text | None = Field(None, description="give the unit, such as km")
    condition: Text | None = Field(None, description="say under what condition the value holds")


class Page(Part):
    """A page of the site about itself. `questions` are for whoever writes it, and stand on no page."""

    title: Text = Field(description="write the page's title")
    dek: Text = Field(description="say in a sentence what the page tells")
    questions: list[Text] = Field([], max_length=MOST, description="list what the page does not answer yet")


class Equipment(Page):
    """A piece of equipment, with its specification table."""

    sources: list[Source] = Field(min_length=1, max_length=MOST, description="list the sources: id, publisher, url")
    specification: list[Property] = Field(
        min_length=1, max_length=MOST, description="list the properties: property, value, unit, condition, source"
    )


class Thread(Page):
    """A thread that stories belong to, with events that none of them tells."""

    sources: list[Source] = Field([], max_length=MOST, description="list the sources of the events: id, publisher, url")
    events: list[Event] = Field([], max_length=MOST, description="list the events: date, what, where, source")


class Author(Part):
    """Who writes. The name of the file is the address, and what stories name."""

    name: Name = Field(description="write the name as it stands over stories")
    role: Text = Field(max_length=200, description="say in a few words what the author does, such as Reporter")
    image: Picture | None = Field(None, description="describe the picture: file, alt, credit")
    contact: Contact | None = Field(None, description="say how readers reach the author: email, phone, signal, web")

    @property
    def title(self) -> str:
        """What stands at the head of the page."""
        return self.name

    @property
    def dek(self) -> str:
        """What stands under the name."""
        return self.role


class Story(Part):
    """A story; the lead source stands first in `sources`."""

    title: Text = Field(max_length=300, description="write the headline")
    dek: Text = Field(max_length=1000, description="write the sentence that stands under the headline")
    date: Moment = Field(description=A_MOMENT)
    modified: Moment | None = Field(None, description=A_MOMENT)
    id: Slug = Field(description="give the story an id that never changes; " + AN_ID)
    category: Name = Field(description="name the section, such as Breaking News")
    tags: Names = Field(
        min_length=1, max_length=50, description="list at least one tag, as in `tags: [Russia, artillery]`"
    )
    aliases: list[OldAddress] = Field(
        [],
        max_length=100,
        description="give addresses that the story had, from the first slash to the last, such as /2024/old-name/",
    )
    status: Literal["published", "draft"] = Field("published", description="use published or draft")
    kind: Literal["report", "analysis", "explainer"] = Field("report", description="use report, analysis or explainer")
    author: Signers | None = Field(
        None,
        min_length=1,
        max_length=50,
        description="name the author, or several in a list, or leave the field out for the desk",
    )
    sources: list[Source] = Field(
        min_length=1, max_length=MOST, description="list the sources, the lead source first: id, publisher, title, url"
    )
    claims: list[Claim] = Field([], max_length=MOST, description="list the claims: id, text, history")
    image: Image | None = Field(None, description="describe the picture: file, alt, caption, credit")
    story: Slug | None = Field(None, description="name a file in content/threads/, without .md")
    equipment: list[Slug] = Field(
        [], max_length=50, description="list the names of files in content/equipment/, without .md"
    )
    events: list[Event] = Field([], max_length=MOST, description="list the sightings: date, what, where, source")
    answers: list[Answer] = Field([], description="answer warnings of check: words, reason")
    corrections: list[Correction] = Field([], max_length=MOST, description="list the corrections: date, kind, text")

    @field_validator("corrections")
    @classmethod
    def _follow_date(cls, corrections: list[Correction], info: ValidationInfo) -> list[Correction]:
        published = info.data.get("date")
        for entry in corrections:
            if published and entry.date < published.date():
                raise wrong(f"holds one of {entry.date}, before `date` ({published:%Y-%m-%d})", A_DAY)
        return corrections

    @field_validator("modified")
    @classmethod
    def _not_before_date(cls, modified: datetime | None, info: ValidationInfo) -> datetime | None:
        published = info.data.get("date")
        if not modified or not published:
            return modified
        if modified < published and (modified.date() < published.date() or not is_day(modified)):
            raise wrong(
                f"lies before `date` ({published:%Y-%m-%d})",
                "give the day of the last change, or leave it out",
            )
        return modified


# what the front matter of a file is checked against
Model = Page | Story | Author
