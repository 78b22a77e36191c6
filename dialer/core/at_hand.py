"""The contact that an agent has at hand: he looks at it, his line rings, they talk, or he is in its aftercall."""

from __future__ import annotations

from dataclasses import dataclass

from acd.core.agent import IN_CALL, Agent
from acd.core.moment import Moment
from acd.core.scene import Floor
from acd.core.value import Word
from dialer.core.attempt import is_attempt
from dialer.core.line import Line, Stage
from dialer.core.room import Room


class Where(Word):
    """How far they are with each other."""

    SHOWN = "shown"  # preview: dial or skip
    DIALLED = "dialled"  # booked for the agent, or his preview: not answered yet
    ANSWERED = "answered"  # and on the way to him
    RINGING = "ringing"  # the agent's own phone
    TALKING = "talking"
    ON_HOLD = "on hold"
    AFTERCALL = "aftercall"


@dataclass(frozen=True, slots=True)
class AtHand:
    """`until`: when aftercall is over, or when a preview dials by itself; None: nothing ends by itself."""

    attempt: str
    where: Where
    until: Moment | None = None


def at_hand(room: Room, floor: Floor, agent: str) -> AtHand | None:
    """A call goes before what is booked for later. None: he has no contact of a campaign at hand."""
    known = floor.agents.get(agent)
    if known is None:
        return None
    return _in_call(known) or _line(room, agent)


def _in_call(agent: Agent) -> AtHand | None:
    """Calls of plain queues, and of people who call back, are no attempts."""
    talk, wrap, offer = agent.talk, agent.aftercall, agent.offer
    if talk is not None and agent.work in IN_CALL:
        return AtHand(talk.call, Where(agent.work.value)) if is_attempt(talk.call) else None
    if wrap is not None:
        return AtHand(wrap.call, Where.AFTERCALL, wrap.deadline) if is_attempt(wrap.call) else None
    if offer is not None and not offer.withdrawn and is_attempt(offer.call):
        return AtHand(offer.call, Where.RINGING)
    return None


_BY_STAGE = {Stage.SHOWN: Where.SHOWN, Stage.OUT: Where.DIALLED, Stage.LIVE: Where.ANSWERED}


def _line(room: Room, agent: str) -> AtHand | None:
    line = next(
        (one for one in room.lines.values() if one.attempt.agent == agent and one.stage in _BY_STAGE), None
    )
    return None if line is None else AtHand(line.attempt.id, _BY_STAGE[line.stage], _countdown(room, line))


def _countdown(room: Room, line: Line) -> Moment | None:
    campaign = room.campaigns.get(line.attempt.campaign)
    if line.stage is not Stage.SHOWN or campaign is None or campaign.card.countdown is None:
        return None
    return line.since + campaign.card.countdown
