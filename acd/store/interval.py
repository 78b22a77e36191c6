"""An agent's time: one row of intervals without a hole. Pure.

Each move begins an interval that lasts until the next move. Within `[begin, end)` the intervals lie edge to edge, so
their sum is the length of the log-in, to the millisecond. Corrections are laid over the moves, later ones over
earlier ones; the moves stay as they were.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from acd.core.moment import Moment, Span

OFF: Final = "off"
AFTERCALL: Final = "aftercall"
HANDLING: Final = ("talking", "on hold", AFTERCALL)
HOLDS: Final = ("missed", "supervisor", "phone", "booked")
STATES: Final = (OFF, "free", "working", "ringing", *HANDLING, "break", *HOLDS)


@dataclass(frozen=True, slots=True)
class Move:
    """As it was written: `agent` counts under `state` and `type` from `at` on, until his next move."""

    seq: int
    agent: str
    at: Moment
    state: str
    type: str | None
    session: Moment | None
    before: str
    queue: str | None = None
    call: str | None = None
    by: str = ""
    reason: str = ""
    phone: str | None = None


@dataclass(frozen=True, slots=True)
class Correction:
    """A supervisor's word on `[begin, end)`; `at` is when it was given. A `state` of off takes that time
    away."""

    agent: str
    begin: Moment
    end: Moment
    state: str
    type: str | None
    by: str
    why: str
    at: Moment = 0


@dataclass(frozen=True, slots=True)
class Interval:
    """`[begin, end)` under one state and type. `corrected`: the supervisor who said so, else empty."""

    begin: Moment
    end: Moment
    state: str
    type: str | None
    session: Moment | None
    queue: str | None = None
    call: str | None = None
    by: str = ""
    reason: str = ""
    phone: str | None = None
    corrected: str = ""

    @property
    def length(self) -> Span:
        return self.end - self.begin


@dataclass(frozen=True, slots=True)
class Session:
    """A log-in as far as it lies in the day. `length` is read from log-in and log-out, `sum` added up from
    the parts."""

    session: Moment
    begin: Moment
    end: Moment
    length: Span
    sum: Span


def intervals(moves: Sequence[Move], begin: Moment, end: Moment) -> tuple[Interval, ...]:
    """The row of `[begin, end)`, off included, without what takes no time. Before the first move he is
    off."""
    nothing = Move(0, "", begin, OFF, None, None, OFF)
    starts = [nothing, *moves]
    ends = [move.at for move in moves] + [end]
    row = (
        _interval(move, max(move.at, begin), min(until, end))
        for move, until in zip(starts, ends, strict=True)
    )
    return tuple(part for part in row if part.begin < part.end)


def corrected(row: Sequence[Interval], corrections: Sequence[Correction]) -> tuple[Interval, ...]:
    """The row with the corrections laid over it, in the order in which they were given."""
    for correction in sorted(corrections, key=lambda c: c.at):
        row = [part for interval in row for part in _overlaid(interval, correction)]
    return tuple(row)


def sums(row: Iterable[Interval]) -> dict[tuple[str, str | None], Span]:
    total: dict[tuple[str, str | None], Span] = defaultdict(int)
    for part in row:
        if part.state != OFF:
            total[part.state, part.type] += part.length
    return dict(total)


def sessions(moves: Sequence[Move], begin: Moment, end: Moment) -> tuple[Session, ...]:
    """The log-ins as they were recorded, cut to `[begin, end)`."""
    parts: dict[Moment, Span] = defaultdict(int)
    for part in intervals(moves, begin, end):
        if part.session is not None:
            parts[part.session] += part.length
    return tuple(_session(one, moves, begin, end, total) for one, total in parts.items())


def _interval(move: Move, begin: Moment, end: Moment) -> Interval:
    return Interval(
        begin=begin,
        end=end,
        state=move.state,
        type=move.type,
        session=move.session,
        queue=move.queue,
        call=move.call,
        by=move.by,
        reason=move.reason,
        phone=move.phone,
    )


def _overlaid(part: Interval, correction: Correction) -> list[Interval]:
    begin, end = max(part.begin, correction.begin), min(part.end, correction.end)
    if begin >= end:
        return [part]
    session = None if correction.state == OFF else part.session
    new = Interval(
        begin, end, correction.state, correction.type, session, reason=correction.why, corrected=correction.by
    )
    around = (replace(part, end=begin), new, replace(part, begin=end))
    return [piece for piece in around if piece.begin < piece.end]


def _session(one: Moment, moves: Sequence[Move], begin: Moment, end: Moment, total: Span) -> Session:
    """Its end is the first move after its own that is not in it."""
    last = max(index for index, move in enumerate(moves) if move.session == one)
    until = moves[last + 1].at if last + 1 < len(moves) else end
    first, until = max(one, begin), min(until, end)
    return Session(one, first, until, until - first, total)
