"""A calendar's file, and moments as people write them beside one: by its clocks unless they say otherwise."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from acd.core.moment import SECOND, Moment
from aftercall.cli.faults import Usage
from aftercall.cli.say import note

if TYPE_CHECKING:
    from acd.core.calendar import Calendar

CalendarFile = Annotated[
    Path,
    typer.Option(
        "--calendar", metavar="FILE", exists=True, dir_okay=False, help="The calendar, a TOML file."
    ),
]


def load(file: Path) -> Calendar:
    from acd.almanac import calendar_of
    from acd.core.calendar_card import read
    from acd.core.calendar_fields import CalendarError

    try:
        return calendar_of(read(file.read_text(encoding="utf-8-sig")))
    except CalendarError as error:
        raise Usage(f"{file}: {error}") from error
    except (OSError, UnicodeDecodeError) as error:
        raise Usage(f"{file} cannot be read: {error}", "give a text file in UTF-8") from error


def moment(calendar: Calendar, text: str, field: str) -> Moment:
    """ISO 8601; without a zone by the calendar's clock. A time that this clock skips or shows twice is said so."""
    try:
        local = datetime.fromisoformat(text)
    except ValueError as error:
        remedy = "write it as 2026-11-20T16:00, or with a zone as 2026-11-20T16:00+01:00"
        raise Usage(f"{field} {text!r} is no moment", remedy) from error
    _in_reach(local, field)
    return _by_the_clock(calendar, local, field) if local.tzinfo is None else of(local)


def of(local: datetime) -> Moment:
    """Of a time with its zone; what is shorter than a millisecond is dropped."""
    return (local - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)


def _in_reach(local: datetime, field: str) -> None:
    from acd.core.calendar_card import YEARS

    if local.year not in YEARS:
        raise Usage(
            f"{field} {local.isoformat()} is out of reach",
            f"holidays are known for {YEARS[0]} to {YEARS[-1]}",
        )


def _by_the_clock(calendar: Calendar, local: datetime, field: str) -> Moment:
    from acd.core.wall import opening, readings

    first, second = readings(calendar.zone, local)
    at = opening(calendar.zone, local)
    if first != second:
        how = (
            "shown twice; the first is taken"
            if first < second
            else "never shown; the moment of the jump is taken"
        )
        text = written(calendar, at)
        note(f"aftercall: {field} {local.isoformat()} is {how} ({text}); say its offset to mean another")
    return at


def now(calendar: Calendar, text: str | None, field: str) -> Moment:
    return of(datetime.now(UTC)) if text is None else moment(calendar, text, field)


def warn_beyond(calendar: Calendar, at: Moment | None) -> None:
    """Of an answer that reaches past the years whose holidays are known."""
    from acd.core.calendar_card import beyond_holidays

    if why := beyond_holidays(calendar, at):
        note(f"aftercall: {why}")


def written(calendar: Calendar, at: Moment) -> str:
    """`2026-11-23T09:00:00+01:00`, by the calendar's clock."""
    from acd.core.wall import shown

    return shown(calendar.zone, at).isoformat(timespec="milliseconds" if at % SECOND else "seconds")


def written_or_none(calendar: Calendar, at: Moment | None) -> str | None:
    return None if at is None else written(calendar, at)
