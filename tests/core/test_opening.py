"""Queues that are open by a calendar: told at the moment, whoever looks when."""

from __future__ import annotations

from collections.abc import Sequence

from acd.core.alarms import Alarm, next_deadline
from acd.core.calendar import ALWAYS, Calendar, Interval
from acd.core.cards import QueueCard
from acd.core.facts import Fact, QueueClosed, QueueOpened
from acd.core.floor import Floor, step
from acd.core.heard import CalendarSet, CalendarUnset, Heard, QueueSet, QueueUnset, TimePassed
from acd.core.moment import DAY, HOUR
from acd.core.queue import OpenHours

MONDAY = 4 * DAY  # 5 January 1970, in UTC
NINE, FIVE = MONDAY + 9 * HOUR, MONDAY + 17 * HOUR
OFFICE = Calendar("UTC", ((Interval(9 * 60, 17 * 60),),) * 5 + ((), ()))
NEVER = Calendar("UTC")
SALES = QueueCard("sales", calendar="office")


def live(*events: Heard, floor: Floor | None = None) -> tuple[Floor, Sequence[Fact]]:
    floor, facts = floor or Floor(), list[Fact]()
    for event in events:
        floor, new, _ = step(floor, event)
        facts += new
    return floor, facts


def test_opens_and_closes_at_the_moment() -> None:
    """However late the alarm rings, each change is told once, at its own moment and with the next one."""
    floor, facts = live(CalendarSet(MONDAY, "office", OFFICE), QueueSet(MONDAY, SALES))
    assert (facts, floor.queues["sales"].hours) == ([], OpenHours(False, NINE))
    assert next_deadline(floor) == Alarm().next(floor) == NINE
    floor, facts = live(TimePassed(NINE - 1), TimePassed(NINE), TimePassed(NINE + 5), floor=floor)
    assert facts == [QueueOpened(NINE, "sales", "office", FIVE)]
    floor, facts = live(TimePassed(FIVE + DAY + 7), floor=floor)
    assert facts == [
        QueueClosed(FIVE, "sales", "office", NINE + DAY),
        QueueOpened(NINE + DAY, "sales", "office", FIVE + DAY),
        QueueClosed(FIVE + DAY, "sales", "office", NINE + 2 * DAY),
    ]
    assert next_deadline(floor) == NINE + 2 * DAY


def test_the_alarm_follows_what_is_configured() -> None:
    """A calendar that is changed, a queue that is given one, one that is removed: the alarm is set anew each time."""
    alarm = Alarm()
    floor, _ = live(CalendarSet(MONDAY, "office", OFFICE), QueueSet(MONDAY, QueueCard("sales")))
    assert alarm.next(floor) is None
    floor, facts = live(QueueSet(MONDAY, SALES), floor=floor)
    assert facts == [QueueClosed(MONDAY, "sales", "office", NINE)]
    assert alarm.next(floor) == NINE
    floor, facts = live(CalendarSet(MONDAY + 1, "office", Calendar("UTC", (ALWAYS,) * 7)), floor=floor)
    assert facts == [QueueOpened(MONDAY + 1, "sales", "office", None)]
    assert alarm.next(floor) is None
    floor, facts = live(CalendarSet(MONDAY + 2, "office", NEVER), floor=floor)
    assert facts == [QueueClosed(MONDAY + 2, "sales", "office", None)]
    floor, facts = live(CalendarUnset(MONDAY + 3, "office"), floor=floor)
    assert facts == [QueueOpened(MONDAY + 3, "sales", "office", None)]
    assert floor.queues["sales"].hours is None
    floor, _ = live(CalendarSet(MONDAY + 4, "office", OFFICE), floor=floor)
    assert alarm.next(floor) == NINE
    floor, facts = live(QueueUnset(MONDAY + 5, "sales"), TimePassed(NINE), floor=floor)
    assert (facts, alarm.next(floor), floor.openings) == ([], None, {})


def test_closed_by_hand() -> None:
    """6.3: whatever its calendar says, until somebody opens it; what the calendar did meanwhile is not told."""
    by_hand = QueueCard("sales", calendar="office", open=False)
    floor, facts = live(CalendarSet(MONDAY, "office", OFFICE), QueueSet(NINE, SALES))
    floor, facts = live(QueueSet(NINE + 1, by_hand), floor=floor)
    assert facts == [QueueClosed(NINE + 1, "sales", "", None)]
    assert (floor.queues["sales"].hours, floor.openings) == (OpenHours(False, None), {})
    floor, facts = live(
        CalendarSet(NINE + 2, "office", NEVER), CalendarSet(NINE + 3, "office", OFFICE), floor=floor
    )
    assert (facts, next_deadline(floor)) == ([], None)
    floor, facts = live(TimePassed(FIVE + DAY), QueueSet(FIVE + DAY, SALES), floor=floor)
    assert facts == []
    assert floor.queues["sales"].hours == OpenHours(False, NINE + 2 * DAY)


def test_closed_by_hand_without_a_calendar() -> None:
    """Told when somebody closes it and when he opens it; made closed, it says so on its board alone."""
    floor, facts = live(QueueSet(MONDAY, QueueCard("sales", open=False)))
    assert (facts, floor.queues["sales"].hours) == ([], OpenHours(False, None))
    floor, facts = live(QueueSet(MONDAY + 1, QueueCard("sales")), floor=floor)
    assert (facts, floor.queues["sales"].hours) == ([QueueOpened(MONDAY + 1, "sales", "", None)], None)
    _, facts = live(QueueSet(MONDAY + 2, QueueCard("sales", open=False)), floor=floor)
    assert facts == [QueueClosed(MONDAY + 2, "sales", "", None)]


def test_the_same_calendar_again_says_nothing() -> None:
    """Calendars are set anew each day: what did not change moves nothing."""
    floor, _ = live(CalendarSet(MONDAY, "office", OFFICE), QueueSet(MONDAY, SALES))
    again, facts = live(CalendarSet(MONDAY + 1, "office", Calendar(OFFICE.zone, OFFICE.week)), floor=floor)
    assert (again, facts) == (floor, [])
    assert again.calendars is floor.calendars
