"""The address that the site is built for, SITEURL: what can be wrong with it."""

from urllib.parse import urlsplit

# RFC 2606 and RFC 6761: nobody can be reached there
RESERVED = ("example", "invalid", "localhost", "test")


def fault(site):
    """What is wrong with the address, and what would be right, in a sentence; None if nothing is."""
    parts = urlsplit(site)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        return f"`SITEURL` is no address of a site: `{site}`; write it as https://news.example"
    if site.endswith("/") or parts.query or parts.fragment:
        return f"`SITEURL` goes on after the site's address: `{site}`; end it without a slash"
    return None


def is_reserved(site):
    """Whether the site's host is one that no reader can reach."""
    return (urlsplit(site).hostname or "").rpartition(".")[2] in RESERVED
