"""The links to files in a text, as Pelican looks for them.

Whether the file is there, and its address, is worked out by Pelican when a page is rendered.
"""

from __future__ import annotations

import os
from html import unescape
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote, urlparse

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pelican.contents import Content

Places = tuple[str, ...]


class Links(NamedTuple):
    """Those with {attach}, and `others` that may lead to files; each by the paths under which Pelican looks for it."""

    attached: tuple[Places, ...] = ()
    others: tuple[Places, ...] = ()


def links_of(content: Content, extensions: Iterable[str]) -> Links:
    """The Links in the text of a content; files with one of the extensions make contents, and are not linked to."""
    attached, others = set(), set()
    for match in content._get_intrasite_link_regex().finditer(content._content or ""):  # noqa: SLF001 - Pelican's own
        what, path = match.group("what"), match.group("value")
        if what == "attach":
            attached.add(_places(content, path))
        elif what == "static" or (what == "filename" and urlparse(path).path.rpartition(".")[2] not in extensions):
            others.add(_places(content, path))
    return Links(tuple(sorted(attached)), tuple(sorted(others)))


def _places(content: Content, value: str) -> Places:
    path = urlparse(value).path
    tried = dict.fromkeys((path, unquote(path), urlparse(unescape(value)).path))
    return tuple(one[1:] if one.startswith("/") else _from(content, one) for one in tried)


def _from(content: Content, path: str) -> str:
    below = os.path.join(content.relative_dir, path)  # noqa: PTH118 - as Pelican writes it
    return content.get_relative_source_path(below) or ""
