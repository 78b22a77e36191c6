"""The observer's sums, from hand-made events."""

from __future__ import annotations

import pytest

from aftercall.simulator import seen
from aftercall.simulator.tally import Keeper, Tally, tally

A, Q = "1001", "sales"


def talk(begin: float, end: float, leg: str = "leg1") -> list[seen.Seen]:
    return [seen.Called(begin - 1, A, Q, leg), seen.Connected(begin, A, Q, leg), seen.Ended(end, leg)]


def lengths(result: Tally) -> list[float]:
    return [round(one.length, 6) for one in result.aftercalls]


def test_a_call_is_a_connected_leg_that_ended() -> None:
    """Rings that nobody answered are no calls."""
    result = tally(
        [*talk(10, 20), seen.Called(30, A, Q, "leg2"), seen.Missed(31, A, Q), seen.Ended(31, "leg2")]
    )
    assert (result.calls, result.offers, result.missed) == (1, 2, 1)


def test_an_offer_between_the_legs_end_and_the_release_counts() -> None:
    """This is the offence that everything is about."""
    result = tally([*talk(10, 20), seen.Called(20.001, A, Q, "leg2"), seen.Unpaused(22, A, Q)])
    assert [(one.agent, one.queue) for one in result.in_aftercall] == [(A, Q)]
    assert result.in_aftercall[0].since == pytest.approx(0.001)


def test_an_offer_after_the_first_release_is_right() -> None:
    """An agent in several queues is released in one after the other: the first counts."""
    result = tally(
        [
            *talk(10, 20),
            seen.Unpaused(22, A, Q),
            seen.Called(22.001, A, Q, "leg2"),
            seen.Unpaused(22.002, A, "help"),
        ]
    )
    assert result.in_aftercall == ()
    assert lengths(result) == [2]


def test_aftercall_begins_with_its_pause_even_before_the_hangup_is_told() -> None:
    """The hang-up handler pauses while the leg still stands: an offer from there on is an offence."""
    connected = talk(10, 20)[:2]
    result = tally(
        [
            *connected,
            seen.Paused(19.9, A, Q, "aftercall"),
            seen.Called(19.95, A, Q, "x"),
            seen.Ended(20, "leg1"),
        ]
    )
    assert len(result.in_aftercall) == 1
    assert tally(
        [*connected, seen.Paused(19.9, A, Q, "aftercall"), seen.Ended(20, "leg1"), seen.Unpaused(22, A, Q)]
    ).aftercalls[0].length == pytest.approx(2.1)


def test_a_queue_without_aftercall_releases_before_the_hangup_is_told() -> None:
    """Paused for the talk, unpaused by the handler: its length is nought and the next offer is right."""
    began = talk(10, 20)[:2]
    result = tally(
        [
            *began,
            seen.Paused(10, A, Q, "call"),
            seen.Unpaused(20, A, Q),
            seen.Ended(20, "leg1"),
            seen.Called(20.1, A, Q, "x"),
        ]
    )
    assert result.in_aftercall == ()
    assert lengths(result) == [0]


def test_a_release_in_the_talk_that_is_taken_back_by_the_handler_is_none() -> None:
    """Somebody unpauses him while he talks; the handler pauses him again: the aftercall stands."""
    began = talk(10, 20)[:2]
    things = [
        *began,
        seen.Unpaused(15, A, Q),
        seen.Paused(19.9, A, Q, "aftercall"),
        seen.Ended(20, "leg1"),
        seen.Called(21, A, Q, "x"),
    ]
    assert len(tally(things).in_aftercall) == 1


def test_wrapuptime_lasts_its_seconds_from_the_legs_end() -> None:
    """Asterisk shows no event at its end, so the clock says when it should have been over."""
    early = tally([*talk(10, 20), seen.Called(21.9, A, Q, "x")], Keeper.BY_CLOCK, 2)
    right = tally([*talk(10, 20), seen.Called(22.1, A, Q, "x")], Keeper.BY_CLOCK, 2)
    assert (len(early.in_aftercall), len(right.in_aftercall)) == (1, 0)


def test_a_break_ends_an_aftercall_when_he_left_his_last_queue() -> None:
    """A break taken in the talk begins at the aftercall's end, by removal and not by an unpause."""
    things = [seen.Added(1, A, Q, False), seen.Added(1, A, "help", False), *talk(10, 20)]
    result = tally([*things, seen.Removed(22, A, Q), seen.Removed(22.5, A, "help")])
    assert lengths(result) == [2.5]


def test_a_hold_ends_an_aftercall_too() -> None:
    """Paused from then on for another reason, he is no longer in aftercall."""
    assert lengths(tally([*talk(10, 20), seen.Paused(22, A, Q, "supervisor")])) == [2]


def test_an_offer_on_a_break_counts_from_the_answer_until_the_resume_is_sent() -> None:
    """Before the command returned, and after the resume was sent, an offer is right."""
    result = tally(
        [
            seen.Called(9, A, Q, "a"),
            seen.BreakTaken(10, A),
            seen.Called(11, A, Q, "b"),
            seen.BreakEnded(12, A),
            seen.Called(13, A, Q, "c"),
        ]
    )
    assert [one.at for one in result.on_break] == [11]


def test_an_offer_that_asterisk_stamped_before_the_answer_is_no_offence() -> None:
    """It may be read after the answer all the same: the stamp decides."""
    assert tally([seen.BreakTaken(10, A), seen.Called(9.99, A, Q, "a")]).on_break == ()


def test_a_restart_of_asterisk_ends_every_conversation() -> None:
    """His aftercall begins then, and nothing is left open."""
    result = tally([*talk(10, 99)[:2], seen.Rebooted(20), seen.Unpaused(23, A, Q)])
    assert (result.calls, lengths(result), result.open) == (1, [3], ())


def test_who_is_in_aftercall_at_the_end_is_told() -> None:
    """Somebody who is never released must not go unseen."""
    assert tally(talk(10, 20)).open == (A,)
