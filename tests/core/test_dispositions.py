"""Dispositions: missing, changed; what they do to numbers and the do-not-call list."""

from __future__ import annotations

import pytest

from dialer.core.dispositions import NONE_GIVEN, DispositionError, Marks, check, marks_of
from dialer.core.outcome import Outcome
from tests.core.contacts import HOME, MOBILE, attempt, campaign, contact


def test_do_not_call_is_for_the_person() -> None:
    """All his numbers, the dialled one first and each once."""
    mine = attempt(Outcome.CONNECTED, HOME, disposition="stop")
    assert marks_of(contact(MOBILE, HOME), mine, campaign()) == Marks(blocked=(HOME.e164, MOBILE.e164))


@pytest.mark.parametrize(
    ("outcome", "said"),
    [(Outcome.INVALID, None), (Outcome.CONNECTED, "wrong person"), (Outcome.INVALID, "sale")],
)
def test_dead_numbers(outcome: Outcome, said: str | None) -> None:
    """No such number, or not his: that one is not tried again."""
    mine = attempt(outcome, HOME, disposition=said)
    assert marks_of(contact(MOBILE, HOME), mine, campaign()) == Marks(dead=(HOME.id,))


def test_most_dispositions_mark_nothing() -> None:
    """And one that was changed from do-not-call to a sale leaves nothing behind."""
    for said in ("sale", "later", "thinking", NONE_GIVEN, None):
        assert marks_of(contact(), attempt(Outcome.CONNECTED, disposition=said), campaign()) == Marks()


def test_what_cannot_be_recorded_is_refused() -> None:
    """A disposition that the campaign does not have, a callback without a moment: the error says what to do."""
    with pytest.raises(DispositionError, match="campaign sale has no disposition 'sail'; it has sale, later"):
        check(campaign(), "sail", promise=False)
    with pytest.raises(DispositionError, match="'later' of campaign sale needs a moment for the callback"):
        check(campaign(), "later", promise=False)
    assert check(campaign(), "later", promise=True).code == "later"
