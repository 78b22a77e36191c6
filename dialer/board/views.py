"""A campaign's own values as what is told of them: plain values, in the order of the model. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Final

from acd.board.fields import iso
from acd.board.telling import Telling, Values, said
from acd.board.views import Head
from acd.core.agent import Agent
from acd.core.moment import Moment
from acd.core.reason import Reason, told
from acd.core.scene import Floor
from dialer.board.models import CampaignBoard
from dialer.board.pulse import Beat
from dialer.core import reasons
from dialer.core.line import Line, Stage
from dialer.core.room import Campaign, Room
from dialer.core.rules import stricter
from dialer.core.staff import muster

AGENTS: Final = ("free", "booked", "ringing", "talking", "aftercall", "away")
LINES: Final = {
    "shown": Stage.SHOWN,
    "ringing": Stage.OUT,
    "waiting": Stage.LIVE,
    "talking": Stage.TALKING,
    "machine": Stage.MACHINE,
    "message": Stage.LEFT,
}

WHOLE: Final = 10_000
"""A cap is in hundredths of a per cent."""


def campaign_board(head: Head, room: Room, floor: Floor, code: str, beat: Beat) -> CampaignBoard:
    """Raises KeyError: the dialer has no such campaign."""
    values = campaign_values(room, floor, room.campaigns[code], beat, head.at)
    return Telling(CampaignBoard, head.over(values)).checked()


def campaign_values(room: Room, floor: Floor, campaign: Campaign, beat: Beat, at: Moment) -> Values:
    """A `CampaignBoard` but for its head."""
    card, counted, why = campaign.card, beat.counted, _why(campaign)
    return {
        "code": card.code,
        "name": card.name,
        "state": card.state.value,
        "mode": card.mode.value,
        "agents": _agents(room, floor, card.code, at),
        "lines": _lines(room, card.code),
        "cap": _cap(campaign, at),
        "paced": campaign.paced.count if campaign.running else 0,
        "why": told(why),
        "why_parts": said(why),
        "today": beat.today(),
        "minute": beat.lately(at),
        "again": iso(campaign.due)
        if campaign.running and campaign.again > at and campaign.due > at
        else None,
        "contacts_left": counted and counted.left,
        "counted_at": counted and iso(counted.at),
    }


def _why(campaign: Campaign) -> tuple[Reason, ...]:
    """Of its pace."""
    stands = campaign.card.state.value
    return campaign.paced.reasons if campaign.running else (reasons.NOT_RUNNING(campaign_state=stands),)


def joined(floor: Floor, campaign: str) -> list[Agent]:
    """Who joined it, on a break too."""
    return [agent for agent in floor.agents.values() if campaign in agent.joined]


def lines_of(room: Room, campaign: str) -> list[Line]:
    return [line for line in room.lines.values() if line.attempt.campaign == campaign]


def _agents(room: Room, floor: Floor, code: str, at: Moment) -> Values:
    here = joined(floor, code)
    count = Counter(_word(agent) for agent in here)
    words = {word: count[word] for word in AGENTS}
    return {"joined": len(here), "counted": _counted(room.serves, floor, code, at), **words}


def _word(agent: Agent) -> str:
    shown = "talking" if agent.shown == "on hold" else agent.shown
    return shown if shown in AGENTS else "away"


def _counted(serves: Mapping[str, str], floor: Floor, code: str, at: Moment) -> int:
    mine = {agent: one for agent, one in serves.items() if one == code and agent in floor.agents}
    staff = muster(floor, mine, at).get(code)
    return staff.size if staff else 0


def _lines(room: Room, code: str) -> Values:
    count = Counter(line.stage for line in lines_of(room, code))
    return {name: count[stage] for name, stage in LINES.items()}


def _cap(campaign: Campaign, at: Moment) -> Values:
    rules, tally = stricter(campaign.card), campaign.window.tally(at)
    return {
        "cap": rules.cap / 100,
        "window_ms": rules.regime.window,
        "live": tally.live,
        "abandoned": tally.abandoned,
        "rate": round(100 * tally.abandoned / tally.live, 2) if tally.live else None,
        "passed": tally.abandoned * WHOLE >= rules.cap * tally.live,
    }
