"""The register of sources: who published what, and what on the site rests on it."""

from dataclasses import dataclass, field
from typing import Any

from pelican.contents import Article

from railhead.story.fields import address_of


@dataclass
class Use:
    """That a page rests on a report; `claims` holds (claim, how it stood by this report) for those that name it."""

    page: Any
    id: str
    claims: list


@dataclass
class Report:
    """A published report, with what is known of it on any page."""

    url: str
    publisher: str
    title: str | None = None
    published: object = None
    accessed: object = None
    archived: str | None = None
    uses: list[Use] = field(default_factory=list)


@dataclass
class Publisher:
    """Who published the `reports`, newest first; `stories` rest on them."""

    name: str
    slug: str
    reports: list[Report]

    @property
    def stories(self):
        """The articles among the pages that rest on its reports, newest first."""
        pages = {use.page.source_path: use.page for report in self.reports for use in report.uses}
        stories = [page for page in pages.values() if isinstance(page, Article)]
        return sorted(stories, key=lambda story: story.sequence, reverse=True)


def register(pages):
    """The Publishers of all sources on `pages`, by name."""
    reports = {}
    for page in pages:
        for source in page.sources:
            report = reports.setdefault(source.url, Report(source.url, source.publisher))
            for name in ("title", "published", "accessed", "archived"):
                if getattr(report, name) is None:
                    setattr(report, name, getattr(source, name))
            by_source = {
                claim.id: (claim, entry)
                for claim in getattr(page, "claims", ())
                for entry in claim.history
                if entry.source == source.id
            }
            report.uses.append(Use(page, source.id, list(by_source.values())))
    publishers = {}
    for report in reports.values():
        publishers.setdefault(report.publisher, []).append(report)
    return [
        Publisher(name, address_of(name), sorted(published, key=_age, reverse=True))
        for name, published in sorted(publishers.items(), key=lambda item: item[0].casefold())
    ]


def _age(report):
    return (report.published.isoformat() if report.published else "", report.url)
