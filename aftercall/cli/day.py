"""`aftercall agents day`: one agent's day, interval by interval, and whether it adds up."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

import typer
from rich.text import Text

from aftercall.cli.colours import state
from aftercall.cli.daemon import get, path
from aftercall.cli.faults import Fault, Usage
from aftercall.cli.moments import localised, time_of_day
from aftercall.cli.say import Column, Json, as_json, line, show
from aftercall.cli.spans import clock, moment
from aftercall.cli.wishes import Agent

INTERVALS = (
    Column("from"),
    Column("to"),
    Column("length", right=True),
    Column("state"),
    Column("type"),
    Column("queue"),
    Column("by", fold=True),
    Column("reason", fold=True),
)
SUMS = (Column("state"), Column("type"), Column("sum", right=True))


def day(
    agent: Agent,
    date: Annotated[str | None, typer.Option(metavar="YYYY-MM-DD", help="Which day; else today.")] = None,
    json: Json = False,
) -> None:
    """An agent's day: intervals, sums, and the check that they lie edge to edge and add up (else exit code 1)."""
    told = get(path("agents", agent, "day"), {"date": read_date(date)} if date else None)
    if json:
        as_json(told)
    else:
        show_day(told)
    if not told["right"]:
        raise Fault(
            f"the day of agent {agent} does not add up", "keep the database: this is a fault of aftercall's"
        )


def read_date(text: str) -> str:
    try:
        return dt.date.fromisoformat(text).isoformat()
    except ValueError as error:
        raise Usage(f"--date {text!r} is no date", "write it as 2026-11-21") from error


def show_day(told: Any) -> None:
    line(f"agent {told['agent']}, {told['date']} ({told['zone']})")
    line()
    show(INTERVALS, [interval(part) for part in told["intervals"]], "no log-in on this day")
    if told["recorded"]:
        line()
        line("as it was recorded, before corrections:")
        show(INTERVALS, [interval(part) for part in told["recorded"]], "no log-in on this day")
    if told["sums"]:
        line()
        show(SUMS, [[state(s["state"]), s["type"] or "", clock(s["sum_ms"])] for s in told["sums"]], "")
    line()
    show_totals(told)


def interval(part: Any) -> list[str | Text]:
    return [
        time_of_day(moment(part["begin"])),
        time_of_day(moment(part["end"])),
        clock(part["length_ms"]),
        state(part["state"]),
        part["type"] or "",
        part["queue"] or "",
        part["corrected"] or part["by"],
        part["reason"],
    ]


def show_totals(told: Any) -> None:
    """The log-in and how it divides, then the verdict."""
    columns = told["columns"]
    held = sum(columns["holds_ms"].values())
    parts = (
        f"working {clock(columns['working_ms'])} + breaks {clock(columns['breaks_ms'])} + holds {clock(held)}"
    )
    line(f"logged in {clock(columns['logged_in_ms'])} = {parts}; handling {clock(columns['handling_ms'])}")
    for fault in told["faults"]:
        line(f"WRONG at {localised(str(fault['at']))}: {fault['text']}")
    total = sum(part["length_ms"] for part in told["intervals"] if part["state"] != "off")
    if told["right"]:
        line(f"right: {len(told['intervals'])} intervals, edge to edge, {total} ms in all = the log-in")
