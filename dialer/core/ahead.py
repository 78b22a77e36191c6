"""A look ahead: how likely is it that a line dialled now, once answered, finds no agent?

At a moment ahead there are F agents who are or have become free and A people who have answered by then. Both are sums of
many small chances: their mean, variance and third moment are added up from the tables of `horizon`. A new line is answered at
one of a few moments (the quantiles of the answered ring); it finds nobody where F - A < 1. Agents who come free
while the person still waits (`patience`) count.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from math import erfc, exp, pi, sqrt
from typing import Final

from acd.core.moment import SECOND, Span
from dialer.core.answering import Share
from dialer.core.crew import Crew, Lines, Wrapping
from dialer.core.horizon import AHEAD, Horizon, row_of

_ROOT_HALF: Final = sqrt(0.5)
_ROOT_TWO_PI: Final = sqrt(2 * pi)


@dataclass(slots=True)
class Sum:
    """Of independent chances: mean, variance, third central moment."""

    mean: float = 0.0
    variance: float = 0.0
    third: float = 0.0

    def add(self, chance: float, times: float = 1.0) -> None:
        spread = times * chance * (1 - chance)
        self.mean += times * chance
        self.variance += spread
        self.third += spread * (1 - 2 * chance)


@dataclass(frozen=True, slots=True)
class Ahead:
    """At each of the moments: agents free and people answered by then, and the chance that a line dialled now is answered by then.

    `error`: of the answer rate, relative to it."""

    free: tuple[Sum, ...]
    answers: tuple[Sum, ...]
    chances: tuple[float, ...]
    error: float

    def risk(self, more: float) -> float:
        """That the next line, after `more` new ones, is answered and finds nobody; given that it is answered."""
        moments = zip(self.free, self.answers, self.chances, strict=True)
        return sum(self._short(f, a, c, more) for f, a, c in moments) / len(self.free)

    def _short(self, free: Sum, answers: Sum, chance: float, more: float) -> float:
        mean = free.mean - answers.mean - more * chance
        unsure = (answers.mean + more * chance) * self.error
        variance = free.variance + answers.variance + more * chance * (1 - chance) + unsure * unsure + 1e-6
        third = free.third - answers.third - more * chance * (1 - chance) * (1 - 2 * chance)
        return _below(0.5 - mean, variance, third)


def _below(gap: float, variance: float, third: float) -> float:
    """P(a sum with mean 0 is under `gap`): the normal law, corrected for skewness (Edgeworth's first term)."""
    root = sqrt(variance)
    z = gap / root
    normal = erfc(-z * _ROOT_HALF) / 2
    skew = third / (variance * root)
    corrected = normal - skew / 6 * (z * z - 1) * exp(-z * z / 2) / _ROOT_TWO_PI
    return min(1.0, max(corrected, normal * 0.05))


def look_ahead(crew: Crew, lines: Lines, table: Horizon, share: Share, patience: Span) -> Ahead:
    talking = Counter(map(row_of, crew.talking))
    ringing = Counter([min(max(age, 0) // SECOND, AHEAD) for age in lines.ringing])
    held = patience // SECOND
    free, answers, chances = [], [], []
    for after in table.after:
        by = min(after + held, AHEAD)
        free.append(_free(crew, talking, table, by, by * SECOND))
        answers.append(_answers(ringing, len(lines.waiting), table, share.rate, after))
        chances.append(share.rate * table.answered[after])
    return Ahead(tuple(free), tuple(answers), tuple(chances), share.error / share.rate if share.rate else 0.0)


def _free(crew: Crew, talking: Counter[int], table: Horizon, by: int, span: Span) -> Sum:
    total = Sum(mean=float(crew.free))
    for row, agents in talking.items():
        total.add(table.talk[row][by], agents)
    for wrapping in crew.wrapping:
        total.add(_wrap_over(wrapping, table, by, span))
    return total


def _wrap_over(wrapping: Wrapping, table: Horizon, by: int, span: Span) -> float:
    return 1.0 if wrapping.left <= span else table.wrap[row_of(wrapping.age)][by]


def _answers(ringing: Counter[int], waiting: int, table: Horizon, rate: float, after: int) -> Sum:
    """Of a line that has rung for so long: answered within `after`, given that it is neither answered nor failed yet."""
    total = Sum(mean=float(waiting))
    answered, failed = table.answered, table.failed
    last = len(answered) - 1
    for age, lines in ringing.items():
        left = rate * (1 - answered[age]) + (1 - rate) * (1 - failed[age])
        soon = rate * (answered[min(age + after, last)] - answered[age])
        total.add(min(1.0, soon / left) if left > 1e-9 else rate, lines)
    return total


__all__ = ["Ahead", "look_ahead"]
