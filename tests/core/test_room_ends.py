"""Ends that come in any order, or while nobody hears: an agent's talk and its line, lines of a cut link, previews of a campaign that
shows no more, cancels that were lost."""

from __future__ import annotations

from dataclasses import replace

import pytest

from acd.core import facts as floor_facts
from acd.core import heard as floor_heard
from acd.core.moment import MINUTE, SECOND
from dialer.core import facts, heard, orders
from dialer.core.attempt import Attempt
from dialer.core.cards import Mode, State
from dialer.core.outcome import Outcome
from tests.core.rooms import CARD, QUEUE, T0, Stage, attempt_of

PREDICTIVE = replace(CARD, mode=Mode.PREDICTIVE)
either = pytest.mark.parametrize("line_first", [True, False], ids=["line first", "agent first"])


def dialled(stage: Stage) -> Stage:
    stage.open()
    stage.linked()
    stage.join("1001")
    while not stage.orders(orders.Take):  # who sees a contact first is booked before
        stage.wait()
    stage.give("d-1")
    stage.wait()
    return stage


def talking(stage: Stage) -> Stage:
    dialled(stage).talk("d-1")
    stage.wait(30 * SECOND)
    return stage


def over(stage: Stage, *, line_first: bool) -> Attempt:
    """Asterisk tells of both at once."""
    end = heard.LineEnded(stage.at, "d-1", 16, None)
    if line_first:
        stage.dial(end)
    stage.hang_up("d-1")
    if not line_first:
        stage.dial(end)
    ended = stage.at
    stage.dial(heard.Tick(stage.at))
    (found,) = ends(stage)
    assert found.ended == ended
    return found


def ends(stage: Stage) -> list[Attempt]:
    return [fact.attempt for fact in stage.facts(facts.AttemptEnded)]


def said(stage: Stage) -> list[tuple[str, str]]:
    return [(fact.disposition, fact.by) for fact in stage.facts(facts.DispositionGiven)]


@either
def test_the_talk_is_on_record(line_first: bool) -> None:
    """Whichever end is heard first: how long they talked is known, and it is told behind the end of the call."""
    stage = talking(Stage(PREDICTIVE))
    attempt = over(stage, line_first=line_first)
    assert (attempt.outcome, attempt.talked) == (Outcome.CONNECTED, 30 * SECOND)
    kinds = [type(fact) for fact in stage.told]
    assert kinds.index(floor_facts.CallEnded) < kinds.index(facts.AttemptEnded)


@either
def test_a_demanded_disposition_that_nobody_gave(line_first: bool) -> None:
    """Without aftercall the end of the call is its deadline, whichever end is heard first."""
    stage = talking(Stage(PREDICTIVE, replace(QUEUE, aftercall=0)))
    over(stage, line_first=line_first)
    assert said(stage) == [("none given", "system")]


@either
def test_what_was_said_in_the_call_is_said_once(line_first: bool) -> None:
    """The end of the aftercall does not tell again what is on record."""
    stage = talking(Stage(PREDICTIVE))
    stage.dial(heard.Disposed(stage.at, "d-1", "spring", "sale", "a1001"))
    stage.hear(floor_heard.Disposed(stage.at, "1001", "d-1", "sale"))
    over(stage, line_first=line_first)
    stage.wait(10 * SECOND)
    assert said(stage) == [("sale", "a1001")]


def test_a_talk_whose_end_nobody_tells() -> None:
    """The line is over two seconds later, as of when it was; it is nobody's for ever."""
    stage = talking(Stage(PREDICTIVE))
    gone = stage.at
    stage.dial(heard.LineEnded(gone, "d-1", 16, None))
    stage.wait(SECOND)
    assert ends(stage) == []
    stage.wait(SECOND)
    assert [(one.outcome, one.talked, one.ended) for one in ends(stage)] == [(Outcome.CONNECTED, None, gone)]
    assert (stage.room.lines, stage.on_trunk) == ({}, 0)


def test_a_start_after_minutes_ends_no_line_unasked() -> None:
    """What rang when the daemon died may be a talk by now: Asterisk is asked before anything is ended."""
    stage = Stage(PREDICTIVE)
    stage.join("1001")
    stage.at = T0 + 2 * MINUTE
    stage.open([attempt_of("d-1", began=T0)])
    stage.wait()
    assert (ends(stage), stage.orders(orders.Cancel)) == ([], [])
    stage.hear(floor_heard.Answered(stage.at, "spring", "d-1", "1001", "1001", "PJSIP/1001-x", "t-d-1"))
    stage.linked("d-1")
    stage.wait()
    assert over(stage, line_first=True).outcome is Outcome.CONNECTED


def test_a_minute_without_a_link_ends_no_line() -> None:
    """Nobody hears what becomes of it; when the link is back it may ring on, and is overdue only when it has rung too long since."""
    stage = dialled(Stage(PREDICTIVE))
    stage.dial(floor_facts.LinkChanged(stage.at, False, "cut"))
    for _ in range(4 * 70):
        stage.wait()
    assert ends(stage) == []
    stage.linked("d-1")
    stage.wait(30 * SECOND)
    assert ends(stage) == []
    stage.wait(MINUTE)
    assert [one.outcome for one in ends(stage)] == [Outcome.UNKNOWN]


@pytest.mark.parametrize("mode", [Mode.PREDICTIVE, Mode.POWER, Mode.PROGRESSIVE])
def test_a_campaign_that_shows_no_more(mode: Mode) -> None:
    """Changed while a contact is shown: he is nobody's preview any more, the trunk's line is free, and the agent may go."""
    stage = dialled(Stage())
    stage.dial(heard.CampaignSet(stage.at, replace(CARD, mode=mode)))
    stage.wait()
    assert [one.outcome for one in ends(stage)] == [Outcome.NO_AGENT]
    assert (stage.room.lines, stage.on_trunk) == ({}, 0)
    stage.dial(heard.CampaignSet(stage.at, replace(CARD, mode=mode, state=State.STOPPED)))
    stage.wait()
    assert stage.floor.agents["1001"].shown == "free"


@pytest.mark.parametrize("mode", [Mode.PREDICTIVE, Mode.PROGRESSIVE])
def test_nobody_may_be_called_now(mode: Mode) -> None:
    """An agent is there and nothing is dialled: the line says that it is for want of contacts, and knows when the next is due."""
    stage = Stage(replace(CARD, mode=mode))
    stage.open()
    stage.linked()
    stage.join("1001")
    while not stage.orders(orders.Take):
        stage.wait()
    order = stage.orders(orders.Take)[-1]
    morning = stage.at + 15 * 60 * MINUTE
    stage.dial(heard.Taken(stage.at, "spring", order.count, (), morning, order.trunks, order.agents))
    stage.wait()
    campaign = stage.room.campaigns["spring"]
    assert (campaign.paced.why, campaign.due) == ("none: there is nobody who may be called now", morning)


def test_a_cancel_that_was_lost_is_given_again() -> None:
    """The link was cut before Asterisk had it: with no agent left it does not ring to its end."""
    stage = dialled(Stage(PREDICTIVE))
    stage.dial(floor_facts.LinkChanged(stage.at, False, "cut"))
    assert stage.wish(floor_heard.LogOut, "1001")
    for _ in range(4 * 17):
        stage.wait()
    given = len(stage.orders(orders.Cancel))
    stage.linked("d-1")
    stage.wait()
    assert len(stage.orders(orders.Cancel)) == given + 1
