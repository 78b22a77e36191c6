"""How long a line rings before it is answered, and how long before it fails: learned from the campaign's own lines.

Answers and failures end lines at different ages and hide each other; lines we took back hide both. So the two are learned
together, as competing risks (Aalen and Johansen's estimator) on a grid of whole seconds.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate
from typing import Final

from acd.core.moment import SECOND, Span

LONGEST: Final = 140
"""Seconds; the last bin is open."""

_MEMORY: Final = 3000.0
_HEAVY: Final = 1e12


def _prior(first: int, last: int, weight: float) -> tuple[float, ...]:
    each = weight / (last - first + 1)
    return tuple(each if first <= second <= last else 0.0 for second in range(LONGEST + 1))


@dataclass(frozen=True, slots=True)
class Rings:
    """Lines by the second of their age at which they were answered, failed, or were taken back; in units of `weight`, which grows.

    `ringing`: ages of those that ring yet. Left out, the first answers of many lines dialled at once would pass for quick ones.
    """

    answered: tuple[float, ...] = _prior(3, 22, 4.0)
    failed: tuple[float, ...] = _prior(2, 29, 4.0)
    withdrawn: tuple[float, ...] = (0.0,) * (LONGEST + 1)
    weight: float = 1.0
    ringing: tuple[Span, ...] = ()

    def with_answer(self, age: Span) -> Rings:
        return self._grown(_more(self.answered, age, self.weight), self.failed, self.withdrawn)

    def with_failure(self, age: Span) -> Rings:
        return self._grown(self.answered, _more(self.failed, age, self.weight), self.withdrawn)

    def with_withdrawal(self, age: Span) -> Rings:
        return self._grown(self.answered, self.failed, _more(self.withdrawn, age, self.weight))

    def while_ringing(self, ages: tuple[Span, ...]) -> Rings:
        return Rings(self.answered, self.failed, self.withdrawn, self.weight, ages)

    def _grown(
        self, answered: tuple[float, ...], failed: tuple[float, ...], withdrawn: tuple[float, ...]
    ) -> Rings:
        weight = self.weight * (1 + 1 / _MEMORY)
        if weight < _HEAVY:
            return Rings(answered, failed, withdrawn, weight, self.ringing)
        lighter = (_lighter(answered, weight), _lighter(failed, weight), _lighter(withdrawn, weight))
        return Rings(*lighter, 1.0, self.ringing)

    @property
    def seen(self) -> float:
        """Answers it rests on, those that are mostly forgotten counted less; and belief counts as a few."""
        return sum(self.answered) / self.weight

    def laws(self) -> tuple[tuple[float, ...], tuple[float, ...]]:
        """The distribution functions at 0, 1, 2, ... seconds: of those that are answered, and of those that fail."""
        left = 1.0
        answers, failures = [], []
        unseen = list(self.withdrawn)
        for age in self.ringing:
            unseen[min(max(age, 0) // SECOND, LONGEST)] += self.weight
        risk = sum(self.answered) + sum(self.failed) + sum(unseen)
        for a, f, w in zip(self.answered, self.failed, unseen, strict=True):
            here = max(risk - w / 2, 1e-9)
            answers.append(left * a / here)
            failures.append(left * f / here)
            left = max(0.0, left - answers[-1] - failures[-1])
            risk -= a + f + w
        return _law(answers), _law(failures)


def _more(counts: tuple[float, ...], age: Span, weight: float) -> tuple[float, ...]:
    at = min(max(age, 0) // SECOND, LONGEST)
    return (*counts[:at], counts[at] + weight, *counts[at + 1 :])


def _lighter(counts: tuple[float, ...], weight: float) -> tuple[float, ...]:
    return tuple(count / weight for count in counts)


def _law(masses: list[float]) -> tuple[float, ...]:
    whole = sum(masses)
    return (0.0, *(min(1.0, part / whole) for part in accumulate(masses)))


__all__ = ["LONGEST", "Rings"]
