"""`aftercall sla`: promises on a calendar. Needs its file only, no daemon."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from acd.core.moment import Moment, Span
from aftercall.cli import spans
from aftercall.cli.calendar_file import CalendarFile, load, moment, warn_beyond, written_or_none
from aftercall.cli.faults import Fault, Usage
from aftercall.cli.say import Json, as_json, line

if TYPE_CHECKING:
    from acd.core.calendar import Calendar
    from acd.core.hours import Passed

app = typer.Typer(no_args_is_help=True, help="Promises (SLA): when they are due, counting open time only.")


@app.callback()
def _app() -> None:
    """So that its verbs are named, however few they are."""


@app.command()
def due(
    calendar: CalendarFile,
    received: Annotated[
        str,
        typer.Option(metavar="MOMENT", help="ISO 8601, by the calendar's clock unless it says a zone."),
    ],
    target: Annotated[str, typer.Option(metavar="SPAN", help="Open time that was promised, as 1h or 90m.")],
    at: Annotated[
        str | None, typer.Option("--at", metavar="MOMENT", help="Tell age and time left at this moment too.")
    ] = None,
    json: Json = False,
) -> None:
    """When the target's open time has passed (reached), and the last moment at which the promise holds (due)."""
    from acd.core.hours import after_open

    hours = load(calendar)
    span, since = _target(target), moment(hours, received, "--received")
    then = None if at is None else moment(hours, at, "--at")
    if then is not None and then < since:
        raise Usage(f"--at {at} is before --received {received}", "an age begins when it was received")
    passed = after_open(hours, since, span)
    told = _told(hours, since, span, passed, then)
    if json:
        as_json(told)
    else:
        _say(told)
    warn_beyond(hours, passed.due or passed.reached)
    _refuse_never(hours, calendar, told)


def _target(text: str) -> Span:
    span = spans.parse(text, "--target")
    if span <= 0:
        raise Usage(f"--target {text!r} is no time to keep a promise in", "give more than nothing, as 1h")
    return span


def _told(hours: Calendar, since: Moment, target: Span, passed: Passed, at: Moment | None) -> dict[str, Any]:
    """`age_ms` counts open time; `left_ms` is negative when it is too late."""
    from acd.core.hours import open_between

    told = {
        "received": written_or_none(hours, since),
        "target_ms": target,
        "reached": written_or_none(hours, passed.reached),
        "due": written_or_none(hours, passed.due),
    }
    if at is None:
        return told
    age = open_between(hours, since, at)
    ages = {"age_ms": age, "left_ms": target - age, "breached": age > target}
    return {**told, "at": written_or_none(hours, at), **ages}


def _say(told: dict[str, Any]) -> None:
    line(f"received {told['received']}")
    line(f"reached  {told['reached'] or 'never'}")
    line(f"due      {told['due'] or 'never'}")
    if "at" in told:
        left = spans.open_time(told["left_ms"])
        verdict = "breached" if told["breached"] else "kept so far"
        line(f"at       {told['at']}: age {spans.open_time(told['age_ms'])}, left {left}, {verdict}")


def _refuse_never(hours: Calendar, file: Path, told: dict[str, Any]) -> None:
    """A promise that cannot be measured is none."""
    from acd.core.calendar import ever_opens

    if not ever_opens(hours):
        raise Fault(f"{file} is never open: no promise is ever due", "give it hours in [week] or [[days]]")
    if told["reached"] is None:
        raise Fault(f"{file} is not open for so long within 100 years", "make the target shorter")
