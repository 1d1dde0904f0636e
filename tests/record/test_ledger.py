"""What a ledger sums up of the claims of a story."""

from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest

from railhead.dates import Month
from railhead.record.ledger import before, ledger
from railhead.story.vocabulary import ClaimStatus

from ..sites import STORY

PUBLISHED = datetime(2024, 12, 19, tzinfo=UTC)


def claim(*history):
    """A claim of which (day, status) are known, oldest first."""
    entries = [SimpleNamespace(as_of=day, status=ClaimStatus(status)) for day, status in history]
    return SimpleNamespace(history=entries, status=entries[-1].status)


def summed(*claims):
    return ledger(SimpleNamespace(claims=list(claims), date=PUBLISHED))


def test_each_claim_stands_in_a_ledger_once_and_what_is_in_question_first():
    plain = claim((date(2024, 12, 19), "confirmed"))
    disputed = claim((date(2024, 12, 19), "disputed"))
    changed = claim((date(2024, 12, 19), "unconfirmed"), (date(2025, 1, 3), "refuted"))
    both = claim((date(2024, 12, 1), "reported"), (date(2025, 1, 3), "disputed"))
    found = summed(plain, both, changed, disputed)
    assert found.first == [both, changed, disputed]
    assert found.others == [plain]
    assert (found.disputed, found.changed, found.open) == (2, 2, 2)


@pytest.mark.parametrize(
    ("history", "changed"),
    [
        ([(date(2024, 11, 1), "unconfirmed"), (date(2024, 12, 1), "reported")], 0),
        ([(Month.of(2024, 12), "reported"), (date(2025, 1, 3), "reported")], 0),
        ([(Month.of(2024, 12), "unconfirmed"), (Month.of(2025, 1), "reported")], 1),
        ([(date(2025, 1, 1), "reported")], 0),
        ([(date(2024, 12, 19), "reported"), (date(2025, 1, 1), "refuted"), (date(2025, 1, 2), "reported")], 0),
    ],
    ids=["before it was published", "as it was", "since", "added since", "and back"],
)
def test_what_changed_is_what_stands_otherwise_than_when_the_story_was_published(history, changed):
    assert summed(claim(*history)).changed == changed


def test_a_claim_stood_before_as_it_did_when_its_status_was_another():
    told = claim((date(2024, 12, 1), "unconfirmed"), (date(2025, 1, 1), "reported"), (date(2025, 2, 1), "reported"))
    assert before(told).status is ClaimStatus.UNCONFIRMED
    assert before(claim((date(2024, 12, 1), "reported"))) is None


def test_a_story_with_few_claims_folds_none_and_one_without_has_no_ledger(site):
    site.write("stories/2024/a-story.md", STORY)
    other = STORY.partition("claims:")[0].replace("id: a-story", "id: other")
    site.write("stories/2024/other.md", f"{other}---\n\nText.[^a-paper]\n")
    site.build()
    page = site.page("/2024/a-story/")
    assert len(page.cssselect(".ledger > ol > li")) == 1
    assert not page.cssselect(".ledger details")
    assert page.cssselect(".ledger .section-note")[0].text.startswith(
        "Disputed: none. Changed since the story was first published: none. Open, neither confirmed nor refuted: 1 of 1."
    )
    assert not site.page("/2024/other/").cssselect(".ledger")
