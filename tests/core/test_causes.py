"""How an attempt ended: what the wire says, to one word."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acd.core.moment import SECOND
from dialer.core.attempt import Attempt
from dialer.core.causes import outcome_of, unanswered
from dialer.core.outcome import NOT_RUNG, Outcome
from tests.core.contacts import NOON

PATIENCE = 2 * SECOND
NUMBERS = st.none() | st.integers(-(2**31), 2**31) | st.integers(0, 700)


def ended(
    reason: int | None = None,
    cause: int | None = None,
    tech: int | None = None,
    answered: int | None = None,
    connected: int | None = None,
    lasted: int = 10 * SECOND,
    amd: str = "",
) -> Attempt:
    return Attempt(
        "d-main-1-a",
        "sale",
        7,
        "+48512345678",
        "carrier",
        NOON,
        answered=answered,
        connected=connected,
        ended=NOON + lasted,
        cause=cause,
        tech=tech,
        reason=reason,
        amd=amd,
    )


@pytest.mark.parametrize(
    ("carrier", "reason", "cause", "tech", "expected"),
    [
        ("486", 0, 17, 486, Outcome.BUSY),
        ("603", 0, 21, 603, Outcome.DECLINED),
        ("404", 0, 1, 404, Outcome.INVALID),
        ("503", 0, 34, 503, Outcome.FAILED),
        ("rings past Timeout", 3, 19, 480, Outcome.NO_ANSWER),
    ],
)
def test_what_a_real_carrier_gave(
    carrier: str, reason: int, cause: int, tech: int, expected: Outcome
) -> None:
    """The answers of a SIPp carrier through Asterisk 22, as they were measured."""
    assert outcome_of(ended(reason, cause, tech), PATIENCE) is expected, carrier


def test_answered_and_connected() -> None:
    """The carrier's 200, and an agent took it."""
    both = ended(4, 16, None, answered=NOON + 5 * SECOND, connected=NOON + 5200)
    assert outcome_of(both, PATIENCE) is Outcome.CONNECTED


@pytest.mark.parametrize(
    ("reason", "cause", "tech", "expected"),
    [
        (0, 21, 403, Outcome.FAILED),  # Asterisk's cause 21 is not the called party's
        (0, 21, 401, Outcome.FAILED),
        (0, 21, 407, Outcome.FAILED),
        (0, 18, 408, Outcome.FAILED),  # a trunk that does not answer
        (0, 38, 500, Outcome.FAILED),
        (0, 27, 502, Outcome.FAILED),
        (0, 102, 504, Outcome.FAILED),
        (0, 58, 488, Outcome.FAILED),
        (0, 58, 606, Outcome.FAILED),
        (0, 23, 302, Outcome.FAILED),
        (0, 22, 410, Outcome.INVALID),
        (0, 28, 484, Outcome.INVALID),
        (0, 1, 604, Outcome.INVALID),
        (0, 17, 600, Outcome.BUSY),
        (0, 19, 480, Outcome.NO_ANSWER),
        (0, 127, 487, Outcome.NO_ANSWER),
        (0, 127, 607, Outcome.DECLINED),
        (0, 16, 183, Outcome.NO_ANSWER),  # no final status: the cause tells
        (0, 1, None, Outcome.INVALID),
        (0, 3, None, Outcome.FAILED),  # no route is not the number's fault
        (0, 17, None, Outcome.BUSY),
        (0, 18, None, Outcome.NO_ANSWER),
        (0, 20, None, Outcome.NO_ANSWER),
        (0, 21, None, Outcome.DECLINED),
        (0, 34, None, Outcome.FAILED),
        (0, 0, None, Outcome.FAILED),
        (1, None, None, Outcome.NO_ANSWER),
        (5, None, None, Outcome.BUSY),
        (8, None, None, Outcome.FAILED),
        (None, None, None, Outcome.UNKNOWN),
        (None, 0, None, Outcome.UNKNOWN),
    ],
)
def test_unanswered(reason: int | None, cause: int | None, tech: int | None, expected: Outcome) -> None:
    """Status before cause before reason; a number is dead only where that is clearly said."""
    assert outcome_of(ended(reason, cause, tech), PATIENCE) is expected


@given(reason=NUMBERS, cause=NUMBERS, tech=NUMBERS, cancelled=st.booleans())
def test_every_number_has_an_answer(
    reason: int | None, cause: int | None, tech: int | None, cancelled: bool
) -> None:
    """Whatever comes over the wire: an outcome, never one of an answered call or one of ours alone."""
    outcome = unanswered(reason, cause, tech, cancelled)
    assert outcome not in NOT_RUNG | {Outcome.CONNECTED, Outcome.ABANDONED, Outcome.HUNG_UP, Outcome.MACHINE}
    assert (outcome is Outcome.CANCELLED) <= cancelled
    assert (outcome is Outcome.UNKNOWN) <= (reason is None and not cause)


@pytest.mark.parametrize(
    ("tech", "expected"),
    [
        (None, Outcome.CANCELLED),
        (487, Outcome.CANCELLED),
        (480, Outcome.CANCELLED),
        (486, Outcome.BUSY),
        (603, Outcome.DECLINED),
        (404, Outcome.INVALID),
        (503, Outcome.CANCELLED),
    ],
)
def test_cancelled_by_us(tech: int | None, expected: Outcome) -> None:
    """We took it back while it rang; what the called party said in that very moment is truer."""
    assert outcome_of(ended(1, 16, tech), PATIENCE, cancelled=True) is expected


@pytest.mark.parametrize(
    ("amd", "left", "waited", "expected"),
    [
        ("", False, 1999, Outcome.HUNG_UP),
        ("", False, 2000, Outcome.ABANDONED),
        ("", True, 1000, Outcome.ABANDONED),
        ("machine", False, 5000, Outcome.MACHINE),
        ("MACHINE-LONGGREETING-1500-1500", False, 5000, Outcome.MACHINE),
        ("human", False, 5000, Outcome.ABANDONED),
        ("not sure", False, 5000, Outcome.ABANDONED),
        ("hung up", False, 1200, Outcome.HUNG_UP),
    ],
)
def test_answered_and_no_agent(amd: str, left: bool, waited: int, expected: Outcome) -> None:
    """Abandoned once the person waited his patience out or was told that nobody is there; before it he hung up."""
    answered = NOON + 5 * SECOND
    attempt = ended(4, 16, None, answered=answered, lasted=5 * SECOND + waited, amd=amd)
    assert outcome_of(attempt, PATIENCE, left=left) is expected


def test_answered_though_its_moment_was_not_heard() -> None:
    """OriginateResponse says so, our link was cut: a person who went, not an unanswered line."""
    assert outcome_of(ended(4, 16, None), PATIENCE) is Outcome.HUNG_UP


def test_asterisk_did_not_take_the_dial() -> None:
    """Refused by our own Asterisk: failed, and nothing of it is the contact's."""
    assert outcome_of(ended(), PATIENCE, refused=True) is Outcome.FAILED
