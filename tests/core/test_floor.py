"""The floor's rules, one promise a test."""

from __future__ import annotations

import dataclasses
from typing import TypeVar

import pytest

from acd.core import facts, heard, orders
from acd.core.agent import Agent, Presence
from acd.core.heard import Device
from acd.core.moment import MINUTE, SECOND
from tests.core.floors import BOSS, SELF, T0, Bench, agent_card, bench


def kinds(found: list[facts.Fact]) -> list[type[facts.Fact]]:
    return [type(f) for f in found]


F = TypeVar("F", bound=facts.Fact)


def only(found: list[facts.Fact], kind: type[F]) -> F:
    (one,) = [f for f in found if isinstance(f, kind)]
    return one


def test_log_in_is_granted_only_after_the_switch_confirmed() -> None:
    """A wish is answered when its effect is heard, not before."""
    b = bench(logged_in=False, obeys=False)
    assert facts.Granted not in kinds(b.wish(heard.LogIn))
    assert b.agent().shown == "off"
    b.obeys = True
    (order,) = [o for o in b.orders if isinstance(o, orders.Arrange)]
    found = b.obey(order)
    assert facts.Granted in kinds(found)
    assert b.agent().shown == "free"
    assert b.agent().session == b.at


def test_a_break_takes_him_out_of_every_queue_and_resume_puts_him_back() -> None:
    """Presence decides membership."""
    b = bench()
    b.wish(heard.Choose, type="lunch")
    assert b.agent().shown == "break"
    assert all("1001" not in q.members for q in b.floor.queues.values())
    b.wish(heard.Resume)
    assert (b.agent().shown, b.agent().type) == ("free", "phone")
    assert {c for c, q in b.floor.queues.items() if "1001" in q.members} == {"sales", "help"}


def test_aftercall_begins_at_hang_up_and_ends_at_its_deadline() -> None:
    """2.1: aftercall begins when the conversation ends; its end is stamped with the deadline, however late the wake-up."""
    b = bench()
    b.call()
    b.answer()
    b.at += 30 * SECOND
    b.hang_up()
    ended = b.at
    assert b.agent().shown == "aftercall"
    found = b.wait(13 * SECOND)
    assert only(found, facts.AftercallEnded).at == ended + 10 * SECOND
    assert only(found, facts.AgentMoved).at == ended + 10 * SECOND
    last = [o for o in b.orders if isinstance(o, orders.Arrange)][-1]
    assert (last.pause, last.ended) == (None, "t-c1")


def test_no_order_while_the_dialplan_keeps_call_and_aftercall() -> None:
    """The pause of a call and of its aftercall is the dialplan's own: the daemon adds nothing and is not needed."""
    b = bench()
    b.call()
    b.answer()
    b.hang_up()
    assert not [o for o in b.orders if isinstance(o, orders.Arrange)]


def test_a_break_asked_for_in_a_call_comes_next_and_the_switch_holds_it() -> None:
    """1.4: kept as next, begins after the aftercall, at its very deadline, and no call can slip between."""
    b = bench()
    b.call()
    b.answer()
    kept = only(b.wish(heard.Choose, type="lunch"), facts.Kept)
    assert kept.next == "lunch"
    held = [o for o in b.orders if isinstance(o, orders.Arrange)][-1]
    assert (held.holds, held.pause) == (("next",), "call")
    b.hang_up()
    ended = b.at
    assert b.agent().shown == "aftercall"
    b.wait(10 * SECOND)
    assert (b.agent().shown, b.agent().since) == ("break", ended + 10 * SECOND)


def test_a_log_off_asked_for_in_a_call_puts_him_out_of_the_switch() -> None:
    """1.4: kept as next; at that very moment he is off, never free in between, and his phone is put out of every queue: asked for
    until it is so, and till then nobody else's."""
    b = bench()
    b.wish(heard.LogOut, "1002")
    b.call()
    b.answer()
    only(b.wish(heard.LogOut), facts.Kept)
    b.hang_up()
    ended = b.at
    b.obeys = False
    b.wait(10 * SECOND)
    assert (b.agent().shown, b.agent().phone, b.agent().since) == ("off", None, ended + 10 * SECOND)
    moved = [fact.state for fact in b.facts if isinstance(fact, facts.AgentMoved) and fact.agent == "1001"]
    assert moved[-2:] == ["aftercall", "off"]
    taken = only(b.wish(heard.LogIn, "1002", phone="1001"), facts.Refused)
    assert taken.code == "phone-used"
    first = [o for o in b.orders if isinstance(o, orders.Arrange) and o.agent == "1001"][-1]
    assert (first.phone, first.queues, first.holds) == ("1001", (), ())
    b.hear(heard.NotArranged(b.at, "1001", first.seq, "no answer", True))
    b.wait(2 * SECOND)
    again = [o for o in b.orders if isinstance(o, orders.Arrange) and o.agent == "1001"][-1]
    assert again.seq > first.seq
    assert (again.phone, again.queues) == ("1001", ())
    b.obey(again)
    assert not any("1001" in queue.members for queue in b.floor.queues.values())
    assert b.agent().leaves == ()


def test_work_without_calls_does_not_show_as_free() -> None:
    """1.3: on a work type that takes no calls he is working; when its card takes calls, or no more, it shows at once."""
    b = bench()
    b.wish(heard.Choose, type="mail")
    assert (b.agent().shown, b.agent().presence) == ("working", Presence.WORK)
    mail = b.floor.types["mail"]
    for calls, shown in ((True, "free"), (False, "working")):
        b.hear(heard.TypeSet(b.at, dataclasses.replace(mail, calls=calls)))
        assert b.agent().shown == shown
        assert only_moved(b).state == shown
    b.wish(heard.Choose, type="phone")
    assert b.agent().shown == "free"


def only_moved(b: Bench) -> facts.AgentMoved:
    return [fact for fact in b.facts if isinstance(fact, facts.AgentMoved) and fact.agent == "1001"][-1]


def test_of_two_who_finish_the_second_learns_that_it_is_over() -> None:
    """2.4: the second is refused at once, in words that are true."""
    b = bench()
    b.call()
    b.answer()
    b.hang_up()
    b.obeys = False
    assert b.wish(heard.Finish) == []
    second = only(b.wish(heard.Finish), facts.Refused)
    assert (second.code, second.why) == ("no-aftercall", "the aftercall of agent 1001 is being ended already")


def test_next_can_be_taken_back() -> None:
    """1.4: the agent can take back what comes next."""
    b = bench()
    b.call()
    b.answer()
    b.wish(heard.Choose, type="lunch")
    b.wish(heard.TakeBack)
    b.hang_up()
    b.wait(10 * SECOND)
    assert b.agent().shown == "free"


def test_a_ring_is_withdrawn_for_a_break_and_is_no_miss() -> None:
    """1.4: that ring is withdrawn, it is no miss, and the caller stays in the queue."""
    b = bench()
    b.call()
    found = b.wish(heard.Choose, type="lunch")
    assert orders.Withdraw("1001", "PJSIP/1001-c1") in b.orders
    assert facts.OfferWithdrawn in kinds(found)
    found = b.hear(heard.OfferOver(b.at, "sales", "c1", "1001", 900))
    assert facts.CallMissed not in kinds(found)
    assert b.agent().shown == "break"
    assert b.floor.queues["sales"].waiting == ("c1",)


def test_who_answers_while_leaving_leaves_after_the_call() -> None:
    """An answer that overtakes the break wins: the break becomes next, and the wish is answered so."""
    b = bench()
    b.call()
    b.obeys = False
    b.wish(heard.Choose, type="lunch")
    b.obeys = True
    b.answer()
    assert b.agent().shown == "talking"
    assert b.agent().next is not None
    assert b.agent().next.type == "lunch"
    assert facts.Kept in kinds(b.facts)


@pytest.mark.parametrize(("caller_gone", "held"), [(False, True), (True, False)])
def test_an_unanswered_ring_holds_him_unless_the_caller_gave_up(caller_gone: bool, held: bool) -> None:
    """1.6: a miss holds; a caller who hangs up while it rings is no miss."""
    b = bench()
    b.call()
    if caller_gone:
        b.hear(heard.CallerDone(b.at, "sales", "c1", heard.Parting.ABANDONED))
    b.hear(heard.OfferOver(b.at, "sales", "c1", "1001", 15_000))
    assert (b.agent().shown == "missed") is held


def test_misses_are_counted_as_the_queue_says() -> None:
    """1.6: the number of misses is configurable per queue."""
    b = bench()
    b.hear(heard.AgentSet(b.at, agent_card("1001", "desk")))
    for code, shown in (("c1", "free"), ("c2", "missed")):
        b.call(code, "desk")
        b.hear(heard.OfferOver(b.at, "desk", code, "1001", 15_000))
        assert b.agent().shown == shown


def test_resume_ends_a_missed_hold_but_never_a_supervisors() -> None:
    """1.5: resuming ends one's own missed-call hold, never a supervisor's."""
    b = bench()
    b.call()
    b.hear(heard.OfferOver(b.at, "sales", "c1", "1001", 15_000))
    b.wish(heard.SetHold, by=BOSS, reason="talk to me")
    b.wish(heard.Resume)
    assert b.agent().shown == "supervisor"
    refused = only(b.wish(heard.Resume), facts.Refused)
    assert "supervisor" in refused.why
    assert only(b.wish(heard.LiftHold), facts.Refused).code == "role"
    b.wish(heard.LiftHold, by=BOSS)
    assert b.agent().shown == "free"


def test_a_release_wipes_no_other_hold() -> None:
    """The end of an aftercall leaves a supervisor's hold as it is."""
    b = bench()
    b.call()
    b.answer()
    b.wish(heard.SetHold, by=BOSS)
    b.hang_up()
    b.wait(10 * SECOND)
    assert b.agent().shown == "supervisor"
    assert [o for o in b.orders if isinstance(o, orders.Arrange)][-1].pause == "supervisor"


def test_extension_is_bounded_and_true_only_when_the_switch_has_it() -> None:
    """2.2: step and largest total per queue; the new deadline counts when the switch holds it."""
    b = bench()
    b.call()
    b.answer()
    b.hang_up()
    ended = b.at
    for total in (15, 20):
        b.wish(heard.Extend)
        order = b.orders[-1]
        assert order == orders.MoveDeadline("1001", "1001", "t-c1", ended + total * SECOND)
        found = b.hear(heard.Moved(b.at, "1001", "t-c1", order.deadline, True))
        assert kinds(found) == [facts.AftercallExtended, facts.Granted]
    assert only(b.wish(heard.Extend), facts.Refused).code == "longest"
    assert b.agent().aftercall is not None
    assert b.agent().aftercall.deadline == ended + 20 * SECOND


def test_finish_early_only_where_allowed_and_with_what_is_demanded() -> None:
    """2.2: an early end may be forbidden, or ask for a disposition; a supervisor may always."""
    b = bench()
    b.hear(heard.AgentSet(b.at, agent_card("1001", "desk")))
    b.call("c1", "desk")
    b.answer("c1", "desk")
    b.hang_up("c1", "desk")
    assert only(b.wish(heard.Finish, disposition="sold"), facts.Refused).code == "no-early-end"
    found = b.wish(heard.Finish, by=BOSS)
    over = only(found, facts.AftercallEnded)
    assert (over.how, over.by, over.disposition) == ("early", "rita", "sold")


def test_a_demanded_disposition_that_never_came_is_none_given() -> None:
    """4.9: missing at the deadline it is recorded as "none given"."""
    b = bench()
    b.hear(heard.AgentSet(b.at, agent_card("1001", "desk")))
    b.call("c1", "desk")
    b.answer("c1", "desk")
    b.hang_up("c1", "desk")
    assert only(b.wait(10 * SECOND), facts.AftercallEnded).disposition == "none given"


def test_a_lost_phone_holds_and_its_return_within_the_grace_lifts() -> None:
    """1.6: a short gap brings back what was; a long one waits for the agent."""
    b = bench()
    b.hear(heard.PhoneIs(b.at, "1001", Device.GONE))
    assert b.agent().shown == "phone"
    b.hear(heard.PhoneIs(b.at + 59 * SECOND, "1001", Device.FREE))
    assert b.agent().shown == "free"
    b.hear(heard.PhoneIs(b.at, "1001", Device.GONE))
    b.hear(heard.PhoneIs(b.at + 61 * SECOND, "1001", Device.FREE))
    assert b.agent().shown == "phone"
    b.wish(heard.Resume)
    assert b.agent().shown == "free"


def test_the_quota_names_who_is_on_it_and_tells_when_one_may_go() -> None:
    """1.10: at most N of a team at once, and a line that says when one may go."""
    b = bench()
    b.wish(heard.Choose, type="lunch")
    refused = only(b.wish(heard.Choose, "1002", type="lunch"), facts.Refused)
    assert refused.code == "quota"
    assert "1001" in refused.why
    found = b.wish(heard.Resume)
    assert facts.MayGo(b.at, "1002", "lunch") in found


def test_a_timed_break_warns_and_returns_by_itself() -> None:
    """1.5: warns shortly before, and resumes by itself if so configured."""
    b = bench()
    b.wish(heard.Choose, type="coffee")
    assert only(b.wait(9 * MINUTE), facts.BreakWarned).left == MINUTE
    b.wait(MINUTE)
    assert (b.agent().shown, b.agent().type) == ("free", "phone")


def test_silence_is_answered_as_unknown_after_five_seconds() -> None:
    """1.3: after 5 s "unknown" with the last known state; never acknowledged and then lost."""
    b = bench(obeys=False)
    b.wish(heard.Choose, type="lunch")
    assert facts.Unknown not in kinds(b.wait(4 * SECOND))
    unknown = only(b.wait(SECOND), facts.Unknown)
    assert unknown.state == "free"


def test_a_refusal_of_the_switch_leaves_nothing_half_done() -> None:
    """A wish the switch refuses is refused with its words, and what was confirmed is asked for again."""
    b = bench(obeys=False)
    b.wish(heard.Choose, type="lunch")
    seq = b.agent().seq
    found = b.hear(heard.NotArranged(b.at, "1001", seq, "no such queue", False))
    assert "no such queue" in only(found, facts.Refused).why
    last = b.orders[-1]
    assert isinstance(last, orders.Arrange)
    assert dict(last.queues) == {"sales": 0, "help": 0}


@pytest.mark.parametrize(
    ("wish", "code"),
    [
        (heard.Choose(T0, "w", SELF, "1001", "siesta"), "unknown-type"),
        (heard.Choose(T0, "w", SELF, "9999", "lunch"), "unknown-agent"),
        (heard.LogIn(T0, "w", SELF, "1001", phone="77"), "unknown-phone"),
        (heard.LogIn(T0, "w", SELF, "1001", phone="1002"), "phone-used"),
        (heard.Choose(T0, "w", SELF, "1001", "training"), "approval"),
        (heard.Extend(T0, "w", SELF, "1001"), "no-aftercall"),
        (heard.Finish(T0, "w", SELF, "1001"), "no-aftercall"),
        (heard.Resume(T0, "w", SELF, "1001"), "nothing"),
        (heard.TakeBack(T0, "w", SELF, "1001"), "nothing"),
    ],
)
def test_what_cannot_be_is_refused_with_a_reason(wish: heard.Wish, code: str) -> None:
    """Every refusal has a code, names what was wrong, and changes nothing."""
    b = bench()
    before = b.agent()
    refused = only(b.hear(wish), facts.Refused)
    assert refused.code == code
    assert refused.why
    assert b.agent() == before
    assert not b.orders


def test_a_ring_that_slips_through_is_withdrawn() -> None:
    """A call offered in aftercall or on a break is taken back at once and counts as nothing."""
    b = bench()
    b.wish(heard.Choose, type="lunch")
    b.hear(heard.Offered(b.at, "sales", "c9", "1001", "1001", "PJSIP/1001-c9"))
    assert orders.Withdraw("1001", "PJSIP/1001-c9") in b.orders
    assert b.agent().shown == "break"


def test_a_free_agent_wakes_the_heaviest_queue_first() -> None:
    """3.3: the moment an agent becomes free a waiting caller is woken: heavier queue first, then the longest wait."""
    b = bench("1001")
    b.call("c1", "sales")
    b.answer("c1", "sales")
    for code, queue in (("c2", "sales"), ("c3", "help")):
        b.hear(heard.CallerJoined(b.at, queue, code, f"PJSIP/in-{code}", "", "", 1))
        b.hear(heard.MusicIs(b.at, f"PJSIP/in-{code}", True))
        b.at += SECOND
    b.hang_up("c1", "sales")
    assert orders.Wake not in [type(o) for o in b.orders]
    b.wait(10 * SECOND)
    assert [o for o in b.orders if isinstance(o, orders.Wake)] == [orders.Wake("PJSIP/in-c3")]


def waits(b: Bench, *calls: str, queue: str = "sales") -> None:
    """These callers wait and hear music."""
    for code in calls:
        place = len(b.floor.queues[queue].waiting) + 1
        b.hear(heard.CallerJoined(b.at, queue, code, f"PJSIP/in-{code}", "", "", place))
        b.hear(heard.MusicIs(b.at, f"PJSIP/in-{code}", True))


def frees(b: Bench, agent: str) -> None:
    """His phone was busy with something else, and is idle now."""
    member = b.floor.queues["sales"].members[agent]
    for device in (Device.BUSY, Device.FREE):
        b.hear(heard.MemberIs(b.at, dataclasses.replace(member, device=device)))


def woken(b: Bench) -> list[str]:
    return [o.channel.removeprefix("PJSIP/in-") for o in b.orders if isinstance(o, orders.Wake)]


def test_a_caller_whose_ring_goes_on_is_not_woken_for_another_agent() -> None:
    """3.3: however long a phone rings for the first in line, the next agent who becomes free wakes the next caller."""
    b = bench()
    waits(b, "c1", "c2")
    b.ring("c1", agent="1001")
    b.at += 5 * SECOND
    frees(b, "1002")
    assert woken(b) == ["c2"]


def test_a_caller_who_rings_somebody_else_leaves_nobody_waiting() -> None:
    """3.3: two agents become free, and app_queue gives the first one's caller to the second: another is woken for the first."""
    b = bench()
    waits(b, "c1", "c2")
    frees(b, "1001")
    assert woken(b) == ["c1"]
    b.ring("c1", agent="1002")
    assert woken(b) == ["c1", "c2"]


def test_two_callers_may_change_places() -> None:
    """3.3: each was woken for one agent and rings the other: nobody is woken a third time."""
    b = bench()
    waits(b, "c1", "c2", "c3")
    frees(b, "1001")
    frees(b, "1002")
    assert woken(b) == ["c1", "c2"]
    b.ring("c1", agent="1002")
    b.ring("c2", agent="1001")
    assert woken(b) == ["c1", "c2"]


def test_missed_conversations_are_lived_at_their_own_moments() -> None:
    """9.3: what ended while the daemon was down is counted when it happened; the sums have no hole."""
    b = bench("1001")
    t = b.at
    ended = heard.Ended(
        t + 60_000, "1001", "1001", "sales", "c1", "t-c1", t + 20_000, 10_000, t + 70_000, t + 70_400
    )
    b.hear(heard.SwitchIs(t + 90_000, ended=(ended,), phones=(("1001", Device.FREE),)))
    moves = [(m.state, m.at - t) for m in b.facts if isinstance(m, facts.AgentMoved)]
    assert moves == [("talking", 20_000), ("aftercall", 60_000), ("free", 70_400)]


def test_a_strange_pause_is_put_right_at_once() -> None:
    """No agent stays in a pause that nobody set."""
    b = bench("1001")
    member = b.floor.queues["sales"].members["1001"]
    strange = heard.MemberSeen("sales", "1001", "1001", True, "somebody", member.device)
    b.hear(heard.MemberIs(b.at, strange))
    assert facts.Drifted in kinds(b.facts)
    assert not b.floor.queues["sales"].members["1001"].paused


def test_a_phone_that_comes_during_the_log_in_holds_nobody() -> None:
    """His phone registers between the wish and the switch's confirmation: he is free, and not held for ever."""
    b = bench("1001", logged_in=False, obeys=False)
    b.hear(heard.PhoneIs(b.at, "1001", Device.GONE))
    b.wish(heard.LogIn)
    b.hear(heard.PhoneIs(b.at, "1001", Device.FREE))
    for order in [o for o in b.orders if isinstance(o, orders.Arrange)]:
        b.obey(order)
    assert b.agent().shown == "free"
    assert kinds(b.facts).count(facts.Granted) == 1


def test_a_phone_that_is_added_counts_as_gone() -> None:
    """Until the switch says more; what the switch has said of it already stays."""
    b = bench("1001")
    b.hear(heard.PhoneSet(b.at, "2001"))
    b.hear(heard.PhoneSet(b.at, "1001"))
    assert (b.floor.phones["2001"], b.floor.phones["1001"]) == (Device.GONE, Device.FREE)


def test_hot_desking_moves_the_agent_and_frees_the_old_phone() -> None:
    """One agent, one phone: logging in elsewhere takes the old phone out of the queues."""
    b = bench("1001")
    b.hear(heard.PhoneIs(b.at, "2001", Device.FREE))
    b.wish(heard.LogIn, phone="2001")
    last = [o for o in b.orders if isinstance(o, orders.Arrange)][-1]
    assert (last.phone, last.leaves) == ("2001", ("1001",))
    assert b.agent().phone == "2001"


def test_the_same_heard_gives_the_same_floor() -> None:
    """Replay: lived twice, the same."""

    def live() -> tuple[Agent, list[facts.Fact]]:
        b = bench()
        b.call()
        b.answer()
        b.wish(heard.Choose, type="lunch")
        b.hang_up()
        b.wait(MINUTE)
        return b.agent(), b.facts

    assert live() == live()


def test_a_ring_that_ends_with_asterisk_is_no_miss() -> None:
    """An Asterisk that is shut down ends its rings: nobody is held for it."""
    b = bench()
    b.call()
    b.hear(heard.OfferOver(b.at, "sales", "c1", "1001", 900))
    assert b.agent().shown == "missed"
    b.hear(heard.LinkDown(b.at + SECOND, "Asterisk closed the connection"))
    assert b.agent().shown == "free"


def test_a_break_kept_for_after_the_call_begins_with_an_early_end() -> None:
    """2.2: at the end of the aftercall, early or not, he goes to the break that he asked for meanwhile."""
    b = bench()
    b.call()
    b.answer()
    b.wish(heard.Choose, type="lunch")
    b.hang_up()
    b.wish(heard.Finish)
    assert (b.agent().shown, b.agent().next) == ("break", None)
    assert "1001" not in b.floor.queues["sales"].members
