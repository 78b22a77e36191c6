"""How the cap is held: what is left of it is a credit in calls, and the credit says which risk a line may take.

    credit = cap x live answers - abandoned - those that are likely to be abandoned yet

over the regime's window. At a credit of `aim` the risk is such that about as many are abandoned as the cap allows; with less
credit it is proportionally less, and with none the campaign dials progressively, which abandons nobody. So the credit hovers
about `aim`, with a standard deviation of sqrt(clump * aim / 2), where `clump` says how many abandoned calls come together (the
larger the team, the more): `aim` is at least 1.6 clumps. The larger it is, the steadier the risk (each change of it costs
occupancy) and the more of the cap stays unused: the sum of both costs is least at sqrt(clump / 4 * cap * live).
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import Final

from dialer.core.crew import PaceRules, Tally

WHOLE: Final = 10_000
"""`PaceRules.cap` is in hundredths of a per cent."""

OPENING: Final = 100
REPAID: Final = 6
"""Live answers that a window begins with, one of them repaid by every sixth: an abandoned call may come before a hundred
answers have earned it, for else the first hours would be progressive after every one."""

LEAST_AIM: Final = 1.6
MOST_RISK: Final = 0.4
_STEEPEST: Final = 3.0
_GENTLEST: Final = 0.05


@dataclass(frozen=True, slots=True)
class Guard:
    """`passed`: only progressive now. `risk`: that a line may have of finding nobody, once answered."""

    passed: bool
    risk: float


def credit(tally: Tally, rules: PaceRules) -> float:
    """In calls; with what a window begins with, as far as it is not repaid yet."""
    opening = max(0.0, OPENING - tally.live / REPAID)
    return rules.cap / WHOLE * (tally.live + opening) - tally.abandoned


def guard(tally: Tally, rules: PaceRules, agents: int, rate: float, pending: float = 0.0) -> Guard:
    left = credit(tally, rules) - pending
    if left <= 0:
        return Guard(True, 0.0)
    cap = rules.cap / WHOLE
    clump = 1 + sqrt(agents) / 5
    aim = max(LEAST_AIM * clump, sqrt(clump / 4 * cap * tally.live))
    part = min(max(left / aim, _GENTLEST), _STEEPEST)
    return Guard(False, min(MOST_RISK, cap * _lumpy(agents, rate) * part))


def _lumpy(agents: int, rate: float) -> float:
    """How much the risk of the last line may exceed the mean one for the mean to be the cap; found in the bench.

    The fewer agents and the likelier an answer, the coarser the steps: most lines take much less risk than the last one may.
    """
    return 0.8 + 35 * rate * rate / max(agents, 3)


def rate_of(tally: Tally) -> float:
    return tally.abandoned / tally.live if tally.live else 0.0
