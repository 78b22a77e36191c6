"""The daemon is killed in each state. Afterwards: nothing to repair by hand, and every promise held."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

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
