"""`aftercall listen`: follow what happens on the floor, in the terminal or as a stream of JSON."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, Final

import typer
from rich.text import Text

from acd.board.chain import Chain, Gap
from aftercall.cli.colours import EVENTS
from aftercall.cli.daemon import Broken, NotThere
from aftercall.cli.daemon import follow as follow_socket
from aftercall.cli.moments import to_the_second
from aftercall.cli.say import Json, json_line, line, note
from aftercall.cli.sentences import Event, sentence
from aftercall.cli.spans import moment

PAUSE: Final = 1.0  # seconds between two attempts to come back


@dataclass(frozen=True, slots=True)
class Filter:
    """What of it all is shown; everything by default."""

    agent: str | None = None
    queue: str | None = None
    kind: str | None = None
    campaign: str | None = None

    def takes(self, event: Event) -> bool:
        if self.campaign is not None and (event["scope"], event["code"]) != ("campaigns", self.campaign):
            return False
        wanted = {"agent": self.agent, "queue": self.queue, "kind": self.kind}
        return all(value is None or event.get(name) == value for name, value in wanted.items())


def listen(
    mqtt: Annotated[
        bool, typer.Option("--mqtt", help="From the broker, instead of from the daemon itself.")
    ] = False,
    boards: Annotated[
        bool, typer.Option("--boards", help="With --mqtt: show the retained state too.")
    ] = False,
    agent: Annotated[str | None, typer.Option(help="Only what is about this agent.")] = None,
    queue: Annotated[str | None, typer.Option(help="Only what is about this queue.")] = None,
    campaign: Annotated[str | None, typer.Option(help="Only what the dialer does for this campaign.")] = None,
    kind: Annotated[str | None, typer.Option(help="Only this kind, e.g. aftercall-ended.")] = None,
    last: Annotated[int, typer.Option(help="Begin with so many that happened before.", min=0)] = 0,
    json: Json = False,
) -> None:
    """Follow the floor's events until Ctrl-C; a gap in their numbers is told."""
    wanted = Filter(agent, queue, kind, campaign)
    tell = json_line if json else show
    if mqtt:
        asyncio.run(_from_broker(wanted, tell, boards, json))
    else:
        _from_daemon(wanted, tell, last, json)


def show(event: Event) -> None:
    """`19:43:12.345    17 aftercall-ended    1001    sales after 00:30, deadline`."""
    at = moment(event["at"])
    head = f"{to_the_second(at)}.{at % 1000:03} {event['seq']:>6} {event['kind']:<18} {event['code']:<10} "
    line(Text(head + sentence(event), style=EVENTS.get(event["kind"], "")))


def _from_daemon(wanted: Filter, tell: Callable[[Event], None], last: int, json: bool) -> None:
    """That nobody is there is an error the first time; later he is waited for, and asked for what was missed."""
    chain, params = Chain(), {"replay": str(last)} if last else {}
    came = False
    while True:
        try:
            for told in follow_socket("/events", params):
                came = True
                if told["kind"] == "gap":
                    _tell_gap(Gap(told["first"], told["last"]), json)
                    continue
                _take(told, chain, wanted, tell, json)
                params = {"after": str(told["seq"])}
            note("-- cut: the daemon stopped; waiting for it to come back")
        except NotThere:
            if not came:
                raise
        except Broken as fault:
            note(f"-- cut: {fault.why}; waiting for it to come back")
        came = True
        time.sleep(PAUSE)


def _take(event: Any, chain: Chain, wanted: Filter, tell: Callable[[Event], None], json: bool) -> None:
    """One event, after the gap before it; what was heard already is passed over."""
    run, seq = moment(event["run"]), int(event["seq"])
    if chain.knows(run, seq):
        return
    gap = chain.event(run, seq)
    if gap is not None:
        _tell_gap(gap, json)
    if wanted.takes(event):
        tell(event)


def _tell_gap(gap: Gap, json: bool) -> None:
    if json:
        json_line({"gap": {"first": gap.first, "last": gap.last, "missed": gap.missed}})
    elif gap.missed is None:
        note(f"-- gap: from event {gap.first} on, nobody knows how many (the daemon counts anew)")
    else:
        note(f"-- gap: {gap.missed} event{'s' * (gap.missed != 1)} missed ({gap.first} to {gap.last})")


async def _from_broker(wanted: Filter, tell: Callable[[Event], None], boards: bool, json: bool) -> None:
    import dialer.board  # noqa: F401  what the dialer tells can be read from here on
    from acd.board import follow  # the broker's library is loaded by who needs it
    from aftercall.cli.broker import broker_of
    from aftercall.settings import load_settings

    settings = load_settings()
    async for seen in follow.follow(broker_of(settings), settings.site):
        match seen:
            case follow.Happened(event=event):
                told = event.model_dump(mode="json")
                if wanted.takes(told):
                    tell(told)
            case Gap():
                _tell_gap(seen, json)
            case follow.StateIs(topic=topic, board=board) if boards:
                _show_board(topic, board, json)
            case follow.Cut(why=why):
                note(f"-- cut: {why}; trying again")
            case follow.Joined():
                note("-- the broker is there")
            case follow.Unreadable(topic=topic, why=why):
                note(f"-- unreadable on {topic}: {why.splitlines()[0]}")


def _show_board(topic: str, board: Any, json: bool) -> None:
    value = None if board is None else board.model_dump(mode="json")
    if json:
        json_line({"topic": topic, "board": value})
    elif value is None:
        line(f"== {topic}: cleared")
    else:
        line(f"== {topic}: {value.get('state') or str(value['waiting']) + ' waiting'}")
