"""Promises to callers on the floor: made, kept, broken to the millisecond, given up, computed anew, right after a cut link."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, TypeVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from acd.board.fields import iso
from acd.board.teller import Site, Teller
from acd.board.views import queue_values
from acd.core import facts, heard
from acd.core import promise_facts as pf
from acd.core.facts import Fact
from acd.core.floor import Alarm, next_deadline
from acd.core.heard import CallerSeen, Parting, SwitchIs, TalkSeen
from acd.core.level import Level, Target, When
from acd.core.moment import HOUR, MINUTE, SECOND
from acd.core.promised import PromiseFact
from acd.core.promises import of_queue
from acd.core.queue import Counts
from tests.core.calendars import NEVER, OFFICE, ROUND_THE_CLOCK, at
from tests.core.floors import T0 as OPENED
from tests.core.floors import Bench, bench

QUICK = Level("quick", targets={Target.CALL_ANSWERED: 20 * SECOND}, credit=150)
SLOW = Level("slow", targets={Target.CALL_ANSWERED: MINUTE})
F = TypeVar("F", bound=Fact)
T0 = OPENED + SECOND


def promising(*levels: Level) -> Bench:
    b = bench()
    b.at = T0
    for level in levels or (QUICK,):
        b.hear(heard.LevelSet(b.at, level))
    return b


def told(b: Bench) -> list[PromiseFact]:
    return [fact for fact in b.facts if isinstance(fact, PromiseFact)]


def last(b: Bench, kind: type[F]) -> F:
    return [fact for fact in b.facts if isinstance(fact, kind)][-1]


def counted(b: Bench, queue: str = "sales") -> tuple[int, int, int]:
    counts = b.floor.queues[queue].counts
    return counts.promises_kept, counts.promises_broken, counts.given_up


def leaves(b: Bench, code: str = "c1", queue: str = "sales", how: Parting = Parting.ABANDONED) -> None:
    b.hear(heard.CallerDone(b.at, queue, code, how))


def test_kept_when_an_agent_answers() -> None:
    """Made when he comes, kept with what was spent; he is promised nothing any more."""
    b = promising()
    b.joins()
    made = last(b, pf.PromiseMade)
    assert (made.call, made.item, made.queue, made.level) == ("c1", None, "sales", "quick")
    assert (made.began, made.span, made.due, made.reached) == (T0, 20000, T0 + 20000, T0 + 20000)
    b.at += 12 * SECOND
    b.ring()
    b.answer()
    kept = last(b, pf.PromiseKept)
    assert (kept.at, kept.spent, kept.late) == (T0 + 12000, 12000, False)
    assert (b.floor.promised, counted(b)) == ({}, (1, 0, 0))


def test_at_due_it_is_kept_a_millisecond_later_broken() -> None:
    """Due is the last moment; a millisecond after it is a breach, and answering then is too late."""
    for late in (0, 1):
        b = promising()
        b.joins()
        b.at += 20 * SECOND + late
        b.ring()
        b.answer()
        assert last(b, pf.PromiseKept).late is bool(late)
        assert counted(b) == (1 - late, late, 0)


def test_the_alarm_warns_and_breaks_each_at_its_moment() -> None:
    """However late the alarm comes, the facts bear their own moments; the breach says what it costs."""
    b = promising()
    b.joins()
    assert next_deadline(b.floor) == Alarm().next(b.floor) == T0 + 16 * SECOND
    b.wait(5 * MINUTE)
    warned, broken = last(b, pf.PromiseWarned), last(b, pf.PromiseBroken)
    assert (warned.at, warned.left) == (T0 + 16000, 4000)
    assert (broken.at, broken.credit) == (T0 + 20001, 150)
    assert next_deadline(b.floor) is None
    assert counted(b) == (0, 1, 0)


def test_the_alarm_follows_who_comes_and_goes() -> None:
    """The one alarm of the desk, asked after each step, always says what a look at everything says."""
    b, alarm = promising(), Alarm()
    for nth in range(4):
        b.joins(f"c{nth}")
        assert alarm.next(b.floor) == next_deadline(b.floor) == T0 + 16 * SECOND
        b.at += SECOND
    leaves(b, "c0")
    assert alarm.next(b.floor) == next_deadline(b.floor) == T0 + 17 * SECOND
    for nth in range(1, 4):
        leaves(b, f"c{nth}")
    assert alarm.next(b.floor) is None


def test_who_hangs_up_in_time_gave_up() -> None:
    """He left before due: nothing was broken, and it is counted apart. At due he still left in time."""
    b = promising()
    b.joins()
    b.at += 20 * SECOND
    leaves(b)
    assert last(b, pf.PromiseDropped).how == "given up"
    assert counted(b) == (0, 0, 1)


def test_who_hangs_up_too_late_was_broken() -> None:
    """The breach is told with its own moment, though nobody woke us for it, and nothing is given up."""
    b = promising()
    b.joins()
    b.at += HOUR
    leaves(b)
    assert last(b, pf.PromiseBroken).at == T0 + 20001
    assert not [fact for fact in told(b) if isinstance(fact, pf.PromiseDropped)]
    assert (counted(b), b.floor.promised) == ((0, 1, 0), {})


@pytest.mark.parametrize("how", [Parting.TIMEOUT, Parting.FULL, Parting.EMPTY, Parting.WITHDRAWN])
def test_who_is_led_elsewhere_is_promised_anew_there(how: Parting) -> None:
    """The queue let him go before due: its promise is dropped under that word, the next queue makes its own."""
    b = promising()
    b.joins()
    b.at += SECOND
    leaves(b, how=how)
    assert last(b, pf.PromiseDropped).how == how.value
    b.joins(queue="help")
    made = last(b, pf.PromiseMade)
    assert (made.queue, made.began) == ("help", T0 + SECOND)


def test_another_queue_without_a_word_of_the_first() -> None:
    """A caller whom we hear in another queue is not in the one before."""
    b = promising()
    b.joins()
    b.joins(queue="help")
    assert last(b, pf.PromiseDropped).how == "moved on"
    assert b.floor.promised["c1"].queue == "help"


def test_by_which_level() -> None:
    """That which is chosen for the queue; one without such a target promises nothing, nor does a campaign's queue."""
    b = promising(
        replace(SLOW, when=(When(queue="help"),)),
        Level("mute", when=(When(queue="desk"),)),
        replace(QUICK, order=9),
    )
    for queue in ("sales", "help", "desk"):
        b.joins(f"c-{queue}", queue)
    assert {call: one.promise.level for call, one in b.floor.promised.items()} == {
        "c-sales": "quick",
        "c-help": "slow",
    }
    b.hear(heard.QueueSet(b.at, replace(b.floor.queues["sales"].card, work="phone")))
    b.joins("dialled")
    assert "dialled" not in b.floor.promised


def test_without_levels_nothing_is_told() -> None:
    """A site that promises nothing hears nothing of it."""
    b = bench()
    b.call()
    b.answer()
    assert told(b) == []


def test_by_the_queues_calendar_or_the_levels() -> None:
    """Who comes on Friday at 16:59:50 has 20 s of open time: till Monday, 9:00:10. The level's own calendar goes before."""
    friday = at("2026-11-20 16:59:50")
    b = promising()
    b.hear(heard.CalendarSet(b.at, "office", OFFICE))
    b.hear(heard.CalendarSet(b.at, "always", ROUND_THE_CLOCK))
    b.hear(heard.QueueSet(b.at, replace(b.floor.queues["sales"].card, calendar="office")))
    b.at = friday
    b.joins()
    assert last(b, pf.PromiseMade).due == at("2026-11-23 09:00:10")
    b.hear(heard.LevelSet(b.at, replace(QUICK, calendar="always")))
    changed = last(b, pf.PromiseChanged)
    assert (changed.due, changed.why) == (friday + 20000, "level quick was changed")


def test_another_level_computes_anew() -> None:
    """Running promises follow the level, its target and its hours; what changed is told once, what did not is not."""
    b = promising()
    b.joins()
    b.hear(heard.LevelSet(b.at, replace(QUICK, name="Quick")))
    assert not [fact for fact in told(b) if isinstance(fact, pf.PromiseChanged)]
    b.hear(heard.LevelSet(b.at, replace(QUICK, targets={Target.CALL_ANSWERED: MINUTE})))
    assert last(b, pf.PromiseChanged).due == T0 + MINUTE
    b.at += 30 * SECOND
    b.hear(heard.LevelSet(b.at, replace(SLOW, order=-1)))
    assert (last(b, pf.PromiseChanged).before, last(b, pf.PromiseChanged).level) == ("quick", "slow")
    b.hear(heard.LevelSet(b.at, replace(SLOW, order=-1, targets={Target.CALL_ANSWERED: SECOND})))
    assert last(b, pf.PromiseBroken).at == b.at
    assert counted(b) == (0, 1, 0)
    b.hear(heard.LevelUnset(b.at, "slow"))
    b.ring()
    b.answer()
    assert last(b, pf.PromiseKept).late


def test_a_level_that_goes_takes_its_promises() -> None:
    """Nobody has to keep them; whoever comes then is promised nothing."""
    b = promising()
    b.joins()
    b.hear(heard.LevelUnset(b.at, "quick"))
    assert last(b, pf.PromiseDropped).how == "changed"
    b.joins("c2")
    assert b.floor.promised == {}


def test_a_calendar_that_changes_computes_anew() -> None:
    """Closed for good by mistake, and opened again: due goes and comes back."""
    b = promising(replace(QUICK, calendar="office"))
    b.hear(heard.CalendarSet(b.at, "office", ROUND_THE_CLOCK))
    b.joins()
    b.hear(heard.CalendarSet(b.at, "office", NEVER))
    assert last(b, pf.PromiseChanged).due is None
    assert next_deadline(b.floor) is None
    b.hear(heard.CalendarSet(b.at, "office", ROUND_THE_CLOCK))
    assert last(b, pf.PromiseChanged).due == T0 + 20000


def back(b: Bench, *waiting: tuple[str, str], talks: tuple[TalkSeen, ...] = ()) -> None:
    """The link is there again, with these callers in these queues."""
    b.hear(heard.LinkUp(b.at, "22.10.1", "start"))
    seen = tuple(
        CallerSeen(queue, call, f"PJSIP/in-{call}", "+48500", "Jan", b.at - T0, nth + 1)
        for nth, (call, queue) in enumerate(waiting)
    )
    b.hear(SwitchIs(b.at, callers=seen, talks=talks, complete=True))


def test_nothing_breaks_while_nobody_knows() -> None:
    """While the link is cut no promise is broken, for he may have been answered; whoever still waits afterwards was."""
    b = promising()
    b.joins("waits")
    b.joins("gone")
    b.joins("talks")
    b.hear(heard.LinkDown(b.at, "cut"))
    assert next_deadline(b.floor) is None
    b.wait(MINUTE)
    answered = T0 + 5 * SECOND
    talk = TalkSeen("1001", "1001", "sales", "t1", "PJSIP/1001-x", "talks", answered)
    back(b, ("waits", "sales"), talks=(talk,))
    b.wait(0)
    kept, dropped, broken = (last(b, kind) for kind in (pf.PromiseKept, pf.PromiseDropped, pf.PromiseBroken))
    assert (kept.call, kept.at, kept.late) == ("talks", answered, False)  # type: ignore[attr-defined]
    assert (dropped.call, dropped.how) == ("gone", "unseen")  # type: ignore[attr-defined]
    assert (broken.call, broken.at) == ("waits", T0 + 20001)  # type: ignore[attr-defined]
    assert len([fact for fact in told(b) if isinstance(fact, pf.PromiseMade)]) == 3


def test_a_restart_goes_on_with_what_is_on_record() -> None:
    """A new floor that remembers: who waits keeps his promise from when he came, whatever was told of it is not told again."""
    b = promising()
    b.joins()
    b.wait(17 * SECOND)
    remembered = b.floor.promised
    after = promising()
    after.floor = replace(after.floor, remembered=remembered, linked=False)
    after.at = T0 + 18 * SECOND
    back(after, ("c1", "sales"), ("new", "sales"))
    assert [fact.call for fact in told(after) if isinstance(fact, pf.PromiseMade)] == ["new"]
    after.wait(MINUTE)
    assert [fact.call for fact in told(after) if isinstance(fact, pf.PromiseWarned)] == ["new"]
    assert last(after, pf.PromiseBroken).at == T0 + 20001
    assert not after.floor.remembered


def test_callers_of_the_minutes_picture() -> None:
    """A caller whom the picture lacks is gone unseen; one it has and we lack is promised since he joined."""
    b = promising()
    b.joins()
    b.at += 2 * SECOND
    seen = CallerSeen("sales", "c9", "PJSIP/in-c9", "+48500", "Jan", SECOND, 1)
    b.hear(SwitchIs(b.at, callers=(seen,), complete=False))
    assert last(b, pf.PromiseDropped).how == "unseen"
    assert last(b, pf.PromiseMade).began == b.at - SECOND


def test_counts_begin_anew_with_the_day() -> None:
    """Kept, broken and given up are today's."""
    b = promising()
    b.joins()
    leaves(b)
    b.hear(heard.DayBegan(b.at, "2027-01-16"))
    assert b.floor.queues["sales"].counts == Counts()


steps = st.lists(
    st.one_of(
        st.tuples(st.just("join"), st.integers(0, 5)),
        st.tuples(st.just("answer"), st.integers(0, 5)),
        st.tuples(st.just("leave"), st.integers(0, 5)),
        st.tuples(st.just("wait"), st.integers(1, 30)),
        st.tuples(st.just("level"), st.integers(5, 60)),
        st.tuples(st.just("cut"), st.just(0)),
    ),
    max_size=30,
)


@settings(deadline=None, max_examples=80)
@given(steps)
def test_every_promise_ends_once(moves: list[tuple[str, int]]) -> None:
    """Whatever happens: who waits has one promise, each ends once, none is broken in time nor kept after its due unsaid, and today's
    counts are what was told."""
    b = promising()
    for what, how in moves:
        b.at += 1  # nobody comes back in the very millisecond
        call = f"c{how}"
        waiting = b.floor.queues["sales"].waiting
        if what == "join" and call not in waiting:
            b.joins(call)
        elif what == "answer" and call in waiting:
            b.ring(call, agent="1001")
            b.answer(call)
            b.hang_up(call)
        elif what == "leave" and call in waiting:
            leaves(b, call)
        elif what == "wait":
            b.wait(how * SECOND)
        elif what == "level":
            b.hear(heard.LevelSet(b.at, replace(QUICK, targets={Target.CALL_ANSWERED: how * SECOND})))
        elif what == "cut":
            b.hear(heard.LinkDown(b.at, "cut"))
            back(b, *[(one, "sales") for one in waiting])
        assert set(b.floor.promised) == set(b.floor.queues["sales"].waiting)
        assert len(of_queue(b.floor, "sales")) == len(b.floor.promised)
    lives: dict[tuple[str | None, int], list[str]] = {}
    for fact in told(b):
        lives.setdefault((fact.call, fact.began), []).append(type(fact).__name__)
    ends = {"PromiseKept": 0, "PromiseBroken": 0, "PromiseDropped": 0}
    for life in lives.values():
        over = [name for name in life if name in ends]
        assert life[0] == "PromiseMade"
        assert len(over) <= 1 or over == ["PromiseBroken", "PromiseKept"]
        for name in over[:1]:
            ends[name] += 1
    assert counted(b) == tuple(ends.values())


def test_facts_are_facts() -> None:
    """What is told of a caller's promise has its call, never an item."""
    b = promising()
    b.joins()
    leaves(b)
    assert {(fact.call, fact.item) for fact in told(b)} == {("c1", None)}
    assert any(isinstance(fact, facts.CallLost) for fact in b.facts)


def test_on_the_queues_board() -> None:
    """Of who waits: running, warned of, broken, the nearest due; of the day: kept, broken, given up. A warning alone is told too."""
    b = promising()
    for nth in range(3):
        b.joins(f"c{nth}")
        b.at += 5 * SECOND
    board = queue_values(False, b.floor, b.floor.queues["sales"])["promises"]
    assert board == {
        "running": 3,
        "warned": 0,
        "late": 0,
        "next_due": iso(T0 + 20 * SECOND),
        "kept_today": 0,
        "broken_today": 0,
        "given_up_today": 0,
    }
    ear = Listening()
    teller = Teller(Site("main", "1", T0), [ear])
    teller.whole(b.floor, b.at)
    before = b.floor
    b.wait(SECOND)
    assert before.queues is b.floor.queues
    teller.step(before, b.floor, (), b.at)
    assert ear.told[-1]["promises"]["warned"] == 1
    b.wait(5 * SECOND)
    leaves(b, "c2")
    board = queue_values(False, b.floor, b.floor.queues["sales"])["promises"]
    assert [board[name] for name in ("running", "warned", "late", "broken_today", "given_up_today")] == [
        1,
        1,
        1,
        1,
        1,
    ]
    assert board["next_due"] == iso(T0 + 25 * SECOND)


class Listening:
    """What is told of queues."""

    wants_boards, knows_numbers = True, True

    def __init__(self) -> None:
        self.told: list[Any] = []

    def tell_event(self, event: Any) -> None:
        """Not asked for."""

    def tell_state(self, topic: str, board: Any) -> None:
        self.told.append(board.values)

    def tell_board(self, boards: Any) -> None:
        """Not asked for."""

    def tell_daemon(self, board: Any) -> None:
        """Not asked for."""
