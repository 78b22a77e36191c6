"""The floor as a listener on MQTT knows it: boards, the last events, and whether any was missed."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from acd.board.broker import Broker
from acd.board.chain import Gap
from acd.board.events import Event
from acd.board.follow import Happened, Seen, StateIs, follow
from acd.board.models import AgentBoard, DaemonBoard, QueueBoard
from aftercall.simulator.item_witness import ItemWitness
from dialer.board.models import CampaignBoard

KEPT: Final = 60
QUIET: Final = frozenset(
    {
        "agent-moved",
        "call-offered",
        "granted",
        "next-taken",
        "attempt-began",
        "attempt-answered",
        "attempt-ended",
        "item-offered",
        "item-answered",
        "item-went-on",
        "message-came",
        "promise-made",
        "promise-kept",
        "promise-paused",
        "promise-resumed",
        "promise-dropped",
    }
)
"""Kinds that the boards above them say already."""


@dataclass
class World:
    """Kept up to date by `listen`; everybody else only reads it. `witness`: who reads along of chats and tickets."""

    witness: ItemWitness | None = None
    agents: dict[str, AgentBoard] = field(default_factory=dict)
    queues: dict[str, QueueBoard] = field(default_factory=dict)
    campaigns: dict[str, CampaignBoard] = field(default_factory=dict)
    daemon: DaemonBoard | None = None
    events: deque[Event] = field(default_factory=lambda: deque(maxlen=KEPT))
    counts: Counter[str] = field(default_factory=Counter)
    missed: int = 0
    gaps: int = 0

    @property
    def heard(self) -> int:
        """Events so far."""
        return self.counts.total()

    async def listen(self, broker: Broker, site: str) -> None:
        """Until cancelled."""
        async for seen in follow(broker, site):
            self.take(seen)

    def take(self, seen: Seen) -> None:
        match seen:
            case StateIs(topic=topic, board=None):
                self._forget(topic)
            case StateIs(board=AgentBoard() as board):
                self.agents[board.code] = board
            case StateIs(board=QueueBoard() as board):
                self.queues[board.code] = board
            case StateIs(board=CampaignBoard() as board):
                self.campaigns[board.code] = board
            case StateIs(board=DaemonBoard() as board):
                self.daemon = board
            case Happened(event=event):
                self.counts[event.kind] += 1
                if self.witness is not None:
                    self.witness.read([event.model_dump(mode="json")])
                if event.kind not in QUIET:
                    self.events.append(event)
            case Gap():
                self.gaps += 1
                self.missed += seen.missed or 0
            case _:
                pass  # a cut shows as a gap afterwards

    def _forget(self, topic: str) -> None:
        code = topic.rpartition("/")[2]
        self.agents.pop(code, None)
        self.queues.pop(code, None)
        self.campaigns.pop(code, None)

    def in_order(self) -> Sequence[AgentBoard]:
        return [self.agents[code] for code in sorted(self.agents)]

    def states(self) -> Counter[str]:
        return Counter(board.state for board in self.agents.values())
