"""`aftercall agents`: who there is, and what each does now."""

from __future__ import annotations

import time
from typing import Annotated, Any

import typer
from rich.text import Text

from aftercall.cli import at_hand, wishes
from aftercall.cli.cards import add_new, change, remove_known, show_card, warn
from aftercall.cli.colours import state
from aftercall.cli.correct import correct, corrections
from aftercall.cli.daemon import ask, get, path
from aftercall.cli.day import day
from aftercall.cli.faults import Usage
from aftercall.cli.fields import given, none, places, whole
from aftercall.cli.ranges import codes_of
from aftercall.cli.say import Column, Json, as_json, line, show
from aftercall.cli.spans import clock, left, moment
from aftercall.cli.wishes import Agent

app = typer.Typer(
    no_args_is_help=True, help="Agents: who there is, what each does, and what is wished of him."
)

COLUMNS = (
    Column("agent"),
    Column("name", fold=True),
    Column("state"),
    Column("for", right=True),
    Column("left", right=True),
    Column("type"),
    Column("next"),
    Column("phone"),
    Column("queues", fold=True),
)

OWN = "own"

Queues = Annotated[
    list[str] | None,
    typer.Option(
        "--queue", help="A queue, with his penalty there: sales or sales:2. Repeat it; `none`: in none."
    ),
]

Chats = Annotated[str | None, typer.Option(help="Chats he may have at once; none: as many as the site says.")]
Tickets = Annotated[
    str | None, typer.Option(help="Tickets he may have at once; none: as many as the site says.")
]


@app.command("list")
def list_(json: Json = False) -> None:
    """All agents as they stand now."""
    boards = get("/state")["agents"]
    if json:
        as_json(boards)
        return
    show(
        COLUMNS,
        [row(board, time.time() * 1000) for board in boards],
        "no agents yet: aftercall agents add CODE NAME",
    )


def row(board: Any, now: float) -> list[str | Text]:
    """An agent's board as a line; `now` in milliseconds."""
    wrap, after = board["aftercall"], board["next"]
    coming = "" if after is None else after["type"] or "log out"
    return [
        board["code"],
        board["name"],
        state(board["state"]),
        clock(max(0, int(now) - moment(board["since"]))),
        left(moment(wrap["deadline"]) - int(now)) if wrap else "",
        board["type"]["code"] if board["type"] else "",
        coming,
        board["phone"] or "",
        " ".join(board["queues"]),
    ]


@app.command("show")
def show_one(agent: Agent, json: Json = False) -> None:
    """One agent: his card."""
    show_card(get(path("agents", agent)), json)


@app.command()
def add(
    agent: Agent,
    name: Annotated[
        str | None, typer.Argument(help="His name, as colleagues see it; without one, his code.")
    ] = None,
    phone: Annotated[str | None, typer.Option(help="His own phone; `own`: that of his code.")] = None,
    team: Annotated[str | None, typer.Option(help="His team, for quotas of breaks.")] = None,
    queue: Queues = None,
    language: Annotated[str | None, typer.Option(help="Of his prompts: en, pl, ru, et, es.")] = None,
    chats: Chats = None,
    tickets: Tickets = None,
    pin: Annotated[str | None, typer.Option(help="For the log-in at other phones; `-` asks for it.")] = None,
    json: Json = False,
) -> None:
    """Make an agent. `1001-1150`: all of them at once, each named by his code."""
    if several := codes_of(agent):
        own = given(name=name, pin=pin, phone=None if phone == OWN else phone)
        _add_several(
            several,
            own,
            given(
                team=team,
                queues=places(queue),
                language=language,
                chats=none(chats, whole),
                tickets=none(tickets, whole),
            ),
            phone == OWN,
            json,
        )
        return
    phone = agent if phone == OWN else phone
    body = given(
        name=name,
        phone=none(phone),
        team=team,
        queues=places(queue),
        language=language,
        chats=none(chats, whole),
        tickets=none(tickets, whole),
    )
    add_new("agents", agent, body, json)
    if pin is not None:
        set_pin(agent, pin)


def _add_several(
    codes: list[str], own: dict[str, Any], shared: dict[str, Any], own_phone: bool, json: bool
) -> None:
    if own:
        text = f"several agents have no {' and no '.join(own)} in common"
        raise Usage(text, f"leave it out; `--phone {OWN}` gives each the phone of his code")
    answer = ask("POST", "/agents", {"codes": codes, "own_phone": own_phone, **shared})
    if json:
        as_json(answer["made"])
    else:
        line(f"{len(codes)} agents made, {codes[0]} to {codes[-1]}")
    warn(answer)


@app.command("set")
def set_(
    agent: Agent,
    name: Annotated[str | None, typer.Option(help="His name.")] = None,
    phone: Annotated[str | None, typer.Option(help="His own phone; `none`: he has none.")] = None,
    team: Annotated[str | None, typer.Option(help="His team.")] = None,
    queue: Queues = None,
    language: Annotated[str | None, typer.Option(help="Of his prompts.")] = None,
    chats: Chats = None,
    tickets: Tickets = None,
    json: Json = False,
) -> None:
    """Change an agent; what is not given stays."""
    body = given(
        name=name,
        phone=none(phone),
        team=team,
        queues=places(queue),
        language=language,
        chats=none(chats, whole),
        tickets=none(tickets, whole),
    )
    change("agents", agent, body, json)


@app.command()
def remove(agent: Agent, json: Json = False) -> None:
    """Put an agent out of use; his record stays."""
    remove_known("agents", agent, json)


@app.command()
def pin(
    agent: Agent,
    pin: Annotated[str, typer.Argument(help="4 to 12 digits; `-` asks for it, `none` takes it away.")] = "-",
) -> None:
    """Set the PIN with which an agent logs in at other phones."""
    set_pin(agent, pin)
    line(f"agent {agent}: PIN {'taken away' if pin == 'none' else 'set'}")


def set_pin(agent: str, pin: str) -> None:
    word = typer.prompt("PIN", hide_input=True, confirmation_prompt=True) if pin == "-" else pin
    ask("PUT", path("agents", agent, "pin"), {"pin": None if word == "none" else word})


app.add_typer(wishes.app)
app.add_typer(at_hand.app)
app.command("day")(day)
app.command("correct")(correct)
app.command("corrections")(corrections)
