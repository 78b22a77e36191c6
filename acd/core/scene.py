"""One step's workbench: the floor as it becomes, and the facts and orders that come out. Lives for one step only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from acd.core.agent import Agent
from acd.core.behind import NOBODY, Behind
from acd.core.calendar import Calendar
from acd.core.cards import TypeCard
from acd.core.facts import AgentMoved, Fact, MayGo
from acd.core.heard import Device
from acd.core.item import HIS, Item, Stage
from acd.core.item_book import ItemBook
from acd.core.level import Level, in_order
from acd.core.moment import SECOND, Moment, Span
from acd.core.orders import Order
from acd.core.promised import CallPromise
from acd.core.queue import Call, Queue
from acd.core.value import replace


@dataclass(frozen=True, slots=True)
class Rules:
    """What holds for the whole site; spans in milliseconds. `tells_listening`: an agent's board says who hears his call.

    `chats` and `tickets`: how many an agent has open at most, if his card does not say. `ask_again`: after so long an item that all
    passed on is offered to them again. `reopen`: for so long a solved item stays on the floor.
    """

    answer_within: Span = 5 * SECOND
    phone_grace: Span = 60 * SECOND
    wake_gap: Span = 250
    settle: Span = 3 * SECOND
    tells_listening: bool = False
    chats: int = 3
    tickets: int = 5
    ask_again: Span = 30 * SECOND
    reopen: Span = 0


@dataclass(frozen=True)
class Floor:
    """All agents, queues and calls together. `channels` finds a call by its caller's channel, `legs` an agent by his.
    `openings` says of queues with a calendar when they open or close next. `promised` is what callers who wait were promised, by call;
    `remembered` what they were when the switch was heard last. `items` are the chats and tickets that are not over: an
    `ItemBook`, or what one is made of; `behind` says which of them a change of levels has not reached yet."""

    rules: Rules = Rules()
    agents: Mapping[str, Agent] = field(default_factory=dict)
    queues: Mapping[str, Queue] = field(default_factory=dict)
    types: Mapping[str, TypeCard] = field(default_factory=dict)
    calls: Mapping[str, Call] = field(default_factory=dict)
    channels: Mapping[str, str] = field(default_factory=dict)
    legs: Mapping[str, str] = field(default_factory=dict)
    phones: Mapping[str, Device] = field(default_factory=dict)
    linked: bool = False
    started: str = ""
    calendars: Mapping[str, Calendar] = field(default_factory=dict)
    openings: Mapping[str, Moment] = field(default_factory=dict)
    levels: Mapping[str, Level] = field(default_factory=dict)
    promised: Mapping[str, CallPromise] = field(default_factory=dict)
    remembered: Mapping[str, CallPromise] = field(default_factory=dict)
    items: Mapping[str, Item] = field(default_factory=ItemBook)
    behind: Behind = NOBODY


class Scene:
    """Handlers read and change the scene; `floor()` freezes what came of it. Each mapping is copied once, when first changed."""

    __slots__ = (
        "_floor",
        "_own",
        "agents",
        "at",
        "behind",
        "calendars",
        "calls",
        "channels",
        "facts",
        "items",
        "legs",
        "levels",
        "openings",
        "orders",
        "phones",
        "promised",
        "queues",
        "remembered",
        "stirred",
        "touched",
        "types",
    )

    def __init__(self, floor: Floor, at: Moment) -> None:
        self._floor = floor
        self._own: dict[str, dict[str, Any]] = {}
        self.at = at
        self.facts: list[Fact] = []
        self.orders: list[Order] = []
        self.agents: Mapping[str, Agent] = floor.agents
        self.queues: Mapping[str, Queue] = floor.queues
        self.types: Mapping[str, TypeCard] = floor.types
        self.calls: Mapping[str, Call] = floor.calls
        self.channels: Mapping[str, str] = floor.channels
        self.legs: Mapping[str, str] = floor.legs
        self.phones: Mapping[str, Device] = floor.phones
        self.calendars: Mapping[str, Calendar] = floor.calendars
        self.openings: Mapping[str, Moment] = floor.openings
        self.levels: Mapping[str, Level] = floor.levels
        self.promised: Mapping[str, CallPromise] = floor.promised
        self.remembered: Mapping[str, CallPromise] = floor.remembered
        self.items = ItemBook.of(floor.items)
        self.behind = floor.behind
        self.touched: set[str] = set()
        """Agents who changed: what is offered to whom is looked at again."""
        self.stirred: set[str] = set()
        """Items that have begun to wait, or wait otherwise."""

    def _mapping(self, name: str) -> dict[str, Any]:
        own = self._own.get(name)
        if own is None:
            own = self._own[name] = dict(getattr(self, name))
            setattr(self, name, own)
        return own

    def floor(self) -> Floor:
        """The floor as it has become."""
        changed: dict[str, Any] = self._own
        if self.items is not self._floor.items:
            changed = {**changed, "items": self.items}
        if self.behind is not self._floor.behind:
            changed = {**changed, "behind": self.behind}
        return replace(self._floor, **changed) if changed else self._floor

    @property
    def rules(self) -> Rules:
        return self._floor.rules

    @property
    def ordered(self) -> list[Level]:
        """The levels, the one that is asked first first."""
        return in_order(self.levels.values())

    @property
    def linked(self) -> bool:
        return self._floor.linked

    # changing

    def link(self, up: bool, started: str | None = None) -> None:
        self._floor = replace(
            self._floor, linked=up, started=self._floor.started if started is None else started
        )

    def put(self, name: str, key: str, value: object) -> None:
        (self._own.get(name) or self._mapping(name))[key] = value

    def drop(self, name: str, key: str) -> None:
        self._mapping(name).pop(key, None)

    def put_item(self, item: Item) -> Item:
        """Keep the item's new value, and with whom it is."""
        before = self.items.get(item.id)
        if before is item:
            return item
        self.items = self.items.put(item)
        if item.stage is Stage.WAITING:
            self.stirred.add(item.id)
        elif before is not None and before.stage is not item.stage and item.agent is not None:
            self.touched.add(item.agent)  # what is put off counts no more, though it is his as before
        self._with_agents(before, item)
        return item

    def drop_item(self, id: str) -> None:
        before = self.items.get(id)
        if before is not None:
            self.items = self.items.drop(id)
            self._with_agents(before, None)

    def is_new(self, item: Item) -> bool:
        """It became so in this step, and is on no record yet."""
        return self._floor.items.get(item.id) is not item

    def _with_agents(self, before: Item | None, after: Item | None) -> None:
        """What an agent has and what he is offered is his items' word: it is kept with him to be at hand."""
        id = after.id if after is not None else before.id if before is not None else ""
        had, has = _owner(before), _owner(after)
        asked, asks = _asked(before), _asked(after)
        for code in (
            sorted({had, has, asked, asks} & self.agents.keys()) if (had, asked) != (has, asks) else ()
        ):
            agent = self.agents[code]
            items = _kept(agent.items, id, code == has)
            offers = _kept(agent.offers, id, code == asks)
            new = (code == has != had) or (code == asks != asked)
            last = self.at if new else agent.last_item
            self.put_agent(replace(agent, items=items, offers=offers, last_item=last))

    def put_agent(
        self, agent: Agent, at: Moment | None = None, by: str = "", reason: str = "", queue: str | None = None
    ) -> Agent:
        """Keep the agent's new value; if it is shown or counted differently, its interval ends here and a new one begins."""
        code = agent.card.code
        before = self.agents.get(code)
        if before is agent:
            return agent
        if before is not None and not _alike(before, agent):
            was, now = _counted(before), _counted(agent)
            if was != now:
                agent = replace(agent, since=max(self.at if at is None else at, before.since))
                self._moved(was[0], now[0], agent, by, reason, queue)
        self.put("agents", code, agent)
        self.touched.add(code)
        if before is not None and before.type != agent.type:
            self._next_in_line(before)
        return agent

    def _moved(self, before: str, shown: str, agent: Agent, by: str, reason: str, queue: str | None) -> None:
        on = agent.talk or agent.aftercall or agent.offer
        self.facts.append(
            AgentMoved(
                at=agent.since,
                agent=agent.code,
                state=shown,
                type=agent.type,
                session=agent.session,
                before=before,
                queue=on.queue if on else queue,
                call=on.call if on else None,
                by=by,
                reason=reason,
                phone=agent.phone,
            )
        )

    def _next_in_line(self, left: Agent) -> None:
        """Somebody left a type with a quota: tell the first of his team who waits for it."""
        card = self.types.get(left.type or "")
        if card is None or card.quota is None:
            return
        line = [a for a in self.agents.values() if a.in_line == card.code and a.card.team == left.card.team]
        if line:
            first = min(line, key=lambda a: a.line_since)
            self._mapping("agents")[first.code] = replace(first, in_line=None)
            self.facts.append(MayGo(self.at, first.code, card.code))

    def tell(self, fact: Fact) -> None:
        self.facts.append(fact)

    def order(self, order: Order) -> None:
        self.orders.append(order)


def _kept(ids: tuple[str, ...], id: str, there: bool) -> tuple[str, ...]:
    if there == (id in ids):
        return ids
    return (*ids, id) if there else tuple([one for one in ids if one != id])


def _owner(item: Item | None) -> str:
    return (item.agent or "") if item is not None and item.stage in HIS else ""


def _asked(item: Item | None) -> str:
    return item.offer.agent if item is not None and item.offer is not None else ""


def _alike(one: Agent, other: Agent) -> bool:
    """Nothing that `_counted` looks at was touched: told cheaply, for most changes of an agent are of another kind."""
    return (
        one.work is other.work
        and one.talk is other.talk
        and one.aftercall is other.aftercall
        and one.holds is other.holds
        and one.type is other.type
        and one.calls is other.calls
        and one.presence is other.presence
        and one.session is other.session
        and one.phone is other.phone
    )


def _counted(agent: Agent) -> tuple[str, str | None, Moment | None, str | None, str | None]:
    """What an interval is counted under; a change of any of it ends the interval."""
    talk = agent.talk or agent.aftercall
    phone = agent.phone if agent.type is not None else None
    return (agent.shown, agent.type, agent.session, phone, talk.token if talk else None)
