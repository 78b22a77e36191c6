"""The report of promises at the end of a run, for people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rich.text import Text

from aftercall.cli.say import Column, line, show

if TYPE_CHECKING:
    from aftercall.simulator.promises import Report

COLUMNS: Final = (
    Column("promise", fold=True),
    Column("kept"),
    Column("cases", right=True),
    Column("broken", right=True),
)


def show_report(report: Report) -> None:
    """The table, and below it what is to be said of each promise."""
    rows: list[list[str | Text]] = [
        [
            promise.name,
            Text("yes", style="green") if promise.held else Text("NO", style="bold red"),
            str(promise.counted),
            str(promise.broken),
        ]
        for promise in report.promises
    ]
    show(COLUMNS, rows, "nothing was promised")
    if report.figures:
        line("; ".join(f"{name.replace('_', ' ')} {value}" for name, value in report.figures.items()))
    for promise in report.promises:
        if promise.detail and not promise.held:
            line(f"  {promise.name}: {promise.detail}")
