"""Simulated callers: they dial, hear music, and stay or leave as the last digit of their number says."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path

from aftercall.bench.folders import Folder
from aftercall.simulator.sipp import SCENARIOS, Sipp, SipServer

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
    For a steady stream instead, choose `rate` and a `waiting` that is never reached. `voice`: they send back what they hear;
    `speak`: they hum from when they are connected.
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
        speak: bool = False,
    ) -> None:
        self._voices = Folder("aftercall-voices") if speak else None
        scenario = str(_speaking(self._voices.path)) if self._voices else "callers.xml"
        rows = [caller.row for caller in islice(crowd, ROWS if total is None else min(total, ROWS))]
        super().__init__(
            name,
            server,
            scenario,
            rows,
            rate=rate,
            limit=waiting,
            total=total,
            voice=voice,
            polite=True,
            media_ports=2 * waiting if speak else 4,
        )

    def close(self) -> None:
        super().close()
        if self._voices is not None:
            self._voices.close()


def _speaking(folder: Path) -> Path:
    """The scenario with a hum from its first moment on the line: mu-law as RTP carries it, over and over."""
    hum = folder / "hum.ulaw"
    hum.write_bytes(bytes((0xFF, 0xF0, 0xEC, 0xF0, 0xFF, 0x70, 0x6C, 0x70)) * 1000)
    begin = f'  <nop><action><exec rtp_stream="{hum},-1,0"/></action></nop>\n  <pause variable="stays_ms"/>\n'
    before, after = (SCENARIOS / "callers.xml").read_text().split('<label id="up"/>')
    path = folder / "callers.xml"
    path.write_text(before + '<label id="up"/>' + after.replace('  <pause variable="stays_ms"/>\n', begin, 1))
    return path
