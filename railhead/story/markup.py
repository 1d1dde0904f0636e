"""Judges the HTML of a text: it may hold what Markdown writes, and what was typed as HTML only if RAW_HTML allows it.

The converted text is judged, not what was typed, so that no way of writing a thing is overlooked. A tag has to be
written in the one plain way that every parser reads alike; whatever else begins with `<` is refused.
"""

from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from railhead.characters import heap, hidden, hidden_in_address, hidden_in_html, unescaped

from .citations import MARK
from .problems import Problem

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
    from collections.abc import Set as AbstractSet
    from typing import Any

# fmt: off
# what Markdown, its extensions and our citations write
PLAIN = {
    "p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "code", "ul", "li", "hr", "br", "em", "strong",
    "table", "thead", "tbody", "tr", "dl", "dt", "dd", "del", "figure", "figcaption",
}
OWN = dict.fromkeys(PLAIN, frozenset()) | {
    "ol": {"start"}, "th": {"class"}, "td": {"class"}, "a": {"href", "title", "id", "aria-label"},
    "img": {"src", "alt", "title"}, "sup": {"class"}, "pre": {"class"}, "span": {"class"},
} | {f"h{level}": {"id"} for level in range(1, 7)}
# what RAW_HTML may name: nothing here loads, runs or sends anything, or changes how the rest of a page is parsed.
# `id` is left out because a page has ids of its own, `class` and `style` because looks are the theme's affair.
ELEMENTS = OWN.keys() | {
    "abbr", "b", "bdi", "bdo", "caption", "cite", "del", "details", "dfn", "div", "figcaption", "figure", "i", "ins",
    "kbd", "mark", "q", "rp", "rt", "ruby", "s", "samp", "section", "small", "span", "sub", "summary", "time", "u",
    "var", "wbr",
}
ATTRIBUTES = {
    "abbr", "align", "alt", "cite", "colspan", "datetime", "dir", "headers", "height", "href", "lang", "open",
    "reversed", "rowspan", "scope", "src", "start", "title", "translate", "value", "width",
}
# fmt: on
ADDRESSES = {"href", "src", "cite"}
# what shows something from elsewhere in a page
PLAYERS = {"audio", "embed", "frame", "iframe", "object", "video"}
TO_LINK = "link to it, as in [what it shows](https://...): pages load nothing from elsewhere"

SPACE = r"[ \t\n\f\r]"
# no < or > in a value: typogrify takes the first > for the end of the tag
VALUE = r"""(?:"([^"<>]*+)"|'([^'<>]*+)'|([^ \t\n\f\r"'=<>`]++))"""
ATTRIBUTE = rf"{SPACE}++([A-Za-z][\w:.@-]*+)(?:{SPACE}*+={SPACE}*+{VALUE})?"
ATTRIBUTES_IN = re.compile(ATTRIBUTE, re.ASCII)
UNNAMED = re.sub(r"\((?!\?)", "(?:", ATTRIBUTE)
TAG = re.compile(rf"<(/?)([A-Za-z][A-Za-z0-9]*+)((?:{UNNAMED})*+){SPACE}*+/?>", re.ASCII)
BEGINNING = re.compile(r"</?([A-Za-z][^\s<>/]*)", re.ASCII)
LONGEST_SHOWN = 40

Unfit = tuple[str, str, str]  # (what was typed, what is wrong, what would be right)


class Markup:
    """The rules for the HTML of a text by Pelican's `settings`; `problems` are those of the setting RAW_HTML itself.

    `raw` has, by element, the attributes that may be typed as HTML, and `all` those which extensions of Markdown write
    as well. What is in neither is refused.
    """

    def __init__(self, settings: Mapping[str, Any]) -> None:
        self.problems = []
        self.raw = {}
        typed = settings.get("RAW_HTML") or {}
        if not isinstance(typed, dict):
            self._refuse("is no dict", 'write it as {"abbr": ["title"], "kbd": []}')
            typed = {}
        for name, attributes in typed.items():
            if name not in ELEMENTS:
                self._refuse(f"allows `<{name}>`, which no text may hold", f"use some of {_listed(ELEMENTS)}")
                continue
            if not isinstance(attributes, list | tuple | set | frozenset):
                self._refuse(f"gives `<{name}>` no list of attributes", f'write it as "{name}": ["title"]')
                continue
            for attribute in attributes:
                if attribute not in ATTRIBUTES:
                    wrong = f"allows `{attribute}` in `<{name}>`, which no text may hold"
                    self._refuse(wrong, f"use some of {_listed(ATTRIBUTES)}")
            self.raw[name] = ATTRIBUTES & set(attributes)
        self.all = {name: self.raw.get(name, set()) | OWN.get(name, set()) for name in OWN.keys() | self.raw}

    def _refuse(self, wrong: str, right: str) -> None:
        self.problems.append(Problem("pelicanconf.py", 1, 1, f"`RAW_HTML` {wrong}", right))

    def judge(self, html: str, raw: Sequence[str], body: str = "") -> tuple[list[str], list[Unfit]]:
        """Judge a converted text; `raw` are those pieces of it that were typed as HTML, and `body` is what was typed.

        Returns (every address in it that is to be followed, [(what was typed, what is wrong, what would be right)]).
        """
        # what no piece accounts for was written by an extension of Markdown
        faults = list(self._faults(raw, self.raw)) or list(self._faults([html], self.all))
        links = []
        for element, name, value in addresses(html):
            if element not in self.all:
                continue  # which is told of as it is
            if name == "src" and _elsewhere(value):
                wrong = f"the picture `{_short(value)}` would not be shown: pages load nothing from elsewhere"
                faults.append((value, wrong, "put it into content/images/ and write `{static}/images/NAME`"))
            else:
                links.append(value)
        faults += _undescribed(html, body)
        faults += self._unseen(html, body, links)
        return links, list(dict.fromkeys(faults))

    @staticmethod
    def _unseen(html: str, body: str, links: Iterable[str]) -> Iterator[Unfit]:
        """Yield (typed, wrong, right) for each character that cannot be seen: typed, also where no page shows it, named
        by a reference, or escaped in an address; and for the first marks that are too many for a letter.
        """
        if marks := heap(body) or heap(unescaped(html)):
            yield marks, f"the text holds U+{ord(marks[0]):04X} where no letter can take it", "take off such marks"
        found = [(character, character) for character in hidden(body)]
        found += hidden_in_html(html.replace(MARK, ""))
        found += ((link, character) for link in links for character in hidden_in_address(link))
        for typed, character in found:
            wrong = f"the text holds the character U+{ord(character):04X}, which cannot be seen"
            yield typed, wrong, "delete it; put text of another direction between <bdi> and </bdi>"

    def _faults(self, pieces: Iterable[str], allowed: Mapping[str, AbstractSet[str]]) -> Iterator[Unfit]:
        """Yield (typed, wrong, right) for what is not among `allowed`; an end tag goes with its start tag."""
        right = f"use Markdown, or one of {_listed(self.raw)}" if self.raw else "use Markdown"
        found = list(chain.from_iterable(map(_tags, pieces)))
        started = {tag[2].lower() for _, tag in found if tag and not tag[1]}
        for typed, tag in found:
            name = tag[2].lower() if tag else ""
            if not tag:
                yield typed, *self._malformed(typed, allowed, right)
            elif name not in allowed:
                if not (tag[1] and name in started):
                    yield typed, f"`<{name}>` is not allowed in a text", TO_LINK if name in PLAYERS else right
            else:
                for attribute in dict.fromkeys(_names(tag[3])):
                    if attribute not in allowed[name]:
                        listed = _listed(allowed[name])
                        instead = f"it may have {listed}" if listed else f"write `<{name}>` alone"
                        yield typed, f"`{attribute}` is not allowed in `<{name}>`", instead

    @staticmethod
    def _malformed(typed: str, allowed: Container[str], right: str) -> tuple[str, str]:
        """(what is wrong, what would be right) with what begins like a tag and is none."""
        beginning = BEGINNING.match(typed)
        if not beginning:
            return f"`{_short(typed)}` is not allowed in a text", "leave it out, or write &lt; for <"
        name = beginning[1].lower()
        if name not in allowed:
            return f"`<{_short(name)}>` is not allowed in a text", TO_LINK if name in PLAYERS else right
        right = f'write it as `<{name} title="...">`, with &lt; for < and &gt; for >'
        return f"`{_short(typed)}` is not written as every browser reads it", right


def _tags(html: str) -> Iterator[tuple[str, re.Match[str] | None]]:
    """Yield (what stands there, its match of TAG or None) for every `<` in `html` that is in no tag."""
    position = html.find("<")
    while position >= 0:
        tag = TAG.match(html, position)
        yield tag[0] if tag else _from(html, position), tag
        position = html.find("<", tag.end() if tag else position + 1)


def addresses(html: str) -> Iterator[tuple[str, str, str]]:
    """Yield (element, name of the attribute, address) for each address in the well-formed tags of `html`."""
    for tag in TAG.finditer(html):
        for name, *values in ATTRIBUTES_IN.findall(tag[3]):
            if name.lower() in ADDRESSES:
                yield tag[2].lower(), name.lower(), unescaped("".join(values))


def _undescribed(html: str, body: str) -> Iterator[tuple[str, str, str]]:
    """Yield (typed, wrong, right) for each picture without an `alt`, which tells nothing to those who do not see it."""
    for tag in TAG.finditer(html):
        if tag[2].lower() == "img" and not tag[1]:
            said = {name.lower(): unescaped("".join(values)) for name, *values in ATTRIBUTES_IN.findall(tag[3])}
            if not said.get("alt", "").strip():
                file = said.get("src", "")
                # a path alone is told of as well
                shown = file if file.startswith(("{", "/")) else f"{{static}}/images/{file.rpartition('/')[2]}"
                right = f"write what it shows between the brackets: `![What it shows]({shown})`"
                typed = f"![]({file}"
                yield typed if typed in body else file, "the picture has no words for those who cannot see it", right


def _names(attributes: str) -> list[str]:
    return [found[0].lower() for found in ATTRIBUTES_IN.findall(attributes)]


def _elsewhere(address: str) -> bool:
    """Whether an address names a host or a scheme, and so does not lead to the site's own files."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False  # which consistency tells of
    return bool(parts.scheme or parts.netloc)


def _from(html: str, position: int) -> str:
    """What stands at `position`, up to the next `>`, or to the end of the line where there is none."""
    end = html.find(">", position)
    return html[position : end + 1] if end >= 0 else html[position:].split("\n", maxsplit=1)[0]


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= LONGEST_SHOWN else text[:LONGEST_SHOWN] + "…"


def _listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(names))
