"""A living floor with campaigns: carriers behind its trunks, agents who join, contacts who answer as their numbers say.

`settled()` is what must hold after any fault: each attempt ended with an outcome, each contact has what follows for it, nobody was
dialled twice by the carriers' own count, no agent is booked or stuck, and all that holds for any floor.
"""

from __future__ import annotations

import asyncio
import itertools
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from acd.store.database import Database, open_database
from aftercall.bench import Asterisk
from aftercall.simulator.campaign import dialled
from aftercall.simulator.carrier import Carrier, number
from aftercall.simulator.daemon import Daemon
from aftercall.simulator.ground import add
from aftercall.simulator.site import Site
from dialer.core.attempt import Attempt
from dialer.core.outcome import NOT_RUNG, Outcome
from dialer.store import contact_rows as rows
from dialer.store.tables import attempts, contact_numbers, contacts
from tests.edges.dialer_kit import add_list
from tests.floor.living import PATIENCE, Living, registered, typed, until
from tests.web.test_campaigns import where_it_is_noon

UNSURE = NOT_RUNG | {Outcome.UNKNOWN, Outcome.FAILED}
"""Whether the carrier saw an INVITE is not said by these."""
REMEMBERED = 0
"""The contact of attempts that are on record and were never made."""
STOPPED_WITHIN = 60.0
"""Seconds until the last line of a stopped campaign is over: it rings for 15 s at least."""


@dataclass(frozen=True)
class Stand:
    """How a contact stands on record."""

    standing: str
    why: str
    due: int


@dataclass
class Campaigning(Living):
    """`carriers` by trunk. Each test makes campaigns of its own with `campaign`, and `settle`s them."""

    carriers: dict[str, Carrier] = field(default_factory=dict)
    agents: tuple[str, ...] = ()
    database: Database = field(kw_only=True)
    seen: Counter[str] = field(default_factory=Counter)  # INVITEs at carriers that were stopped since
    made: dict[str, list[str]] = field(default_factory=dict)  # campaign -> numbers of its contacts
    _codes: itertools.count[int] = field(default_factory=lambda: itertools.count(1))
    _numbers: itertools.count[int] = field(default_factory=lambda: itertools.count(1))

    # --- doing ---------------------------------------------------------------------------------------------------

    async def campaign(self, *endings: str, agents: Sequence[str] | None = None, **fields: Any) -> str:
        """A campaign with a contact for each ending; these agents have joined it. It is not started."""
        code = f"c{next(self._codes)}"
        card = {
            "trunks": list(self.carriers),
            "regime": "us",
            "ring": 15_000,
            "aftercall": 2000,
            "gap": 3_600_000,
        }
        await self.daemon.api.put("campaigns", code, card | {"mode": "progressive"} | fields)
        self.made[code] = []
        await self.people(code, *endings)
        for agent in self.agents if agents is None else agents:
            await self.join(agent, code)
        return code

    async def people(self, code: str, *endings: str) -> list[str]:
        """More contacts for it, in this order."""
        new = [number(next(self._numbers), ending) for ending in endings]
        zone, before = where_it_is_noon(), len(self.made[code])
        if new:
            people = [{"numbers": (one,), "zone": zone} for one in new]
            await add_list(self.database, people, campaign=code, name=f"{code}-{before}")
        self.made[code] += new
        return new

    async def join(self, agent: str, code: str) -> None:
        api = self.daemon.api
        await api.put("agents", agent, {"name": f"Agent {agent}", "phone": agent, "queues": [[code, 0]]})
        if (await self.board(agent))["type"] is None:
            await self.granted(agent, "login", type="phone", phone=agent)
        await self.granted(agent, "join", campaign=code)

    async def start(self, code: str) -> None:
        await self.daemon.api.post(f"/campaigns/{code}/start")

    async def pause(self, code: str) -> None:
        await self.daemon.api.post(f"/campaigns/{code}/pause")

    async def stop(self, code: str) -> None:
        await self.daemon.api.post(f"/campaigns/{code}/stop", {"yes": True})

    async def hang_up_lines(self) -> None:
        """Every dialled line ends, now."""
        await self._hang_up(lambda attempt: attempt.startswith("d-"))

    async def _hang_up(self, wanted: Callable[[str], bool]) -> None:
        cli = self.site.asterisk.cli
        for channel in (await asyncio.to_thread(cli, "core show channels concise")).splitlines():
            name, *_, uniqueid = channel.split("!")
            if name.startswith("PJSIP/") and wanted(uniqueid):
                await asyncio.to_thread(cli, f"channel request hangup {name}")

    async def hang_up_line(self, attempt: Attempt) -> None:
        await self._hang_up(lambda line: line == attempt.id)

    async def remember(self, code: str, *, answered: int, of: int) -> None:
        """So many dials of the last hour are on record, and this part of them answered; a daemon learns it when it starts."""
        began = now() - 3_600_000
        known = [_past(code, index, began + index * 1000, index < answered) for index in range(of)]
        async with self.database.write() as connection:
            await connection.execute(sa.insert(attempts), known)

    async def carrier_goes(self, trunk: str) -> None:
        """Nobody answers over it any more, not even with a refusal."""
        self.seen += dialled(self.carriers[trunk])
        await asyncio.to_thread(self.carriers[trunk].kill)

    async def carrier_returns(self, trunk: str) -> None:
        await asyncio.to_thread(self.carriers[trunk].start)

    # --- seeing --------------------------------------------------------------------------------------------------

    def invites(self) -> Counter[str]:
        """By number, at all carriers."""
        return self.seen + sum((dialled(one) for one in self.carriers.values() if one.alive), Counter())

    async def record(self, code: str) -> list[Attempt]:
        """Of this campaign, oldest first."""
        of_it = (attempts.c.campaign == code, attempts.c.contact != REMEMBERED)
        wanted = sa.select(attempts).where(*of_it).order_by(attempts.c.began, attempts.c.id)
        async with self.database.read() as connection:
            return [rows.attempt(row) for row in (await connection.execute(wanted)).mappings()]

    async def attempt(self, number: str) -> Attempt:
        """The only one to this number."""
        wanted = sa.select(attempts).where(attempts.c.number == number)
        async with self.database.read() as connection:
            return rows.attempt((await connection.execute(wanted)).mappings().one())

    async def stands(self, code: str) -> dict[str, Stand]:
        """Number -> how its contact stands."""
        wanted = sa.select(
            contact_numbers.c.e164, contacts.c.standing, contacts.c.why, contacts.c.due
        ).join_from(contact_numbers, contacts, contact_numbers.c.contact == contacts.c.id)
        async with self.database.read() as connection:
            found = await connection.execute(wanted.where(contacts.c.campaign == code))
            return {number: Stand(*stand) for number, *stand in found.all()}

    async def board_of(self, code: str) -> dict[str, Any]:
        return dict(await self.daemon.api.get(f"/campaigns/{code}/board"))

    async def when(self, so: Callable[[], bool], what: str, within: float = PATIENCE) -> None:
        async def found() -> bool:
            return so()

        await self.until(found, within, what)

    async def until(self, so: Callable[[], Awaitable[bool]], within: float, what: str) -> None:
        """Told with what the last campaign does meanwhile."""
        try:
            await until(so, within, what)
        except AssertionError as error:
            last = list(self.made)[-1]
            told = await self.board_of(last), await self.record(last), self.daemon.log.read_text()[-1500:]
            raise AssertionError(f"{error}; {told}") from None

    async def taken(self, number: str, within: float = PATIENCE) -> None:
        """Until an attempt to it is on record."""
        await self._until_record(number, lambda found: True, "taken", within)

    async def rung(self, number: str, within: float = PATIENCE) -> None:
        """Until the carrier has its INVITE."""
        await self.when(lambda: self.invites()[number] > 0, f"{number} is rung", within)

    async def rings(self, within: float = PATIENCE) -> None:
        """Until Asterisk has heard that a line of ours rings: the carrier's word comes after the INVITE."""
        cli = self.site.asterisk.cli

        async def so() -> bool:
            channels = (await asyncio.to_thread(cli, "core show channels concise")).splitlines()
            fields = [channel.split("!") for channel in channels]
            return any(one[-1].startswith("d-") and "Ringing" in one for one in fields)

        await self.until(so, within, "a line rings")

    async def answered(self, number: str, within: float = PATIENCE) -> None:
        """Until its answer is on record."""
        await self._until_record(number, lambda one: one.answered is not None, "answered", within)

    async def connected(self, number: str, within: float = PATIENCE) -> None:
        """Until it is on record that an agent has him."""
        await self._until_record(number, lambda one: one.connected is not None, "connected", within)

    async def ended(self, number: str, within: float = STOPPED_WITHIN) -> Attempt:
        await self._until_record(number, lambda one: one.outcome is not None, "over", within)
        return await self.attempt(number)

    async def _until_record(
        self, number: str, so: Callable[[Attempt], bool], what: str, within: float
    ) -> None:
        async def found() -> bool:
            wanted = sa.select(attempts).where(attempts.c.number == number)
            async with self.database.read() as connection:
                told = [rows.attempt(row) for row in (await connection.execute(wanted)).mappings()]
            return any(so(one) for one in told)

        await self.until(found, within, f"{number} is {what}")

    async def cleared(self) -> None:
        """From wherever a test left it: the daemon is up, carriers answer, no campaign runs, nobody is called."""
        for trunk, carrier in self.carriers.items():
            if not carrier.alive:
                await self.carrier_returns(trunk)
        if not self.daemon.alive:
            await self.daemon.start()
        await self.daemon.wait_up()
        for code in self.made:
            if (await self.daemon.api.get(f"/campaigns/{code}"))["state"] != "stopped":
                await self.stop(code)
        for agent in self.agents:
            if not await registered(self, agent):
                await self.replug(agent, **self.manners[agent])
        await self.hang_up_lines()
        await until(self.nothing_out, PATIENCE, "no line is out")
        await until(self.nobody_joined, PATIENCE, "all have left")

    # --- what must hold ------------------------------------------------------------------------------------------

    async def settled(self, *codes: str) -> None:
        """These campaigns are stopped; when the last line is over, all that always holds must hold."""
        for code in codes:
            await self.stop(code)
        for code in codes:
            await until(lambda code=code: self._over(code), STOPPED_WITHIN, f"{code} is over")  # type: ignore[misc]
            await self.accounted(code)
        await until(self.nobody_booked, PATIENCE, "nobody is booked")
        await until(self.nobody_joined, PATIENCE, "all have left")
        await self.whole(lengths=False)

    async def accounted(self, code: str) -> None:
        """Each attempt of it ended; its contact is not taken, and follows the retry rules; nobody was dialled twice."""
        invites, stands, record = self.invites(), await self.stands(code), await self.record(code)
        tried = {one.number: one for one in record}
        for one in record:
            assert one.outcome is not None, one
            assert one.ended is not None, one
            assert one.ended >= one.began, one
            if one.outcome not in UNSURE:
                assert invites[one.number] == 1, (one, invites[one.number])
        for each in self.made[code]:
            assert invites[each] <= 1, (each, invites[each])
            assert each in tried or not invites[each], f"{each} was dialled and is not on record"
            assert stands[each].standing in ("open", "finished"), (each, stands[each])
            if each in tried and stands[each].standing == "open":
                last = tried[each]
                assert stands[each].due > (last.ended or last.began), (last, stands[each])

    async def _over(self, code: str) -> bool:
        lines = (await self.board_of(code))["lines"]
        return not any(lines.values()) and all(one.ended for one in await self.record(code))

    async def nobody_booked(self) -> bool:
        boards = await self.daemon.api.boards()
        return not any(hold["hold"] == "booked" for board in boards for hold in board["holds"])

    async def nothing_out(self) -> bool:
        """Asterisk has no dialled line."""
        channels = await asyncio.to_thread(self.site.asterisk.cli, "core show channels concise")
        return not any(line.split("!")[-1].startswith("d-") for line in channels.splitlines())

    async def nobody_joined(self) -> bool:
        return not any(board["queues"] for board in await self.daemon.api.boards())


@asynccontextmanager
async def campaigning(
    *,
    database: str | None = None,
    agents: Collection[str] = ("1001", "1002"),
    trunks: Collection[str] = ("north",),
    settings: Mapping[str, str] | None = None,
    at: Callable[[Site], Awaitable[Any]] | None = None,
    faketime: bool = False,
    manners: Mapping[str, Mapping[str, Any]] | None = None,
) -> AsyncIterator[Campaigning]:
    """Agents at phones that answer at once where they are asked to. `manners`: of phones that do otherwise."""
    carriers: dict[str, Carrier] = {}

    def lay_out(asterisk: Asterisk) -> None:
        for trunk in trunks:
            carriers[trunk] = Carrier(asterisk)
            add(asterisk.etc / "acd_trunks.conf", carriers[trunk].endpoint(trunk))

    try:
        async with Site(lay_out=lay_out, faketime=faketime) as site:
            for carrier in carriers.values():
                await asyncio.to_thread(carrier.start)
            async with _daemon(site, database, settings, at) as (daemon, record):
                floor = Campaigning(site, daemon, carriers=carriers, agents=tuple(agents), database=record)
                await _furnish(floor, manners or {})
                yield floor
    finally:
        for carrier in carriers.values():
            await asyncio.to_thread(carrier.close)


@asynccontextmanager
async def _daemon(
    site: Site,
    database: str | None,
    settings: Mapping[str, str] | None,
    at: Callable[[Site], Awaitable[Any]] | None,
) -> AsyncIterator[tuple[Daemon, Database]]:
    daemon = Daemon(await at(site) if at else site.asterisk, database=database, settings=settings)
    record: Database | None = None
    try:
        await daemon.start()
        await daemon.wait_up()
        record = open_database(daemon.env["AFTERCALL_DATABASE__URL"])
        yield daemon, record
    finally:
        if record is not None:
            await record.close()
        await daemon.close()


async def _furnish(floor: Campaigning, manners: Mapping[str, Mapping[str, Any]]) -> None:
    api = floor.daemon.api
    for trunk in floor.carriers:
        await api.put("trunks", trunk, {"endpoint": trunk, "channels": 60, "rate": 20})
    for agent in floor.agents:
        await api.put("phones", agent, {"secret": f"secret-of-{agent}"})
        await api.put("agents", agent, {"name": f"Agent {agent}", "phone": agent})
        await floor.plug(agent, **{"answer_after_ms": 60_000, "automatic": True, **manners.get(agent, {})})
    for agent in floor.agents:
        await until(lambda a=agent: registered(floor, a), PATIENCE, f"phone {agent} is registered")  # type: ignore[misc]


def _past(code: str, index: int, began: int, answered: bool) -> dict[str, Any]:
    """A row of an attempt that ended."""
    attempt = Attempt(
        f"d-past-{code}-{index}",
        code,
        REMEMBERED,
        f"+4852{index:07}",
        "north",
        began,
        answered=began + 2000 if answered else None,
        connected=began + 2000 if answered else None,
        talked=20_000 if answered else None,
        ended=began + 22_000,
        outcome=Outcome.CONNECTED if answered else Outcome.NO_ANSWER,
    )
    return rows.attempt_row(attempt) | {"site": "main"}


def now() -> int:
    return time.time_ns() // 1_000_000


__all__ = ["Campaigning", "Stand", "campaigning", "now", "typed"]
