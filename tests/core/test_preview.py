"""Preview from end to end: a contact is shown; its agent dials, passes on, waits for the countdown, or goes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from acd.core import heard as floor_heard
from acd.core.agent import HoldKind
from acd.core.moment import SECOND
from dialer.core import facts, heard, orders
from dialer.core.at_hand import AtHand, Where, at_hand
from dialer.core.cards import State
from dialer.core.line import Stage as At
from dialer.core.outcome import Outcome
from dialer.core.rules import stricter
from tests.core.rooms import CARD, Stage


def shown(countdown: int | None = None) -> Stage:
    """1001 looks at contact 1; nobody was called yet."""
    stage = Stage(replace(CARD, countdown=countdown))
    stage.open()
    stage.linked()
    stage.join()
    stage.wait()
    stage.wait()
    stage.give()
    stage.wait()
    return stage


def outcomes(stage: Stage) -> list[Outcome | None]:
    return [fact.attempt.outcome for fact in stage.facts(facts.AttemptEnded)]


def test_shown_and_not_dialled() -> None:
    """He is booked first, the contact is taken for him alone, and as long as he looks at it nobody is rung."""
    stage = shown()
    assert [order.agents for order in stage.orders(orders.Take)] == [("1001",)]
    for _ in range(100):
        stage.wait(SECOND)
    assert stage.line().stage is At.SHOWN
    assert stage.orders(orders.Dial) == []
    assert stage.floor.agents["1001"].shown == "booked"
    assert at_hand(stage.room, stage.floor, "1001") == AtHand("d-1", Where.SHOWN, stage.line().since)
    assert at_hand(stage.room, stage.floor, "1002") is None


def test_dial_rings_his_phone_and_goes_on_to_the_end() -> None:
    """His phone is rung for the contact, once; they talk; aftercall follows, then the next contact is shown."""
    stage = shown()
    stage.dial(heard.DialNow(stage.at, "1001"))
    stage.dial(heard.DialNow(stage.at, "1001"))
    (order,) = stage.orders(orders.Dial)
    assert (order.attempt.id, order.phone, order.ring) == ("d-1", "1001", stricter(stage.card).ring)
    assert at_hand(stage.room, stage.floor, "1001") == AtHand("d-1", Where.DIALLED, stage.at)
    stage.wait(8 * SECOND)
    stage.talk("d-1")
    hand = at_hand(stage.room, stage.floor, "1001")
    assert hand == AtHand("d-1", Where.TALKING, stage.at)
    assert HoldKind.BOOKED not in stage.floor.agents["1001"].holds
    stage.wait(60 * SECOND)
    stage.hang_up("d-1")
    stage.dial(heard.LineEnded(stage.at, "d-1", 16, None))
    assert at_hand(stage.room, stage.floor, "1001") == AtHand(
        "d-1", Where.AFTERCALL, stage.at, stage.at + 5 * SECOND
    )
    (end,) = stage.facts(facts.AttemptEnded)
    assert (end.attempt.outcome, end.attempt.agent, end.attempt.talked) == (
        Outcome.CONNECTED,
        "1001",
        60 * SECOND,
    )
    before = len(stage.orders(orders.Take))
    stage.wait(SECOND)
    assert len(stage.orders(orders.Take)) == before, "in aftercall nothing is shown"
    for _ in range(6):
        stage.wait(SECOND)
    assert stage.orders(orders.Take)[-1].agents == ("1001",)
    assert len(stage.orders(orders.Take)) == before + 1


def test_skip_shows_the_next_one() -> None:
    """Passed on: the attempt ends as skipped, nobody was rung, its trunk is free, and another contact is taken for him."""
    stage = shown()
    stage.dial(heard.SkipNow(stage.at, "1001"))
    assert outcomes(stage) == [Outcome.SKIPPED]
    assert (stage.room.lines, stage.on_trunk) == ({}, 0)
    stage.wait()
    stage.give("d-2", 2)
    assert stage.line("d-2").stage is At.SHOWN
    assert stage.orders(orders.Dial) == []


def test_countdown_dials_by_itself() -> None:
    """At its end and not before; what he looks at tells when."""
    stage = shown(countdown=10 * SECOND)
    began = stage.line().since
    hand = at_hand(stage.room, stage.floor, "1001")
    assert hand is not None
    assert hand.until == began + 10 * SECOND
    stage.wait(began + 10 * SECOND - stage.at - 1)
    assert stage.orders(orders.Dial) == []
    stage.wait(1)
    assert [order.attempt.id for order in stage.orders(orders.Dial)] == ["d-1"]


@pytest.mark.parametrize(
    ("kind", "more"),
    [
        (floor_heard.Choose, {"type": "break"}),
        (floor_heard.LogOut, {}),
        (floor_heard.Leave, {"queue": "spring"}),
        (floor_heard.SetHold, {}),
    ],
)
def test_who_goes_looks_at_nothing_any_more(kind: type[floor_heard.Wish], more: dict[str, Any]) -> None:
    """A break, a log-off, leaving, a supervisor's hold: the contact was never called and is nobody's; the countdown is off."""
    stage = shown(countdown=10 * SECOND)
    stage.wish(kind, "1001", **more)
    stage.wait()
    assert outcomes(stage) == [Outcome.NO_AGENT]
    assert (stage.room.lines, stage.on_trunk) == ({}, 0)
    stage.dial(heard.DialNow(stage.at, "1001"))
    stage.wait(20 * SECOND)
    assert stage.orders(orders.Dial) == []
    assert HoldKind.BOOKED not in stage.floor.agents["1001"].holds


def test_who_goes_while_it_rings() -> None:
    """A line that is out rings on to the least ringing time, and is taken back then."""
    stage = shown()
    stage.dial(heard.DialNow(stage.at, "1001"))
    out = stage.at
    stage.wait(SECOND)
    stage.wish(floor_heard.Choose, "1001", type="break")
    least = stricter(stage.card).ring_least
    stage.wait(out + least - 1 - stage.at)
    assert stage.orders(orders.Cancel) == []
    stage.wait(SECOND)
    assert [order.attempt for order in stage.orders(orders.Cancel)] == ["d-1"]
    stage.dial(heard.LineEnded(stage.at, "d-1", 16, 487))
    assert outcomes(stage) == [Outcome.CANCELLED]


def test_his_phone_does_not_take_it() -> None:
    """The contact was not rung: no agent, nothing against the contact."""
    stage = shown()
    stage.dial(heard.DialNow(stage.at, "1001"))
    stage.dial(heard.LineEnded(stage.at + 20 * SECOND, "d-1", 19, 480, no_agent=True))
    assert outcomes(stage) == [Outcome.NO_AGENT]


def test_it_is_his_alone() -> None:
    """Another agent can neither dial nor pass it on."""
    stage = shown()
    stage.dial(heard.DialNow(stage.at, "1002"))
    stage.dial(heard.SkipNow(stage.at, "1002"))
    assert stage.line().stage is At.SHOWN
    assert (stage.orders(orders.Dial), outcomes(stage)) == ([], [])


def test_without_a_link_he_looks_on() -> None:
    """While Asterisk is away nothing is dialled and nothing is lost; when the lines are known again, he dials."""
    stage = shown()
    stage.hear(floor_heard.LinkDown(stage.at, "cut"))
    stage.dial(heard.DialNow(stage.at, "1001"))
    assert stage.orders(orders.Dial) == []
    stage.hear(floor_heard.LinkUp(stage.at, "22", "today"))
    stage.dial(heard.DialNow(stage.at, "1001"))
    assert stage.orders(orders.Dial) == [], "nobody knows yet which lines there are"
    stage.linked()
    assert stage.line().stage is At.SHOWN
    stage.dial(heard.DialNow(stage.at, "1001"))
    assert len(stage.orders(orders.Dial)) == 1


@pytest.mark.parametrize("state", [State.PAUSED, State.STOPPED])
def test_a_campaign_that_rests_shows_nothing(state: State) -> None:
    """Paused or stopped: what is looked at is put back, and the agent is booked no more."""
    stage = shown()
    stage.dial(heard.CampaignSet(stage.at, replace(stage.card, state=state), "rita"))
    stage.wait()
    stage.wait()
    assert outcomes(stage) == [Outcome.NO_AGENT]
    assert stage.floor.agents["1001"].shown == "free"
    stage.dial(heard.DialNow(stage.at, "1001"))
    assert stage.orders(orders.Dial) == []


def test_each_has_his_own() -> None:
    """Two agents are shown two contacts; one dials and the other looks on."""
    stage = shown()
    stage.join("1002")
    stage.wait()
    stage.wait()
    stage.give("d-2", 2)
    assert stage.line("d-2").attempt.agent == "1002"
    stage.dial(heard.DialNow(stage.at, "1002"))
    assert (stage.line("d-1").stage, stage.line("d-2").stage) == (At.SHOWN, At.OUT)
