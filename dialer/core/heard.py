"""Inputs of the dialer besides the floor's facts: what became of lines, of what the store was asked for, and configuration."""

from __future__ import annotations

from dataclasses import dataclass

from acd.core.heard import Heard
from acd.core.moment import Moment
from dialer.core.attempt import Attempt
from dialer.core.cards import CampaignCard, TrunkCard


@dataclass(frozen=True, slots=True)
class CampaignSet(Heard):
    """Made, changed, started, paused or stopped, `by` whom."""

    card: CampaignCard
    by: str = ""


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
    """These attempts are on record and may be dialled. Fewer than `wanted`: nobody else may be called before `again` (None: ever).

    `trunks` and `agents` as they were in the order: trunks that no attempt uses have room again. `promised`: agents who promised
    calls themselves that are due; told where the order named no agents.
    """

    campaign: str
    wanted: int
    attempts: tuple[Attempt, ...]
    again: Moment | None = None
    trunks: tuple[str, ...] = ()
    agents: tuple[str, ...] = ()
    promised: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NotTaken(Heard):
    """The database did not take them: nothing is dialled."""

    campaign: str
    wanted: int
    why: str
    trunks: tuple[str, ...] = ()
    agents: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Booked(Heard):
    """The floor has answered `Book`; whether he is booked is seen on the floor."""

    agent: str
    campaign: str


@dataclass(frozen=True, slots=True)
class TalliesAre(Heard):
    """What the store knows of live answers by the hour: (hour since 1970, live, abandoned), within the regime's window."""

    campaign: str
    hours: tuple[tuple[int, int, int], ...]


@dataclass(frozen=True, slots=True)
class Remembered(Heard):
    """After a start: attempts that ended lately, oldest first, to learn from."""

    campaign: str
    attempts: tuple[Attempt, ...]


@dataclass(frozen=True, slots=True)
class DialNow(Heard):
    """The agent wants the contact dialled that he is shown (preview)."""

    agent: str


@dataclass(frozen=True, slots=True)
class SkipNow(Heard):
    """The agent passes on the contact that he is shown."""

    agent: str


@dataclass(frozen=True, slots=True)
class Disposed(Heard):
    """What became of the attempt was said and is on record, also long after it ended."""

    attempt: str
    campaign: str
    disposition: str
    by: str


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
class LineForbidden(Heard):
    """Asked again at the moment of dialing, permission said no: nobody was rung."""

    attempt: str
    why: str


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
    (3: it rang its time out). `no_agent`: a preview whose agent's phone did not take it; the contact was never dialled.
    `silent`: its time ran out and the network gave no sign of it, not even that it rings."""

    attempt: str
    cause: int | None
    tech: int | None
    reason: int | None = None
    no_agent: bool = False
    silent: bool = False


@dataclass(frozen=True, slots=True)
class LinesAre(Heard):
    """After a (re)connect: attempts whose lines Asterisk still knows. All others are gone."""

    attempts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tick(Heard):
    """Time to pace."""
