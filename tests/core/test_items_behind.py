"""A change of levels or calendars reaches many items portion by portion: in the end, and for each promise, as if all at once."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from acd.core import heard
from acd.core.calendar import Calendar, Interval
from acd.core.cards import QueueCard
from acd.core.facts import Fact
from acd.core.floor import Alarm, next_deadline
from acd.core.item import Kind, item_due
from acd.core.item_book import ItemBook
from acd.core.items import promising
from acd.core.level import Level, Target
from acd.core.moment import HOUR, MINUTE, SECOND, Moment
from acd.core.promised import PromiseFact
from tests.core.items import BOSS, floor_of_items

LEVELS = ("gold", "other")
CALENDARS = {
    "office": Calendar("UTC", ((Interval(8 * 60, 18 * 60),),) * 7),
    "always": Calendar("UTC", ((Interval(0, 24 * 60),),) * 7),
    "night": Calendar("UTC", ((Interval(20 * 60, 30 * 60),),) * 7),
}
TARGETS = (Target.CHAT_ANSWERED, Target.FIRST_ANSWERED, Target.NEXT_ANSWERED, Target.SOLVED)


def level(code: str, span: int, warn: int, calendar: str, pauses: bool) -> Level:
    targets = {target: (place + 1) * span for place, target in enumerate(TARGETS)}
    return Level(
        code,
        targets=targets,
        warn=warn,
        calendar=calendar,
        pauses=pauses,
        order=LEVELS.index(code),
        credit=span % 7,
    )


SPANS = st.sampled_from([5, 40, 90, 200, SECOND, MINUTE, HOUR, 40 * HOUR])
LEVEL_SET = st.builds(
    level,
    st.sampled_from(LEVELS),
    SPANS,
    st.sampled_from([0, 50, 80]),
    st.sampled_from(["", "cal"]),
    st.booleans(),
)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("level"), LEVEL_SET),
        st.tuples(st.just("unset"), st.sampled_from(LEVELS)),
        st.tuples(st.just("calendar"), st.sampled_from(sorted(CALENDARS))),
        st.tuples(st.just("hours"), st.sampled_from(["", "cal"])),
        st.tuples(st.just("bring"), st.sampled_from(list(Kind))),
        st.tuples(st.just("customer"), st.integers(0, 9)),
        st.tuples(st.just("agent"), st.integers(0, 9)),
        st.tuples(st.just("pend"), st.integers(0, 9)),
        st.tuples(st.just("solve"), st.integers(0, 9)),
        st.tuples(st.just("gone"), st.integers(0, 9)),
        st.tuples(st.just("queue"), st.integers(0, 9)),
        st.tuples(st.just("tag"), st.integers(0, 9)),
        st.tuples(st.just("wait"), st.sampled_from([1, 5, 30, 900, 20 * SECOND, MINUTE + 1, 3 * HOUR])),
    ),
    min_size=5,
    max_size=40,
)


class Lived:
    """A floor as the desk drives it: what is due by a moment happens before what is heard then."""

    def __init__(self, portion: int) -> None:
        self.portion = portion
        self.it = floor_of_items("1001")
        self.it.wish(heard.Choose, type="lunch")  # nobody is offered anything: who has what is wished alone
        self.alarm = Alarm()
        self.behind = 0
        for _ in range(8):
            self.it.bring(Kind.TICKET)

    def hear(self, event: heard.Heard) -> None:
        self.due(event.at)
        self.it.hear(event)
        self.behind += bool(self.it.floor.behind.changes)
        assert self.alarm.next(self.it.floor) == next_deadline(self.it.floor)

    def due(self, at: Moment) -> None:
        if (due := next_deadline(self.it.floor)) is not None and due <= at:
            self.it.hear(heard.TimePassed(at))

    def wait(self, span: int) -> None:
        end = self.it.at + span
        while (due := next_deadline(self.it.floor)) is not None and due <= end:
            self.it.at = max(due, self.it.at)
            self.it.hear(heard.TimePassed(self.it.at))
        self.it.at = end

    def do(self, what: str, value: Any) -> None:
        it = self.it
        it.at += 3
        at, ids = it.at, sorted(it.floor.items)
        item = ids[value % len(ids)] if isinstance(value, int) and ids else ""
        by: dict[str, Any] = {"id": f"w{at}", "by": BOSS, "agent": "1001", "item": item}
        match what:
            case "level":
                self.hear(heard.LevelSet(at, value))
            case "unset":
                self.hear(heard.LevelUnset(at, value))
            case "calendar":
                self.hear(heard.CalendarSet(at, "cal", CALENDARS[value]))
            case "hours":
                self.hear(heard.QueueSet(at, QueueCard("sales", calendar=value)))
            case "bring":
                self.due(at)
                it.bring(value)
            case "wait":
                self.wait(value)
            case "customer" | "agent" if item:
                self.due(at)
                it.write(item, what, "1001" if what == "agent" else None)
            case "pend" if item:
                self.hear(heard.ToSolve(**{k: v for k, v in by.items() if k != "item"}, at=at))
                self.hear(heard.PendItem(**{**by, "id": f"p{at}"}, at=at, until=None))
            case "solve" if item:
                self.hear(heard.SolveItem(**by, at=at))
            case "gone" if item:
                self.hear(heard.ItemGone(at, item, "spam", "rita"))
            case "queue" if item:
                self.hear(heard.ItemSet(at, item, "rita", queue="help"))
            case "tag" if item:
                self.hear(heard.ItemSet(at, item, "rita", tags=("vip",)))

    def end(self) -> None:
        """All is caught up, and for a while nothing else happens."""
        self.wait(10 * MINUTE)
        assert not self.it.floor.behind.changes


def told(facts: list[Fact]) -> list[str]:
    """What was told of promises, by what it says: many were told a little later, none otherwise."""
    said = [one for one in facts if isinstance(one, PromiseFact)]
    return sorted(f"{type(one).__name__} {[getattr(one, f.name) for f in fields(one)]}" for one in said)


def live(portion: int, steps: list[tuple[str, Any]]) -> Lived:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(promising, "PORTION", portion)
        lived = Lived(portion)
        for what, value in steps:
            lived.do(what, value)
        lived.end()
    return lived


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(STEPS, st.integers(1, 3))
def test_portion_by_portion_as_all_at_once(steps: list[tuple[str, Any]], portion: int) -> None:
    """Whatever happens meanwhile to whichever item, further changes too: each promise becomes the same, and the same is told of it,
    at the same moments."""
    once, parts = live(10_000, steps), live(portion, steps)
    assert once.behind == 0
    assert told(parts.it.facts) == told(once.it.facts)
    mine, its = parts.it.floor.items, once.it.floor.items
    assert {id: item.promises for id, item in mine.items()} == {id: item.promises for id, item in its.items()}
    assert isinstance(mine, ItemBook)
    assert list(mine.dues) == sorted([(d, id) for id, i in mine.items() if (d := item_due(i)) is not None])
