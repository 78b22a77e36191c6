"""The demo's campaign: agents at phones that answer by themselves, two thousand contacts, a carrier whose people answer as they
like."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from secrets import token_hex
from typing import Any, Final

import sqlalchemy as sa

from acd.core.moment import SECOND
from acd.store.database import open_database
from aftercall.bench import Asterisk, BenchError
from aftercall.demo.cast import Part
from aftercall.demo.people import People
from aftercall.simulator import campaign_promises as promised
from aftercall.simulator.campaign import dialled, typed
from aftercall.simulator.campaign_promises import Attempted
from aftercall.simulator.carrier import Carrier
from aftercall.simulator.daemon import Daemon
from aftercall.simulator.ground import add
from aftercall.simulator.people import Person, people, write
from aftercall.simulator.phones import PhoneSpec
from aftercall.simulator.promises import Promise
from dialer.core.regime import REGIMES
from dialer.store.tables import attempts

CODE: Final = "spring"
REGIME: Final = "us"
CONTACTS: Final = 2000
NAMES: Final = ("Jana Kask", "Kamil Duda", "Lena Petrova", "Marco Ruiz", "Nadia Kowal", "Oskar Lind")
FIRST: Final = 1021
CAMPAIGN: Final[dict[str, Any]] = {
    "name": "Spring offer",
    "mode": "predictive",
    "regime": REGIME,
    "trunks": ["carrier"],
    "caller_id": "+48221234567",
    "region": "PL",
    "ring": 15 * SECOND,
    "aftercall": 6 * SECOND,
    "step": 5 * SECOND,
    "longest": 20 * SECOND,
    "script": "Hello, this is Aftercall Garden Supplies. We have a spring offer for you.",
    "dispositions": [
        {"code": "order", "does": "finish", "success": True, "names": {"en": "Order"}},
        {"code": "no-interest", "does": "finish", "names": {"en": "No interest"}},
        {"code": "do-not-call", "does": "do not call", "names": {"en": "Do not call again"}},
    ],
}


class Outbound:
    """`lay_out` before Asterisk starts; `furnish` and `begin` when the floor lives; `end`, then `promises`."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._carrier: Carrier | None = None
        self._found: list[Person] = []
        self.parts = parts(seed)

    @property
    def carrier(self) -> Carrier:
        if self._carrier is None:
            raise BenchError("Asterisk is not laid out yet")
        return self._carrier

    def lay_out(self, asterisk: Asterisk) -> None:
        self._carrier = Carrier(asterisk)
        add(asterisk.etc / "acd_trunks.conf", self._carrier.endpoint())

    async def furnish(self, boss: People, daemon: Daemon) -> str:
        """The campaign and its contacts, as a manager makes them. Returns what the load says."""
        await asyncio.to_thread(self.carrier.start)
        await daemon.api.put("trunks", "carrier", {"endpoint": "carrier", "channels": 40, "rate": 8})
        await daemon.api.put("campaigns", CODE, CAMPAIGN)
        for part in self.parts:
            await boss.boss.put_phone(part.code, secret=part.secret)
            await boss.boss.put_agent(part.code, **part.card)
        return await self._load(daemon)

    async def _load(self, daemon: Daemon) -> str:
        lasts = timedelta(minutes=30)
        self._found = people(CONTACTS, "mixed", self._seed, datetime.now(UTC), lasts)
        path = daemon.folder / "contacts.csv"
        write(self._found, path)
        blocked = daemon.folder / "blocked.csv"
        blocked.write_text(
            "number\n" + "".join(f"{p.number}\n" for p in self._found if p.why == "do not call")
        )
        await typed(daemon, "dnc", "load", str(blocked), "--source", "demo", "--json")
        rejected = str(daemon.folder / "rejected.csv")
        load = ("contacts", "load", str(path), "--campaign", CODE, "--rejected", rejected, "--yes", "--json")
        said = await typed(daemon, *load)
        return (
            f"{said['loaded']} contacts loaded into campaign {CODE}, {said['rejected']} rejected, "
            f"{said['duplicates']} twice, {said['do_not_call']} on a do-not-call list"
        )

    async def begin(self, boss: People, daemon: Daemon) -> None:
        for part in self.parts:
            answer = await boss.wish(part.code, "login", type="phone")
            if not answer.success:
                raise BenchError(f"agent {part.code} could not log in: {answer.text}")
            joined = await daemon.api.wish(part.code, "join", campaign=CODE)
            if not joined.success:
                raise BenchError(f"agent {part.code} could not join {CODE}: {joined.text}")
        await daemon.api.post(f"/campaigns/{CODE}/start")

    async def end(self, daemon: Daemon) -> None:
        """Nothing more is dialled, by whoever's campaign; what rings is taken back, who talks finishes."""
        for campaign in await daemon.api.get("/campaigns"):
            if campaign["state"] == "running":
                await daemon.api.post(f"/campaigns/{campaign['code']}/pause")

    async def promises(self, daemon: Daemon) -> list[Promise]:
        # before the record, in which an attempt stands before its INVITE goes out
        invites = dialled(self.carrier)
        record, invites = promised.of_campaign(CODE, self._found, await _record(daemon), invites)
        regime = REGIMES[REGIME]
        return [
            promised.invites_are_attempts(invites, record, killed=False),
            promised.nobody_twice(invites),
            promised.within_hours(self._found, record),
            promised.nobody_who_said_no(self._found, invites),
            promised.under_the_cap(record, regime.cap, regime.patience),
        ]

    async def figures(self, daemon: Daemon) -> dict[str, Any]:
        record, _ = promised.of_campaign(CODE, self._found, await _record(daemon), Counter())
        found = promised.figures(record)
        names = ("attempts", "connected", "abandoned", "connected_within_ms_median")
        return {f"campaign {name.replace('_', ' ')}": found[name] for name in names if name in found}

    async def close(self) -> None:
        if self._carrier is not None:
            await asyncio.to_thread(self._carrier.close)


def parts(seed: int) -> list[Part]:
    dice = random.Random(seed)
    return [_part(str(FIRST + index), name, dice) for index, name in enumerate(NAMES)]


def _part(code: str, name: str, dice: random.Random) -> Part:
    secret = token_hex(12)
    phone = PhoneSpec(code, secret, 10_000, dice.randint(4000, 16_000), automatic=True)
    return Part(code, name, "outbound", ((CODE, 0),), secret, phone)


async def _record(daemon: Daemon) -> Sequence[Attempted]:
    """Of all campaigns: somebody may have made one of his own meanwhile."""
    columns = (
        attempts.c.number,
        attempts.c.began,
        attempts.c.outcome,
        attempts.c.answered,
        attempts.c.connected,
        attempts.c.campaign,
    )
    database = open_database(daemon.env["AFTERCALL_DATABASE__URL"])
    try:
        async with database.read() as connection:
            return [Attempted(*row) for row in (await connection.execute(sa.select(*columns))).all()]
    finally:
        await database.close()
