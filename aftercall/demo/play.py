"""The play from beginning to end: furnish the floor, log everybody in, let callers come, tidy up, and judge."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass
from typing import Any, Final

from aftercall.bench import BenchError
from aftercall.demo import doors, terminal
from aftercall.demo.cast import ENDINGS, NUMBERS, QUEUES, SPARE, TYPES, Part, cast
from aftercall.demo.desks import Desks, witness
from aftercall.demo.outbound import Outbound
from aftercall.demo.people import People
from aftercall.demo.player import Player
from aftercall.demo.show import Show
from aftercall.demo.stage import SITE, Stage
from aftercall.demo.view import Frame
from aftercall.demo.world import World
from aftercall.simulator.callers import Callers, crowd
from aftercall.simulator.promises import (
    Promise,
    Report,
    intervals_without_a_hole,
    no_call_in_aftercall,
    no_offer_on_a_break,
    nobody_stuck,
)

ON_THE_LINE: Final = 9
"""Callers at once, talking or waiting: somewhat more than the agents can serve, so that queues are seen."""

REGISTERED_WITHIN: Final = 20.0
SETTLED_WITHIN: Final = 45.0
SOLVED_WITHIN: Final = 60.0
TOLD_WITHIN: Final = 10.0
SHORTEST: Final = 30


@dataclass(frozen=True, slots=True)
class Outcome:
    report: Report
    day: dict[str, Any]  # of the agent with the most intervals


async def play(seconds: int, seed: int, show: Show) -> Outcome:
    async with AsyncExitStack() as stack:
        outbound = Outbound(seed)
        stack.push_async_callback(outbound.close)
        stage = await stack.enter_async_context(Stage(show.say, outbound.lay_out))
        people = await stack.enter_async_context(People(stage.daemon.socket))
        return await Play(stage, people, outbound, show, seconds, seed).run()


class Play:
    def __init__(
        self, stage: Stage, people: People, outbound: Outbound, show: Show, seconds: int, seed: int
    ) -> None:
        self._stage = stage
        self._people = people
        self._outbound = outbound
        self._show = show
        self._seconds = seconds
        self._seed = seed
        self._parts = cast(seed)
        self._witness = witness(self._parts)
        self._world = World(self._witness)
        self._desks = Desks(stage.api, self._parts, self._witness, seed)
        self._inbound = [part for part in self._parts if part.phone]
        self._played = [*self._inbound, *outbound.parts]
        codes = [part.code for part in self._inbound]
        self._player = Player(people, stage.site.observer, self._world, codes, seed)
        self._log_ins = doors.log_ins()
        self._tasks: list[asyncio.Task[None]] = []
        self._play: list[asyncio.Task[None]] = []

    async def run(self) -> Outcome:
        try:
            self._start("listener", self._world.listen(self._stage.broker, SITE))
            await furnish(self._people, self._parts)
            await self._desks.furnish(self._stage.shop.address)
            await doors.let_in(self._stage.api, self._log_ins)
            self._say([*self._how_in(), *self._how_to_command()])
            self._show.say(await self._outbound.furnish(self._people, self._stage.daemon))
            await self._open_floor()
            await self._let_callers_in()
            self._start_play()
            await self._until_the_end()
            await self._tidy_up()
            return await self._judge()
        finally:
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)

    def _how_in(self) -> list[str]:
        ways = doors.lines(self._stage.address, self._stage.shop.address, self._log_ins)
        return ways + join_in(self._stage.sip_server, self._parts[-1].secret)

    def _how_to_command(self) -> list[str]:
        return terminal.lines(self._stage.settings_file)

    def _say(self, texts: Sequence[str]) -> None:
        for text in texts:
            self._show.say(text)

    def _start(self, name: str, work: Any) -> asyncio.Task[None]:
        task: asyncio.Task[None] = asyncio.create_task(work, name=name)
        self._tasks.append(task)
        return task

    # --- before ------------------------------------------------------------------------------------------------------

    async def _open_floor(self) -> None:
        """Phones register, then their agents log in, as people do in the morning."""
        specs = [part.phone for part in self._played if part.phone]
        await self._stage.site.plug_in(specs)
        await until(self._phones_are_there, REGISTERED_WITHIN, "the simulated phones did not register")
        for part in self._inbound:
            answer = await self._people.wish(part.code, "login", type=part.type)
            if not answer.success:
                raise BenchError(f"agent {part.code} could not log in: {answer.text}")
        await self._outbound.begin(self._people, self._stage.daemon)
        self._show.say(
            f"{len(self._played)} agents are logged in; people call and write for {self._seconds} s"
        )

    async def _phones_are_there(self) -> bool:
        phones = {phone.code: phone.state for phone in await self._people.boss.phones()}
        return all(phones.get(part.code) == "free" for part in self._played)

    async def _let_callers_in(self) -> None:
        comers = crowd(list(NUMBERS), endings=ENDINGS, seed=self._seed)
        await self._stage.site.let_in(
            Callers(self._stage.site.asterisk, comers, waiting=ON_THE_LINE, rate=1.5)
        )

    def _start_play(self) -> None:
        work = {
            "player": self._player.run(),
            "writers": self._desks.writers.run(),
            "hands": self._desks.hands.run(),
        }
        self._play = [self._start(name, one) for name, one in work.items()]

    # --- the play ----------------------------------------------------------------------------------------------------

    async def _until_the_end(self) -> None:
        end = time.monotonic() + self._seconds
        frame_title, join, command = "aftercall demo", self._how_in(), self._how_to_command()
        while (remains := end - time.monotonic()) > 0:
            self._look_after_tasks()
            self._show.paint(self._world, Frame(frame_title, int(remains * 1000), join, command))
            await asyncio.sleep(min(self._show.every, remains))

    def _look_after_tasks(self) -> None:
        """What failed beside the play is raised here."""
        for task in self._tasks:
            if task.done():
                task.result()
        if not self._stage.daemon.alive:
            raise BenchError(f"the daemon ended; its last words are in {self._stage.daemon.log}")

    # --- after -------------------------------------------------------------------------------------------------------

    async def _tidy_up(self) -> None:
        """Callers go, what is in hand is finished, everybody comes back: then nobody may be stuck, and nothing left."""
        for task in self._play:
            self._tasks.remove(task)
            task.cancel()
        for task in self._play:
            with suppress(asyncio.CancelledError):
                await task
        self._show.paint(
            self._world,
            Frame("aftercall demo", 0, ["the play is over: callers go, agents finish and solve …"]),
        )
        await self._outbound.end(self._stage.daemon)
        await self._stage.site.send_away()
        await asyncio.gather(self._desks.finish(SOLVED_WITHIN), until(self._settled, SETTLED_WITHIN, ""))
        await until(self._settled, SETTLED_WITHIN, "")
        await until(self._desks.all_told, TOLD_WITHIN, "")

    async def _settled(self) -> bool:
        await self._player.all_back()
        await asyncio.sleep(0.5)
        return all(self._world.agents[part.code].state == part.rest for part in self._played)

    async def _judge(self) -> Outcome:
        site, boss = self._stage.site, self._people.boss
        tally = site.observer.tally()
        days = [(await boss.day(part.code)).model_dump(mode="json") for part in self._parts]
        played = {part.code for part in self._played}
        boards = [board for board in await self._stage.api.boards() if board["code"] in played]
        places = [place for place in await site.observer.places() if place.agent in played]
        report = Report(
            (
                no_call_in_aftercall(tally),
                no_offer_on_a_break(tally, self._player.breaks),
                nobody_stuck(places, boards),
                intervals_without_a_hole(days),
                every_caller_accounted_for(self._world),
                no_event_missed(self._world),
                *self._desks.promises(),
                *await self._outbound.promises(self._stage.daemon),
            ),
            {
                "answered": tally.calls,
                "left waiting": tally.abandoned,
                "rings": tally.offers,
                "breaks": self._player.breaks,
                **self._desks.figures(),
                **await self._outbound.figures(self._stage.daemon),
                **{f"wishes {word}": count for word, count in sorted(self._player.answers.items())},
            },
        )
        day = max(days, key=lambda one: len(one["intervals"]))
        return Outcome(report, day)


def join_in(server: str, secret: str) -> list[str]:
    """How a person joins in with a softphone on this machine."""
    return [
        f"softphone: SIP {server} UDP, user {SPARE}, password {secret}",
        "dial *51 log in, *50 out, *64 lunch, *53 resume, *54 end, *55 extend, 800 Sales",
    ]


async def furnish(people: People, parts: Sequence[Part]) -> None:
    """Everything is configured over the API, as a manager would."""
    boss = people.boss
    for code, fields in TYPES.items():
        await boss.put_type(code, **fields)
    for code, fields in QUEUES.items():
        await boss.put_queue(code, **fields)
    for number, queue in NUMBERS.items():
        await boss.put_number(number, "queue", queue)
    for part in parts:
        await boss.put_phone(part.code, secret=part.secret)
        await boss.put_agent(part.code, **part.card)


async def until(done: Callable[[], Awaitable[bool]], seconds: float, why: str) -> None:
    """Asked again and again; with no `why`, patience that runs out is no error here."""
    deadline = time.monotonic() + seconds
    while not await done():
        if time.monotonic() > deadline:
            if why:
                raise BenchError(f"{why} within {seconds:g} s")
            return
        await asyncio.sleep(0.3)


def every_caller_accounted_for(world: World) -> Promise:
    """Whoever came was answered or left in a way that is counted. Of campaigns nobody came: they called."""
    today = [board.today for code, board in world.queues.items() if code not in world.campaigns]
    offered = sum(one.offered for one in today)
    known = sum(one.answered + one.abandoned + one.timeout + one.other for one in today)
    answered = sum(one.answered for one in today)
    return Promise("every caller accounted for", offered, abs(offered - known), f"{answered} answered")


def no_event_missed(world: World) -> Promise:
    """As their numbers show a listener on MQTT."""
    return Promise("no event missed on MQTT", world.heard, world.missed or world.gaps)
