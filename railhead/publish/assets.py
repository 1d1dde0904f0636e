"""Assets: files that pages use, published under names that change with their content, so that caches may keep them.

Where a page, a feed or a JSON file of the site has the address of one, as the value of an attribute or a field, the
published one is put. Words that look like an address are words.
"""

import json
import re
from base64 import b32encode
from collections.abc import Callable, Mapping
from html import escape, unescape
from pathlib import PurePosixPath
from urllib.parse import quote, unquote, urlsplit
from xml.sax import saxutils

from railhead.caching import ASSETS, MARK_LENGTH

SUFFIXES = ("avif", "css", "gif", "jpeg", "jpg", "js", "png", "svg", "webp", "woff2")

# where HTML has the address of something, alone or among others
ADDRESSES = {"href", "xlink:href", "src", "poster", "cite", "srcset", "imagesrcset"}
# of <meta>, by `property` or `name`
IMAGES = {"og:image", "og:image:url", "og:image:secure_url", "twitter:image"}
# where JSON has it, and where it has HTML
FIELDS, MARKED_UP = {"image", "card", "logo", "icon", "favicon", "src"}, {"content_html"}

# Each is read once from left to right, as browsers read it: what stands in a comment, a script or the like is no tag.
# No value holds < or >, as nothing does that the site writes; so none is looked at twice.
_VALUES = r"""((?:[^<>"']++|"[^<>"]*+"|'[^<>']*+')*+)"""
_TOKEN = re.compile(
    rf"<!--(?:-?>|.*?--!?>|.*+)|<(script|style|textarea|title)(?=[\s/>]){_VALUES}>((?:[^<]++|<(?!/\1[\s/>]))*+)"
    # a tag without a point has no address of a file
    rf"|<(?=[^<>.]++\.)([a-z][^\s<>\"'/]*+){_VALUES}>",
    re.DOTALL | re.IGNORECASE,
)
_ATTRIBUTE = re.compile(r"""([^\s<>"'/=]++)(\s*+=\s*+)("[^"]*+"|'[^']*+'|[^\s"'=<>`]++)""")
_IN_CSS = re.compile(r"""(url\(\s*+["']?)([^"'()\s]++)""", re.IGNORECASE)
_STRING = re.compile(r'"((?:[^"\\]++|\\.)*+)"(\s*+:)?+')
_IN_FEED = re.compile(r"(<(?:content|summary|description|content:encoded)(?:\s[^<>]*+)?+>)([^<]++)")
_NAMED = re.compile(rf"\.(?:{'|'.join(SUFFIXES)})(?![\w-])", re.IGNORECASE)
_WORD = re.compile(r"[^\s,]++")


def is_asset(name: str) -> bool:
    """Whether the file of this name is published under one that changes with its content."""
    return PurePosixPath(name).suffix.lower().lstrip(".") in SUFFIXES


def lasting_name(name: str, digest: str) -> str:
    """`images/train.svg`, of which this is the SHA-256, as `assets/train.abcdefghijklmnopqrstuvwxyz.svg`.

    The mark has 128 bits: nobody makes another file of one name.
    """
    path = PurePosixPath(name)
    mark = b32encode(bytes.fromhex(digest)).decode().lower()[:MARK_LENGTH]
    return f"{ASSETS}/{path.stem}.{mark}{path.suffix.lower()}"


class Addresses:
    """Puts the published addresses of assets where a text has those that they were built with.

    `names` has the published name of each asset by the name that it was built with, both below the root of the site,
    whose absolute address is `site`.
    """

    def __init__(self, names: Mapping[str, str], site: str) -> None:
        self._names = names
        starts = "|".join(re.escape(start) for start in (site, urlsplit(site).path.rstrip("/")))
        self._address = re.compile(rf"((?:{starts})/)(?!/)([^?#]*+)(.*+)", re.DOTALL)

    def published(self, name: str, text: str) -> tuple[str, dict[str, str | None]]:
        """(the text of the file `name` with published addresses, {name: published name or None} of each asset that it
        refers to).
        """
        used: dict[str, str | None] = {}
        rewrite = KINDS.get(PurePosixPath(name).suffix)
        return (rewrite(text, lambda address: self._one(address, used)) if rewrite else text), used

    def _one(self, address: str, used: dict[str, str | None]) -> str:
        """The published form of an address, or what was given where it is none of an asset."""
        found = self._address.fullmatch(address)
        if not found or not is_asset(name := unquote(found[2])):
            return address
        used[name] = new = self._names.get(name)
        return address if new is None else f"{found[1]}{quote(new)}{found[3]}"


# makes the published address of the one of an asset, and gives any other back
Renamed = Callable[[str], str]


def _html(text: str, renamed: Renamed) -> str:
    """A page with what `renamed` makes of each address in its tags, styles and JSON-LD."""

    def token(found: re.Match[str]) -> str:
        raw, raw_values, inside, name, values = found.groups()
        if raw:
            return f"<{raw}{_attributes(raw, raw_values, renamed)}>{_within(raw.lower(), raw_values, inside, renamed)}"
        return f"<{name}{_attributes(name, values, renamed)}>" if name and _NAMED.search(values) else found[0]

    return _TOKEN.sub(token, text)


def _within(name: str, values: str, inside: str, renamed: Renamed) -> str:
    """What stands in an element that holds text alone."""
    if name == "style":
        return _IN_CSS.sub(lambda found: found[1] + renamed(found[2]), inside)
    return _json(inside, renamed) if name == "script" and "application/ld+json" in values else inside


def _attributes(name: str, values: str, renamed: Renamed) -> str:
    """The attributes of an element called `name`, as they stand in its tag, with what `renamed` makes of addresses."""
    has_image = name.lower() == "meta" and any(
        found[1].lower() in {"property", "name"} and _unquoted(found[3]) in IMAGES
        for found in _ATTRIBUTE.finditer(values)
    )

    def attribute(found: re.Match[str]) -> str:
        if found[1].lower() not in ADDRESSES and not (has_image and found[1].lower() == "content"):
            return found[0]
        before = _unquoted(found[3])
        if found[1].lower().endswith("srcset"):
            after = _WORD.sub(lambda word: renamed(word[0]), before)
        else:
            after = renamed(before)
        return found[0] if after == before else f'{found[1]}{found[2]}"{escape(after)}"'

    return _ATTRIBUTE.sub(attribute, values)


def _unquoted(value: str) -> str:
    return unescape(value[1:-1] if value[0] in "\"'" else value)


def _json(text: str, renamed: Renamed) -> str:
    """JSON with what `renamed` makes of the addresses in FIELDS, and of those in the HTML of MARKED_UP."""
    field = ""

    def string(found: re.Match[str]) -> str:
        nonlocal field
        if found[2]:
            field = found[1]
        elif field in FIELDS | MARKED_UP and _NAMED.search(found[1]):
            return _rewritten(found[0], renamed if field in FIELDS else lambda html: _html(html, renamed))
        return found[0]

    return _STRING.sub(string, text)


def _rewritten(string: str, rewrite: Renamed) -> str:
    """A string of JSON with what `rewrite` makes of it; as it is where it is none."""
    try:
        before = json.loads(string)
    except ValueError:
        return string
    after = rewrite(before)
    return string if after == before else json.dumps(after, ensure_ascii=False).replace("<", "\\u003c")


def _feed(text: str, renamed: Renamed) -> str:
    """A feed with what `renamed` makes of each address in the HTML of its entries."""

    def element(found: re.Match[str]) -> str:
        before = saxutils.unescape(found[2])
        after = _html(before, renamed)
        return found[0] if after == before else found[1] + saxutils.escape(after)

    return _IN_FEED.sub(element, text)


KINDS: dict[str, Callable[[str, Renamed], str]] = {".html": _html, ".json": _json, ".xml": _feed}
