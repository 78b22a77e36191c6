"""What is wished of calls, and what the switch says became of it: answered once, shown as it is, counted without a hole."""

from __future__ import annotations

from typing import Any

import pytest

from acd.core import facts, heard, orders
from acd.core.agent import Work
from acd.core.aim import AGENT, NUMBER, QUEUE, Aim
from acd.core.facts import Fact
from acd.core.heard import Device
from acd.core.moment import SECOND
from acd.core.orders import Turn
from tests.core.floors import BOSS, Bench, bench

COLLEAGUE = Aim(AGENT, "1002")


def talking(queue: str = "sales") -> Bench:
    """Agent 1001 talks with caller c1 (token t-c1); 1002 is free."""
    it = bench()
    it.call("c1", queue)
    it.answer("c1", queue)
    it.facts.clear()
    it.orders.clear()
    return it


def held(it: Bench, on: bool = True) -> list[Fact]:
    return it.hear(heard.PartyHeld(it.at, "t-c1", on))


def consulting(it: Bench, met: bool = True) -> None:
    it.wish(heard.Consult, "1001", to=COLLEAGUE)
    held(it)
    it.hear(heard.Consulting(it.at, "t-c1", "ringing", AGENT, "1002", "x-1;2"))
    it.hear(heard.Offered(it.at, "sales", "c1", "1002", "1002", "PJSIP/1002-x", "consult"))
    if met:
        it.hear(heard.Answered(it.at, "sales", "c1", "1002", "1002", "PJSIP/1002-x", "t-x", "consult"))
        it.hear(heard.Consulting(it.at, "t-c1", "talking", AGENT, "1002"))


def said(told: list[Fact], kind: type[Fact]) -> Any:
    """The only one of this kind."""
    (one,) = [fact for fact in told if isinstance(fact, kind)]
    return one


def steered(it: Bench) -> orders.Steer:
    order = it.orders[-1]
    assert isinstance(order, orders.Steer)
    return order


def ended(it: Bench, agent: str, token: str, call: str, span: int = 0) -> list[Fact]:
    talk = it.agent(agent).talk
    began = talk.began if talk else it.at
    return it.hear(heard.Ended(it.at, agent, agent, "sales", call, token, began, span, it.at + span))


def test_hold_is_granted_when_the_caller_waits() -> None:
    """Asked of the switch, not shown before it is so; then on hold, granted once, and back the same way."""
    it = talking()
    assert it.wish(heard.PutOnHold, "1001") == []
    assert (steered(it).turn, steered(it).token, it.agent().work) == (Turn.HOLD, "t-c1", Work.TALKING)
    told = held(it)
    assert said(told, facts.Granted).text == "on hold"
    assert said(told, facts.AgentMoved).state == "on hold"
    it.wish(heard.TakeOffHold, "1001")
    told = held(it, on=False)
    assert said(told, facts.Granted).text == "back"
    assert it.agent().work is Work.TALKING
    assert it.agent().steering == ()


def test_both_kinds_of_hold() -> None:
    """Held by the phone's button and by us: on hold until both are over; what the button holds only the button takes back."""
    it = talking()
    it.hear(heard.HeldIs(it.at, "PJSIP/1001-c1", True))
    held(it)
    it.hear(heard.HeldIs(it.at, "PJSIP/1001-c1", False))
    assert it.agent().work is Work.ON_HOLD
    held(it, on=False)
    assert it.agent().work is Work.TALKING
    it.hear(heard.HeldIs(it.at, "PJSIP/1001-c1", True))
    assert said(it.wish(heard.TakeOffHold, "1001"), facts.Refused).code == "phone-hold"


def test_the_switch_says_nothing() -> None:
    """After 5 s it is unknown, and told once; what then comes true is shown all the same."""
    it = talking()
    it.wish(heard.PutOnHold, "1001")
    assert said(it.wait(5 * SECOND), facts.Unknown).state == "talking"
    assert not [f for f in it.wait(SECOND) if isinstance(f, facts.Unknown)]
    told = held(it)
    assert it.agent().work is Work.ON_HOLD
    assert not [f for f in told if isinstance(f, facts.Granted)]


def test_the_switch_refuses() -> None:
    """Its reason is the answer, and another wish may follow."""
    it = talking()
    it.wish(heard.PutOnHold, "1001")
    told = it.hear(heard.Steered(it.at, "1001", steered(it).wish, False, "no other party"))
    assert "no other party" in said(told, facts.Refused).why
    assert it.wish(heard.PutOnHold, "1001") == []


def test_one_wish_at_a_time() -> None:
    """What is under way for a call is answered before the next is taken."""
    it = talking()
    it.wish(heard.PutOnHold, "1001")
    assert said(it.wish(heard.HangUp, "1001"), facts.Refused).code == "under-way"


def test_hang_up_is_granted_with_the_end() -> None:
    """Aftercall follows as after any end."""
    it = talking()
    it.wish(heard.HangUp, "1001")
    told = it.hang_up()
    assert said(told, facts.Granted).text == "the call is over"
    assert it.agent().work is Work.AFTERCALL


def test_a_call_that_ended_first() -> None:
    """What was asked of it and cannot be any more is refused."""
    it = talking()
    it.wish(heard.PutOnHold, "1001")
    assert said(it.hang_up(), facts.Refused).code == "over"


@pytest.mark.parametrize("end_first", [True, False])
def test_transfer_whichever_is_heard_first(end_first: bool) -> None:
    """The end of the agent's leg and the transfer come in any order: granted once, aftercall begun, the fact with its caller."""
    it = talking()
    it.wish(heard.Transfer, "1001", to=COLLEAGUE)
    assert (steered(it).to, steered(it).phone) == (COLLEAGUE, "1002")
    gone = heard.Transferred(it.at, "t-c1", AGENT, "1002", "c1")
    told = it.hang_up() + it.hear(gone) if end_first else it.hear(gone) + it.hang_up()
    assert "1002" in said(told, facts.Granted).text
    assert (said(told, facts.CallTransferred).queue, said(told, facts.CallTransferred).call) == (
        "sales",
        "c1",
    )
    assert it.agent().work is Work.AFTERCALL


def test_the_colleague_takes_it() -> None:
    """He rings, talks and has his aftercall; the queue's count of answers does not grow."""
    it = talking()
    answered = it.floor.queues["sales"].counts.answered
    it.hear(heard.Offered(it.at, "sales", "c1", "1002", "1002", "PJSIP/1002-y", "transfer"))
    assert it.agent("1002").shown == "ringing"
    told = it.hear(heard.Answered(it.at, "sales", "c1", "1002", "1002", "PJSIP/1002-y", "t-y", "transfer"))
    assert said(told, facts.CallTaken).why == "transfer"
    assert not [f for f in told if isinstance(f, facts.CallAnswered)]
    it.hang_up()
    told = ended(it, "1002", "t-y", "c1", 10 * SECOND)
    assert said(told, facts.CallEnded).handed
    assert it.agent("1002").work is Work.AFTERCALL
    assert it.floor.queues["sales"].counts.answered == answered


def test_not_taken_is_no_miss() -> None:
    """A colleague who lets a transferred call ring has missed no caller of the queue."""
    it = talking()
    it.hear(heard.Offered(it.at, "sales", "c1", "1002", "1002", "PJSIP/1002-y", "transfer"))
    it.hear(heard.OfferOver(it.at, "sales", "c1", "1002", 20_000))
    assert it.agent("1002").shown == "free"


def test_back_in_the_queue_he_is_known() -> None:
    """The caller waits again before the agent's end is heard: he is not forgotten by it."""
    it = talking()
    it.wish(heard.Transfer, "1001", to=Aim(QUEUE, "help"))
    it.hear(heard.CallerJoined(it.at, "help", "c1", "PJSIP/in-c1", "+48500", "Jan", 1))
    it.hang_up()
    assert it.floor.calls["c1"].waiting
    assert it.floor.queues["help"].waiting == ("c1",)


@pytest.mark.parametrize(
    ("to", "code"),
    [
        (Aim(AGENT, "1099"), "unknown-colleague"),
        (Aim(AGENT, "1001"), "himself"),
        (Aim(QUEUE, "nowhere"), "unknown-queue"),
        (Aim(QUEUE, "desk"), "empty-queue"),
    ],
)
def test_nowhere(to: Aim, code: str) -> None:
    """Refused, and nothing is asked of the switch."""
    it = talking()
    assert said(it.wish(heard.Transfer, "1001", to=to), facts.Refused).code == code
    assert it.orders == []


@pytest.mark.parametrize("type_", ["lunch", "mail"])
def test_a_colleague_must_be_free(type_: str) -> None:
    """Refused with what he does instead."""
    it = talking()
    it.wish(heard.Choose, "1002", type=type_)
    refused = said(it.wish(heard.Consult, "1001", to=COLLEAGUE), facts.Refused)
    assert refused.code == "not-free"
    assert it.agent("1002").shown in refused.why


def test_consult_and_complete() -> None:
    """Granted when it rings; both are in a call; completed, the agent's end follows and the colleague has the caller."""
    it = talking()
    consulting(it)
    assert (it.agent().shown, it.agent("1002").shown) == ("on hold", "talking")
    assert said(it.facts, facts.ConsultAnswered).to == "1002"
    it.facts.clear()
    it.wish(heard.CompleteTransfer, "1001")
    told = it.hear(heard.Handed(it.at, "t-c1")) + it.hang_up()
    assert said(told, facts.CallTransferred).consulted
    assert said(told, facts.Granted).text == "1002 has the call"
    assert not [f for f in told if isinstance(f, facts.Refused)]
    assert (it.agent().shown, it.agent("1002").shown) == ("aftercall", "talking")
    assert "c1" in it.floor.calls


def test_consult_and_cancel() -> None:
    """Granted when the consult is over; the caller comes back by himself."""
    it = talking()
    consulting(it)
    it.wish(heard.CancelConsult, "1001")
    assert steered(it).consult == "x-1;2"
    told = it.hear(heard.Consulting(it.at, "t-c1", "over", AGENT, "1002", "x-1;2", "ANSWER"))
    assert said(told, facts.ConsultEnded).how == "over"
    assert said(told, facts.Granted).text == "the consult is over"
    held(it, on=False)
    ended(it, "1002", "t-x", "c1")
    assert (it.agent().shown, it.agent("1002").shown) == ("talking", "free")


def test_three() -> None:
    """Granted when the caller is back while they speak; then all talk, and it is a fact."""
    it = talking()
    consulting(it)
    it.wish(heard.ThreeWay, "1001")
    told = held(it, on=False)
    assert said(told, facts.ThreeWayBegan).to == "1002"
    assert said(told, facts.Granted)
    assert it.agent().shown == "talking"


@pytest.mark.parametrize("wish", [heard.CompleteTransfer, heard.ThreeWay])
def test_who_has_not_answered(wish: type[heard.Wish]) -> None:
    """Nobody is left with, or joined to, a phone that still rings."""
    it = talking()
    consulting(it, met=False)
    assert said(it.wish(wish, "1001"), facts.Refused).code == "not-answered"


def test_what_the_switch_holds_after_a_restart() -> None:
    """The picture says how each call stands: held, consulted about, held by the phone's button, or none of it."""
    it = talking()
    seen = heard.TalkSeen("1001", "1001", "sales", "t-c1", "PJSIP/1001-c1", "c1", it.at)
    room = heard.RoomSeen("t-c1", True, AGENT, "1002", it.at, "x-1;2", True)
    it.hear(heard.SwitchIs(it.at, talks=(seen,), rooms=(room,)))
    talk = it.agent().talk
    assert talk is not None
    assert (talk.held, talk.consult and talk.consult.met, it.agent().shown) == (True, True, "on hold")
    it.hear(heard.SwitchIs(it.at, talks=(seen,), phones=(("1001", Device.ON_HOLD),)))
    talk = it.agent().talk
    assert talk is not None
    assert (talk.held, talk.button, talk.consult, it.agent().shown) == (False, True, None, "on hold")
    it.hear(heard.SwitchIs(it.at, talks=(seen,), phones=(("1001", Device.BUSY),)))
    assert it.agent().shown == "talking"


# --- dialled by hand ---------------------------------------------------------------------------------------------


def dial(it: Bench, **more: Any) -> list[Fact]:
    return it.wish(heard.DialOut, "1001", **{"to": Aim(NUMBER, "22 123", "22123"), **more})


def test_dialled_by_hand() -> None:
    """Granted when his phone rings; talking from his answer on, with the number he called; the queue's aftercall follows."""
    it = bench()
    assert dial(it, queue="sales") == []
    order = it.orders[-1]
    assert isinstance(order, orders.DialByHand)
    told = it.hear(heard.Offered(it.at, "sales", order.call, "1001", "1001", "L", "dial"))
    assert said(told, facts.Granted)
    it.hear(heard.Answered(it.at, "sales", order.call, "1001", "1001", "L", "t-m", "dial", "22 123"))
    assert it.agent().shown == "talking"
    assert it.floor.calls[order.call].number == "22 123"
    told = ended(it, "1001", "t-m", order.call, 10 * SECOND)
    assert said(told, facts.CallEnded).handed
    assert it.agent().shown == "aftercall"
    assert order.call not in it.floor.calls


def test_his_phone_does_not_take_it() -> None:
    """Refused with what his phone did, and he may dial again."""
    it = bench()
    dial(it)
    order = it.orders[-1]
    assert isinstance(order, orders.DialByHand)
    told = it.hear(heard.DialledIs(it.at, order.call, "noagent", "BUSY"))
    assert said(told, facts.Refused).code == "phone"
    assert dial(it) == []


@pytest.mark.parametrize(
    ("state", "code"),
    [
        ("out", "logged-out"),
        ("lunch", "on-break"),
        ("talk", "engaged"),
        ("wrap", "aftercall"),
        ("gone", "phone"),
    ],
)
def test_when_he_may_not_dial(state: str, code: str) -> None:
    """Only who works and is in no call dials, and gets no second call by it."""
    it = bench() if state in ("out", "lunch", "gone") else talking()
    if state == "out":
        it.wish(heard.LogOut, "1001")
    elif state == "lunch":
        it.wish(heard.Choose, "1001", type="lunch")
    elif state == "wrap":
        it.hang_up()
    elif state == "gone":
        it.hear(heard.PhoneIs(it.at, "1001", Device.GONE))
    assert said(dial(it), facts.Refused).code == code


# --- listening in ------------------------------------------------------------------------------------------------


def listen(it: Bench, mode: str = "listen", phone: str = "1002") -> list[Fact]:
    return it.wish(heard.ListenIn, "1001", by=BOSS, mode=mode, phone=phone)


def test_listening_is_a_fact() -> None:
    """Rung, heard, changed, and over: who heard whom, how, from when to when."""
    it = talking()
    listen(it)
    order = it.orders[-1]
    assert isinstance(order, orders.Listen)
    assert said(it.hear(heard.Steered(it.at, "1001", order.wish, True)), facts.Granted)
    told = it.hear(heard.ListeningIs(it.at, "1001", "t-c1", order.ear, "listen"))
    began = said(told, facts.ListeningBegan)
    assert (began.by, began.phone, began.mode, began.call) == ("rita", "1002", "listen", "c1")
    assert listen(it, "whisper") == []
    told = it.hear(heard.ListeningIs(it.at, "1001", "t-c1", order.ear, "whisper"))
    assert (said(told, facts.Granted).text, said(told, facts.ListeningBegan).mode) == ("whisper", "whisper")
    assert said(it.hang_up(), facts.ListeningEnded).by == "rita"


def test_who_joined_comes_into_the_room() -> None:
    """When the call moves, the supervisor who joined it is moved with it."""
    it = talking()
    listen(it, "join")
    order = it.orders[-1]
    assert isinstance(order, orders.Listen)
    it.hear(heard.ListeningIs(it.at, "1001", "t-c1", order.ear, "join"))
    held(it)
    again = it.orders[-1]
    assert isinstance(again, orders.Listen)
    assert (again.there, again.mode, again.wish) == (True, "join", "")


def test_only_a_supervisor_listens() -> None:
    """Refused to anybody else, and where there is no call or no phone to hear it at."""
    it = talking()
    assert said(it.wish(heard.ListenIn, "1001", mode="listen", phone="1002"), facts.Refused).code == "role"
    assert said(listen(it, phone="nowhere"), facts.Refused).code == "unknown-phone"
    assert said(listen(it, phone="1001"), facts.Refused).code == "phone-used"
    it.hear(heard.PhoneIs(it.at, "1002", Device.BUSY))
    assert said(listen(it), facts.Refused).code == "phone"
