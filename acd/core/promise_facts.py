"""What became true of promises, of calls and of items alike. Made by `promised.said`."""

from __future__ import annotations

from dataclasses import dataclass

from acd.core.moment import Span
from acd.core.promised import PromiseFact


@dataclass(frozen=True, slots=True)
class PromiseMade(PromiseFact):
    """Its clock runs. `span`: the open time that was promised."""

    span: Span


@dataclass(frozen=True, slots=True)
class PromiseWarned(PromiseFact):
    """Time runs out: `left` of it is open time."""

    left: Span


@dataclass(frozen=True, slots=True)
class PromiseBroken(PromiseFact):
    """More open time has passed than was promised. `credit`: what that costs by its level, in hundredths of a per cent."""

    credit: int


@dataclass(frozen=True, slots=True)
class PromiseKept(PromiseFact):
    """What was promised has happened, after `spent` of open time. `late`: it was broken before, and stays so."""

    spent: Span
    late: bool


@dataclass(frozen=True, slots=True)
class PromisePaused(PromiseFact):
    """Its clock stands, with `spent` of open time."""

    spent: Span


@dataclass(frozen=True, slots=True)
class PromiseResumed(PromiseFact):
    """Its clock goes on, with `spent` of open time. `reopened`: what was promised had not happened after all."""

    spent: Span
    reopened: bool


@dataclass(frozen=True, slots=True)
class PromiseChanged(PromiseFact):
    """Computed anew, by level or calendar; `before` is the level that it was of. `span`: the open time promised now."""

    before: str
    span: Span
    why: str


@dataclass(frozen=True, slots=True)
class PromiseDropped(PromiseFact):
    """It is neither kept nor broken. `how`: given up (the caller left in time), withdrawn (nobody had to keep it any more), or changed
    (its level has no such target now)."""

    how: str
