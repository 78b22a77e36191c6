"""`aftercall simulate`: real SIP phones and callers against a floor of its own, and what came of the promises."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer
from rich.text import Text

from aftercall.cli.faults import ExitCode, Fault
from aftercall.cli.say import Column, Json, as_json, line, note, show
from aftercall.cli.spans import clock

if TYPE_CHECKING:
    from aftercall.simulator.race import RaceOptions

app = typer.Typer(
    no_args_is_help=True,
    help="Real SIP phones and callers against a floor of its own, which starts and stops with it.",
)

RACE: Final = (
    Column("mechanism"),
    Column("calls", right=True),
    Column("offers in aftercall", right=True),
    Column("on a break", right=True),
    Column("took", right=True),
)
NAMES: Final = {
    "aftercall": "Aftercall",
    "wrapuptime": "wrapuptime, shared_lastcall",
    "pause_on_complete": "pause on AgentComplete",
}


@app.command()
def race(
    agents: Annotated[int, typer.Option(min=1, help="Agents of each mechanism.")] = 4,
    queues: Annotated[int, typer.Option(min=1, help="Queues, with every agent in each.")] = 5,
    callers: Annotated[
        int, typer.Option(min=1, help="Callers on the line at once, for each mechanism.")
    ] = 60,
    calls: Annotated[int, typer.Option(min=1, help="Calls of each mechanism.")] = 1000,
    seconds: Annotated[int, typer.Option(min=1, help="Length of an aftercall.")] = 2,
    seed: Annotated[int, typer.Option(help="Of what happens at random.")] = 1,
    kill_daemon: Annotated[
        bool, typer.Option("--kill-daemon", help="Kill and restart the daemon at random.")
    ] = False,
    only: Annotated[list[str] | None, typer.Option(help="Only this mechanism; repeat it for more.")] = None,
    json: Json = False,
) -> None:
    """Aftercall against Asterisk's wrapuptime and against pausing on AgentComplete, under the same calls."""
    from aftercall.simulator.race import RaceOptions, run_race

    mechanisms = tuple(only or NAMES)
    if unknown := [name for name in mechanisms if name not in NAMES]:
        raise Fault(
            f"no mechanism is called {', '.join(unknown)}", f"take {', '.join(NAMES)}", ExitCode.USAGE
        )
    options = RaceOptions(
        agents=agents,
        queues=queues,
        callers=callers,
        calls=calls,
        seconds=seconds,
        seed=seed,
        kill_daemon=kill_daemon,
        mechanisms=mechanisms,
        progress=_progress,
    )
    result = run_race(options)
    if sys.stderr.isatty():
        note("")
    if json:
        as_json(result)
    else:
        _show_race(result, options)
    _judge(result.get("aftercall", {}))


def _progress(calls: Mapping[str, int]) -> None:
    """On a terminal, one line that is written over."""
    if sys.stderr.isatty():
        text = "  ".join(f"{name} {count}" for name, count in calls.items())
        sys.stderr.write(f"\r{text}   ")
        sys.stderr.flush()


def _show_race(result: Mapping[str, Any], options: RaceOptions) -> None:
    line(
        f"{options.agents} agents in {options.queues} queues, {options.callers} callers, {options.seconds} s of aftercall"
    )
    show(RACE, [_row(name, one) for name, one in result.items()], "nobody ran")
    for promise in result.get("aftercall", {}).get("promises", ()):
        if not promise["held"]:
            line(f"BROKEN: {promise['name']}: {promise['detail']}")


def _row(name: str, one: Mapping[str, Any]) -> list[str | Text]:
    offers = one["offers_in_aftercall"]
    return [
        NAMES[name],
        str(one["calls"]),
        Text(str(offers), style="bold red" if offers else "green"),
        str(one.get("offers_on_break", "-")),
        clock(round(one["took_seconds"] * 1000)),
    ]


def _judge(ours: Mapping[str, Any]) -> None:
    """The others may break what they never promised."""
    broken = [promise["name"] for promise in ours.get("promises", ()) if not promise["held"]]
    if broken:
        raise Fault(f"broken: {', '.join(broken)}")
