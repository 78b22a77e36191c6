"""VICIdial's pacing, written anew from its published rules: a dial level placed every 2.5 s and adapted every 15 s.

What is counted, when, and by which formula is told in docs/reference/pacing.md. Not its daemons: no polling delays of its
agent side are modelled, which flatters it.
"""

from __future__ import annotations

from collections import deque
from typing import Final

from aftercall.pacing.scenario import Scenario
from aftercall.pacing.world import Deaf, World

SAMPLES: Final = 15
OPENS: Final = 13
LATEST: Final = 2100
"""The day ends when it says: VICIdial's `latest_server_time` is 21:00."""


class Vicidial(Deaf):
    """`method`: hard, average, tapered, or ratio (a fixed `level`). `available_only`: its Available Only Tally."""

    every = 500
    eager = False

    def __init__(
        self,
        scenario: Scenario,
        method: str,
        available_only: bool = False,
        level: float = 1.0,
        most: float = 3.0,
    ) -> None:
        self.cap, self.method, self.available_only = scenario.cap, method, available_only
        self.level, self.most = level, most
        self._ready: deque[int] = deque(maxlen=SAMPLES)
        self._waiting: deque[int] = deque(maxlen=SAMPLES)
        self._total: deque[int] = deque(maxlen=SAMPLES)
        self._drops = self._answers = self._calls = 0
        self._minute = (0, 0)
        self._before = (0, 0)

    def wanted(self, world: World) -> int:
        if world.now % 1000 == 0:
            self._sample(world)
        if world.now % 60_000 == 0:
            self._count(world)
        if self.method != "ratio" and world.now and world.now % 15_000 == 0:
            self._adapt(world)
        return self._place(world) if world.now % 2_500 == 0 else 0

    def _place(self, world: World) -> int:
        ready, talking = len(world.idle), len(world.talking)
        counted = ready if self.available_only else ready + talking
        goal = round(self.level * counted) - (counted - ready)
        return max(0, goal - len(world.ringing) - len(world.waiting))

    def _sample(self, world: World) -> None:
        self._ready.append(len(world.idle))
        self._waiting.append(len(world.waiting))
        self._total.append(len(world.idle) + len(world.talking) + len(world.wrapping))

    def _count(self, world: World) -> None:
        """Its counters are as of the last minute, since midnight; a call counts as answered once it is dispositioned."""
        day = world.day
        self._minute = (day.abandoned - self._before[0], day.dialled - self._before[1])
        self._before = (day.abandoned, day.dialled)
        self._drops, self._answers, self._calls = day.abandoned, day.abandoned + world.finished, day.dialled

    def _adapt(self, world: World) -> None:
        total = sum(self._total) / len(self._total)
        if not total:
            return
        spare = (sum(self._ready) - sum(self._waiting)) / len(self._ready)
        level = max(1.0, min(self.level * (1 + spare / total), self.most))
        drops, calls = self._minute
        if calls > 20 and drops / calls > 0.5:
            level /= 2
        if self._calls > 50 and self._answers and 100 * self._drops / self._answers > self.cap:
            level = self._cut(level, world)
        self.level = max(1.0, level)

    def _cut(self, level: float, world: World) -> float:
        if self.method == "hard":
            return 1.0
        if self.method == "average":
            return level / 2
        minutes = world.now // 60_000
        left = LATEST - ((OPENS + minutes // 60) * 100 + minutes % 60)
        return 1.0 if left < 0 else level * min(1.0, left / 1000)
