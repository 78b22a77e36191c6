"""What the cap counts, over a rolling window of whole hours: the oldest hour counts in full until it is wholly out of the window."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from acd.core.moment import HOUR, Moment, Span
from acd.core.value import replace
from dialer.core.crew import Tally


@dataclass(frozen=True)
class Window:
    """`hours`: hour since 1970 -> (live, abandoned)."""

    span: Span
    hours: Mapping[int, tuple[int, int]] = field(default_factory=dict)

    def counted(self, at: Moment, live: int, abandoned: int) -> Window:
        hour = at // HOUR
        so_far = self.hours.get(hour, (0, 0))
        hours = {h: n for h, n in self.hours.items() if h >= self._oldest(at)}
        hours[hour] = (so_far[0] + live, so_far[1] + abandoned)
        return replace(self, hours=hours)

    def tally(self, now: Moment) -> Tally:
        kept = [n for h, n in self.hours.items() if h >= self._oldest(now)]
        return Tally(sum(live for live, _ in kept), sum(abandoned for _, abandoned in kept))

    def _oldest(self, now: Moment) -> int:
        return (now - self.span) // HOUR
