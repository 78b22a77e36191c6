"""How fast a load is, and how long it will take: by its rows of the last seconds."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import Final

from acd.core.moment import SECOND, Moment, Span

LATELY: Final = 15 * SECOND


@dataclass
class Speed:
    """`seen`: (moment, row)."""

    seen: deque[tuple[Moment, int]] = field(default_factory=deque)

    def note(self, at: Moment, row: int) -> None:
        self.seen.append((at, row))
        while len(self.seen) > 2 and self.seen[0][0] < at - LATELY:
            self.seen.popleft()

    @property
    def rate(self) -> float | None:
        """Rows a second; None: too little is known."""
        if len(self.seen) < 2 or (span := self.seen[-1][0] - self.seen[0][0]) <= 0:
            return None
        return (self.seen[-1][1] - self.seen[0][1]) * SECOND / span

    def left(self, rows: int) -> Span | None:
        """Until row `rows` is done."""
        if not self.seen or not self.rate:
            return None
        return round(max(0, rows - self.seen[-1][1]) * SECOND / self.rate)
