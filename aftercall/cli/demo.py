"""`aftercall demo`: from nothing to a living floor, and a report of what was promised."""

from __future__ import annotations

import asyncio
import signal
from typing import TYPE_CHECKING, Annotated

import typer

from aftercall.cli.day import SUMS, show_totals
from aftercall.cli.faults import ExitCode, Fault
from aftercall.cli.promises import show_report
from aftercall.cli.say import Json, as_json, line, note, show
from aftercall.cli.spans import clock

if TYPE_CHECKING:
    from aftercall.demo.play import Outcome
    from aftercall.demo.show import Show

SHORTEST = 30


def demo(
    seconds: Annotated[int, typer.Option(help="How long the play lasts.", min=SHORTEST)] = 300,
    seed: Annotated[int, typer.Option(help="Another seed, another play.")] = 1,
    json: Json = False,
) -> None:
    """A living floor of its own: Asterisk, broker, daemon, ten phones, three queues, people who call and write; then the report."""
    from aftercall.demo.show import Lines, show_here

    with Lines("stderr") if json else show_here() as stage_show:
        try:
            outcome = asyncio.run(_play(seconds, seed, stage_show))
        except (KeyboardInterrupt, asyncio.CancelledError):
            note("aftercall: stopped; everything that was started is stopped too")
            raise typer.Exit(130) from None
    if json:
        as_json({**outcome.report.as_json(), "day": outcome.day})
    else:
        _tell(outcome)
    if not outcome.report.held:
        raise Fault("a promise was broken", "see above", ExitCode.REFUSED)


async def _play(seconds: int, seed: int, shown: Show) -> Outcome:
    """SIGTERM and a closed terminal end it as Ctrl-C does: in order."""
    from aftercall.demo.play import play

    task = asyncio.current_task()
    assert task is not None
    for name in (signal.SIGTERM, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(name, task.cancel)
    return await play(seconds, seed, shown)


def _tell(outcome: Outcome) -> None:
    day = outcome.day
    line()
    line(f"the day of agent {day['agent']}:")
    show(SUMS, [[s["state"], s["type"] or "", clock(s["sum_ms"])] for s in day["sums"]], "")
    show_totals(day)
    line()
    show_report(outcome.report)
