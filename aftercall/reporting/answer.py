"""A report as it is answered: figures with their definitions, lines, total, and what came of counting twice."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from acd.board.fields import Instant, Text
from aftercall.reporting.catalogue import HEADINGS, Report
from aftercall.reporting.question import Counted


class Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", json_schema_serialization_defaults_required=True)


class FigureItem(Part):
    """`formula` in words; `source`: what it is read from. A span is whole milliseconds, a share per cent."""

    code: str
    name: str
    unit: Literal["count", "ms", "per cent"]
    formula: str
    source: str


class KeyItem(Part):
    """What lines are of: queue, agent, …"""

    code: str
    name: str


class ReportItem(Part):
    """One of the reports that there are. `steps`: how its time may be cut, the first by default. `filters`: what it can be narrowed
    by. `chart`: figures that are drawn first. `now`: it counts what stands now, whatever the dates are."""

    code: str
    name: str
    what: str
    keys: tuple[KeyItem, ...]
    figures: tuple[FigureItem, ...]
    steps: tuple[str, ...]
    filters: tuple[str, ...]
    chart: tuple[str, ...]
    now: bool


class LineItem(Part):
    """`at`: the piece of time as people read it, empty for the whole; it lasts from `begin` till `end`. `key`: what the line is of.
    `figures` by code; null: there is none (a share of nothing)."""

    at: str
    begin: Instant
    end: Instant
    key: dict[str, Text]
    figures: dict[str, int | float | None]


class DoubleItem(Part):
    """One number counted two ways: `one` as the report counts, `other` from the journal's facts `of` this kind."""

    what: str
    of: str
    one: int
    other: int
    same: bool


class CorrectionItem(Part):
    """A supervisor's word on `[begin, end)`, given at `at`: here `agent` counts under this state and type. Off: not at all."""

    agent: str
    begin: Instant
    end: Instant
    state: str
    type: str | None
    by: Text
    why: Text
    at: Instant


class ReportAnswer(Part):
    """`to` is included. `same`: what could be counted twice was the same twice; `doubled_from`: from when on it could (the journal
    begins there), null: not at all. `corrections`: supervisors' words within this time, laid over what was recorded."""

    report: ReportItem
    zone: str
    from_: date = Field(serialization_alias="from", validation_alias="from")
    to: date
    step: str
    begin: Instant
    end: Instant
    at: Instant
    took_ms: int
    lines: tuple[LineItem, ...]
    total: dict[str, int | float | None]
    same: bool
    doubled_from: Instant | None
    doubles: tuple[DoubleItem, ...]
    corrections: tuple[CorrectionItem, ...]


def report_item(report: Report) -> ReportItem:
    return ReportItem(
        code=report.code,
        name=report.name,
        what=report.what,
        keys=tuple(KeyItem(code=by, name=HEADINGS[by]) for by in report.by),
        figures=tuple(
            FigureItem(code=f.code, name=f.name, unit=f.unit.value, formula=f.formula, source=f.source)
            for f in report.figures
        ),
        steps=tuple(report.steps),
        filters=report.filters,
        chart=report.chart,
        now=report.now,
    )


def answer(counted: Counted) -> ReportAnswer:
    ask = counted.question
    return ReportAnswer(
        report=report_item(ask.card),
        zone=ask.zone,
        **{"from": ask.first},
        to=ask.last,
        step=ask.step,
        begin=counted.clock.begin,
        end=counted.clock.end,
        at=ask.now,
        took_ms=counted.took,
        lines=tuple(_lines(counted)),
        total={figure.code: figure.of(counted.total) for figure in ask.card.figures},
        same=not counted.differences,
        doubled_from=counted.doubled_from,
        doubles=tuple(
            DoubleItem(what=d.what, of=d.of, one=d.one, other=d.other, same=d.same) for d in counted.doubles
        ),
        corrections=tuple(
            CorrectionItem.model_validate(c, from_attributes=True) for c in counted.corrections
        ),
    )


def _lines(counted: Counted) -> Iterator[LineItem]:
    ask = counted.question
    for line in counted.lines:
        begin, end = counted.clock.span(line.piece, ask.step)
        yield LineItem(
            at=counted.clock.label(line.piece, ask.step),
            begin=begin,
            end=end,
            key=dict(zip(ask.card.by, line.key, strict=True)),
            figures=dict(line.values(ask.card)),
        )
