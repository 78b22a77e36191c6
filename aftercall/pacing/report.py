"""Summaries as CSV, and the figure: occupancy against abandonment, one point a policy."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

from aftercall.pacing.days import Ran, Summary


class PictureError(RuntimeError):
    """What a picture needs is not installed."""


def write_csv(path: Path, rows: Iterable[Summary]) -> None:
    _write(path, [one.name for one in fields(Summary)], [asdict(row) for row in rows])


def write_days(path: Path, scenario: str, ran: Mapping[str, Iterable[Ran]]) -> None:
    """One line a day; `ran` by policy."""
    names = ["scenario", "policy", *(one.name for one in fields(Ran)), "rate"]
    rows = [
        {"scenario": scenario, "policy": policy, **asdict(day), "rate": day.rate}
        for policy, days in ran.items()
        for day in days
    ]
    _write(path, names, rows)


def _write(path: Path, names: Sequence[str], rows: Iterable[dict[str, Any]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", newline="") as lines:
        writer = csv.DictWriter(lines, names)
        writer.writeheader()
        writer.writerows(rows)


def write_png(path: Path, rows: Sequence[Summary], cap: float) -> None:
    """Needs matplotlib, which comes with the extra `bench`."""
    try:
        from matplotlib.figure import Figure
    except ImportError as missing:
        raise PictureError("a picture needs matplotlib: pip install 'aftercall[bench]'") from missing
    figure = Figure(figsize=(8, 5), layout="constrained")
    axes = figure.add_subplot()
    for row in rows:
        axes.errorbar(
            row.abandoned, row.occupancy, row.occupancy_error, row.abandoned_error, "o", label=row.policy
        )
    axes.axvline(cap, color="0.5", linestyle="--", label=f"cap {cap:g} %")
    axes.set(xlabel="abandoned, % of live answers", ylabel="occupancy, %", title=rows[0].scenario)
    axes.legend(fontsize="small")
    figure.savefig(path)
