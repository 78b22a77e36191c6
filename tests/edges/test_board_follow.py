"""Following a site on a real Mosquitto: states, events, cuts and gaps."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import aclosing, asynccontextmanager

import aiomqtt
import pytest

from acd.board.broker import Arrival, Broker
from acd.board.chain import Chain, Gap
from acd.board.follow import Cut, Happened, Joined, Seen, StateIs, Unreadable, follow, read
from acd.board.models import AgentBoard
from aftercall.bench import Mosquitto
from tests.core.floors import T0
from tests.edges.board_kit import TellingFloor, until


@pytest.fixture
def mosquitto() -> Iterator[Mosquitto]:
    """A broker of the test's own, to be stopped."""
    with Mosquitto() as server:
        yield server


@asynccontextmanager
async def following(port: int, topics: tuple[str, ...] = ()) -> AsyncIterator[list[Seen]]:
    seen: list[Seen] = []

    async def collect() -> None:
        async with aclosing(follow(Broker("127.0.0.1", port), "main", topics)) as stream:
            async for one in stream:
                seen.append(one)  # noqa: PERF401  each must be there as it comes

    task = asyncio.create_task(collect())
    try:
        yield seen
    finally:
        task.cancel()
        await asyncio.wait([task])


def numbers(seen: list[Seen]) -> list[int]:
    return [one.event.seq for one in seen if isinstance(one, Happened)]


async def test_a_follower_sees_states_and_events(mosquitto: Mosquitto) -> None:
    """He joins, gets the board as it stands, then events and states as they come, and no false alarm."""
    async with TellingFloor(Broker("127.0.0.1", mosquitto.port)).open() as floor:
        await floor.heard_back()
        floor.hold("before he came")
        async with following(mosquitto.port) as seen:
            await until(lambda: sum(isinstance(one, StateIs) for one in seen) == 6)
            assert isinstance(seen[0], Joined)
            assert all(one.retained for one in seen if isinstance(one, StateIs))
            known = floor.teller.seq
            floor.do("call")
            await until(lambda: numbers(seen) == list(range(known + 1, floor.teller.seq + 1)))
            states = [one.board for one in seen if isinstance(one, StateIs) and not one.retained]
            assert any(isinstance(board, AgentBoard) and board.state == "ringing" for board in states)
            assert not any(isinstance(one, Gap | Cut | Unreadable) for one in seen)


async def test_a_follower_notices_what_was_told_while_the_broker_was_away(mosquitto: Mosquitto) -> None:
    """After the cut he learns at once, without waiting for a next event, exactly which numbers he missed."""
    async with TellingFloor(Broker("127.0.0.1", mosquitto.port)).open() as floor:
        await floor.heard_back()
        async with following(mosquitto.port) as seen:
            await until(lambda: any(isinstance(one, StateIs) for one in seen))
            floor.hold("heard")
            await until(lambda: numbers(seen)[-1:] == [floor.teller.seq])
            last = floor.teller.seq
            mosquitto.stop()
            await until(lambda: isinstance(seen[-1], Cut) and not floor.publisher.health.connected)
            floor.hold("not heard")
            mosquitto.start()
            await until(lambda: Gap(last + 1, floor.teller.seq) in seen)
            floor.hold("heard again")
            await until(lambda: numbers(seen)[-1:] == [floor.teller.seq])
            assert sum(isinstance(one, Gap) for one in seen) == 1


async def test_after_a_gap_the_board_is_asked_for_again(mosquitto: Mosquitto) -> None:
    """Who missed events may have missed states: after a gap he gets all that is retained once more, and only once."""
    async with TellingFloor(Broker("127.0.0.1", mosquitto.port)).open() as floor:
        await floor.heard_back()
        async with following(mosquitto.port) as seen:
            await until(lambda: sum(isinstance(one, StateIs) for one in seen) == 6)
            floor.hold("heard")
            await until(lambda: numbers(seen)[-1:] == [floor.teller.seq])
            floor.teller.seq += 5
            floor.hold("after five that nobody heard")
            await until(lambda: sum(isinstance(one, StateIs) and one.retained for one in seen) == 12)
            await until(lambda: numbers(seen)[-1:] == [floor.teller.seq])
            assert [one.missed for one in seen if isinstance(one, Gap)] == [5]


async def test_a_restarted_daemon_that_counts_on_makes_no_gap(mosquitto: Mosquitto) -> None:
    """A daemon that continues the numbers of its former life is followed without a gap; one that does not, with one."""
    async with following(mosquitto.port) as seen:
        await until(lambda: seen)
        seq = 0
        for run, forgets in enumerate((False, False, True)):
            seq = 3 if forgets else seq
            async with TellingFloor(
                Broker("127.0.0.1", mosquitto.port), seq=seq, run=T0 + run
            ).open() as floor:
                await floor.heard_back()
                floor.hold("a life")
                seq = floor.teller.seq
            await until(lambda seq=seq: numbers(seen)[-1:] == [seq])
            assert sum(isinstance(one, Gap) for one in seen) == forgets


async def test_rubbish_is_named_and_does_not_stop_the_stream(mosquitto: Mosquitto) -> None:
    """Foreign topics, broken JSON, another version: each is reported as unreadable, and what follows is read."""
    async with following(mosquitto.port) as seen:
        await until(lambda: seen)
        async with aiomqtt.Client("127.0.0.1", mosquitto.port, protocol=aiomqtt.ProtocolVersion.V5) as client:
            for topic, payload in (("lunch", b"{}"), ("agents/1", b"\xff{"), ("daemon", b'{"v": 2}')):
                await client.publish(f"aftercall/main/{topic}", payload, qos=1)
            await client.publish("aftercall/main/agents/2", b"", qos=1, retain=True)
        await until(lambda: isinstance(seen[-1], StateIs))
        assert [type(one) for one in seen] == [Joined, Unreadable, Unreadable, Unreadable, StateIs]
        assert seen[-1] == StateIs("aftercall/main/agents/2", None, retained=False)


async def test_a_selection_reports_no_gaps(mosquitto: Mosquitto) -> None:
    """Who follows one queue only sees numbers missing by his own choice, and is not alarmed."""
    async with TellingFloor(Broker("127.0.0.1", mosquitto.port)).open() as floor:
        await floor.heard_back()
        async with following(mosquitto.port, ("aftercall/main/events/queues/sales/#",)) as seen:
            await until(lambda: seen)
            for code in ("c1", "c2"):
                floor.do("call", code)
                floor.do("answer", code)
                floor.do("hang_up", code)
            await until(lambda: len(numbers(seen)) >= 6)
            assert not any(isinstance(one, Gap) for one in seen)


def test_an_event_heard_twice_is_told_once() -> None:
    """QoS 1 may deliver a message again; the follower passes it on once."""
    floor = TellingFloor(Broker("127.0.0.1"))
    floor.publisher._outbox.open()
    floor.hold("twice")
    chain = Chain()
    seen: list[Seen] = []
    while (message := floor.publisher._outbox.take()) is not None:
        for _ in range(2):
            seen += read(Arrival(message.topic, message.payload, False), chain)
    assert numbers(seen) == list(range(1, floor.teller.seq + 1))
