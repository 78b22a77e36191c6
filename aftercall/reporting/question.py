"""What is asked of a report, and what is answered. Plain values: they go to another process and back as JSON."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

from acd.core.moment import Moment, Span
from acd.store.interval import Correction
from aftercall.reporting.catalogue import REPORTS, Report
from aftercall.reporting.definitions import Sums, Value
from aftercall.reporting.when import LONGEST, Clock, Step

MOST_DAYS: Final = 3660
"""Ten years."""
MOST_PIECES: Final = 4000
"""Pieces of time of one report: ten years of days, six weeks of quarters of an hour."""
MOST_LINES: Final = 200_000


class WrongQuestion(Exception):  # noqa: N818 - reads as what it is
    """`field` names what is wrong."""

    def __init__(self, field: str, why: str, remedy: str) -> None:
        super().__init__(f"{field}: {why}; {remedy}")
        self.field = field
        self.why = why
        self.remedy = remedy


class NoSuchReport(Exception):  # noqa: N818
    pass


@dataclass(frozen=True, slots=True)
class Question:
    """`first` and `last`: days of the zone, both included. `queues`, `agents`: only these, None: all (who asks may reach no more).
    `now`: what lies ahead of it is not counted. `double`: count a second way too."""

    report: str
    first: dt.date
    last: dt.date
    step: Step
    zone: str
    site: str
    now: Moment
    queues: tuple[str, ...] | None = None
    agents: tuple[str, ...] | None = None
    double: bool = True

    @property
    def card(self) -> Report:
        return REPORTS[self.report]


def check(report: str, first: dt.date, last: dt.date, step: str | None) -> Step:
    """The step that is meant. Raises WrongQuestion, NoSuchReport."""
    if report not in REPORTS:
        raise NoSuchReport(report)
    if last < first:
        raise WrongQuestion("to", f"{last} lies before {first}", "give a day that does not")
    if first.year < 1971 or last.year > 9000:
        raise WrongQuestion("from", f"{first} to {last} is no time of this floor", "give days from 1971 on")
    days = (last - first).days + 1
    if days > MOST_DAYS:
        raise WrongQuestion(
            "to", f"{days} days are more than {MOST_DAYS}", "ask for ten years at most, one after the other"
        )
    return _step(REPORTS[report], days, step)


def _step(report: Report, days: int, step: str | None) -> Step:
    known = ", ".join(report.steps)
    if step is None:
        chosen = report.steps[0]
    elif step in set(report.steps):
        chosen = Step(step)
    else:
        raise WrongQuestion("step", f"{report.code} is not counted by {step!r}", f"take one of {known}")
    if chosen is not Step.ALL and days * 86_400_000 // LONGEST[chosen] > MOST_PIECES:
        why = f"{days} days by {chosen} are more than {MOST_PIECES} lines of each"
        raise WrongQuestion("step", why, "take a longer step, or fewer days")
    return chosen


Key = tuple[str, ...]
Rows = dict[tuple[Key, int], dict[str, int]]
"""Added-up values by what the line is of, and which piece of time."""


@dataclass(frozen=True, slots=True)
class Double:
    """One number counted two ways: `one` as the report counts, `other` from `of`."""

    what: str
    of: str
    one: int
    other: int

    @property
    def same(self) -> bool:
        return self.one == self.other


@dataclass(frozen=True, slots=True)
class Line:
    """`piece`: which of the step's pieces of time."""

    key: Key
    piece: int
    sums: Sums

    def values(self, report: Report) -> Iterator[tuple[str, Value]]:
        for figure in report.figures:
            yield figure.code, figure.of(self.sums)


@dataclass(frozen=True)
class Counted:
    """The answer. `corrections`: those that touch its time, whole. `doubled_from`: the journal is kept from here on, so only from here
    on could be counted twice; None: nothing was. `took`: milliseconds."""

    question: Question
    clock: Clock
    lines: tuple[Line, ...]
    total: Sums
    doubles: tuple[Double, ...] = ()
    doubled_from: Moment | None = None
    corrections: tuple[Correction, ...] = ()
    took: Span = 0

    @property
    def differences(self) -> list[Double]:
        return [one for one in self.doubles if not one.same]


def as_json(ask: Question) -> dict[str, Any]:
    """A question on its way to another process."""
    return asdict(ask) | {"first": ask.first.isoformat(), "last": ask.last.isoformat()}


def from_json(found: Mapping[str, Any]) -> Question:
    days = {name: dt.date.fromisoformat(found[name]) for name in ("first", "last")}
    only = {name: tuple(found[name]) for name in ("queues", "agents") if found[name] is not None}
    return Question(**{**found, **days, **only, "step": Step(found["step"])})
