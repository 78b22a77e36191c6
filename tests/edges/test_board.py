"""The board on a real Mosquitto."""

from __future__ import annotations

import asyncio
import gc
import json
import os
import signal
import statistics
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiomqtt
import pytest

from acd.board import publisher as publishing
from acd.board.broker import Broker
from acd.board.publisher import Pace
from aftercall.bench import Mosquitto, free_port
from aftercall.broker import broker_of
from aftercall.settings import Mqtt
from tests.core.floors import T0
from tests.edges.board_kit import QUICK, Listener, TellingFloor, listening, retained, until

DAEMON = "aftercall/main/daemon"
ANNA = "aftercall/main/agents/1001"


@pytest.fixture
def mosquitto() -> Iterator[Mosquitto]:
    """A broker of the test's own: these tests kill it, and leave retained messages behind."""
    with Mosquitto() as server:
        yield server


def at(mosquitto: Mosquitto, **more: Any) -> Broker:
    return Broker("127.0.0.1", mosquitto.port, **more)


async def test_a_newcomer_sees_the_whole_board(mosquitto: Mosquitto) -> None:
    """Whoever comes finds each agent, queue and the daemon retained; whoever comes later finds the newest of each."""
    async with TellingFloor(at(mosquitto)).open() as floor:
        await floor.heard_back()
        floor.do("call")
        async with listening(mosquitto.port) as first:
            await until(lambda: len(first.board) >= 6 and first.board[ANNA]["state"] == "ringing")
            assert sorted(first.board) == [
                "aftercall/main/agents/1001",
                "aftercall/main/agents/1002",
                "aftercall/main/daemon",
                "aftercall/main/queues/desk",
                "aftercall/main/queues/help",
                "aftercall/main/queues/sales",
            ]
            floor.do("answer")
            await until(lambda: first.board[ANNA]["state"] == "talking")
            async with listening(mosquitto.port) as second:
                await until(lambda: len(second.board) == 6 and second.board == first.board)
                assert second.board[ANNA]["state"] == "talking"
                assert second.events == []


async def test_events_come_once_each_in_order(mosquitto: Mosquitto) -> None:
    """A thousand events in bursts of two hundred arrive without a gap, in order, once, with QoS 1, type and expiry.

    (Mosquitto by default drops what is more than 1,000 messages ahead of a listener; the listener here is slow.)
    """
    async with TellingFloor(at(mosquitto)).open() as floor, listening(mosquitto.port) as listener:
        await floor.heard_back()
        for burst in range(1, 6):
            while floor.teller.seq < 200 * burst:
                floor.hold("coaching")
            await until(lambda: listener.events and listener.events[-1]["seq"] == floor.teller.seq, 60)
        assert [event["seq"] for event in listener.events] == list(range(1, floor.teller.seq + 1))
        message = next(m for m in listener.messages if "/events/" in m.topic.value)
        assert (message.qos, message.retain) == (1, False)
        assert message.properties is not None
        told = message.properties.json()  # type: ignore[no-untyped-call]
        assert (told["ContentType"], told["PayloadFormatIndicator"]) == ("application/json", 1)
        assert 3590 <= told["MessageExpiryInterval"] <= 3600
        assert floor.publisher.health.skipped == 0


@asynccontextmanager
async def process(mosquitto: Mosquitto, run: int = T0) -> AsyncIterator[asyncio.subprocess.Process]:
    """A daemon's process that has told its board."""
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.edges.board_kit",
        str(mosquitto.port),
        str(run),
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        assert child.stdout is not None
        while (line := await child.stdout.readline()) != b"told\n":
            assert line, "the process ended before it told its board"
        yield child
    finally:
        if child.returncode is None:
            child.kill()
        await child.communicate()


async def test_a_killed_daemon_is_down_on_the_board(mosquitto: Mosquitto) -> None:
    """kill -9, and within seconds the broker itself tells everybody, newcomers too, that nobody speaks here."""
    async with listening(mosquitto.port) as listener, process(mosquitto) as child:
        await until(lambda: listener.daemon == "up")
        os.kill(child.pid, signal.SIGKILL)
        await until(lambda: listener.daemon == "down")
        assert listener.board[DAEMON]["seq"] is None
    async with listening(mosquitto.port) as newcomer:
        await until(lambda: newcomer.daemon == "down")


async def test_a_daemon_that_stops_says_so(mosquitto: Mosquitto) -> None:
    """An orderly end says "stopped", after everything else was told, and the broker adds no "down"."""
    async with listening(mosquitto.port) as listener:
        async with TellingFloor(at(mosquitto)).open() as floor:
            await floor.heard_back()
            floor.hold("the last word")
        await until(lambda: listener.daemon == "stopped")
        assert listener.events[-1]["seq"] == listener.board[DAEMON]["seq"] == floor.teller.seq
        await asyncio.sleep(0.5)
        assert listener.daemon == "stopped"


async def test_a_successor_is_not_buried_by_the_dead_ones_will(mosquitto: Mosquitto) -> None:
    """A daemon that hangs, its connection half open, is replaced: the board ends up with the successor's "up"."""
    async with process(mosquitto) as old:
        os.kill(old.pid, signal.SIGSTOP)
        async with TellingFloor(at(mosquitto), run=T0 + 5).open() as floor:
            await floor.heard_back()
            async with listening(mosquitto.port) as listener:
                old.kill()
                await asyncio.sleep(0.5)
                await until(lambda: listener.daemon == "up")
                assert listener.board[DAEMON]["run"].endswith("00.005Z")


async def test_two_daemons_of_one_name_cut_each_other_off_and_still_end(mosquitto: Mosquitto) -> None:
    """A mistake in the settings shows in the health of the one cut off, and both can be stopped in time."""
    async with TellingFloor(at(mosquitto)).open() as one:
        await one.heard_back()
        async with TellingFloor(at(mosquitto)).open() as other:
            await until(lambda: "lost" in one.publisher.health.why)
            await until(lambda: "lost" in other.publisher.health.why)
            began = time.monotonic()
    assert time.monotonic() - began < 15


async def test_after_a_broker_restart_the_board_is_whole_again(mosquitto: Mosquitto) -> None:
    """A broker that lost everything is told everything; what happened meanwhile shows in the states and as a gap."""
    async with TellingFloor(at(mosquitto)).open() as floor:
        await floor.heard_back()
        floor.hold("before")
        async with listening(mosquitto.port) as before:
            await until(lambda: len(before.board) == 6)
        mosquitto.stop()
        await until(lambda: not floor.publisher.health.connected)
        told = floor.teller.seq
        floor.do("call")
        missed = floor.teller.seq - told
        assert floor.publisher.health.waiting == 0
        mosquitto.start()
        await floor.heard_back()
        async with listening(mosquitto.port) as after:
            await until(lambda: len(after.board) == 6)
            assert after.board.keys() == before.board.keys()
            assert after.board[ANNA]["state"] == "ringing"
            assert after.board[DAEMON]["seq"] == floor.teller.seq
            floor.do("answer")
            await until(lambda: after.events)
            assert after.events[0]["seq"] == told + missed + 1
        assert floor.publisher.health.skipped == missed > 0


async def test_a_broker_that_is_away_at_the_start_is_told_when_it_comes() -> None:
    """The floor starts and works without its broker; when the broker comes up, it is told the board as it stands then."""
    with Mosquitto() as later:
        port = later.port
        later.stop()
        async with TellingFloor(Broker("127.0.0.1", port)).open() as floor:
            await until(lambda: "refused" in floor.publisher.health.why)
            floor.do("call")
            later.start()
            await floor.heard_back()
            async with listening(port) as listener:
                await until(lambda: listener.board.get(ANNA, {}).get("state") == "ringing")


async def test_states_of_a_former_life_are_cleared(mosquitto: Mosquitto) -> None:
    """Agents and queues that were removed while no daemon ran leave the board when one starts; foreign sites stay."""
    async with aiomqtt.Client("127.0.0.1", mosquitto.port, protocol=aiomqtt.ProtocolVersion.V5) as client:
        for topic in ("main/agents/9999", "main/queues/old", "other/agents/9999"):
            await client.publish(f"aftercall/{topic}", b"{}", qos=1, retain=True)
    async with TellingFloor(at(mosquitto)).open() as floor:
        await floor.heard_back()
        await until(lambda: floor.publisher.health.waiting == 0)
        there = await retained(mosquitto.port)
    assert "aftercall/other/agents/9999" in there
    assert {"aftercall/main/agents/9999", "aftercall/main/queues/old"}.isdisjoint(there)
    assert len(there) == 7


async def test_the_daemons_sign_of_life(mosquitto: Mosquitto) -> None:
    """The daemon's board is told again and again, with the number of the last event: silence is noticed."""
    pace = Pace(first=0.05, longest=0.2, beat=0.1)
    async with TellingFloor(at(mosquitto), pace).open() as floor, listening(mosquitto.port) as listener:
        await floor.heard_back()
        floor.hold("once")
        await until(lambda: listener.board.get(DAEMON, {}).get("seq") == floor.teller.seq)
        seen = len(listener.messages)
        await until(lambda: len(listener.messages) >= seen + 3)
        assert {m.topic.value for m in listener.messages[seen:]} == {DAEMON}


async def test_without_a_broker_nothing_happens() -> None:
    """MQTT is off without a broker: all is accepted, nothing waits, nothing is started."""
    tasks = asyncio.all_tasks()
    async with TellingFloor(None).open() as floor:
        floor.hold("nobody listens")
        health = floor.publisher.health
        assert (health.configured, health.connected, health.waiting) == (False, False, 0)
        assert asyncio.all_tasks() == tasks


async def test_a_wrong_password_is_said_and_tried_again() -> None:
    """The reason stands in the health; the floor goes on, and nothing is left open at the end."""
    with Mosquitto(users={"aftercall": "right"}) as server:
        async with TellingFloor(at(server, user="aftercall", password="wrong")).open() as floor:
            await until(lambda: "authori" in floor.publisher.health.why)
            floor.hold("still alive")
            assert not floor.publisher.health.connected
        async with TellingFloor(at(server, user="aftercall", password="right")).open() as floor:
            await floor.heard_back()


def certified(folder: Path) -> tuple[Path, Path]:
    """A certificate for 127.0.0.1 that signed itself, and its key."""
    certificate, key = folder / "broker.crt", folder / "broker.key"
    words = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=broker"
    where = ["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(key), "-out", str(certificate)]
    subprocess.run(["openssl", *words.split(), *where], check=True, capture_output=True)
    return certificate, key


@pytest.mark.filterwarnings(
    "ignore:unclosed:ResourceWarning"
)  # paho leaves its socket to Python when a handshake fails
async def test_an_encrypted_broker_with_an_authority_of_ones_own(tmp_path: Path) -> None:
    """With its `ca_file` everything is told; without it, or with one that is not there, nothing is, and the health says why."""
    certificate, key = certified(tmp_path)
    with Mosquitto(certificate=(certificate, key)) as server:

        def door(ca_file: Path | None) -> Broker:
            mqtt = Mqtt(host="127.0.0.1", port=server.port, tls=True, ca_file=ca_file)
            return broker_of(mqtt) or Broker("")

        async with TellingFloor(door(certificate)).open() as floor:
            await floor.heard_back()
        for ca_file, why in (
            (None, "certificate verify failed"),
            (tmp_path / "no.crt", "no.crt: No such file"),
        ):
            async with TellingFloor(door(ca_file)).open() as floor:
                await until(lambda why=why: why in floor.publisher.health.why)  # type: ignore[misc]
                assert not floor.publisher.health.connected
    gc.collect()


async def test_a_broker_that_swallows_everything_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """A user without write access looks connected to MQTT; the health names what is missing."""
    monkeypatch.setattr(publishing, "ECHO_WITHIN", 0.3)
    acl = "user aftercall\ntopic read aftercall/main/#\n"
    with Mosquitto(users={"aftercall": "right"}, acl=acl) as server:
        async with TellingFloor(at(server, user="aftercall", password="right")).open() as floor:
            await until(lambda: "does not come back" in floor.publisher.health.why)
            assert not floor.publisher.health.heard_back


async def test_a_mute_broker_holds_nobody() -> None:
    """Something that takes the connection and then says nothing: attempts end, and so does the daemon, in time."""

    async def swallow(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    server = await asyncio.start_server(swallow, "127.0.0.1", free_port())
    async with server:
        port = server.sockets[0].getsockname()[1]
        async with TellingFloor(Broker("127.0.0.1", port, timeout=0.3)).open() as floor:
            await until(lambda: "timed out" in floor.publisher.health.why)
            began = time.monotonic()
        assert time.monotonic() - began < 8


async def test_a_stalled_broker_holds_nobody_and_recovers(mosquitto: Mosquitto) -> None:
    """A broker that stands still costs neither time nor memory; when it moves again, it is told how things stand."""
    async with TellingFloor(at(mosquitto, timeout=0.5), QUICK).open() as floor:
        await floor.heard_back()
        os.kill(mosquitto.pid, signal.SIGSTOP)
        try:
            spans = []
            for _ in range(300):
                began = time.perf_counter()
                floor.hold("stalled")
                spans.append(time.perf_counter() - began)
                await asyncio.sleep(0)
            assert statistics.median(spans) < 0.02  # the median: a busy machine may stop us at any line
            await until(lambda: not floor.publisher.health.connected)
            assert floor.publisher.health.waiting == 0
            floor.do("call")
        finally:
            os.kill(mosquitto.pid, signal.SIGCONT)
        await floor.heard_back()
        async with listening(mosquitto.port) as listener:
            await until(lambda: listener.board.get(ANNA, {}).get("state") == "ringing")
            await until(lambda: listener.board.get(DAEMON, {}).get("seq") == floor.teller.seq)


async def test_a_crowded_board_is_told_and_swept_whole(mosquitto: Mosquitto) -> None:
    """Fifteen hundred retained topics, more than Mosquitto queues, are all found by a daemon that starts, and the stale ones go."""
    async with aiomqtt.Client("127.0.0.1", mosquitto.port, protocol=aiomqtt.ProtocolVersion.V5) as client:
        client.pending_calls_threshold = 10_000
        for start in range(0, 1500, 100):
            await asyncio.gather(
                *(
                    client.publish(f"aftercall/main/agents/x{n}", b"{}", qos=1, retain=True)
                    for n in range(start, start + 100)
                )
            )
    async with TellingFloor(at(mosquitto)).open() as floor:
        await floor.heard_back()
        await until(lambda: floor.publisher.health.waiting == 0)
        assert len(await retained(mosquitto.port)) == 6


def test_the_listener_of_these_tests_does_check() -> None:
    """A message that the document does not describe fails the test that hears it."""
    message = aiomqtt.Message(ANNA, json.dumps({"v": 1}).encode(), 1, True, 1, None)
    with pytest.raises(Exception, match="required property"):
        Listener().take(message)
