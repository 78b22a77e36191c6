"""`aftercall recordings`: which calls were recorded, and where the files are."""

from __future__ import annotations

from typing import Annotated, Any

import typer
from rich.text import Text

from aftercall.cli.daemon import get
from aftercall.cli.day import read_date
from aftercall.cli.fields import given
from aftercall.cli.moments import time_of_day
from aftercall.cli.say import Column, Json, as_json, line, show
from aftercall.cli.spans import clock, moment

app = typer.Typer(
    no_args_is_help=True, help="Recordings: which calls were recorded, and where the files are."
)

COLUMNS = (
    Column("at"),
    Column("length", right=True),
    Column("queue"),
    Column("agent"),
    Column("caller", fold=True),
    Column("file"),
    Column("there"),
)
THERE = {True: "yes", False: "no", None: "?"}


@app.command("list")
def list_(
    queue: Annotated[str | None, typer.Option(help="Of this queue only.")] = None,
    agent: Annotated[str | None, typer.Option(help="Of this agent only.")] = None,
    date: Annotated[str | None, typer.Option(metavar="YYYY-MM-DD", help="Which day; else today.")] = None,
    json: Json = False,
) -> None:
    """The recorded calls of a day, by when they were answered."""
    found = get("/recordings", given(queue=queue, agent=agent, date=read_date(date) if date else None))
    if json:
        as_json(found)
        return
    show(COLUMNS, [row(one) for one in found], "no recorded call on this day")
    if any(one["exists"] is None for one in found):
        line("files: below spool/monitor/acd of Asterisk; recording.directory lets the daemon look there")


def row(one: Any) -> list[str | Text]:
    length = one["length_ms"]
    return [
        time_of_day(moment(one["answered"])),
        "" if length is None else clock(length),
        one["queue"],
        one["agent"] or "",
        " ".join(text for text in (one["number"], one["name"]) if text),
        one["file"],
        THERE[one["exists"]],
    ]
