"""A campaign on real SIP: contacts from a file, agents at simulated phones, a carrier whose people answer as their numbers say.

It begins with nobody there, lets everybody leave at once in the middle, and ends when nobody is left who may be called.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import sqlalchemy as sa

from acd.store.database import Database, open_database
from aftercall.bench import Asterisk, BenchError
from aftercall.simulator import campaign_promises as promised
from aftercall.simulator.campaign_promises import Absence, Attempted
from aftercall.simulator.carrier import PERSON, Carrier
from aftercall.simulator.daemon import Daemon
from aftercall.simulator.ground import add
from aftercall.simulator.people import Person, people, write
from aftercall.simulator.phones import PhoneSpec
from aftercall.simulator.promises import (
    Promise,
    Report,
    aftercall_lengths,
    intervals_without_a_hole,
    no_call_in_aftercall,
    no_offer_on_a_break,
    nobody_stuck,
)
from aftercall.simulator.site import Site
from aftercall.simulator.unrest import Breaks, Deaths, calm
from dialer.core.regime import REGIMES
from dialer.store.tables import attempts, contact_numbers, contacts

CODE: Final = "sim-campaign"
AFTERCALL: Final = 3.0  # seconds
REGIME: Final = "us"
EMPTY: Final = 5.0  # seconds with nobody there, at the beginning and in the middle
SETTLE: Final = 1.0
SLOWEST: Final = max(map(int, PERSON))  # seconds after which the last of the carrier's people answers
"""Seconds after the last agent's answer in which a line that was ordered before may still be on its way."""
LONGEST: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class CampaignOptions:
    """`seconds`: at most so long. `talk`: seconds of an agent's talk, at least and at most. `hour`: of the day, for profiles that know
    any; None: the one it is where people are called."""

    contacts: int = 500
    agents: int = 8
    mode: str = "predictive"
    profile: str = "mixed"
    seed: int = 1
    seconds: int = 1800
    talk: tuple[int, int] = (3, 12)
    kill_daemon: bool = False
    database: str | None = None
    hour: int | None = None
    progress: Callable[[Mapping[str, int]], None] | None = None


@dataclass
class Run:
    options: CampaignOptions
    site: Site
    daemon: Daemon
    carrier: Carrier
    database: Database
    found: list[Person]
    absences: list[Absence] = field(default_factory=list)
    deaths: int = 0

    @property
    def agents(self) -> list[str]:
        return [phone.code for phone in phones(self.options)]


def run_campaign(options: CampaignOptions) -> Report:
    return asyncio.run(play(options))


async def play(options: CampaignOptions) -> Report:
    found = people(options.contacts, options.profile, options.seed, datetime.now(UTC), LONGEST, options.hour)
    carriers: list[Carrier] = []

    def lay_out(asterisk: Asterisk) -> None:
        carriers.append(Carrier(asterisk))
        add(asterisk.etc / "acd_trunks.conf", carriers[0].endpoint())

    try:
        async with Site(lay_out=lay_out, rtp_ports=min(1000, 200 + 50 * options.agents)) as site:
            await asyncio.to_thread(carriers[0].start)
            daemon = Daemon(site.asterisk, database=options.database)
            database: Database | None = None
            try:
                await daemon.start()
                await daemon.wait_up()
                database = open_database(daemon.env["AFTERCALL_DATABASE__URL"])
                return await _live(Run(options, site, daemon, carriers[0], database, found))
            finally:
                if database is not None:
                    await database.close()
                await daemon.close()
    finally:
        for carrier in carriers:
            await asyncio.to_thread(carrier.close)


def phones(options: CampaignOptions) -> list[PhoneSpec]:
    """They answer by themselves where they are asked to, and their agents hang up after a talk of their own length. In a preview the
    phone is in the call while the contact's still rings."""
    rings = SLOWEST if options.mode == "preview" else 0
    low, high = (rings + seconds for seconds in options.talk)
    step = (high - low) / max(1, options.agents - 1)
    return [
        PhoneSpec(
            f"sim{i + 1:02d}",
            f"secret-of-sim{i + 1:02d}",
            10_000,
            round(1000 * (low + i * step)),
            automatic=True,
        )
        for i in range(options.agents)
    ]


async def _live(run: Run) -> Report:
    await _furnish(run)
    api = run.daemon.api
    await api.post(f"/campaigns/{CODE}/start")
    await _nobody(run, EMPTY)
    for agent in run.agents:
        await _must(api.wish(agent, "login", type="phone"), agent)
    for agent in run.agents:
        await _must(api.wish(agent, "join", campaign=CODE), agent)
    breaks = Breaks(api, run.site.observer, run.agents, run.options.seed)
    deaths = Deaths(run.daemon, run.options.seed)
    unrest = [asyncio.create_task(breaks.run())]
    if run.options.kill_daemon:
        unrest.append(asyncio.create_task(deaths.run()))
    began = time.monotonic()
    try:
        await _until(run, began, 0.5)
    finally:
        await calm(unrest)
    await breaks.end()
    if run.options.kill_daemon:
        await deaths.end()
    await _leave_at_once(run)
    await _until(run, began, 1.0)
    await asyncio.sleep(AFTERCALL + 3)
    run.deaths = deaths.count
    return await _judge(run, breaks)


async def _furnish(run: Run) -> None:
    api, options = run.daemon.api, run.options
    await api.put("trunks", "carrier", {"endpoint": "carrier", "channels": 60, "rate": 15})
    await api.put(
        "campaigns",
        CODE,
        {
            "name": "Simulated",
            "mode": options.mode,
            "regime": REGIME,
            "trunks": ["carrier"],
            "caller_id": "+48221234567",
            "region": "PL",
            "ring": 15_000,
            "gap": 3_600_000,
            "aftercall": round(AFTERCALL * 1000),
            **({"countdown": 1000} if options.mode == "preview" else {}),
        },
    )
    for phone in phones(options):
        await api.put("phones", phone.code, {"secret": phone.secret})
        agent = {"name": f"Agent {phone.code}", "phone": phone.code, "queues": [[CODE, 0]]}
        await api.put("agents", phone.code, agent)
    await run.site.plug_in(phones(options))
    await _load(run)


async def _load(run: Run) -> None:
    """From files, by the commands that a campaign manager types."""
    blocked = run.daemon.folder / "blocked.csv"
    blocked.write_text("number\n" + "".join(f"{p.number}\n" for p in run.found if p.why == "do not call"))
    await typed(run.daemon, "dnc", "load", str(blocked), "--source", "simulated", "--json")
    path = run.daemon.folder / "contacts.csv"
    write(run.found, path)
    rejected = str(run.daemon.folder / "rejected.csv")
    load = ("contacts", "load", str(path), "--campaign", CODE, "--rejected", rejected, "--yes", "--json")
    await typed(run.daemon, *load)


async def typed(daemon: Daemon, *words: str) -> dict[str, Any]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "aftercall", *words,
        env={**os.environ, **daemon.env},
        stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    out, err = await process.communicate()
    if process.returncode:
        raise BenchError(f"aftercall {' '.join(words[:2])} failed: {err.decode()[-500:]}")
    said: dict[str, Any] = json.loads(out)
    return said


async def _must(answering: Any, agent: str) -> None:
    answer = await answering
    if not answer.success:
        raise BenchError(f"agent {agent}: {answer.text}")


# --- with nobody there -------------------------------------------------------------------------------------------


async def _nobody(run: Run, seconds: float, leaving: int | None = None) -> None:
    since = _now()
    await asyncio.sleep(seconds)
    run.absences.append(Absence(since, _now(), since if leaving is None else leaving))


async def _leave_at_once(run: Run) -> None:
    """Everybody takes a break; when the last one's is granted nothing new may be dialled until somebody is back."""
    api, leaving = run.daemon.api, _now()
    await asyncio.gather(*(api.wish(agent, "type", type="break") for agent in run.agents))
    for _ in range(600):
        boards = [board for board in await api.boards() if board["code"] in run.agents]
        if all(board["state"] == "break" for board in boards):
            break
        await asyncio.sleep(0.1)
    else:
        raise BenchError("not everybody could take a break within a minute")
    await asyncio.sleep(SETTLE)
    await _nobody(run, EMPTY, leaving)
    for agent in run.agents:
        await _must(api.wish(agent, "resume"), agent)


# --- looking -----------------------------------------------------------------------------------------------------


async def _until(run: Run, began: float, part: float) -> None:
    """Until this part of those who may be called were, and nobody is on the line if it is all of them."""
    callable_ = sum(not person.why for person in run.found)
    while True:
        record = await _record(run)
        tried = len({one.number for one in record if one.outcome not in promised.NOT_DIALLED})
        under_way = sum(one.outcome is None for one in record)
        _tell(run, tried, callable_, record, under_way)
        if tried >= part * callable_ and (part < 1 or not under_way):
            return
        if time.monotonic() - began > run.options.seconds:
            return
        await asyncio.sleep(1)


def _tell(run: Run, tried: int, callable_: int, record: Sequence[Attempted], under_way: int) -> None:
    if run.options.progress is None:
        return
    connected = sum(one.outcome == "connected" for one in record)
    abandoned = sum(one.outcome == "abandoned" for one in record)
    run.options.progress(
        {
            "called": tried,
            "of": callable_,
            "on the line": under_way,
            "connected": connected,
            "abandoned": abandoned,
        }
    )


async def _record(run: Run) -> list[Attempted]:
    wanted = sa.select(
        attempts.c.number, attempts.c.began, attempts.c.outcome, attempts.c.answered, attempts.c.connected
    ).where(attempts.c.campaign == CODE)
    async with run.database.read() as connection:
        return [Attempted(*row) for row in (await connection.execute(wanted)).all()]


async def _standing(run: Run) -> dict[str, tuple[str, str]]:
    wanted = sa.select(contact_numbers.c.e164, contacts.c.standing, contacts.c.why).join_from(
        contact_numbers, contacts, contact_numbers.c.contact == contacts.c.id
    )
    async with run.database.read() as connection:
        return {number: (standing, why) for number, standing, why in (await connection.execute(wanted)).all()}


def _now() -> int:
    return time.time_ns() // 1_000_000


async def _judge(run: Run, breaks: Breaks) -> Report:
    record, invites = await _record(run), dialled(run.carrier)
    regime = REGIMES[REGIME]
    tally = run.site.observer.tally()
    api = run.daemon.api
    killed = run.deaths > 0
    promises: list[Promise] = [
        promised.everybody_accounted_for(run.found, record, await _standing(run)),
        promised.invites_are_attempts(invites, record, killed),
        promised.nobody_twice(invites),
        promised.within_hours(run.found, record),
        promised.nobody_who_said_no(run.found, invites),
        promised.none_without_agents(run.absences, record),
        promised.under_the_cap(record, regime.cap, regime.patience, run.absences),
        no_call_in_aftercall(tally),
        no_offer_on_a_break(tally, breaks.taken),
        aftercall_lengths(tally.aftercalls, {CODE: AFTERCALL}),
        nobody_stuck(
            [place for place in await run.site.observer.places() if place.agent in run.agents],
            [board for board in await api.boards() if board["code"] in run.agents],
        ),
        intervals_without_a_hole([await api.day(agent) for agent in run.agents]),
    ]
    more = {"breaks": breaks.taken, **({"daemon_killed": run.deaths} if killed else {})}
    return Report(tuple(promises), {**promised.figures(record), **more})


def dialled(carrier: Carrier) -> Counter[str]:
    """INVITEs by E.164, however the trunk writes numbers."""
    counted: Counter[str] = Counter()
    for number, count in carrier.invites().items():
        counted[number if number.startswith("+") else f"+{number}"] += count
    return counted
