"""Asterisk is killed or restarted in each state, and its clock is set."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from aftercall.simulator.commands import Said
from tests.floor.living import Living, living, until

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(180)]


STATES = ("free", "ringing", "talking", "aftercall", "break requested")
WAYS = [
    *(pytest.param(state, True, id=f"{state}, killed") for state in STATES),
    pytest.param("talking", False, id="talking, restarted"),
    *(
        pytest.param(state, False, id=f"{state}, restarted", marks=pytest.mark.full)
        for state in STATES
        if state != "talking"
    ),
]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def floor() -> AsyncIterator[Living]:
    async with living() as it:
        yield it


async def into(floor: Living, state: str) -> None:
    """1002 is on his break; 1001 is in this state."""
    if (await floor.board("1002"))["state"] != "break":
        await floor.granted("1002", "type", type="lunch")
    if (await floor.board("1001"))["state"] == "break":
        await floor.granted("1001", "resume")
    await floor.replug("1001", answer_after_ms=60_000 if state == "ringing" else 100)
    await floor.shows("1001", "free")
    if state == "free":
        return
    await floor.call()
    if state == "ringing":
        await floor.shows("1001", "ringing")
        return
    await floor.shows("1001", "talking")
    if state == "aftercall":
        await floor.hang_up()
        await floor.shows("1001", "aftercall")
    if state == "break requested":
        assert (await floor.wish("1001", "type", type="coffee")).said is Said.KEPT
    await asyncio.sleep(1.5)  # Asterisk's database is on its disk within a second


@pytest.mark.parametrize(("state", "kill"), WAYS)
async def test_asterisk_dies(floor: Living, state: str, kill: bool) -> None:
    """9.3: compared and repaired by itself: aftercall is kept, the break that was asked for begins, nobody is stuck."""
    await into(floor, state)
    await asyncio.to_thread(floor.site.asterisk.restart, kill=kill)
    await until(floor.daemon.api.is_up, 60.0, "the daemon found Asterisk again")
    await floor.plug("1001")
    await floor.shows("1001", "break" if state == "break requested" else "free", within=30)
    if state not in ("free", "ringing"):
        states = [i["state"] for i in (await floor.daemon.api.day("1001"))["intervals"]]
        last = len(states) - 1 - states[::-1].index("talking")
        assert states[last + 1] == "aftercall", states[last:]
    assert (await floor.board("1002"))["state"] == "break"
    assert await floor.place("1002") == []
    await floor.whole(lengths=False)
