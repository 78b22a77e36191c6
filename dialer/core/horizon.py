"""The learned laws as tables, in whole seconds: who will be free, and who will answer, that much later."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from math import exp
from typing import Final

from acd.core.moment import SECOND, Span
from dialer.core.hazard import Hazard, bin_of, ended_by
from dialer.core.rings import Rings

AHEAD: Final = 60
"""Seconds a table looks ahead."""

AGES: Final = (*range(0, 60, 5), *range(60, 180, 10), *range(180, 600, 30), *range(600, 2400, 120))
"""Ages, in seconds, at which a row begins."""

QUANTILES: Final = (1 / 6, 3 / 6, 5 / 6)

_ROW_OF: Final = tuple(bisect_right(AGES, second) - 1 for second in range(AGES[-1] + 1))


@dataclass(frozen=True, slots=True)
class Horizon:
    """`answered`, `failed`: distribution functions of the ring by second.

    `after`: seconds after which a sixth, a half, five sixths of the answers have come. `talk[row][s]`, `wrap[row][s]`: chance
    that an agent of that age in talk, or in aftercall, is free s later.
    """

    answered: tuple[float, ...]
    failed: tuple[float, ...]
    after: tuple[int, ...]
    talk: tuple[tuple[float, ...], ...]
    wrap: tuple[tuple[float, ...], ...]


def row_of(age: Span) -> int:
    second = age // SECOND
    return _ROW_OF[second] if 0 <= second < len(_ROW_OF) else (len(AGES) - 1 if second > 0 else 0)


def horizon(rings: Rings, talk: Hazard, wrap: Hazard) -> Horizon:
    answered, failed = rings.laws()
    after = tuple(min(_quantile(answered, share), AHEAD - 10) for share in QUANTILES)
    wrap_rates, talk_rates = wrap.rates(), talk.rates()
    whole_wrap = ended_by(wrap_rates, AHEAD)
    return Horizon(
        answered,
        failed,
        after,
        tuple(_talk_row(talk_rates, age, whole_wrap) for age in _middles()),
        tuple(_wrap_row(wrap_rates, age) for age in _middles()),
    )


def _middles() -> list[int]:
    return [(a + b) // 2 for a, b in zip(AGES, (*AGES[1:], AGES[-1]), strict=True)]


def _quantile(law: tuple[float, ...], share: float) -> int:
    return next((second for second, part in enumerate(law) if part >= share), len(law) - 1)


def _talk_row(rates: tuple[float, ...], age: int, wrap: tuple[float, ...]) -> tuple[float, ...]:
    """Free is who ended the talk and then the aftercall: a sum over the second in which the talk ends, done stepwise."""
    end = 1 - exp(-rates[bin_of((age + 8) * SECOND)])
    row = [0.0]
    for second in range(1, AHEAD + 1):
        row.append((1 - end) * row[-1] + end * wrap[second - 1])
    return tuple(row)


def _wrap_row(rates: tuple[float, ...], age: int) -> tuple[float, ...]:
    left, row = 1.0, [0.0]
    for second in range(AHEAD):
        left *= exp(-rates[bin_of((age + second) * SECOND)])
        row.append(1 - left)
    return tuple(row)


__all__ = ["AHEAD", "Horizon", "horizon", "row_of"]
