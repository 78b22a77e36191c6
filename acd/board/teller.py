"""Numbers what became true and hands it to whoever tells it: retained state first, then the events of the step."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from acd.board.events import Event, event_of, told_under
from acd.board.models import AgentBoard, AsteriskNow, DaemonBoard, QueueBoard
from acd.board.topics import agent_topic, board_topic, queue_topic
from acd.board.views import Head, agent_board, queue_board
from acd.core.facts import Fact
from acd.core.moment import Moment
from acd.core.queue import Queue
from acd.core.scene import Floor

Thing = TypeVar("Thing")
Shown = AgentBoard | QueueBoard


class Ear(Protocol):
    """Somebody who is told: the MQTT publisher, the hub of the screens, a test."""

    def tell_event(self, event: Event) -> None: ...

    def tell_state(self, topic: str, board: Shown | None) -> None:
        """The state on `topic` is now so; None: what it was about exists no more."""

    def tell_board(self, boards: Mapping[str, Shown]) -> None:
        """The whole board: what is not on it exists no more."""

    def tell_daemon(self, board: DaemonBoard) -> None: ...


@dataclass(frozen=True, slots=True)
class Site:
    """Who tells. `run`: when this daemon was started. `numbers`: callers' numbers and names may be told."""

    name: str
    version: str
    run: Moment
    numbers: bool = False


class Teller:
    """`seq` is the number of the last event that the site ever told; give the last one on record after a restart."""

    def __init__(self, site: Site, ears: Iterable[Ear], seq: int = 0) -> None:
        self.site = site
        self.seq = seq
        self._ears = tuple(ears)
        self._nth: Counter[tuple[str, str]] = Counter()
        self._shown: dict[str, Shown] = {}

    def whole(self, floor: Floor, at: Moment) -> None:
        """Tell everything: once, when the floor has learnt its agents and queues."""
        head = self._head(at)
        boards: list[Shown] = [agent_board(head, floor, agent) for agent in floor.agents.values()]
        boards += [queue_board(head, floor, queue) for queue in floor.queues.values()]
        self._shown = {board_topic(board): board for board in boards}
        for ear in self._ears:
            ear.tell_board(self._shown)

    def step(self, before: Floor, after: Floor, facts: Sequence[Fact], at: Moment) -> None:
        """Tell what a step of the floor changed."""
        events = [self._event(fact) for fact in facts]
        head = self._head(at)
        for topic, board in _changes(self.site.name, head, before, after):
            self._state(topic, board)
        for event in events:
            for ear in self._ears:
                ear.tell_event(event)

    def daemon(self, asterisk: AsteriskNow, database_ok: bool, at: Moment) -> None:
        """Tell how the daemon itself stands: at the start and whenever a link changes."""
        board = DaemonBoard(
            site=self.site.name,
            run=self.site.run,
            seq=self.seq,
            at=at,
            state="up",
            version=self.site.version,
            asterisk=asterisk,
            database="ok" if database_ok else "away",
        )
        for ear in self._ears:
            ear.tell_daemon(board)

    def _head(self, at: Moment) -> Head:
        return Head(self.site.name, self.site.run, self.seq, at, self.site.numbers)

    def _event(self, fact: Fact) -> Event:
        self.seq += 1
        scope = told_under(fact)
        self._nth[scope] += 1
        site = self.site
        return event_of(
            fact, site=site.name, run=site.run, seq=self.seq, nth=self._nth[scope], numbers=site.numbers
        )

    def _state(self, topic: str, board: Shown | None) -> None:
        """A change inside that nobody sees is not told."""
        if board is None:
            self._shown.pop(topic, None)
        elif _same(self._shown.get(topic), board):
            return
        else:
            self._shown[topic] = board
        for ear in self._ears:
            ear.tell_state(topic, board)


def _same(old: Shown | None, new: Shown) -> bool:
    return (
        old is not None and new.model_copy(update={"seq": old.seq, "at": old.at, "at_ms": old.at_ms}) == old
    )


def _changes(site: str, head: Head, before: Floor, after: Floor) -> Iterator[tuple[str, Shown | None]]:
    agents, queues = _concerned(before, after)
    for code in sorted(agents):
        agent = after.agents.get(code)
        yield agent_topic(site, code), agent_board(head, after, agent) if agent else None
    for code in sorted(queues):
        queue = after.queues.get(code)
        yield queue_topic(site, code), queue_board(head, after, queue) if queue else None


def _concerned(before: Floor, after: Floor) -> tuple[set[str], set[str]]:
    """Agents and queues whose board may read otherwise now: an agent names his queues and type, a queue counts agents."""
    agents = _touched(before.agents, after.agents)
    queues = _touched(before.queues, after.queues)
    if before.types is not after.types:
        agents |= after.agents.keys()
    counting = {code for code, queue in after.queues.items() if not agents.isdisjoint(queue.members)}
    naming = {agent for code in queues for agent in _moved(before.queues.get(code), after.queues.get(code))}
    return agents | (naming & after.agents.keys()), queues | counting


def _touched(before: Mapping[str, Thing], after: Mapping[str, Thing]) -> set[str]:
    """Keys that came, went or got another value; values are frozen, so a change is another object."""
    if before is after:
        return set()
    changed = {key for key, value in after.items() if before.get(key) is not value}
    return changed | (before.keys() - after.keys())


def _moved(before: Queue | None, after: Queue | None) -> set[str]:
    """Agents who entered or left the queue."""
    return set(before.members if before else ()) ^ set(after.members if after else ())
