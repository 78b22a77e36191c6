"""Playing a named scenario: on an Asterisk and a daemon of our own, or on a floor that is running."""

from __future__ import annotations

import asyncio
import math
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aftercall.bench import BenchError
from aftercall.simulator.ami import Login
from aftercall.simulator.callers import Callers, crowd
from aftercall.simulator.commands import Api
from aftercall.simulator.daemon import Daemon
from aftercall.simulator.desk_work import DeskWork
from aftercall.simulator.furniture import Furniture
from aftercall.simulator.named import SCENARIOS, Scenario
from aftercall.simulator.promises import (
    Promise,
    Report,
    aftercall_lengths,
    callers_accounted_for,
    intervals_without_a_hole,
    no_call_in_aftercall,
    no_offer_on_a_break,
    nobody_stuck,
)
from aftercall.simulator.seen import of_queues
from aftercall.simulator.sipp import SipServer
from aftercall.simulator.site import Site
from aftercall.simulator.tally import Tally
from aftercall.simulator.tally import tally as tally_of
from aftercall.simulator.unrest import Breaks, Minders, calm
from aftercall.simulator.visit import Visit

CALM = 3.0  # seconds beyond the longest aftercall
EMPTY_WITHIN = 90  # seconds


@dataclass(frozen=True, slots=True)
class At:
    """Where Asterisk takes SIP."""

    host: str
    sip_port: int


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A running floor: its SIP, an AMI user who may read system, call and agent without a filter, the daemon's socket.

    Asterisk must take callers from this machine's address as a trunk's (an `acd-trunk` with `rtp_timeout = 0`, for they send
    no voice). Everything is made under codes that begin with `sim` and the numbers 8001 to 8003, and removed in the end.
    """

    sip: At
    ami: Login
    socket: Path


@dataclass(frozen=True, slots=True)
class ScenarioOptions:
    """`seconds` None: the scenario's own. `progress` is told every second how things stand."""

    seconds: int | None = None
    seed: int = 1
    elsewhere: Elsewhere | None = None
    progress: Callable[[Tally], None] | None = None


class _Guest(Visit):
    def __init__(self, server: SipServer) -> None:
        super().__init__()
        self._server = server

    @property
    def server(self) -> SipServer:
        return self._server


def run_scenario(name: str, options: ScenarioOptions) -> Report:
    return asyncio.run(play(name, options))


async def play(name: str, options: ScenarioOptions) -> Report:
    scenario = SCENARIOS.get(name)
    if scenario is None:
        raise BenchError(f"no scenario is called {name!r}: there are {', '.join(SCENARIOS)}")
    ground = _elsewhere(scenario, options.elsewhere) if options.elsewhere else _own(scenario)
    async with ground as (visit, api):
        return await _live(scenario, options, visit, api)


@asynccontextmanager
async def _own(scenario: Scenario) -> AsyncIterator[tuple[Visit, Api]]:
    async with Site(voice_within=scenario.voice_within) as site:
        daemon = Daemon(site.asterisk)
        try:
            await daemon.start()
            await daemon.wait_up()
            await Furniture(daemon.api, scenario.queues, scenario.phones(), scenario.writing).put_up()
            yield site, daemon.api
        finally:
            await daemon.close()


@asynccontextmanager
async def _elsewhere(scenario: Scenario, where: Elsewhere) -> AsyncIterator[tuple[Visit, Api]]:
    if scenario.writing is not None:
        why = "what customers write cannot be taken back: it is played on a floor of its own alone"
        raise BenchError(f"scenario {scenario.name}: {why}")
    visit = _Guest(where.sip)
    async with Api(where.socket) as api:
        furniture = Furniture(api, scenario.queues, scenario.phones())
        await furniture.refuse_if_there()
        try:
            await furniture.put_up()
            await visit.watch(where.ami)
            yield visit, api
        finally:
            await visit.leave()
            await furniture.take_down()


async def _live(scenario: Scenario, options: ScenarioOptions, visit: Visit, api: Api) -> Report:
    phones = scenario.phones()
    agents = [phone.code for phone in phones]
    await visit.plug_in(phones)
    await Furniture(api, scenario.queues, phones, scenario.writing).log_in()
    before = await api.today([queue.code for queue in scenario.queues])
    breaks = Breaks(api, visit.observer, agents, options.seed)
    minders = Minders(api, agents, options.seed)
    desks = await _desks(scenario, options, api, agents)
    work = [minders.run(), *([breaks.run()] if scenario.breaks else []), *(desks.tasks() if desks else [])]
    unrest = [asyncio.create_task(one) for one in work]
    try:
        await visit.let_in(_callers(scenario, options, visit))
        await _wait(options.seconds or scenario.seconds, visit, options)
    finally:
        await visit.send_away()
        await calm(unrest)
    await breaks.end()
    await _until_empty(visit)
    await asyncio.sleep(max(queue.aftercall for queue in scenario.queues) + CALM)
    await minders.end()
    report = await _judge(scenario, visit, api, before, breaks)
    return report if desks is None else await _with(report, desks)


async def _desks(
    scenario: Scenario, options: ScenarioOptions, api: Api, agents: Sequence[str]
) -> DeskWork | None:
    if scenario.writing is None:
        return None
    queues = [queue.code for queue in scenario.queues]
    desks = DeskWork(api, agents, queues, scenario.writing, options.seed)
    await desks.begin()
    return desks


async def _with(report: Report, desks: DeskWork) -> Report:
    await desks.finish()
    promises, figures = await desks.judge()
    return Report((*report.promises, *promises), {**report.figures, **figures})


def _callers(scenario: Scenario, options: ScenarioOptions, visit: Visit) -> Callers:
    people = crowd([queue.number for queue in scenario.queues], endings=scenario.endings, seed=options.seed)
    return Callers(visit.server, people, waiting=scenario.waiting, rate=scenario.rate)


async def _wait(seconds: float, visit: Visit, options: ScenarioOptions) -> None:
    for _ in range(math.ceil(seconds)):
        await asyncio.sleep(1)
        if options.progress is not None:
            options.progress(visit.observer.tally())


async def _until_empty(visit: Visit) -> None:
    """Until nobody talks or waits any more: those who vanished are on the line until Asterisk misses their voice."""
    for _ in range(EMPTY_WITHIN):
        tally = visit.observer.tally()
        if tally.calls == tally.answered and not await visit.observer.waiting():
            return
        await asyncio.sleep(1)


async def _judge(
    scenario: Scenario, visit: Visit, api: Api, before: dict[str, int], breaks: Breaks
) -> Report:
    codes = {phone.code for phone in scenario.phones()}
    queues = [queue.code for queue in scenario.queues]
    tally = tally_of(of_queues(visit.observer.events, queues))
    today = await api.today(queues)
    gained = {name: today[name] - before[name] for name in today}
    promises: list[Promise] = [
        no_call_in_aftercall(tally),
        no_offer_on_a_break(tally, breaks.taken),
        aftercall_lengths(tally.aftercalls, {queue.code: queue.aftercall for queue in scenario.queues}),
        nobody_stuck(
            [place for place in await visit.observer.places() if place.agent in codes],
            [board for board in await api.boards() if board["code"] in codes],
        ),
        intervals_without_a_hole([await api.day(code) for code in sorted(codes)]),
        callers_accounted_for(tally, gained),
    ]
    return Report(tuple(promises), _figures(tally, breaks))


def _figures(tally: Tally, breaks: Breaks) -> dict[str, Any]:
    return {
        "callers": tally.joined,
        "calls": tally.calls,
        "left_waiting": tally.abandoned,
        "rings": tally.offers,
        "rings_without_answer": tally.missed,
        "breaks": breaks.taken,
    }
