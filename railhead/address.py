"""The address that the site is built for, SITEURL: its parts, and what can be wrong with it.

Addresses of single pages are set in railhead/settings.py.
"""

import re
from urllib.parse import urlsplit

# with a path, if the site lies below one, and no slash at the end; a host of other letters in its ASCII form (RFC 5890)
SITE = re.compile(r"https?://[a-z0-9.-]+(:(?P<port>\d{1,5}))?(/[\w.~+-]+)*", re.ASCII | re.IGNORECASE)
CARD = "card.png"  # below the address of a story, its social card
# names at the root of the site that `publish` and `deploy` give, or that no setting changes, in small letters
OWN_FOLDERS = {"assets", "pagefind", "sitemaps"}
OWN = OWN_FOLDERS | {
    "404.html", "_headers", "_redirects", "build.json", "cname", "deployed.json", "index.html", ".nojekyll",
    "news-sitemap.xml", "robots.txt", "sha256sums", "sitemap.xml",
}  # fmt: skip
# RFC 2606 and RFC 6761: nobody can be reached there
RESERVED = ("example", "invalid", "localhost", "test")


def fault(site: object) -> str | None:
    """What is wrong with a value of SITEURL, and what would be right, in a sentence; None if nothing is."""
    found = SITE.fullmatch(site) if isinstance(site, str) else None
    if found and int(found["port"] or 0) < 1 << 16:
        return None
    right = "write one such as https://paper.example or https://paper.example/news"
    return f"`SITEURL` is no address of a site: `{site}`; {right}"


def is_reserved(site: str) -> bool:
    """Whether the host of the site is a reserved name, such as `paper.example`, which no reader can reach."""
    return host(site).rpartition(".")[2] in RESERVED


def host(site: str) -> str:
    """The name of the site's host; empty where the address has none."""
    return urlsplit(site).hostname or ""


def base(site: str) -> str:
    """The path below which the site lies, such as `/news`; empty where it has a host of its own."""
    return urlsplit(site).path.rstrip("/")
