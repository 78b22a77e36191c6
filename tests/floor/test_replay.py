"""A recording of a living floor gives the same facts again."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from acd.board.events import Event, event_of
from acd.core.facts import Fact
from aftercall.client import Client
from aftercall.replay import Replay, has_notes, recorded
from aftercall.simulator.callers import Callers, crowd
from aftercall.simulator.daemon import Daemon
from aftercall.simulator.furniture import Furniture, QueueSpec
from aftercall.simulator.phones import PhoneSpec
from aftercall.simulator.site import Site

pytestmark = pytest.mark.full
QUEUES = (QueueSpec("sales", "800", 1, ring=5), QueueSpec("help", "801", 0, ring=5))
PHONES = [PhoneSpec(str(code), f"secret-of-{code}", 200, 800) for code in (1001, 1002)]
A_BLOCK = 3  # ms: its messages were stamped one by one as they were heard, the block once


def told(fact: Fact | Event) -> tuple[object, ...]:
    """All of a fact but its moment and what depends on a millisecond of it."""
    event = fact if isinstance(fact, Event) else event_of(fact, site="", run=0, seq=0, nth=0, numbers=False)
    data = event.data.model_dump()
    spans = [
        name
        for name in data
        if name.endswith("_ms") or name in ("began", "deadline", "session", "number", "name")
    ]
    return (
        event.kind,
        event.code,
        event.agent,
        event.queue,
        event.call,
        *(v for n, v in data.items() if n not in spans),
    )


async def test_the_same_facts(tmp_path: Path) -> None:
    """Calls, a break, an extension and a log-out on real parts: the replay has every fact, in order, at its moment."""
    file = tmp_path / "floor.ami"
    live = await _live(file)
    with file.open("rb") as bytes_:
        things = list(recorded(bytes_))
    assert has_notes(things)
    again = list(Replay().run(things))[: len(live)]
    assert len(live) > 30
    assert [told(fact) for fact in again] == [told(event) for event in live]
    assert max(abs(fact.at - event.at) for fact, event in zip(again, live, strict=True)) <= A_BLOCK


async def _live(file: Path) -> list[Event]:
    async with Site() as site:
        daemon = Daemon(site.asterisk, settings={"AFTERCALL_AMI__RECORDING": str(file)})
        try:
            await daemon.start()
            await daemon.wait_up()
            furniture = Furniture(daemon.api, QUEUES, PHONES)
            await furniture.put_up()
            await site.plug_in(PHONES)
            await furniture.log_in()
            await site.wait_reachable(len(PHONES))
            people = crowd([queue.number for queue in QUEUES])
            await site.let_in(Callers(site.asterisk, people, waiting=3, total=12))
            await _unrest(daemon)
            await site.send_away()
            await asyncio.sleep(2)
            return await _events(daemon)
        finally:
            await daemon.close()


async def _unrest(daemon: Daemon) -> None:
    for verb, body in (
        ("type", {"type": "lunch"}),
        ("extend", {}),
        ("resume", {}),
        ("logout", {}),
        ("login", {}),
    ):
        await asyncio.sleep(1.5)
        await daemon.api.wish("1001", verb, **body)


async def _events(daemon: Daemon) -> list[Event]:
    found: list[Event] = []
    async with Client(daemon.socket) as client:
        seq = (await client.health()).events
        async for event in client.events(replay=5000):
            if isinstance(event, Event):
                found.append(event)
            if found and found[-1].seq >= seq:
                break
    return found
