"""Constants found by an oracle: on the held-out days themselves, so that as many calls are abandoned as under the production pacing.

That is more than any user of such a rule could do, and it makes occupancies comparable: the same days, the same abandonment.
A constant moves in steps (lines are whole), so the two next to the wanted abandonment are mixed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from math import sqrt

from aftercall.pacing.days import Summary

Run = Callable[[str], Summary]


def at_abandonment(run: Run, word: str, least: float, most: float, wanted: float, turns: int = 7) -> Summary:
    """By bisection in the logarithm of the constant; `wanted` in per cent."""
    under, over = run(_name(word, least)), None
    for _ in range(turns):
        middle = sqrt(least * most)
        found = run(_name(word, middle))
        if found.abandoned <= wanted:
            least, under = middle, found
        else:
            most, over = middle, found
        if abs(found.abandoned - wanted) < 0.02 * wanted:
            break
    return _mixed(under, over, wanted) if over is not None else under


def _mixed(under: Summary, over: Summary, wanted: float) -> Summary:
    """As much of each as gives the wanted abandonment."""
    part = (wanted - under.abandoned) / (over.abandoned - under.abandoned)
    busy = under.occupancy + part * (over.occupancy - under.occupancy)
    name = f"{under.policy}..{over.policy.partition(':')[2]}"
    return replace(under if part < 0.5 else over, policy=name, occupancy=busy, abandoned=wanted)


def _name(word: str, constant: float) -> str:
    return f"{word}:{constant:.4g}"
