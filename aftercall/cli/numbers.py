"""`aftercall numbers`: inbound numbers and where they lead."""

from __future__ import annotations

from typing import Annotated

import typer

from aftercall.cli.cards import put, remove_known
from aftercall.cli.daemon import get
from aftercall.cli.fields import NONE, given, none, target, target_text
from aftercall.cli.say import Column, Json, as_json, show

app = typer.Typer(no_args_is_help=True, help="Inbound numbers and where they lead.")

COLUMNS = (Column("number"), Column("leads to"), Column("calendar"), Column("else to"))
Number = Annotated[str, typer.Argument(help="The number as the trunk sends it.", show_default=False)]


@app.command("list")
def list_(json: Json = False) -> None:
    """All inbound numbers."""
    numbers = get("/numbers")
    if json:
        as_json(numbers)
        return
    rows = [
        [one["did"], target_text(one["target"]), one["calendar"] or "-", target_text(one["closed"])]
        for one in numbers
    ]
    show(COLUMNS, rows, "no numbers yet: aftercall numbers add NUMBER queue:CODE")


@app.command()
def add(
    number: Number,
    to: Annotated[
        str,
        typer.Argument(
            metavar="KIND:CODE", help="queue:CODE, phone:CODE, sound:NAME, dialplan:EXT@CONTEXT, hangup."
        ),
    ],
    calendar: Annotated[
        str | None, typer.Option(help="Only while this calendar is open; none: always.")
    ] = None,
    closed: Annotated[
        str | None,
        typer.Option(metavar="KIND:CODE", help="Where it leads while that is closed; none: callers hear so."),
    ] = None,
    json: Json = False,
) -> None:
    """Let a number lead somewhere, from now on."""
    hours = given(calendar="" if calendar == NONE else calendar, closed=none(closed, target))
    put("numbers", number, {"target": target(to), **hours}, json, f"leads to {to}")


@app.command()
def remove(number: Number, json: Json = False) -> None:
    """Let a number lead nowhere."""
    remove_known("numbers", number, json)
