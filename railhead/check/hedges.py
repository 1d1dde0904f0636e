"""Whether a story says no more than its claims bear out.

Three rules, each narrow enough to be answered:

- a headline, or a sentence of a dek, that states a claim which is not confirmed says who says so, or hedges;
  "Guns fired in combat" is caught, "Guns fired in combat, Kyiv says" is not. It states the claim that has most of its
  words; where none has two of them, any that is not confirmed;
- a sentence that hedges a claim cites it, or links to the story that does;
  "This is not confirmed." is caught, "This is not confirmed.[^combat]" is not;
- a range or calibre in the text is one that the page of the equipment gives;
  "a range of 70 km" is caught where the specification says 40 and 60 km, "12 km from the front" is not.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from railhead.story.model import Equipment
from railhead.story.reader import is_story
from railhead.story.skeleton import BODY, CHANGE, DEK
from railhead.story.text import SENTENCE, sentences
from railhead.story.vocabulary import ClaimStatus

from .finding import Finding, Level

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from railhead.story.frontmatter import Document
    from railhead.story.model import Claim
    from railhead.story.problems import Place
    from railhead.story.reader import Reading, StoryReading

# words that attribute or hedge, in headlines and deks
ATTRIBUTION = re.compile(
    r"\b([Aa]ccord(s|ing)|[Aa]lleg\w+|appears?|[Aa]pparently|[Aa]ssess\w*|believed|call(s|ed)|[Cc]laim\w*|could|"
    r"describ\w+|[Ee]stimat\w+|likely|may|might|not confirmed|[Rr]eported(ly)?|[Rr]eports?|said|says?|"
    r"speaks? of|state(s|d)|[Ss]tatement|suggests?|[Uu]nconfirmed|[Ww]hether|word of)\b"
)
# "puts the number at 60", "puts it higher"; apart, so that no word is looked for from each `puts` on
PUTS, AT = re.compile(r"\bputs?\b"), re.compile(r"\b(at|above|below|between|higher|lower|near|under)\b")
# "the ministry counts 12", "the city gives another figure"; "gives them guns" attributes nothing
GIVES = re.compile(
    r"\b(gives?|counts?) ((it as|a|the|its|their|another|different|no|only|at least|more than|fewer than|about) ){0,3}"
    r"(\d|count|date|estimate|figure|number|range|reason|total|two|three|four|five|six|seven|eight|nine|ten|"
    r"eleven|twelve|dozens|hundreds|thousands)"
)
WORD = re.compile(r"\w{3,}")
STEM = 5
# words of which sentences share many
COMMON = {"and", "are", "for", "from", "has", "have", "its", "not", "that", "the", "their", "they", "this", "was"}
FEWEST = 2  # words that a headline shares with the claim that it states
# words that hedge one claim, in the text
HEDGE = re.compile(
    r"\b(reportedly|allegedly|unconfirmed|not (been |be )?(independently )?(confirm|verif)\w+|no verified evidence|"
    r"believed to)\b",
    re.IGNORECASE,
)
CITATION = re.compile(r"\[\^([^\[\]]+)\]")
STORY_LINK = re.compile(r"\]\(\{filename\}")
LENGTH = re.compile(r"(?<![\d.,])(\d+(?:\.\d+)?)[ \u00a0]?(km|mm)\b")
# what makes a length one of the gun's own
OWN = re.compile(r"\b(range|reach\w*|calibre|shells?|\d+[ \u00a0]?mm)\b", re.IGNORECASE)


def check(readings: Collection[Reading]) -> Iterator[Finding]:
    """Yield a warning for each breach of a rule, or a note with the reason where the story answers it.

    `readings` are those of stories and of all equipment that they name.
    """
    equipment = {r.document.path.rsplit("/", 1)[-1][:-3]: r.model for r in readings if isinstance(r.model, Equipment)}
    for reading in readings:
        if not is_story(reading):
            continue
        for place, words, what in _breaches(reading, equipment):
            yield told(reading, place[0], words, what)


def told(reading: Reading | StoryReading, line: int, words: str, what: str, level: Level = Level.WARNING) -> Finding:
    """The Finding that there is something wrong with some words at a line: a note, if the story answers them."""
    for answer in getattr(reading.model, "answers", ()):
        if answer.words == words:
            return Finding(reading.document.path, line, Level.NOTE, f"“{words}” is answered: {answer.reason}")
    return Finding(reading.document.path, line, level, f"“{words}” {what}")


def unused_sources(readings: Iterable[Reading]) -> Iterator[Finding]:
    """Yield a note for each source of a story that no claim rests on and that the text does not cite."""
    for reading in readings:
        if is_story(reading):
            used = {entry.source for claim in reading.model.claims for entry in claim.history}
            used |= {event.source for event in reading.model.events} | set(CITATION.findall(reading.document.body))
            for n, source in enumerate(reading.model.sources):
                if source.id not in used:
                    line = reading.document.place(("sources", n))[0]
                    yield Finding(reading.document.path, line, Level.NOTE, f"nothing rests on the source {source.id}")


def uncited_claims(readings: Iterable[Reading]) -> Iterator[Finding]:
    """Yield a warning for each claim of a story that its text does not cite: no mark leads a reader to it."""
    for reading in readings:
        if is_story(reading):
            cited = set(CITATION.findall(reading.document.body))
            for n, claim in enumerate(reading.model.claims):
                if claim.id not in cited:
                    line = reading.document.place(("claims", n))[0]
                    what = f"the text does not cite the claim {claim.id}; write [^{claim.id}] where it says so"
                    yield Finding(reading.document.path, line, Level.WARNING, what)


def unwritten(readings: Iterable[Reading]) -> Iterator[Finding]:
    """Yield an error for each published story that still says what `tasks.py new` put there for its writer."""
    for reading in readings:
        if is_story(reading) and reading.model.status == "published":
            document = reading.document
            for sentence, place in ((DEK, document.place(("dek",))), (BODY, (document.body_line, 1))):
                if sentence in (reading.model.dek, *document.body.partition(sentence)):
                    what = f"“{sentence}” was meant for the writer; write it, or let the story be a draft"
                    yield Finding(document.path, place[0], Level.ERROR, what)
            for n, correction in enumerate(reading.model.corrections):
                if correction.text == CHANGE:
                    what = f"“{CHANGE}” was meant for the writer; say what was wrong and what is right"
                    yield Finding(document.path, document.place(("corrections", n, "text"))[0], Level.ERROR, what)


def _breaches(reading: StoryReading, equipment: Mapping[str, Equipment]) -> Iterator[tuple[Place, str, str]]:
    """Yield (place, the words that break a rule, what is wrong and what to do); `equipment` is known by its slug."""
    story, document = reading.model, reading.document
    for field in ("title", "dek"):
        for sentence in sentences(getattr(story, field)):
            claim = _stated(sentence, story.claims)
            if claim and not _is_attributed(sentence):
                stands = f"while the claim {claim.id} is {claim.status.word.lower()}"
                what = f"in the {field} says neither who says so nor how firmly, {stands}; add one of the two"
                yield document.place((field,)), sentence, what
    claims = {claim.id for claim in story.claims}
    body = list(_body_sentences(document))
    for place, sentence in body:
        hedge = HEDGE.search(sentence)
        if hedge and not claims & set(CITATION.findall(sentence)) and not STORY_LINK.search(sentence):
            yield place, hedge[0], "hedges a claim that the sentence does not cite; add its [^id]"
    known = {(row.value, row.unit) for name in story.equipment for row in equipment[name].specification}
    units = {unit for _, unit in known}
    for place, sentence in body:
        for value, unit in LENGTH.findall(sentence) if OWN.search(sentence) else ():
            if unit in units and (value, unit) not in known:
                yield place, f"{value} {unit}", "is not what the page of the equipment says; correct one of the two"


def _stated(sentence: str, claims: Sequence[Claim]) -> Claim | None:
    """The claim that a sentence states, if it is not confirmed: that with most of its words. The first that is not
    confirmed, where none has FEWEST of them; else None.
    """
    unsettled = [claim for claim in claims if claim.status is not ClaimStatus.CONFIRMED]
    if not unsettled:
        return None
    shared = {claim.id: len(_words(sentence) & _words(claim.text)) for claim in claims}
    most = max(shared.values())
    if most < FEWEST:
        return unsettled[0]
    return next((claim for claim in unsettled if shared[claim.id] == most), None)


@lru_cache(maxsize=2_048)
def _words(text: str) -> frozenset[str]:
    """The words of a text by their first letters, which words of one stem share."""
    return frozenset(word[:STEM].casefold() for word in WORD.findall(text) if word.casefold() not in COMMON)


def _is_attributed(sentence: str) -> bool:
    """Whether a sentence names whoever it has its claim from, or hedges it."""
    puts = PUTS.search(sentence)
    is_put = puts and AT.search(sentence, puts.end())
    return bool(ATTRIBUTION.search(sentence) or GIVES.search(sentence) or is_put)


def _body_sentences(document: Document) -> Iterator[tuple[Place, str]]:
    """((line, column), sentence) for each sentence of a text; paragraphs and headings end sentences."""
    line = document.body_line
    for block in re.split(r"(\n\s*\n)", document.body):
        at = 0
        for sentence in SENTENCE.findall(block):
            lead = len(sentence) - len(sentence.lstrip())
            yield (line + block.count("\n", 0, at + lead), 1), sentence.strip()
            at += len(sentence)
        line += block.count("\n")
