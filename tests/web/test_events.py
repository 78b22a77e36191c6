"""The stream of events: in order, without an unnoticed gap, whatever the listener's pace."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import aclosing
from pathlib import Path
from typing import Any

import pytest

from acd.board.events import Event, telling
from acd.board.telling import Telling
from acd.core.facts import CallOffered
from aftercall.web.answers import Gap
from aftercall.web.hub import Hub
from tests.web.house import House, house, small_floor


def event(seq: int) -> Telling[Event]:
    fact = CallOffered(seq, "sales", f"c{seq}", "1001")
    return telling(fact, site="main", run=1, seq=seq, nth=seq, numbers=False)


async def first(hub: Hub, count: int, **start: Any) -> list[dict[str, Any]]:
    """The next `count` lines that a listener gets."""
    told: list[dict[str, Any]] = []
    async with asyncio.timeout(20), aclosing(hub.listen(**start)) as pieces:
        async for piece in pieces:
            told += map(json.loads, piece)
            if len(told) >= count:
                break
    return told


def numbers(told: list[dict[str, Any]]) -> list[Any]:
    return [
        one["seq"] if one["kind"] != "gap" else (one["first"], one["last"], one["missed"]) for one in told
    ]


async def test_replay_gives_the_last_ones_first() -> None:
    """`replay` events come before what happens from now on; more than there are is all there are."""
    hub = Hub()
    for seq in range(1, 6):
        hub.tell_event(event(seq))
    assert numbers(await first(hub, 2, replay=2)) == [4, 5]
    assert numbers(await first(hub, 5, replay=99)) == [1, 2, 3, 4, 5]


async def test_after_goes_on_without_a_gap_or_says_which() -> None:
    """From a number on: just what followed it; what is no longer kept is a gap with its numbers."""
    hub = Hub(kept=3)
    for seq in range(1, 7):
        hub.tell_event(event(seq))
    assert numbers(await first(hub, 2, after=4)) == [5, 6]
    assert numbers(await first(hub, 3, after=3)) == [4, 5, 6]
    assert numbers(await first(hub, 4, after=1)) == [(2, 3, 2), 4, 5, 6]


async def test_after_a_restart_what_was_told_before_is_a_gap() -> None:
    """A hub that knows the site's last number but kept nothing says what is missing."""
    hub = Hub()
    hub.seq = 40
    listening = asyncio.ensure_future(first(hub, 2, after=37))
    await asyncio.sleep(0.01)
    hub.tell_event(event(41))
    assert numbers(await listening) == [(38, 40, 3), 41]


async def test_a_slow_listener_is_told_how_many_he_missed() -> None:
    """Who sleeps while the ring turns loses the oldest, learns how many, and goes on with what is kept; others lose nothing."""
    hub = Hub(kept=10)
    slow, quick = hub.listen(), hub.listen()
    waiting = asyncio.ensure_future(anext(slow)), asyncio.ensure_future(anext(quick))
    await asyncio.sleep(0)
    hub.tell_event(event(1))
    assert [numbers([json.loads(line) for line in await one]) for one in waiting] == [[1], [1]]
    heard: list[Any] = []
    for seq in range(2, 26):
        hub.tell_event(event(seq))
        heard += numbers([json.loads(line) for line in await anext(quick)])
    assert heard == list(range(2, 26))
    assert json.loads((await anext(slow))[0]) == {"kind": "gap", "first": 2, "last": 15, "missed": 14}
    assert numbers([json.loads(line) for line in await anext(slow)]) == list(range(16, 26))
    await slow.aclose()
    await quick.aclose()


async def test_a_listener_who_went_is_forgotten(floor: House) -> None:
    """A cut stream leaves no task and no error behind; the next listener is served."""
    before = len(asyncio.all_tasks())
    for _ in range(3):
        events = floor.client.events(replay=1)
        await anext(events)
        await events.aclose()
    for _ in range(100):
        if len(asyncio.all_tasks()) <= before:
            break
        await asyncio.sleep(0.05)
    assert len(asyncio.all_tasks()) <= before
    assert (await floor.client.health()).state == "ok"


async def test_events_come_over_the_socket_as_they_happen(floor: House) -> None:
    """A log-in's events arrive in the order of their numbers, and each is the model that MQTT tells too."""
    seq = (await floor.client.health()).events
    events = floor.client.events(after=seq)
    listening = asyncio.ensure_future(collect(events, until="granted"))
    await asyncio.sleep(0.1)
    await floor.client.wish("1001", "login")
    told = await asyncio.wait_for(listening, 20)
    assert [one.seq for one in told] == list(range(seq + 1, seq + 1 + len(told)))
    assert [one.kind for one in told] == ["agent-moved", "granted"]
    await events.aclose()


async def collect(events: AsyncIterator[Event | Gap], until: str) -> list[Event]:
    told: list[Event] = []
    async for one in events:
        assert isinstance(one, Event)
        told.append(one)
        if one.kind == until:
            break
    return told


async def test_state_and_stream_fit_together(floor: House) -> None:
    """From the number that the state names, the stream goes on with exactly what came after it."""
    await floor.client.wish("1001", "login")
    state = await floor.client.state()
    seen = max(board.seq for board in state.agents)
    await floor.client.wish("1001", "type", type="lunch")
    events = floor.client.events(after=seen)
    told = await asyncio.wait_for(anext(events), 20)
    assert isinstance(told, Event)
    assert told.seq == seen + 1
    await events.aclose()


async def test_a_listener_who_does_not_read_gets_a_gap_over_the_socket(template: Path) -> None:
    """Who opens the stream and does not read holds nobody up; when he reads again he is told the gap."""
    async with house(template, kept=50) as it:
        await small_floor(it)
        reader, writer = await asyncio.open_unix_connection(str(it.socket))
        writer.write(b"GET /api/v1/events HTTP/1.1\r\nHost: a\r\n\r\n")
        await reader.readuntil(b"\r\n\r\n")
        reader._transport.pause_reading()  # type: ignore[attr-defined]
        hub, seq = it.service.hub, it.service.hub.seq
        for number in range(seq + 1, seq + 20_001):
            hub.tell_event(event(number))
            if number % 50 == 0:
                await asyncio.sleep(0)
        assert (await it.client.health()).events == seq + 20_000
        reader._transport.resume_reading()  # type: ignore[attr-defined]
        told: list[Any] = []
        async with asyncio.timeout(20):
            while not told or told[-1].get("seq") != seq + 20_000:
                line = await reader.readline()
                if line.startswith(b"{"):
                    told.append(json.loads(line))
        writer.close()
    gaps = [one for one in told if one["kind"] == "gap"]
    assert gaps
    assert len(told) - len(gaps) + sum(gap["missed"] for gap in gaps) == 20_000


@pytest.mark.parametrize("query", ["replay=-1", "after=x", "replay=1.5"])
async def test_a_stream_that_cannot_be_is_refused(empty: House, query: str) -> None:
    """A number that is none is 422 and named, before any stream begins."""
    async with empty.client._asking._http.stream("GET", f"/events?{query}") as answer:
        body = json.loads(await answer.aread())
    assert (answer.status_code, body["error"]["field"]) == (422, query.partition("=")[0])
