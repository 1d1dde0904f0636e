"""Assets: files that pages use, published under names that change with their content, so that caches may keep them."""

import re
from hashlib import sha256
from pathlib import PurePosixPath
from urllib.parse import quote, urlsplit

FOLDER = "assets"
SUFFIXES = ("avif", "css", "gif", "jpeg", "jpg", "js", "png", "svg", "webp", "woff2")
HASH_DIGITS = 10  # 40 bits: chance gives two of a million pictures of one name the same


def is_asset(name):
    return PurePosixPath(name).suffix.lower().lstrip(".") in SUFFIXES


def lasting_name(name, data):
    """`images/train.svg` with its content `data` as `assets/train.0123456789.svg`."""
    path = PurePosixPath(name)
    return f"{FOLDER}/{path.stem}.{sha256(data).hexdigest()[:HASH_DIGITS]}{path.suffix.lower()}"


class Addresses:
    """Puts the published addresses of assets where a text has those that they were built with.

    `names` maps the one to the other, both below the root of the site, whose absolute address is `site`.
    """

    def __init__(self, names, site):
        self._names = {quote(old): quote(new) for old, new in names.items()}
        base = urlsplit(site).path.rstrip("/")
        # a whole address, not a part of some publisher's: an archive's may end with one of ours. In feeds, where
        # HTML is escaped, `;` ends a bracket.
        own = rf"(?<![^\s\"'(>;])(?:{re.escape(site)}|{re.escape(base)})"
        name = rf"[\w%./~+-]+\.(?:{'|'.join(SUFFIXES)})(?![\w%/~+-]|\.\w)"
        self._pattern = re.compile(rf"({own})/({name})", re.IGNORECASE)

    def published(self, text):
        return self._pattern.sub(self._replaced, text)

    def _replaced(self, match):
        return f"{match[1]}/{self._names.get(match[2], match[2])}"
