"""The wire between the daemon and Asterisk is cut, stalled, slow, or gives one byte at a time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from aftercall.simulator.commands import Said
from aftercall.simulator.site import Site
from tests.floor.living import Living, living, until
from tests.floor.proxy import Proxy

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(180)]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def wired() -> AsyncIterator[tuple[Living, Proxy]]:
    proxies: list[Proxy] = []

    async def through(site: Site) -> Proxy:
        proxy = Proxy(site.asterisk)
        await proxy.start()
        proxies.append(proxy)
        return proxy

    async with living(at=through) as floor:
        yield floor, proxies[0]
        await proxies[0].close()


async def ready(floor: Living) -> None:
    if (await floor.board("1002"))["state"] != "break":
        await floor.granted("1002", "type", type="lunch")
    if (await floor.board("1001"))["state"] == "break":
        await floor.granted("1001", "resume")
    await floor.shows("1001", "free")


async def up(floor: Living) -> None:
    await until(floor.daemon.api.is_up, 40.0, "the link is up again")


async def test_cut_in_a_call(wired: tuple[Living, Proxy]) -> None:
    """Cut while talking, the call ends in the dark: talk and aftercall are counted as they were, nobody is stuck."""
    floor, wire = wired
    await ready(floor)
    await floor.call()
    await floor.shows("1001", "talking")
    wire.refusing = True
    wire.cut()
    await asyncio.sleep(1.0)
    await floor.hang_up()
    await asyncio.sleep(1.0)
    wire.refusing = False
    await up(floor)
    await floor.shows("1001", "free")
    states = [i["state"] for i in (await floor.daemon.api.day("1001"))["intervals"]]
    assert states[-3:] == ["talking", "aftercall", "free"]
    await floor.whole()


async def test_a_wish_into_a_stalled_wire_is_unknown_and_then_comes_true(wired: tuple[Living, Proxy]) -> None:
    """1.3: after 5 s "unknown" with the last known state; when the wire is back, what was wished holds, and no call was offered."""
    floor, wire = wired
    await ready(floor)
    wire.stall()
    answer = await floor.wish("1001", "type", type="coffee")
    assert answer.said is Said.UNKNOWN
    wire.flow()
    await up(floor)
    await floor.shows("1001", "break")
    assert await floor.place("1001") == []
    await floor.whole()


async def test_a_stall_is_noticed_as_a_dead_peer(wired: tuple[Living, Proxy]) -> None:
    """A wire that is open but silent is given up, and the floor says that the link is down."""
    floor, wire = wired
    await ready(floor)
    wire.stall()

    async def down() -> bool:
        return not await floor.daemon.api.is_up()

    await until(down, 40.0, "the dead peer was noticed")
    wire.flow()
    await up(floor)
    await floor.whole()


async def test_slow_and_bytewise_lose_nothing(wired: tuple[Living, Proxy]) -> None:
    """Every message split at every byte, and each piece late: the same floor."""
    floor, wire = wired
    await ready(floor)
    wire.slow, wire.bytewise = 0.05, True
    try:
        await floor.wish(
            "1001", "type", type="coffee"
        )  # on a busy machine its answer may take longer than 5 s
        await floor.shows("1001", "break")
        await floor.wish("1001", "resume")
        await floor.shows("1001", "free")
        await floor.call()
        await floor.shows("1001", "talking")
        await floor.hang_up()
        await floor.shows("1001", "aftercall")
        await floor.shows("1001", "free")
    finally:
        wire.slow, wire.bytewise = 0.0, False
    await floor.whole()
