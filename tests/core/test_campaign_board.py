"""From the dialer's room to the campaign's board: what stands there, and when it is told."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from acd.board.models import Told
from acd.board.telling import Telling, Values
from acd.board.topics import model_at
from acd.board.views import Head
from acd.core.heard import Leave
from acd.core.moment import MINUTE, SECOND
from dialer.board.models import CampaignBoard
from dialer.board.pulse import Beat, Counted
from dialer.board.teller import CampaignTeller
from dialer.board.views import campaign_board, campaign_values
from dialer.core import heard
from dialer.core.cards import Mode, State
from dialer.core.facts import AttemptBegan
from tests.core.test_room import World

# Else the plugins make a loop before the first test that nobody closes, and the collector's complaint fails another test.
asyncio.set_event_loop(None)


def board(world: World, beat: Beat | None = None) -> CampaignBoard:
    """Checked against the model, to the letter."""
    head = Head("main", 0, 7, world.now)
    values = campaign_values(
        world.room, world.floor, world.room.campaigns["spring"], beat or Beat(), world.now
    )
    told = Telling(CampaignBoard, head.over(values))
    assert told.payload == told.checked().model_dump_json().encode()
    return campaign_board(head, world.room, world.floor, "spring", beat or Beat())


@pytest.mark.parametrize("mode", list(Mode))
def test_the_sums_are_right_at_any_moment(mode: Mode) -> None:
    """In two minutes of each mode every agent is in one word, every line in one stage, and the cap shows what was counted."""
    world = World(mode, seed=3)
    talked = 0
    for _ in range(120):
        world.run(1)
        now = board(world)
        agents = now.agents
        each = (agents.free, agents.booked, agents.ringing, agents.talking, agents.aftercall, agents.away)
        assert sum(each) == agents.joined == 6
        assert agents.counted <= agents.joined
        lines = now.lines
        all_lines = (lines.shown, lines.ringing, lines.waiting, lines.talking, lines.machine, lines.message)
        assert sum(all_lines) == len(world.room.lines)
        assert now.cap.abandoned <= now.cap.live
        talked += agents.talking
    assert talked
    assert (now.state, now.mode, now.cap.cap) == ("running", mode.value, 3.0)
    assert now.cap.live
    assert now.cap.rate is not None
    assert now.why


def test_who_left_is_not_on_it() -> None:
    """An agent who leaves the campaign is no longer counted; one on a break is away."""
    world = World(Mode.PROGRESSIVE, seed=1)
    world.wish(Leave, "1000", queue="spring")
    world.run(60)
    assert board(world).agents.joined == 5


def test_a_paused_campaign_says_so() -> None:
    """Its pace is nothing, and the reason is that it is paused."""
    world = World(Mode.PREDICTIVE, seed=1)
    world.run(20)
    world.dial(heard.CampaignSet(world.now, replace(world.card, state=State.PAUSED), "rita"))
    now = board(world)
    assert (now.state, now.paced, now.why, now.again) == ("paused", 0, "the campaign is paused", None)


def test_attempts_of_a_minute_and_of_today() -> None:
    """The store's count of today and what began since are one sum; a minute later nothing is of the last minute."""
    beat = Beat()
    for at in (10 * SECOND, 20 * SECOND, 80 * SECOND):
        beat.begun.append(at)
    assert (beat.today(), beat.lately(81 * SECOND)) == (3, 1)
    beat.count(Counted(left=40, today=12, at=30 * SECOND))
    assert (beat.today(), beat.lately(85 * SECOND)) == (13, 1)
    beat.count(Counted(left=39, today=13, at=5 * MINUTE))
    assert (beat.today(), beat.lately(5 * MINUTE), len(beat.begun)) == (13, 0, 0)


class Wall:
    def __init__(self) -> None:
        self.told: dict[str, Values | None] = {}

    def state(self, topic: str, model: type[Told], body: Values | None, at: int) -> None:
        assert model is CampaignBoard
        assert model_at(topic) is CampaignBoard
        self.told[topic] = body


def test_what_the_teller_tells() -> None:
    """All campaigns, with what is counted besides; one that was removed goes."""
    world, wall = World(Mode.PREDICTIVE, seed=2), Wall()
    teller = CampaignTeller(wall, "main", lambda: world.room, lambda: world.floor, lambda: world.now)
    teller.hear([AttemptBegan(world.now, "d-main-1", "spring", 1, "+48512345678", "t")])
    teller.pulse.of("spring").count(Counted(400, 0, world.now - 1))
    teller.tell()
    told: dict[str, Any] = wall.told["aftercall/main/campaigns/spring"] or {}
    assert (told["today"], told["minute"], told["contacts_left"]) == (1, 1, 400)
    assert b"+48" not in repr(told).encode()
    world.dial(heard.CampaignUnset(world.now, "spring"))
    teller.tell()
    assert wall.told == {"aftercall/main/campaigns/spring": None}
