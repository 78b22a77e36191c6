"""The short way of the most frequent thing that is heard."""

from __future__ import annotations

from pathlib import Path

import pytest

from acd.core import callers
from acd.core.floor import step
from acd.core.heard import Heard, MemberIs
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


def _lived(recording: Path) -> list[tuple[Floor, MemberIs]]:
    """Each of a member's news in the recording, with the floor that heard it."""
    found: list[tuple[Floor, MemberIs]] = []

    def noted(floor: Floor, event: Heard) -> object:
        if isinstance(event, MemberIs):
            found.append((floor, event))
        return step(floor, event)

    with pytest.MonkeyPatch.context() as patch, recording.open("rb") as file:
        patch.setattr("acd.desk.step", noted)
        list(Replay().run(recorded(file)))
    return found
