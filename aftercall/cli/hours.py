"""`aftercall hours`: what a calendar says. Needs its file only, no daemon."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from acd.core.moment import Moment
from aftercall.cli.calendar_file import CalendarFile, load, moment, now, warn_beyond, written, written_or_none
from aftercall.cli.faults import Usage
from aftercall.cli.say import Column, Json, as_json, line, show
from aftercall.cli.spans import open_time

if TYPE_CHECKING:
    from acd.core.calendar import Calendar

app = typer.Typer(no_args_is_help=True, help="Business hours: what a calendar's file says, without a daemon.")

At = Annotated[
    str | None,
    typer.Option(
        "--at",
        metavar="MOMENT",
        help="ISO 8601, by the calendar's clock unless it says a zone; else now.",
    ),
]
LONGEST = 3660
"""Days: ten years of changes."""


@app.command("open")
def open_(calendar: CalendarFile, at: At = None, json: Json = False) -> None:
    """Is it open? On a day that differs from the week's, what day it is."""
    from acd.core.hours import is_open

    hours = load(calendar)
    then = now(hours, at, "--at")
    told = {"at": written(hours, then), "open": is_open(hours, then), "day": _day(hours, then)}
    if json:
        as_json(told)
    else:
        line(_word(told["open"] is True) + (f" ({told['day']})" if told["day"] else ""))


@app.command("next")
def next_(calendar: CalendarFile, at: At = None, json: Json = False) -> None:
    """The next opening, which is the moment itself while it is open, and the next change."""
    from acd.core.hours import is_open, next_change, next_opening

    hours = load(calendar)
    then = now(hours, at, "--at")
    change = next_change(hours, then)
    warn_beyond(hours, change.at if change else None)
    told = {
        "at": written(hours, then),
        "open": is_open(hours, then),
        "next_opening": written_or_none(hours, next_opening(hours, then)),
        "next_change": written_or_none(hours, change.at if change else None),
    }
    if json:
        as_json(told)
        return
    until = f"until {told['next_change']}" if change else "for ever"
    line(f"{_word(told['open'] is True)} {until}")


@app.command()
def between(
    calendar: CalendarFile,
    start: Annotated[str, typer.Argument(metavar="A", help="From this moment,")],
    end: Annotated[str, typer.Argument(metavar="B", help="until this one.")],
    json: Json = False,
) -> None:
    """The open time between two moments (ISO 8601, by the calendar's clock unless they say a zone)."""
    from acd.core.hours import open_between

    hours = load(calendar)
    first, last = moment(hours, start, "A"), moment(hours, end, "B")
    if last < first:
        raise Usage(f"B {end} is before A {start}", "swap them")
    span = open_between(hours, first, last)
    if json:
        as_json({"start": written(hours, first), "end": written(hours, last), "open_ms": span})
    else:
        line(f"{open_time(span)} open")


@app.command()
def changes(
    calendar: CalendarFile,
    start: Annotated[
        str | None, typer.Option("--from", metavar="MOMENT", help="From when on; else now.")
    ] = None,
    days: Annotated[int, typer.Option(min=1, max=LONGEST, help="For how many times 24 hours.")] = 14,
    json: Json = False,
) -> None:
    """What holds at a moment, then every opening and closing."""
    from acd.core.hours import changes as changes_of

    hours = load(calendar)
    found = changes_of(hours, now(hours, start, "--from"), days)
    warn_beyond(hours, found[-1].at)
    if json:
        as_json([{"at": written(hours, at), "open": is_open} for at, is_open in found])
        return
    rows = [[written(hours, at), _word(is_open), _day(hours, at)] for at, is_open in found]
    show((Column("from"), Column("is"), Column("day", fold=True)), rows, "")


def _day(hours: Calendar, at: Moment) -> str:
    """The name of a day that differs, by the calendar's date; else nothing."""
    from acd.core.calendar import day_on
    from acd.core.wall import shown

    return day_on(hours, shown(hours.zone, at).date()).name


def _word(is_open: bool) -> str:
    return "open" if is_open else "closed"
