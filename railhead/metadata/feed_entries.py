"""Feeds: what Pelican's Atom and RSS lack, and a JSON Feed."""

import re
from urllib.parse import urljoin

# within a tag, an address that begins on the page or at the root of the site
ADDRESS = re.compile(r'(<[^<>]*?\s(?:href|src)=")([#/][^"]*)')
SOURCES = re.compile("<source[^>]*>")


def complete(context, feed):
    """Rewrite the entries of a `feed` that Pelican made of the articles in `context`: permanent ids, plain titles,
    links that work outside the page.
    """
    articles = {article.facts.url: article for article in context["articles"]}
    for entry in feed.items:
        facts = articles[entry["link"]].facts
        entry["title"] = facts.title
        # Pelican's id holds the address; ours outlives a new address and a new host
        entry["unique_id"] = facts.id
        entry["unique_id_is_permalink"] = False
        for part in ("content", "description"):
            if entry[part]:
                entry[part] = outside(entry[part], facts.url)


def outside(html, url):
    """A story's HTML as it can be read outside its page at `url`: with absolute addresses and one picture format."""
    html = SOURCES.sub("", html)
    return ADDRESS.sub(lambda found: found[1] + urljoin(url, found[2]), html)


def json_feed(articles, settings):
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
        "items": [_item(article, site) for article in articles[: settings["FEED_MAX_ITEMS"]]],
    }


def _item(article, site):
    facts = article.facts
    return {
        "id": facts.id,
        "url": facts.url,
        "title": facts.title,
        "summary": facts.dek,
        "content_html": outside(article.get_content(site), facts.url),
        "image": facts.card,
        "date_published": facts.published_at,
        "date_modified": facts.modified_at,
        "authors": [{"name": facts.author, "url": facts.author_url}],
        "tags": facts.tags,
        # JSON Feed lets a publisher add objects whose name begins with an underscore
        "_railhead": {"lead_source": facts.sources[0], "claims": facts.claims},
    }
