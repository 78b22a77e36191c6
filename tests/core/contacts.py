"""Contacts, campaigns and histories for tests of the dialer's decisions, and local times as moments."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from acd.core.calendar import Day
from acd.core.moment import HOUR, MINUTE, SECOND, Moment, Span
from dialer.core.attempt import Attempt
from dialer.core.cards import CampaignCard, Disposition, Does, Retry, State
from dialer.core.contact import Contact, History, Number, Past
from dialer.core.lawful import Calendars, Days
from dialer.core.outcome import Outcome

WARSAW: Final = "Europe/Warsaw"
NEW_YORK: Final = "America/New_York"
RUSSIAN: Final = (
    "Asia/Almaty",
    "Asia/Anadyr",
    "Asia/Irkutsk",
    "Asia/Kamchatka",
    "Asia/Krasnoyarsk",
    "Asia/Magadan",
    "Asia/Novosibirsk",
    "Asia/Omsk",
    "Asia/Vladivostok",
    "Asia/Yakutsk",
    "Asia/Yekaterinburg",
    "Europe/Bucharest",
    "Europe/Moscow",
    "Europe/Samara",
)
"""What phonenumbers says of a Russian mobile."""

MOBILE: Final = Number(1, "+48512345678", 0, (WARSAW,), "mobile")
HOME: Final = Number(2, "+48221234567", 1, (WARSAW,), "fixed")
OFFICE: Final = Number(3, "+48227654321", 2, (WARSAW,), "fixed")

DISPOSITIONS: Final = (
    Disposition("sale", Does.FINISH, success=True),
    Disposition("later", Does.CALLBACK),
    Disposition("thinking", Does.RETRY, retry=Retry(3 * 24 * 60 * MINUTE, 2)),
    Disposition("stop", Does.DO_NOT_CALL),
    Disposition("wrong person", Does.DEAD_NUMBER),
)

HOLIDAYS: Final[dict[str, Days]] = {
    "PL": (
        (date(2026, 11, 11), Day((), "Święto Niepodległości")),
        (date(2026, 4, 6), Day((), "Poniedziałek")),
    ),
    "US": ((date(2026, 11, 26), Day((), "Thanksgiving Day")),),
    "RU": ((date(2026, 11, 4), Day((), "День народного единства")),),
}
CALENDARS: Final = Calendars(None, lambda country: HOLIDAYS.get(country, ()))


def at(text: str, zone: str = WARSAW) -> Moment:
    """`2026-11-18 10:00`, by the clocks of the zone."""
    return int(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).timestamp() * 1000)


NOON: Final = at("2026-11-18 12:00")  # a Wednesday


def contact(*numbers: Number, **changes: Any) -> Contact:
    return replace(Contact(7, "sale", 1, numbers or (MOBILE,), name="Jan"), **changes)


def campaign(**changes: Any) -> CampaignCard:
    card = CampaignCard("sale", state=State.RUNNING, regime="eu", gap=HOUR, dispositions=DISPOSITIONS)
    return replace(card, **changes)


def past(
    began: Moment,
    outcome: Outcome | None,
    number: Number = MOBILE,
    *,
    lasted: Span = 20 * SECOND,
    of: int = 7,
    disposition: str | None = None,
) -> Past:
    ended = None if outcome is None else began + lasted
    return Past(of, number.e164, began, ended, outcome, disposition)


def history(*pasts: Past) -> History:
    return History(tuple(sorted(pasts, key=lambda one: one.at)))


def attempt(
    outcome: Outcome | None, number: Number = MOBILE, began: Moment = NOON, **changes: Any
) -> Attempt:
    ended = None if outcome is None else began + 20 * SECOND
    one = Attempt("d-main-1-a", "sale", 7, number.e164, "carrier", began, ended=ended, outcome=outcome)
    return replace(one, **changes)
