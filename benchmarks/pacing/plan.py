"""Which scenarios meet which policies, on which days."""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path
from typing import Final

from aftercall.pacing.days import HELD_OUT
from aftercall.pacing.scenario import Scenario, load_scenario

SCENARIOS: Final = Path(__file__).parent / "scenarios"
DAYS: Final = {5: 40, 20: 40, 100: 40, 500: 12}
"""Held-out days, by agents."""
FEW: Final = 5
"""Of them, on which a rival's constant is looked for first."""

RIVALS: Final = (
    "progressive",
    "vicidial-average",
    "vicidial-hard",
    "vicidial-tapered",
    "vicidial-average-available",
    "vicidial-average-available:12",
    "issabel",
    "issabel-overcommit",
)
TUNED: Final = {
    "constant": (1.0, 30.0),
    "vicidial-ratio": (1.0, 12.0),
    "vicidial-ratio-available": (1.0, 30.0),
    "look-ahead": (0.001, 0.4),
}
"""Policies with a constant, and between what it is looked for: the one with as many abandoned as ours on the same days."""


def scenarios(wanted: str = "*") -> Iterator[Scenario]:
    """Those whose name matches, small ones first, so that a bench that is cut has something of everything."""
    found = [load_scenario(path) for path in sorted(SCENARIOS.glob("*.toml"))]
    yield from sorted(
        (one for one in found if fnmatch(one.name, wanted)), key=lambda one: (one.agents, one.name)
    )


def seeds(scenario: Scenario, share: float) -> range:
    days = next(days for agents, days in DAYS.items() if scenario.agents <= agents)
    return range(HELD_OUT, HELD_OUT + max(1, round(days * share)))
