"""The hours in which a number may be called: the regime's by the clocks of where it may be, and the campaign's own.

Where nobody knows in which of several zones a number is, only hours that are lawful in all of them are: for a Russian mobile, with
sixteen, that is one or two a day. So the loader tells the manager (`hours_of`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final

from acd.core.calendar import Calendar, Day, Interval, day_on
from acd.core.moment import DAY, MINUTE, Moment, Span
from acd.core.reason import Reason
from acd.core.stretch import LENGTH, stretch_of_all
from acd.core.wall import shown, zones
from dialer.core import reasons
from dialer.core.cards import CampaignCard
from dialer.core.contact import Contact, Number
from dialer.core.country import country_of
from dialer.core.regime import REGIMES, Regime
from dialer.core.rules import regime_of

Days = tuple[tuple[date, Day], ...]

_QUARTER: Final[Span] = 15 * MINUTE


def no_holidays(country: str) -> Days:
    return ()


@dataclass(frozen=True, slots=True, eq=False)
class Calendars:
    """`own`: the campaign's opening hours, None: always open. `holidays`: of a country (ISO 3166) by date, closed
    (`dialer.almanac`).

    Make it once for a campaign and keep it: what follows from it is kept with it.
    """

    own: Calendar | None = None
    holidays: Callable[[str], Days] = no_holidays


def zones_of(contact: Contact, number: Number) -> tuple[str, ...]:
    """Where it may be: the contact's own zone if it is known, else all zones of the number."""
    return (contact.zone,) if contact.zone else number.zones


def unknown_zone(where: tuple[str, ...]) -> str | None:
    """The first that is none; "" if nothing at all is known."""
    if not where:
        return ""
    return next((zone for zone in where if zone not in zones()), None)


def lawful(calendars: Calendars, regime: Regime, where: tuple[str, ...]) -> tuple[Calendar, ...]:
    """A number in one of these zones may be called when all of these are open."""
    return _lawful(calendars, regime.code, where)


@lru_cache(maxsize=8192)
def _lawful(calendars: Calendars, regime: str, where: tuple[str, ...]) -> tuple[Calendar, ...]:
    own = () if calendars.own is None else (calendars.own,)
    return own + tuple(_local(calendars, regime, zone) for zone in where)


@lru_cache(maxsize=4096)
def _local(calendars: Calendars, regime: str, zone: str) -> Calendar:
    """The regime's hours by the clocks there, closed on public holidays if the regime says so."""
    law = REGIMES[regime]
    week = tuple((Interval(day.opens, day.closes),) if day else () for day in law.hours)
    country = country_of(zone) if law.holidays else None
    return Calendar(zone, week, calendars.holidays(country) if country else ())


def why_closed(calendars: Calendars, regime: Regime, where: tuple[str, ...], at: Moment) -> Reason:
    return _why_closed(calendars, regime.code, where, at // _QUARTER)


@lru_cache(maxsize=4096)
def _why_closed(calendars: Calendars, regime: str, where: tuple[str, ...], quarter: int) -> Reason:
    """Dates change at whole quarters of an hour, everywhere."""
    for zone in where:
        day = day_on(_local(calendars, regime, zone), shown(zone, quarter * _QUARTER).date())
        if day.name:
            return reasons.HOLIDAY(zone=zone, holiday=day.name)
    return reasons.OUTSIDE_HOURS(zones=told(where))


def told(where: tuple[str, ...]) -> str:
    if len(where) <= 3:
        return " and ".join(where)
    return f"{len(where)} time zones the number may be in ({where[0]} to {where[-1]})"


@dataclass(frozen=True, slots=True)
class Window:
    """May be called from `opens` until `closes`."""

    opens: Moment
    closes: Moment


@dataclass(frozen=True, slots=True)
class LawfulHours:
    """The windows of the days asked for; `a_day`: on average. Nothing in it: it can never be called."""

    zones: tuple[str, ...]
    windows: tuple[Window, ...]
    a_day: Span


def hours_of(
    contact: Contact,
    number: Number,
    campaign: CampaignCard,
    calendars: Calendars,
    now: Moment,
    days: int = 7,
) -> LawfulHours:
    """When it may be called in the days to come, for the manager: few hours are worth a warning."""
    where = zones_of(contact, number)
    if unknown_zone(where) is not None:
        return LawfulHours(where, (), 0)
    windows = _windows(lawful(calendars, regime_of(campaign), where), now, now + days * DAY)
    return LawfulHours(where, windows, sum(one.closes - one.opens for one in windows) // days)


def _windows(all_: tuple[Calendar, ...], begin: Moment, end: Moment) -> tuple[Window, ...]:
    """Those within, cut at both ends; one that lasts over the edge of two stretches is joined."""
    found: list[Window] = []
    for number in range(begin // LENGTH, end // LENGTH + 1):
        part = stretch_of_all(all_, number)
        for opens, closes in zip(part.opens, part.closes, strict=True):
            one = Window(max(opens, begin), min(closes, end))
            if one.opens >= one.closes:
                continue
            if found and found[-1].closes == one.opens:
                one = Window(found.pop().opens, one.closes)
            found.append(one)
    return tuple(found)
