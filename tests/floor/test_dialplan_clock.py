"""The clock is set while an aftercall runs and no daemon is there: it keeps its length."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest

from aftercall.bench import Asterisk
from aftercall.simulator.phones import Phones
from tests.floor.bare import Bare, callers, configure, furnished, on_ami, phone

AFTERCALL = 4000  # ms
HOUR = 3_600_000


@pytest.fixture
def server() -> Iterator[Asterisk]:
    with furnished(faketime=True) as asterisk:
        yield asterisk


async def _into_aftercall(bare: Bare) -> int:
    """When it began, on Asterisk's clock."""
    await configure(bare)
    await bare.put("acd-queue-wrap", "aftercall", str(AFTERCALL))
    await bare.login("1001", "wrap")
    with callers(bare.server, "100"):
        return int((await bare.hear("AcdEnded", Phone="1001"))["Ended"])


async def test_clock_set_forward(server: Asterisk) -> None:
    """An hour forward: the aftercall is not cut short by it, the jump is told."""
    with Phones(server, [phone("1001", talk_ms=200)]):
        async with on_ami(server) as bare:
            began = await _into_aftercall(bare)
            server.step_clock(3600)
            assert 0 <= int((await bare.hear("AcdClock"))["Jump"]) - HOUR < 2000
            released = int((await bare.hear("AcdReleased", Phone="1001"))["Now"])
            assert AFTERCALL <= released - HOUR - began < AFTERCALL + 4000


async def test_clock_set_back(server: Asterisk) -> None:
    """An hour back: every Wait of Asterisk now lasts an hour longer, the janitor's too; the next caller wakes a new one."""
    with Phones(server, [phone("1001", talk_ms=200)]):
        async with on_ami(server) as bare:
            began = await _into_aftercall(bare)
            server.step_clock(-3600)
            await asyncio.sleep(1)
            with callers(server, "400"):
                assert 0 <= int((await bare.hear("AcdClock"))["Jump"]) + HOUR < 5000
            released = int((await bare.hear("AcdReleased", Phone="1001"))["Now"])
            assert AFTERCALL <= released + HOUR - began < AFTERCALL + 7000
