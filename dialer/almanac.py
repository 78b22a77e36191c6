"""A campaign's calendars from what people configured: its own hours, and the public holidays of its contacts."""

from __future__ import annotations

from functools import lru_cache

from acd.almanac import calendar_of, dates
from acd.core.calendar import Day
from acd.core.calendar_card import Holidays, read
from acd.core.calendar_fields import CalendarError
from dialer.core.cards import CampaignCard
from dialer.core.lawful import Calendars, Days


def calendars_of(card: CampaignCard) -> Calendars:
    """Raises CalendarError. The same for the same calendar text, so that what follows from it is kept."""
    return _calendars(card.calendar)


@lru_cache(maxsize=256)
def _calendars(text: str | None) -> Calendars:
    return Calendars(None if text is None else calendar_of(read(text)), holidays_of)


@lru_cache(maxsize=256)
def holidays_of(country: str) -> Days:
    """Public ones of the whole country, closed all day. None of a country that the almanac does not know."""
    try:
        return tuple((on, Day((), name)) for on, name in dates(Holidays(country)))
    except CalendarError:
        return ()
