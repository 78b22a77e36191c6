"""`aftercall callbacks`: promised calls, moved and taken back."""

from __future__ import annotations

from typing import Annotated, Any

import typer
from rich.text import Text

from aftercall.cli import said
from aftercall.cli.attempts import callback_text, when
from aftercall.cli.cards import warn
from aftercall.cli.daemon import ask, get, path
from aftercall.cli.faults import Usage
from aftercall.cli.fields import given
from aftercall.cli.say import Column, Json, as_json, line, show
from aftercall.cli.spans import clock

app = typer.Typer(no_args_is_help=True, help="Calls that were promised: by whom, to whom, when.")

COLUMNS = (
    Column("contact", right=True),
    Column("name", fold=True),
    Column("campaign"),
    Column("promised"),
    Column("due"),
    Column("agent"),
    Column("moves", right=True),
    Column("number"),
)
Contact = Annotated[int, typer.Argument(help="The contact's id.", show_default=False)]


@app.command("list")
def list_(
    campaign: Annotated[str | None, typer.Option(help="Of this campaign.")] = None,
    agent: Annotated[str | None, typer.Option(help="His own alone.")] = None,
    json: Json = False,
) -> None:
    """Promised calls of active lists, the earliest first."""
    found = get("/callbacks", given(campaign=campaign, agent=agent))
    if json:
        as_json(found)
        return
    show(COLUMNS, [row(one) for one in found], "no calls are promised")


def row(one: Any) -> list[str | Text]:
    promise = one["callback"]
    return [
        str(one["contact"]),
        one["name"],
        one["campaign"],
        when(promise["at"]),
        when(one["due"]),
        promise["agent"] or "anyone",
        "" if promise["moves_ms"] is None else clock(promise["moves_ms"]),
        promise["number"] or "",
    ]


@app.command()
def move(
    contact: Contact,
    at: said.At = None,
    local: said.Local = None,
    to: said.To = None,
    number: said.Number = None,
    moves: said.Moves = None,
    json: Json = False,
) -> None:
    """Promise a call, or promise it otherwise: the promise is as it is written here, whole."""
    body = said.callback(at, local, to, number, moves)
    if body is None:
        raise Usage("a callback needs one moment", "say --at or --local, one of them")
    _told(ask("PUT", path("callbacks", str(contact)), body), json)


@app.command()
def cancel(contact: Contact, json: Json = False) -> None:
    """Take a promise back: he may be called as others are from now on."""
    _told(ask("DELETE", path("callbacks", str(contact))), json)


def _told(answer: Any, json: bool) -> None:
    if json:
        as_json(answer)
    elif answer["callback"] is None:
        line(f"contact {answer['contact']} is promised nothing any more")
    else:
        line(f"contact {answer['contact']} is called back {callback_text(answer['callback'])}")
    warn(answer)
