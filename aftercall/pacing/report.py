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


class FileError(RuntimeError):
    """Days or a picture cannot be written where they were wanted."""


def ready(csv: Path | None, png: Path | None) -> None:
    """Asked before days are run for hours: is what is wanted of them to be written? Raises PictureError, FileError."""
    if png is not None:
        _figure()
    for option, path in (("--csv", csv), ("--png", png)):
        if path is not None:
            _writable(option, path)


def _writable(option: str, path: Path) -> None:
    """What is there stays as it is; what is not is tried and taken away again. Folders are nobody's to make but his who asks."""
    try:
        if not path.parent.is_dir():
            raise FileError(
                f"{option} {path}: there is no directory {path.parent}; make it, or write elsewhere"
            )
        there = path.exists() or path.is_symlink()
        path.open("a").close()
        if not there:
            path.unlink()
    except OSError as error:
        raise FileError(f"{option} {path} cannot be written: {error.strerror}; write elsewhere") from error


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
    try:
        with path.open("w", newline="") as lines:
            writer = csv.DictWriter(lines, names)
            writer.writeheader()
            writer.writerows(rows)
    except OSError as error:
        raise FileError(f"{path} cannot be written: {error.strerror}") from error


def write_png(path: Path, rows: Sequence[Summary], cap: float) -> None:
    """Needs matplotlib, which comes with the extra `bench`."""
    figure = _figure()(figsize=(8, 5), layout="constrained")
    axes = figure.add_subplot()
    for row in rows:
        errors = (row.occupancy_error, row.abandoned_error) if row.days > 1 else (None, None)
        axes.errorbar(row.abandoned, row.occupancy, *errors, "o", label=row.policy)
    axes.axvline(cap, color="0.5", linestyle="--", label=f"cap {cap:g} %")
    axes.set(xlabel="abandoned, % of live answers", ylabel="occupancy, %", title=rows[0].scenario)
    axes.legend(fontsize="small")
    try:
        figure.savefig(path, format="png")
    except OSError as error:
        raise FileError(f"{path} cannot be written: {error.strerror}") from error


def _figure() -> Any:
    """matplotlib's, looked for when it is asked for."""
    try:
        from matplotlib.figure import Figure
    except ImportError as missing:
        raise PictureError("a picture needs matplotlib: pip install 'aftercall[bench]'") from missing
    return Figure
