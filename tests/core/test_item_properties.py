"""Any day with chats and tickets, however it goes: hypothesis draws agents, breaks, calls, messages and restarts."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from acd.core import heard
from acd.core.agent import Agent, HoldKind, Presence, Work
from acd.core.cards import Group, TypeCard
from acd.core.facts import Fact
from acd.core.floor import Alarm, next_deadline
from acd.core.heard import Device
from acd.core.item import HIS, OVER, Item, Kind, Stage, item_due, kind_of, place
from acd.core.item_book import ItemBook
from acd.core.item_facts import ItemClosed, ItemMissed, ItemOffered, ItemOfferOver, ItemReopened, ItemSolved
from acd.core.items.fit import capacity, hinders, open_of, unfit
from acd.core.level import Level, Target
from acd.core.moment import MINUTE, SECOND
from acd.core.scene import Scene
from acd.core.value import replace
from acd.store.encode import decode, encode
from tests.core.items import BOSS, LEVEL, QUEUES, SELF, TYPES, Items, floor_of_items

PHONED = ("1001", "1002", "1003")
WRITER = "1004"
"""He has no phone."""
AGENTS = (*PHONED, WRITER)
WRITING = TypeCard("write", Group.WORK, calls=False, chats=True, tickets=True, order=9)
WHO = st.sampled_from(AGENTS)
KINDS = st.sampled_from(list(Kind))
CODES = st.sampled_from([queue.code for queue in QUEUES])
PRESENCE = st.sampled_from(
    [
        *((heard.Choose, {"type": card.code}) for card in (*TYPES, WRITING)),
        (heard.Resume, {}),
        (heard.LogOut, {}),
        (heard.LogIn, {"type": "all"}),
        (heard.LogIn, {"type": WRITING.code}),
        (heard.SetHold, {}),
        (heard.LiftHold, {}),
    ]
)
ITEM_WISHES = st.sampled_from(
    [
        heard.AcceptItem,
        heard.DeclineItem,
        heard.SolveItem,
        heard.PendItem,
        heard.ReopenItem,
        heard.ReturnItem,
    ]
)


class Day(RuleBasedStateMachine):
    """Four agents, one without a phone, two of each kind at most; all that ever came is known by `came`."""

    @initialize(levels=st.booleans())
    def begin(self, levels: bool) -> None:
        self.it: Items = floor_of_items(*PHONED, levels=levels)
        self.it.hear(heard.TypeSet(self.it.at, WRITING))
        queues = tuple((queue.code, 0) for queue in QUEUES)
        self.it.hear(heard.AgentSet(self.it.at, heard.AgentCard(WRITER, WRITER, "team", None, queues)))
        self.it.wish(heard.LogIn, WRITER, type=WRITING.code)
        self.it.floor = replace(self.it.floor, rules=replace_rules(self.it))
        self.alarm = Alarm()
        self.came: dict[str, Item] = {}
        self.records: dict[str, Item] = {}
        self.seen = 0
        self.calls = 0

    def live(self, event: heard.Heard) -> list[Fact]:
        told = self.it.hear(event)
        self.keep()
        return told

    def keep(self) -> None:
        """The record: the newest value of each item, as the journal has it."""
        self.records |= dict(self.it.floor.items)

    # --- what happens ------------------------------------------------------------------------------------------------

    @rule(kind=KINDS, queue=CODES, priority=st.integers(0, 3), most=st.sampled_from([None, 0]))
    def bring(self, kind: Kind, queue: str, priority: int, most: int | None) -> None:
        id = self.it.bring(kind, queue, priority=priority, most_penalty=most)
        self.keep()
        self.came[id] = self.it.item(id)

    @rule(agent=WHO, wish=PRESENCE)
    def presence(self, agent: str, wish: tuple[type[heard.Wish], dict[str, Any]]) -> None:
        kind, more = wish
        by = BOSS if kind in (heard.SetHold, heard.LiftHold) else SELF
        if agent in self.it.floor.agents:
            self.it.wish(kind, agent, by, **more)
            self.keep()

    @precondition(lambda self: self.it.floor.items)
    @rule(data=st.data(), agent=WHO, kind=ITEM_WISHES, boss=st.booleans())
    def wish(self, data: st.DataObject, agent: str, kind: type[heard.ItemWish], boss: bool) -> None:
        item = data.draw(st.sampled_from(sorted(self.it.floor.items)))
        self.it.ask(kind, agent, BOSS if boss else SELF, item=item)
        self.keep()

    @precondition(lambda self: any(a.offers for a in self.it.floor.agents.values()))
    @rule(data=st.data(), kind=st.sampled_from([heard.AcceptItem, heard.DeclineItem]))
    def answer(self, data: st.DataObject, kind: type[heard.ItemWish]) -> None:
        offers = [(a.code, id) for a in self.it.floor.agents.values() for id in a.offers]
        agent, item = data.draw(st.sampled_from(sorted(offers)))
        self.it.granted(kind, agent, item=item)
        self.keep()

    @rule(kind=KINDS, queue=CODES, count=st.integers(2, 6))
    def rush(self, kind: Kind, queue: str, count: int) -> None:
        """Many come at once, and everybody takes what he is offered: hands are full, and more waits."""
        for _ in range(count):
            self.bring(kind, queue, 0, None)
            for agent in list(self.it.floor.agents.values()):
                for item in agent.offers:
                    self.nobody_full_is_offered_more()
                    self.it.granted(heard.AcceptItem, agent.code, item=item)
        self.keep()

    @precondition(lambda self: any(a.items for a in self.it.floor.agents.values()))
    @rule(data=st.data(), kind=ITEM_WISHES)
    def work(self, data: st.DataObject, kind: type[heard.ItemWish]) -> None:
        has = [(a.code, id) for a in self.it.floor.agents.values() for id in a.items]
        agent, item = data.draw(st.sampled_from(sorted(has)))
        self.it.ask(kind, agent, item=item)
        self.keep()

    @rule(agent=WHO, kind=st.sampled_from([None, "chat", "ticket"]))
    def to_solve(self, agent: str, kind: str | None) -> None:
        self.it.wishes += 1
        self.live(heard.ToSolve(self.it.at, f"s{self.it.wishes}", SELF, agent, kind))

    @precondition(lambda self: self.it.floor.items)
    @rule(
        data=st.data(), agent=WHO, to=WHO, queue=st.sampled_from([None, "sales", "help"]), boss=st.booleans()
    )
    def transfer(self, data: st.DataObject, agent: str, to: str, queue: str | None, boss: bool) -> None:
        item = data.draw(st.sampled_from(sorted(self.it.floor.items)))
        more = {"to_queue": queue} if queue else {"to_agent": to}
        self.it.ask(heard.TransferItem, agent, BOSS if boss else SELF, item=item, **more)
        self.keep()

    @precondition(lambda self: self.came)
    @rule(data=st.data(), by=st.sampled_from(["customer", "agent", "system"]), note=st.booleans())
    def write(self, data: st.DataObject, by: str, note: bool) -> None:
        """Also to what is over: with what the record has of it."""
        item = data.draw(st.sampled_from(sorted(self.came)))
        agent = "1001" if by == "agent" else None
        self.it.write(item, by, agent, note=note and by == "agent", was=self.records[item])
        self.keep()

    @precondition(lambda self: self.it.floor.items)
    @rule(data=st.data(), there=st.booleans(), gone=st.integers(0, 9))
    def visitor(self, data: st.DataObject, there: bool, gone: int) -> None:
        item = data.draw(st.sampled_from(sorted(self.it.floor.items)))
        self.live(
            heard.ItemGone(self.it.at, item, "spam") if gone == 0 else heard.Visitor(self.it.at, item, there)
        )

    @precondition(lambda self: self.it.floor.items)
    @rule(data=st.data(), queue=st.sampled_from([None, "sales", "slow"]), priority=st.integers(0, 5))
    def set(self, data: st.DataObject, queue: str | None, priority: int) -> None:
        item = data.draw(st.sampled_from(sorted(self.it.floor.items)))
        self.live(heard.ItemSet(self.it.at, item, "rita", priority=priority, queue=queue))

    @rule(agent=WHO)
    def call(self, agent: str) -> None:
        him = self.it.floor.agents.get(agent)
        if him is not None and him.work is Work.FREE and him.type == "all" and not him.holds:
            self.calls += 1
            self.it.call(f"call{self.calls}", "help", agent)
            self.keep()

    @rule(agent=WHO)
    def talk(self, agent: str) -> None:
        him = self.it.floor.agents.get(agent)
        if him is None:
            return
        if him.offer is not None and him.work is Work.RINGING:
            self.it.answer(him.offer.call, him.offer.queue, agent)
        elif him.talk is not None:
            self.it.hang_up(him.talk.call, him.talk.queue, agent)
        self.keep()

    @rule(phone=st.sampled_from(PHONED), device=st.sampled_from([Device.GONE, Device.FREE]))
    def phone(self, phone: str, device: Device) -> None:
        self.live(heard.PhoneIs(self.it.at, phone, device))

    @rule(agent=WHO)
    def card(self, agent: str) -> None:
        """An agent is removed, or comes back."""
        him = self.it.floor.agents.get(agent)
        if him is None:
            queues = tuple((queue.code, 0) for queue in QUEUES)
            self.live(
                heard.AgentSet(self.it.at, heard.AgentCard(agent, agent, "team", agent, queues, chats=1))
            )
        elif agent == "1003":
            self.live(heard.AgentUnset(self.it.at, agent))

    @rule(span=st.integers(1, 3 * MINUTE))
    def time_passes(self, span: int) -> None:
        end = self.it.at + span
        while (due := next_deadline(self.it.floor)) is not None and due <= end:
            self.live(heard.TimePassed(max(due, self.it.at)))
        self.it.at = end

    @rule(warn=st.integers(0, 100))
    def level(self, warn: int) -> None:
        level = replace_level(warn)
        self.live(heard.LevelSet(self.it.at, level))

    @rule(away=st.integers(0, 10 * MINUTE))
    def restart(self, away: int) -> None:
        """All that is in memory is gone; what comes back went through JSON."""
        floor = self.it.floor
        agents = {code: decode(Agent, encode(agent)) for code, agent in floor.agents.items()}
        agents = {code: replace(agent, items=(), offers=()) for code, agent in agents.items()}
        items = [decode(Item, encode(item)) for item in self.records.values() if item.stage not in OVER]
        self.it.floor = replace(floor, agents=agents, items=ItemBook())
        self.it.at += away
        missed = len(self.it.told(ItemMissed))
        self.live(heard.ItemsAre(self.it.at, tuple(items)))
        self.live(heard.TimePassed(self.it.at))
        assert len(self.it.told(ItemMissed)) == missed, self.it.facts[-8:]

    # --- what holds --------------------------------------------------------------------------------------------------

    @invariant()
    def nothing_is_lost(self) -> None:
        """What came is on the floor, or over on record."""
        for id in self.came:
            assert id in self.it.floor.items or self.records[id].stage in OVER

    @invariant()
    def each_is_with_one_at_most(self) -> None:
        items = self.it.floor.items
        for id, item in items.items():
            assert (item.offer is not None) == (item.stage is Stage.OFFERED)
            has = [a.code for a in self.it.floor.agents.values() if id in a.items]
            asked = [a.code for a in self.it.floor.agents.values() if id in a.offers]
            assert has == ([item.agent] if item.stage in HIS else [])
            assert asked == ([item.offer.agent] if item.offer is not None else [])
        for agent in self.it.floor.agents.values():
            assert {*agent.items, *agent.offers} <= set(items)

    @invariant()
    def nobody_is_offered_what_he_may_not_have(self) -> None:
        """Not on a break, held, in a call, or logged out; one of a kind at a time."""
        for agent in self.it.floor.agents.values():
            for id in agent.offers:
                card = self.it.floor.types[agent.type or ""]
                assert agent.presence is Presence.WORK
                assert card.chats if kind_of(id) is Kind.CHAT else card.tickets
                assert not agent.holds
                assert agent.work is Work.FREE
            for kind in Kind:
                assert sum(kind_of(id) is kind for id in agent.offers) <= 1

    @invariant()
    def writing_needs_no_phone(self) -> None:
        """Who has none takes no calls; who takes none is not kept from chats and tickets by a lost one."""
        for agent in self.it.floor.agents.values():
            if agent.phone is None and agent.type is not None:
                assert agent.type not in ("all", "phone")
            if agent.type in (WRITING.code, "mail") and agent.want == agent.type:
                assert HoldKind.PHONE not in agent.holds

    @invariant()
    def no_chat_is_with_who_is_off(self) -> None:
        """Its customer would wait for nobody; a ticket may."""
        for agent in self.it.floor.agents.values():
            if agent.type is None and agent.want is None:
                assert all(kind_of(id) is Kind.TICKET for id in agent.items)

    @invariant()
    def nobody_full_is_offered_more(self) -> None:
        """As it stood when he was offered it: only a supervisor fills his hands."""
        for fact in self.it.facts[self.seen :]:
            if isinstance(fact, ItemOffered) and fact.item in self.it.floor.items:
                agent, item = self.it.floor.agents.get(fact.agent), self.it.item(fact.item)
                if agent is not None and item.offer is not None and not item.offer.aimed:
                    kind = item.kind
                    assert open_of(self.it.floor, agent, kind) < capacity(self.it.floor, agent, kind)
        self.seen = len(self.it.facts)

    @invariant()
    def nobody_waits_while_somebody_could(self) -> None:
        """No item waits that an agent could be offered, unless he passed on it; and who is asked is asked for the most urgent."""
        floor = self.it.floor
        scene = Scene(floor, self.it.at)
        for item in floor.items.values():
            if item.stage is not Stage.WAITING or not (item.kind is Kind.CHAT or item.queue != "slow"):
                continue
            for agent in floor.agents.values():
                free = hinders(scene, agent, item.kind) is None and unfit(scene, agent, item) is None
                assert not free or agent.code in item.passed

    @invariant()
    def the_book_is_right(self) -> None:
        """Lines and dues are those of its items; the alarm knows the earliest."""
        book = self.it.floor.items
        assert isinstance(book, ItemBook)
        waiting: dict[tuple[Kind, str], list[Any]] = {}
        for item in book.values():
            if item.stage is Stage.WAITING:
                waiting.setdefault((item.kind, item.queue), []).append((place(item), item.id))
        assert {key: list(line.waiting) for key, line in book.lines.items() if line.waiting} == {
            key: sorted(places) for key, places in waiting.items()
        }
        dues = sorted((due, item.id) for item in book.values() if (due := item_due(item)) is not None)
        assert list(book.dues) == dues
        assert self.alarm.next(self.it.floor) == next_deadline(self.it.floor)
        for key, line in book.lines.items():
            here = [item for item in book.values() if (item.kind, item.queue) == key]
            assert line.open == sum(item.stage is Stage.OPEN for item in here)
            assert line.pending == sum(item.stage is Stage.PENDING for item in here)
            assert len(line.came) == sum(item.stage in (Stage.WAITING, Stage.OFFERED) for item in here)

    @invariant()
    def each_offer_ends_once(self) -> None:
        """Offered, then over or accepted, before it is offered again."""
        told = [f for f in self.it.facts if isinstance(f, ItemOffered | ItemOfferOver)]
        open_offers: dict[str, int] = {}
        for fact in told:
            step = 1 if isinstance(fact, ItemOffered) else -1
            open_offers[fact.item] = open_offers.get(fact.item, 0) + step
        for id, item in self.it.floor.items.items():
            assert (open_offers.get(id, 0) >= 1) or item.offer is None

    @invariant()
    def over_is_told_once(self) -> None:
        """Solved or closed as often as it came and was reopened, or once less while it is open."""
        for id in self.came:
            ended = sum(isinstance(f, ItemSolved | ItemClosed) and f.item == id for f in self.it.facts)
            again = sum(isinstance(f, ItemReopened) and f.item == id for f in self.it.facts)
            assert ended - again == (1 if self.records[id].stage in OVER else 0)


def replace_rules(it: Items) -> Any:
    rules = it.floor.rules
    return type(rules)(chats=2, tickets=2, ask_again=10 * SECOND)


def replace_level(warn: int) -> Level:
    targets = {**LEVEL.targets, Target.CHAT_ANSWERED: (warn + 1) * SECOND}
    return Level("gold", targets=targets, warn=warn, credit=5)


Day.TestCase.settings = settings(
    max_examples=40, stateful_step_count=60, deadline=None, suppress_health_check=list(HealthCheck)
)
TestAnyDay = Day.TestCase
