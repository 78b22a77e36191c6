"""What people configure of the dialer: campaigns, trunks, dispositions, retry rules. Data only, spans in milliseconds.

A campaign's agents are the members of a queue of the same code: aftercall, holds, breaks, recording and the counted times
are the floor's, and so is the promise that nobody is called in aftercall. The queue's card is made with the campaign.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Final

from acd.core.moment import DAY, HOUR, MINUTE, SECOND, Span
from dialer.core.outcome import Outcome


class Mode(Enum):
    PREVIEW = "preview"  # the agent sees the contact, then dials or skips
    PROGRESSIVE = "progressive"  # one line for each free agent, who is booked before it is dialled
    POWER = "power"  # `ratio` lines for each free agent, under the cap
    PREDICTIVE = "predictive"  # paced


BOOKS: Final = frozenset({Mode.PREVIEW, Mode.PROGRESSIVE})
"""Each line is for an agent who is booked; in the others it is for whoever is free, and paced."""


class State(Enum):
    """`paused`: nothing new is dialled, what is out goes on. `stopped`: the same, and agents leave."""

    RUNNING = "running"
    PAUSED = "paused"
    STOPPED = "stopped"


class Step(Enum):
    """Which number is next when an attempt is to be repeated."""

    SAME = "same"
    NEXT = "next"


class Does(Enum):
    """What a disposition does with the contact."""

    FINISH = "finish"
    RETRY = "retry"
    CALLBACK = "callback"
    DO_NOT_CALL = "do not call"
    DEAD_NUMBER = "dead number"


class Amd(Enum):
    OFF = "off"
    HANG_UP = "hang up"
    MESSAGE = "message"


@dataclass(frozen=True, slots=True)
class Retry:
    """After `after`, at most `times` such outcomes in all for the contact, then it is finished; `times` 0: finished at once."""

    after: Span
    times: int
    step: Step = Step.NEXT


RETRIES: Mapping[Outcome, Retry] = {
    Outcome.BUSY: Retry(15 * MINUTE, 5, Step.SAME),
    Outcome.NO_ANSWER: Retry(2 * HOUR, 5),
    Outcome.CANCELLED: Retry(2 * HOUR, 5),
    Outcome.DECLINED: Retry(DAY, 2),
    Outcome.MACHINE: Retry(4 * HOUR, 4),
    Outcome.ABANDONED: Retry(DAY, 2, Step.SAME),
    Outcome.HUNG_UP: Retry(DAY, 2, Step.SAME),
    Outcome.FAILED: Retry(30 * MINUTE, 10, Step.SAME),
    Outcome.INVALID: Retry(0, 1),
    Outcome.NO_AGENT: Retry(MINUTE, 1_000_000, Step.SAME),  # he was never rung: no reason to give him up
    Outcome.UNKNOWN: Retry(4 * HOUR, 3, Step.SAME),
    Outcome.SKIPPED: Retry(4 * HOUR, 3),
}


@dataclass(frozen=True, slots=True)
class Disposition:
    """`retry` for RETRY only; `names` by language."""

    code: str
    does: Does
    names: Mapping[str, str] = field(default_factory=dict)
    retry: Retry | None = None
    success: bool = False
    order: int = 0


@dataclass(frozen=True, slots=True)
class FormField:
    """`kind`: text, long text, number, date, choice, yes or no. `choices` for choice."""

    code: str
    label: str
    kind: str = "text"
    choices: tuple[str, ...] = ()
    required: bool = False


@dataclass(frozen=True, slots=True)
class TrunkCard:
    """`endpoint`: the PJSIP endpoint in Asterisk. At most `channels` lines at once and `rate` new ones a second (0: no limit)."""

    code: str
    endpoint: str
    channels: int = 30
    rate: int = 5
    strip: str = ""
    prefix: str = ""
    active: bool = True


@dataclass(frozen=True, slots=True)
class CampaignCard:
    """`cap` None: the regime's; else hundredths of a per cent, never above the regime's. `trunks` in order of preference.

    `ring`: how long a line rings, not under the regime's least. `per_day`, `per_contact`, `per_number`: attempts at most;
    `gap`: between two attempts to one contact. `calendar`: TOML text of the campaign's own opening hours (None: always
    open; the regime's hours in the contact's zone still hold). `work_type`, `leave_type`: what joining and leaving the
    campaign set. `countdown`: a preview dials by itself after it; None: never. `wait`: aftercall follows attempts without a
    conversation too (preview and manual). `premium`: premium and shared-cost numbers may be dialled. `auto_answer`: the SIP
    header that makes the agents' phones answer at once; empty: they cannot, and the campaign is preview. `message`: the
    sound an abandoned person hears. `weight`: its share of agents whom campaigns share.
    """

    code: str
    name: str = ""
    mode: Mode = Mode.PREDICTIVE
    state: State = State.STOPPED
    regime: str = "eu"
    cap: int | None = None
    ratio: int = 100  # power: hundredths of a line for each free agent
    region: str = "PL"
    language: str = "en"
    caller_id: str = ""
    trunks: tuple[str, ...] = ()
    ring: Span = 25 * SECOND
    amd: Amd = Amd.OFF
    amd_message: str = ""
    message: str = "acd-abandoned"
    per_day: int = 3
    per_contact: int = 10
    per_number: int = 6
    gap: Span = 10 * MINUTE
    calendar: str | None = None
    countdown: Span | None = None
    wait: bool = True
    premium: bool = False
    auto_answer: str = "Call-Info: <sip:aftercall>;answer-after=0"
    work_type: str = "phone"
    leave_type: str = "break"
    weight: int = 1
    retries: Mapping[Outcome, Retry] = field(default_factory=dict)
    dispositions: tuple[Disposition, ...] = ()
    script: str = ""
    form: tuple[FormField, ...] = ()
