"""What can be wrong with files for machines: structured data, feeds, the news sitemap.

These files are made in railhead/metadata/, and what pages show to readers is looked at in `pages`.
"""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Literal

import feedparser
from lxml import etree  # ty: ignore[missing-module-member] - compiled, without stubs
from pydantic import AfterValidator, BaseModel, Field, HttpUrl, ValidationError

from .finding import Finding, Level

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from .pages import Page

NEWS = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "n": "http://www.google.com/schemas/sitemap-news/0.9"}
NEWS_LIMIT, NEWS_AGE = 1000, timedelta(days=2)


def _is_date(value: str) -> str:
    datetime.fromisoformat(value)
    return value


IsoDate = Annotated[str, AfterValidator(_is_date)]


class Author(BaseModel):
    """Who wrote an article: a person, or the desk."""

    type: Literal["Person", "Organization"] = Field(alias="@type")
    name: str = Field(min_length=1)
    url: HttpUrl


class Publisher(BaseModel):
    """The site, with the pages on its policies that The Trust Project asks for."""

    type: Literal["NewsMediaOrganization"] = Field(alias="@type")
    name: str = Field(min_length=1)
    url: HttpUrl
    publishingPrinciples: HttpUrl  # noqa: N815 - schema.org's name, as below
    correctionsPolicy: HttpUrl  # noqa: N815
    verificationFactCheckingPolicy: HttpUrl  # noqa: N815


class Citation(BaseModel):
    """A source of an article."""

    type: Literal["CreativeWork"] = Field(alias="@type")
    url: HttpUrl
    name: str | None = None


class Correction(BaseModel):
    """A correction of an article, with its day."""

    type: Literal["CorrectionComment"] = Field(alias="@type")
    text: str = Field(min_length=1)
    datePublished: IsoDate  # noqa: N815


class NewsArticle(BaseModel):
    """Google's Article guide (headline, image, dates, author) and schema.org's NewsArticle."""

    context: Literal["https://schema.org"] = Field(alias="@context")
    type: Literal["ReportageNewsArticle", "AnalysisNewsArticle", "BackgroundNewsArticle"] = Field(alias="@type")
    headline: str = Field(min_length=1, max_length=110)
    description: str = Field(min_length=1)
    image: list[HttpUrl] = Field(min_length=1)
    datePublished: IsoDate  # noqa: N815
    dateModified: IsoDate  # noqa: N815
    author: list[Author] = Field(min_length=1)
    publisher: Publisher
    mainEntityOfPage: HttpUrl  # noqa: N815
    isAccessibleForFree: Literal[True]  # noqa: N815
    citation: list[Citation] = Field(min_length=1)
    correction: list[Correction] = []


class ProfilePage(BaseModel):
    """What Google's guide to pages about a person or an organization asks for: whom the page is about."""

    context: Literal["https://schema.org"] = Field(alias="@context")
    type: Literal["ProfilePage"] = Field(alias="@type")
    mainEntity: Author  # noqa: N815


def structured_data(pages: Iterable[Page]) -> Iterator[Finding]:
    """Yield an error for each JSON-LD block that breaks a rule."""
    for page in pages:
        for script in page.tree.xpath("//script[@type='application/ld+json']"):
            try:
                _model_of(script.text).model_validate_json(script.text)
            except ValidationError as error:
                for fault in error.errors():
                    place = ".".join(map(str, fault["loc"])) or "the block"
                    yield page.error(script.sourceline, f"JSON-LD: {place}: {fault['msg']}")


def _model_of(block: str) -> type[BaseModel]:
    """The model whose rules hold for a JSON-LD block; those of an article, where it cannot be told."""
    try:
        data = json.loads(block)
    except ValueError:
        return NewsArticle
    return ProfilePage if isinstance(data, dict) and data.get("@type") == "ProfilePage" else NewsArticle


def feed(name: str, data: bytes) -> Iterator[Finding]:
    """Yield an error if the feed of a name, with the bytes `data`, is not well-formed, for an id that is missing or
    stands twice, and for each entry without a date or an absolute address.
    """
    parsed = feedparser.parse(data)
    if parsed.bozo:
        yield Finding(name, 1, Level.ERROR, f"the feed is not well-formed: {parsed.bozo_exception}")
    ids = [entry.get("id") for entry in parsed.entries]
    if None in ids or len(ids) != len(set(ids)):
        yield Finding(name, 1, Level.ERROR, "an entry has no id, or one that another has")
    for entry in parsed.entries:
        if not entry.get("published_parsed") or not entry.get("link", "").startswith("http"):
            yield Finding(name, 1, Level.ERROR, f"{entry.get('id')} has no valid date or no absolute address")


def json_feed(output: Path) -> Iterator[Finding]:
    """Yield an error for each fault of the JSON feed that the schema of its makers does not tell of."""
    path = output / "feeds" / "feed.json"
    items = json.loads(path.read_text(encoding="utf-8"))["items"]
    if len({item["id"] for item in items}) != len(items):
        yield Finding("feeds/feed.json", 1, Level.ERROR, "two items have one id")
    for item in items:
        if not _has_time(item["date_published"]):
            yield Finding(
                "feeds/feed.json", 1, Level.ERROR, f"{item['id']}: {item['date_published']} is no RFC 3339 date"
            )


def _has_time(value: str) -> bool:
    try:
        return datetime.fromisoformat(value).tzinfo is not None
    except ValueError:
        return False


def news_sitemap(output: Path, today: date | None = None) -> Iterator[Finding]:
    """Yield an error for each breach of Google's rules for news sitemaps in the site below `output`, and a note where
    its newest story is older than NEWS_AGE on `today`, which is the real one by default.
    """
    today = today or datetime.now(UTC).date()
    urls = etree.parse(str(output / "news-sitemap.xml")).xpath("//s:url", namespaces=NEWS)
    if len(urls) > NEWS_LIMIT:
        yield Finding("news-sitemap.xml", 1, Level.ERROR, f"it names {len(urls)} stories; {NEWS_LIMIT} is the limit")
    for url in urls:
        for field in ("s:loc", "n:news/n:publication/n:name", "n:news/n:publication/n:language", "n:news/n:title"):
            if not url.findtext(field, namespaces=NEWS):
                yield Finding("news-sitemap.xml", url.sourceline, Level.ERROR, f"{field} is missing")
        published = url.findtext("n:news/n:publication_date", namespaces=NEWS)
        if today - date.fromisoformat(published[:10]) > NEWS_AGE:
            what = f"the newest story is of {published}: search engines pass over news older than two days"
            yield Finding("news-sitemap.xml", url.sourceline, Level.NOTE, what)
            break
