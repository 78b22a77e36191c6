"""`aftercall users`: who may come in over the web, as what, and how far. The first administrator is made here."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Annotated, Any

import typer

from aftercall.cli.cards import add_new, change, remove_known, show_card
from aftercall.cli.daemon import ask, get, path
from aftercall.cli.fields import NONE, NULL, given, none
from aftercall.cli.moments import localised
from aftercall.cli.passwords import new_password
from aftercall.cli.say import Column, Json, as_json, line, show

app = typer.Typer(no_args_is_help=True, help="Users: who may come in over the web, as what, and how far.")

COLUMNS = (
    Column("user"),
    Column("name", fold=True),
    Column("roles"),
    Column("agent"),
    Column("reach", fold=True),
    Column("comes by"),
    Column("sessions", right=True),
)
SESSIONS = (Column("session"), Column("made"), Column("used"), Column("from"), Column("with", fold=True))
User = Annotated[str, typer.Argument(help="The log-in name.", show_default=False)]


@app.command("list")
def list_(json: Json = False) -> None:
    """All users."""
    users = get("/users")
    if json:
        as_json(users)
        return
    first = "no users yet: aftercall users add NAME --role administrator"
    show(COLUMNS, [row(user) for user in users], first)


def row(user: Any) -> list[str]:
    ways = [way for way, has in (("password", user["password"]), ("OpenID", user["oidc"])) if has]
    return [
        user["name"],
        user["shown"],
        " ".join(user["roles"]) or "-",
        user["agent"] or "-",
        "all" if user["reach"] is None else " ".join(user["reach"]) or "none",
        (", ".join(ways) or "no way yet") if user["active"] else "switched off",
        str(user["sessions"]),
    ]


@app.command("show")
def show_(user: User, json: Json = False) -> None:
    """One user."""
    show_card(get(path("users", user)), json)


def _saving(save: Callable[[str, str, dict[str, Any], bool], Any], asks: bool) -> Callable[..., None]:
    """`add` and `set` take the same options; a new user may get his password at once."""

    def command(
        user: User,
        shown: Annotated[str | None, typer.Option("--name", help="His name for people.")] = None,
        role: Annotated[
            list[str] | None,
            typer.Option(
                help="agent, supervisor, manager, administrator or tester; repeat it; `none`: no role."
            ),
        ] = None,
        agent: Annotated[str | None, typer.Option(help="The agent that he is; none: he is none.")] = None,
        reach: Annotated[
            list[str] | None,
            typer.Option(
                help="A queue or campaign that his rights extend to; repeat it; `all`: all of them."
            ),
        ] = None,
        subject: Annotated[
            str | None, typer.Option(help="His `sub` at the provider of OpenID Connect; none: he has none.")
        ] = None,
        language: Annotated[str | None, typer.Option(help="en, pl, ru, et or es.")] = None,
        active: Annotated[bool | None, typer.Option(help="May he come in?")] = None,
        password: Annotated[
            bool, typer.Option("--password", help="Ask for a password, or read it from standard input.")
        ] = False,
        json: Json = False,
    ) -> None:
        body = given(
            shown=shown,
            roles=[] if role == [NONE] else role or None,
            agent=none(agent),
            reach=NULL if reach == ["all"] else reach or None,
            subject=none(subject),
            language=language,
            active=active,
        )
        typed = new_password(user) if password or (asks and sys.stdin.isatty()) else None
        save("users", user, body, json)
        if typed is not None:
            ask("PUT", path("users", user, "password"), {"password": typed})

    return command


app.command("add", help="Make a user.")(_saving(add_new, asks=True))
app.command("set", help="Change a user; what is not given stays.")(_saving(change, asks=False))


@app.command()
def password(
    user: User,
    none: Annotated[bool, typer.Option("--none", help="He has none any more.")] = False,
    json: Json = False,
) -> None:
    """Set a user's password, typed or on standard input; his sessions end."""
    typed = None if none else new_password(user)
    answer = ask("PUT", path("users", user, "password"), {"password": typed})
    if json:
        as_json(answer)
    else:
        line(f"password of {user} {'taken away' if none else 'set'}")


@app.command()
def remove(user: User, json: Json = False) -> None:
    """Remove a user; what he did stays on record."""
    remove_known("users", user, json)


@app.command()
def sessions(
    user: User,
    end: Annotated[bool, typer.Option("--end", help="End all of them.")] = False,
    json: Json = False,
) -> None:
    """A user's open sessions."""
    where = path("users", user, "sessions")
    if end:
        answer = ask("DELETE", where)
        if json:
            as_json(answer)
        else:
            line(f"{answer['ended']} sessions of {user} ended")
        return
    found = get(where)
    if json:
        as_json(found)
        return
    rows = [
        [one["id"], localised(one["made"]), localised(one["seen"]), one["address"], one["program"]]
        for one in found
    ]
    show(SESSIONS, rows, f"{user} has no open session")
