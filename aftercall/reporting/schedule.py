"""A report that is mailed: which one, to whom, and when by the clock on the site's wall. Pure."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Final, Literal

from acd.core.moment import DAY, Moment
from acd.core.wall import opening, shown
from acd.store.errors import BadCard
from aftercall.reporting.catalogue import REPORTS
from aftercall.reporting.question import WrongQuestion, check

Every = Literal["day", "week"]
MOST_ADDRESSES: Final = 20
_ADDRESS: Final = re.compile(r"[^@\s,;<>\"]{1,64}@[A-Za-z0-9.-]{1,253}")
_CODE: Final = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
_TIME: Final = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


@dataclass(frozen=True, slots=True)
class MailCard:
    """Each day it tells of the day before; each week, on `weekday` (0 is Monday), of the seven days before. `at`: HH:MM in the site's
    zone. `by`: who wants it, `via`: how he came in; the report is what he may see when it is made."""

    code: str
    report: str
    to: tuple[str, ...]
    every: Every = "day"
    weekday: int = 0
    at: str = "07:00"
    kind: Literal["csv", "xlsx"] = "xlsx"
    step: str | None = None
    queue: str | None = None
    agent: str | None = None
    team: str | None = None
    language: str = "en"
    active: bool = True
    by: str = ""
    via: str = ""


def check_card(card: MailCard) -> None:
    """Raises BadCard."""
    if not _CODE.fullmatch(card.code):
        raise BadCard("code", card.code, "is no code", "take small letters, digits, - and _, at most 40")
    if card.report not in REPORTS:
        raise BadCard("report", card.report, "is not known", f"there are {', '.join(REPORTS)}")
    if not _TIME.fullmatch(card.at):
        raise BadCard("at", card.at, "is no time of day", "write it as 07:30")
    if not 0 <= card.weekday <= 6:
        raise BadCard("weekday", card.weekday, "is no day of the week", "0 is Monday, 6 is Sunday")
    if not 1 <= len(card.to) <= MOST_ADDRESSES:
        raise BadCard("to", len(card.to), "is no number of addresses", f"name 1 to {MOST_ADDRESSES}")
    for address in card.to:
        if not _ADDRESS.fullmatch(address):
            raise BadCard("to", address, "is no mail address", "write it as name@host")
    for name in ("queue", "agent", "team"):
        if getattr(card, name) is not None and name not in REPORTS[card.report].filters:
            raise BadCard(name, getattr(card, name), f"does not narrow {card.report}", "leave it out")
    try:
        check(card.report, dt.date(2026, 1, 1), dt.date(2026, 1, 7), card.step)
    except WrongQuestion as wrong:
        raise BadCard(wrong.field, card.step, wrong.why, wrong.remedy) from wrong


def due_after(card: MailCard, at: Moment, zone: str) -> Moment:
    """The next time it is due. Where the clocks jump over it, when they have jumped; where it comes twice, the first time."""
    hour, minute = int(card.at[:2]), int(card.at[3:])
    date = shown(zone, at).date()
    while True:
        due = opening(zone, dt.datetime.combine(date, dt.time(hour, minute)))
        if due > at and (card.every == "day" or date.weekday() == card.weekday):
            return due
        date += dt.timedelta(days=1)


def days_of(card: MailCard, due: Moment, zone: str) -> tuple[dt.date, dt.date]:
    """Which days it tells of, both included."""
    last = shown(zone, due).date() - dt.timedelta(days=1)
    return (last if card.every == "day" else last - dt.timedelta(days=6)), last


MOST_LATE: Final = 7
"""So many that were missed are mailed late, the newest; those before are not."""
LATEST: Final = 35 * DAY


def missed(card: MailCard, since: Moment, now: Moment, zone: str) -> list[Moment]:
    """All that were due after `since` and not after now, the oldest first."""
    found, at = [], max(since, now - LATEST)
    while (at := due_after(card, at, zone)) <= now:
        found.append(at)
    return found[-MOST_LATE:]
