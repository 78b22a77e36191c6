"""Numbers what became true and hands it to whoever tells it: retained state first, then the events of the step.

An agent's state is told at once. A queue counts all its agents and lists all its callers, and an agent may be in twenty queues: so a
queue is told at most once per `PACE`; at once if something happened in it, later if it only counts an agent differently.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Final, Protocol, TypeVar

from acd.board.events import Event, telling, told_under
from acd.board.item_views import item_telling
from acd.board.models import AgentBoard, AsteriskNow, DaemonBoard, QueueBoard, Told
from acd.board.private import left_out, under
from acd.board.telling import Form, Telling, Values
from acd.board.topics import agent_topic, item_topic, queue_topic
from acd.board.views import Head, agent_values, queue_values
from acd.core.agent import Agent
from acd.core.facts import Fact
from acd.core.item import Item
from acd.core.item_book import ItemBook
from acd.core.moment import Moment, Span
from acd.core.queue import Queue
from acd.core.scene import Floor

Thing = TypeVar("Thing")
Shown = Telling[Told]

PACE: Final[Span] = 500


class Ear(Protocol):
    """Somebody who is told: the MQTT publisher, the screens, a test. `wants_boards` False: events and the daemon's own board
    only; boards that nobody wants are not made. `knows_numbers`: he is told who calls, whatever the site tells others. Who says
    `wants_items` is told the boards of chats and tickets, too."""

    @property
    def wants_boards(self) -> bool: ...

    @property
    def knows_numbers(self) -> bool: ...

    def tell_event(self, event: Telling[Event]) -> None: ...

    def tell_state(self, topic: str, board: Shown | None) -> None:
        """The state on `topic` is now so; None: what it was about exists no more."""

    def tell_board(self, boards: Mapping[str, Shown]) -> None:
        """The whole board: what is not on it exists no more."""

    def tell_daemon(self, board: DaemonBoard) -> None: ...


@dataclass(frozen=True, slots=True)
class Site:
    """Who tells. `run`: when this daemon was started. `numbers`: callers' numbers and names may be told to everybody."""

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
        self._boards = any(ear.wants_boards for ear in self._ears)
        self._item_ears = tuple([ear for ear in self._ears if getattr(ear, "wants_items", False)])
        self._numbers = site.numbers or any(ear.knows_numbers for ear in self._ears)
        self._nth: Counter[tuple[str, str]] = Counter()
        self._shown: dict[str, Values] = {}  # bodies of what was told last
        self._floor = Floor()
        self._told: dict[str, Moment] = {}
        self._late: dict[str, Moment] = {}
        self._bell = asyncio.Event()

    def whole(self, floor: Floor, at: Moment) -> None:
        """Tell everything: once, when the floor has learnt its agents and queues."""
        self._floor = floor
        head, name = self._head(at), self.site.name
        agents = {agent_topic(name, code): self._agent(agent) for code, agent in floor.agents.items()}
        queues = {queue_topic(name, code): self._queue(queue) for code, queue in floor.queues.items()}
        self._shown = agents | queues
        self._late.clear()
        boards: dict[str, Shown] = {
            topic: Telling(AgentBoard, head.over(body)) for topic, body in agents.items()
        }
        boards |= {topic: Telling(QueueBoard, head.over(body)) for topic, body in queues.items()}
        for ear in self._ears:
            ear.tell_board(
                boards if self._open_to(ear) else {t: under(left_out, b) for t, b in boards.items()}
            )
        self._tell_items(floor.items, at)

    def step(self, before: Floor, after: Floor, facts: Sequence[Fact], at: Moment) -> None:
        """Tell what a step of the floor changed; `at` is now."""
        self._floor = after
        events = [self._event(fact) for fact in facts]
        if self._boards:
            self._tell_boards(before, after, at)
        self._tell(events)
        if self._late:
            self._bell.set()

    def facts(self, facts: Sequence[Fact]) -> None:
        """Tell what became true beside the floor; the boards of it are told by `state`."""
        self._tell([self._event(fact) for fact in facts])

    def _tell(self, events: Sequence[Telling[Event]]) -> None:
        for event in events:
            for ear, told in self._to_each(event):
                ear.tell_event(told)

    def _to_each(self, told: Telling[Form]) -> Iterator[tuple[Ear, Telling[Form]]]:
        """Each ear with what it may know of this."""
        quiet: Telling[Form] | None = None
        for ear in self._ears:
            if self._open_to(ear):
                yield ear, told
            else:
                quiet = quiet or under(left_out, told)
                yield ear, quiet

    def _open_to(self, ear: Ear) -> bool:
        return self.site.numbers or ear.knows_numbers or not self._numbers

    def _tell_boards(self, before: Floor, after: Floor, at: Moment) -> None:
        agents, queues, counting = _concerned(before, after)
        if after.items is not before.items:
            items = ItemBook.of(after.items).changed(ItemBook.of(before.items))
            agents |= _with_items(before, items) & after.agents.keys()
            queues |= _lines_moved(before, after)
            self._tell_items(items, at)
        for code in sorted(agents):
            self._tell_agent(code, at)
        for code in sorted(queues):
            self._tell_queue_in_time(code, at)
        for code in counting:
            self._late.setdefault(code, at + PACE)
        self.catch_up(at)

    def catch_up(self, at: Moment, *, all_of_them: bool = False) -> None:
        """Tell the queues whose time has come."""
        due = [code for code, when in self._late.items() if all_of_them or when <= at]
        for code in sorted(due):
            self._tell_queue(code, at)

    async def run(self, now: Callable[[], Moment]) -> None:
        """Catch up in time though no step follows, until cancelled; then with everything, so that the last word is right."""
        try:
            while True:
                await self._bell.wait()
                while self._late:
                    await asyncio.sleep(max(0, min(self._late.values()) - now()) / 1000)
                    self.catch_up(now())
                self._bell.clear()
        finally:
            self.catch_up(now(), all_of_them=True)

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

    def _event(self, fact: Fact) -> Telling[Event]:
        self.seq += 1
        scope = told_under(fact)
        self._nth[scope] += 1
        site = self.site
        return telling(
            fact, site=site.name, run=site.run, seq=self.seq, nth=self._nth[scope], numbers=self._numbers
        )

    def _agent(self, agent: Agent) -> Values:
        return agent_values(self._numbers, self._floor, agent)

    def _queue(self, queue: Queue) -> Values:
        return queue_values(self._numbers, self._floor, queue)

    def _tell_agent(self, code: str, at: Moment) -> None:
        agent = self._floor.agents.get(code)
        self.state(agent_topic(self.site.name, code), AgentBoard, self._agent(agent) if agent else None, at)

    def _tell_items(self, items: Mapping[str, Item | None], at: Moment) -> None:
        """To screens alone."""
        if not self._item_ears:
            return
        head = self._head(at)
        for id, item in sorted(items.items()):
            board = None if item is None else item_telling(head, self._floor, item)
            for ear in self._item_ears:
                ear.tell_state(item_topic(self.site.name, id), board)

    def _tell_queue_in_time(self, code: str, at: Moment) -> None:
        due = self._told.get(code, at - PACE) + PACE
        if due <= at or code not in self._floor.queues:
            self._tell_queue(code, at)
        else:
            self._late[code] = min(due, self._late.get(code, due))

    def _tell_queue(self, code: str, at: Moment) -> None:
        self._late.pop(code, None)
        queue = self._floor.queues.get(code)
        if queue is None:
            self._told.pop(code, None)
        else:
            self._told[code] = at
        self.state(queue_topic(self.site.name, code), QueueBoard, self._queue(queue) if queue else None, at)

    def state(self, topic: str, model: type[Told], body: Values | None, at: Moment) -> None:
        """A change inside that nobody sees is not told, nor is the end of what nobody knew. `body` None: there is no such thing."""
        if not self._boards or self._shown.get(topic) == body:
            return
        if body is None:
            del self._shown[topic]
        else:
            self._shown[topic] = body
        board = None if body is None else Telling(model, self._head(at).over(body))
        if board is None:
            for ear in self._ears:
                ear.tell_state(topic, None)
            return
        for ear, told in self._to_each(board):
            ear.tell_state(topic, told)


def _concerned(before: Floor, after: Floor) -> tuple[set[str], set[str], set[str]]:
    """Agents whose board may read otherwise now (it names his queues and type), queues, and queues that count agents."""
    agents = {
        code
        for code in _touched(before.agents, after.agents)
        if not _reads_the_same(before.agents.get(code), after.agents.get(code))
    }
    queues = _touched(before.queues, after.queues) | _promising(before, after)
    if before.types is not after.types:
        agents |= after.agents.keys()
    counting = {code for code, queue in after.queues.items() if not agents.isdisjoint(queue.members)}
    naming = {agent for code in queues for agent in _moved(before.queues.get(code), after.queues.get(code))}
    return agents | (naming & after.agents.keys()), queues, counting - queues


def _with_items(before: Floor, changed: Mapping[str, Item | None]) -> set[str]:
    """Agents who have or had these, or are offered them."""
    found: set[str] = set()
    for id, item in changed.items():
        for one in (before.items.get(id), item):
            if one is not None:
                found |= {one.agent or "", one.offer.agent if one.offer is not None else ""}
    return found


def _lines_moved(before: Floor, after: Floor) -> set[str]:
    """Queues whose chats or tickets are counted otherwise now."""
    old, new = ItemBook.of(before.items).lines, ItemBook.of(after.items).lines
    return {
        queue for kind, queue in new if old.get((kind, queue)) is not new[kind, queue]
    } & after.queues.keys()


def _promising(before: Floor, after: Floor) -> set[str]:
    """Queues whose callers' promises changed, warned of or computed anew."""
    calls = _touched(before.promised, after.promised)
    found = {one.queue for floor in (before, after) for call in calls if (one := floor.promised.get(call))}
    return found & after.queues.keys()


READ: Final = (
    "card",
    "type",
    "presence",
    "work",
    "since",
    "session",
    "type_since",
    "in_line",
    "phone",
    "offer",
    "talk",
    "aftercall",
    "next",
    "holds",
    "pending",
    "joined",
    "items",
    "offers",
)
"""All of an agent that his board or a queue's reads: half of his changes are of other things, and a board costs."""
_read: Final = attrgetter(*READ)


def _reads_the_same(old: Agent | None, new: Agent | None) -> bool:
    return old is not None and new is not None and bool(_read(old) == _read(new))


def _touched(before: Mapping[str, Thing], after: Mapping[str, Thing]) -> set[str]:
    """Keys that came, went or got another value; values are frozen, so a change is another object."""
    if before is after:
        return set()
    changed = {key for key, value in after.items() if before.get(key) is not value}
    return changed | (before.keys() - after.keys())


def _moved(before: Queue | None, after: Queue | None) -> set[str]:
    """Agents who entered or left the queue."""
    return set(before.members if before else ()) ^ set(after.members if after else ())
