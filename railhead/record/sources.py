"""The register of sources: who published what, and what on the site rests on it.

What a single story says of its sources is in its front matter (railhead/story/model.py).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from railhead.story.entries import ClaimEntry, Entry, SourceEntry
    from railhead.story.vocabulary import ClaimStatus


class Use(NamedTuple):
    """A page that rests on a report of a publisher: the page at `url` with this `title` names the report as `source`.

    `claims` holds (claim, its status by this report) for each claim of the page whose history names the report.
    """

    publisher: str
    source: SourceEntry
    url: str
    title: str
    claims: tuple[tuple[ClaimEntry, ClaimStatus], ...]


@dataclass
class Report:
    """A published report, with what is known of it on any page."""

    url: str
    title: str | None = None
    published: date | None = None
    accessed: date | None = None
    archived: str | None = None
    uses: list[Use] = field(default_factory=list)


def uses(entry: Entry) -> Iterator[Use]:
    """Yield a Use for each source that the page of an entry names."""
    for source in entry.sources:
        claims = tuple(
            (claim, next(standing.status for standing in reversed(claim.history) if standing.source == source.id))
            for claim in entry.claims
            if any(standing.source == source.id for standing in claim.history)
        )
        yield Use(source.publisher, source, entry.url, entry.title, claims)


def reports(found: Iterable[Use]) -> list[Report]:
    """A Report for each address that the uses name, newest first. Reports of one day, or without a day, keep the order
    of the uses.
    """
    known: dict[str, Report] = {}
    for use in found:
        report = known.setdefault(use.source.url, Report(use.source.url))
        for name in ("title", "published", "accessed", "archived"):
            if getattr(report, name) is None:
                setattr(report, name, getattr(use.source, name))
        report.uses.append(use)
    return sorted(known.values(), key=_age, reverse=True)


def _age(report: Report) -> str:
    return report.published.isoformat() if report.published else ""
