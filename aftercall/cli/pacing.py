"""`aftercall pacing`: days of a campaign in an event simulator, with the production pacing or a rival's. No telephone rings."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from aftercall.cli.say import Column, Json, as_json, note, show

if TYPE_CHECKING:
    from aftercall.pacing.days import Ran, Summary

app = typer.Typer(
    no_args_is_help=True, help="The pacing in simulated days, and its rivals. No telephone rings."
)

FIGURES: Final = (
    Column("policy"),
    Column("days", right=True),
    Column("occupancy", right=True),
    Column("talk min/h", right=True),
    Column("abandoned", right=True),
    Column("days over", right=True),
    Column("worst half hour", right=True),
    Column("wait, half", right=True),
    Column("95 %", right=True),
    Column("dials/call", right=True),
)


@app.command()
def simulate(
    scenario: Annotated[
        Path, typer.Option(exists=True, dir_okay=False, help="A day as TOML; see the reference.")
    ],
    policy: Annotated[
        list[str] | None, typer.Option(help="Its name, and its constant after a colon; repeat it for more.")
    ] = None,
    seeds: Annotated[int, typer.Option(min=1, help="So many days, each with its own calls.")] = 5,
    first: Annotated[int, typer.Option(min=0, help="The first day's seed.")] = 1001,
    csv: Annotated[Path | None, typer.Option(dir_okay=False, help="Write each day to this file.")] = None,
    png: Annotated[
        Path | None, typer.Option(dir_okay=False, help="Draw it; needs the extra `bench` (matplotlib).")
    ] = None,
    json: Json = False,
) -> None:
    """Live a scenario's day with a policy, so many times, and add up what came of it."""
    from aftercall.pacing import days, report
    from aftercall.pacing.policies import policy as make
    from aftercall.pacing.scenario import load_scenario

    one = load_scenario(scenario)
    names = policy or ["aftercall"]
    for name in names:
        make(name, one)
    report.ready(csv, png)
    ran: dict[str, list[Ran]] = {}
    for name in names:
        ran[name] = days.run_days(one, name, range(first, first + seeds), progress=_tick)
    if sys.stderr.isatty():
        note("")
    found = [days.summary(one, name, each) for name, each in ran.items()]
    if csv is not None:
        report.write_days(csv, one.name, ran)
    if png is not None:
        report.write_png(png, found, one.cap)
    if json:
        as_json([days.as_json(total, ran[total.policy]) for total in found])
    else:
        show(FIGURES, [_row(total) for total in found], "none")


@app.command()
def policies(json: Json = False) -> None:
    """Which policies there are."""
    from aftercall.pacing.policies import POLICIES

    if json:
        as_json([{"name": name, "about": about} for name, (_, about) in POLICIES.items()])
        return
    rows = [[name, about] for name, (_, about) in POLICIES.items()]
    show((Column("policy"), Column("about", fold=True)), rows, "none")


def _tick(day: Ran) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"\rday {day.seed}: {day.occupancy:.1f} % busy, {day.rate:.2f} % abandoned   ")
        sys.stderr.flush()


def _row(one: Summary) -> list[str]:
    from aftercall.pacing import days

    return [
        one.policy,
        str(one.days),
        f"{one.occupancy:.2f} {days.interval(one.occupancy_error, one.days, 2)} %",
        f"{one.talk_minutes:.1f}",
        f"{one.abandoned:.3f} {days.interval(one.abandoned_error, one.days, 3)} %",
        str(one.over),
        f"{one.worst:.1f} %",
        f"{one.wait_half:.0f} s",
        f"{one.wait_most:.0f} s",
        f"{one.dials_per_call:.2f}",
    ]
