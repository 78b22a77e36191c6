"""How long something lasts, learned while it still goes on: a talk, an aftercall.

Ends and exposure are counted by age, so what has not ended yet counts too: learned from ended talks alone, the first minutes
of a campaign would show short ones only. The hazard of an age is ends / time spent at that age; between the edges it is
constant (the piecewise exponential model). Forgotten exponentially: what was learned weighs ever less than what is learned.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from math import exp
from typing import Final

from acd.core.moment import SECOND, Span

EDGES: Final = (0, 2, 5, 10, 15, 20, 30, 40, 60, 80, 100, 130, 160, 200, 250, 300, 400, 600, 900)
"""Ages in seconds at which a bin begins; the last is open."""

_HEAVY: Final = 1e12


@dataclass(frozen=True, slots=True)
class Hazard:
    """`ends` and `exposure` (seconds) by bin, in units of `weight`, which grows: that is how the past is forgotten.

    `mean` (seconds): what is believed before anything was seen, with the weight of `pull` ends in each bin.
    """

    mean: float
    pull: float = 0.7
    memory: float = 1500.0
    weight: float = 1.0
    ends: tuple[float, ...] = (0.0,) * len(EDGES)
    exposure: tuple[float, ...] = (0.0,) * len(EDGES)

    def ended(self, age: Span) -> Hazard:
        """One more has ended, at this age."""
        at = bin_of(age)
        ends = (*self.ends[:at], self.ends[at] + self.weight, *self.ends[at + 1 :])
        return self._with(self.weight * (1 + 1 / self.memory), ends, self.exposure)

    def watched(self, ages: tuple[Span, ...], span: Span) -> Hazard:
        """All of these went on for `span` (milliseconds)."""
        if not ages:
            return self
        exposure = list(self.exposure)
        more = self.weight * span / SECOND
        for age in ages:
            exposure[bin_of(age)] += more
        return self._with(self.weight, self.ends, tuple(exposure))

    def _with(self, weight: float, ends: tuple[float, ...], exposure: tuple[float, ...]) -> Hazard:
        if weight > _HEAVY:
            ends = tuple(count / weight for count in ends)
            exposure = tuple(seconds / weight for seconds in exposure)
            weight = 1.0
        return Hazard(self.mean, self.pull, self.memory, weight, ends, exposure)

    def rates(self) -> tuple[float, ...]:
        """The hazard of each bin, a second. Bins with few ends lean on the rate over all of them."""
        ends, exposure = sum(self.ends) / self.weight, sum(self.exposure) / self.weight
        overall = (ends + 1) / (exposure + self.mean)
        pull = self.pull
        return tuple(
            (d / self.weight + pull) / (e / self.weight + pull / overall)
            for d, e in zip(self.ends, self.exposure, strict=True)
        )

    @property
    def seen(self) -> float:
        """How many ends it rests on, those that are mostly forgotten counted less."""
        return sum(self.ends) / self.weight


def bin_of(age: Span) -> int:
    return bisect_right(EDGES, age // SECOND) - 1 if age > 0 else 0


def ended_by(rates: tuple[float, ...], seconds: int) -> tuple[float, ...]:
    """The distribution function at 0, 1, 2, ... `seconds`."""
    left, known = 1.0, [0.0]
    for second in range(seconds):
        left *= exp(-rates[bin_of(second * SECOND)])
        known.append(1 - left)
    return tuple(known)


__all__ = ["EDGES", "Hazard", "bin_of", "ended_by"]
