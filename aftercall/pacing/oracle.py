"""A look ahead that knows the laws: the production's tables and risk, from the scenario's own laws, and one constant threshold."""

from __future__ import annotations

from itertools import pairwise
from math import ceil

from aftercall.pacing.laws import Law
from aftercall.pacing.ours import seen
from aftercall.pacing.scenario import Scenario
from aftercall.pacing.world import Deaf, World
from dialer.core.ahead import look_ahead
from dialer.core.answering import Share
from dialer.core.horizon import AGES, AHEAD, QUANTILES, Horizon
from dialer.core.pacing import MOST, most_within


class Oracle(Deaf):
    """`risk`: that the last line dialled may have of finding nobody once it is answered."""

    def __init__(self, scenario: Scenario, risk: float) -> None:
        self.every = round(scenario.tick * 1000)
        self.scenario, self.risk = scenario, risk
        self.table = true_horizon(scenario)

    def wanted(self, world: World) -> int:
        crew, lines = seen(world)
        if not crew.size:
            return 0
        least = max(0, crew.free - len(lines.ringing) - len(lines.waiting))
        rate = Share(self.scenario.rate_at(world.now / 1000), 0.0)
        view = look_ahead(crew, lines, self.table, rate, 2000)
        return max(
            least, most_within(view.risk, self.risk, max(least, MOST * crew.size - len(lines.ringing)))
        )


def true_horizon(scenario: Scenario) -> Horizon:
    last = 141
    early = scenario.failed_early
    answered = tuple(scenario.answered.by(s) for s in range(last))
    failed = tuple(early * scenario.early.by(s) + (1 - early) * scenario.late.by(s) for s in range(last))
    after = tuple(min(ceil(scenario.answered.quantile(q) - 0.5), AHEAD - 10) for q in QUANTILES)
    wrap = [scenario.wrap.by(s) for s in range(AHEAD + 1)]
    middles = [(a + b) / 2 for a, b in zip(AGES, (*AGES[1:], AGES[-1] + 120), strict=True)]
    return Horizon(
        answered,
        failed,
        after,
        tuple(_through(scenario.talk, wrap, age) for age in middles),
        tuple(tuple(_later(scenario.wrap, age, s) for s in range(AHEAD + 1)) for age in middles),
    )


def _later(law: Law, age: float, seconds: float) -> float:
    left = 1 - law.by(age)
    return (law.by(age + seconds) - law.by(age)) / left if left > 1e-9 else 1.0


def _through(talk: Law, wrap: list[float], age: float) -> tuple[float, ...]:
    ends = [_later(talk, age, s) for s in range(AHEAD + 1)]
    density = [b - a for a, b in pairwise(ends)]
    return tuple(
        sum(density[u] * (wrap[s - u] + wrap[s - u - 1]) / 2 for u in range(s)) for s in range(AHEAD + 1)
    )
