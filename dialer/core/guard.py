"""How the cap is held: what is left of it is a credit in calls, and the credit says which risk a line may take.

    credit = cap x live answers - abandoned - those that are likely to be abandoned yet

over the regime's window. At a credit of `aim` the risk is such that about as many are abandoned as the cap allows; with less
credit it is proportionally less, and with none the campaign dials progressively, which abandons nobody.

That last costs far more than any other thing the guard does: without a credit a team is as idle as if there were no pacing (at
10 % answered, busy half of the time), while a risk a twentieth as large costs a few points. What is gained grows like the
logarithm of the risk, so its swings cost little, and what must not happen is that the credit is gone. It hovers about `aim`, as
abandoned calls come in clumps, and is gone seldom if `aim` is the spread of what the cap lets be abandoned in some hours:
sqrt(agents x cap x `STEADY`), `STEADY` being the live answers an agent has in about five hours. A smaller one loses more by
standing still, a larger one by what of the cap is never used. Both were seen in the bench, and in the credit's own random walk.
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

STEADY: Final = 75
"""Live answers: see above. At a cap of 3 % 20 agents keep about 7 calls of credit, 100 agents 15."""

LEAST_AIM: Final = 1.6
"""In clumps: so many come together (the larger the team, the more)."""

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
    aim = max(LEAST_AIM * clump, sqrt(STEADY * agents * cap))
    part = min(max(left / aim, _GENTLEST), _STEEPEST)
    return Guard(False, min(MOST_RISK, cap * _lumpy(agents, rate) * part))


def _lumpy(agents: int, rate: float) -> float:
    """How much the risk of the last line may exceed the mean one for the mean to be the cap; found in the bench.

    The fewer agents and the likelier an answer, the coarser the steps: most lines take much less risk than the last one may.
    """
    return 0.8 + 35 * rate * rate / max(agents, 3)


def rate_of(tally: Tally) -> float:
    return tally.abandoned / tally.live if tally.live else 0.0
