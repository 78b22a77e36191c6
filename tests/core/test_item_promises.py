"""What customers of chats and tickets are promised: begun, kept, warned of, broken, standing, going on."""

from __future__ import annotations

from acd.core import heard
from acd.core.cards import QueueCard
from acd.core.item import Kind
from acd.core.level import Level, Target, When
from acd.core.moment import HOUR, MINUTE, SECOND
from acd.core.promise import state
from acd.core.promise_facts import (
    PromiseBroken,
    PromiseChanged,
    PromiseDropped,
    PromiseKept,
    PromiseMade,
    PromisePaused,
    PromiseResumed,
    PromiseWarned,
)
from tests.core.items import LEVEL, Items, floor_of_items


def states(it: Items, item: str) -> dict[Target, str]:
    return {promise.target: state(promise) for promise in it.item(item).promises}


def test_the_promises_of_a_chat() -> None:
    """Accepted, it is answered; the next message asks for the next answer; solved, all is kept."""
    it = floor_of_items("1001", levels=True)
    chat = it.bring()
    assert states(it, chat) == {Target.CHAT_ANSWERED: "running", Target.SOLVED: "running"}
    it.at += 10 * SECOND
    it.granted(heard.AcceptItem, item=chat)
    assert states(it, chat)[Target.CHAT_ANSWERED] == "kept"
    it.write(chat)
    assert states(it, chat)[Target.NEXT_ANSWERED] == "running"
    it.write(chat, "agent", "1001", note=True)
    assert states(it, chat)[Target.NEXT_ANSWERED] == "running"
    it.write(chat, "agent", "1001")
    assert states(it, chat)[Target.NEXT_ANSWERED] == "kept"
    it.granted(heard.SolveItem, item=chat)
    assert set(states(it, chat).values()) == {"kept"}
    assert next(fact.spent for fact in it.told(PromiseKept)) == 10 * SECOND
    assert len(it.told(PromiseMade)) == 3


def test_a_ticket_is_answered_by_the_first_message() -> None:
    """To take it is no answer; after it is broken it is warned of no more, and kept late."""
    it = floor_of_items("1001", levels=True)
    ticket = it.bring(Kind.TICKET)
    it.granted(heard.AcceptItem, item=ticket)
    it.wait(48 * MINUTE)
    assert [(f.target, f.left) for f in it.told(PromiseWarned)] == [(Target.FIRST_ANSWERED, 12 * MINUTE)]
    it.wait(12 * MINUTE)
    assert it.told(PromiseBroken) == []
    it.wait(1)
    (broken,) = it.told(PromiseBroken)
    assert (broken.item, broken.credit, broken.at) == (ticket, 500, it.at)
    assert it.floor.items.line(Kind.TICKET, "sales").broken == 1  # type: ignore[attr-defined]
    it.write(ticket, "agent", "1001")
    assert states(it, ticket)[Target.FIRST_ANSWERED] == "broken"
    assert it.item(ticket).promises[0].kept == it.at
    assert [fact.late for fact in it.told(PromiseKept)] == [True]


def test_the_clock_stands_while_the_customer_is_waited_for() -> None:
    """Put off for three hours, what is left of *solved* is what it was; his message lets it go on."""
    it = floor_of_items("1001", levels=True)
    ticket = it.bring(Kind.TICKET)
    it.granted(heard.AcceptItem, item=ticket)
    it.write(ticket, "agent", "1001")
    it.at += HOUR
    it.granted(heard.PendItem, item=ticket)
    it.wait(9 * HOUR)
    assert states(it, ticket)[Target.SOLVED] == "paused"
    it.write(ticket)
    (solved,) = [one for one in it.item(ticket).promises if one.target is Target.SOLVED]
    assert solved.due == it.at + 3 * HOUR
    assert len(it.told(PromisePaused)) == len(it.told(PromiseResumed)) == 1
    assert states(it, ticket)[Target.NEXT_ANSWERED] == "running"


def test_reopened_it_goes_on_with_what_was_spent() -> None:
    """Solved after an hour and reopened later: three of four hours are left."""
    it = floor_of_items("1001", levels=True)
    ticket = it.bring(Kind.TICKET)
    it.granted(heard.AcceptItem, item=ticket)
    it.at += HOUR
    it.granted(heard.SolveItem, item=ticket)
    was = it.item(ticket)
    it.wait(20 * HOUR)
    assert ticket not in it.floor.items
    it.write(ticket, was=was)
    (solved,) = [one for one in it.item(ticket).promises if one.target is Target.SOLVED]
    assert (solved.due, solved.kept) == (it.at + 3 * HOUR, None)


def test_the_nearest_due_goes_first() -> None:
    """Whoever comes free has the item whose promise ends first, whatever its priority and age."""
    it = floor_of_items("1001")
    it.hear(heard.LevelSet(it.at, Level("slow", targets={Target.CHAT_ANSWERED: HOUR}, order=2)))
    quick = Level("quick", targets={Target.CHAT_ANSWERED: MINUTE}, when=(When(tag="vip"),), order=1)
    it.hear(heard.LevelSet(it.at, quick))
    it.wish(heard.Choose, type="lunch")
    it.bring(priority=9)
    it.at += SECOND
    urgent = it.bring(tags=("vip",))
    it.wish(heard.Resume)
    assert it.offered_to(urgent) == "1001"


def test_another_level_computes_it_anew() -> None:
    """A tag may change the level: what runs is computed anew, what the level does not promise is dropped."""
    it = floor_of_items("1001")
    it.hear(
        heard.LevelSet(
            it.at, Level("plain", targets={Target.SOLVED: HOUR, Target.CHAT_ANSWERED: HOUR}, order=2)
        )
    )
    vip = Level("vip", targets={Target.CHAT_ANSWERED: MINUTE}, when=(When(tag="vip"),), order=1)
    it.hear(heard.LevelSet(it.at, vip))
    it.wish(heard.Choose, type="lunch")
    chat = it.bring()
    came = it.at
    it.at += 10 * SECOND
    it.hear(heard.ItemSet(it.at, chat, "rita", tags=("vip",)))
    (promise,) = it.item(chat).promises
    assert (promise.level, promise.due) == ("vip", came + MINUTE)
    assert [fact.before for fact in it.told(PromiseChanged)] == ["plain"]
    assert [fact.how for fact in it.told(PromiseDropped)] == ["changed"]
    it.hear(heard.LevelUnset(it.at, "vip"))
    (promise, more) = it.item(chat).promises
    assert {promise.level, more.level} == {"plain"}


def test_what_is_closed_is_owed_nothing() -> None:
    """A chat that was brought by mistake breaks no promise later."""
    it = floor_of_items("1001", levels=True)
    chat = it.bring()
    it.hear(heard.ItemGone(it.at, chat, "spam", "rita"))
    it.wait(HOUR)
    assert it.told(PromiseBroken) == []
    assert len(it.told(PromiseDropped)) == 2


def test_a_level_gives_at_least_its_priority() -> None:
    """An item of a level with priority 5 has it, unless it has more."""
    it = floor_of_items("1001")
    it.hear(heard.QueueSet(it.at, QueueCard("sales")))
    it.hear(heard.LevelSet(it.at, Level("high", priority=5, targets=LEVEL.targets)))
    assert it.item(it.bring()).card.priority == 5
    assert it.item(it.bring(priority=7)).card.priority == 7
