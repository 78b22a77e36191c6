"""Calls that agents promised themselves: made when their agent is free, by his phone first."""

from __future__ import annotations

from dataclasses import replace

import pytest

from acd.core import heard as floor_heard
from acd.core.agent import HoldKind
from acd.core.moment import SECOND
from dialer.core import facts, heard, orders
from dialer.core.cards import Mode
from dialer.core.line import Stage as At
from dialer.core.outcome import Outcome
from tests.core.rooms import CARD, Stage, attempt_of

PACED = (Mode.POWER, Mode.PREDICTIVE)


def paced(mode: Mode) -> Stage:
    """Both agents are free, and the store is asked for the first time."""
    stage = Stage(replace(CARD, mode=mode))
    stage.open()
    stage.linked()
    stage.join("1001", "1002")
    stage.wait()
    return stage


def tell(stage: Stage, *promised: str) -> None:
    """The store has nobody to call but for what these agents promised."""
    order = stage.orders(orders.Take)[-1]
    stage.dial(
        heard.Taken(stage.at, "spring", order.count, (), None, order.trunks, order.agents, tuple(promised))
    )


def takes(stage: Stage) -> list[tuple[int, tuple[str, ...]]]:
    return [(order.count, order.agents) for order in stage.orders(orders.Take)]


@pytest.mark.parametrize("mode", PACED)
def test_he_is_booked_then_dialled_for(mode: Mode) -> None:
    """Booked, his call taken for him alone, his phone rung first; nobody else is dialled for him, and he has it at once."""
    stage = paced(mode)
    assert takes(stage) == [(2, ())]
    before = stage.room.campaigns["spring"].learned
    tell(stage, "1001")
    stage.wait()
    assert [order.agent for order in stage.orders(orders.Book)] == ["1001"]
    stage.wait()
    assert takes(stage)[1:] == [(1, ("1001",))]
    attempt = stage.give()
    (dialled,) = stage.orders(orders.Dial)
    assert (dialled.attempt, dialled.phone) == (attempt, "1001")
    stage.wait()
    assert len(stage.orders(orders.Take)) == 2
    stage.hear(floor_heard.Offered(0, "spring", "d-1", "1001", "1001", "leg"))
    stage.hear(floor_heard.Answered(0, "spring", "d-1", "1001", "1001", "leg", "t-d-1"))
    assert stage.line().attempt.connected is None
    stage.dial(heard.LineAnswered(stage.at, "d-1"))
    assert (stage.line().stage, stage.line().attempt.agent) == (At.TALKING, "1001")
    assert stage.line().attempt.connected == stage.at
    learned = stage.room.campaigns["spring"].learned
    assert (learned.rings, learned.answering) == (before.rings, before.answering)
    stage.wait(60 * SECOND)
    assert takes(stage)[2:] == [(1, ())]  # 1002 is free, and a minute is over
    assert len(stage.orders(orders.Book)) == 1
    stage.hang_up("d-1")
    stage.dial(heard.LineEnded(stage.at, "d-1", 16, None))
    assert [fact.attempt.outcome for fact in stage.facts(facts.AttemptEnded)] == [Outcome.CONNECTED]


@pytest.mark.parametrize("mode", PACED)
def test_nothing_is_kept_from_others_while_he_is_away(mode: Mode) -> None:
    """On a break he is not booked, and the others' lines go on; back from it he makes his call."""
    stage = paced(mode)
    stage.wish(floor_heard.Choose, "1001", type="break")
    tell(stage, "1001")
    stage.wait()
    assert stage.orders(orders.Book) == []
    stage.wait(60 * SECOND)
    assert takes(stage)[1:] == [(1, ())]
    stage.wish(floor_heard.Choose, "1001", type="phone")
    stage.wait()
    assert [order.agent for order in stage.orders(orders.Book)] == ["1001"]


def test_what_is_promised_no_more() -> None:
    """Withdrawn, or not lawful now: he is let go, and not booked again until the store says so; others are called as before."""
    stage = paced(Mode.PREDICTIVE)
    tell(stage, "1001")
    stage.wait()
    stage.wait()
    again = stage.room.campaigns["spring"].again
    tell(stage)
    stage.wait()
    assert [order.agent for order in stage.orders(orders.Unbook)] == ["1001"]
    assert stage.room.campaigns["spring"].again == again
    stage.wait()
    assert len(stage.orders(orders.Book)) == 1


def test_other_lines_answer_meanwhile() -> None:
    """What the store answers for others does not make his call be asked for twice, nor let him go."""
    stage = paced(Mode.PREDICTIVE)
    tell(stage, "1001")
    stage.wait(60 * SECOND)
    stage.wait()
    ordinary, own = stage.orders(orders.Take)[-2:]
    assert (ordinary.agents, own.agents) == ((), ("1001",)) or (own.agents, ordinary.agents) == (
        (),
        ("1001",),
    )
    stage.dial(heard.Taken(stage.at, "spring", 1, (), None, ("north",), (), ("1001",)))
    stage.wait()
    assert stage.orders(orders.Unbook) == []
    assert sum(order.agents == ("1001",) for order in stage.orders(orders.Take)) == 1


def test_his_phone_does_not_answer() -> None:
    """The contact was not rung: it is no agent, he is free again, and no lesson for pacing."""
    stage = paced(Mode.PREDICTIVE)
    tell(stage, "1001")
    stage.wait()
    stage.wait()
    stage.give()
    stage.dial(heard.LineEnded(stage.at, "d-1", None, None, no_agent=True))
    stage.wait()
    assert [fact.attempt.outcome for fact in stage.facts(facts.AttemptEnded)] == [Outcome.NO_AGENT]
    assert HoldKind.BOOKED not in stage.floor.agents["1001"].holds
    assert stage.room.campaigns["spring"].learned.answering.young == ()


def test_found_after_a_start() -> None:
    """One that was out when the daemon died is his still: connected when the contact answers."""
    stage = Stage(replace(CARD, mode=Mode.PREDICTIVE))
    stage.open([attempt_of("d-1", agent="1001", own=True)])
    assert stage.line().preview
    stage.linked("d-1")
    stage.dial(heard.LineAnswered(stage.at, "d-1"))
    assert stage.line().attempt.connected == stage.at


def test_where_everybody_is_booked() -> None:
    """Progressive: his phone is rung first, and the queue has no say in it; a contact who is nobody's is dialled alone."""
    stage = paced(Mode.PROGRESSIVE)
    stage.wait()
    (order,) = stage.orders(orders.Take)
    mine, anyones = (
        attempt_of(f"d-{agent}", place, began=stage.at, agent=agent, own=agent == "1001")
        for place, agent in enumerate(order.agents)
    )
    stage.dial(
        heard.Taken(stage.at, "spring", order.count, (mine, anyones), None, order.trunks, order.agents)
    )
    assert [(one.attempt.id, one.phone) for one in stage.orders(orders.Dial)] == [
        ("d-1001", "1001"),
        ("d-1002", ""),
    ]
    stage.hear(floor_heard.Offered(0, "spring", "d-1001", "1001", "1001", "leg"))
    stage.hear(floor_heard.Answered(0, "spring", "d-1001", "1001", "1001", "leg", "t-1"))
    stage.dial(heard.LineAnswered(stage.at, "d-1001"))
    assert (stage.line("d-1001").stage, stage.line("d-1001").attempt.agent) == (At.TALKING, "1001")
