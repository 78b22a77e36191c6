"""The dialer's desk on real databases, with a telephone that only notes what it was asked."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace

from sqlalchemy.exc import OperationalError

from acd.core.agent import Agent, Presence, Talk, Work
from acd.core.cards import AgentCard, Group, QueueCard, TypeCard
from acd.core.facts import CallEnded, Fact, Granted, LinkChanged
from acd.core.floor import Floor
from acd.core.heard import Wish
from acd.core.moment import Moment
from acd.core.queue import Queue
from acd.store.database import Database
from dialer.core import facts, heard, orders
from dialer.core.cards import TrunkCard
from dialer.core.lawful import Calendars
from dialer.core.outcome import Outcome
from dialer.desk import DialDesk
from dialer.store.paper import Paper
from dialer.store.tables import attempts
from tests.edges.dialer_kit import NOON, SPRING, add_list, furnish
from tests.edges.store_tools import rows

CARD = replace(SPRING, calendar=None)
WITHIN = 20.0
ENDED = CallEnded(NOON, "help", "c1", "1000", "c1-1000", 1000)


def a_floor(agents: int = 3) -> Floor:
    """Agents who joined the campaign and are free."""
    people = {}
    for index in range(agents):
        code = f"10{index:02d}"
        card = AgentCard(code, code, phone=code, queues=(("spring", 0),))
        people[code] = Agent(
            card, type="phone", want="phone", presence=Presence.WORK, phone=code, session=NOON, since=NOON,
            joined=frozenset({"spring"}), joins=frozenset({"spring"}),
        )  # fmt: skip
    queues = {"spring": Queue(QueueCard("spring", work="phone"))}
    return Floor(agents=people, queues=queues, types={"phone": TypeCard("phone", Group.WORK)}, linked=True)


@dataclass
class Telephone:
    dialled: list[orders.Dial] = field(default_factory=list)
    cancelled: list[str] = field(default_factory=list)
    there: tuple[str, ...] = ()

    def dial(self, order: orders.Dial) -> None:
        self.dialled.append(order)

    def cancel(self, order: orders.Cancel) -> None:
        self.cancelled.append(order.attempt)

    async def lines(self) -> heard.LinesAre:
        return heard.LinesAre(NOON, self.there)


class Flaky(Paper):
    """A database that can be away."""

    away = False

    async def take(self, order: orders.Take, now: Moment, calendars: Calendars) -> heard.Taken:
        self._or_fail()
        return await super().take(order, now, calendars)

    async def finish(self, ends: Sequence[object], now: Moment) -> list[object]:  # type: ignore[override]
        self._or_fail()
        return await super().finish(ends, now)  # type: ignore[arg-type, return-value]

    def _or_fail(self) -> None:
        if self.away:
            raise OperationalError("away", {}, ConnectionError("away"))


@dataclass
class Working:
    desk: DialDesk
    telephone: Telephone
    paper: Flaky
    told: list[Fact]
    now: Callable[[], Moment]


@asynccontextmanager
async def working(
    database: Database,
    *,
    agents: int = 3,
    there: tuple[str, ...] = (),
    talking: Mapping[str, str] | None = None,
) -> AsyncIterator[Working]:
    """A desk at noon, whose clock goes on from there. `talking`: agent -> the attempt he talks with since noon."""
    began = time.monotonic()
    floor, telephone, told = a_floor(agents), Telephone(there=there), list[Fact]()
    for code, call in (talking or {}).items():
        talk = Talk(call, "spring", "leg", f"t-{call}", NOON)
        people = {**floor.agents, code: replace(floor.agents[code], work=Work.TALKING, talk=talk)}
        floor = replace(floor, agents=people)

    def now() -> Moment:
        return NOON + int((time.monotonic() - began) * 1000)

    async def ask(wish: Wish) -> Fact:
        return Granted(now(), wish.id, wish.agent, wish.by.name)

    paper = Flaky(database)
    desk = DialDesk(paper, telephone, ask=ask, floor=lambda: floor, now=now, told=told.extend)
    await desk.open([CARD], [TrunkCard("north", "carrier")])
    task = asyncio.create_task(desk.run())
    try:
        desk.hear(await telephone.lines())
        yield Working(desk, telephone, paper, told, now)
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def until(so: Callable[[], bool], what: str) -> None:
    end = time.monotonic() + WITHIN
    while not so():
        assert time.monotonic() < end, f"not within {WITHIN:g} s: {what}"
        await asyncio.sleep(0.02)


async def outcomes(database: Database) -> dict[str, str | None]:
    return {row["id"]: row["outcome"] for row in await rows(database, attempts)}


async def test_dialled_after_it_is_written(database: Database) -> None:
    """One line for each free agent of a small team, each on record before it is dialled; its end is on record soon."""
    await furnish(database, CARD)
    await add_list(database, [{}] * 10)
    async with working(database) as at:
        await until(lambda: len(at.telephone.dialled) == 3, "three lines")
        names = [order.attempt.id for order in at.telephone.dialled]
        assert set(await outcomes(database)) == set(names)
        at.desk.hear(heard.LineEnded(at.now(), names[0], 17, 486, 0))
        await until(lambda: len(at.telephone.dialled) == 4, "another line")
        await until(lambda: not at.desk.unwritten, "the end is written")
    assert (await outcomes(database))[names[0]] == "busy"


async def test_nobody_is_dialled_without_the_database(database: Database) -> None:
    """While the database is away nothing new is dialled and no end is lost; then both go on."""
    await furnish(database, CARD)
    await add_list(database, [{}] * 10)
    async with working(database) as at:
        await until(lambda: len(at.telephone.dialled) == 3, "three lines")
        at.paper.away = True
        for order in list(at.telephone.dialled):
            at.desk.hear(heard.LineEnded(at.now(), order.attempt.id, 17, 486, 0))
        await asyncio.sleep(1.5)
        assert len(at.telephone.dialled) == 3
        assert at.desk.unwritten == 3
        at.paper.away = False
        await until(lambda: len(at.telephone.dialled) == 6, "more lines")
        await until(lambda: not at.desk.unwritten, "the ends are written")
    assert list((await outcomes(database)).values()).count("busy") == 3


async def test_a_killed_daemon_forgets_no_attempt(database: Database) -> None:
    """What was under way and has no line any more is closed as unknown and not dialled again; what still rings goes on."""
    await furnish(database, CARD)
    await add_list(database, [{}] * 10)
    taken = await Paper(database).take(orders.Take("spring", 3, ("north",) * 3), NOON, Calendars())
    still = taken.attempts[0].id
    async with working(database, there=(still,)) as at:
        await until(lambda: len(at.desk.room.lines) == 3, "two new lines beside the one that rings")
        await until(lambda: not at.desk.unwritten, "the ends are written")
        dialled = {order.attempt.number for order in at.telephone.dialled}
        assert not dialled & {attempt.number for attempt in taken.attempts}
        at.desk.hear(heard.LineEnded(at.now(), still, 17, 486, 0))
        await until(lambda: still not in at.desk.room.lines, "the old line's end")
    found = await outcomes(database)
    assert [found[attempt.id] for attempt in taken.attempts] == ["busy", "unknown", "unknown"]


async def test_a_talk_that_is_found_is_on_record(database: Database) -> None:
    """Who was connected while no daemon listened: his agent is on record before the talk is over."""
    await furnish(database, CARD)
    await add_list(database, [{}])
    (one,) = (await Paper(database).take(orders.Take("spring", 1, ("north",)), NOON, Calendars())).attempts

    async with working(database, there=(one.id,), talking={"1001": one.id}) as at:
        async with asyncio.timeout(WITHIN):
            while not (row := (await rows(database, attempts))[0])["connected"]:  # noqa: ASYNC110 - a database tells nobody
                await asyncio.sleep(0.05)
        assert (row["agent"], row["connected"], row["ended"]) == ("1001", NOON, None)
        assert one.id in at.desk.room.lines


async def test_what_the_cap_counts_survives(database: Database) -> None:
    """Live answers and abandoned ones on record count for the cap after a restart."""
    await furnish(database, CARD)
    await add_list(database, [{}] * 4)
    paper = Paper(database)
    taken = await paper.take(orders.Take("spring", 3, ("north",) * 3), NOON, Calendars())
    ends = [
        replace(attempt, ended=NOON + 30_000, answered=NOON + 10_000, outcome=outcome)
        for attempt, outcome in zip(
            taken.attempts, (Outcome.CONNECTED, Outcome.ABANDONED, Outcome.MACHINE), strict=True
        )
    ]
    await paper.finish(ends, NOON + 30_000)
    async with working(database, agents=0) as at:
        tally = at.desk.room.campaigns["spring"].window.tally(at.now())
    assert (tally.live, tally.abandoned) == (2, 1)


async def test_each_attempt_is_told(database: Database) -> None:
    """Begun and ended, once each."""
    await furnish(database, CARD)
    await add_list(database, [{}] * 2)
    async with working(database) as at:
        await until(lambda: len(at.telephone.dialled) == 2, "two lines")
        for order in list(at.telephone.dialled):
            at.desk.hear(heard.LineEnded(at.now(), order.attempt.id, 19, 480, 3))
        await until(lambda: not at.desk.room.lines, "no line")
        began = [fact.attempt for fact in at.told if isinstance(fact, facts.AttemptBegan)]
        ended = [fact.attempt.id for fact in at.told if isinstance(fact, facts.AttemptEnded)]
    assert len(began) == 2
    assert sorted(began) == sorted(ended)


async def test_a_start_learns_from_before(database: Database) -> None:
    """The campaign's rings and answers of the last hours are known to a new daemon's pacing."""
    await furnish(database, CARD)
    await add_list(database, [{}] * 3)
    paper = Paper(database)
    taken = await paper.take(orders.Take("spring", 3, ("north",) * 3), NOON, Calendars())
    ends = [
        replace(one, ended=NOON + 40_000, answered=NOON + 9_000, outcome=Outcome.CONNECTED, talked=31_000)
        for one in taken.attempts
    ]
    await paper.finish(ends, NOON + 40_000)
    async with working(database, agents=0) as at:
        assert at.desk.room.campaigns["spring"].learned.events == 6


async def test_a_floor_without_campaigns_costs_nothing(database: Database) -> None:
    """With no campaign the floor's facts are not looked at, but the link is: a campaign that is made then may dial at once."""
    looked: list[Fact] = []

    def floor() -> Floor:
        looked.append(ENDED)
        return a_floor()

    async def ask(wish: Wish) -> Fact:
        return Granted(NOON, wish.id, wish.agent, wish.by.name)

    desk = DialDesk(
        Paper(database), Telephone(), ask=ask, floor=floor, now=lambda: NOON, told=lambda told: None
    )
    task = asyncio.create_task(desk.run())
    try:
        await asyncio.sleep(0.2)
        before = len(looked)
        for _ in range(20):
            desk.overhear([ENDED])
            await asyncio.sleep(0.01)
        assert len(looked) == before
        desk.overhear([LinkChanged(NOON, True, "up")])
        await until(lambda: desk.room.linked, "the lines are asked for")
    finally:
        task.cancel()
        await asyncio.wait([task])
