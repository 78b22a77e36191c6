"""The room at a start: what was under way when the daemon went is found again, and what is said of it is not lost."""

from __future__ import annotations

from dataclasses import replace

from acd.core import heard as floor_heard
from acd.core.floor import Floor
from acd.core.moment import MINUTE, SECOND
from dialer.core import facts, heard, orders
from dialer.core.cards import Mode, TrunkCard
from dialer.core.dispositions import NONE_GIVEN
from dialer.core.line import Stage as At
from dialer.core.outcome import Outcome
from dialer.core.room import Room
from dialer.core.step import Underway, step
from tests.core.rooms import CARD, QUEUE, T0, Stage, attempt_of


def outcomes(stage: Stage) -> dict[str, Outcome | None]:
    return {fact.attempt.id: fact.attempt.outcome for fact in stage.facts(facts.AttemptEnded)}


def predictive() -> Stage:
    return Stage(replace(CARD, mode=Mode.PREDICTIVE))


def test_what_was_out_counts_on_its_trunk() -> None:
    """Attempts under way take room on their trunk from the start on, and none is dialled anew."""
    stage = predictive()
    stage.open([attempt_of(f"d-{n}", n) for n in range(1, 5)])
    assert {line.stage for line in stage.room.lines.values()} == {At.OUT}
    assert stage.on_trunk == 4
    stage.linked("d-1", "d-2", "d-3", "d-4")
    stage.join("1001", "1002")
    stage.wait()
    assert sum(order.count for order in stage.orders(orders.Take)) <= 1
    assert stage.orders(orders.Dial) == []


def test_a_trunk_must_be_known_before() -> None:
    """Of a trunk that is not there yet nothing is counted: the desk names trunks first."""
    room, _, _ = step_on(Room(), Underway(T0, (attempt_of("d-1"),)))
    room, _, _ = step_on(room, heard.TrunkSet(T0, TrunkCard("north", "carrier")))
    assert room.trunks.by_code["north"].out == 0
    room, _, _ = step_on(Room(), heard.TrunkSet(T0, TrunkCard("north", "carrier")))
    room, _, _ = step_on(room, Underway(T0, (attempt_of("d-1"),)))
    assert room.trunks.by_code["north"].out == 1


def step_on(room: Room, event: heard.TrunkSet | Underway) -> tuple[Room, object, object]:
    return step(room, event, Floor())


def test_nothing_is_dialled_before_lines_are_known() -> None:
    """The link is up and agents wait: until it is known which lines there are, nobody is taken."""
    stage = predictive()
    stage.open([attempt_of("d-1")])
    stage.join("1001", "1002")
    for _ in range(20):
        stage.wait()
    assert stage.orders(orders.Take) == []
    stage.linked()
    stage.wait()
    assert stage.orders(orders.Take)


def test_lines_that_are_gone_end_as_what_is_known_of_them() -> None:
    """Not answered: unknown. Answered, and no agent: abandoned, for the cap errs to the safe side. With an agent: connected."""
    stage = predictive()
    stage.open(
        [
            attempt_of("d-1", 1),
            attempt_of("d-2", 2, answered=T0 + SECOND),
            attempt_of("d-3", 3, answered=T0 + SECOND, connected=T0 + 2 * SECOND, agent="1001"),
            attempt_of("d-4", 4),
        ]
    )
    stage.wait(10 * SECOND)
    stage.linked("d-4")
    assert outcomes(stage) == {
        "d-1": Outcome.UNKNOWN,
        "d-2": Outcome.ABANDONED,
        "d-3": Outcome.CONNECTED,
    }
    assert (set(stage.room.lines), stage.on_trunk) == ({"d-4"}, 1)
    stage.linked("d-4")
    assert len(stage.facts(facts.AttemptEnded)) == 3, "told once"


def test_an_end_that_is_heard_later_is_the_true_one() -> None:
    """A line that Asterisk still has ends as it does: busy, at its own moment."""
    stage = predictive()
    stage.open([attempt_of("d-1")])
    stage.linked("d-1")
    stage.wait(SECOND)
    stage.dial(heard.LineEnded(stage.at, "d-1", 17, 486))
    assert outcomes(stage) == {"d-1": Outcome.BUSY}


def test_a_line_that_nobody_ever_hears_of_is_given_up() -> None:
    """Still listed, and rings for ever: it is cancelled and its outcome unknown, so that its contact is not lost."""
    stage = predictive()
    stage.open([attempt_of("d-1")])
    stage.linked("d-1")
    stage.wait(2 * MINUTE)
    assert outcomes(stage) == {"d-1": Outcome.UNKNOWN}
    assert [order.attempt for order in stage.orders(orders.Cancel)] == ["d-1"]


def test_a_talk_under_way_is_found_at_its_agent() -> None:
    """The floor knows who talks: the line is his, since then; its end and what is said of it are as if nothing had happened."""
    stage = predictive()
    stage.join()
    stage.talk("d-1")  # the room that lived this is gone
    stage.told.clear()
    began = stage.at
    stage.wait(30 * SECOND)
    stage.open([attempt_of("d-1")])
    assert stage.line().stage is At.OUT
    stage.linked("d-1")
    line = stage.line()
    assert (line.stage, line.attempt.agent, line.attempt.connected) == (At.TALKING, "1001", began)
    stage.wait(30 * SECOND)
    stage.hang_up("d-1")
    stage.dial(heard.LineEnded(stage.at, "d-1", 16, None))
    (end,) = stage.facts(facts.AttemptEnded)
    assert (end.attempt.outcome, end.attempt.talked) == (Outcome.CONNECTED, 60 * SECOND)
    stage.wait(6 * SECOND)
    assert [(one.attempt, one.disposition) for one in stage.facts(facts.DispositionGiven)] == [
        ("d-1", NONE_GIVEN)
    ]


def test_an_aftercall_under_way_keeps_its_attempt() -> None:
    """The call ended before the start: what is said, or is not, at the end of its aftercall is told of its attempt."""
    for said, told in ((None, NONE_GIVEN), ("sale", "sale")):
        stage = predictive()
        stage.join()
        stage.talk("d-1")
        stage.hang_up("d-1")
        stage.room = Room()
        stage.open()
        stage.linked()
        stage.wait(SECOND)
        stage.wish(floor_heard.Finish, "1001", disposition=said)
        given = [(one.attempt, one.campaign, one.disposition) for one in stage.facts(facts.DispositionGiven)]
        assert given == [("d-1", "spring", told)]


# --- what is said ------------------------------------------------------------------------------------------------


def disposed(stage: Stage, disposition: str) -> None:
    """As the desk of contacts tells it, once it is on record."""
    stage.dial(heard.Disposed(stage.at, "d-1", "spring", disposition, "anna"))
    stage.hear(floor_heard.Disposed(stage.at, "1001", "d-1", disposition))


def given(stage: Stage) -> list[tuple[str, str]]:
    return [(one.disposition, one.by) for one in stage.facts(facts.DispositionGiven)]


def test_said_in_the_call_or_in_aftercall_it_is_told_once() -> None:
    """Nobody is asked for it again: an early end is granted, the deadline adds nothing, and it is told once, by whom."""
    for in_call in (True, False):
        stage = predictive()
        stage.open()
        stage.linked()
        stage.join()
        stage.talk("d-1")
        if in_call:
            disposed(stage, "sale")
        stage.hang_up("d-1")
        if not in_call:
            disposed(stage, "sale")
        assert stage.floor.agents["1001"].shown == "aftercall", "it completes the attempt, not the aftercall"
        stage.wait(6 * SECOND)
        assert stage.floor.agents["1001"].shown == "free"
        assert stage.floor.agents["1001"].aftercall is None
        assert [one for one in given(stage) if one[0] != "sale"] == []
        assert given(stage)[0] == ("sale", "anna")


def test_changed_in_aftercall_the_last_word_counts() -> None:
    """Said by the desk, then otherwise at an early end: both are told, in order."""
    stage = predictive()
    stage.open([attempt_of("d-1")])
    stage.linked("d-1")
    stage.join()
    stage.talk("d-1")
    stage.hang_up("d-1")
    disposed(stage, "think")
    stage.wish(floor_heard.Finish, "1001", disposition="sale")
    assert given(stage) == [("think", "anna"), ("sale", "rita")]


def test_without_aftercall_the_end_of_the_call_is_the_deadline() -> None:
    """Demanded, and nothing said: none given, when the call ends; said in the call: that."""
    for said in (False, True):
        stage = Stage(replace(CARD, mode=Mode.PREDICTIVE), replace(QUEUE, aftercall=0))
        stage.open([attempt_of("d-1")])
        stage.linked("d-1")
        stage.join()
        stage.talk("d-1")
        if said:
            disposed(stage, "sale")
        stage.hang_up("d-1")
        assert given(stage) == [("sale", "anna") if said else (NONE_GIVEN, "system")]


def test_who_calls_back_is_no_attempt() -> None:
    """A call that came in to the campaign's queue has aftercall too, and there is no attempt of which to say anything."""
    stage = predictive()
    stage.open()
    stage.linked()
    stage.join()
    stage.talk("1794999600.12")
    stage.hang_up("1794999600.12")
    assert not stage.room.wraps
    stage.wait(6 * SECOND)
    assert given(stage) == []
