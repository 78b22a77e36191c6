"""Which share of the lines is answered by a person, now: fast where it changes, exact where it stays.

Failures and answers end lines at different ages, so a line counts by the second in which it was dialled. Of a second that is
younger than the longest ring only a part of the answers is known: as many as the ring law says (`G(age)`), which makes the
youngest lines tell at once, without bias. Older seconds go into memories of different length, and the longest of them that
does not contradict a shorter one is believed (Lepski's rule): no threshold in time, no window to set.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import sqrt
from typing import Final, NamedTuple

from acd.core.moment import SECOND, Moment, Span

MEMORIES: Final = (40.0, 150.0, 600.0, 2400.0, 10000.0)
"""In lines."""

MORE: Final = 3.0
LESS: Final = 3.2
FEW: Final = 50.0
"""Standard deviations that contradict: more answers than believed at once; fewer, with few lines, only when it is beyond doubt
(`LESS` + `FEW` / lines). To take 20 silent lines for a dead list would dial three times as many, and have all of them answered."""

_PRIOR_LINES: Final = 3.0
_PRIOR_RATE: Final = 0.5
_YOUNG: Final = 32


class Share(NamedTuple):
    """The answer rate, and its standard error."""

    rate: float
    error: float


@dataclass(frozen=True, slots=True)
class Second:
    """Lines dialled in one second (of the epoch) whose end is known, and those of them a person answered."""

    second: int
    answers: int
    lines: int


@dataclass(frozen=True, slots=True)
class Answering:
    """`young`: seconds whose lines may still ring, oldest first. `old`: (answers, lines) by memory.

    `longest`: seconds a line rang at most.
    """

    young: tuple[Second, ...] = ()
    old: tuple[tuple[float, float], ...] = ((0.0, 0.0),) * len(MEMORIES)
    longest: int = _YOUNG

    def ended(self, at: Moment, age: Span, answered: bool) -> Answering:
        """A line that was dialled `age` before `at` is answered, or failed."""
        longest = max(self.longest, age // SECOND + 2)
        young = _with(self.young, (at - age) // SECOND, answered)
        ripe = at // SECOND - longest
        old = self.old
        grown = sum(1 for second in young if second.second < ripe)
        for second in young[:grown]:
            old = _older(old, second)
        return Answering(young[grown:], old, longest)

    def share(self, ringing: Iterable[Moment], law: tuple[float, ...], now: Moment) -> Share:
        """What is believed at `now`, when lines dialled at the moments `ringing` still ring; `law`: of the answered, by seconds."""
        answers, lines = self._fresh(ringing, law, now)
        told = [(answers, lines), *((answers + more, lines + out) for more, out in self.old)]
        for number in range(len(told) - 1, 0, -1):
            share = _share(*told[number])
            if not any(_contradicts(share.rate, *shorter) for shorter in told[:number]):
                return share
        return _share(answers, lines)

    def steady(self, ringing: Iterable[Moment], law: tuple[float, ...], now: Moment) -> Share:
        """What the longest memory says, whatever the shorter ones hold against it."""
        answers, lines = self._fresh(ringing, law, now)
        more, out = self.old[-1]
        return _share(answers + more, lines + out)

    @property
    def known(self) -> float:
        """Lines whose second is past: what may be said without the ring law."""
        return self.old[-1][1]

    def _fresh(self, ringing: Iterable[Moment], law: tuple[float, ...], now: Moment) -> tuple[float, float]:
        answers, lines = 0.0, 0.0
        here = now // SECOND
        for second in self.young:
            answers += second.answers
            lines += second.lines * law[min(max(here - second.second, 0), len(law) - 1)]
        for dialled in ringing:
            lines += law[min(max((now - dialled) // SECOND, 0), len(law) - 1)]
        return answers, lines


def _with(young: tuple[Second, ...], second: int, answered: bool) -> tuple[Second, ...]:
    """Youngest last; most ends belong to one of the seconds that are there."""
    at = len(young)
    while at and young[at - 1].second > second:
        at -= 1
    if at and young[at - 1].second == second:
        had = young[at - 1]
        return (*young[: at - 1], Second(second, had.answers + answered, had.lines + 1), *young[at:])
    return (*young[:at], Second(second, int(answered), 1), *young[at:])


Memories = tuple[tuple[float, float], ...]


def _older(old: Memories, second: Second) -> Memories:
    """A memory that the next shorter one contradicts is of another time: it begins again with what that one holds."""
    memories: list[tuple[float, float]] = []
    for (answers, lines), memory in zip(old, MEMORIES, strict=True):
        kept = (1 - 1 / memory) ** second.lines
        answers, lines = answers * kept + second.answers, lines * kept + second.lines
        if memories and _contradicts(answers / lines, *memories[-1]):
            answers, lines = memories[-1]
        memories.append((answers, lines))
    return tuple(memories)


def _contradicts(rate: float, answers: float, lines: float) -> bool:
    """Whether that many answers of so many lines are too odd for this rate.

    Counted in standard deviations of the square root, which stay what they are where few answers are expected (Anscombe 1948).
    """
    if not lines:
        return False
    beyond = 2 * (sqrt(answers + 0.375) - sqrt(rate * lines + 0.375)) / sqrt(max(1 - rate, 0.05))
    return beyond > MORE or -beyond > LESS + FEW / lines


def _share(answers: float, lines: float) -> Share:
    """With a few lines' worth of belief before any was seen: half of them answered, which dials few."""
    whole = lines + _PRIOR_LINES
    rate = min((answers + _PRIOR_LINES * _PRIOR_RATE) / whole, 1.0)
    return Share(rate, sqrt(max(rate * (1 - rate), 0.25 / whole) / whole))


__all__ = ["Answering", "Second", "Share"]
