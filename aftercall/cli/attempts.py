"""`aftercall attempts`: what was tried, and what became of it."""

from __future__ import annotations

from typing import Annotated, Any

import typer
from rich.text import Text

from aftercall.cli import said
from aftercall.cli.cards import warn
from aftercall.cli.daemon import ask, get, path
from aftercall.cli.fields import given
from aftercall.cli.moments import stamp
from aftercall.cli.say import Column, Json, as_json, line, show
from aftercall.cli.spans import clock, moment
from aftercall.cli.wishes import AsAgent

app = typer.Typer(no_args_is_help=True, help="Attempts: what was tried, and what agents said became of it.")

COLUMNS = (
    Column("attempt"),
    Column("began"),
    Column("campaign"),
    Column("contact", right=True),
    Column("name", fold=True),
    Column("number"),
    Column("agent"),
    Column("outcome"),
    Column("talked", right=True),
    Column("disposition"),
)
Attempt = Annotated[str, typer.Argument(help="Its id, as `attempts list` shows it.", show_default=False)]


@app.command("list")
def list_(
    campaign: Annotated[str | None, typer.Option(help="Of this campaign.")] = None,
    contact: Annotated[int | None, typer.Option(help="To this contact, by its id.")] = None,
    agent: Annotated[str | None, typer.Option(help="Of this agent.")] = None,
    open: Annotated[bool | None, typer.Option("--open/--over", help="Under way, or over.")] = None,
    last: Annotated[int, typer.Option(min=1, max=1000, help="So many of the newest.")] = 50,
    json: Json = False,
) -> None:
    """Attempts, the newest first."""
    wanted = given(
        campaign=campaign, contact=contact, agent=agent, open=None if open is None else str(open).lower()
    )
    found = get("/attempts", {name: str(value) for name, value in (wanted | {"last": last}).items()})
    if campaign is not None and not found:
        get(path("campaigns", campaign))  # refused when it is not known; what a removed one left is shown
    if json:
        as_json(found)
        return
    show(COLUMNS, [row(one) for one in found], "no such attempts")


def row(one: Any) -> list[str | Text]:
    return [
        one["id"],
        when(one["began"]),
        one["campaign"],
        str(one["contact"]),
        one["name"],
        one["number"],
        one["agent"] or "",
        one["outcome"] or ("under way" if one["ended"] is None else ""),
        "" if one["talked_ms"] is None else clock(one["talked_ms"]),
        one["disposition"] or "",
    ]


def when(iso: str) -> str:
    """To the second, by the site's clock."""
    return stamp(moment(iso))


@app.command("show")
def show_(attempt: Attempt, json: Json = False) -> None:
    """One attempt: its contact, what was said, and the campaign's script."""
    found = get(path("attempts", attempt))
    if json:
        as_json(found)
    else:
        show_whole(found)


def show_whole(one: Any) -> None:
    person = one["person"] or {}
    cells: dict[str, Any] = dict(zip((column.name for column in COLUMNS), map(str, row(one)), strict=True))
    cells |= {"cause": _causes(one), "zone": person.get("zone")}
    cells |= {
        f"number {place}": number["number"] for place, number in enumerate(person.get("numbers", ()), 1)
    }
    cells |= person.get("fields", {})
    cells |= {f"form: {field}": answer for field, answer in (one["filled"] or {}).items()}
    cells |= {"callback": callback_text(person.get("callback"))}
    facts(cells)
    told(one)


def facts(cells: dict[str, Any]) -> None:
    width = max(map(len, cells))
    for name, value in cells.items():
        line(f"{name:{width}}  {'-' if value in (None, '') else value}")


def told(one: Any) -> None:
    """What the campaign gives him to say and to answer."""
    if one["dispositions"]:
        line(f"dispositions: {', '.join(each['code'] for each in one['dispositions'])}")
    if one["form"]:
        line(f"form: {', '.join(_field(each) for each in one['form'])}")
    if one["script"]:
        line()
        line(one["script"])


def _field(field: Any) -> str:
    kind = " | ".join(field["choices"]) if field["choices"] else field["kind"]
    return f"{field['code']} ({kind}{', required' if field['required'] else ''})"


def _causes(one: Any) -> str:
    parts = [("Q.850", one["cause"]), ("SIP", one["tech"]), ("AMD", one["amd"] or None)]
    return ", ".join(f"{name} {value}" for name, value in parts if value is not None)


def callback_text(callback: Any) -> str:
    if callback is None:
        return ""
    who = callback["agent"] or "anyone"
    moves = f", anyone after {clock(callback['moves_ms'])}" if callback["moves_ms"] is not None else ""
    number = f" on {callback['number']}" if callback["number"] else ""
    return f"{when(callback['at'])} by {who}{moves}{number}"


@app.command()
def dispose(
    attempt: Attempt,
    disposition: said.Code,
    field: said.Field = None,
    at: said.At = None,
    local: said.Local = None,
    to: said.To = None,
    number: said.Number = None,
    moves: said.Moves = None,
    as_agent: AsAgent = False,
    json: Json = False,
) -> None:
    """Say what became of an attempt, or say it otherwise: what follows is decided anew."""
    body = given(
        disposition=disposition, form=said.form(field), callback=said.callback(at, local, to, number, moves)
    )
    say(path("attempts", attempt, "disposition"), body, as_agent, json)


def say(where: str, body: dict[str, Any], as_agent: bool, json: bool) -> None:
    answer = ask("POST", where, body, as_agent=as_agent)
    if json:
        as_json(answer)
    else:
        line(follows(answer))
    warn(answer)


def follows(answer: Any) -> str:
    """`d-main-…: sale; contact 12 Jan is finished`."""
    person = answer["person"]
    head = f"{answer['id']}: {answer['disposition']}"
    if person is None:
        return head
    who = f"contact {person['id']} {person['name']}".strip()
    if person["callback"]:
        return f"{head}; {who} is called back {callback_text(person['callback'])}"
    until = f" from {when(person['due'])} on" if person["standing"] == "open" else ""
    return f"{head}; {who} is {person['standing']}{until}"
