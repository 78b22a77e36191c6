"""A small floor for tests, and a switch that does at once what it is asked."""

from __future__ import annotations

from dataclasses import dataclass, field

from acd.core import heard, orders
from acd.core.agent import Agent
from acd.core.cards import AgentCard, Group, QueueCard, TypeCard
from acd.core.facts import Fact
from acd.core.floor import Floor, Rules, step
from acd.core.heard import Device, MemberSeen, Person
from acd.core.moment import MINUTE, SECOND, Moment

T0: Moment = 1_800_000_000_000
BOSS = Person("rita", "supervisor")
SELF = Person("anna")

TYPES = (
    TypeCard("phone", Group.WORK, order=1),
    TypeCard("mail", Group.WORK, calls=False, tickets=True, order=2),
    TypeCard("lunch", Group.BREAK, paid=False, quota=1),
    TypeCard("coffee", Group.BREAK, length=10 * MINUTE, returns=True, warn=MINUTE),
    TypeCard("training", Group.BREAK, approval=True),
)
QUEUES = (
    QueueCard("sales", aftercall=10 * SECOND, step=5 * SECOND, longest=20 * SECOND),
    QueueCard("help", aftercall=0, weight=5),
    QueueCard("desk", aftercall=10 * SECOND, early=False, disposition=True, misses=2),
)


OWN = "own"


def agent_card(code: str, *queues: str, phone: str | None = OWN) -> AgentCard:
    """`phone` own: that of his code."""
    own = code if phone == OWN else phone
    return AgentCard(code, f"Agent {code}", "team", own, tuple((q, 0) for q in queues or ("sales", "help")))


@dataclass
class Bench:
    """Steps a floor; `obeys`: the switch confirms each Arrange at once and tells its members."""

    floor: Floor = field(default_factory=lambda: Floor(rules=Rules()))
    at: Moment = T0
    obeys: bool = True
    facts: list[Fact] = field(default_factory=list)
    orders: list[orders.Order] = field(default_factory=list)

    def hear(self, event: heard.Heard) -> list[Fact]:
        """Step, let the switch obey, and give the facts that came of it all."""
        self.at = max(self.at, event.at)
        self.floor, facts, asked = step(self.floor, event)
        self.facts += facts
        self.orders += asked
        out = list(facts)
        for order in asked:
            if isinstance(order, orders.Arrange) and self.obeys:
                out += self.obey(order)
        return out

    def obey(self, order: orders.Arrange) -> list[Fact]:
        out: list[Fact] = []
        queues = dict(order.queues)
        for code in self.floor.queues:
            if code in queues:
                paused = order.pause is not None
                member = MemberSeen(code, order.agent, order.phone, paused, order.pause or "", Device.FREE)
                out += self.hear(heard.MemberIs(self.at, member))
            elif order.agent in self.floor.queues[code].members:
                out += self.hear(heard.MemberGone(self.at, code, order.agent))
        return out + self.hear(heard.Arranged(self.at, order.agent, order.seq))

    def wait(self, span: int) -> list[Fact]:
        return self.hear(heard.TimePassed(self.at + span))

    def agent(self, code: str = "1001") -> Agent:
        return self.floor.agents[code]

    def wish(
        self, kind: type[heard.Wish], agent: str = "1001", by: Person = SELF, **more: object
    ) -> list[Fact]:
        return self.hear(kind(at=self.at, id=f"w{len(self.facts)}", by=by, agent=agent, **more))

    def joins(self, code: str = "c1", queue: str = "sales") -> None:
        """A caller, behind those who wait."""
        waiting = len(self.floor.queues[queue].waiting)
        self.hear(heard.CallerJoined(self.at, queue, code, f"PJSIP/in-{code}", "+48500", "Jan", waiting + 1))

    def call(self, code: str = "c1", queue: str = "sales", agent: str = "1001") -> None:
        """A caller joins and rings this agent."""
        self.joins(code, queue)
        self.hear(heard.MusicIs(self.at, f"PJSIP/in-{code}", True))
        self.ring(code, queue, agent)

    def ring(self, code: str = "c1", queue: str = "sales", agent: str = "1001") -> None:
        self.hear(heard.Offered(self.at, queue, code, agent, agent, f"PJSIP/{agent}-{code}"))

    def answer(self, code: str = "c1", queue: str = "sales", agent: str = "1001") -> None:
        self.hear(heard.CallerLeft(self.at, queue, code))
        leg = f"PJSIP/{agent}-{code}"
        self.hear(heard.Answered(self.at, queue, code, agent, agent, leg, f"t-{code}"))

    def hang_up(self, code: str = "c1", queue: str = "sales", agent: str = "1001") -> list[Fact]:
        """The agent's leg ends; the dialplan pauses for the aftercall, as it does."""
        span = self.floor.queues[queue].card.aftercall
        talk = self.floor.agents[agent].talk
        began = talk.began if talk else self.at
        return self.hear(
            heard.Ended(self.at, agent, agent, queue, code, f"t-{code}", began, span, self.at + span)
        )


def bench(*agents: str, logged_in: bool = True, obeys: bool = True) -> Bench:
    """A linked floor with these agents (default 1001 and 1002), by default logged in on `phone`."""
    it = Bench(obeys=True)
    for type_card in TYPES:
        it.hear(heard.TypeSet(it.at, type_card))
    for queue_card in QUEUES:
        it.hear(heard.QueueSet(it.at, queue_card))
    for code in agents or ("1001", "1002"):
        it.hear(heard.AgentSet(it.at, agent_card(code)))
        it.hear(heard.PhoneIs(it.at, code, Device.FREE))
    it.hear(heard.LinkUp(it.at, "22.10.1", "start"))
    if logged_in:
        for code in it.floor.agents:
            it.wish(heard.LogIn, code)
    it.at += SECOND
    it.facts.clear()
    it.orders.clear()
    it.obeys = obeys
    return it
