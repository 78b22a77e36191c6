"""The witness of chats and tickets finds what it is there to find: each promise has a stream of events that breaks it."""

from __future__ import annotations

from itertools import count
from typing import Any

from acd.board.fields import iso
from acd.core.moment import SECOND
from aftercall.simulator.item_promises import of_items
from aftercall.simulator.item_witness import ItemWitness

NOON = 1_800_000_000_000


class Stream:
    """Events as the API tells them, a second apart."""

    def __init__(self) -> None:
        self._seq = count(1)
        self.witness = ItemWitness(
            {"chat": 1, "ticket": 2}, {"anna": frozenset({"sales"}), "bob": frozenset({"sales"})}
        )
        for agent in ("anna", "bob"):
            self.told("agent-moved", agent=agent, state="free")

    def told(self, told: str, /, *, agent: str | None = None, queue: str = "sales", **data: Any) -> None:
        seq = next(self._seq)
        at = NOON + seq * SECOND
        head = {"seq": seq, "kind": told, "at": iso(at), "at_ms": at, "agent": agent, "queue": queue}
        self.witness.read([{**head, "data": data}])

    def came(self, item: str, priority: int = 0) -> None:
        kind = "chat" if item[0] == "c" else "ticket"
        self.told("item-came", item=item, kind=kind, priority=priority, source="")

    def offered(self, item: str, agent: str) -> None:
        self.told("item-offered", agent=agent, item=item, until=None)

    def accepted(self, item: str, agent: str, *, pulled: bool = False) -> None:
        self.told("item-accepted", agent=agent, item=item, waited_ms=0, pulled=pulled)

    def promised(self, item: str, after: int) -> None:
        due = iso(NOON + after)
        self.told("promise-made", item=item, call=None, target="first answered", due=due, reached=due)

    def broken(self, *brought: str) -> list[str]:
        """The promises that do not hold."""
        sums = {"kept": self.witness.kept, "broken": self.witness.broken}
        return [one.name for one in of_items(self.witness, brought, sums) if not one.held]


def test_a_good_day() -> None:
    """Offered, taken, solved, in the right order: all holds."""
    day = Stream()
    day.came("t1")
    day.came("t2", priority=3)
    day.offered("t2", "anna")
    day.accepted("t2", "anna")
    day.offered("t1", "anna")
    day.told("item-offer-over", agent="anna", item="t1", why="declined")
    day.offered("t1", "bob")
    day.accepted("t1", "bob")
    for item in ("t1", "t2"):
        day.told("item-solved", agent="anna", item=item)
    assert day.broken("t1", "t2") == []


def test_offered_on_a_break_or_beyond_room() -> None:
    """Whoever is away, or has as many as he may, is offered none."""
    away = Stream()
    away.came("c1")
    away.told("agent-moved", agent="anna", state="break")
    away.offered("c1", "anna")
    assert away.broken()[:1] == ["no item on a break, on hold, in a call, or beyond the room for it"]
    full = Stream()
    for item in ("c1", "c2"):
        full.came(item)
        full.offered(item, "anna")
        full.accepted(item, "anna")
    assert full.broken() == ["no item on a break, on hold, in a call, or beyond the room for it"]


def test_two_have_it() -> None:
    """What one has, another does not take; nor what was offered to somebody else."""
    day = Stream()
    day.came("t1")
    day.offered("t1", "anna")
    day.accepted("t1", "bob")
    day.accepted("t1", "anna", pulled=True)
    assert len(day.witness.twice) == 2


def test_out_of_order() -> None:
    """The nearest due first, whatever the priority; who let it pass is not asked again before others were."""
    day = Stream()
    day.came("t1", priority=9)
    day.came("t2")
    day.promised("t2", 3600 * SECOND)
    day.offered("t1", "anna")
    assert day.broken() == ["the most urgent first"]
    again = Stream()
    again.came("t1")
    again.offered("t1", "anna")
    again.told("item-offer-over", agent="anna", item="t1", why="missed")
    again.came("t2")
    again.offered("t2", "anna")
    assert again.broken() == []
    back = Stream()
    back.came("t1", priority=9)
    back.offered("t1", "anna")
    back.accepted("t1", "anna")
    back.told("item-returned", agent="anna", item="t1", why="returned", by="anna")
    back.came("t2")
    back.offered("t2", "anna")
    assert back.broken() == []
    back.offered("t1", "bob")
    assert back.broken() == []


def test_transferred() -> None:
    """A chat that somebody had goes first, but not to him; for whom it is meant he is offered it, whatever waits."""
    day = Stream()
    day.came("c1")
    day.offered("c1", "anna")
    day.accepted("c1", "anna")
    day.came("c2", priority=9)
    day.told("item-transferred", agent="anna", item="c1", to_agent=None, by="anna")
    day.offered("c2", "anna")
    assert day.broken() == []
    day.offered("c1", "bob")
    assert day.broken() == []
    day.accepted("c1", "bob")
    day.came("c3", priority=9)
    day.told("item-transferred", agent="bob", item="c1", to_agent=None, by="bob")
    day.accepted("c2", "anna")
    day.told("item-solved", agent="anna", item="c2")
    day.offered("c3", "anna")
    assert day.broken() == ["the most urgent first"]
    aimed = Stream()
    for item in ("c1", "c2"):
        aimed.came(item)
    aimed.told("item-transferred", agent=None, item="c2", to_agent="bob", by="rita")
    aimed.offered("c2", "bob")
    assert aimed.broken() == []


def test_lost_and_gaps() -> None:
    """What never came, is not over, or came twice is missed; so is an event; so is a promise that only one side counted."""
    day = Stream()
    day.came("t1")
    day.came("t2")
    day.came("t2")
    assert day.broken("t1", "t2", "t3") == ["no item lost"]
    day.told("promise-broken", item="t1", call=None, target="solved", credit=0)
    day.witness.read([{"seq": 99, "kind": "link-changed", "data": {}, "at": iso(NOON), "at_ms": NOON}])
    sums = {"kept": 0, "broken": 0}
    names = [one.name for one in of_items(day.witness, [], sums) if not one.held]
    assert names == ["an event stream without a gap", "promises counted alike by events and report"]
    day.witness.read([{"kind": "gap", "missed": 7}])
    assert len(day.witness.gaps) == 2
