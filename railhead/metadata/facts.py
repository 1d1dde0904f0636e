"""What is true of a story, in plain values, for the page's head, JSON-LD, the feeds and the JSON twin.

How a fact is written down is up to those: `newsarticle`, for one, decides on the fields of JSON-LD.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from railhead.address import CARD
from railhead.dates import iso
from railhead.story.authors import names_of, signed
from railhead.story.entries import Standing
from railhead.story.fields import address_of
from railhead.templating.filters import plain

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from railhead.story.authors import Byline, Known
    from railhead.story.contents import StoryArticle
    from railhead.story.entries import ClaimEntry
    from railhead.story.model import Claim, Part


@dataclass(frozen=True)
class Facts:
    """A published story in plain values: text without markup, absolute addresses, dates as ISO 8601 strings.

    `published` and `modified` are as precise as they are known; `published_at` and `modified_at` have a time of day,
    which RFC 3339 asks for. `id` outlives the address. `card` is the address of the social card, `claims` are as
    `claim_of` makes them, and of sources and corrections there are the fields of the model that are given. Of each
    author it has the `type` (schema.org's Person, or Organization for the desk), `name`, `url` and, where a file says
    so, the `role`.
    """

    id: str
    url: str
    title: str
    dek: str
    kind: str
    section: str
    tags: list[str]
    authors: list[dict[str, str]]
    published: str
    modified: str | None
    published_at: str
    modified_at: str
    card: str
    sources: list[dict[str, str]]
    claims: list[dict[str, object]]
    corrections: list[dict[str, str]]


def facts(article: StoryArticle, settings: Mapping[str, Any], bylines: Known) -> Facts:
    """The Facts of an article, which is what head, JSON-LD, feeds and JSON twin say of it.

    `settings` are Pelican's, and `bylines` are what files say of authors.
    """
    modified = getattr(article, "modified", None)
    site = settings["SITEURL"]
    return Facts(
        id=settings["FEED_ID_PREFIX"] + article.id,
        url=f"{site}/{article.url}",
        title=plain(article.title),
        dek=plain(article.summary),
        kind=article.kind,
        section=str(article.category),
        tags=[str(tag) for tag in article.tags],
        authors=[author_of(author, settings) for author in signed(names_of(article), bylines)],
        published=iso(article.date),
        modified=iso(modified) if modified else None,
        published_at=article.date.isoformat(),
        modified_at=(modified or article.date).isoformat(),
        card=f"{site}/{article.url}{CARD}",
        sources=[_plain(source) for source in article.sources],
        claims=[claim_of(claim) for claim in article.claims],
        corrections=[_plain(correction) for correction in article.corrections],
    )


def author_of(author: Byline, settings: Mapping[str, Any]) -> dict[str, str]:
    """An author in plain values, as Facts have them."""
    is_desk = author.slug == address_of(settings["AUTHOR"])
    url = f"{settings['SITEURL']}/{settings['AUTHOR_URL'].format(slug=author.slug)}"
    role = {"role": author.role} if author.role else {}
    return {"type": "Organization" if is_desk else "Person", "name": author.name, "url": url, **role}


def claim_of(claim: Claim | ClaimEntry) -> dict[str, object]:
    """A claim of the model, or of an entry, as a dict for JSON: id, text, status now, and its history."""
    history = [_plain(standing) for standing in claim.history]
    return {"id": claim.id, "text": claim.text, "status": str(claim.status), "history": history}


def _plain(part: Part | Standing) -> dict[str, str]:
    """The fields of a part of the model, or of an entry, that are given, as strings."""
    fields = part._asdict().items() if isinstance(part, Standing) else part
    given = {name: value for name, value in fields if value is not None}
    return {name: value.isoformat() if hasattr(value, "isoformat") else str(value) for name, value in given.items()}
