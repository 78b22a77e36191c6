"""What the event stream says of chats and tickets, gone over once more by somebody else: who had which item, and who was offered
one that he should not have been. Pure: events in their order go in, offences come out.

The order of two items is that of the contract (docs/reference/items.md): given back first, then the nearest due of a promise that
runs, then priority, then age.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

MAY_BE_OFFERED: Final = frozenset({"free", "working"})
FAR: Final = float("inf")

Json = Mapping[str, Any]
Place = tuple[bool, float, int, int, int]


@dataclass(slots=True)
class Slip:
    """One item. `dues`: moments in ms of promises that run, by target. `asked`: who did not take it since it last came to wait,
    or gave it away; `aimed`: for whom alone it is; `known`: how often it was told that it came."""

    id: str
    kind: str
    queue: str
    priority: int
    came: int
    known: int = 1
    stage: str = "waiting"
    agent: str | None = None
    front: bool = False
    dues: dict[str, float] = field(default_factory=dict)
    asked: set[str] = field(default_factory=set)
    aimed: str | None = None

    @property
    def place(self) -> Place:
        return (
            not self.front,
            min(self.dues.values(), default=FAR),
            -self.priority,
            self.came,
            int(self.id[1:]),
        )


@dataclass
class ItemWitness:
    """`room`: how many items of a kind an agent may have at once. `places`: the queues of each agent. Offences by promise."""

    room: Mapping[str, int]
    places: Mapping[str, frozenset[str]]
    slips: dict[str, Slip] = field(default_factory=dict)
    states: dict[str, str] = field(default_factory=dict)
    offers: int = 0
    taken: int = 0
    pulled: int = 0
    missed: int = 0
    declined: int = 0
    solved: int = 0
    broken: int = 0
    kept: int = 0
    not_free: list[str] = field(default_factory=list)
    not_in_order: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    gaps: list[str] = field(default_factory=list)
    last: int | None = None

    def read(self, events: Iterable[Json]) -> None:
        for event in events:
            if "seq" in event:
                self._count(event)
                self._one(event)
            else:
                self.gaps.append(f"after {self.last} the stream says: {dict(event)}")

    def _count(self, event: Json) -> None:
        seq = int(event["seq"])
        if self.last is not None and seq != self.last + 1:
            self.gaps.append(f"{self.last} is followed by {seq}")
        self.last = seq

    def _one(self, event: Json) -> None:
        kind, data = str(event["kind"]), event["data"]
        if kind == "agent-moved":
            self.states[event["agent"]] = data["state"]
        elif kind == "item-came":
            self._came(event)
        elif kind.startswith("promise-") and data.get("item"):
            self._promise(kind, data)
        elif kind.startswith("item-") and (slip := self.slips.get(data["item"])) is not None:
            self._item(kind, event, data, slip)

    def _came(self, event: Json) -> None:
        data = event["data"]
        id = str(data["item"])
        if id in self.slips:
            self.slips[id].known += 1
            return
        self.slips[id] = Slip(id, data["kind"], event["queue"], int(data["priority"]), int(event["at_ms"]))

    def _promise(self, kind: str, data: Json) -> None:
        slip = self.slips.get(data["item"])
        if slip is None:
            return
        if kind == "promise-broken":
            self.broken += 1
        elif kind == "promise-kept":
            self.kept += not data["late"]
            slip.dues.pop(data["target"], None)
        elif kind == "promise-paused":
            slip.dues.pop(data["target"], None)
        elif kind in ("promise-made", "promise-resumed", "promise-changed"):
            slip.dues[data["target"]] = _moment(data["due"])

    def _item(self, kind: str, event: Json, data: Json, slip: Slip) -> None:
        agent = event.get("agent")
        if kind == "item-offered":
            self._offered(event, slip)
        elif kind == "item-offer-over":
            self._over(str(data["why"]), slip, str(agent))
        elif kind == "item-accepted":
            self._accepted(event, slip)
        elif kind == "item-missed":
            self.missed += 1
        elif kind == "item-returned":
            self._waits(slip, front=data["why"] != "returned")
            slip.asked |= {str(agent)} if data["why"] == "returned" else set()
        elif kind == "item-transferred":
            self._transferred(event, data, slip)
        elif kind in ("item-pended", "item-went-on"):
            slip.stage = "pending" if kind == "item-pended" else "his"
        elif kind in ("item-solved", "item-closed"):
            self.solved += kind == "item-solved"
            slip.stage, slip.agent = "over", None
        elif kind == "item-reopened":
            self._moved(slip, agent, front=False)

    def _offered(self, event: Json, slip: Slip) -> None:
        agent, at = str(event["agent"]), event["at"]
        self.offers += 1
        state = self.states.get(agent, "off")
        if state not in MAY_BE_OFFERED:
            self.not_free.append(f"{slip.id} at {at}: agent {agent} was {state}")
        if (has := self._of(agent, slip.kind)) >= self.room[slip.kind]:
            self.not_free.append(f"{slip.id} at {at}: agent {agent} had {has} already")
        if slip.stage != "waiting":
            self.twice.append(f"{slip.id} at {at}: offered to {agent} while {slip.stage} ({slip.agent})")
        if agent != slip.aimed and (better := self._better(slip, agent)) is not None:
            self.not_in_order.append(f"{slip.id} at {at}: {better.id} was more urgent for agent {agent}")
        slip.stage, slip.agent, slip.aimed = "offered", agent, None

    def _better(self, slip: Slip, agent: str) -> Slip | None:
        """One that waits, of the same kind, in a queue of this agent, who has not let it pass, and that should go first."""
        mine = self.places.get(agent, frozenset())
        others = (
            one
            for one in self.slips.values()
            if one.stage == "waiting"
            and one.kind == slip.kind
            and one.queue in mine
            and agent not in one.asked
        )
        best = min(others, key=lambda one: one.place, default=None)
        return best if best is not None and best.place < slip.place else None

    def _over(self, why: str, slip: Slip, agent: str) -> None:
        self.declined += why == "declined"
        if why in ("declined", "missed"):
            slip.asked.add(agent)
        if slip.stage == "offered":
            slip.stage, slip.agent = "waiting", None

    def _accepted(self, event: Json, slip: Slip) -> None:
        agent, pulled = str(event["agent"]), bool(event["data"]["pulled"])
        self.taken += 1
        self.pulled += pulled
        if slip.stage in ("his", "pending") and slip.agent != agent:
            self.twice.append(f"{slip.id} at {event['at']}: {agent} took what {slip.agent} has")
        if not pulled and (slip.stage, slip.agent) != ("offered", agent):
            self.twice.append(f"{slip.id} at {event['at']}: {agent} took what was not offered to him")
        self._has(slip, agent)

    def _transferred(self, event: Json, data: Json, slip: Slip) -> None:
        """A chat is offered to whom it was transferred, whatever waits; a ticket is his at once. A chat that one had goes first."""
        slip.queue = event["queue"]
        had, to = event.get("agent"), data["to_agent"]
        front = slip.front or (slip.kind == "chat" and had is not None)
        self._moved(slip, to if slip.kind == "ticket" else None, front=front)
        if to is None and had is not None:
            slip.asked = {str(had)}
        slip.aimed = to

    def _moved(self, slip: Slip, agent: str | None, *, front: bool) -> None:
        if agent is None:
            self._waits(slip, front=front)
        else:
            self._has(slip, agent)

    def _has(self, slip: Slip, agent: str) -> None:
        slip.stage, slip.agent, slip.front = "his", agent, False
        slip.asked.clear()

    def _waits(self, slip: Slip, *, front: bool) -> None:
        slip.stage, slip.agent, slip.front = "waiting", None, front
        slip.asked.clear()

    def _of(self, agent: str, kind: str) -> int:
        """What waits for its customer takes no room."""
        his = ("his", "offered")
        return sum(
            1 for one in self.slips.values() if (one.agent, one.kind) == (agent, kind) and one.stage in his
        )


def left(witness: ItemWitness, brought: Sequence[str]) -> list[str]:
    """Of what was brought: what never came, came twice, or is not over."""
    found = []
    for id in brought:
        slip = witness.slips.get(id)
        if slip is None:
            found.append(f"{id} never came")
        elif slip.known != 1:
            found.append(f"{id} came {slip.known} times")
        elif slip.stage != "over":
            found.append(f"{id} is {slip.stage} ({slip.agent})")
    return found


def _moment(text: str | None) -> float:
    return FAR if text is None else datetime.fromisoformat(text).timestamp() * 1000
