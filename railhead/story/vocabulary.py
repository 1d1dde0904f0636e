"""The words for how firmly a claim stands: the one place that names them.

Whether a story says more than its claims bear out is judged in railhead/check/hedges.py.
"""

from __future__ import annotations

from collections import Counter
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Self


class HasStatus(Protocol):
    """A claim of the model, or of an entry."""

    @property
    def status(self) -> ClaimStatus:
        """How firmly it stands now."""
        ...


class ClaimStatus(StrEnum):
    """How firmly a claim stands, from established to disproved.

    Each member has, beside its value in front matter, a `word` for readers, a one-line `meaning` and a `mark`
    that tells the statuses apart without colour: the fuller the disc, the firmer what was told; ∴, "therefore", is
    for what the source infers. theme/make_marks.py draws the marks for the typeface.
    """

    word: str
    meaning: str
    mark: str

    def __new__(cls, value: str, word: str, mark: str, meaning: str) -> Self:
        status = str.__new__(cls, value)
        status._value_ = value
        status.word, status.mark, status.meaning = word, mark, meaning
        return status

    CONFIRMED = "confirmed", "Confirmed", "●", "shown or established by the source"
    REPORTED = "reported", "Reported", "◐", "stated or passed on by the source, without establishing it"
    ASSESSED = "assessed", "Assessed", "∴", "the source’s own inference or judgement"
    DISPUTED = "disputed", "Disputed", "≠", "sources contradict each other"
    UNCONFIRMED = "unconfirmed", "Unconfirmed", "○", "the source says that it is not confirmed"
    NO_EVIDENCE = "no-evidence", "No evidence", "∅", "the source says that there is no verified evidence"
    REFUTED = "refuted", "Refuted", "✕", "shown to be wrong"


# claims with one of these are not open any more
SETTLED = {ClaimStatus.CONFIRMED, ClaimStatus.REFUTED}


def tally(claims: Iterable[HasStatus]) -> list[tuple[ClaimStatus, int]]:
    """[(ClaimStatus, how many of `claims` have it now)], firmest first, without statuses that none has."""
    counts = Counter(claim.status for claim in claims)
    return [(status, counts[status]) for status in ClaimStatus if counts[status]]
