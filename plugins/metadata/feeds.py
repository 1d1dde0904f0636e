"""What Pelican's Atom and RSS feeds lack: permanent ids, plain titles, links that work outside the page."""

from plugins.templating.filters import plain


def complete(context, feed):
    """Rewrite the entries of a `feed` that Pelican made of the articles in `context`."""
    articles = {f"{context['SITEURL']}/{article.url}": article for article in context["articles"]}
    for entry in feed.items:
        article = articles[entry["link"]]
        entry["title"] = plain(article.title)
        # Pelican's id holds the address; ours outlives a new address and a new host
        entry["unique_id"] = context["FEED_ID_PREFIX"] + article.id
        entry["unique_id_is_permalink"] = False
        for part in ("content", "description"):
            if entry[part]:
                entry[part] = entry[part].replace('href="#', f'href="{entry["link"]}#')
