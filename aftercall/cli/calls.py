"""`aftercall calls`: what is done with the call that an agent is in, and the calls that he dials."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any

import typer

from aftercall.cli.daemon import Refused, ask, path
from aftercall.cli.faults import Usage
from aftercall.cli.fields import given
from aftercall.cli.say import Json, as_json, line
from aftercall.cli.wishes import Agent, AsAgent

app = typer.Typer(
    no_args_is_help=True,
    help="Calls of agents: hold, transfer, consult, call of three, hang up, dial; listen in. AGENT is whose call it is.",
)
ToAgent = Annotated[str | None, typer.Option("--agent", help="A colleague who is free, by his code.")]
ToQueue = Annotated[str | None, typer.Option("--queue", help="A queue in which somebody is logged in.")]
ToNumber = Annotated[str | None, typer.Option("--number", help="A number, or a phone of ours.")]


def _wish(agent: str, verb: str, as_agent: bool, as_json_: bool, **body: Any) -> None:
    try:
        answer = ask("POST", path("agents", agent, *verb.split("/")), given(**body), as_agent=as_agent)
    except Refused as refused:
        if as_json_:
            as_json(refused.body)
        raise
    if as_json_:
        as_json(answer)
    else:
        line(f"{agent}: {answer.get('text') or answer['answer']}")


def _one(**to: str | None) -> dict[str, str]:
    named = {name: value for name, value in to.items() if value is not None}
    if len(named) != 1:
        raise Usage(f"name one of --{', --'.join(to)}")
    return named


@app.command()
def hold(agent: Agent, as_agent: AsAgent = False, json: Json = False) -> None:
    """Put the other party on hold: he hears music."""
    _wish(agent, "call/hold", as_agent, json)


@app.command()
def unhold(agent: Agent, as_agent: AsAgent = False, json: Json = False) -> None:
    """Take the other party back."""
    _wish(agent, "call/unhold", as_agent, json)


@app.command()
def hangup(agent: Agent, as_agent: AsAgent = False, json: Json = False) -> None:
    """End the call."""
    _wish(agent, "call/hangup", as_agent, json)


@app.command()
def transfer(
    agent: Agent,
    to: ToAgent = None,
    queue: ToQueue = None,
    number: ToNumber = None,
    as_agent: AsAgent = False,
    json: Json = False,
) -> None:
    """Give the call away. If nobody takes it there, the caller goes back to his queue, ahead of those who wait."""
    _wish(agent, "call/transfer", as_agent, json, **_one(agent=to, queue=queue, number=number))


@app.command()
def consult(
    agent: Agent,
    to: ToAgent = None,
    queue: ToQueue = None,
    number: ToNumber = None,
    as_agent: AsAgent = False,
    json: Json = False,
) -> None:
    """Call somebody while the other party waits; then `complete`, `cancel` or `join`."""
    _wish(agent, "call/consult", as_agent, json, **_one(agent=to, queue=queue, number=number))


@app.command()
def complete(agent: Agent, as_agent: AsAgent = False, json: Json = False) -> None:
    """Leave the call to whom he consulted; also out of a call of three."""
    _wish(agent, "call/complete", as_agent, json)


@app.command()
def cancel(agent: Agent, as_agent: AsAgent = False, json: Json = False) -> None:
    """End the consult, and take the other party back."""
    _wish(agent, "call/cancel", as_agent, json)


@app.command()
def join(agent: Agent, as_agent: AsAgent = False, json: Json = False) -> None:
    """Bring the other party to the consult: a call of three."""
    _wish(agent, "call/join", as_agent, json)


@app.command()
def dial(
    agent: Agent,
    to: ToAgent = None,
    number: ToNumber = None,
    queue: Annotated[
        str | None,
        typer.Option("--queue", help="The queue or campaign whose call it is; its aftercall follows."),
    ] = None,
    as_agent: AsAgent = False,
    json: Json = False,
) -> None:
    """Dial for an agent: his own phone is rung first."""
    _wish(agent, "call/dial", as_agent, json, **_one(agent=to, number=number), queue=queue)


class Mode(StrEnum):
    LISTEN = "listen"
    WHISPER = "whisper"
    JOIN = "join"


@app.command()
def listen(
    agent: Agent,
    phone: Annotated[str | None, typer.Option(help="The phone that is rung, to hear it at.")] = None,
    mode: Annotated[Mode, typer.Option(help="Listen, whisper to the agent, or join the call.")] = Mode.LISTEN,
    json: Json = False,
) -> None:
    """Hear an agent's call at a phone of one's own; asked again with another mode, that changes."""
    _wish(agent, "listen", False, json, mode=mode.value, phone=phone)


@app.command()
def unlisten(agent: Agent, json: Json = False) -> None:
    """Listen no more."""
    _wish(agent, "unlisten", False, json)
