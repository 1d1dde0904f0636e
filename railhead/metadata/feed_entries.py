"""Feeds of all stories: puts permanent ids and plain titles into Pelican's Atom and RSS, and makes a JSON Feed.

The feeds of tags, sections, authors and publishers are made in `list_feeds`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from feedgenerator import Atom1Feed

from railhead.story.authors import signed

from .facts import facts as facts_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    from feedgenerator import SyndicationFeed
    from feedgenerator.django.utils.xmlutils import SimplerXMLGenerator as XMLGenerator

    from railhead.story.authors import Known
    from railhead.story.contents import StoryArticle

# within a tag, an address that begins on the page or at the root of the site
ADDRESS = re.compile(r'(<[^<>]*?\s(?:href|src)=")([#/][^"]*)')


def complete(context: Mapping[str, Any], feed: SyndicationFeed) -> None:
    """Rewrite the entries of a `feed` that Pelican made of the articles in `context`: permanent ids, plain titles, all
    authors, links that work outside the page.
    """
    for entry in feed.items:
        # Pelican's id holds the address; ours outlives a new address and a new host
        ((entry["title"], entry["unique_id"], names),) = context["titles_and_ids"][entry["link"]]
        entry.update(named(author.name for author in signed(names, context["bylines"])))
        entry["unique_id_is_permalink"] = False
        for part in ("content", "description"):
            if entry[part]:
                entry[part] = outside(entry[part], entry["link"])
    name_all(feed)


def named(names: Iterable[str]) -> dict[str, object]:
    """What feedgenerator is told of an entry by the authors of these names, for a feed that `name_all` was given."""
    first, *others = names
    return {"author_name": first, "other_authors": others}


def name_all(feed: SyndicationFeed) -> None:
    """Have a `feed` of Atom or RSS name every author of an entry: feedgenerator knows of one."""
    add_item_elements, is_atom = feed.add_item_elements, isinstance(feed, Atom1Feed)

    def add(handler: XMLGenerator, item: Mapping[str, Any]) -> None:
        add_item_elements(handler, item)
        for name in item["other_authors"]:
            if is_atom:
                handler.startElement("author", {})
                handler.addQuickElement("name", name)
                handler.endElement("author")
            else:
                handler.addQuickElement("dc:creator", name, {"xmlns:dc": "http://purl.org/dc/elements/1.1/"})

    feed.add_item_elements = add


def outside(html: str, url: str) -> str:
    """A story's HTML as it can be read outside its page at `url`: with absolute addresses."""
    return ADDRESS.sub(lambda found: found[1] + urljoin(url, found[2]), html)


def json_feed(articles: Iterable[StoryArticle], settings: Mapping[str, Any], bylines: Known) -> dict[str, object]:
    """A JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/) of `articles`, as a dict for json; `bylines` are what
    files say of authors.
    """
    site, hub = settings["SITEURL"], settings["WEBSUB_HUB"]
    return {
        "version": "https://jsonfeed.org/version/1.1",
        "title": settings["SITENAME"],
        "description": settings["SITESUBTITLE"],
        "home_page_url": f"{site}/",
        "feed_url": f"{site}/{settings['FEED_JSON']}",
        "language": settings["DEFAULT_LANG"],
        **({"hubs": [{"type": "WebSub", "url": hub}]} if hub else {}),
        "items": [_item(article, settings, bylines) for article in articles],
    }


def _item(article: StoryArticle, settings: Mapping[str, Any], bylines: Known) -> dict[str, object]:
    facts = facts_of(article, settings, bylines)
    return {
        "id": facts.id,
        "url": facts.url,
        "title": facts.title,
        "summary": facts.dek,
        "content_html": outside(article.get_content(settings["SITEURL"]), facts.url),
        "image": facts.card,
        "date_published": facts.published_at,
        "date_modified": facts.modified_at,
        "authors": [{"name": author["name"], "url": author["url"]} for author in facts.authors],
        "tags": facts.tags,
        # JSON Feed lets a publisher add objects whose name begins with an underscore
        settings["FEED_JSON_OBJECT"]: {"lead_source": facts.sources[0], "claims": facts.claims},
    }
