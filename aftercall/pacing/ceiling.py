"""The exact optimum of the memoryless world: a ceiling no policy may pass.

Where ringing, handling (talk and aftercall) and patience are exponential, what matters is x, idle agents less people
waiting, and m, lines that ring. Rates: a line ends m / ring (answered with p: x - 1), an agent comes free busy / handling
(x + 1), a person gives up waiting / patience (x + 1). The choice is to raise m, at once. Connected calls less `price` times
abandoned ones are maximised by relative value iteration on the uniformised chain; the price is found by bisection so that
the abandoned are the cap's share, and the two policies next to it are mixed (Altman, Constrained Markov Decision
Processes, 1999).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from aftercall.pacing.world import Deaf, World


@dataclass(frozen=True, slots=True)
class Memoryless:
    """Means in seconds; at most `lines` ring and `queue` wait."""

    agents: int
    rate: float
    ring: float = 12.0
    handling: float = 210.0
    patience: float = 2.0
    lines: int = 0
    queue: int = 0

    @property
    def most(self) -> int:
        """Twice what keeps everybody busy, and more for a small team."""
        flow = self.agents / self.handling / self.rate * self.ring
        return self.lines or ceil(2.2 * flow + 5 / self.rate + 6)

    @property
    def deep(self) -> int:
        return self.queue or max(6, ceil(self.agents**0.5))


@dataclass(frozen=True, slots=True)
class Ceiling:
    """Occupancy and abandoned share (of the answered), and `table[x + deep]`: so many lines should ring."""

    occupancy: float
    abandoned: float
    table: tuple[int, ...]


Values = list[list[float]]
"""Relative values of (x, m); a solution of one price is a good start for the next."""


def ceiling(world: Memoryless, cap: float, turns: int = 12) -> Ceiling:
    """The best at this cap (a share): a mix of the two tables between which it lies."""
    low, high = 0.1, 60.0  # a price is in calls for one abandoned: where most answer, it is low
    over, values = solve(world, low)
    if over.abandoned <= cap:
        return over
    under = None
    for _ in range(turns):
        price = (low * high) ** 0.5
        at, values = solve(world, price, values)
        if at.abandoned <= cap:
            high, under = price, at
        else:
            low, over = price, at
        if under is not None and over.abandoned - under.abandoned < cap / 8:
            break
    if under is None:
        raise ValueError(f"no price up to {high} keeps {world} at {cap}")
    part = (cap - under.abandoned) / (over.abandoned - under.abandoned)
    mixed = under.occupancy + part * (over.occupancy - under.occupancy)
    return Ceiling(mixed, cap, under.table)


def solve(
    world: Memoryless, price: float, start: Values | None = None, precision: float = 1e-4
) -> tuple[Ceiling, Values]:
    """The best policy when an abandoned call costs as much as `price` connected ones are worth."""
    n, deep, most = world.agents, world.deep, world.most
    states = range(-deep, n + 1)
    rate = most / world.ring + n / world.handling + deep / world.patience
    frees = [(n - max(x, 0)) / world.handling / rate for x in states]
    gives = [max(0, -x) / world.patience / rate for x in states]
    rings = [m / world.ring / rate for m in range(most + 1)]
    value = start or [[0.0] * (most + 1) for _ in states]
    for turn in range(200_000):
        new = _after(value, frees, gives, rings, world.rate, price)
        _raised(new)
        if turn % 20 == 19:
            spread = [
                b - a for row, old in zip(new, value, strict=True) for a, b in zip(old, row, strict=True)
            ]
            if max(spread) - min(spread) < precision / rate:
                break
        shift = new[-1][0]
        value = [[v - shift for v in row] for row in new]
    table = _table(value, frees, gives, rings, world.rate, price)
    return measured(world, table), value


def _after(
    value: Sequence[Sequence[float]],
    frees: list[float],
    gives: list[float],
    rings: list[float],
    p: float,
    price: float,
) -> list[list[float]]:
    """Of being in (x, m) and raising m no more, for one step. An answer is a call; one given up takes it back."""
    rows = []
    last = len(value) - 1
    for i, row in enumerate(value):
        up = value[min(i + 1, last)]
        down = value[max(i - 1, 0)]
        free, give = frees[i], gives[i]
        base = [free * up[0] - give * (1 + price) + give * up[0] + (1 - free - give) * row[0]]
        for m in range(1, len(row)):
            ring = rings[m]
            # The last place in the queue: whoever answers there is lost at once.
            answer = down[m - 1] + 1 if i else row[m - 1] - price
            base.append(
                ring * (p * answer + (1 - p) * row[m - 1])
                + free * up[m]
                + give * (up[m] - 1 - price)
                + (1 - ring - free - give) * row[m]
            )
        rows.append(base)
    return rows


def _raised(rows: Values) -> None:
    """Raising m is free and at once: the best of all m from here up."""
    for row in rows:
        best = row[-1]
        for m in range(len(row) - 2, -1, -1):
            if best > row[m]:
                row[m] = best
            else:
                best = row[m]


def _table(
    value: Sequence[Sequence[float]],
    frees: list[float],
    gives: list[float],
    rings: list[float],
    p: float,
    price: float,
) -> tuple[int, ...]:
    rows = _after(value, frees, gives, rings, p, price)
    return tuple(max(range(len(row)), key=row.__getitem__) for row in rows)


def measured(world: Memoryless, table: tuple[int, ...]) -> Ceiling:
    """Occupancy and abandoned share of a table, from the chain's stationary distribution (power iteration)."""
    n, deep = world.agents, world.deep
    most = max(table)
    rate = most / world.ring + n / world.handling + deep / world.patience
    now = [[0.0] * (most + 1) for _ in table]
    now[-1][table[-1]] = 1.0
    calls = lost = before = -1.0
    for turn in range(400_000):
        now, calls, lost, busy = _step(now, world, table, rate, most)
        if turn % 500 == 499:
            if abs(busy - before) < 1e-6:
                break
            before = busy
    return Ceiling(busy / n, lost / calls if calls else 0.0, table)


def _step(
    now: list[list[float]], world: Memoryless, table: tuple[int, ...], rate: float, most: int
) -> tuple[list[list[float]], float, float, float]:
    n, deep, p, last = world.agents, world.deep, world.rate, len(table) - 1
    new = [[0.0] * (most + 1) for _ in table]
    calls = lost = busy = 0.0
    for i, row in enumerate(now):
        x = i - deep
        at_work = n - max(x, 0)
        free, give = at_work / world.handling / rate, max(0, -x) / world.patience / rate
        here, up, down = new[i], new[min(i + 1, last)], new[max(i - 1, 0)]
        raised, lowered = table[min(i + 1, last)], table[max(i - 1, 0)]
        floor = table[i]
        for m, share in enumerate(row):
            if share < 1e-15:
                continue
            ring = m / world.ring / rate
            busy += share * at_work
            calls += share * ring * p
            lost += share * give
            up[max(m, raised)] += share * (free + give)
            if m:
                if i:
                    down[max(m - 1, lowered)] += share * ring * p
                else:
                    here[max(m - 1, floor)] += share * ring * p
                    lost += share * ring * p
                here[max(m - 1, floor)] += share * ring * (1 - p)
            here[m] += share * (1 - ring - free - give)
    return new, calls, lost, busy


class Table(Deaf):
    """The optimum's own policy in the event simulator: the two must agree."""

    every = 100

    def __init__(self, world: Memoryless, table: tuple[int, ...]) -> None:
        self.deep, self.table = world.deep, table

    def wanted(self, world: World) -> int:
        x = len(world.idle) - len(world.waiting)
        at = min(max(x + self.deep, 0), len(self.table) - 1)
        return max(0, self.table[at] - len(world.ringing))
