"""Days run, kept, and added up. A day that was run is kept as a line of a file, so that a bench that was cut goes on."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from math import sqrt
from pathlib import Path
from typing import Any, Final

from aftercall.pacing.policies import policy
from aftercall.pacing.scenario import Scenario
from aftercall.pacing.world import Day, World

HELD_OUT: Final = 5001
"""The first seed of the days that nothing was tuned on (the pacing's own constants were chosen on seeds from 1001 and from 9001)."""


@dataclass(frozen=True, slots=True)
class Ran:
    """A day in figures: shares in per cent, waits of agents in seconds; `worst`: the worst half hour's abandonment."""

    seed: int
    occupancy: float
    abandoned: int
    live: int
    dialled: int
    talk_minutes: float
    wait_half: float
    wait_most: float
    worst: float
    held: bool

    @property
    def rate(self) -> float:
        return 100 * self.abandoned / self.live if self.live else 0.0


@dataclass(frozen=True, slots=True)
class Summary:
    """All days of a scenario under one policy. `abandoned`: of all live answers of all days; `_error`: half a 95 % interval.

    `talk_minutes`: talk in an agent's hour of being there. `over`: days above the cap."""

    scenario: str
    policy: str
    days: int
    occupancy: float
    occupancy_error: float
    abandoned: float
    abandoned_error: float
    over: int
    talk_minutes: float
    wait_half: float
    wait_most: float
    worst: float
    dials_per_call: float


def run_day(scenario: Scenario, name: str, seed: int) -> Ran:
    return _figures(scenario, seed, World(scenario, seed).run(policy(name, scenario)))


def _figures(scenario: Scenario, seed: int, day: Day) -> Ran:
    waits = sorted(day.waits) or [0]
    there = day.talk + day.wrap + day.idle
    worst = max((100 * lost / live for live, lost in day.halves.values() if live >= 20), default=0.0)
    return Ran(
        seed,
        100 * day.occupancy,
        day.abandoned,
        day.live,
        day.dialled,
        60 * day.talk / there if there else 0.0,
        waits[len(waits) // 2] / 1000,
        waits[int(len(waits) * 0.95)] / 1000,
        worst,
        day.abandoned * 100 <= scenario.cap * day.live,
    )


def run_days(
    scenario: Scenario,
    name: str,
    seeds: Iterable[int],
    kept: Path | None = None,
    progress: Callable[[Ran], None] = lambda _: None,
) -> list[Ran]:
    """Each seed's day; `kept`: a directory where days are found again, by scenario, policy and seed."""
    file = kept / f"{scenario.name}.{name.replace(':', '_')}.jsonl" if kept else None
    known = _known(file) if file else {}
    ran = []
    for seed in seeds:
        if seed not in known:
            known[seed] = run_day(scenario, name, seed)
            if file:
                _keep(file, known[seed])
        ran.append(known[seed])
        progress(known[seed])
    return ran


def _known(file: Path) -> dict[int, Ran]:
    """A last line that a cut left half is passed over."""
    known = {}
    if file.exists():
        for line in file.read_text().splitlines():
            try:
                day = Ran(**json.loads(line))
            except ValueError:
                continue
            known[day.seed] = day
    return known


def _keep(file: Path, day: Ran) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("a") as lines:
        lines.write(json.dumps(asdict(day)) + "\n")


def summary(scenario: Scenario, name: str, days: list[Ran]) -> Summary:
    live, lost = sum(day.live for day in days), sum(day.abandoned for day in days)
    rate = lost / live if live else 0.0
    mean_live = live / len(days)
    beyond = [(day.abandoned - rate * day.live) / mean_live if mean_live else 0.0 for day in days]
    return Summary(
        scenario.name,
        name,
        len(days),
        _mean([day.occupancy for day in days]),
        _error([day.occupancy for day in days]),
        100 * rate,
        100 * _error(beyond),
        sum(not day.held for day in days),
        _mean([day.talk_minutes for day in days]),
        _mean([day.wait_half for day in days]),
        _mean([day.wait_most for day in days]),
        _mean([day.worst for day in days]),
        sum(day.dialled for day in days) / max(1, live - lost),
    )


def as_json(found: Summary, days: list[Ran]) -> dict[str, Any]:
    return {**asdict(found), "each": [{**asdict(day), "rate": day.rate} for day in days]}


def interval(error: float, days: int, places: int) -> str:
    """Half of it, for people to read; one day has none."""
    return f"±{error:.{places}f}" if days > 1 else "-"


def _mean(values: list[float]) -> float:
    return sum(values) / len(values)


def _error(values: list[float]) -> float:
    if len(values) < 2:
        return 0.0
    mean = _mean(values)
    return 1.96 * sqrt(sum((value - mean) ** 2 for value in values) / (len(values) - 1) / len(values))
