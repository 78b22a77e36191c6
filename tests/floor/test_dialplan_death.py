"""Asterisk itself dies (kill -9) while no daemon is there: nobody is left free without his aftercall, nobody is left paused."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator

import pytest

from aftercall.bench import Asterisk
from aftercall.simulator.phones import Phones
from tests.floor.bare import callers, configure, furnished, on_ami, phone, until_so

SYNC = 2.5  # seconds after which astdb is surely on disk: Asterisk writes it about once a second
AFTERCALL = 6.0
LATE = 2000  # ms: see test_dialplan.py


@pytest.fixture
def server() -> Iterator[Asterisk]:
    with furnished() as asterisk:
        yield asterisk


@pytest.mark.parametrize("end", ["kill", "stop"])
async def test_death_in_a_call(server: Asterisk, end: str) -> None:
    """Its aftercall runs from the boot (after a mere stop: from the hang-up), and he is free only after it."""
    with Phones(server, [phone("1001")]):
        async with on_ami(server) as bare:
            await configure(bare)
            await bare.put("acd-queue-wrap", "aftercall", str(int(AFTERCALL * 1000)))
            await bare.login("1001", "wrap", "two")
            with callers(server, "100"):
                connect = await bare.hear("AgentConnect")
                await asyncio.sleep(SYNC)
                over = time.time()
                await asyncio.to_thread(getattr(server, end))
                dead = time.time()
        server.start()
        started = time.time()
        async with on_ami(server) as bare:
            await until_so(lambda: bare.standing("acd-wrap", "1001"), "the aftercall begins")
            assert await bare.places("1001") == {"wrap": ("1", "aftercall"), "two": ("1", "aftercall")}
            assert await bare.note("acd-call", "1001") is None
            token, deadline, agent, queue = (await bare.note("acd-wrap", "1001") or "").split(",")
            assert (token, agent, queue) == (connect["DestUniqueid"], "a1001", "wrap")
            began = int(deadline) / 1000 - AFTERCALL
            assert dead < began < started + 5 if end == "kill" else over < began < dead
            log = (await bare.note("acd-log", token) or "").split(",")
            assert log[:4] == ["a1001", "1001", "wrap", connect["Uniqueid"]]
            released = await bare.hear("AcdReleased", Phone="1001")
            assert int(released["Now"]) - int(deadline) >= 0
            assert int(released["Now"]) - max(int(deadline), started * 1000) <= LATE
            assert await bare.places("1001") == {"wrap": ("0", ""), "two": ("0", "")}


async def test_death_in_an_aftercall(server: Asterisk) -> None:
    """The aftercall goes on over the restart and ends at its deadline."""
    with Phones(server, [phone("1002", talk_ms=200)]):
        async with on_ami(server) as bare:
            await configure(bare)
            await bare.put("acd-queue-wrap", "aftercall", "12000")
            await bare.login("1002", "wrap")
            with callers(server, "100"):
                ended = await bare.hear("AcdEnded", Phone="1002")
                await asyncio.sleep(SYNC)
                server.kill()
        server.start()
        async with on_ami(server) as bare:
            assert await bare.places("1002") == {"wrap": ("1", "aftercall")}
            released = await bare.hear("AcdReleased", Phone="1002", Token=ended["Token"])
            assert 0 <= int(released["Now"]) - int(ended["Deadline"]) <= LATE
            assert await bare.places("1002") == {"wrap": ("0", "")}


async def test_nobody_is_rung_before_the_grace_is_over(server: Asterisk) -> None:
    """After a restart with no daemon, waiting callers are offered after 5 s, not before: holds can be looked at first."""
    with Phones(server, [phone("1003")]):
        async with on_ami(server) as bare:
            await configure(bare)
            await bare.login("1003", "wrap")
            await asyncio.sleep(SYNC)
        server.restart(kill=True)
        async with on_ami(server) as bare:
            booted = int(await bare.of_janitor("began"))
            with callers(server, "100"):
                called = await bare.hear("AgentCalled", MemberName="a1003")
            assert 5000 < float(called["Timestamp"]) * 1000 - booted < 10_000


async def test_restart_of_the_modules_keeps_the_aftercall(server: Asterisk) -> None:
    """`module reload` (queues, dialplan, everything) in an aftercall changes nothing about it, and the janitor lives on."""
    with Phones(server, [phone("1004", talk_ms=200)]):
        async with on_ami(server) as bare:
            await configure(bare)
            await bare.login("1004", "wrap")
            with callers(server, "100"):
                ended = await bare.hear("AcdEnded", Phone="1004")
                server.cli("core reload")
                server.cli("dialplan reload")
                released = await bare.hear("AcdReleased", Phone="1004", Token=ended["Token"])
            assert 0 <= int(released["Now"]) - int(ended["Deadline"]) <= LATE

            async def ready() -> bool:
                return await bare.var("ACD_READY") == "1"

            await until_so(ready, "agents may be rung")
