"""`[^id]` in Markdown: a marker that leads to the ledger row of a claim or to the entry of a source.

The syntax is that of Markdown footnotes; what is cited stands in the front matter instead of below the text.
"""

from collections import Counter
from xml.etree.ElementTree import Element, SubElement

from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor

CITATION = r"\[\^([^\]\s]+)\]"
# after code spans and escapes (180 and up), before links: the place of Markdown's own footnotes
PRIORITY = 175
# keeps the marker on the line of the word that it follows
WORD_JOINER = "\u2060"


class Citations(Extension):
    """Marks citations of `claims` and `sources`, two lists from the model.

    `known` holds every id that may be cited, those of entries with faults among them. After the conversion
    `counts` says how often each id was cited, and `unknown` lists the ids that nothing stands for.
    """

    def __init__(self, known, claims=(), sources=()):
        super().__init__()
        self.known = known
        self.claims = {claim.id: claim for claim in claims}
        self.sources = {source.id: (n, source) for n, source in enumerate(sources, 1)}
        self.counts = Counter()
        self.unknown = {}

    def extendMarkdown(self, md):  # noqa: N802 - Markdown's name
        md.inlinePatterns.register(CitationProcessor(self, md), "citation", PRIORITY)


class CitationProcessor(InlineProcessor):
    """Turns one `[^id]` into a superscript link: a claim's mark or a source's number."""

    def __init__(self, citations, md):
        super().__init__(CITATION, md)
        self.citations = citations

    def handleMatch(self, m, data):  # noqa: ARG002, N802 - Markdown's signature
        cited, citations = m[1], self.citations
        if cited not in citations.known:
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
        link = SubElement(marker, "a", {"id": f"cite-{cited}-{nth}", "href": f"#{target}", "aria-label": label})
        link.text = mark
        span = Element("span", {"class": "cited"})
        span.text = WORD_JOINER
        span.append(marker)
        return span, m.start(0), m.end(0)
