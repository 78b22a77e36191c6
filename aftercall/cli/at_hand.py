"""`aftercall agents contact` and `dispose`: the contact that an agent has at hand."""

from __future__ import annotations

import time
from typing import Any

import typer

from aftercall.cli import said
from aftercall.cli.attempts import callback_text, facts, say, told, when
from aftercall.cli.daemon import get, path
from aftercall.cli.fields import given
from aftercall.cli.say import Json, as_json, line
from aftercall.cli.spans import left, moment
from aftercall.cli.wishes import Agent, AsAgent

app = typer.Typer()


@app.command()
def contact(agent: Agent, json: Json = False) -> None:
    """The contact he is shown, talks with, or has in his aftercall."""
    found = get(path("agents", agent, "contact"))
    if json:
        as_json(found)
        return
    facts(cells(found, time.time() * 1000))
    told(found)
    for one in found["past"]:
        line(
            f"{when(one['began'])}  {one['number']}  {one['outcome'] or 'under way'}  {one['disposition'] or ''}".rstrip()
        )


def cells(one: Any, now: float) -> dict[str, Any]:
    ends = one["deadline"] or one["dials_at"]
    found: dict[str, Any] = {name: one[name] for name in ("stage", "campaign", "attempt", "contact", "name")}
    found |= {"left": left(moment(ends) - int(now)) if ends else "", "number": one["number"]}
    found |= {"zone": one["zone"], "disposition": one["disposition"], **one["fields"]}
    found |= {f"form: {field}": answer for field, answer in (one["filled"] or {}).items()}
    return found | {"callback": callback_text(one["callback"])}


@app.command()
def dispose(
    agent: Agent,
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
    """Say what became of the contact he has at hand; his aftercall goes on."""
    body = given(
        disposition=disposition, form=said.form(field), callback=said.callback(at, local, to, number, moves)
    )
    say(path("agents", agent, "disposition"), body, as_agent, json)
