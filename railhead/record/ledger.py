"""The ledger of a story: which claims are disputed or have changed, and so come first, and how many there are.

How it looks is up to the theme, and what the statuses mean is said in story/vocabulary.py.
"""

from __future__ import annotations

from itertools import compress
from operator import not_
from typing import TYPE_CHECKING, NamedTuple

from railhead.dates import Month
from railhead.story.vocabulary import SETTLED, ClaimStatus

if TYPE_CHECKING:
    from datetime import date

    from railhead.story.contents import StoryArticle
    from railhead.story.model import Claim, HistoryEntry


class Ledger(NamedTuple):
    """The claims of a story, each once: `first` those that are disputed or have changed since the story was first
    published, then `others`; both in the order of the story. The rest are numbers of claims.
    """

    first: list[Claim]
    others: list[Claim]
    disputed: int
    changed: int
    open: int


def ledger(article: StoryArticle) -> Ledger:
    """The Ledger of an article: its claims, those in question first, and how many are in question."""
    claims, published = article.claims, article.date.date()
    disputed = [claim.status is ClaimStatus.DISPUTED for claim in claims]
    changed = [claim.status is not _standing(claim, published).status for claim in claims]
    in_question = [any(each) for each in zip(disputed, changed, strict=True)]
    return Ledger(
        first=list(compress(claims, in_question)),
        others=list(compress(claims, map(not_, in_question))),
        disputed=sum(disputed),
        changed=sum(changed),
        open=sum(claim.status not in SETTLED for claim in claims),
    )


def before(claim: Claim) -> HistoryEntry | None:
    """The last entry of a claim's history with another status than it has now, or None."""
    return next((entry for entry in reversed(claim.history) if entry.status is not claim.status), None)


def _standing(claim: Claim, published: date) -> HistoryEntry:
    """The entry of a claim's history that counted on the day on which its story was published, or else its first."""
    known = [entry for entry in claim.history if _begin(entry.as_of) <= published]
    return known[-1] if known else claim.history[0]


def _begin(day: date) -> date:
    return day.first if isinstance(day, Month) else day
