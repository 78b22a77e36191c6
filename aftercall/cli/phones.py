"""`aftercall phones`: SIP accounts, and what to type into a softphone."""

from __future__ import annotations

from secrets import choice
from string import ascii_letters, digits
from typing import Annotated, Any, Final

import typer

from aftercall.cli.cards import add_new, remove_known, warn
from aftercall.cli.daemon import ask, get
from aftercall.cli.faults import Usage
from aftercall.cli.fields import given
from aftercall.cli.ranges import codes_of
from aftercall.cli.say import Column, Json, as_json, line, show
from aftercall.settings import load_settings

app = typer.Typer(no_args_is_help=True, help="Phones: SIP accounts for softphones and desk phones.")

COLUMNS = (Column("phone"), Column("state"), Column("agent"), Column("caller id"), Column("language"))
Phone = Annotated[
    str, typer.Argument(help="The phone's code: its SIP user and its extension.", show_default=False)
]
LETTERS: Final = ascii_letters + digits
LENGTH: Final = 20


@app.command("list")
def list_(json: Json = False) -> None:
    """All phones; their secrets are never shown again."""
    phones = get("/phones")
    if json:
        as_json(phones)
        return
    rows = [[p["code"], _state(p), p["agent"] or "", p["caller_id"] or "-", p["language"]] for p in phones]
    show(COLUMNS, rows, "no phones yet: aftercall phones add CODE")


@app.command()
def add(
    phone: Phone,
    secret: Annotated[str | None, typer.Option(help="Its SIP password; else one is made.")] = None,
    caller_id: Annotated[str | None, typer.Option(help="The number that it shows when it calls out.")] = None,
    language: Annotated[str | None, typer.Option(help="Of its prompts: en, pl, ru, et, es.")] = None,
    json: Json = False,
) -> None:
    """Make a phone, and show once what to type into it. `1001-1150`: all of them at once."""
    if several := codes_of(phone):
        _add_several(several, given(secret=secret, caller_id=caller_id), given(language=language), json)
        return
    word = secret or "".join(choice(LETTERS) for _ in range(LENGTH))
    add_new("phones", phone, given(secret=word, caller_id=caller_id, language=language), quiet=True)
    server = _server()
    if json:
        as_json({"user": phone, "secret": word, "server": server})
        return
    line(f"phone {phone} made; type this into the softphone (the password is not shown again):")
    place = server or "where Asterisk listens, see its acd_transport.conf"
    for name, value in (("SIP server", place), ("user", phone), ("password", word), ("transport", "UDP")):
        line(f"  {name:12}{value}")


def _add_several(codes: list[str], own: dict[str, Any], shared: dict[str, Any], json: bool) -> None:
    if own:
        raise Usage(
            "several phones have no secret and no caller id in common", "leave it out: each gets its own"
        )
    answer = ask("POST", "/phones", {"codes": codes, **shared})
    server = _server()
    if json:
        as_json([{"user": p["code"], "secret": p["secret"], "server": server} for p in answer["made"]])
    else:
        line(f"{len(codes)} phones made at {server or 'your Asterisk'}; their passwords are not shown again:")
        show((Column("user"), Column("password")), [[p["code"], p["secret"]] for p in answer["made"]], "")
    warn(answer)


def _state(phone: Any) -> str:
    """`gone` is app_queue's word; a person has a phone that is not registered."""
    if not phone["active"]:
        return "switched off"
    return "not registered" if phone["state"] == "gone" else phone["state"] or "?"


def _server() -> str | None:
    """Only Asterisk knows where phones register; None: it could not be asked with these settings."""
    from aftercall.checks.ami import ask_sip_server

    return ask_sip_server(load_settings().ami)


@app.command()
def remove(phone: Phone, json: Json = False) -> None:
    """Remove a phone that no agent has."""
    remove_known("phones", phone, json)
