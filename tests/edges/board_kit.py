"""For the tests of the board: a floor that tells, a listener that checks every message, and a process to be killed."""

from __future__ import annotations

import asyncio
import json
import re
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

import aiomqtt
import jsonschema  # type: ignore[import-untyped]

from acd.board.broker import Broker
from acd.board.models import AsteriskNow
from acd.board.publisher import Pace, Publisher
from acd.board.teller import Site, Teller
from acd.core import heard
from dialer.board.asyncapi import document
from tests.core.floors import T0, bench

# Else the plugins make a loop before the first test that nobody closes, and the collector's complaint fails another test.
asyncio.set_event_loop(None)

SITE = "main"
QUICK = Pace(first=0.05, longest=0.2, beat=60.0, goodbye=2.0)
DOCUMENT = document()


def now() -> int:
    return time.time_ns() // 1_000_000


def _validator(channel: dict[str, Any]) -> jsonschema.Draft7Validator:
    (message,) = channel["messages"]
    schema = {"$ref": f"#/components/schemas/{message}", "components": DOCUMENT["components"]}
    return jsonschema.Draft7Validator(schema, format_checker=jsonschema.FormatChecker())


CHANNELS = [
    (re.compile(re.sub(r"\{\w+\}", "[^/]+", channel["address"])), _validator(channel))
    for channel in DOCUMENT["channels"].values()
]


def validate(topic: str, payload: bytes) -> None:
    """The message is what the AsyncAPI document promises of exactly one of its channels."""
    found = [validator for address, validator in CHANNELS if address.fullmatch(topic)]
    assert len(found) == 1, f"{topic} is {len(found)} channels of the document"
    if payload:
        found[0].validate(json.loads(payload))


@dataclass
class Listener:
    """Everything that one subscriber got, each message checked against the document; `board` is what is retained now."""

    messages: list[aiomqtt.Message] = field(default_factory=list)
    board: dict[str, dict[str, Any]] = field(default_factory=dict)
    events: list[dict[str, Any]] = field(default_factory=list)

    def take(self, message: aiomqtt.Message) -> None:
        topic, payload = message.topic.value, bytes(message.payload)  # type: ignore[arg-type]
        validate(topic, payload)
        self.messages.append(message)
        if "/events/" in topic:
            self.events.append(json.loads(payload))
        elif payload:
            self.board[topic] = json.loads(payload)
        else:
            self.board.pop(topic, None)

    @property
    def daemon(self) -> str:
        return str(self.board.get(f"aftercall/{SITE}/daemon", {}).get("state"))


@asynccontextmanager
async def listening(
    port: int, topic: str = f"aftercall/{SITE}/#", user: str | None = None, password: str | None = None
) -> AsyncIterator[Listener]:
    listener = Listener()

    async def listen() -> None:
        async for message in client.messages:
            listener.take(message)

    async with aiomqtt.Client(
        "127.0.0.1", port, username=user, password=password, protocol=aiomqtt.ProtocolVersion.V5
    ) as client:
        await client.subscribe(topic, qos=1)
        task = asyncio.create_task(listen())
        try:
            yield listener
        finally:
            if not task.done():
                task.cancel()
            with suppress(asyncio.CancelledError):
                await task


async def retained(port: int) -> set[str]:
    """All topics that hold a state. Mosquitto sends them before it answers the end of a subscription."""
    async with aiomqtt.Client("127.0.0.1", port, protocol=aiomqtt.ProtocolVersion.V5) as client:
        await client.subscribe("aftercall/#")
        await client.unsubscribe("aftercall/#")
        return {(await anext(client.messages)).topic.value for _ in range(len(client.messages))}


async def until(true: Callable[[], object], timeout: float = 20.0) -> None:
    """Wait until it is so; fail with what was waited for."""
    try:
        async with asyncio.timeout(timeout):
            while not true():  # noqa: ASYNC110  what is waited for is somebody else's
                await asyncio.sleep(0.02)
    except TimeoutError:
        raise AssertionError(f"not so after {timeout:g} s: {true.__code__.co_names}") from None


class TellingFloor:
    """A floor of two agents that tells each of its steps."""

    def __init__(self, broker: Broker | None, pace: Pace = QUICK, seq: int = 0, run: int = T0) -> None:
        self.bench = bench("1001", "1002")
        self.publisher = Publisher(broker, SITE, now, pace)
        self.teller = Teller(Site(SITE, "0.1", run), [self.publisher], seq)

    def tell_all(self) -> None:
        self.teller.daemon(AsteriskNow(link="up", version="22.10.1"), database_ok=True, at=now())
        self.teller.whole(self.bench.floor, now())

    def do(self, action: str, *args: Any, **more: Any) -> None:
        before, known = self.bench.floor, len(self.bench.facts)
        getattr(self.bench, action)(*args, **more)
        self.teller.step(before, self.bench.floor, self.bench.facts[known:], now())
        self.teller.catch_up(now(), all_of_them=True)

    def hold(self, reason: str) -> None:
        """A supervisor's hold and its end: events and a state on the board."""
        self.do("wish", heard.SetHold, by=heard.Person("rita", "supervisor"), reason=reason)
        self.do("wish", heard.LiftHold, by=heard.Person("rita", "supervisor"))

    @asynccontextmanager
    async def open(self) -> AsyncIterator[TellingFloor]:
        self.tell_all()
        async with self.publisher:
            yield self

    async def heard_back(self) -> None:
        await until(lambda: self.publisher.health.heard_back)


async def main(port: int, run: int) -> None:
    """Tell the board, say so on stdout, and go on until killed."""
    async with TellingFloor(Broker("127.0.0.1", port), run=run).open() as floor:
        await floor.heard_back()
        print("told", flush=True)
        await asyncio.sleep(60)


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), int(sys.argv[2])))
