"""An exchange on a real Asterisk: what it hears is kept, and what stands in Asterisk is read past it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import TypeVar

from acd.asterisk.conf import NumberConf, PhoneConf, QueueConf, wanted
from acd.asterisk.exchange import Door, Exchange
from acd.asterisk.hear import Star
from acd.asterisk.provision import Provision
from acd.asterisk.snapshot import members_of
from acd.core.heard import Arranged, Heard, MemberSeen, NotArranged
from acd.core.orders import Arrange, Order
from aftercall.bench import Asterisk
from tests.edges.ami_kit import until

H = TypeVar("H", bound=Heard)
_seq = count(1)

QUEUES = (QueueConf("sales", aftercall=1500), QueueConf("help"))
PHONES = tuple(PhoneConf(str(code), f"secret-{code}") for code in range(1001, 1006))
WANTED = wanted(QUEUES, PHONES, [NumberConf("100", "queue", "sales")])


def now() -> int:
    return time.time_ns() // 1_000_000


@dataclass
class Seen:
    """`all` is everything heard, in order."""

    server: Asterisk
    all: list[Heard] = field(default_factory=list)
    stars: list[Star] = field(default_factory=list)
    exchange: Exchange = field(init=False)

    def of(self, kind: type[H]) -> list[H]:
        return [heard for heard in self.all if isinstance(heard, kind)]

    async def next(
        self, kind: type[H], true: Callable[[H], bool] = lambda heard: True, within: float = 20
    ) -> H:
        """The first one heard so far, or from now on, for which it is true."""
        await until(lambda: any(true(h) for h in self.of(kind)), within)
        return next(h for h in self.of(kind) if true(h))

    def order(self, order: Order) -> None:
        self.exchange.order(order)

    async def arrange(
        self,
        agent: str,
        phone: str,
        queues: tuple[tuple[str, int], ...] = (),
        holds: tuple[str, ...] = (),
        pause: str | None = None,
        **more: object,
    ) -> Arranged | NotArranged:
        """Order it and wait for what became of it."""
        seq = next(_seq)
        self.order(Arrange(agent, seq, phone, queues, holds, pause, **more))  # type: ignore[arg-type]
        return await self.outcome(seq)

    async def outcome(self, seq: int) -> Arranged | NotArranged:
        def answers() -> list[Arranged | NotArranged]:
            return [h for h in self.all if isinstance(h, Arranged | NotArranged) and h.seq == seq]

        await until(answers)
        return answers()[0]

    async def places(self, agent: str) -> dict[str, MemberSeen]:
        """Where Asterisk has him, by queue."""
        reply = await self.exchange.daily.ask_list({"Action": "QueueStatus"})
        return {m.queue: m for m in members_of(reply.items) if m.agent == agent}

    async def note(self, family: str, key: str) -> str:
        reply = await self.exchange.provision.ask_list({"Action": "DBGet", "Family": family, "Key": key})
        return reply.items[0].get("Val") if reply.ok else ""

    async def put(self, family: str, key: str, value: str) -> None:
        action = {"Action": "DBPut", "Family": family, "Key": key, "Val": value}
        assert (await self.exchange.provision.ask(action)).ok

    async def drop(self, *families: str) -> None:
        for family in families:
            await self.exchange.provision.ask({"Action": "DBDelTree", "Family": family})


def door(server: Asterisk) -> Door:
    secrets = server.secrets
    return Door(
        "127.0.0.1",
        server.ami_port,
        "aftercall",
        secrets["aftercall"],
        provision_secret=secrets["aftercall-provision"],
    )


@asynccontextmanager
async def exchange_on(server: Asterisk) -> AsyncIterator[Seen]:
    """Connected, furnished with WANTED, told to be ready; nobody is in a queue and no note stands."""
    seen = Seen(server)
    seen.exchange = Exchange(door(server), hear=seen.all.append, star=seen.stars.append, now=now)
    seen.exchange.start()
    try:
        await until(lambda: seen.exchange.up)
        await Provision(seen.exchange.daily, seen.exchange.provision).apply(WANTED)
        await seen.exchange.ready()
        yield seen
        await _clear(seen)
    finally:
        await seen.exchange.stop()


async def _clear(seen: Seen) -> None:
    daily = seen.exchange.daily
    reply = await daily.ask_list({"Action": "QueueStatus"})
    for member in members_of(reply.items):
        action = {"Action": "QueueRemove", "Queue": member.queue, "Interface": f"PJSIP/{member.phone}"}
        await daily.ask(action)
    await seen.drop("acd-hold", "acd-call", "acd-wrap", "acd-free", "acd-log")
    await asyncio.sleep(0.05)
