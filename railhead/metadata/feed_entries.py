"""Feeds: what Pelican's Atom and RSS lack, and a JSON Feed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from .facts import facts as facts_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    from feedgenerator import SyndicationFeed

    from railhead.story.contents import StoryArticle

# within a tag, an address that begins on the page or at the root of the site
ADDRESS = re.compile(r'(<[^<>]*?\s(?:href|src)=")([#/][^"]*)')


def complete(context: Mapping[str, Any], feed: SyndicationFeed) -> None:
    """Rewrite the entries of a `feed` that Pelican made of the articles in `context`: permanent ids, plain titles,
    links that work outside the page.
    """
    for entry in feed.items:
        # Pelican's id holds the address; ours outlives a new address and a new host
        ((entry["title"], entry["unique_id"]),) = context["titles_and_ids"][entry["link"]]
        entry["unique_id_is_permalink"] = False
        for part in ("content", "description"):
            if entry[part]:
                entry[part] = outside(entry[part], entry["link"])


def outside(html: str, url: str) -> str:
    """A story's HTML as it can be read outside its page at `url`: with absolute addresses."""
    return ADDRESS.sub(lambda found: found[1] + urljoin(url, found[2]), html)


def json_feed(articles: Iterable[StoryArticle], settings: Mapping[str, Any]) -> dict[str, object]:
    """A JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/) of `articles`, as a dict for json."""
    site, hub = settings["SITEURL"], settings["WEBSUB_HUB"]
    return {
        "version": "https://jsonfeed.org/version/1.1",
        "title": settings["SITENAME"],
        "description": settings["SITESUBTITLE"],
        "home_page_url": f"{site}/",
        "feed_url": f"{site}/{settings['FEED_JSON']}",
        "language": settings["DEFAULT_LANG"],
        **({"hubs": [{"type": "WebSub", "url": hub}]} if hub else {}),
        "items": [_item(article, settings) for article in articles],
    }


def _item(article: StoryArticle, settings: Mapping[str, Any]) -> dict[str, object]:
    facts = facts_of(article, settings)
    return {
        "id": facts.id,
        "url": facts.url,
        "title": facts.title,
        "summary": facts.dek,
        "content_html": outside(article.get_content(settings["SITEURL"]), facts.url),
        "image": facts.card,
        "date_published": facts.published_at,
        "date_modified": facts.modified_at,
        "authors": [{"name": facts.author, "url": facts.author_url}],
        "tags": facts.tags,
        # JSON Feed lets a publisher add objects whose name begins with an underscore
        settings["FEED_JSON_OBJECT"]: {"lead_source": facts.sources[0], "claims": facts.claims},
    }
