"""The promises, from hand-made sums: each is held, and each can be broken."""

from __future__ import annotations

from typing import Any

from aftercall.simulator import promises
from aftercall.simulator.observer import Place
from aftercall.simulator.tally import Aftercall, Offence, Tally

OFFENCE = Offence(20.001, "1001", "sales", 0.001)


def board(state: str = "free", queues: tuple[str, ...] = ("sales",)) -> dict[str, Any]:
    return {"code": "1001", "state": state, "queues": queues}


def place(paused: bool = False, reason: str = "", queue: str = "sales") -> Place:
    return Place("1001", queue, "1001", paused, reason, 1)


def interval(begin: str, end: str, length: int) -> dict[str, Any]:
    return {
        "begin": f"2026-11-21T10:00:{begin}Z",
        "end": f"2026-11-21T10:00:{end}Z",
        "length_ms": length,
        "state": "free",
    }


def day(*intervals: dict[str, Any], faults: tuple[dict[str, str], ...] = ()) -> dict[str, Any]:
    return {"agent": "1001", "intervals": intervals, "faults": faults}


def test_an_offer_in_aftercall_breaks_the_first_promise() -> None:
    """And the detail names agent, queue and moment."""
    promise = promises.no_call_in_aftercall(Tally(calls=5, in_aftercall=(OFFENCE,)))
    assert (promise.held, promise.counted) == (False, 5)
    assert "agent 1001 from queue sales after 0.001 s" in promise.detail
    assert promises.no_call_in_aftercall(Tally(calls=5)).held


def test_an_offer_on_a_break_breaks_the_second() -> None:
    """Counted against the breaks that were taken."""
    assert not promises.no_offer_on_a_break(Tally(on_break=(OFFENCE,)), 3).held
    assert promises.no_offer_on_a_break(Tally(), 3).held


def test_an_aftercall_may_be_neither_short_nor_two_seconds_long() -> None:
    """By the queue's own time."""
    spans = {"sales": 2.0, "help": 30.0}
    assert promises.aftercall_lengths(
        [Aftercall("1001", "sales", 0, 2.0), Aftercall("1001", "help", 9, 31.9)], spans
    ).held
    for queue, length in (("sales", 1.8), ("sales", 4.1), ("help", 2.0)):
        assert not promises.aftercall_lengths([Aftercall("1001", queue, 0, length)], spans).held


def test_somebody_free_but_paused_is_stuck() -> None:
    """He would wait for ever for a call."""
    assert promises.nobody_stuck([place()], [board()]).held
    assert not promises.nobody_stuck([place(True, "")], [board()]).held


def test_somebody_free_but_missing_from_a_queue_is_stuck() -> None:
    """His board says he is in two."""
    assert not promises.nobody_stuck([place()], [board(queues=("sales", "help"))]).held


def test_a_hold_with_a_reason_is_not_stuck() -> None:
    """A missed call holds him until he resumes; a pause for a talk that is over does not."""
    assert promises.nobody_stuck([place(True, "missed")], [board("missed")]).held
    assert not promises.nobody_stuck([place(True, "call")], [board("missed")]).held


def test_an_aftercall_without_an_end_is_stuck() -> None:
    """Seconds after the last call nobody may be in one."""
    assert not promises.nobody_stuck([place(True, "aftercall")], [board("aftercall")]).held


def test_a_hole_in_a_day_is_found_without_the_daemons_help() -> None:
    """Edges must meet, and a length must be what its edges say."""
    assert promises.intervals_without_a_hole(
        [day(interval("00", "05", 5000), interval("05", "06.500", 1500))]
    ).held
    assert not promises.intervals_without_a_hole(
        [day(interval("00", "05", 5000), interval("06", "07", 1000))]
    ).held
    assert not promises.intervals_without_a_hole([day(interval("00", "05", 5001))]).held


def test_what_the_daemon_itself_finds_wrong_counts() -> None:
    """Its own check sees more than edges."""
    assert not promises.intervals_without_a_hole([day(faults=({"text": "a move is missing"},))]).held


def test_one_broken_promise_breaks_the_report() -> None:
    """It is what the command's exit code says."""
    held, broken = promises.Promise("a", 1, 0), promises.Promise("b", 1, 1)
    assert promises.Report((held,)).held
    assert not promises.Report((held, broken)).held
    assert promises.Report((held, broken)).as_json()["promises"][1]["held"] is False
