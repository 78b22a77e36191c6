"""Simulated callers: they dial, hear music, and stay or leave as the last digit of their number says."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle, islice

from aftercall.simulator.sipp import Sipp, SipServer

ROWS = 2000  # callers in a data file; then they call again, in the same order
FOR_EVER = 3_600_000  # ms: longer than any run


@dataclass(frozen=True, slots=True)
class Manner:
    """How a caller behaves: he stays between `least` and `most` seconds, then hangs up, or vanishes without a BYE."""

    least: float
    most: float
    vanishes: bool = False


PATIENT = Manner(FOR_EVER / 1000, FOR_EVER / 1000)

BY_LAST_DIGIT: dict[str, Manner] = {
    **dict.fromkeys("01234", PATIENT),
    "5": Manner(20, 60),
    "6": Manner(5, 20),
    "7": Manner(1, 8),
    "8": Manner(0.1, 2),
    "9": Manner(1, 10, vanishes=True),
}


@dataclass(frozen=True, slots=True)
class Caller:
    """The last digit of `number` is his manner; the one before it is what a moody phone makes of him."""

    number: str
    dials: str
    stays_ms: int
    vanishes: bool

    @property
    def row(self) -> tuple[str, ...]:
        return (self.number, self.dials, str(self.stays_ms), "vanish" if self.vanishes else "bye")


def crowd(dials: Sequence[str], *, endings: Sequence[str] = ("00",), seed: int = 0) -> Iterator[Caller]:
    """Callers without end, dialling `dials` in turn; each number ends with one of `endings` (two digits, drawn anew).

    The same seed gives the same callers.
    """
    dice = random.Random(seed)
    for index, number in enumerate(cycle(dials)):
        ending = dice.choice(endings)
        manner = BY_LAST_DIGIT[ending[-1]]
        stays = int(1000 * dice.uniform(manner.least, manner.most))
        yield Caller(f"5{index:07d}{ending}", number, stays, manner.vanishes)


class Callers(Sipp):
    """A crowd in one process.

    `waiting`: as many calls are up at once, each that ends is followed by a new one (begun at most `rate` a second).
    For a steady stream instead, choose `rate` and a `waiting` that is never reached.
    """

    def __init__(
        self,
        server: SipServer,
        crowd: Iterator[Caller],
        *,
        waiting: int,
        rate: float = 20,
        total: int | None = None,
        name: str = "callers",
        voice: bool = False,
    ) -> None:
        rows = [caller.row for caller in islice(crowd, ROWS if total is None else min(total, ROWS))]
        super().__init__(
            name,
            server,
            "callers.xml",
            rows,
            rate=rate,
            limit=waiting,
            total=total,
            voice=voice,
            polite=True,
        )
