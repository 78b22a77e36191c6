"""Which scenarios meet which policies, on which days."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fnmatch import fnmatch
from pathlib import Path
from typing import Final

from aftercall.pacing.days import HELD_OUT
from aftercall.pacing.scenario import Scenario, load_scenario

SCENARIOS: Final = Path(__file__).parent / "scenarios"
DAYS: Final = {5: 40, 20: 40, 100: 40, 500: 12}
"""Held-out days, by agents."""
FEW: Final = {5: 5, 20: 5, 100: 3, 500: 2}
"""Of them, on which a rival's constant is looked for first: days of large teams are much alike."""

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
    return range(HELD_OUT, HELD_OUT + max(1, round(_by_agents(DAYS, scenario) * share)))


def few(scenario: Scenario, held_out: range) -> range:
    return held_out[: _by_agents(FEW, scenario)]


def _by_agents(days: Mapping[int, int], scenario: Scenario) -> int:
    return next(count for agents, count in days.items() if scenario.agents <= agents)
