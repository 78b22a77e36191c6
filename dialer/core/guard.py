"""How the cap is held: what is left of it is a credit in calls, and the credit says which risk a line may take.

credit = cap x live answers - abandoned, over the regime's window. While not even one more abandoned call fits into it the
campaign's bound is reached and it dials progressively, which abandons nobody.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, sqrt
from typing import Final

from dialer.core.crew import PaceRules, Tally

WHOLE: Final = 10_000
"""`PaceRules.cap` is in hundredths of a per cent."""


@dataclass(frozen=True, slots=True)
class Guard:
    """`passed`: only progressive now. `risk`: that a line may have of finding nobody, once answered."""

    passed: bool
    risk: float


def guard(tally: Tally, rules: PaceRules, agents: int) -> Guard:
    cap = rules.cap / WHOLE
    credit = cap * tally.live - tally.abandoned
    if credit < 1:
        return Guard(True, 0.0)
    scale = 2 * max(1.0, sqrt(agents) / 3)
    return Guard(False, min(0.5, 0.7 * cap * exp((credit - 1 - scale) / scale)))


def rate_of(tally: Tally) -> float:
    return tally.abandoned / tally.live if tally.live else 0.0
