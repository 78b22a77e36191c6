"""The daemon's clock: wall time that never jumps.

It is anchored to the wall clock once and then runs on the monotonic one, so a step of the wall clock neither ends an aftercall nor
tears a hole into somebody's day. A difference is worked off slowly (at most 5 % faster or slower).
"""

from __future__ import annotations

import time
from collections.abc import Callable

SLEW = 0.05


class Clock:
    """`now()` is milliseconds UTC; it never goes back, and not before `not_before` (the last moment on record)."""

    def __init__(
        self,
        not_before: int = 0,
        wall: Callable[[], float] = time.time,
        steady: Callable[[], float] = time.monotonic,
    ) -> None:
        self._wall, self._steady = wall, steady
        self._last = steady()
        self._shown = max(wall(), not_before / 1000)

    def now(self) -> int:
        steady = self._steady()
        passed = steady - self._last
        if passed > 0:
            self._last = steady
            gap = self._wall() - (self._shown + passed)
            self._shown += passed + max(-SLEW * passed, min(SLEW * passed, gap))
        return int(self._shown * 1000)

    def gap(self) -> float:
        """Seconds by which the wall clock is ahead."""
        self.now()
        return self._wall() - self._shown
