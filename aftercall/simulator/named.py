"""Named scenarios: what kind of day it is on the floor. Each lives some minutes and ends in a report of the promises."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from aftercall.simulator.furniture import QueueSpec
from aftercall.simulator.phones import REGISTER_EVERY, Does, PhoneSpec
from aftercall.simulator.writers import Writing

QUEUES = (
    QueueSpec("sim-sales", "8001", 4, ring=8),
    QueueSpec("sim-help", "8002", 2, ring=8),
    QueueSpec("sim-info", "8003", 0, ring=8),
)
PATIENT = ("00", "01", "02", "03", "04")
MIXED = (*PATIENT, "05", "05", "06", "07")


@dataclass(frozen=True, slots=True)
class Manners:
    """Of one phone: `answer_ms` and `talk_ms` are counted up by phone from the lower to the upper bound."""

    does: Does = Does.ANSWER
    answer_ms: tuple[int, int] = (500, 3000)
    talk_ms: tuple[int, int] = (3000, 12000)
    here_ms: tuple[int, int] = (REGISTER_EVERY, REGISTER_EVERY)
    away_ms: tuple[int, int] = (0, 0)


@dataclass(frozen=True, slots=True)
class Scenario:
    """`rate` callers come a second, at most `waiting` are on the line at once; numbers end with one of `endings`.

    `agents` is how many there are of each manner. `writing`: chats and tickets come, too, and every third agent takes them alone.
    """

    name: str
    about: str
    agents: Mapping[Manners, int]
    rate: float
    waiting: int
    endings: Sequence[str] = PATIENT
    seconds: int = 180
    breaks: bool = True
    voice_within: int = 0
    queues: Sequence[QueueSpec] = field(default=QUEUES)
    writing: Writing | None = None

    def phones(self) -> list[PhoneSpec]:
        specs: list[PhoneSpec] = []
        for manners, count in self.agents.items():
            for index in range(count):
                specs.append(_phone(f"sim{len(specs) + 1:02d}", manners, index / max(1, count - 1)))
        return specs


def _phone(code: str, manners: Manners, part: float) -> PhoneSpec:
    return PhoneSpec(
        code,
        f"secret-of-{code}",
        answer_after_ms=_between(manners.answer_ms, part),
        talk_ms=_between(manners.talk_ms, part),
        does=manners.does,
        here_ms=_between(manners.here_ms, part),
        away_ms=_between(manners.away_ms, part),
    )


def _between(bounds: tuple[int, int], part: float) -> int:
    return round(bounds[0] + part * (bounds[1] - bounds[0]))


SCENARIOS = {
    one.name: one
    for one in (
        Scenario(
            "calm",
            "ten agents, a caller every two seconds, breaks: nobody waits long",
            {Manners(): 10},
            rate=0.5,
            waiting=100,
        ),
        Scenario(
            "mixed",
            "calls, chats and tickets at once; nine agents, of whom three only write; breaks",
            {Manners(): 9},
            rate=0.3,
            waiting=100,
            writing=Writing(),
        ),
        Scenario(
            "rush",
            "forty callers on the line at any time, short talks; some lose patience",
            {Manners(answer_ms=(100, 1500), talk_ms=(500, 4000)): 10},
            rate=20,
            waiting=40,
            endings=MIXED,
        ),
        Scenario(
            "flapping",
            "phones lose their registration, in calls and out of them, and come back",
            {Manners(talk_ms=(2000, 6000), here_ms=(10_000, 25_000), away_ms=(3000, 9000)): 6, Manners(): 2},
            rate=20,
            waiting=12,
        ),
        Scenario(
            "rude",
            "agents decline and let it ring, phones drop dead in a call; callers hang up at any moment or vanish without a word",
            {
                Manners(Does.MOODY, talk_ms=(1000, 6000)): 5,
                Manners(Does.LATE, talk_ms=(0, 0)): 1,
                Manners(Does.LOSE): 1,
            },
            rate=2,
            waiting=20,
            endings=("00", "05", "06", "07", "08", "09", "80", "86", "90", "97"),
            voice_within=40,
        ),
    )
}
