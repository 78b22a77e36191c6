"""1.3, 5.1: who only writes needs no phone; who takes calls does."""

from __future__ import annotations

import pytest

from acd.core import facts, heard, orders
from acd.core.agent import Agent, HoldKind
from acd.core.cards import Group, QueueCard, TypeCard
from acd.core.facts import Fact
from acd.core.heard import Device
from acd.core.item import Kind
from acd.core.value import replace
from acd.store.encode import decode, encode
from tests.core.floors import BOSS, T0, agent_card
from tests.core.items import Items, floor_of_items

WRITER = "2001"


def written(*, own: str | None = None) -> Items:
    """1001 at his phone on `all`, and a writer who is logged out; `own` is the writer's default phone."""
    it = floor_of_items("1001")
    it.hear(heard.AgentSet(it.at, agent_card(WRITER, "sales", "help", phone=own)))
    it.hear(heard.PhoneIs(it.at, "2009", Device.FREE))
    it.facts.clear()
    it.orders.clear()
    return it


def answer(told: list[Fact]) -> Fact:
    (only,) = [f for f in told if isinstance(f, facts.Granted | facts.Kept | facts.Refused)]
    return only


def refused(told: list[Fact]) -> facts.Refused:
    said = answer(told)
    assert isinstance(said, facts.Refused), said
    return said


def granted(told: list[Fact]) -> None:
    assert isinstance(answer(told), facts.Granted), told


def member(queue: str, agent: str, phone: str) -> heard.MemberSeen:
    return heard.MemberSeen(queue, agent, phone, False, "", Device.FREE)


def log_in(it: Items, type: str = "mail", **more: object) -> Agent:
    granted(it.wish(heard.LogIn, WRITER, type=type, **more))
    return it.agent(WRITER)


@pytest.mark.parametrize(("type", "shown"), [("mail", "working"), ("lunch", "break")])
def test_who_takes_no_calls_logs_in_without_a_phone(type: str, shown: str) -> None:
    """On a type without calls and on a break: at once, for Asterisk has no part in it, and his interval says that he has no phone."""
    it = written()
    him = log_in(it, type)
    assert (him.shown, him.type, him.phone, him.session) == (shown, type, None, it.at)
    assert not it.orders
    (moved,) = it.told(facts.AgentMoved)
    assert (moved.agent, moved.state, moved.phone) == (WRITER, shown, None)


def test_he_works_and_goes() -> None:
    """A ticket, a break, back to the type from before, and out: all without a phone, and no order for the switch."""
    it = written()
    log_in(it)
    it.wish(heard.LogOut, "1001")
    id = it.bring(Kind.TICKET)
    assert it.offered_to(id) == WRITER
    it.granted(heard.AcceptItem, WRITER, item=id)
    it.orders.clear()
    granted(it.wish(heard.Choose, WRITER, type="lunch"))
    assert it.agent(WRITER).shown == "break"
    granted(it.wish(heard.Resume, WRITER))
    assert (it.agent(WRITER).shown, it.agent(WRITER).type) == ("working", "mail")
    granted(it.wish(heard.LogOut, WRITER))
    assert it.agent(WRITER).shown == "off"
    assert not it.orders


def test_calls_need_a_phone() -> None:
    """Log-in, change and the way back from a break are refused with what to do, and nothing is changed."""
    it = written()
    why = refused(it.wish(heard.LogIn, WRITER, type="phone"))
    assert why.code == "no-phone"
    assert "has no default phone" in why.why
    assert f"agents login {WRITER} --phone" in why.why
    log_in(it)
    before = it.agent(WRITER)
    assert refused(it.wish(heard.Choose, WRITER, type="phone")).code == "no-phone"
    assert it.agent(WRITER) == before
    log_in(it, "lunch")
    it.floor = replace(it.floor, agents={**it.floor.agents, WRITER: replace(it.agent(WRITER), back="phone")})
    assert refused(it.wish(heard.Resume, WRITER)).code == "no-phone"
    assert it.agent(WRITER).shown == "break"


def test_the_dialer_and_the_keypad_do_not_get_him() -> None:
    """He is not asked for by a campaign whose work takes calls, and dials nobody."""
    it = written()
    it.hear(heard.QueueSet(it.at, QueueCard("spring", work="phone")))
    it.hear(heard.AgentSet(it.at, agent_card(WRITER, "sales", "spring", phone=None)))
    log_in(it)
    assert refused(it.wish(heard.Join, WRITER, queue="spring")).code == "no-phone"
    assert not it.agent(WRITER).joins
    aim = heard.Aim("number", "22", "22")
    why = refused(it.wish(heard.DialOut, WRITER, to=aim, queue="", wait=20))
    assert "without a phone" in why.why
    assert refused(it.wish(heard.Transfer, WRITER, to=aim)).code == "no-call"


def test_at_a_phone_he_takes_calls() -> None:
    """He logs in at one, with the type: at both when the switch has confirmed it."""
    it = written()
    log_in(it)
    it.obeys = False
    it.wish(heard.LogIn, WRITER, type="phone", phone="2009")
    (order,) = [o for o in it.orders if isinstance(o, orders.Arrange)]
    assert (order.phone, order.queues, order.leaves) == ("2009", (("sales", 0), ("help", 0)), ())
    assert it.agent(WRITER).type == "mail"
    it.obey(order)
    him = it.agent(WRITER)
    assert (him.type, him.phone, him.arrives, him.shown) == ("phone", "2009", False, "free")


def test_what_the_switch_refuses_leaves_him_without() -> None:
    """He is as he was, at no phone; that one is put out of the queues, and somebody else may have it."""
    it = written()
    log_in(it)
    it.obeys = False
    it.wish(heard.LogIn, WRITER, type="phone", phone="2009")
    told = it.hear(heard.NotArranged(it.at, WRITER, it.agent(WRITER).seq, "no such interface", False))
    assert refused(told).code == "switch"
    last = it.orders[-1]
    assert isinstance(last, orders.Arrange)
    assert (last.phone, last.queues, last.leaves) == ("2009", (), ("2009",))
    assert (it.agent(WRITER).type, it.agent(WRITER).phone, it.agent(WRITER).holds) == ("mail", None, {})
    it.hear(heard.NotArranged(it.at, WRITER, it.agent(WRITER).seq, "again", False))
    him = it.agent(WRITER)
    assert (him.phone, him.leaves, him.open) == (None, (), False)


def test_a_default_phone_need_not_be_there() -> None:
    """Not registered, in use, or unknown: he writes all the same, and is held by it as soon as he takes calls."""
    it = written(own="2002")
    assert log_in(it).phone is None  # no such phone
    it.wish(heard.LogOut, WRITER)
    it.hear(heard.PhoneSet(it.at, "2002"))
    him = log_in(it)
    assert (him.phone, him.shown, him.holds) == ("2002", "working", {})
    granted(it.wish(heard.Choose, WRITER, type="phone"))
    assert it.agent(WRITER).shown == "phone"
    granted(it.wish(heard.Choose, WRITER, type="mail"))
    assert (it.agent(WRITER).shown, it.agent(WRITER).holds) == ("working", {})
    it.wish(heard.LogOut, WRITER)
    it.wish(heard.LogOut, "1001")
    granted(it.wish(heard.LogIn, "1001", type="all", phone="2002"))
    assert log_in(it).phone is None
    assert refused(it.wish(heard.Choose, WRITER, type="phone")).code == "phone-used"
    it.wish(heard.LogOut, "1001")
    granted(it.wish(heard.Choose, WRITER, type="phone"))
    assert (it.agent(WRITER).phone, it.agent(WRITER).type) == ("2002", "phone")


def test_a_phone_that_is_named_must_be_one() -> None:
    """Even where none is needed: what he asks for is refused, not passed over."""
    it = written()
    assert refused(it.wish(heard.LogIn, WRITER, type="mail", phone="77")).code == "unknown-phone"
    assert refused(it.wish(heard.LogIn, WRITER, type="mail", phone="1001")).code == "phone-used"


def test_a_lost_phone_keeps_nobody_from_writing() -> None:
    """1.6: it holds who takes calls, and lets him go when he turns to chats and tickets; back at calls it holds him again."""
    it = floor_of_items("1001")
    it.wish(heard.Choose, type="mail")
    it.hear(heard.PhoneIs(it.at, "1001", Device.GONE))
    assert it.agent().holds == {}
    assert it.offered_to(it.bring(Kind.TICKET)) == "1001"
    it.wish(heard.Choose, type="all")
    assert it.agent().shown == "phone"
    assert it.offered_to(it.bring(Kind.CHAT)) is None
    it.wish(heard.Choose, type="mail")
    lifted = it.told(facts.HoldLifted)
    assert [(one.agent, one.hold) for one in lifted] == [("1001", "phone")]
    assert it.agent().shown == "working"
    it.hear(heard.PhoneIs(it.at, "1001", Device.FREE))
    it.wish(heard.Choose, type="all")
    assert it.agent().shown == "free"


def test_a_lost_phone_does_not_hold_on_a_break_from_writing() -> None:
    """What the break allows, as pulling tickets, needs no phone either; on one from calls it holds as before."""
    it = floor_of_items("1001", "1002")
    it.wish(heard.Choose, type="mail")
    for code in ("1001", "1002"):
        it.wish(heard.Choose, code, type="catch-up")
        it.hear(heard.PhoneIs(it.at, code, Device.GONE))
    assert it.agent("1001").holds == {}
    assert set(it.agent("1002").holds) == {HoldKind.PHONE}


def test_a_type_that_begins_to_take_calls_holds_who_has_no_phone() -> None:
    """Somebody changes the type under him: he is held, is told what to do, and goes on as soon as he is at a phone."""
    it = written()
    log_in(it)
    it.hear(heard.TypeSet(it.at, TypeCard("mail", Group.WORK, tickets=True)))
    assert (it.agent(WRITER).shown, it.agent(WRITER).asked.queues) == ("phone", ())
    assert "agents login" in refused(it.wish(heard.Resume, WRITER)).why
    granted(it.wish(heard.LogIn, WRITER, phone="2009"))
    assert (it.agent(WRITER).shown, it.agent(WRITER).phone) == ("free", "2009")
    it.hear(heard.PhoneIs(it.at, "2009", Device.GONE))
    it.hear(heard.TypeSet(it.at, TypeCard("mail", Group.WORK, calls=False, tickets=True)))
    assert it.agent(WRITER).shown == "working"


def test_a_timed_break_ends_where_he_can_work() -> None:
    """Its end asks nobody: back at writing he is free for it, back at calls without a phone he is held."""
    it = written()
    it.hear(heard.TypeSet(it.at, TypeCard("nap", Group.BREAK, length=60_000, returns=True)))
    log_in(it)
    it.wish(heard.Choose, WRITER, type="nap")
    it.wait(60_000)
    assert (it.agent(WRITER).type, it.agent(WRITER).shown) == ("mail", "working")
    it.wish(heard.Choose, WRITER, type="nap")
    it.floor = replace(it.floor, agents={**it.floor.agents, WRITER: replace(it.agent(WRITER), back="phone")})
    it.wait(60_000)
    assert (it.agent(WRITER).type, it.agent(WRITER).shown) == ("phone", "phone")


def test_a_missed_chat_holds_him_until_he_resumes() -> None:
    """1.6 for who has no phone: auto-pause, and its end, ask nothing of the switch."""
    it = written()
    it.hear(heard.TypeSet(it.at, TypeCard("chat", Group.WORK, calls=False, chats=True)))
    log_in(it, "chat")
    it.wish(heard.LogOut, "1001")
    it.orders.clear()
    it.bring(Kind.CHAT)
    it.wait(20_000)
    assert it.agent(WRITER).shown == "missed"
    granted(it.wish(heard.Resume, WRITER))
    assert it.agent(WRITER).shown == "working"
    it.wish(heard.SetHold, WRITER, BOSS, reason="a word")
    assert it.agent(WRITER).shown == "supervisor"
    granted(it.wish(heard.LiftHold, WRITER, BOSS))
    assert it.agent(WRITER).shown == "working"
    assert not it.orders


def test_a_reconnect_and_a_restart_leave_him_as_he_was() -> None:
    """What Asterisk says is nothing to him: not drifted, not held; what stands there under his code is put out."""
    it = written()
    log_in(it)
    him = decode(Agent, encode(it.agent(WRITER)))
    assert him == it.agent(WRITER)
    it.floor = replace(it.floor, agents={**it.floor.agents, WRITER: him})
    it.facts.clear()
    it.hear(heard.LinkDown(it.at, "cut"))
    it.hear(heard.LinkUp(it.at, "22", "s"))
    mine = tuple(member(code, "1001", "1001") for code in it.floor.queues)
    phones = (("1001", Device.FREE), ("2009", Device.FREE))
    it.hear(heard.SwitchIs(it.at + 1, members=mine, phones=phones))
    assert replace(it.agent(WRITER), asked=him.asked) == him
    assert not [f for f in it.told(facts.Drifted) if f.agent == WRITER]
    it.orders.clear()
    stray = (*mine, member("sales", WRITER, "2009"))
    it.obeys = False
    it.hear(heard.SwitchIs(it.at + 60_000, members=stray, phones=phones))
    assert [(o.agent, o.phone, o.queues) for o in it.orders if isinstance(o, orders.Arrange)] == [
        (WRITER, "2009", ())
    ]


def test_with_the_link_down_he_works_on() -> None:
    """5: chats and tickets need no Asterisk; neither do log-in, break and log-out of who has no phone."""
    it = written()
    it.hear(heard.LinkDown(T0 + 1, "cut"))
    log_in(it)
    granted(it.wish(heard.Choose, WRITER, type="lunch"))
    granted(it.wish(heard.LogOut, WRITER))
