"""How fast each campaign dials: attempts of the last minute, counted from the facts, and of today, from the store's count on."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable
from dataclasses import dataclass, field

from acd.core.facts import Fact
from acd.core.moment import MINUTE, Moment
from dialer.core.facts import AttemptBegan


@dataclass(frozen=True, slots=True)
class Counted:
    """By the store, at `at`: contacts that may still be called some time, attempts since midnight."""

    left: int
    today: int
    at: Moment


@dataclass
class Beat:
    """Of one campaign. `begun`: attempts of the last minute, and those that the store's count does not hold."""

    counted: Counted | None = None
    begun: deque[Moment] = field(default_factory=deque)

    def today(self) -> int:
        if self.counted is None:
            return len(self.begun)
        return self.counted.today + sum(at > self.counted.at for at in self.begun)

    def lately(self, now: Moment) -> int:
        return sum(at > now - MINUTE for at in self.begun)

    def count(self, counted: Counted) -> None:
        self.counted = counted
        while self.begun and self.begun[0] <= counted.at - MINUTE:
            self.begun.popleft()


class Pulse:
    def __init__(self) -> None:
        self._beats: defaultdict[str, Beat] = defaultdict(Beat)

    def hear(self, facts: Iterable[Fact]) -> None:
        for fact in facts:
            if isinstance(fact, AttemptBegan):
                self._beats[fact.campaign].begun.append(fact.at)

    def of(self, campaign: str) -> Beat:
        return self._beats[campaign]
