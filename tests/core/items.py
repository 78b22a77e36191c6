"""A small floor with chats and tickets, for tests."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TypeVar

from acd.core import heard, item_facts
from acd.core.cards import AgentCard, Group, QueueCard, TypeCard
from acd.core.facts import Fact, Granted, Refused
from acd.core.heard import Device, Person
from acd.core.item import Item, ItemCard, Kind, id_of
from acd.core.level import Level, Target
from acd.core.moment import MINUTE, SECOND
from tests.core.floors import BOSS, SELF, Bench

TYPES = (
    TypeCard("all", Group.WORK, chats=True, tickets=True, order=1),
    TypeCard("phone", Group.WORK, order=2),
    TypeCard("mail", Group.WORK, calls=False, tickets=True, order=3),
    TypeCard("lunch", Group.BREAK),
    TypeCard("catch-up", Group.BREAK, tickets=True),
)
QUEUES = (
    QueueCard("sales"),
    QueueCard("help"),
    QueueCard("slow", push_tickets=False, misses=0),
)
LEVEL = Level(
    "gold",
    targets={
        Target.CHAT_ANSWERED: MINUTE,
        Target.FIRST_ANSWERED: 60 * MINUTE,
        Target.NEXT_ANSWERED: 30 * MINUTE,
        Target.SOLVED: 240 * MINUTE,
    },
    credit=500,
)

Told = TypeVar("Told", bound=Fact)


@dataclass
class Items(Bench):
    numbers: int = 0
    messages: int = 0
    wishes: int = field(default=0)

    def bring(self, kind: Kind = Kind.CHAT, queue: str = "sales", **more: object) -> str:
        self.numbers += 1
        self.messages += 1
        card = ItemCard(id_of(kind, self.numbers), self.numbers, kind, queue)
        self.hear(heard.ItemCame(self.at, replace(card, **more), self.messages))  # type: ignore[arg-type]
        return card.id

    def item(self, id: str) -> Item:
        return self.floor.items[id]

    def ask(self, kind: type[heard.Wish], agent: str = "1001", by: Person = SELF, **more: object) -> Fact:
        """The answer to this wish."""
        self.wishes += 1
        id = f"i{self.wishes}"
        told = self.hear(kind(at=self.at, id=id, by=by, agent=agent, **more))
        (answer,) = [one for one in told if isinstance(one, Granted | Refused) and one.wish == id]
        return answer

    def refused(self, kind: type[heard.Wish], agent: str = "1001", by: Person = SELF, **more: object) -> str:
        answer = self.ask(kind, agent, by, **more)
        assert isinstance(answer, Refused), answer
        return answer.code

    def granted(self, kind: type[heard.Wish], agent: str = "1001", by: Person = SELF, **more: object) -> str:
        answer = self.ask(kind, agent, by, **more)
        assert isinstance(answer, Granted), answer
        return answer.text

    def write(self, item: str, by: str = "customer", agent: str | None = None, **more: object) -> list[Fact]:
        self.messages += 1
        return self.hear(heard.MessageCame(self.at, item, self.messages, by, agent, **more))  # type: ignore[arg-type]

    def told(self, kind: type[Told]) -> list[Told]:
        return [fact for fact in self.facts if isinstance(fact, kind)]

    def offered_to(self, item: str) -> str | None:
        offer = self.floor.items[item].offer
        return offer.agent if offer else None


def floor_of_items(*agents: str, levels: bool = False, logged_in: bool = True) -> Items:
    """These agents (default 1001 and 1002) on type `all`, in all queues."""
    it = Items()
    for type_card in TYPES:
        it.hear(heard.TypeSet(it.at, type_card))
    for queue_card in QUEUES:
        it.hear(heard.QueueSet(it.at, queue_card))
    if levels:
        it.hear(heard.LevelSet(it.at, LEVEL))
    for code in agents or ("1001", "1002"):
        queues = tuple((queue.code, 0) for queue in QUEUES)
        it.hear(heard.AgentSet(it.at, AgentCard(code, f"Agent {code}", "team", code, queues)))
        it.hear(heard.PhoneIs(it.at, code, Device.FREE))
    it.hear(heard.LinkUp(it.at, "22.10.1", "start"))
    for code in list(it.floor.agents) if logged_in else []:
        it.wish(heard.LogIn, code, type="all")
    it.at += SECOND
    it.facts.clear()
    it.orders.clear()
    return it


__all__ = ["BOSS", "LEVEL", "QUEUES", "SELF", "TYPES", "Items", "floor_of_items", "item_facts"]
