"""The room and the floor together, in a world of chance: people answer or not, agents come and go, links are cut.

Whatever happens: nobody is dialled without an agent there, without a link, twice, or while the campaign does not run; every attempt
ends once; nobody stays booked.
"""

from __future__ import annotations

import heapq
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from acd.core import heard as floor_heard
from acd.core import orders as floor_orders
from acd.core.agent import HoldKind
from acd.core.cards import AgentCard, Group, QueueCard, TypeCard
from acd.core.floor import Alarm, Floor, step
from acd.core.heard import Device, Person
from acd.core.moment import HOUR, SECOND
from dialer.core import facts, heard, orders
from dialer.core.attempt import Attempt
from dialer.core.cards import CampaignCard, Mode, State, TrunkCard
from dialer.core.crew import PaceRules
from dialer.core.guard import credit
from dialer.core.line import Stage
from dialer.core.outcome import Outcome
from dialer.core.room import Room
from dialer.core.rules import stricter
from dialer.core.staff import stays
from dialer.core.step import step as dial_step

RITA = Person("rita", "supervisor")
START = 1_800_000_000_000


@dataclass
class World:
    """Asterisk, the store and the people, in one queue of things to come."""

    mode: Mode
    seed: int
    agents: int = 6
    contacts: int = 400
    answering: float = 0.4
    floor: Floor = field(default_factory=Floor)
    room: Room = field(default_factory=Room)
    now: int = START
    told: list[Any] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.dice = random.Random(self.seed)
        self._coming: list[tuple[int, int, Callable[[], None]]] = []
        self._count = 0
        self._alarm = Alarm()
        self.left = self.contacts
        self.dialled: Counter[str] = Counter()
        self.lines: dict[str, str] = {}  # as Asterisk has them: attempt -> state
        self.waiting: list[str] = []
        self.linked = True
        self.wrong: list[str] = []
        self.card = CampaignCard(
            "spring", mode=self.mode, state=State.RUNNING, regime="us", trunks=("t",), countdown=3 * SECOND
        )
        self._furnish()

    def _furnish(self) -> None:
        agents = [f"10{i:02d}" for i in range(self.agents)]
        for event in (
            floor_heard.TypeSet(0, TypeCard("phone", Group.WORK)),
            floor_heard.TypeSet(0, TypeCard("break", Group.BREAK, calls=False)),
            floor_heard.QueueSet(
                0, QueueCard("spring", work="phone", rest="break", aftercall=5 * SECOND, misses=0)
            ),
            *(floor_heard.AgentSet(0, AgentCard(a, a, phone=a, queues=(("spring", 0),))) for a in agents),
            *(floor_heard.PhoneSet(0, a) for a in agents),
            floor_heard.LinkUp(0, "22", "today"),
            *(floor_heard.PhoneIs(0, a, Device.FREE) for a in agents),
        ):
            self.hear(event)
        self.dial(heard.TrunkSet(self.now, TrunkCard("t", "t", channels=100, rate=50)))
        self.dial(heard.CampaignSet(self.now, self.card))
        self.dial(heard.LinesAre(self.now, ()))
        for agent in agents:
            self.wish(floor_heard.LogIn, agent, type="phone")
        self.run(1)
        for agent in agents:
            self.wish(floor_heard.Join, agent, queue="spring")
        self.run(1)

    # --- the two engines -----------------------------------------------------------------------------------------

    def at(self, delay: int, what: Callable[[], None]) -> None:
        self._count += 1
        heapq.heappush(self._coming, (self.now + delay, self._count, what))

    def hear(self, event: floor_heard.Heard) -> None:
        self.floor, told, asked = step(self.floor, replace(event, at=self.now))
        self.told += told
        for order in asked:
            if isinstance(order, floor_orders.Arrange):
                self.at(
                    self.dice.randint(1, 30),
                    lambda o=order: self.hear(floor_heard.Arranged(0, o.agent, o.seq)),
                )  # type: ignore[misc]
        for fact in told:
            self.dial(fact)
        self._hand_out()

    def wish(self, kind: type[floor_heard.Wish], agent: str, **more: Any) -> str:
        self._count += 1
        name = f"w{self._count}"
        self.hear(kind(self.now, name, RITA, agent, **more))
        return name

    def dial(self, event: Any) -> None:
        before = self.room
        self.room, told, asked = dial_step(self.room, event, self.floor)
        self.told += told
        self._judge(before, [order for order in asked if isinstance(order, orders.Take) and not order.agents])
        for order in asked:
            self._order(order)

    def _judge(self, before: Room, takes: list[orders.Take]) -> None:
        """Where nothing of the cap is left, there is at most a line for each agent who is free."""
        asked = sum(take.count for take in takes)
        if not asked or self.card.mode not in (Mode.POWER, Mode.PREDICTIVE):
            return
        campaign = before.campaigns["spring"]
        rules = stricter(self.card)
        limits = PaceRules(rules.cap, rules.patience, rules.ring)
        if credit(campaign.window.tally(self.now), limits) > 0:
            return
        out = [
            line
            for line in before.lines.values()
            if line.stage in (Stage.OUT, Stage.LIVE) and not line.cancelled and not line.preview
        ]
        free = [a for a in self.floor.agents.values() if a.shown == "free" and "spring" in a.joined]
        if asked + len(out) + campaign.taking > max(len(free), len(out) + campaign.taking):
            self.wrong.append(f"{asked} taken beyond the cap with {len(out)} out and {len(free)} free")

    def _order(self, order: Any) -> None:
        match order:
            case orders.Take():
                self.at(self.dice.randint(1, 200), lambda: self._take(order))
            case orders.Dial():
                self._dialled(order)
            case orders.Cancel():
                if self.lines.get(order.attempt) == "ringing":
                    self.at(20, lambda: self._gone(order.attempt, 16, 487))
            case orders.Book():
                self._book(order)
            case orders.Unbook():
                self.at(1, lambda: self.wish(floor_heard.Unbook, order.agent) and None)

    def _book(self, order: orders.Book) -> None:
        def ask() -> None:
            self.wish(floor_heard.Book, order.agent, queue=order.campaign)
            self.at(40, lambda: self.dial(heard.Booked(self.now, order.agent, order.campaign)))

        self.at(1, ask)

    # --- the store -----------------------------------------------------------------------------------------------

    def _take(self, order: orders.Take) -> None:
        if self.dice.random() < 0.03:
            self.dial(
                heard.NotTaken(self.now, order.campaign, order.count, "away", order.trunks, order.agents)
            )
            return
        some = min(order.count, self.left)
        self.left -= some
        agents = order.agents or (None,) * order.count
        made = tuple(
            Attempt(
                f"d-{self.left + i}",
                "spring",
                self.left + i,
                f"+4851{self.left + i:07d}",
                order.trunks[i],
                self.now,
                agents[i],
            )
            for i in range(some)
        )
        promised = (
            () if order.agents or self.dice.random() < 0.9 else (self.dice.choice(list(self.floor.agents)),)
        )
        self.dial(
            heard.Taken(
                self.now, order.campaign, order.count, made, None, order.trunks, order.agents, promised
            )
        )

    # --- the network ---------------------------------------------------------------------------------------------

    def _dialled(self, order: orders.Dial) -> None:
        name = order.attempt.id
        self.dialled[name] += 1
        there = [a for a in self.floor.agents.values() if "spring" in a.joined and stays(a)]
        if not there:
            self.wrong.append(f"{name} dialled for nobody")
        if not self.linked:
            self.wrong.append(f"{name} dialled without a link")
        if self.card.state is not State.RUNNING:
            self.wrong.append(f"{name} dialled while {self.card.state.value}")
        if order.ring < stricter(self.card).ring_least:
            self.wrong.append(f"{name} rings for {order.ring} ms only")
        self.lines[name] = "ringing"
        after = self.dice.randint(3, 20) * SECOND
        if self.dice.random() < self.answering:
            self.at(after, lambda: self._answered(name))
        else:
            self.at(
                min(after, order.ring),
                lambda: self._gone(name, *self.dice.choice([(17, 486), (19, 480), (34, 503)])),
            )

    def _answered(self, name: str) -> None:
        if self.lines.get(name) != "ringing":
            return
        self.lines[name] = "waiting"
        self.dial(heard.LineAnswered(self.now, name))
        self.hear(floor_heard.CallerJoined(0, "spring", name, name, "", "", 1))
        self.waiting.append(name)
        self._hand_out()
        self.at(2 * SECOND, lambda: self._impatient(name))

    def _hand_out(self) -> None:
        """app_queue: a waiting person gets a member who is free and not paused."""
        for name in list(self.waiting):
            for agent in self.floor.agents.values():
                queues = dict(agent.asked.queues)
                if (
                    agent.work.value == "free"
                    and "spring" in queues
                    and agent.asked.pause is None
                    and not agent.open
                ):
                    self.waiting.remove(name)
                    self._connect(name, agent.code)
                    break

    def _connect(self, name: str, agent: str) -> None:
        self.lines[name] = "talking"
        leg = f"PJSIP/{agent}-{self._count:08d}"
        self.hear(floor_heard.Offered(0, "spring", name, agent, agent, leg))
        self.hear(floor_heard.Answered(0, "spring", name, agent, agent, leg, f"t{name}"))
        self.at(self.dice.randint(5, 60) * SECOND, lambda: self._over(name, agent))

    def _over(self, name: str, agent: str) -> None:
        if self.lines.get(name) != "talking":
            return
        ended = floor_heard.Ended(
            self.now, agent, agent, "spring", name, f"t{name}", self.now, 5 * SECOND, self.now + 5 * SECOND
        )
        self.hear(ended)
        self._gone(name, 16, None)

    def _impatient(self, name: str) -> None:
        if name in self.waiting:
            self.waiting.remove(name)
            self.dial(heard.LineLeft(self.now, name))
            self.at(4 * SECOND, lambda: self._gone(name, 16, None))

    def _gone(self, name: str, cause: int, tech: int | None) -> None:
        if self.lines.pop(name, None) is not None and self.linked:
            self.dial(heard.LineEnded(self.now, name, cause, tech))

    # --- what else happens ---------------------------------------------------------------------------------------

    def disturb(self) -> None:
        agent = self.dice.choice(list(self.floor.agents))
        what = self.dice.random()
        if what < 0.5:
            on_break = self.floor.agents[agent].presence.value == "break"
            self.wish(
                floor_heard.Resume if on_break else floor_heard.Choose,
                agent,
                **({} if on_break else {"type": "break"}),
            )
        elif what < 0.6:
            self.wish(floor_heard.Leave, agent, queue="spring")
            self.at(10 * SECOND, lambda: self.wish(floor_heard.Join, agent, queue="spring") and None)
        elif what < 0.7:
            for each in list(self.floor.agents):
                self.wish(floor_heard.Choose, each, type="break")
                self.at(30 * SECOND, lambda a=each: self.wish(floor_heard.Resume, a) and None)  # type: ignore[misc]
        elif what < 0.85 and self.linked:
            self.linked = False
            self.hear(floor_heard.LinkDown(0, "cut"))
            self.at(self.dice.randint(1, 20) * SECOND, self._back)
        else:
            state = State.PAUSED if self.card.state is State.RUNNING else State.RUNNING
            self.card = replace(self.card, state=state)
            self.dial(heard.CampaignSet(self.now, self.card, "rita"))

    def _back(self) -> None:
        self.linked = True
        self.hear(floor_heard.LinkUp(0, "22", "today"))
        self.at(50, lambda: self.dial(heard.LinesAre(self.now, tuple(self.lines))))

    # --- running -------------------------------------------------------------------------------------------------

    def run(self, seconds: int, every: float = 0.25, disturbed: float = 0.0) -> World:
        end = self.now + seconds * SECOND
        self._tick(end, int(every * SECOND), disturbed)
        while self._coming and self._coming[0][0] <= end:
            at, _, what = heapq.heappop(self._coming)
            due = self._alarm.next(self.floor)
            while due is not None and due <= at:
                self.now = max(self.now, due)
                self.hear(floor_heard.TimePassed(self.now))
                due = self._alarm.next(self.floor)
            self.now = at
            what()
        return self

    def _tick(self, end: int, every: int, disturbed: float) -> None:
        if self.now >= end:
            return
        self.dial(heard.Tick(self.now))
        if self.dice.random() < disturbed:
            self.disturb()
        self.at(every, lambda: self._tick(end, every, disturbed))

    def calm(self) -> World:
        """Nobody new is called; what goes on comes to its end."""
        self.card = replace(self.card, state=State.STOPPED)
        self.dial(heard.CampaignSet(self.now, self.card))
        return self.run(400)

    @property
    def ended(self) -> list[Attempt]:
        return [fact.attempt for fact in self.told if isinstance(fact, facts.AttemptEnded)]


@pytest.mark.parametrize("mode", list(Mode))
@pytest.mark.parametrize("seed", range(4))
def test_whatever_happens(mode: Mode, seed: int) -> None:
    """In every mode, with breaks, cuts, pauses and a store that fails: no wrong dial, every attempt ends once, nobody stays booked."""
    world = World(mode, seed).run(900, disturbed=0.02).calm()
    assert world.wrong == []
    assert world.dialled, "somebody is called at all"
    assert max(world.dialled.values()) == 1
    ended = Counter(attempt.id for attempt in world.ended)
    began = {fact.attempt for fact in world.told if isinstance(fact, facts.AttemptBegan)}
    assert set(ended) == began
    assert set(world.dialled) <= began
    assert max(ended.values()) == 1
    assert not world.room.lines
    assert not any(HoldKind.BOOKED in agent.holds for agent in world.floor.agents.values())
    never = [a for a in world.ended if a.id not in world.dialled]
    assert {a.outcome for a in never} <= {Outcome.NO_AGENT}


@pytest.mark.parametrize("mode", [Mode.PROGRESSIVE, Mode.PREDICTIVE])
def test_a_day_without_trouble(mode: Mode) -> None:
    """With nothing in the way every contact is dialled, and who answers gets an agent; booked agents abandon nobody."""
    world = World(mode, 7, contacts=150).run(2400).calm()
    outcomes = Counter(attempt.outcome for attempt in world.ended)
    assert sum(world.dialled.values()) == 150
    assert outcomes[Outcome.CONNECTED] > 30
    if mode is Mode.PROGRESSIVE:
        assert outcomes[Outcome.ABANDONED] == 0
    else:
        live = outcomes[Outcome.CONNECTED] + outcomes[Outcome.ABANDONED]
        assert outcomes[Outcome.ABANDONED] <= 0.1 * live


def test_booked_agents_have_one_line_each() -> None:
    """Progressive: never more lines out than agents booked for them or on the way to one."""
    world = World(Mode.PROGRESSIVE, 3)
    for _ in range(400):
        world.run(1)
        out = [line for line in world.room.lines.values() if line.stage is Stage.OUT and not line.cancelled]
        booked = [a for a in world.floor.agents.values() if HoldKind.BOOKED in a.holds]
        assert len(out) <= len(booked)


def test_all_leave_at_once() -> None:
    """Nothing new is dialled from that moment; what rings is taken back after the least ringing time, not before."""
    world = World(Mode.PREDICTIVE, 5, answering=0.0).run(60)
    out = {line.attempt.id: line.since for line in world.room.lines.values() if line.stage is Stage.OUT}
    assert out
    for agent in list(world.floor.agents):
        world.wish(floor_heard.Choose, agent, type="break")
    world.run(1)
    before = sum(world.dialled.values())
    cancelled: dict[str, int] = {}
    world._order = _watching(world, cancelled)  # type: ignore[method-assign]
    world.run(60)
    assert sum(world.dialled.values()) == before
    assert cancelled
    least = stricter(world.card).ring_least
    assert all(at - out[name] >= least for name, at in cancelled.items() if name in out)
    assert not world.room.lines


def _watching(world: World, cancelled: dict[str, int]) -> Callable[[Any], None]:
    order = world._order

    def watched(one: Any) -> None:
        if isinstance(one, orders.Cancel):
            cancelled[one.attempt] = world.now
        order(one)

    return watched


def test_a_preview_is_connected_when_the_contact_answers() -> None:
    """The agent's own phone at his ear is no conversation: who is busy is busy, and who answers is connected from then on."""
    world = World(Mode.PREVIEW, 1, agents=1).run(6)
    (line,) = world.room.lines.values()
    name, agent = line.attempt.id, "1000"
    leg = "PJSIP/1000-00000009"
    world.hear(floor_heard.Answered(0, "spring", name, agent, agent, leg, "t1"))
    assert world.room.lines[name].attempt.connected is None
    world.dial(heard.LineEnded(world.now, name, 17, 486, None))
    assert [a.outcome for a in world.ended if a.id == name] == [Outcome.BUSY]
    world.hear(floor_heard.Ended(world.now, agent, agent, "spring", name, "t1", world.now, 0, world.now))
    world.run(8)
    (line,) = [one for one in world.room.lines.values() if one.stage is not Stage.SHOWN]
    world.hear(floor_heard.Answered(0, "spring", line.attempt.id, agent, agent, leg, "t2"))
    world.lines[line.attempt.id] = "talking"
    world.dial(heard.LineAnswered(world.now, line.attempt.id))
    world.dial(heard.LineEnded(world.now + 9000, line.attempt.id, 16, None, None))
    world.dial(heard.Tick(world.now + 11_000))
    found = next(a for a in world.ended if a.id == line.attempt.id)
    assert (found.outcome, found.answered) == (Outcome.CONNECTED, found.connected)


def test_beyond_the_cap_only_for_who_is_free() -> None:
    """A campaign that has abandoned too many dials a line for each free agent and no more, until the cap is earned again."""
    world = World(Mode.PREDICTIVE, 11, answering=0.8)
    world.dial(heard.TalliesAre(world.now, "spring", ((world.now // HOUR, 100, 40),)))
    world.run(600, disturbed=0.01)
    assert world.wrong == []
    assert len(world.dialled) > 10
