"""A floor on which the switch confirms all, and the dialer's room beside it; the store and the lines are the test's to play."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import replace
from typing import Any, TypeVar

from acd.core import heard as floor_heard
from acd.core import orders as floor_orders
from acd.core.cards import AgentCard, Group, QueueCard, TypeCard
from acd.core.facts import Fact, Refused
from acd.core.floor import Floor, step
from acd.core.heard import Device, Person
from acd.core.moment import SECOND, Moment
from dialer.core import heard, orders
from dialer.core.attempt import Attempt
from dialer.core.cards import BOOKS, CampaignCard, Disposition, Does, Mode, State, TrunkCard
from dialer.core.line import Line
from dialer.core.room import Room
from dialer.core.step import Underway
from dialer.core.step import step as dial_step

RITA = Person("rita", "supervisor")
T0: Moment = 1_800_000_000_000
AGENTS = ("1001", "1002")
CARD = CampaignCard(
    "spring",
    mode=Mode.PREVIEW,
    state=State.RUNNING,
    regime="us",
    trunks=("north",),
    dispositions=(Disposition("sale", Does.FINISH),),
)
QUEUE = QueueCard("spring", work="phone", rest="break", aftercall=5 * SECOND, misses=0, disposition=True)
Kind = TypeVar("Kind")


class Stage:
    """Campaign `spring`; agents log in and join when they are told to."""

    def __init__(self, card: CampaignCard = CARD, queue: QueueCard = QUEUE) -> None:
        self.card = card
        self.at, self.floor, self.room = T0, Floor(), Room()
        self.told: list[Fact] = []
        self.asked: list[Any] = []
        self._names = itertools.count(1)
        for event in (
            floor_heard.TypeSet(0, TypeCard("phone", Group.WORK)),
            floor_heard.TypeSet(0, TypeCard("break", Group.BREAK, calls=False)),
            floor_heard.QueueSet(0, queue),
            *(floor_heard.AgentSet(0, AgentCard(a, a, phone=a, queues=(("spring", 0),))) for a in AGENTS),
            *(floor_heard.PhoneSet(0, a) for a in AGENTS),
            floor_heard.LinkUp(0, "22", "today"),
            *(floor_heard.PhoneIs(0, a, Device.FREE) for a in AGENTS),
        ):
            self.hear(event)

    def open(self, attempts: Iterable[Attempt] = ()) -> None:
        """As the desk does at a start."""
        self.dial(heard.TrunkSet(self.at, TrunkCard("north", "carrier", channels=5, rate=50)))
        self.dial(heard.CampaignSet(self.at, self.card))
        self.dial(Underway(self.at, tuple(attempts)))

    def linked(self, *alive: str) -> None:
        """Which lines there are is known."""
        self.dial(heard.LinesAre(self.at, alive))

    def join(self, *agents: str) -> None:
        for agent in agents or ("1001",):
            self.wish(floor_heard.LogIn, agent, type="phone")
            self.wish(floor_heard.Join, agent, queue="spring")

    # --- stepping ------------------------------------------------------------------------------------------------

    def hear(self, event: floor_heard.Heard) -> None:
        self.floor, told, asked = step(self.floor, replace(event, at=self.at))
        self.told += told
        for order in asked:
            if isinstance(order, floor_orders.Arrange):
                self.hear(floor_heard.Arranged(self.at, order.agent, order.seq))
        for fact in told:
            self.dial(fact)

    def wish(self, kind: type[floor_heard.Wish], agent: str, **more: Any) -> bool:
        """Was it granted (or kept)?"""
        name = f"w{next(self._names)}"
        self.hear(kind(self.at, name, RITA, agent, **more))
        return not any(isinstance(fact, Refused) and fact.wish == name for fact in self.told)

    def dial(self, event: Any) -> None:
        self.room, told, asked = dial_step(self.room, event, self.floor)
        self.told += told
        self.asked += asked
        for order in asked:
            if isinstance(order, orders.Book):
                self.wish(floor_heard.Book, order.agent, queue=order.campaign)
                self.dial(heard.Booked(self.at, order.agent, order.campaign))
            elif isinstance(order, orders.Unbook):
                self.wish(floor_heard.Unbook, order.agent)

    def wait(self, span: int = 250) -> None:
        self.at += span
        self.hear(floor_heard.TimePassed(self.at))
        self.dial(heard.Tick(self.at))

    # --- the store, the lines, and what came of it ------------------------------------------------------------------

    def give(self, name: str = "d-1", contact: int = 1, own: bool | None = None) -> Attempt:
        """The store answers the last order to take with one attempt. `own`: its agent promised it; None: as the mode has it."""
        order = self.orders(orders.Take)[-1]
        agent = order.agents[0] if order.agents else None
        attempt = attempt_of(
            name, contact, began=self.at, agent=agent, own=_own(self, agent) if own is None else own
        )
        self.dial(heard.Taken(self.at, "spring", order.count, (attempt,), None, order.trunks, order.agents))
        return attempt

    def talk(self, name: str, agent: str = "1001") -> None:
        """The contact answers and the agent has him."""
        leg = f"PJSIP/{agent}-{name}"
        self.dial(heard.LineAnswered(self.at, name))
        self.hear(floor_heard.Offered(self.at, "spring", name, agent, agent, leg))
        self.hear(floor_heard.Answered(self.at, "spring", name, agent, agent, leg, f"t-{name}"))

    def hang_up(self, name: str, agent: str = "1001") -> None:
        span = self.floor.queues["spring"].card.aftercall
        self.hear(
            floor_heard.Ended(
                self.at, agent, agent, "spring", name, f"t-{name}", self.at, span, self.at + span
            )
        )

    def orders(self, kind: type[Kind]) -> list[Kind]:
        return [order for order in self.asked if isinstance(order, kind)]

    def facts(self, kind: type[Kind]) -> list[Kind]:
        return [fact for fact in self.told if isinstance(fact, kind)]

    def line(self, name: str = "d-1") -> Line:
        return self.room.lines[name]

    @property
    def on_trunk(self) -> int:
        return self.room.trunks.by_code["north"].out


def _own(stage: Stage, agent: str | None) -> bool:
    return agent is not None and stage.room.campaigns["spring"].card.mode not in BOOKS


def attempt_of(name: str, contact: int = 1, **more: Any) -> Attempt:
    return Attempt(name, "spring", contact, f"+48512{contact:06}", "north", **({"began": T0} | more))
