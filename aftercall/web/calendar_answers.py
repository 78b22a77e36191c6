"""Calendars as they are answered."""

from __future__ import annotations

from acd.board.fields import Instant, Text
from aftercall.web.answers import Answer, Done


class HolidaysItem(Answer):
    country: str
    region: str | None = None
    categories: tuple[str, ...]
    language: str | None = None
    hours: tuple[str, ...]


class DayItem(Answer):
    """`date` is a date, or a month and day of every year; or `from` and `to` are there."""

    date: str | None
    first: str | None
    to: str | None
    name: Text
    hours: tuple[str, ...]


class CalendarItem(Answer):
    """`open` and `next_change` are of now; `next_change` null: it stays so. `ever_opens` false: on no day at all.
    `used_by`: queues and numbers (and what else there is) that are open by it."""

    code: str
    name: Text
    zone: str
    week: dict[str, tuple[str, ...]]
    holidays: tuple[HolidaysItem, ...]
    days: tuple[DayItem, ...]
    open: bool
    next_change: Instant | None
    ever_opens: bool
    used_by: tuple[str, ...]


class SavedCalendar(Done, CalendarItem):
    pass


class NowItem(Answer):
    """`next_opening` is the moment itself while it is open; null: it never opens again."""

    at: Instant
    local: str
    zone: str
    open: bool
    next_opening: Instant | None
    next_change: Instant | None


class BetweenItem(Answer):
    start: Instant
    end: Instant
    open_ms: int


class DueItem(Answer):
    """`reached`: the earliest moment at which the target's open time has passed; `due`: the last at which the promise holds.
    Null: that moment never comes. `age_ms` and `left_ms` at `at`, in open time; `left_ms` negative: it is too late. `warning`: it
    reaches past the years whose holidays are known."""

    received: Instant
    target_ms: int
    reached: Instant | None
    due: Instant | None
    at: Instant | None = None
    age_ms: int | None = None
    left_ms: int | None = None
    breached: bool | None = None
    warning: str | None = None


class ChangeItem(Answer):
    """From `at` on it is open, or is not. `local`: the same moment by the calendar's clock."""

    at: Instant
    local: str
    open: bool


class SpecialDay(Answer):
    """A date whose hours are not those of the week, and why."""

    date: str
    name: Text
    hours: tuple[str, ...]


class AheadItem(Answer):
    """What holds now and every change to come; the days that differ within a year. `ever_opens` as of the calendar."""

    zone: str
    ever_opens: bool
    changes: tuple[ChangeItem, ...]
    days: tuple[SpecialDay, ...]


class CountryItem(Answer):
    """Whose holidays are known; `regions` by their codes."""

    country: str
    regions: tuple[str, ...]
