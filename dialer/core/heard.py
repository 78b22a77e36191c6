"""Inputs of the dialer besides the floor's facts: what became of lines, of what the store was asked for, and configuration."""

from __future__ import annotations

from dataclasses import dataclass

from acd.core.heard import Heard
from acd.core.moment import Moment
from dialer.core.attempt import Attempt
from dialer.core.cards import CampaignCard, TrunkCard


@dataclass(frozen=True, slots=True)
class CampaignSet(Heard):
    card: CampaignCard


@dataclass(frozen=True, slots=True)
class CampaignUnset(Heard):
    campaign: str


@dataclass(frozen=True, slots=True)
class TrunkSet(Heard):
    card: TrunkCard


@dataclass(frozen=True, slots=True)
class TrunkUnset(Heard):
    trunk: str


@dataclass(frozen=True, slots=True)
class Taken(Heard):
    """These attempts are on record and may be dialled. Fewer than `wanted`: nobody else may be called before `again` (None: ever)."""

    campaign: str
    wanted: int
    attempts: tuple[Attempt, ...]
    again: Moment | None = None


@dataclass(frozen=True, slots=True)
class NotTaken(Heard):
    """The database did not take them: nothing is dialled."""

    campaign: str
    wanted: int
    why: str


@dataclass(frozen=True, slots=True)
class LineOut(Heard):
    """Asterisk took the dial: the line is out."""

    attempt: str


@dataclass(frozen=True, slots=True)
class LineRefused(Heard):
    """Asterisk did not take it (`silent`: did not answer, so nobody knows)."""

    attempt: str
    why: str
    silent: bool = False


@dataclass(frozen=True, slots=True)
class LineAnswered(Heard):
    """The called party picked up."""

    attempt: str


@dataclass(frozen=True, slots=True)
class LineJudged(Heard):
    """Answering-machine detection is done. `status`: human, machine, not sure, hung up; `raw` as AMD gave it."""

    attempt: str
    status: str
    raw: str


@dataclass(frozen=True, slots=True)
class LineLeft(Heard):
    """The person was answered by nobody in time and hears the message: abandoned, from this moment on."""

    attempt: str


@dataclass(frozen=True, slots=True)
class LineEnded(Heard):
    """The line is gone. `cause` is Q.850, `tech` the SIP status that ended it, if one did; `reason` is OriginateResponse's
    (3: it rang its time out)."""

    attempt: str
    cause: int | None
    tech: int | None
    reason: int | None = None


@dataclass(frozen=True, slots=True)
class LinesAre(Heard):
    """After a (re)connect: attempts whose lines Asterisk still knows. All others are gone."""

    attempts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tick(Heard):
    """Time to pace."""
