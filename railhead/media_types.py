"""What a file is to those who ask for it: the one table of media types, by the ends of names.

Only what stands here is published as it is: `CONTENT` from the content folder, `THEME` from the theme.
"""

from pathlib import PurePosixPath

UTF_8 = "; charset=utf-8"
TYPES = {
    ".html": "text/html" + UTF_8,
    ".css": "text/css" + UTF_8,
    ".js": "text/javascript" + UTF_8,
    ".mjs": "text/javascript" + UTF_8,
    ".txt": "text/plain" + UTF_8,
    ".md": "text/plain" + UTF_8,  # to be read, such as the licence of a font
    ".xml": "application/xml" + UTF_8,
    ".json": "application/json",
    ".webmanifest": "application/manifest+json",
    ".svg": "image/svg+xml",
    ".avif": "image/avif",
    ".webp": "image/webp",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".gif": "image/gif",
    ".ico": "image/vnd.microsoft.icon",
    ".woff2": "font/woff2",
    ".wasm": "application/wasm",
    ".pdf": "application/pdf",
}
# addresses, and folders with a slash, whose type is not that of the end of the name. An object store is told the type
# of the end: every feed reader takes it, and a browser shows the feed instead of saving it.
AT = {
    "SHA256SUMS": "text/plain",
    "feeds/atom.xml": "application/atom+xml",
    "feeds/rss.xml": "application/rss+xml",
    "feeds/corrections.xml": "application/atom+xml",
    "feeds/feed.json": "application/feed+json",
    "feeds/sections/": "application/atom+xml",
    "feeds/sources/": "application/atom+xml",
    "feeds/tags/": "application/atom+xml",
}

# pictures that are made anew from their pixels, drawings that are looked through, and what a browser runs nothing of
CONTENT = (".svg", ".avif", ".webp", ".png", ".jpg", ".jpeg", ".ico", ".txt", ".json", ".webmanifest", ".pdf", ".woff2")
# pages are made of templates, and feeds by the site
THEME = tuple(suffix for suffix in TYPES if suffix not in {".html", ".xml"})
# what is text in UTF-8
TEXTS = (".css", ".js", ".mjs", ".txt", ".md", ".json", ".webmanifest", ".svg")


def media_type(path: str) -> str:
    """The media type of the file at a path, by the ending of its name, as an object store is told it."""
    suffix = PurePosixPath(path).suffix.lower()
    if not suffix:
        return TYPES[".txt"]  # SHA256SUMS, _headers, _redirects
    return TYPES.get(suffix, "application/octet-stream")
