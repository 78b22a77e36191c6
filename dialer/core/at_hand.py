"""The contact that an agent has at hand: he looks at it, its line is out for him, they talk, or he is in its aftercall."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from acd.core.agent import IN_CALL, Agent
from acd.core.moment import Moment
from acd.core.scene import Floor
from acd.core.value import Word
from dialer.core.attempt import is_attempt
from dialer.core.line import Line, Stage
from dialer.core.room import Room


class Where(Word):
    """How far they are with each other."""

    SHOWN = "shown"  # a preview that he may dial or pass on
    DIALLED = "dialled"  # the line is out for him, or his own phone rings with it
    TALKING = "talking"
    AFTERCALL = "aftercall"


@dataclass(frozen=True, slots=True)
class AtHand:
    """`until`: when his aftercall is over, or when a preview dials by itself; None: nothing happens by itself."""

    attempt: str
    where: Where
    since: Moment
    until: Moment | None = None


def at_hand(room: Room, floor: Floor, agent: str) -> AtHand | None:
    """His call goes before what is out for him. None: he has no contact of a campaign at hand."""
    known = floor.agents.get(agent)
    if known is None:
        return None
    if known.work in IN_CALL or known.aftercall is not None:
        return _engaged(known)
    return _rung(known) or _out(room, agent)


def _engaged(agent: Agent) -> AtHand | None:
    """Calls of plain queues, and of people who call back, are no attempts."""
    talk, wrap = agent.talk, agent.aftercall
    if talk is not None and is_attempt(talk.call):
        return AtHand(talk.call, Where.TALKING, talk.began)
    if wrap is not None and is_attempt(wrap.call):
        return AtHand(wrap.call, Where.AFTERCALL, wrap.began, wrap.deadline)
    return None


def _rung(agent: Agent) -> AtHand | None:
    offer = agent.offer
    if offer is None or offer.withdrawn or not is_attempt(offer.call):
        return None
    return AtHand(offer.call, Where.DIALLED, offer.since)


_STAGES: Final[Mapping[Stage, Where]] = {
    Stage.SHOWN: Where.SHOWN,
    Stage.OUT: Where.DIALLED,
    Stage.LIVE: Where.DIALLED,
}


def _out(room: Room, agent: str) -> AtHand | None:
    for line in room.lines.values():
        if line.attempt.agent == agent and line.stage in _STAGES:
            return AtHand(line.attempt.id, _STAGES[line.stage], line.since, _dials_at(room, line))
    return None


def _dials_at(room: Room, line: Line) -> Moment | None:
    campaign = room.campaigns.get(line.attempt.campaign)
    if line.stage is not Stage.SHOWN or campaign is None or campaign.card.countdown is None:
        return None
    return line.since + campaign.card.countdown
