"""Can what is promised ever be due? By a calendar that never opens it cannot: that is said where it is configured."""

from __future__ import annotations

from acd.almanac import calendar_of, years_around
from acd.core.calendar import Calendar, ever_opens
from acd.core.calendar_card import SiteCalendar
from acd.core.calendar_fields import CalendarError
from acd.core.hours import after_open
from acd.core.level import Level
from acd.store.errors import BadCalendar, BadCard
from aftercall.office.everything import Everything

SOME_MONDAY = 1_767_571_200_000
"""5 January 2026: from when on it is tried whether so much open time ever passes."""


def check_level_hours(level: Level, cards: Everything) -> None:
    """By its own calendar, or those of the queues that it is chosen for."""
    for calendar, queue in _hours_of(level, cards):
        _check(calendar, level, queue)


def check_calendar_promises(changed: SiteCalendar, cards: Everything) -> None:
    """A calendar that something is promised by goes on opening."""
    hours = _opened(changed)
    if ever_opens(hours):
        return
    for level in cards.levels:
        for queue in _queues_by(changed.code, cards):
            if level.active and not level.calendar and _is_for(level, queue):
                raise _never("week", changed.code, f"level {level.code} promises something in queue {queue}")
        if level.active and level.targets and level.calendar == changed.code:
            raise _never("week", changed.code, f"level {level.code} promises something by it")


def check_queue_hours(queue: str, calendar: str, cards: Everything) -> None:
    one = next((one for one in cards.calendars if one.code == calendar), None)
    if one is None or ever_opens(_opened(one)):
        return
    for level in cards.levels:
        if level.active and level.targets and not level.calendar and _is_for(level, queue):
            raise _never("calendar", calendar, f"level {level.code} promises something in queue {queue}")


def _hours_of(level: Level, cards: Everything) -> list[tuple[SiteCalendar, str]]:
    """With the queue whose calendar it is; the level's own is no queue's."""
    if not level.active or not level.targets:
        return []
    known = {one.code: one for one in cards.calendars}
    if level.calendar:
        return [(known[level.calendar], "")]
    queues = [card for card in cards.queues if card.calendar in known and _is_for(level, card.code)]
    return [(known[card.calendar], card.code) for card in queues]


def _is_for(level: Level, queue: str) -> bool:
    return not level.when or any(one.queue in (None, queue) for one in level.when)


def _queues_by(calendar: str, cards: Everything) -> list[str]:
    return [card.code for card in cards.queues if card.calendar == calendar]


def _check(one: SiteCalendar, level: Level, queue: str) -> None:
    hours, of = _opened(one), f" of queue {queue}" if queue else ""
    if not ever_opens(hours):
        raise _never_due(one.code, level.code, queue)
    for target, span in level.targets.items():
        if after_open(hours, SOME_MONDAY, span).reached is None:
            why = f"takes more than 100 years: calendar {one.code}{of} is open too seldom"
            raise BadCard(f"targets.{target.word}", span, why, "make it shorter, or give the calendar hours")


def _never_due(calendar: str, level: str, queue: str) -> BadCard:
    """Nobody who makes a level has its queues' calendars in his head: whose it is, is said."""
    if not queue:
        return _never("calendar", calendar, f"level {level} would promise something that is never due")
    why = f"is never open, and queue {queue} goes by it: level {level} would promise something there that is never due"
    remedy = f"give it hours, or queue {queue} another calendar, or say in when which queues the level is for"
    return BadCard("calendar", calendar, why, remedy)


def _never(field: str, calendar: str, why: str) -> BadCard:
    return BadCard(field, calendar, f"is never open, and {why}", "give it hours, or take another calendar")


def _opened(one: SiteCalendar) -> Calendar:
    try:
        return calendar_of(one.card, years_around(SOME_MONDAY))
    except CalendarError as bad:
        raise BadCalendar(bad) from bad
