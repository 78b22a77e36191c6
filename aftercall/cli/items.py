"""`aftercall items`: chats and tickets, listed, brought, written in, and what is wished of them."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlencode

import typer
from rich.text import Text

from aftercall.cli.cards import show_card
from aftercall.cli.daemon import Refused, ask, get, path
from aftercall.cli.faults import Usage
from aftercall.cli.fields import given
from aftercall.cli.moments import typed, when
from aftercall.cli.say import Column, Json, as_json, line, show
from aftercall.cli.spans import moment
from aftercall.cli.wishes import AsAgent

app = typer.Typer(no_args_is_help=True, help="Chats and tickets.")

COLUMNS = (
    Column("item"),
    Column("queue"),
    Column("stage"),
    Column("agent"),
    Column("customer", fold=True),
    Column("subject", fold=True),
    Column("priority", right=True),
    Column("came"),
    Column("due"),
)
THREAD = (
    Column("nr", right=True),
    Column("at"),
    Column("who"),
    Column("what"),
    Column("text", fold=True),
)
Item = Annotated[str, typer.Argument(help="The item's id: c17, t18.", show_default=False)]
Agent = Annotated[str, typer.Argument(help="The agent's code.", show_default=False)]
Line = Annotated[str, typer.Argument(help="Plain text; `-`: as it comes on the standard input.")]


@app.command("list")
def list_(
    kind: Annotated[str | None, typer.Option(help="chat or ticket.")] = None,
    stage: Annotated[
        list[str] | None,
        typer.Option(help="waiting, offered, open, pending, solved, closed; may be repeated."),
    ] = None,
    queue: Annotated[str | None, typer.Option(help="Of this queue.")] = None,
    agent: Annotated[str | None, typer.Option(help="Who has it, or had it last.")] = None,
    customer: Annotated[int | None, typer.Option(help="The customer's id.")] = None,
    search: Annotated[
        str | None, typer.Option("--search", help="Part of the subject or the customer's name.")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, max=500, help="So many at most.")] = 50,
    json: Json = False,
) -> None:
    """The newest first; without --stage, those that are not over. Of another day than today with its date."""
    which = given(
        kind=kind, stage=stage or None, queue=queue, agent=agent, customer=customer, q=search, limit=limit
    )
    found = get(f"/items?{urlencode(which, doseq=True)}")
    if json:
        as_json(found)
    else:
        show(COLUMNS, [row(one) for one in found], "no chats or tickets")


def row(one: Any) -> list[str | Text]:
    dues = [promise["due"] for promise in one["promises"] if promise["state"] == "running" and promise["due"]]
    who = one["agent"] or (f"({one['offered']['agent']})" if one["offered"] else "")
    return [
        one["id"],
        one["queue"],
        one["stage"],
        who,
        one["customer"]["name"] or "",
        one["subject"],
        str(one["priority"]),
        when(moment(one["came"])),
        when(moment(min(dues))) if dues else "",
    ]


@app.command("show")
def show_(
    item: Item,
    notes: Annotated[bool, typer.Option(help="Notes for colleagues, too.")] = True,
    json: Json = False,
) -> None:
    """One chat or ticket, and what was written in it."""
    one, thread = get(path("items", item)), _thread(item)
    thread = [said for said in thread if notes or said["kind"] != "note"]
    if json:
        as_json(one | {"messages": thread})
        return
    show_card(one, False)
    show(THREAD, [_said(said) for said in thread], "nothing is written in it")


def _thread(item: str) -> list[Any]:
    found: list[Any] = []
    while page := get(
        path("items", item, "messages"), {"after": str(found[-1]["id"] if found else 0), "limit": "500"}
    ):
        found += page
    return found


def _said(one: Any) -> list[str | Text]:
    files = [f"[{kept['name']}, {kept['size']} bytes]" for kept in one["attachments"]]
    what = one["kind"] if one["state"] in ("in", "sent") else f"{one['kind']}, {one['state']}"
    who = one["agent"] or one["author"] or one["by"]
    return [str(one["id"]), when(moment(one["at"])), who, what, "\n".join([one["text"], *files])]


@app.command()
def bring(
    kind: Annotated[str, typer.Argument(help="chat or ticket.", show_default=False)],
    queue: Annotated[str, typer.Argument(help="The queue's code.", show_default=False)],
    text: Line,
    subject: Annotated[str | None, typer.Option(help="In a line.")] = None,
    name: Annotated[str | None, typer.Option(help="The customer's name.")] = None,
    email: Annotated[str | None, typer.Option(help="The customer's mail address.")] = None,
    phone: Annotated[str | None, typer.Option(help="The customer's number, as +48512345678.")] = None,
    key: Annotated[str | None, typer.Option(help="What the site's own systems call the customer.")] = None,
    priority: Annotated[
        int | None, typer.Option(help="The higher goes first, among equally urgent ones.")
    ] = None,
    tag: Annotated[list[str] | None, typer.Option(help="May be repeated.")] = None,
    external: Annotated[
        str | None, typer.Option(help="Its id elsewhere; brought twice, it is there once.")
    ] = None,
    json: Json = False,
) -> None:
    """Bring one, as its customer would."""
    who = given(name=name, email=email, phone=phone, key=key)
    body = given(
        subject=subject, priority=priority, tags=tag or None, external=external, customer=who or None
    )
    made = ask("POST", "/items", {"kind": kind, "queue": queue, "text": _read(text), **body})
    if json:
        as_json(made)
    else:
        again = " (it was brought before)" if made["done"] == "same" else ""
        line(f"{made['id']} is {made['stage']} in {made['queue']}{again}")


@app.command()
def message(
    item: Item,
    text: Line,
    note: Annotated[bool, typer.Option("--note", help="For colleagues alone.")] = False,
    customer: Annotated[bool, typer.Option("--customer", help="It is the customer who wrote it.")] = False,
    attach: Annotated[
        list[Path] | None, typer.Option(help="A file that goes with it.", exists=True, dir_okay=False)
    ] = None,
    as_agent: AsAgent = False,
    json: Json = False,
) -> None:
    """Write in it."""
    body: dict[str, Any] = {"text": _read(text), "kind": "note" if note else "message"}
    if customer:
        body["customer"] = True
    if attach:
        body["attachments"] = [_handed_in(file) for file in attach]
    said = ask("POST", path("items", item, "messages"), body, as_agent=as_agent)
    if json:
        as_json(said)
    else:
        line(f"message {said['id']} of {item} is {said['state']}")


def _handed_in(file: Path) -> int:
    from aftercall.cli.daemon import hand_in

    return int(hand_in("/attachments", file)["id"])


def _read(text: str) -> str:
    return sys.stdin.read() if text == "-" else text


@app.command()
def accept(item: Item, agent: Agent, as_agent: AsAgent = False, json: Json = False) -> None:
    """Give an agent what he is offered, or what waits."""
    _wish(path("agents", agent, "items", item, "accept"), json, as_agent)


@app.command()
def decline(item: Item, agent: Agent, as_agent: AsAgent = False, json: Json = False) -> None:
    """Pass on what an agent is offered."""
    _wish(path("agents", agent, "items", item, "decline"), json, as_agent)


@app.command("return")
def give_back(item: Item, agent: Agent, as_agent: AsAgent = False, json: Json = False) -> None:
    """Give back what an agent has: it waits again."""
    _wish(path("agents", agent, "items", item, "return"), json, as_agent)


@app.command()
def transfer(
    item: Item,
    agent: Annotated[str | None, typer.Option(help="To this agent.")] = None,
    queue: Annotated[str | None, typer.Option(help="To everybody in this queue.")] = None,
    as_agent: AsAgent = False,
    json: Json = False,
) -> None:
    """Give it to another agent, or to a queue."""
    if (agent is None) == (queue is None):
        raise Usage("a transfer needs one aim", "say --agent or --queue, one of them")
    _wish(path("items", item, "transfer"), json, as_agent, **given(agent=agent, queue=queue))


@app.command()
def pend(
    item: Item,
    until: Annotated[
        str | None,
        typer.Option(help="When it goes on by itself: 2026-11-24T08:00, by the site's clock or with a zone."),
    ] = None,
    as_agent: AsAgent = False,
    json: Json = False,
) -> None:
    """It waits for the customer."""
    _wish(
        path("items", item, "pend"),
        json,
        as_agent,
        **given(until=None if until is None else typed(until, "--until")),
    )


@app.command()
def solve(
    item: Item,
    disposition: Annotated[str | None, typer.Option(help="A word for what came of it.")] = None,
    note: Annotated[str | None, typer.Option(help="Kept for colleagues.")] = None,
    as_agent: AsAgent = False,
    json: Json = False,
) -> None:
    """It is solved."""
    _wish(path("items", item, "solve"), json, as_agent, **given(disposition=disposition, note=note))


@app.command()
def reopen(item: Item, as_agent: AsAgent = False, json: Json = False) -> None:
    """It is not solved after all; what waits for the customer goes on."""
    _wish(path("items", item, "reopen"), json, as_agent)


@app.command("set")
def set_(
    item: Item,
    priority: Annotated[
        int | None, typer.Option(help="The higher goes first, among equally urgent ones.")
    ] = None,
    tag: Annotated[
        list[str] | None, typer.Option(help="May be repeated; these, and no others. `none`: no tag.")
    ] = None,
    subject: Annotated[str | None, typer.Option(help="In a line.")] = None,
    customer: Annotated[int | None, typer.Option(help="The id of whom it is from.")] = None,
    json: Json = False,
) -> None:
    """Change it; what is not given stays."""
    tags = [] if tag == ["none"] else tag or None
    body = given(priority=priority, tags=tags, subject=subject, customer=customer)
    if not body:
        raise Usage("nothing to change", "see `aftercall items set --help`")
    changed = ask("PATCH", path("items", item), body)
    if json:
        as_json(changed)
    else:
        line(f"{item}: {changed['done']}")


def to_solve(
    agent: Agent,
    kind: Annotated[str | None, typer.Option(help="chat or ticket; else what he may take now.")] = None,
    as_agent: AsAgent = False,
    json: Json = False,
) -> None:
    """Give an agent the most urgent chat or ticket of his queues."""
    _wish(path("agents", agent, "to-solve"), json, as_agent, **given(kind=kind))


def _wish(where: str, json: bool, as_agent: bool, **body: Any) -> None:
    try:
        answer = ask("POST", where, body, as_agent=as_agent)
    except Refused as refused:
        if json:
            as_json(refused.body)
        raise
    if json:
        as_json(answer)
        return
    item = answer["item"]
    with_whom = f" with agent {item['agent']}" if item["agent"] else f" in {item['queue']}"
    line(f"{item['id']} is {item['stage']}{with_whom}")
