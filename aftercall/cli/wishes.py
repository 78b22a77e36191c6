"""What is wished of an agent: one verb a command, answered when Asterisk confirmed it."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any

import typer

from aftercall.cli.daemon import Refused, ask, path
from aftercall.cli.fields import given
from aftercall.cli.say import Json, as_json, line

Agent = Annotated[str, typer.Argument(help="The agent's code.", show_default=False)]
AsAgent = Annotated[
    bool, typer.Option("--as-agent", help="Ask as the agent himself: quotas, approval and holds apply.")
]

app = typer.Typer()


def _wish(agent: str, verb: str, as_agent: bool, as_json_: bool, **body: Any) -> None:
    try:
        answer = ask("POST", path("agents", agent, verb), given(**body), as_agent=as_agent)
    except Refused as refused:
        if as_json_:
            as_json(refused.body)
        raise
    if as_json_:
        as_json(answer)
    else:
        line(answered(agent, answer))


def answered(agent: str, answer: Any) -> str:
    """`1001 Anna is free (phone)`; what is kept names what comes next."""
    board = answer.get("agent") or {}
    who = f"{agent} {board.get('name', '')}".strip()
    kind = board.get("type")
    standing = f"{board.get('state', '?')} ({kind['code']})" if kind else str(board.get("state", "?"))
    if answer["answer"] == "kept":
        return f"kept: {who} is {standing}; next: {answer.get('text')}, after the call and its aftercall"
    return f"{who} is {standing}"


@app.command()
def login(
    agent: Agent,
    type: Annotated[str | None, typer.Option(help="Work type; else the last one he had.")] = None,
    phone: Annotated[
        str | None, typer.Option(help="Phone; else his default one. Where no calls come he needs none.")
    ] = None,
    as_agent: AsAgent = False,
    json: Json = False,
) -> None:
    """Log an agent in."""
    _wish(agent, "login", as_agent, json, type=type, phone=phone)


@app.command()
def logout(agent: Agent, as_agent: AsAgent = False, json: Json = False) -> None:
    """Log an agent out; in a call, when it and its aftercall are over."""
    _wish(agent, "logout", as_agent, json)


@app.command()
def type(
    agent: Agent,
    type: Annotated[str, typer.Argument(help="Code of a work or break type; see `aftercall types list`.")],
    as_agent: AsAgent = False,
    json: Json = False,
) -> None:
    """Give an agent a work or break type; in a call, when it and its aftercall are over."""
    _wish(agent, "type", as_agent, json, type=type)


@app.command()
def resume(agent: Agent, as_agent: AsAgent = False, json: Json = False) -> None:
    """End an agent's break, and his hold after a missed call."""
    _wish(agent, "resume", as_agent, json)


@app.command()
def takeback(agent: Agent, as_agent: AsAgent = False, json: Json = False) -> None:
    """Take back what would come next."""
    _wish(agent, "takeback", as_agent, json)


@app.command()
def extend(agent: Agent, as_agent: AsAgent = False, json: Json = False) -> None:
    """Extend a running aftercall by the queue's step."""
    _wish(agent, "extend", as_agent, json)


@app.command()
def finish(
    agent: Agent,
    disposition: Annotated[str | None, typer.Option(help="Code of what came of the call.")] = None,
    as_agent: AsAgent = False,
    json: Json = False,
) -> None:
    """End a running aftercall now."""
    _wish(agent, "finish", as_agent, json, disposition=disposition)


@app.command()
def hold(
    agent: Agent,
    reason: Annotated[str | None, typer.Option(help="Shown to the agent and kept in the record.")] = None,
    json: Json = False,
) -> None:
    """Hold an agent as his supervisor: no new calls until `lift`."""
    _wish(agent, "hold", False, json, reason=reason)


@app.command()
def lift(agent: Agent, json: Json = False) -> None:
    """Lift a supervisor's hold."""
    _wish(agent, "lift", False, json)


CampaignOf = Annotated[str, typer.Argument(help="The campaign's code.", show_default=False)]


@app.command()
def join(agent: Agent, campaign: CampaignOf, as_agent: AsAgent = False, json: Json = False) -> None:
    """Log an agent in to a campaign; this sets its work type."""
    _wish(agent, "join", as_agent, json, campaign=campaign)


@app.command()
def leave(agent: Agent, campaign: CampaignOf, as_agent: AsAgent = False, json: Json = False) -> None:
    """Log an agent out of a campaign; leaving the last one sets its type of rest."""
    _wish(agent, "leave", as_agent, json, campaign=campaign)


@app.command()
def dial(agent: Agent, as_agent: AsAgent = False, json: Json = False) -> None:
    """Dial the contact that an agent is shown (preview)."""
    _wish(agent, "dial", as_agent, json)


@app.command()
def skip(agent: Agent, as_agent: AsAgent = False, json: Json = False) -> None:
    """Pass on the contact that an agent is shown (preview)."""
    _wish(agent, "skip", as_agent, json)


class Recording(StrEnum):
    PAUSE = "pause"
    RESUME = "resume"


@app.command()
def recording(
    agent: Agent,
    what: Annotated[Recording, typer.Argument(help="pause (card data, say) or resume.", show_default=False)],
    as_agent: AsAgent = False,
    json: Json = False,
) -> None:
    """Pause the recording of an agent's call, or resume it; a pause ends with the call."""
    _wish(agent, "recording", as_agent, json, on=what is Recording.RESUME)
