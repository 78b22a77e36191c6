"""Calls that were answered, lost or joined while nobody listened: told once, as of when it was, and counted as if heard."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

import pytest

from acd.core import facts, heard
from acd.core.cards import QueueCard
from acd.core.facts import Fact
from acd.core.heard import CallerSeen, Ended, SwitchIs, TalkSeen
from acd.core.moment import MINUTE, SECOND
from acd.core.queue import Call, Counts
from tests.core.floors import T0, Bench, bench

F = TypeVar("F", bound=Fact)


def told(b: Bench, kind: type[F]) -> list[F]:
    return [fact for fact in b.facts if isinstance(fact, kind)]


def cut(b: Bench) -> None:
    b.hear(heard.LinkDown(b.at, "cut"))


def back(b: Bench, *waiting: str, talks: tuple[TalkSeen, ...] = (), ended: tuple[Ended, ...] = ()) -> None:
    """The link is up again; these wait in sales, since five seconds."""
    b.hear(heard.LinkUp(b.at, "22", "s"))
    callers = tuple(
        CallerSeen("sales", code, f"PJSIP/in-{code}", "+48500", "Jan", 5 * SECOND, place)
        for place, code in enumerate(waiting, 1)
    )
    b.hear(SwitchIs(b.at, callers=callers, talks=talks, ended=ended))


def talks(call: str, began: int, queue: str = "sales") -> TalkSeen:
    return TalkSeen("1001", "1001", queue, "t1", "PJSIP/1001-x", call, began)


def over(call: str, began: int, at: int) -> Ended:
    return Ended(at, "1001", "1001", "sales", call, "t1", began, 2000, at + 2000, at + 2000)


@pytest.mark.parametrize("ends", [False, True])
def test_a_caller_who_was_answered_unheard(ends: bool) -> None:
    """Answered since when he was, after as long as he waited; not lost as well, talk he still or not."""
    b = bench()
    b.joins("c1")
    joined = b.at
    b.at += 3 * SECOND
    cut(b)
    b.at += MINUTE
    began = joined + 8 * SECOND
    if ends:
        back(b, ended=(over("c1", began, began + 20 * SECOND),))
    else:
        back(b, talks=(talks("c1", began),))
    (answered,) = told(b, facts.CallAnswered)
    assert (answered.call, answered.agent, answered.at, answered.waited) == ("c1", "1001", began, 8 * SECOND)
    assert not told(b, facts.CallLost)
    assert len(told(b, facts.CallEnded)) == ends
    wanted = Counts(offered=1, answered=1, in_level=1, waited=8 * SECOND, longest=8 * SECOND)
    assert b.floor.queues["sales"].counts == wanted
    assert ("c1" in b.floor.calls) is not ends
    back(b, talks=() if ends else (talks("c1", began),))
    assert len(told(b, facts.CallAnswered)) == 1


def test_who_came_and_was_answered_unheard() -> None:
    """Nobody knows how long he waited; that he was there, and answered, is counted."""
    b = bench()
    cut(b)
    b.at += MINUTE
    back(b, talks=(talks("c9", b.at - 5 * SECOND),))
    (answered,) = told(b, facts.CallAnswered)
    (queued,) = told(b, facts.CallQueued)
    assert (queued.call, queued.at, answered.call, answered.waited) == ("c9", answered.at, "c9", 0)
    assert b.floor.queues["sales"].counts == Counts(offered=1, answered=1, in_level=1)


@pytest.mark.parametrize(("call", "queue"), [("m-1", "sales"), ("c9", ""), ("d-1", "spring")])
def test_what_is_no_queues(call: str, queue: str) -> None:
    """What he dialled himself, what a campaign dialled, or what he has from nobody's queue, no queue counts."""
    b = bench()
    b.hear(heard.QueueSet(b.at, QueueCard("spring", work="phone")))
    cut(b)
    back(b, talks=(talks(call, b.at, queue),))
    assert not told(b, facts.CallAnswered)
    assert b.agent().talk is not None


def test_whom_a_colleague_gave_him() -> None:
    """The queue has counted him once already."""
    b = bench("1001", "1002")
    b.joins("c1")
    b.ring(agent="1002")
    b.answer(agent="1002")
    before = b.floor.queues["sales"].counts
    cut(b)
    b.at += SECOND
    back(b, talks=(talks("c1", b.at),))
    assert b.agent().talk is not None
    assert b.floor.queues["sales"].counts == before
    assert len(told(b, facts.CallAnswered)) == 1


def test_who_came_and_who_went() -> None:
    """Who waits now was offered; who is gone went unseen. Each counts once."""
    b = bench()
    b.joins("gone")
    b.at += 2 * SECOND
    cut(b)
    b.at += 4 * SECOND
    back(b, "new")
    (lost,) = told(b, facts.CallLost)
    assert (lost.call, lost.how, lost.waited) == ("gone", "unseen", 6 * SECOND)
    assert b.floor.queues["sales"].counts == Counts(offered=2, other=1, longest=6 * SECOND)


def test_who_waits_by_the_record() -> None:
    """After a restart: not offered again, since when he joined; by the channel that the switch names he may be woken and found."""
    b = bench()
    joined, known = T0 - MINUTE, b.floor.queues["sales"]
    call = Call("c1", "", "sales", "+48500", "Jan", joined)
    stale = Call("c0", "", "sales", "+48501", "Ewa", joined, waiting=False, answered_by="1001")
    sales = replace(known, waiting=("c1",), counts=Counts(offered=7))
    b.floor = replace(
        b.floor, calls={"c0": stale, "c1": call}, queues={**b.floor.queues, "sales": sales}, linked=False
    )
    back(b, "c1")
    assert not told(b, facts.CallQueued)
    assert b.floor.queues["sales"].counts == Counts(offered=7)
    found = b.floor.calls["c1"]
    assert (found.joined, found.channel, found.music) == (joined, "PJSIP/in-c1", True)
    assert b.floor.channels["PJSIP/in-c1"] == "c1"
    assert "c0" not in b.floor.calls
