"""Any day, however it goes: hypothesis draws the calls, the wishes, the lost events and the cuts."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from acd.core import facts, heard, orders
from acd.core.agent import Agent, Hold, HoldKind, Presence, Work
from acd.core.aim import AGENT, NUMBER, Aim
from acd.core.cards import QueueCard
from acd.core.floor import Alarm, Floor, next_deadline, step
from acd.core.heard import Device, Person
from acd.core.moment import SECOND
from acd.core.value import replace
from tests.core.floors import BOSS, QUEUES, SELF, T0, TYPES, agent_card
from tests.core.model_switch import ModelSwitch

WRITER = "1003"
"""He has no phone of his own."""
SPARE = "1009"
"""A phone of nobody."""
AGENTS = ("1001", "1002", WRITER)
PHONES = ("1001", "1002", SPARE)
WISHES = st.sampled_from(
    [
        (heard.Choose, {"type": "lunch"}),
        (heard.Choose, {"type": "coffee"}),
        (heard.Choose, {"type": "mail"}),
        (heard.Choose, {"type": "phone"}),
        (heard.Resume, {}),
        (heard.TakeBack, {}),
        (heard.Extend, {}),
        (heard.Finish, {}),
        (heard.LogOut, {}),
        (heard.LogIn, {}),
        (heard.LogIn, {"type": "mail"}),
        (heard.LogIn, {"type": "phone", "phone": SPARE}),
        (heard.SetHold, {}),
        (heard.LiftHold, {}),
        (heard.PutOnHold, {}),
        (heard.TakeOffHold, {}),
        (heard.HangUp, {}),
        (heard.Transfer, {"to": Aim(AGENT, "1002")}),
        (heard.Transfer, {"to": Aim(NUMBER, "22", "22")}),
    ]
)
CAMPAIGNS = (
    QueueCard("spring", aftercall=5 * SECOND, work="phone", rest="lunch"),
    QueueCard("autumn", work="phone"),
)
PLAIN = ("sales", "help")
CODES = st.sampled_from([card.code for card in CAMPAIGNS])
DIALER = Person("dialer", "system")


class Day(RuleBasedStateMachine):
    """A day of three agents, one without a phone; `deaf`: the link is cut and all that the switch says is lost."""

    @initialize()
    def begin(self) -> None:
        self.at = T0
        self.floor = Floor()
        self.alarm = Alarm()
        self.switch = ModelSwitch({q.code: q.aftercall for q in (*QUEUES, *CAMPAIGNS)})
        self.orders: list[orders.Order] = []
        self.facts: list[facts.Fact] = []
        self.events: list[heard.Heard] = []
        self.deaf = False
        self.wishes = 0
        for type_card in TYPES:
            self.hear(heard.TypeSet(self.at, type_card))
        for queue_card in (*QUEUES, *CAMPAIGNS):
            self.hear(heard.QueueSet(self.at, queue_card))
        for code in AGENTS:
            own = code if code in PHONES else None
            self.hear(heard.AgentSet(self.at, agent_card(code, *PLAIN, "spring", "autumn", phone=own)))
        for phone in PHONES:
            self.hear(heard.PhoneIs(self.at, phone, Device.FREE))
        self.hear(heard.LinkUp(self.at, "22", "s"))
        for code in AGENTS:
            self.wish(code, (heard.LogIn, {"type": "mail"} if code == WRITER else {}))
        self.obey()

    def hear(self, event: heard.Heard) -> None:
        self.events.append(event)
        self.floor, new, asked = step(self.floor, event)
        self.facts += new
        self.orders += asked

    def told(self, events: list[heard.Heard]) -> None:
        if not self.deaf:
            for event in events:
                self.hear(event)

    @rule(span=st.integers(1, 8 * SECOND))
    def time_passes(self, span: int) -> None:
        """In steps, as the alarm would ring; the daemon's orders are carried out before the janitor looks."""
        end = self.at + span
        while (due := next_deadline(self.floor)) is not None and due <= end:
            self.at = max(self.at, due)
            self.hear(heard.TimePassed(self.at))
            if not self.deaf:
                self.obey()
        self.at = end
        self.told(self.switch.janitor(self.at))

    @rule(agent=st.sampled_from(AGENTS), wish=WISHES)
    def wish(self, agent: str, wish: tuple[type[heard.Wish], dict[str, Any]]) -> None:
        kind, more = wish
        self.ask(kind, agent, BOSS if kind in (heard.SetHold, heard.LiftHold) else SELF, **more)

    def ask(self, kind: type[heard.Wish], agent: str, by: Person, **more: Any) -> None:
        """A wish that is refused at once changes nothing of the agent; for a full break type he is put in line."""
        self.wishes += 1
        before, told = self.floor.agents[agent], len(self.facts)
        self.hear(kind(self.at, f"w{self.wishes}", by, agent, **more))
        refused = [f for f in self.facts[told:] if isinstance(f, facts.Refused)]
        if any(fact.wish == f"w{self.wishes}" for fact in refused):
            after = self.floor.agents[agent]
            assert replace(after, in_line=before.in_line, line_since=before.line_since) == before
            assert len(self.facts) == told + 1

    @rule(agent=st.sampled_from(AGENTS), queue=CODES)
    def join(self, agent: str, queue: str) -> None:
        self.ask(heard.Join, agent, SELF, queue=queue)

    @rule(agent=st.sampled_from(AGENTS), queue=CODES)
    def leave(self, agent: str, queue: str) -> None:
        self.ask(heard.Leave, agent, SELF, queue=queue)

    @rule(agent=st.sampled_from(AGENTS), queue=st.sampled_from(["spring", "autumn", "sales", "winter"]))
    def book(self, agent: str, queue: str) -> None:
        """Of a plain queue, too, or of none: what the dialer would never ask."""
        self.ask(heard.Book, agent, DIALER, queue=queue)

    @rule(agent=st.sampled_from(AGENTS), queue=CODES)
    def join_and_book(self, agent: str, queue: str) -> None:
        """What seldom comes about by chance."""
        self.ask(heard.Join, agent, SELF, queue=queue)
        self.obey()
        self.ask(heard.Book, agent, DIALER, queue=queue)

    @rule(phone=st.sampled_from(PHONES), device=st.sampled_from([Device.GONE, Device.FREE]))
    def phone(self, phone: str, device: Device) -> None:
        self.told([heard.PhoneIs(self.at, phone, device)])

    @rule(agent=st.sampled_from(AGENTS))
    def unbook(self, agent: str) -> None:
        self.ask(heard.Unbook, agent, DIALER)

    @rule(agent=st.sampled_from(AGENTS))
    def dispose(self, agent: str) -> None:
        """Of the call he is in, or was in last."""
        known = self.floor.agents[agent]
        call = known.talk.call if known.talk else known.aftercall.call if known.aftercall else "x"
        self.hear(heard.Disposed(self.at, agent, call, "sale"))

    @rule()
    def obey(self) -> None:
        """The switch carries out what it was ordered; a cut link loses orders and replies."""
        while self.orders:
            order = self.orders.pop(0)
            if not self.deaf:
                self.told(self.switch.obey(self.at, order))
            elif isinstance(order, orders.Arrange):
                self.hear(heard.NotArranged(self.at, order.agent, order.seq, "link lost", True))
            elif isinstance(order, orders.MoveDeadline):
                self.hear(heard.Moved(self.at, order.agent, order.token, order.deadline, False, "link lost"))

    @precondition(lambda self: not self.deaf and any(isinstance(o, orders.Arrange) for o in self.orders))
    @rule()
    def refuse(self) -> None:
        """The switch says no to the first thing that it is asked."""
        order = next(o for o in self.orders if isinstance(o, orders.Arrange))
        self.orders.remove(order)
        self.hear(heard.NotArranged(self.at, order.agent, order.seq, "no", False))

    @rule(call=st.sampled_from(["a", "b", "c"]))
    def ring(self, call: str) -> None:
        offer = self.switch.offer(self.at, call)
        if offer is not None:
            self.told([heard.CallerJoined(self.at, offer.queue, call, f"in-{call}", "", "", 1), offer])

    @precondition(lambda self: any(g.began is None for g in self.switch.legs.values()))
    @rule()
    def answer(self) -> None:
        phone = next(p for p, g in self.switch.legs.items() if g.began is None)
        leg = self.switch.legs[phone]
        self.told([heard.CallerLeft(self.at, leg.queue, leg.call), self.switch.answer(self.at, phone)])

    @precondition(lambda self: self.switch.legs)
    @rule()
    def hang_up(self) -> None:
        phone = next(iter(self.switch.legs))
        self.told(self.switch.hang_up(self.at, phone))

    @rule()
    def cut(self) -> None:
        if not self.deaf:
            self.hear(heard.LinkDown(self.at, "cut"))
        self.deaf = True

    @rule()
    def reconnect(self) -> None:
        self.deaf = False
        self.orders.clear()
        self.hear(heard.LinkUp(self.at, "22", "s"))
        self.hear(self.switch.snapshot(self.at))

    @invariant()
    def the_alarm_is_set_for_what_is_due_first(self) -> None:
        assert self.alarm.next(self.floor) == next_deadline(self.floor)

    @invariant()
    def moves_have_no_hole(self) -> None:
        """Each interval begins where the last ended: same state before as was shown, never back in time."""
        last: dict[str, facts.AgentMoved] = {}
        for move in self.facts:
            if isinstance(move, facts.AgentMoved):
                before = last.get(move.agent)
                assert move.before == (before.state if before else "off")
                assert before is None or move.at >= before.at
                assert (move.session is None) == (move.state == "off")
                last[move.agent] = move

    @invariant()
    def aftercall_has_its_note(self) -> None:
        """Only aftercall carries an aftercall's deadline; only a talk carries a conversation."""
        for agent in self.floor.agents.values():
            assert (agent.work is Work.AFTERCALL) == (agent.aftercall is not None)
            assert (agent.work in (Work.TALKING, Work.ON_HOLD)) == (agent.talk is not None)

    @invariant()
    def a_break_that_was_granted_is_in_force(self) -> None:
        """Whoever is shown on a break is in no queue of the switch, and no phone of his may be rung."""
        for agent in self.floor.agents.values():
            quiet = agent.want == agent.type and not agent.open and not self.deaf
            if agent.shown == "break" and quiet and agent.phone is not None:
                assert agent.phone in self.switch.holds

    @invariant()
    def calls_need_a_phone(self) -> None:
        """Who takes calls is at one, and nobody else at the same; who is at none is in no queue."""
        at = [agent.phone for agent in self.floor.agents.values() if agent.phone is not None]
        assert len(at) == len(set(at))
        for agent in self.floor.agents.values():
            if agent.phone is None:
                assert agent.type != "phone"
                assert agent.want != "phone"
                assert not agent.asked.queues
                assert agent.work is Work.FREE or agent.type is None

    @invariant()
    def writing_needs_no_phone(self) -> None:
        """Nobody is held for a lost phone where no calls come; and no order goes to no phone."""
        for agent in self.floor.agents.values():
            if agent.type == "mail" and agent.want == "mail":
                assert HoldKind.PHONE not in agent.holds
        assert all(order.phone for order in self.orders if isinstance(order, orders.Arrange))

    @invariant()
    def who_is_booked_is_in_one_queue(self) -> None:
        """Nothing else is asked of the switch for him, and nothing else stands there once it has answered."""
        for agent, hold in self._booked():
            assert {queue for queue, _ in agent.asked.queues} <= {hold.reason}
            if not (self.orders or self.deaf or agent.open):
                assert self._queues_of(agent.code) == {hold.reason}

    @invariant()
    def a_booking_ends_with_what_comes(self) -> None:
        """Nobody is booked in a call or its aftercall, on a break, logged off, on his way there, or out of the campaign."""
        for agent, hold in self._booked():
            assert not agent.engaged
            assert agent.presence is Presence.WORK
            assert agent.want == agent.type
            assert hold.reason in agent.joins

    @invariant()
    def nobody_is_in_a_campaign_unasked(self) -> None:
        """Only who joined is in a campaign's queue: asked for, and in the switch once it has answered."""
        codes = {card.code for card in CAMPAIGNS}
        for agent in self.floor.agents.values():
            assert {queue for queue, _ in agent.asked.queues} & codes <= agent.joins
            if not (self.orders or self.deaf or agent.open):
                assert self._queues_of(agent.code) & codes <= agent.joined

    def _booked(self) -> list[tuple[Agent, Hold]]:
        holds = [(agent, agent.holds.get(HoldKind.BOOKED)) for agent in self.floor.agents.values()]
        return [(a, hold) for a, hold in holds if hold is not None and HoldKind.BOOKED not in a.lifting]

    def _queues_of(self, agent: str) -> set[str]:
        return {queue for queue, code in self.switch.members if code == agent}

    @invariant()
    def who_is_logged_off_is_out(self) -> None:
        """Once all orders are carried out, whoever is off is in no queue of the switch."""
        for agent in self.floor.agents.values():
            if agent.type is None and agent.want is None and not (self.orders or self.deaf or agent.open):
                assert not [key for key in self.switch.members if key[1] == agent.code]

    def teardown(self) -> None:
        """Whatever happened: after a reconnect and some quiet everybody stands as he should, with no hand work."""
        if not hasattr(self, "switch"):
            return
        for phone in list(self.switch.legs):
            self.told(self.switch.hang_up(self.at, phone))
        self.reconnect()
        for _ in range(4):
            self.obey()
            self.time_passes(40 * SECOND)
        self.obey()
        self._nobody_is_stuck()
        self._lived_twice_the_same()
        asked = {
            f.wish
            for f in self.facts
            if isinstance(f, facts.Granted | facts.Kept | facts.Refused | facts.Unknown)
        }
        assert asked == {f"w{n}" for n in range(1, self.wishes + 1)}, "each wish is answered"

    def _nobody_is_stuck(self) -> None:
        for agent in self.floor.agents.values():
            assert not agent.open
            assert agent.want == agent.type
            members = [m for k, m in self.switch.members.items() if k[1] == agent.code]
            should = agent.shown in ("free", "booked") and agent.type == "phone"
            assert self._queues_of(agent.code) == self._where(agent), agent
            assert all(m.paused == (not should) for m in members), (agent.shown, members)
            if should:
                assert agent.phone not in self.switch.holds
                assert agent.phone not in self.switch.wraps

    def _where(self, agent: Agent) -> set[str]:
        if agent.type != "phone":
            return set()
        booked = agent.holds.get(HoldKind.BOOKED)
        return {*PLAIN, *agent.joined} if booked is None else {booked.reason}

    def _lived_twice_the_same(self) -> None:
        floor, again = Floor(), list[facts.Fact]()
        for event in self.events:
            floor, new, _ = step(floor, event)
            again += new
        assert again == self.facts
        assert floor == self.floor


Day.TestCase.settings = settings(
    max_examples=150, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck)
)
TestDay = Day.TestCase
