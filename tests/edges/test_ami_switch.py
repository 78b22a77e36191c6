"""Orders carried out by a real Asterisk, and what is heard of it after a (re)connect."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator

import pytest_asyncio

from acd.asterisk.heart import Heart
from acd.core import heard as h
from acd.core.orders import Arrange, Forget, MoveDeadline, Withdraw
from aftercall.bench import Asterisk
from tests.edges.ami_kit import until
from tests.edges.exchange_kit import Seen, exchange_on, now

BOTH = (("sales", 0), ("help", 3))


@pytest_asyncio.fixture
async def seen(asterisk: Asterisk) -> AsyncIterator[Seen]:
    async with exchange_on(asterisk) as seen:
        yield seen


# --- arranging ---------------------------------------------------------------------------------------------------


async def test_opened(seen: Seen) -> None:
    """Somebody who works is in exactly his queues, with his penalties and under his code alone, and not paused."""
    outcome = await seen.arrange("a1", "1001", BOTH)
    assert isinstance(outcome, h.Arranged)
    places = await seen.places("a1")
    assert {q: (m.phone, m.penalty, m.paused) for q, m in places.items()} == {
        "sales": ("1001", 0, False),
        "help": ("1001", 3, False),
    }
    assert await seen.note("acd-hold", "1001") == ""


async def test_never_open_half_way(seen: Seen) -> None:
    """On the way in he is paused in each queue until he has all of them."""
    await seen.arrange("a1", "1001", BOTH)
    entered = [m.member for m in seen.of(h.MemberIs) if m.member.agent == "a1"][:2]
    assert [(m.paused, m.reason) for m in entered] == [(True, "arranging")] * 2


async def test_break(seen: Seen) -> None:
    """A break writes the hold and leaves every queue; coming back takes the hold away and puts him in again."""
    await seen.arrange("a1", "1001", BOTH)
    assert isinstance(await seen.arrange("a1", "1001", (), ("lunch",), "lunch", quiet=True), h.Arranged)
    assert await seen.places("a1") == {}
    assert await seen.note("acd-hold", "1001") == "lunch"
    await seen.arrange("a1", "1001", BOTH)
    assert {m.paused for m in (await seen.places("a1")).values()} == {False}
    assert await seen.note("acd-hold", "1001") == ""


async def test_logged_off(seen: Seen) -> None:
    """Who belongs to no queue and has no hold leaves his phone closed as away."""
    await seen.arrange("a1", "1001", BOTH)
    await seen.arrange("a1", "1001", quiet=True)
    assert (await seen.places("a1"), await seen.note("acd-hold", "1001")) == ({}, "away")


async def test_hold_in_place(seen: Seen) -> None:
    """A hold pauses in place, all reasons in the note; another reason replaces it without an unpaused moment."""
    await seen.arrange("a1", "1001", BOTH)
    await asyncio.sleep(0.5)  # what is told of the places as they were
    seen.all.clear()
    await seen.arrange("a1", "1001", BOTH, ("missed", "supervisor"), "missed")
    assert await seen.note("acd-hold", "1001") == "missed+supervisor"
    await seen.arrange("a1", "1001", BOTH, ("supervisor",), "supervisor")
    assert {(m.paused, m.reason) for m in (await seen.places("a1")).values()} == {(True, "supervisor")}
    assert all(m.member.paused for m in seen.of(h.MemberIs) if m.member.agent == "a1")


async def test_other_queues_and_penalty(seen: Seen) -> None:
    """A new set of queues and penalties is exactly what stands afterwards."""
    await seen.arrange("a1", "1001", (("sales", 0),))
    await seen.arrange("a1", "1001", (("sales", 5),))
    assert {q: m.penalty for q, m in (await seen.places("a1")).items()} == {"sales": 5}
    await seen.arrange("a1", "1001", (("help", 1),))
    assert {q: m.penalty for q, m in (await seen.places("a1")).items()} == {"help": 1}


async def test_nothing_to_do(seen: Seen) -> None:
    """What already holds is confirmed without disturbing Asterisk."""
    await seen.arrange("a1", "1001", BOTH)
    await asyncio.sleep(0.05)
    seen.all.clear()
    assert isinstance(await seen.arrange("a1", "1001", BOTH), h.Arranged)
    await asyncio.sleep(0.05)
    assert seen.of(h.MemberIs) == []


async def test_other_phone(seen: Seen) -> None:
    """On another phone he is in his queues through that one alone, and the left one is closed."""
    await seen.arrange("a1", "1001", BOTH)
    await seen.arrange("a1", "1002", BOTH, leaves=("1001",))
    assert {m.phone for m in (await seen.places("a1")).values()} == {"1002"}
    assert (await seen.note("acd-hold", "1001"), await seen.note("acd-hold", "1002")) == ("away", "")


async def test_somebody_else_on_the_phone(seen: Seen) -> None:
    """A membership that somebody left on this phone gives way: the calls are known as his."""
    add = {"Action": "QueueAdd", "Queue": "sales", "Interface": "PJSIP/1001", "MemberName": "ghost"}
    await seen.exchange.daily.ask(add)
    assert isinstance(await seen.arrange("a1", "1001", (("sales", 2),)), h.Arranged)
    assert (await seen.places("a1"))["sales"].penalty == 2
    assert await seen.places("ghost") == {}


async def test_unknown_queue(seen: Seen) -> None:
    """A queue that Asterisk does not know is refused with words that name it, and he is not let in half-way."""
    outcome = await seen.arrange("a1", "1001", (("sales", 0), ("nowhere", 0)))
    assert isinstance(outcome, h.NotArranged)
    assert (outcome.silent, outcome.why) == (
        False,
        "QueueAdd nowhere PJSIP/1001: Unable to add interface to queue: No such queue",
    )
    assert {m.paused for m in (await seen.places("a1")).values()} <= {True}


async def test_evil_name(seen: Seen) -> None:
    """A code with a line break never becomes an action: refused, and nothing of it is in Asterisk."""
    outcome = await seen.arrange("x\r\nAction: Hangup", "1001", (("sales", 0),))
    assert isinstance(outcome, h.NotArranged)
    assert "line break" in outcome.why
    assert "Hangup" not in seen.server.cli("queue show sales")


async def test_newest_counts(seen: Seen) -> None:
    """Of many arrangements at once the newest holds in the end, and it alone is answered."""
    for seq in range(9000, 9020):
        queues = BOTH if seq % 2 else ()
        pause = None if seq % 2 else "lunch"
        seen.order(Arrange("a1", seq, "1001", queues, () if pause is None else ("lunch",), pause, quiet=True))
    assert isinstance(await seen.outcome(9019), h.Arranged)
    assert [a.seq for a in seen.of(h.Arranged) if a.agent == "a1"] == [9019]
    assert set(await seen.places("a1")) == {"sales", "help"}
    assert await seen.note("acd-hold", "1001") == ""


async def test_many_agents(seen: Seen) -> None:
    """Agents do not wait for one another."""
    await asyncio.gather(*(seen.arrange(f"a{i}", f"100{i}", BOTH) for i in range(1, 6)))
    assert seen.server.cli("queue show sales").count("PJSIP/100") == 5


# --- aftercall ---------------------------------------------------------------------------------------------------


async def in_aftercall(seen: Seen, token: str, left: int, agent: str = "a1") -> None:
    """As the dialplan leaves him when he hung up."""
    await seen.arrange("a1", "1001", BOTH)
    await seen.put("acd-wrap", "1001", f"{token},{now() + left},{agent},sales")
    pause = {"Action": "QueuePause", "Interface": "PJSIP/1001", "Paused": "true", "Reason": "aftercall"}
    await seen.exchange.daily.ask(pause)
    await asyncio.sleep(0.05)


async def test_aftercall_ended(seen: Seen) -> None:
    """The end of an aftercall unpauses him at once, and the janitor takes the note away."""
    await in_aftercall(seen, "t1", 60_000)
    assert isinstance(await seen.arrange("a1", "1001", BOTH, ended="t1"), h.Arranged)
    assert {m.paused for m in (await seen.places("a1")).values()} == {False}
    assert await seen.note("acd-free", "1001") == "t1"
    await gone(seen)
    assert {m.paused for m in (await seen.places("a1")).values()} == {False}


async def gone(seen: Seen) -> None:
    """The janitor looks every half second."""
    for _ in range(400):
        if await seen.note("acd-wrap", "1001") == "":
            return
        await asyncio.sleep(0.05)
    raise AssertionError("the note still stands")


async def test_newer_aftercall_stays(seen: Seen) -> None:
    """An aftercall that the order does not know of is not ended: he stays paused, and nobody claims to know better."""
    await in_aftercall(seen, "t2", 60_000)
    outcome = await seen.arrange("a1", "1001", BOTH, ended="t1")
    assert isinstance(outcome, h.NotArranged)
    assert outcome.silent
    assert {m.reason for m in (await seen.places("a1")).values()} == {"aftercall"}
    assert (await seen.note("acd-wrap", "1001")).startswith("t2,")


async def test_note_of_somebody_else(seen: Seen) -> None:
    """A note left on this phone by another agent is cleared away."""
    await in_aftercall(seen, "t1", 60_000, agent="a9")
    assert isinstance(await seen.arrange("a1", "1001", BOTH), h.Arranged)
    await gone(seen)


async def test_aftercall_into_break(seen: Seen) -> None:
    """From aftercall into a break: he is out, the hold stands, the note of the aftercall is gone."""
    await in_aftercall(seen, "t1", 60_000)
    await seen.arrange("a1", "1001", (), ("lunch",), "lunch", ended="t1", quiet=True)
    await gone(seen)
    assert await seen.places("a1") == {}


async def test_lost_note_is_written(seen: Seen) -> None:
    """An aftercall that Asterisk lost is written back with its deadline; one that stands is not overwritten."""
    await seen.arrange("a1", "1001", BOTH)
    deadline = now() + 60_000
    await seen.arrange("a1", "1001", BOTH, pause="aftercall", wrap=("t1", "sales", deadline))
    ours = seen.exchange.clocks.theirs(deadline)
    assert await seen.note("acd-wrap", "1001") == f"t1,{ours},a1,sales"
    await seen.arrange("a1", "1001", BOTH, pause="aftercall", wrap=("t1", "sales", deadline + 5))
    assert await seen.note("acd-wrap", "1001") == f"t1,{ours},a1,sales"


async def test_link_lost_in_the_middle(seen: Seen) -> None:
    """The second link breaks while an aftercall is being ended: nobody knows, he stays paused, and the janitor ends it."""
    await in_aftercall(seen, "t9", 300)
    await seen.exchange.provision.stop()
    outcome = await seen.arrange("a1", "1001", BOTH, ended="t9")
    assert isinstance(outcome, h.NotArranged)
    assert outcome.silent
    released = await seen.next(h.Released, lambda r: r.token == "t9")
    assert (released.agent, released.phone) == ("a1", "1001")
    seen.exchange.provision.start()
    await until(lambda: seen.exchange.up)
    assert {m.paused for m in (await seen.places("a1")).values()} == {False}
    assert await seen.note("acd-wrap", "1001") == ""


async def test_deadline_moved(seen: Seen) -> None:
    """An extension is in Asterisk before it is confirmed; of an aftercall that is over it is refused."""
    await in_aftercall(seen, "t1", 60_000)
    deadline = now() + 90_000
    seen.order(MoveDeadline("a1", "1001", "t1", deadline))
    moved = await seen.next(h.Moved)
    assert (moved.ok, moved.deadline, moved.token) == (True, deadline, "t1")
    assert await seen.note("acd-wrap", "1001") == f"t1,{seen.exchange.clocks.theirs(deadline)},a1,sales"
    seen.order(MoveDeadline("a1", "1001", "t0", deadline + 1))
    assert not (await seen.next(h.Moved, lambda m: m.token == "t0")).ok


async def test_forgotten(seen: Seen) -> None:
    """Conversations that are on record leave Asterisk's database, all of them."""
    for i in range(50):
        await seen.put("acd-log", f"t{i}", "a1,1001,sales,c,1,2,3,4")
    for i in range(50):
        seen.order(Forget(f"t{i}"))
    await until(lambda: "acd-log" not in seen.server.cli("database show"))


# --- the picture -------------------------------------------------------------------------------------------------


async def test_first_picture(seen: Seen) -> None:
    """The first that is heard is that the link is up, then all that the switch holds."""
    up, picture = seen.all[:2]
    assert isinstance(up, h.LinkUp)
    assert up.version.startswith("22.")
    assert isinstance(picture, h.SwitchIs)
    assert picture.complete


async def test_picture_after_reconnect(seen: Seen) -> None:
    """After a cut everything that Asterisk holds is told at once, moments on our clock, ended conversations in order."""
    await seen.arrange("a1", "1001", BOTH, ("supervisor",), "supervisor")
    await seen.put("acd-call", "1002", "t2,PJSIP/1002-00000001,a2,sales,c2,1000")
    await seen.put("acd-call", "1003", "t3,PJSIP/1003-00000001,a3,sales,c3,1000")
    await seen.put("acd-wrap", "1004", f"t4,{now() + 60_000},a4,help")
    await seen.put("acd-log", "t3", "a3,1003,sales,c3,1000,5000,1500,6500")
    await seen.put("acd-log", "t5", "a5,1005,sales,c5,500,4000,1500,5500,5600")
    await seen.put("acd-log", "t6", "cannot,be,read")
    seen.all.clear()
    seen.exchange.daily._manager.protocol.transport.abort()
    picture = await seen.next(h.SwitchIs)
    assert [type(x) for x in seen.all[:3]] == [h.LinkDown, h.LinkUp, h.SwitchIs]
    offset = seen.exchange.clocks.offset
    assert {(m.queue, m.agent, m.paused, m.reason) for m in picture.members} == {
        ("sales", "a1", True, "supervisor"),
        ("help", "a1", True, "supervisor"),
    }
    assert picture.holds == (("1001", "supervisor"),)
    assert picture.talks == (
        h.TalkSeen("a2", "1002", "sales", "t2", "PJSIP/1002-00000001", "c2", 1000 + offset),
    )
    assert [(w.agent, w.phone, w.token, w.queue) for w in picture.wraps] == [("a4", "1004", "t4", "help")]
    assert [(e.token, e.at - offset, e.released and e.released - offset) for e in picture.ended] == [
        ("t5", 4000, 5600),
        ("t3", 5000, None),
    ]
    assert dict(picture.phones) == dict.fromkeys([f"{c}" for c in range(1001, 1006)], h.Device.GONE)


async def test_audit(seen: Seen) -> None:
    """The minute's audit tells members and callers, and says that it is not complete."""
    await seen.arrange("a1", "1001", (("sales", 0),))
    await seen.exchange.audit()
    picture = seen.of(h.SwitchIs)[-1]
    assert not picture.complete
    assert [(m.agent, m.queue) for m in picture.members] == [("a1", "sales")]


async def test_orders_while_down(seen: Seen) -> None:
    """An order given while the link is down is answered at once as unknown, and is not carried out later."""
    await seen.exchange.daily.stop()
    outcome = await seen.arrange("a1", "1001", BOTH)
    assert isinstance(outcome, h.NotArranged)
    assert outcome.silent
    seen.exchange.daily.start()
    await until(lambda: seen.exchange.up)
    await asyncio.sleep(0.1)
    assert await seen.places("a1") == {}


async def test_restart_of_asterisk(seen: Seen) -> None:
    """A restarted Asterisk is known as another start of the same, and its picture is told."""
    first = seen.of(h.LinkUp)[0]
    seen.all.clear()
    await asyncio.to_thread(seen.server.restart)
    up = await seen.next(h.LinkUp, within=60)
    assert up.started != first.started
    await seen.next(h.SwitchIs)


# --- the heart ---------------------------------------------------------------------------------------------------


async def test_sign_of_life(seen: Seen) -> None:
    """The daemon's sign of life stands in Asterisk, on Asterisk's clock."""
    daily = seen.exchange.daily
    for _ in range(200):
        told = (await daily.ask({"Action": "Getvar", "Variable": "ACD_ALIVE"})).get("Value")
        if told:
            break
        await asyncio.sleep(0.1)
    assert abs(int(told) - now()) < 10_000


async def test_janitor_is_started(seen: Seen) -> None:
    """A janitor that is gone gets a successor."""
    daily = seen.exchange.daily
    await until(lambda: re.search(r"acd-janitor\S+;2", seen.server.cli("core show channels concise")))
    reply = await daily.ask_list({"Action": "CoreShowChannels"})
    old = next(i.get("Channel") for i in reply.items if "acd-janitor" in i.get("Channel"))
    await daily.ask({"Action": "Hangup", "Channel": old})
    await daily.ask({"Action": "Setvar", "Variable": "ACD_TICK", "Value": "1"})
    heart = Heart(daily, seen.exchange.clocks, beat=0.1)
    heart.beat()

    await until(lambda: "ACD_TICK=1\n" not in seen.server.cli("dialplan show globals"))
    await heart.stop()


async def test_withdraw_nobody(seen: Seen) -> None:
    """Withdrawing a ring that is over harms nobody."""
    seen.order(Withdraw("a1", "PJSIP/1001-00000099"))
    await asyncio.sleep(0.1)
    assert seen.exchange.up
