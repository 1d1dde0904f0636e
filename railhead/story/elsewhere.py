"""Fields as other tools call them, and what they are called here: Pelican, Hugo, Jekyll, Eleventy, Zola, WordPress.

Such a field is not read: whoever writes it is told the name that it has here.
"""

NAME_IS_ADDRESS = "the name of the file is the address; for one that the story had, write `aliases: [/2024/old-name/]`"
NOT_HERE = "leave it out: looks are the theme's affair"
TO_SAY = "write `status: draft`, or leave it out"

# of a story; pages, subjects and threads have some of these fields as well
FIELDS = {
    **dict.fromkeys(("headline", "name", "heading"), "title"),
    **dict.fromkeys(
        ("abstract", "description", "excerpt", "lead", "lede", "standfirst", "subheading", "subtitle", "summary"), "dek"
    ),
    **dict.fromkeys(("categories", "rubric", "section", "sections", "topic"), "category"),
    **dict.fromkeys(("authors", "by", "byline", "creator", "writer"), "author"),
    **dict.fromkeys(("keywords", "tag", "topics"), "tags"),
    **dict.fromkeys(("created", "day", "pubdate", "publishdate", "published"), "date"),
    **dict.fromkeys(("last_modified", "last_modified_at", "lastmod", "updated"), "modified"),
    **dict.fromkeys(("alias", "redirect_from", "redirects"), "aliases"),
    **dict.fromkeys(("cover", "featured_image", "hero", "images", "picture", "thumbnail"), "image"),
    **dict.fromkeys(("series", "thread"), "story"),
    **dict.fromkeys(("references", "source"), "sources"),
    **dict.fromkeys(("guid", "uid", "uuid"), "id"),
    **dict.fromkeys(("errata", "correction"), "corrections"),
    "claim": "claims",
    "type": "kind",
}
# of a part, by the name of the list or group that it stands in
PARTS = {
    "sources": {
        **dict.fromkeys(("href", "link", "address"), "url"),
        **dict.fromkeys(("name", "outlet", "paper", "site"), "publisher"),
        **dict.fromkeys(("date", "day"), "published"),
        "headline": "title",
    },
    "claims": {"claim": "text", "title": "text", "statement": "text"},
    "history": {"date": "as_of", "day": "as_of"},
    "image": {
        **dict.fromkeys(("name", "path", "src", "url"), "file"),
        **dict.fromkeys(("alt_text", "description"), "alt"),
        **dict.fromkeys(("author", "by", "photographer"), "credit"),
        "title": "caption",
    },
    "contact": {
        **dict.fromkeys(("e_mail", "mail"), "email"),
        **dict.fromkeys(("mobile", "tel", "telephone"), "phone"),
        **dict.fromkeys(("links", "social", "url", "website"), "web"),
    },
    "events": {"event": "what", "text": "what", "title": "what", "place": "where", "location": "where"},
    "corrections": {"correction": "text", "note": "text", "type": "kind"},
}
# what has no field of its own here
OTHERWISE = {
    **dict.fromkeys(("permalink", "slug", "url", "save_as"), NAME_IS_ADDRESS),
    **dict.fromkeys(("css", "layout", "math", "template", "toc", "weight"), NOT_HERE),
    **dict.fromkeys(("draft", "hidden", "private"), TO_SAY),
    **dict.fromkeys(("comments", "lang", "language", "translationkey", "translation"), "leave it out"),
}


def called_here(typed: str, around: str) -> str:
    """The field that stands for one typed within `around`, the name of a list or group or ""; "" where none does."""
    return (PARTS.get(around, {}) if around else FIELDS).get(typed.lower().replace("-", "_"), "")
