"""`aftercall queues`: how each stands, and how it is configured."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Annotated, Any

import typer
from rich.text import Text

from aftercall.cli.cards import add_new, change, remove_known, show_card
from aftercall.cli.daemon import get, path
from aftercall.cli.fields import NONE, given, none, span, target, whole
from aftercall.cli.say import Column, Json, as_json, show
from aftercall.cli.spans import clock, moment

app = typer.Typer(no_args_is_help=True, help="Queues: how each stands, and how it is configured.")

COLUMNS = (
    Column("queue"),
    Column("name", fold=True),
    Column("waiting", right=True),
    Column("longest", right=True),
    Column("free", right=True),
    Column("talking", right=True),
    Column("aftercall", right=True),
    Column("level %", right=True),
)

Queue = Annotated[str, typer.Argument(help="The queue's code.", show_default=False)]


def _span(help: str) -> Any:
    return typer.Option(metavar="SPAN", help=help)


def _target(help: str) -> Any:
    return typer.Option(
        metavar="KIND:CODE",
        help=help + " queue:CODE, phone:CODE, sound:NAME, dialplan:EXT@CONTEXT, hangup or none.",
    )


@app.command("list")
def list_(json: Json = False) -> None:
    """All queues as they stand now."""
    boards = get("/state")["queues"]
    if json:
        as_json(boards)
        return
    now = int(time.time() * 1000)
    show(COLUMNS, [row(board, now) for board in boards], "no queues yet: aftercall queues add CODE")


def row(board: Any, now: int) -> list[str | Text]:
    """A queue's board as a line; `now` in milliseconds."""
    longest, level = board["longest_since"], board["today"]["service_level"]
    members = board["members"]
    return [
        board["code"],
        board["name"],
        str(board["waiting"]),
        clock(max(0, now - moment(longest))) if longest else "",
        *(str(members[name]) for name in ("free", "talking", "aftercall")),
        "" if level is None else f"{level:.1f}",
    ]


@app.command("show")
def show_(queue: Queue, json: Json = False) -> None:
    """One queue: how it is configured."""
    show_card(get(path("queues", queue)), json)


def _saving(save: Callable[[str, str, dict[str, Any], bool], Any]) -> Callable[..., None]:
    """`add` and `set` take the same options and differ in what must be there before."""

    def command(
        queue: Queue,
        name: Annotated[str | None, typer.Option(help="Its name, as people read it.")] = None,
        aftercall: Annotated[str | None, _span("Time after each call; 0: none.")] = None,
        step: Annotated[str | None, _span("What one extension of an aftercall adds.")] = None,
        longest: Annotated[str | None, _span("The longest that an aftercall may be extended to.")] = None,
        early: Annotated[bool | None, typer.Option(help="May an agent end his aftercall early?")] = None,
        disposition: Annotated[bool | None, typer.Option(help="Must he give a disposition first?")] = None,
        strategy: Annotated[
            str | None, typer.Option(help="Asterisk's word: rrmemory, leastrecent, …")
        ] = None,
        weight: Annotated[int | None, typer.Option(help="Heavier queues are served first.")] = None,
        misses: Annotated[
            int | None, typer.Option(help="Missed rings in a row that hold an agent; 0: never.")
        ] = None,
        level: Annotated[str | None, _span("Service level: calls should be answered within it.")] = None,
        ring: Annotated[str | None, _span("How long one phone rings.")] = None,
        max_wait: Annotated[str | None, _span("The longest wait; then overflow. none: no limit.")] = None,
        max_length: Annotated[
            int | None, typer.Option(help="The most callers that may wait; 0: no limit.")
        ] = None,
        overflow: Annotated[str | None, _target("Where callers go then:")] = None,
        recording: Annotated[bool | None, typer.Option(help="Record the calls?")] = None,
        retention: Annotated[
            str | None, typer.Option(help="Days after which its recordings are deleted; none: kept.")
        ] = None,
        music: Annotated[str | None, typer.Option(help="Class of the music while waiting.")] = None,
        say_position: Annotated[bool | None, typer.Option(help="Tell callers their place?")] = None,
        say_wait: Annotated[bool | None, typer.Option(help="Tell callers the expected wait?")] = None,
        say_every: Annotated[str | None, _span("How often.")] = None,
        calendar: Annotated[
            str | None, typer.Option(help="The calendar by which it is open; none: always.")
        ] = None,
        closed: Annotated[str | None, _target("Where callers go while it is closed:")] = None,
        offer: Annotated[str | None, _span("How long one agent is offered a chat.")] = None,
        offer_ticket: Annotated[str | None, _span("How long one agent is offered a ticket.")] = None,
        push_tickets: Annotated[
            bool | None, typer.Option(help="Are tickets offered, or only pulled with to-solve?")
        ] = None,
        chats_when_closed: Annotated[
            bool | None, typer.Option(help="May chats come outside its hours?")
        ] = None,
        pop: Annotated[
            str | None, typer.Option(help="Screen pop: the page that opens with a call; '': none.")
        ] = None,
        json: Json = False,
    ) -> None:
        body = given(
            name=name,
            strategy=strategy,
            weight=weight,
            misses=misses,
            max_length=max_length,
            early=early,
            disposition=disposition,
            recording=recording,
            retention=none(retention, whole),
            music=music,
            say_position=say_position,
            say_wait=say_wait,
            aftercall=span(aftercall, "--aftercall"),
            step=span(step, "--step"),
            longest=span(longest, "--longest"),
            level=span(level, "--level"),
            ring=span(ring, "--ring"),
            max_wait=span(max_wait, "--max-wait"),
            say_every=span(say_every, "--say-every"),
            overflow=none(overflow, target),
            closed=none(closed, target),
            offer=span(offer, "--offer"),
            offer_ticket=span(offer_ticket, "--offer-ticket"),
            push_tickets=push_tickets,
            chats_when_closed=chats_when_closed,
            pop=pop,
            calendar="" if calendar == NONE else calendar,
        )
        save("queues", queue, body, json)

    return command


app.command("add", help="Make a queue; it takes calls within seconds.")(_saving(add_new))
app.command("set", help="Change a queue; what is not given stays.")(_saving(change))


@app.command()
def remove(queue: Queue, json: Json = False) -> None:
    """Remove a queue that nothing leads to."""
    remove_known("queues", queue, json)


@app.command("open")
def open_(queue: Queue, json: Json = False) -> None:
    """Open a queue that was closed by hand: callers wait for its agents, by its calendar if it has one."""
    change("queues", queue, {"open": True}, json)


@app.command()
def close(queue: Queue, json: Json = False) -> None:
    """Close a queue, whatever its calendar says: callers go to its closed target."""
    change("queues", queue, {"open": False}, json)
