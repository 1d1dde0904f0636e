"""Assets: files that pages use, published under names that change with their content, so that caches may keep them."""

import re
from collections.abc import Mapping
from pathlib import PurePosixPath
from urllib.parse import quote, unquote, urlsplit

FOLDER = "assets"
SUFFIXES = ("avif", "css", "gif", "jpeg", "jpg", "js", "png", "svg", "webp", "woff2")
HASH_DIGITS = 10  # 40 bits: chance gives two of a million pictures of one name the same


def is_asset(name: str) -> bool:
    """Whether the file of this name is published under one that changes with its content."""
    return PurePosixPath(name).suffix.lower().lstrip(".") in SUFFIXES


def lasting_name(name: str, digest: str) -> str:
    """`images/train.svg`, of which this is the SHA-256, as `assets/train.0123456789.svg`."""
    path = PurePosixPath(name)
    return f"{FOLDER}/{path.stem}.{digest[:HASH_DIGITS]}{path.suffix.lower()}"


class Addresses:
    """Puts the published addresses of assets where a text has those that they were built with.

    `names` maps the one to the other, both below the root of the site, whose absolute address is `site`.
    """

    def __init__(self, names: Mapping[str, str], site: str) -> None:
        self._names = {quote(old): (old, new) for old, new in names.items()}
        name = rf"([\w%./~+-]+\.(?i:{'|'.join(SUFFIXES)}))(?![\w%/~+-]|\.\w)"
        # a whole address, not a part of some publisher's: an archive's may end with one of ours. In feeds, where
        # HTML is escaped, `;` ends a bracket. What stands before is looked at last: a pattern that begins with plain
        # characters is found ten times as fast.
        self._patterns = [
            re.compile(rf"({re.escape(own)})(?<![^\s\"'(>;]{re.escape(own)}){name}")
            for own in (f"{site}/", f"{urlsplit(site).path.rstrip('/')}/")
        ]

    def published(self, text: str) -> tuple[str, dict[str, str | None]]:
        """(the text with published addresses, {name: published name or None} of each asset that it names)."""
        used: dict[str, str | None] = {}

        def replaced(match):
            old, new = self._names.get(match[2], (unquote(match[2]), None))
            used[old] = new
            return f"{match[1]}{match[2] if new is None else quote(new)}"

        for pattern in self._patterns:
            text = pattern.sub(replaced, text)
        return text, used
