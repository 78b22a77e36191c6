"""A look ahead: how likely is it that a line dialled now, once answered, finds no agent?

At a moment ahead there are F agents who are or have become free and A people who have answered by then. Both are sums of
many small chances: their mean, variance and third moment are added up from the tables of `horizon`. A new line is answered at
one of a few moments (the quantiles of the answered ring); it finds nobody where F - A < 1. Agents who come free
while the person still waits (`patience`) count.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from math import erfc, exp, pi, sqrt
from typing import Final, NamedTuple

from acd.core.moment import SECOND, Span
from dialer.core.answering import Share
from dialer.core.crew import Crew, Lines
from dialer.core.horizon import AHEAD, Horizon, row_of

_ROOT_HALF: Final = sqrt(0.5)
_ROOT_TWO_PI: Final = sqrt(2 * pi)


class Sum(NamedTuple):
    """Of independent chances: mean, variance, third central moment."""

    mean: float
    variance: float
    third: float


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
        total = 0.0
        for free, answers, chance in zip(self.free, self.answers, self.chances, strict=True):
            coming = answers.mean + more * chance
            spread = more * chance * (1 - chance)
            unsure = coming * self.error
            total += _below(
                0.5 - free.mean + coming,
                free.variance + answers.variance + spread + unsure * unsure + 1e-6,
                free.third - answers.third - spread * (1 - 2 * chance),
            )
        return total / len(self.free)

    def shortage(self, more: float = 0.0) -> float:
        """How many of those who will answer, of the lines that are out and `more` new ones, are likely to find nobody: the most at any
        of the moments."""
        there = zip(self.free, self.answers, self.chances, strict=True)
        return max(self._missing(f, a, more * chance, more * chance * (1 - chance)) for f, a, chance in there)

    def _missing(self, free: Sum, answers: Sum, more: float, spread: float) -> float:
        coming = answers.mean + more
        unsure = coming * self.error
        root = sqrt(free.variance + answers.variance + spread + unsure * unsure + 1e-6)
        z = (free.mean - coming) / root
        return root * (exp(-z * z / 2) / _ROOT_TWO_PI - z * erfc(z * _ROOT_HALF) / 2)


def _below(gap: float, variance: float, third: float) -> float:
    """P(a sum with mean 0 is under `gap`): the normal law, corrected for skewness (Edgeworth's first term)."""
    root = sqrt(variance)
    z = gap / root
    if z < -8:
        return 0.0
    normal = erfc(-z * _ROOT_HALF) / 2
    corrected = normal - third / (6 * variance * root) * (z * z - 1) * exp(-z * z / 2) / _ROOT_TWO_PI
    return min(1.0, max(corrected, normal * 0.05))


def look_ahead(crew: Crew, lines: Lines, table: Horizon, share: Share, patience: Span) -> Ahead:
    talking = Counter(map(row_of, crew.talking)).items()
    wrapping = Counter([(row_of(one.age), one.left // SECOND) for one in crew.wrapping]).items()
    ringing = Counter([min(max(age, 0) // SECOND, AHEAD) for age in lines.ringing])
    left = [(age, count, _left(table, share.rate, age)) for age, count in ringing.items()]
    held = patience // SECOND
    waiting = len(lines.waiting)
    return Ahead(
        tuple(_free(crew.free, talking, wrapping, table, min(after + held, AHEAD)) for after in table.after),
        tuple(_answers(left, waiting, table.answered, share.rate, after) for after in table.after),
        tuple(share.rate * table.answered[after] for after in table.after),
        share.error / share.rate if share.rate else 0.0,
    )


def _free(
    free: int,
    talking: Iterable[tuple[int, int]],
    wrapping: Iterable[tuple[tuple[int, int], int]],
    table: Horizon,
    by: int,
) -> Sum:
    """Free now, or free by then; an aftercall's deadline is kept."""
    mean, variance, third = float(free), 0.0, 0.0
    talk, wrap = table.talk, table.wrap
    for row, agents in talking:
        chance = talk[row][by]
        spread = agents * chance * (1 - chance)
        mean += agents * chance
        variance += spread
        third += spread * (1 - 2 * chance)
    for (row, deadline), agents in wrapping:
        chance = 1.0 if deadline <= by else wrap[row][by]
        spread = agents * chance * (1 - chance)
        mean += agents * chance
        variance += spread
        third += spread * (1 - 2 * chance)
    return Sum(mean, variance, third)


def _left(table: Horizon, rate: float, age: int) -> float:
    """Of the lines of one moment, the share that still rings at this age."""
    return rate * (1 - table.answered[age]) + (1 - rate) * (1 - table.failed[age])


def _answers(
    left: Iterable[tuple[int, int, float]], waiting: int, answered: tuple[float, ...], rate: float, after: int
) -> Sum:
    """Of lines that have rung for so long: answered within `after`, given that they are neither answered nor failed yet."""
    mean, variance, third = float(waiting), 0.0, 0.0
    for age, lines, still in left:
        soon = rate * (answered[age + after] - answered[age])
        chance = min(1.0, soon / still) if still > 1e-9 else rate
        spread = lines * chance * (1 - chance)
        mean += lines * chance
        variance += spread
        third += spread * (1 - 2 * chance)
    return Sum(mean, variance, third)


__all__ = ["Ahead", "look_ahead"]
