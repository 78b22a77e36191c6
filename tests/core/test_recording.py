"""Recording paused and resumed: true when the switch said so, answered once, over with the call."""

from __future__ import annotations

import pytest

from acd.asterisk import speak
from acd.asterisk.speak import Via
from acd.board.views import Head, agent_board
from acd.core import facts, heard, orders
from acd.core.cards import QueueCard
from acd.core.facts import Fact
from acd.core.recording import file_of
from tests.core.floors import BOSS, Bench, bench


def recorded_call(queue: str = "sales") -> Bench:
    """Agent 1001 talks with a caller of a queue that records."""
    it = bench("1001")
    it.hear(heard.QueueSet(it.at, QueueCard(queue, recording=True)))
    it.call(queue=queue)
    it.answer(queue=queue)
    return it


def ask(it: Bench, on: bool) -> orders.MuteRecording:
    """The order that the wish gives."""
    it.wish(heard.Record, on=on)
    order = it.orders[-1]
    assert isinstance(order, orders.MuteRecording)
    return order


def reply(it: Bench, order: orders.MuteRecording, why: str = "", silent: bool = False) -> list[Fact]:
    done = heard.Recorded(
        it.at, order.agent, order.channel, order.on, not why, order.wish, order.by, why, silent
    )
    return it.hear(done)


def shown(it: Bench) -> str | None:
    return agent_board(Head("main", 0, 0, it.at), it.floor, it.agent()).recording


def kinds(told: list[Fact]) -> list[type[Fact]]:
    return [type(fact) for fact in told]


def test_paused_when_the_switch_confirmed_it() -> None:
    """Asked by the caller's id; nothing is true before the reply, then it is a fact, an answer and on the board."""
    it = recorded_call()
    assert shown(it) == "on"
    order = ask(it, on=False)
    assert (order.channel, order.on) == ("c1", False)
    assert shown(it) == "on"
    paused, granted = reply(it, order)
    assert paused == facts.RecordingPaused(it.at, "1001", "sales", "c1", "anna")
    assert isinstance(granted, facts.Granted)
    assert shown(it) == "paused"
    resumed, _ = reply(it, ask(it, on=True))
    assert isinstance(resumed, facts.RecordingResumed)
    assert shown(it) == "on"


def test_already_so_is_granted_without_a_fact() -> None:
    """Pausing what is paused is asked of the switch again, granted, and no second fact."""
    it = recorded_call()
    reply(it, ask(it, on=False))
    assert kinds(reply(it, ask(it, on=False))) == [facts.Granted]


def test_it_ends_with_the_call() -> None:
    """The next call of the same agent is recorded from its beginning; outside of a call nothing is shown."""
    it = recorded_call()
    reply(it, ask(it, on=False))
    it.hang_up()
    assert shown(it) is None
    it.call("c2")
    it.answer("c2")
    assert shown(it) == "on"


def test_nobody_outside_of_a_call() -> None:
    """An agent who is free, and one in his aftercall, is refused with his state; the switch is not asked."""
    it = bench("1001")
    (refused,) = it.wish(heard.Record, on=False)
    assert isinstance(refused, facts.Refused)
    assert (refused.code, "free" in refused.why) == ("no-call", True)
    assert not it.orders


def test_the_call_may_end_first() -> None:
    """The reply comes after the hang-up: refused, once, and the next call is not touched."""
    it = recorded_call()
    order = ask(it, on=False)
    it.hang_up()
    it.call("c2")
    it.answer("c2")
    (refused,) = reply(it, order)
    assert isinstance(refused, facts.Refused)
    assert refused.code == "over"
    assert shown(it) == "on"


@pytest.mark.parametrize(("records", "code"), [(True, "switch"), (False, "not-recorded")])
def test_the_switch_refuses(records: bool, code: str) -> None:
    """Its refusal is told; where the queue records nothing, in words that say so."""
    it = recorded_call() if records else bench("1001")
    if not records:
        it.call()
        it.answer()
    (refused,) = reply(it, ask(it, on=False), "Cannot set mute flag")
    assert isinstance(refused, facts.Refused)
    assert refused.code == code
    assert shown(it) == ("on" if records else None)


def test_the_switch_knows_better_what_is_recorded() -> None:
    """A call that the site's own dialplan records can be paused too, and is then shown."""
    it = bench("1001")
    it.call()
    it.answer()
    reply(it, ask(it, on=False))
    assert shown(it) == "paused"


def test_silence_is_unknown_and_asked_again() -> None:
    """No reply: unknown; the wish stays in force and is asked again when the switch shows itself, then it is true."""
    it = recorded_call()
    (unknown,) = reply(it, ask(it, on=False), "no answer", silent=True)
    assert isinstance(unknown, facts.Unknown)
    before = len(it.orders)
    it.hear(heard.SwitchIs(it.at, complete=False))
    again = [order for order in it.orders[before:] if isinstance(order, orders.MuteRecording)]
    assert [(order.on, order.wish) for order in again] == [(False, "")]
    assert kinds(reply(it, again[0])) == [facts.RecordingPaused]
    assert shown(it) == "paused"


def test_two_wishes_at_once_are_answered_each() -> None:
    """Pause and resume on their way together: two answers, and the last one holds."""
    it = recorded_call()
    first, second = ask(it, on=False), ask(it, on=True)
    told = reply(it, first) + reply(it, second)
    answered = {fact.wish for fact in told if isinstance(fact, facts.Granted)}
    assert answered == {first.wish, second.wish}
    assert (shown(it), it.agent().talk and it.agent().talk.asking) == ("on", None)  # type: ignore[union-attr]


def test_a_supervisor_may() -> None:
    """He is named in the fact."""
    it = recorded_call()
    it.wish(heard.Record, by=BOSS, on=False)
    order = it.orders[-1]
    assert isinstance(order, orders.MuteRecording)
    paused = reply(it, order)[0]
    assert isinstance(paused, facts.RecordingPaused)
    assert paused.by == "rita"


def test_what_counts_is_the_queue_when_the_caller_came() -> None:
    """Switched off while he waits: he is recorded still, as the dialplan began it; the next caller is not."""
    it = bench("1001")
    it.hear(heard.QueueSet(it.at, QueueCard("sales", recording=True)))
    it.call()
    it.hear(heard.QueueSet(it.at, QueueCard("sales")))
    it.answer()
    answered = [fact for fact in it.facts if isinstance(fact, facts.CallAnswered)]
    assert [fact.recorded for fact in answered] == [True]
    assert shown(it) == "on"
    it.hang_up()
    it.call("c2")
    it.answer("c2")
    assert shown(it) is None


def test_a_muted_talk_is_kept_over_a_picture_of_the_switch() -> None:
    """The switch tells of the conversation that we know: it stays paused."""
    it = recorded_call()
    reply(it, ask(it, on=False))
    seen = heard.TalkSeen("1001", "1001", "sales", "t-c1", "PJSIP/1001-c1", "c1", it.at)
    it.hear(heard.SwitchIs(it.at, talks=(seen,)))
    assert shown(it) == "paused"


def test_the_action() -> None:
    """MixMonitorMute in both directions, by the user of every day."""
    order = orders.MuteRecording("1001", "1700000000.1", False, "w", "anna")
    say = speak.mute(order)
    assert say.via is Via.DAILY
    assert dict(say.action) == {
        "Action": "MixMonitorMute",
        "Channel": "1700000000.1",
        "Direction": "both",
        "State": "1",
    }


def test_the_file_is_named_as_the_dialplan_names_it() -> None:
    """Below spool/monitor/acd: a folder a queue, a file a call."""
    assert file_of("sales", "1700000000.1") == "sales/1700000000.1.wav"


def test_what_was_deleted_is_a_fact() -> None:
    """Under its queue."""
    it = bench("1001")
    assert it.hear(heard.RecordingsGone(it.at, "sales", 3)) == [facts.RecordingsDeleted(it.at, "sales", 3)]
