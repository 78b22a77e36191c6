"""The short way of the most frequent thing that is heard."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from pathlib import Path

import pytest

from acd.asterisk.hear import hear
from acd.asterisk.wire import Message
from acd.core import callers
from acd.core.facts import Fact
from acd.core.floor import step, steps
from acd.core.heard import Heard, MemberIs
from acd.core.orders import Order
from acd.core.scene import Floor, Scene
from aftercall.replay import Replay, recorded

RECORDINGS = sorted((Path(__file__).parents[1] / "recordings").glob("*.ami"))


@pytest.mark.parametrize("recording", RECORDINGS, ids=lambda path: path.stem)
def test_the_short_way_leads_to_the_same_floor(recording: Path) -> None:
    """Whenever a member's news is told the short way, the long way makes the same floor, tells nothing and orders nothing."""
    taken = 0
    for floor, event in _lived(recording):
        alone = callers.member_alone(floor, event)
        if alone is not None:
            scene = Scene(floor, event.at)
            callers.on_member(scene, event)
            assert (scene.floor(), scene.facts, scene.orders) == (alone, [], [])
            taken += 1
    assert taken > 0


@pytest.mark.parametrize("recording", RECORDINGS, ids=lambda path: path.stem)
def test_together_is_as_one_after_the_other(recording: Path) -> None:
    """Things heard at one moment and stepped together leave the same floor, facts and orders as each on its own."""
    together = 0

    def both(floor: Floor, events: Sequence[Heard]) -> object:
        nonlocal together
        now, facts, orders = floor, list[Fact](), list[Order]()
        for event in events:
            now, new, asked = step(now, event)
            facts += new
            orders += asked
        done = steps(floor, events)
        assert done == (now, tuple(facts), tuple(orders))
        together += len(events) > 1
        return done

    with pytest.MonkeyPatch.context() as patch, recording.open("rb") as file:
        patch.setattr("acd.desk.steps", both)
        replay, things = Replay(), list(recorded(file))
        list(replay.run(things))
        heard = [hear(thing.what, thing.at) for thing in things if isinstance(thing.what, Message)]
        events = [event for event in heard if isinstance(event, Heard)]
        at = max(event.at for event in events)
        for first in range(0, len(events), 7):
            both(replay.floor, [dataclasses.replace(event, at=at) for event in events[first : first + 7]])
    assert together > 0


def _lived(recording: Path) -> list[tuple[Floor, MemberIs]]:
    """Each of a member's news in the recording, with the floor that heard it."""
    found: list[tuple[Floor, MemberIs]] = []

    def noted(floor: Floor, events: Sequence[Heard]) -> object:
        now = floor
        for event in events:
            if isinstance(event, MemberIs):
                found.append((now, event))
            now, _, _ = step(now, event)
        return steps(floor, events)

    with pytest.MonkeyPatch.context() as patch, recording.open("rb") as file:
        patch.setattr("acd.desk.steps", noted)
        list(Replay().run(recorded(file)))
    return found
