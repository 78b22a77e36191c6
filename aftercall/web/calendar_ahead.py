"""A calendar's days to come, as they are answered; and moments as people write them in a question."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Final

from acd.core.calendar import Calendar, day_on, ever_opens
from acd.core.calendar_card import YEARS
from acd.core.calendar_fields import spelt
from acd.core.hours import changes
from acd.core.moment import Moment
from acd.core.wall import opening, shown
from acd.store.errors import BadCard
from aftercall.web.calendar_answers import AheadItem, ChangeItem, SpecialDay

YEAR: Final = 366
"""Days for which those that differ are listed."""


def ahead(calendar: Calendar, at: Moment, days: int) -> AheadItem:
    listed = [
        ChangeItem(at=one.at, local=written(calendar, one.at), open=one.open)
        for one in changes(calendar, at, days)
    ]
    return AheadItem(
        zone=calendar.zone,
        ever_opens=ever_opens(calendar),
        changes=tuple(listed),
        days=tuple(_special(calendar, at)),
    )


def _special(calendar: Calendar, at: Moment) -> list[SpecialDay]:
    first = shown(calendar.zone, at).date()
    dates = (first + timedelta(days=step) for step in range(YEAR))
    return [_day(calendar, on) for on in dates if day_on(calendar, on).name]


def _day(calendar: Calendar, on: date) -> SpecialDay:
    day = day_on(calendar, on)
    return SpecialDay(date=str(on), name=day.name, hours=tuple(spelt(one) for one in day.hours))


def written(calendar: Calendar, at: Moment) -> str:
    """By the calendar's clock, with its offset."""
    return shown(calendar.zone, at).isoformat(timespec="seconds")


def moment(calendar: Calendar, text: str, field: str) -> Moment:
    """ISO 8601; without a zone by the calendar's clock (of a time that it shows twice the first, of one that it skips the moment of
    the jump). Raises BadCard."""
    try:
        local = datetime.fromisoformat(text)
    except ValueError as error:
        remedy = "write it as 2026-11-20T16:00, or with a zone as 2026-11-20T16:00+01:00"
        raise BadCard(field, text, "is no moment", remedy) from error
    if local.year not in YEARS:
        raise BadCard(field, text, "is out of reach", f"take the years {YEARS[0]} to {YEARS[-1]}")
    if local.tzinfo is None:
        return opening(calendar.zone, local)
    return (local - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)
