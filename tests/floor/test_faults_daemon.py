"""The daemon is killed in each state. Afterwards: nothing to repair by hand, and every promise held."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
import pytest_asyncio

from aftercall.simulator.commands import Said
from tests.floor.living import Living, living, until

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(120)]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def floor() -> AsyncIterator[Living]:
    async with living() as it:
        yield it


async def only_1001_takes_calls(floor: Living) -> None:
    """1002 stands aside; 1001 is free, with a phone that answers."""
    if (await floor.board("1002"))["state"] != "break":
        await floor.granted("1002", "type", type="lunch")
    if (await floor.board("1001"))["state"] == "break":
        await floor.granted("1001", "resume")
    await floor.replug("1001")
    await floor.shows("1001", "free")


async def ringing(floor: Living) -> None:
    await floor.replug("1001", answer_after_ms=60_000)
    await floor.call()
    await floor.shows("1001", "ringing")


async def talking(floor: Living) -> None:
    await floor.call()
    await floor.shows("1001", "talking")


async def aftercall(floor: Living) -> None:
    await talking(floor)
    await floor.hang_up()
    await floor.shows("1001", "aftercall")


async def extended(floor: Living) -> None:
    await aftercall(floor)
    await floor.granted("1001", "extend")


async def break_requested(floor: Living) -> None:
    await talking(floor)
    assert (await floor.wish("1001", "type", type="coffee")).said is Said.KEPT


State = Callable[[Living], Awaitable[None]]


@pytest.mark.parametrize("state", [ringing, talking, aftercall, extended, break_requested])
@pytest.mark.parametrize("dead", [0.2, pytest.param(5.0, marks=pytest.mark.full)])
async def test_killed_and_back(floor: Living, state: State, dead: float) -> None:
    """Killed in each state, shortly or for longer than the aftercall; the call ends meanwhile: the floor is whole again."""
    await only_1001_takes_calls(floor)
    await state(floor)
    await floor.daemon.kill()
    await asyncio.sleep(dead / 2)
    await floor.hang_up()
    await asyncio.sleep(dead / 2)
    await floor.daemon.start()
    await floor.daemon.wait_up()
    wanted = "break" if state is break_requested else "free"
    await floor.shows("1001", wanted)
    await floor.whole(lengths=state is not extended)


async def test_an_extended_aftercall_outlives_the_daemon(floor: Living) -> None:
    """2.4: a deadline that was extended is kept with the daemon dead before its end, and the agent is released without it."""
    await only_1001_takes_calls(floor)
    await extended(floor)
    await floor.granted("1001", "extend")
    await floor.daemon.kill()
    await asyncio.sleep(4.5)  # the first deadline is over, and the janitor has looked
    assert all(paused and reason == "aftercall" for _, paused, reason in await floor.place("1001"))

    async def released() -> bool:
        return not any(paused for _, paused, _ in await floor.place("1001"))

    await until(released, 20.0, "the janitor released the agent")
    await floor.daemon.start()
    await floor.daemon.wait_up()
    last = floor.site.observer.tally().aftercalls[-1]
    assert 8.9 < last.length < 11.0, last
    await floor.shows("1001", "free")
    await floor.whole(lengths=False)


async def paused_for(floor: Living, reason: str) -> bool:
    return all(reason == why for _, _, why in await floor.place("1001"))


async def test_conversations_nobody_heard_are_on_record(floor: Living) -> None:
    """9.3: calls flow while the daemon is down, and the agent's day counts their talk and aftercall when it is back."""
    await only_1001_takes_calls(floor)
    before = len([i for i in (await floor.daemon.api.day("1001"))["intervals"] if i["state"] == "talking"])
    await floor.daemon.kill()
    for _ in range(2):
        await floor.call()
        await until(lambda: paused_for(floor, "call"), 20.0, "the call is answered")
        await floor.hang_up()
        await until(lambda: paused_for(floor, ""), 20.0, "the janitor released the agent")
    await floor.daemon.start()
    await floor.daemon.wait_up()
    await floor.shows("1001", "free")
    after = [i for i in (await floor.daemon.api.day("1001"))["intervals"] if i["state"] == "talking"]
    assert len(after) - before == 2
    await floor.whole()


async def test_callers_who_waited_through_it_are_counted_once(floor: Living) -> None:
    """Three wait when it is killed, and one of them goes meanwhile: each has one stay on record, and the board of the queue goes on
    from what it had counted."""
    await only_1001_takes_calls(floor)
    await floor.granted("1001", "type", type="lunch")
    before = await counts(floor)
    for _ in range(3):
        await floor.call()
    await until(lambda: waiting(floor, 3), 20.0, "three wait")
    await asyncio.sleep(1.0)  # what nobody waits for is on record within half a second
    await floor.daemon.kill()
    lines = (await asyncio.to_thread(floor.site.asterisk.cli, "core show channels concise")).splitlines()
    await floor.hang_up(next(line.split("!")[-1] for line in lines if line.startswith("PJSIP/simulator-")))
    await floor.daemon.start()
    await floor.daemon.wait_up()
    await until(lambda: waiting(floor, 2), 20.0, "two wait")
    await floor.shows("1001", "break")
    after = await counts(floor)
    assert {name: after[name] - before[name] for name in ("offered", "answered", "abandoned", "other")} == {
        "offered": 3,
        "answered": 0,
        "abandoned": 0,
        "other": 1,
    }
    await floor.granted("1001", "resume")
    await floor.shows("1001", "talking")
    await floor.hang_up()
    await until(lambda: waiting(floor, 0), 20.0, "nobody waits")
    await floor.shows("1001", "free")
    end = await counts(floor)
    assert {name: end[name] - before[name] for name in ("offered", "answered", "other")} == {
        "offered": 3,
        "answered": 1,
        "other": 1,
    }
    report = await floor.typed("reports", "show", "calls", "--queue", "sales", "--step", "all", "--json")
    assert report.code == 0, report.err  # the journal, counted by itself, says the same
    total = report.json["total"]
    assert {name: total[name] for name in ("offered", "answered", "other")} == {
        name: end[name] for name in ("offered", "answered", "other")
    }
    await floor.whole()


async def queue(floor: Living) -> dict[str, Any]:
    boards = (await floor.daemon.api.get("/state"))["queues"]
    found: dict[str, Any] = next(one for one in boards if one["code"] == "sales")
    return found


async def counts(floor: Living) -> dict[str, int]:
    today: dict[str, int] = (await queue(floor))["today"]
    return today


async def waiting(floor: Living, so_many: int) -> bool:
    return bool((await queue(floor))["waiting"] == so_many)
