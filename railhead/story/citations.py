"""`[^id]` in Markdown: a marker that leads to the ledger row of a claim or to the entry of a source.

The syntax is that of Markdown footnotes; what is cited stands in the front matter instead of below the text.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple
from xml.etree.ElementTree import Element, SubElement

from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor
from markupsafe import Markup

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from collections.abc import Set as AbstractSet

    from markdown import Markdown

    from .model import Claim, Source
    from .vocabulary import ClaimStatus

CITATION = r"\[\^([^\[\]]*)\]"
# after code spans and escapes (180 and up), before links: the place of Markdown's own footnotes
PRIORITY = 175
# keeps the marker on the line of the word that it follows
WORD_JOINER = "\u2060"
MARK = f'<sup class="cite">{WORD_JOINER}'


class Citations(Extension):
    """Marks citations of `claims` and `sources`, two lists from the model.

    `known` holds every id that may be cited, those of entries with faults among them; None where nobody can tell.
    After the conversion `counts` says how often each id was cited, and `unknown` has {id: the citation as it was typed}
    of ids that nothing stands for.
    """

    def __init__(
        self, known: AbstractSet[str] | None, claims: Iterable[Claim] = (), sources: Iterable[Source] = ()
    ) -> None:
        super().__init__()
        self.known = known
        self.claims = {claim.id: claim for claim in claims}
        self.sources = {source.id: (n, source) for n, source in enumerate(sources, 1)}
        self.counts = Counter()
        self.unknown = {}

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - Markdown's name
        """Add the pattern of a citation to `md`, as Markdown asks of an extension."""
        md.inlinePatterns.register(CitationProcessor(self, md), "citation", PRIORITY)


class CitationProcessor(InlineProcessor):
    """Turns one `[^id]` into a superscript link: a claim's mark or a source's number."""

    def __init__(self, citations: Citations, md: Markdown) -> None:
        super().__init__(CITATION, md)
        self.citations = citations

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[Element | None, int | None, int | None]:  # noqa: ARG002, N802 - Markdown's signature
        """(the marker, where what it stands for begins and ends in `data`); three times None leaves the text as it is.

        Notes the citation in the `counts` of its Citations, or an id that nothing has in their `unknown`.
        """
        cited, citations = m[1], self.citations
        if citations.known is not None and cited not in citations.known:
            citations.unknown[cited] = m[0]
            return None, None, None
        citations.counts[cited] += 1
        nth = citations.counts[cited]
        if claim := citations.claims.get(cited):
            target, mark, label = f"claim-{cited}", claim.status.mark, f"{claim.status.word}: see the claim"
        elif cited in citations.sources:
            number, source = citations.sources[cited]
            target, mark, label = f"source-{cited}", str(number), f"Source {number}: {source.publisher}"
        else:  # cited from a file with problems, which will not be built
            target, mark, label = cited, "?", cited
        marker = Element("sup", {"class": "cite"})
        marker.text = WORD_JOINER
        link = SubElement(marker, "a", {"id": f"cite-{cited}-{nth}", "href": f"#{target}", "aria-label": label})
        link.text = mark
        return marker, m.start(0), m.end(0)


# what CitationProcessor writes, in whichever order its attributes come
MARKER = re.compile(
    r'<sup class="cite">[^<]*<a (?=[^>]*aria-label="([^"]*)")(?=[^>]*href="#(claim|source)-([^"]+)")'
    r'(?=[^>]*id="([^"]+)")[^>]*>([^<]*)</a></sup>'
)


class Mark(NamedTuple):
    """A mark in a text, as markup: it leads to the entry of a claim or source on its page.

    `kind` is "claim" or "source", `id` that of what is cited, which is `claim` if it is one, and `place` the mark's
    own; `label` says it in words, and `sign` is what stands in the text. `is_first` is the first that cites it, and
    `is_new` the first of claims with its status. `side` is "first" where another mark follows at once, "second" where
    one stands right before, else "".
    """

    label: Markup
    kind: str
    id: str
    claim: Claim | None
    place: str
    sign: Markup
    is_first: bool
    is_new: bool
    side: str


def marked(html: str, claims: Iterable[Claim], render: Callable[[Mark], str]) -> Markup:
    """The HTML of a text, in which each mark of a citation is replaced by what `render` makes of its Mark.

    `claims` are all claims that the text cites. `render` is a macro or function that returns HTML.
    """
    of_id = {claim.id: claim for claim in claims}
    seen: set[tuple[str, str] | ClaimStatus | None] = set()
    end = None

    def rendered(found: re.Match[str]) -> str:
        nonlocal end
        label, kind, cited, place, sign = found.groups()
        claim = of_id[cited] if kind == "claim" else None
        status = claim.status if claim else None
        is_first, is_new = (kind, cited) not in seen, status is not None and status not in seen
        seen.update({(kind, cited), status})
        side = "second" if found.start() == end else "first" if MARKER.match(html, found.end()) else ""
        end = found.end()
        label, sign = Markup(label), Markup(sign)  # noqa: S704 - as safe as the text
        return str(render(Mark(label, kind, cited, claim, place, sign, is_first, is_new, side)))

    return Markup(MARKER.sub(rendered, html))  # noqa: S704 - as safe as the text
