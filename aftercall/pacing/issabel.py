"""Issabel's (Elastix's) predictive campaign, written anew from its published rules: every five seconds, free agents and those whose
call is likely to end soon, less what rings; with `overcommit` divided by the answer rate.

Its probability that a call ends soon does not ask how long the call has lasted already beyond what an exponential law says
unconditionally: kept as it is.
"""

from __future__ import annotations

from collections import deque
from math import exp

from aftercall.pacing.world import Deaf, World


class Issabel(Deaf):
    every = 5000
    eager = False

    def __init__(self, overcommit: bool = False) -> None:
        self.overcommit = overcommit
        self._dialling: deque[float] = deque(maxlen=20)
        self._recent: deque[tuple[int, bool]] = deque()
        self._talks, self._talked = 0, 0.0

    def answered(self, now: int, age: int) -> None:
        self._dialling.append(age / 1000)
        self._recent.append((now, True))

    def failed(self, now: int, age: int) -> None:
        self._dialling.append(age / 1000)
        self._recent.append((now, False))

    def talked(self, now: int, span: int) -> None:
        self._talks += 1
        self._talked += span / 1000

    def wanted(self, world: World) -> int:
        lines = len(world.idle) + self._soon(world) - len(world.waiting)
        lines = max(0, lines - len(world.ringing))
        if self.overcommit:
            while self._recent and self._recent[0][0] < world.now - 1_800_000:
                self._recent.popleft()
            if len(self._recent) >= 10:
                rate = sum(answered for _, answered in self._recent) / len(self._recent)
                lines = round(lines / max(0.2, rate))
        return lines

    def _soon(self, world: World) -> int:
        if self._talks < 10:
            return 0
        known = list(self._dialling) + [8.0] * (20 - len(self._dialling))
        ahead, mean = sum(known) / 20, self._talked / self._talks
        return sum(
            1
            for since in world.talking.values()
            if 1 - exp(-((world.now - since) / 1000 + ahead) / mean) >= 0.97
        )
