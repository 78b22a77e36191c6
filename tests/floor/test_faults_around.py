"""The database and the broker go away and come back while calls go on; clocks are set."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator

import pytest

from acd.board.broker import Broker, connect
from aftercall.bench import Mosquitto, Postgres
from aftercall.simulator.site import Site
from tests.floor.living import Living, living, until

pytestmark = pytest.mark.timeout(240)


async def one_call(floor: Living) -> None:
    await floor.call()
    await floor.shows("1001", "talking")
    await asyncio.sleep(0.3)
    await floor.hang_up()
    await floor.shows("1001", "aftercall")
    await floor.shows("1001", "free")


async def alone(floor: Living) -> None:
    """1002 stands aside, so that every call is 1001's."""
    await floor.granted("1002", "type", type="lunch")


@pytest.mark.parametrize("seconds", [8, pytest.param(60, marks=pytest.mark.full)])
async def test_postgresql_stopped_during_calls(postgres: Postgres, postgres_url: str, seconds: int) -> None:
    """9.3: the floor works on from memory, no fact is lost or doubled, and wishes are answered."""
    async with living(database=postgres_url) as floor:
        await alone(floor)
        await one_call(floor)
        with postgres.away():
            end = asyncio.get_running_loop().time() + seconds
            calls = 0
            while asyncio.get_running_loop().time() < end:
                await one_call(floor)
                calls += 1
            await floor.granted("1001", "type", type="coffee")
            await floor.granted("1001", "resume")

        async def back() -> bool:
            parts = (await floor.daemon.api.get("/health"))["parts"]
            return all(p["state"] != "away" for p in parts)

        await until(back, 30.0, "the journal is written again")
        await floor.whole()
        talks = [i for i in (await floor.daemon.api.day("1001"))["intervals"] if i["state"] == "talking"]
        assert len(talks) == calls + 1


async def test_daemon_killed_while_the_database_is_away(postgres: Postgres, postgres_url: str) -> None:
    """What became true while PostgreSQL was away outlives the daemon too: it waits in the spool."""
    async with living(database=postgres_url) as floor:
        await alone(floor)
        with postgres.away():
            await one_call(floor)
            await floor.granted("1001", "type", type="coffee")
            await floor.daemon.kill()
        await floor.daemon.start()
        await floor.daemon.wait_up()
        await floor.shows("1001", "break")
        await floor.whole()
        states = [i["state"] for i in (await floor.daemon.api.day("1001"))["intervals"]]
        assert states[-4:] == ["talking", "aftercall", "free", "break"]


@pytest.fixture
async def broken_broker() -> AsyncIterator[Mosquitto]:
    with Mosquitto() as server:
        yield server


async def board_of(port: int) -> dict[str, dict[str, object]]:
    """Everything that is retained now."""
    found: dict[str, dict[str, object]] = {}
    async with connect(Broker("127.0.0.1", port)) as line:
        await line.subscribe("aftercall/main/#")
        try:
            async with asyncio.timeout(3):
                async for arrival in line.arrivals():
                    if arrival.retained:
                        found[arrival.topic] = json.loads(arrival.payload)
        except TimeoutError:
            pass  # no more came: that is the whole board
    return found


@pytest.mark.full
async def test_a_broker_that_lost_everything_has_the_whole_board_again(broken_broker: Mosquitto) -> None:
    """7.1: the floor works on while the broker is away; afterwards everything retained stands there as it is now."""
    settings = {"AFTERCALL_MQTT__HOST": "127.0.0.1", "AFTERCALL_MQTT__PORT": str(broken_broker.port)}
    async with living(settings=settings) as floor:
        await alone(floor)
        await one_call(floor)
        await asyncio.to_thread(broken_broker.stop)
        await one_call(floor)
        await floor.granted("1001", "type", type="coffee")
        await asyncio.to_thread(broken_broker.start)

        async def told() -> dict[str, dict[str, object]]:
            board = await board_of(broken_broker.port)
            return board if len(board) >= 5 else {}  # two agents, two queues, the daemon

        board = await until(told, 60.0, "the board is told again") or {}
        assert board["aftercall/main/agents/1001"]["state"] == "break"
        assert board["aftercall/main/daemon"]["state"] == "up"
        assert {t.rsplit("/", 1)[1] for t in board if "/queues/" in t} == {"sales", "help"}
        await floor.whole()
        await floor.daemon.kill()
        await asyncio.sleep(0.5)

        async def dead() -> bool:
            return (await board_of(broken_broker.port))["aftercall/main/daemon"]["state"] == "down"

        await until(dead, 30.0, "the last will is told")


@pytest.mark.parametrize("jump", [3600.0, -3600.0], ids=["forward", "back"])
@pytest.mark.full
async def test_asterisks_clock_is_set_in_an_aftercall(jump: float) -> None:
    """A step of Asterisk's clock makes no aftercall shorter, and none longer by more than 2 s; with the daemon dead, too."""
    site = Site(faketime=True)
    async with living(site=site) as floor:
        await alone(floor)
        for daemon_dies in (False, True):
            await floor.call()
            await floor.shows("1001", "talking")
            began = time.monotonic()
            await floor.hang_up()
            await floor.shows("1001", "aftercall")
            if daemon_dies:
                await floor.daemon.kill()
            await asyncio.to_thread(floor.site.asterisk.step_clock, jump)

            async def released() -> bool:
                places = await floor.place("1001")
                return bool(places) and not any(reason == "aftercall" for _, _, reason in places)

            if daemon_dies:
                await asyncio.sleep(3.5)
                await floor.call()  # a clock set back holds the janitor's wait; whoever calls wakes it
            await until(released, 20.0, "the agent is released")
            assert 3.0 < time.monotonic() - began < (15 if daemon_dies else 9)
            if daemon_dies:
                await floor.hang_up()
                await floor.daemon.start()
                await floor.daemon.wait_up()
            await floor.plug("1001")  # registrations run out when the clock is set forward
            await floor.shows("1001", "free", within=20)
        await floor.whole(lengths=False)  # the observer reads Asterisk's clock, which was set
