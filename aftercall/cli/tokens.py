"""`aftercall tokens`: for programs that ask the API over TCP."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from aftercall.cli.daemon import ask, get, path
from aftercall.cli.fields import given
from aftercall.cli.moments import localised
from aftercall.cli.say import Column, Json, as_json, line, note, show

app = typer.Typer(no_args_is_help=True, help="Tokens: for programs that ask the API over TCP, as a user.")

COLUMNS = (
    Column("token"),
    Column("user"),
    Column("for", fold=True),
    Column("roles"),
    Column("by"),
    Column("made"),
    Column("until"),
)


@app.command("list")
def list_(json: Json = False) -> None:
    """All tokens, without their secrets."""
    found = get("/tokens")
    if json:
        as_json(found)
        return
    show(COLUMNS, [row(one) for one in found], "no tokens: aftercall tokens add USER LABEL")


def row(one: Any) -> list[str]:
    roles = " ".join(one["roles"])
    return [
        one["id"],
        one["user"],
        one["label"],
        roles,
        one["by"],
        localised(one["made"]),
        localised(one["until"] or "-"),
    ]


@app.command()
def add(
    user: Annotated[str, typer.Argument(help="Whose it is: it can do no more than he.", show_default=False)],
    label: Annotated[str, typer.Argument(help="What it is for.", show_default=False)],
    role: Annotated[
        list[str] | None,
        typer.Option(help="One of his roles; repeat it; all that he has now, if none is given."),
    ] = None,
    until: Annotated[
        str | None, typer.Option(metavar="MOMENT", help="When it ends, as 2027-01-31T00:00:00+01:00.")
    ] = None,
    json: Json = False,
) -> None:
    """Make a token. It is shown once."""
    made = ask("POST", "/tokens", given(user=user, label=label, roles=role or None, until=until))
    if json:
        as_json(made)
        return
    line(made["token"])
    note(f"token {made['id']} of {user} made; it is not shown again")


@app.command()
def revoke(
    token: Annotated[str, typer.Argument(help="Its id, as in the list.", show_default=False)],
    json: Json = False,
) -> None:
    """Revoke a token, from now on."""
    answer = ask("DELETE", path("tokens", token))
    if json:
        as_json(answer)
    else:
        line(f"token {token} revoked")
