"""A line: an attempt under way, from the record to its end."""

from __future__ import annotations

from dataclasses import dataclass

from acd.core.moment import Moment
from acd.core.value import Word
from dialer.core.attempt import Attempt
from dialer.core.cards import CampaignCard, Mode


class Stage(Word):
    SHOWN = "shown"  # preview: the agent looks at the contact
    OUT = "out"  # dialled and not answered
    LIVE = "live"  # answered: AMD listens, or a person waits for an agent
    TALKING = "talking"  # an agent has him
    LEFT = "left"  # nobody had: he hears the message
    MACHINE = "machine"


@dataclass(frozen=True)
class Line:
    """`live`: since when a person is known to be there. `seen`: when Asterisk last said that it is there. `over`: since when it is
    not, while the end of its agent's talk is waited for."""

    attempt: Attempt
    stage: Stage
    since: Moment
    live: Moment | None = None
    cancelled: bool = False
    left: bool = False
    told: bool = False  # AMD said what it is, or does not run
    seen: Moment = 0
    over: Moment | None = None
    preview: bool = False  # the agent's phone comes first: he is in the call before the contact is


def phone_first(card: CampaignCard, attempt: Attempt) -> bool:
    """The agent's phone is rung before the contact's: a preview; and a call that he promised himself, for the queue would give the
    person to whoever is free the longest."""
    return card.mode is Mode.PREVIEW or attempt.own


def adopted(attempt: Attempt, preview: bool) -> Line:
    """A line that was out before we came, as far as the record says."""
    if attempt.connected is not None:
        stage = Stage.TALKING
    elif attempt.answered is None:
        stage = Stage.OUT
    else:
        stage = Stage.MACHINE if attempt.amd == "machine" else Stage.LIVE
    live = None if stage is Stage.MACHINE else attempt.answered
    return Line(attempt, stage, attempt.began, live, told=bool(attempt.amd), preview=preview)


@dataclass(frozen=True)
class Wrap:
    """An agent's aftercall of an attempt. `said`: the disposition that is known to be on record."""

    attempt: str
    campaign: str
    said: str | None = None
