"""Constants found by an oracle: on the held-out days themselves, so that as many calls are abandoned as under the production pacing.

That is more than any user of such a rule could do, and it makes occupancies comparable: the same days, the same abandonment.
A constant moves in steps (lines are whole), so the two next to the wanted abandonment are mixed. It is looked for on the first days
only, and then among its neighbours on all of them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from math import sqrt
from typing import Final

from aftercall.pacing.days import Summary

Run = Callable[[str], Summary]

TURNS: Final = 7
STEP: Final = 1.02
NEAR: Final = 0.02
"""Of the wanted abandonment: nearer is not looked for."""


def at_abandonment(
    first: Run, every: Run, word: str, between: tuple[float, float], first_wanted: float, wanted: float
) -> Summary:
    """`first`, `every`: a policy on the first days, and on all of them; what is wanted there, in per cent. What never abandons as many
    comes back as it is with the larger end of `between`."""
    constant = _found(first, word, between, first_wanted)
    under, over = _neighbours(every, word, constant, between, wanted)
    if under is None or over is None:
        found = under or over
        assert found is not None  # one of the two was run
        return found
    return _mixed(under, over, wanted)


def _found(run: Run, word: str, between: tuple[float, float], wanted: float) -> float:
    """By bisection in the logarithm of the constant."""
    least, most = between
    for _ in range(TURNS):
        middle = sqrt(least * most)
        found = run(_name(word, middle)).abandoned
        least, most = (middle, most) if found <= wanted else (least, middle)
        if abs(found - wanted) < NEAR * wanted:
            break
    return middle


def _neighbours(
    run: Run, word: str, constant: float, between: tuple[float, float], wanted: float
) -> tuple[Summary | None, Summary | None]:
    """In ever larger steps away from it, until one constant lies on each side of what is wanted."""
    least, most = between
    under: Summary | None = None
    over: Summary | None = None
    step = STEP
    while under is None or over is None:
        found = run(_name(word, constant))
        if found.abandoned <= wanted:
            under, further = found, min(constant * step, most)
        else:
            over, further = found, max(constant / step, least)
        if further == constant:
            break
        constant, step = further, step * step
    return under, over


def _mixed(under: Summary, over: Summary, wanted: float) -> Summary:
    """As much of each as gives the wanted abandonment."""
    part = (wanted - under.abandoned) / (over.abandoned - under.abandoned)
    busy = under.occupancy + part * (over.occupancy - under.occupancy)
    name = f"{under.policy}..{over.policy.partition(':')[2]}"
    return replace(under if part < 0.5 else over, policy=name, occupancy=busy, abandoned=wanted)


def _name(word: str, constant: float) -> str:
    return f"{word}:{constant:.4g}"
