"""The production pacing in the simulated world: it is told what a runtime would tell it, and nothing else."""

from __future__ import annotations

from typing import Final

from aftercall.pacing.scenario import Scenario
from aftercall.pacing.world import World
from dialer.core.crew import Crew, Lines, PaceRules, Tally, Wrapping
from dialer.core.learned import (
    AftercallEnded,
    CrewSeen,
    Learnable,
    Learned,
    LineAnsweredAfter,
    LineFailedAfter,
    TalkEnded,
    learn,
)
from dialer.core.pacing import pace

EPOCH: Final = 1_800_000_000_000
NO_DEADLINE: Final = 86_400_000


class Ours:
    eager = True

    def __init__(self, scenario: Scenario) -> None:
        self.every = round(scenario.tick * 1000)
        self.learned = Learned()
        self.rules = PaceRules(
            cap=round(scenario.cap * 100),
            patience=2000,
            ring=round(scenario.ring * 1000),
            team_least=scenario.team_least,
        )

    def wanted(self, world: World) -> int:
        now = world.now
        crew, lines = seen(world)
        self._learn(CrewSeen(EPOCH + now, crew, lines))
        tally = Tally(world.day.live - len(world.waiting), world.day.abandoned)
        return pace(crew, lines, self.learned, tally, self.rules, EPOCH + now).count

    def _learn(self, event: Learnable) -> None:
        self.learned = learn(self.learned, event)

    def answered(self, now: int, age: int) -> None:
        self._learn(LineAnsweredAfter(EPOCH + now, age))

    def failed(self, now: int, age: int) -> None:
        self._learn(LineFailedAfter(EPOCH + now, age))

    def talked(self, now: int, span: int) -> None:
        self._learn(TalkEnded(EPOCH + now, span))

    def wrapped(self, now: int, span: int) -> None:
        self._learn(AftercallEnded(EPOCH + now, span))


def seen(world: World) -> tuple[Crew, Lines]:
    """Who asked for a break is not in the crew."""
    now, leaving = world.now, world.leaving
    if leaving:
        talking = tuple(now - at for agent, at in world.talking.items() if agent not in leaving)
        wrapping = tuple(
            Wrapping(now - at, NO_DEADLINE) for agent, at in world.wrapping.items() if agent not in leaving
        )
    else:
        talking = tuple([now - at for at in world.talking.values()])
        wrapping = tuple([Wrapping(now - at, NO_DEADLINE) for at in world.wrapping.values()])
    lines = Lines(
        tuple([now - at for at in world.ringing.values()]), tuple([now - at for at in world.waiting.values()])
    )
    return Crew(len(world.idle), talking, wrapping), lines
