"""Campaigns on the floor: joining, leaving, coming back from a break, and bookings."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from acd.core import facts, heard
from acd.core.agent import HoldKind
from acd.core.cards import AgentCard, Group, QueueCard, TypeCard
from acd.core.floor import Floor, Rules, step
from acd.core.heard import Device, Person
from acd.core.orders import Arrange, Withdraw

RITA = Person("rita", "supervisor")


class Stage:
    """A floor on which the switch confirms whatever it is asked."""

    def __init__(self) -> None:
        self.floor = Floor(rules=Rules())
        self.at = 1000
        self.facts: list[facts.Fact] = []
        self.orders: list[Any] = []
        self.confirms = True
        self.wishes = 0
        for event in (
            heard.TypeSet(0, TypeCard("phone", Group.WORK, queues=("in",))),
            heard.TypeSet(0, TypeCard("outbound", Group.WORK)),
            heard.TypeSet(0, TypeCard("lunch", Group.BREAK, calls=False)),
            heard.QueueSet(0, QueueCard("in", misses=0)),
            heard.QueueSet(0, QueueCard("spring", work="outbound", rest="lunch", aftercall=5000)),
            heard.QueueSet(0, QueueCard("autumn", work="outbound", rest="lunch")),
            heard.AgentSet(
                0, AgentCard("1001", "Anna", phone="101", queues=(("in", 0), ("spring", 0), ("autumn", 1)))
            ),
            heard.PhoneSet(0, "101"),
            heard.LinkUp(0, "22.10.1", "today"),
            heard.PhoneIs(0, "101", Device.FREE),
        ):
            self.hear(event)

    def hear(self, event: heard.Heard) -> None:
        self.floor, new, orders = step(self.floor, replace_at(event, self.at))
        self.facts += new
        self.orders += orders
        for order in orders:
            if isinstance(order, Arrange) and self.confirms:
                self.hear(heard.Arranged(self.at, order.agent, order.seq))

    def wish(self, kind: type[heard.Wish], **more: Any) -> facts.Fact:
        self.wishes += 1
        self.at += 100
        self.hear(kind(self.at, f"w{self.wishes}", RITA, "1001", **more))
        answers = [f for f in self.facts if getattr(f, "wish", "") == f"w{self.wishes}"]
        return answers[-1] if answers else facts.Fact(self.at)

    @property
    def agent(self) -> Any:
        return self.floor.agents["1001"]

    @property
    def queues(self) -> set[str]:
        return {queue for queue, _ in self.agent.asked.queues}


def replace_at(event: heard.Heard, at: int) -> heard.Heard:
    return dataclasses.replace(event, at=at)


@pytest.fixture
def stage() -> Stage:
    stage = Stage()
    assert isinstance(stage.wish(heard.LogIn, type="phone"), facts.Granted)
    return stage


def test_a_campaign_is_entered_by_joining_only(stage: Stage) -> None:
    """A work type that takes all queues puts nobody into a campaign; joining does, and sets the campaign's work type."""
    assert stage.queues == {"in"}
    assert isinstance(stage.wish(heard.Join, queue="spring"), facts.Granted)
    assert (stage.agent.type, stage.queues) == ("outbound", {"in", "spring"})
    assert [f.queue for f in stage.facts if isinstance(f, facts.QueueJoined)] == ["spring"]


def test_break_leaves_and_resume_comes_back(stage: Stage) -> None:
    """On a break he is in no campaign; resume puts back the campaigns that the break left."""
    stage.wish(heard.Join, queue="spring")
    stage.wish(heard.Join, queue="autumn")
    stage.wish(heard.Choose, type="lunch")
    assert stage.queues == set()
    stage.wish(heard.Resume)
    assert (stage.agent.type, stage.queues) == ("outbound", {"in", "spring", "autumn"})


def test_leaving_the_last_sets_the_break(stage: Stage) -> None:
    """The last campaign left sets its configured type; one of two does not."""
    stage.wish(heard.Join, queue="spring")
    stage.wish(heard.Join, queue="autumn")
    stage.wish(heard.Leave, queue="autumn")
    assert (stage.agent.type, stage.queues) == ("outbound", {"in", "spring"})
    stage.wish(heard.Leave, queue="spring")
    assert stage.agent.type == "lunch"


def test_log_out_forgets(stage: Stage) -> None:
    """A new day begins without yesterday's campaigns."""
    stage.wish(heard.Join, queue="spring")
    stage.wish(heard.LogOut)
    stage.wish(heard.LogIn, type="outbound")
    assert stage.queues == {"in"}


@pytest.mark.parametrize(
    ("queue", "code"), [("winter", "unknown-campaign"), ("in", "unknown-campaign"), ("spring", "not-his")]
)
def test_what_cannot_be_joined(stage: Stage, queue: str, code: str) -> None:
    """A campaign that is not known, a plain queue, or one that is not his: refused by name."""
    card = stage.agent.card
    if code == "not-his":
        stage.hear(heard.AgentSet(stage.at, replace_card(card, (("in", 0),))))
    refused = stage.wish(heard.Join, queue=queue)
    assert isinstance(refused, facts.Refused)
    assert refused.code == code
    assert queue in refused.why


def replace_card(card: AgentCard, queues: tuple[tuple[str, int], ...]) -> AgentCard:
    return AgentCard(card.code, card.name, phone=card.phone, queues=queues)


def test_booked_is_in_one_queue_and_not_paused(stage: Stage) -> None:
    """Who is booked is in the campaign's queue alone, may be rung there, counts as booked, and is back afterwards."""
    stage.wish(heard.Join, queue="spring")
    assert isinstance(stage.wish(heard.Book, queue="spring"), facts.Granted)
    assert (stage.agent.shown, stage.queues, stage.agent.asked.pause) == ("booked", {"spring"}, None)
    assert stage.agent.asked.holds == ()
    assert isinstance(stage.wish(heard.Unbook), facts.Granted)
    assert (stage.agent.shown, stage.queues) == ("free", {"in", "spring"})


def test_booked_is_not_rung_by_another_queue(stage: Stage) -> None:
    """A ring of another queue that was already decided is taken back, and is no miss."""
    stage.wish(heard.Join, queue="spring")
    stage.wish(heard.Book, queue="spring")
    stage.hear(heard.Offered(stage.at, "in", "c1", "1001", "101", "PJSIP/101-00000001"))
    assert any(isinstance(order, Withdraw) for order in stage.orders)
    assert stage.agent.shown == "booked"


def test_the_call_ends_the_booking(stage: Stage) -> None:
    """The customer is his: from then on it is a call and its aftercall, and afterwards he is free everywhere."""
    stage.wish(heard.Join, queue="spring")
    stage.wish(heard.Book, queue="spring")
    stage.hear(heard.Offered(stage.at, "spring", "d-1", "1001", "101", "PJSIP/101-00000001"))
    assert stage.agent.shown == "ringing"
    stage.hear(heard.Answered(stage.at, "spring", "d-1", "1001", "101", "PJSIP/101-00000001", "t1"))
    assert HoldKind.BOOKED not in stage.agent.holds
    ended = heard.Ended(stage.at, "1001", "101", "spring", "d-1", "t1", stage.at, 5000, stage.at + 5000)
    stage.hear(ended)
    assert stage.agent.shown == "aftercall"
    assert stage.queues == {"in", "spring"}


@pytest.mark.parametrize("kind", [heard.LogOut, heard.Choose])
def test_a_break_ends_the_booking(stage: Stage, kind: type[heard.Wish]) -> None:
    """Who goes while a line is out for him is booked no more: the line passes to others."""
    stage.wish(heard.Join, queue="spring")
    stage.wish(heard.Book, queue="spring")
    stage.wish(kind, **({"type": "lunch"} if kind is heard.Choose else {}))
    assert HoldKind.BOOKED not in stage.agent.holds
    assert any(isinstance(f, facts.HoldLifted) and f.hold == "booked" for f in stage.facts)


def test_logging_in_as_another_ends_the_booking(stage: Stage) -> None:
    """As choosing it would; on the same type at another phone the line stays his."""
    stage.hear(heard.PhoneSet(0, "102"))
    stage.hear(heard.PhoneIs(0, "102", Device.FREE))
    stage.wish(heard.Join, queue="spring")
    stage.wish(heard.Book, queue="spring")
    stage.wish(heard.LogIn, type="outbound", phone="102")
    assert (stage.agent.shown, stage.agent.phone) == ("booked", "102")
    stage.wish(heard.LogIn, type="phone")
    assert HoldKind.BOOKED not in stage.agent.holds


def test_logging_in_without_calls_takes_the_ring_back(stage: Stage) -> None:
    """No phone rings for who writes from now on, and it is no miss."""
    stage.hear(heard.TypeSet(0, TypeCard("mail", Group.WORK, calls=False)))
    stage.hear(heard.Offered(stage.at, "in", "c1", "1001", "101", "PJSIP/101-00000001"))
    stage.wish(heard.LogIn, type="mail")
    assert any(isinstance(order, Withdraw) for order in stage.orders)
    assert any(isinstance(f, facts.OfferWithdrawn) for f in stage.facts)


def test_only_who_is_free_is_booked(stage: Stage) -> None:
    """Booking somebody in a call, on a break or not in the campaign is refused."""
    assert isinstance(stage.wish(heard.Book, queue="spring"), facts.Refused)
    stage.wish(heard.Join, queue="spring")
    stage.hear(heard.Offered(stage.at, "in", "c1", "1001", "101", "PJSIP/101-00000001"))
    assert isinstance(stage.wish(heard.Book, queue="spring"), facts.Refused)


def test_refused_join_leaves_nothing(stage: Stage) -> None:
    """The switch said no: he is not in the campaign, and what was true before is asked for again."""
    stage.confirms = False
    stage.wish(heard.Join, queue="spring")
    seq = stage.agent.seq
    stage.confirms = True
    stage.hear(heard.NotArranged(stage.at, "1001", seq, "no such queue", False))
    assert stage.agent.joined == stage.agent.joins == frozenset()
    assert stage.agent.type == "phone"


def test_join_in_a_call_comes_next(stage: Stage) -> None:
    """In a call the campaign's work type is kept as next, and he is a member when it is over."""
    stage.hear(heard.Offered(stage.at, "in", "c1", "1001", "101", "PJSIP/101-00000001"))
    stage.hear(heard.Answered(stage.at, "in", "c1", "1001", "101", "PJSIP/101-00000001", "t1"))
    assert isinstance(stage.wish(heard.Join, queue="spring"), facts.Kept)
    stage.hear(heard.Ended(stage.at, "1001", "101", "in", "c1", "t1", stage.at, 0, stage.at))
    assert (stage.agent.type, stage.queues) == ("outbound", {"in", "spring"})
