"""Who is there for which campaign, read off the floor. An agent in several campaigns is counted for one of them only.

Whom an agent serves is decided when he takes a call, for the time after it, and kept until the next one: lines that a campaign has out
for him are not another campaign's too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from acd.core.agent import IN_CALL, Agent, HoldKind, Work
from acd.core.moment import Moment
from acd.core.scene import Floor
from acd.core.standing import in_queue
from dialer.core.crew import Crew, Wrapping


@dataclass(frozen=True, slots=True)
class Staff:
    """Of one campaign. `free` and `booked` by code; `coming`: agents whose phones ring with a call of the campaign."""

    free: tuple[str, ...] = ()
    booked: tuple[str, ...] = ()
    coming: int = 0
    talking: tuple[int, ...] = ()
    wrapping: tuple[Wrapping, ...] = ()

    @property
    def size(self) -> int:
        return len(self.free) + len(self.booked) + self.coming + len(self.talking) + len(self.wrapping)

    def crew(self) -> Crew:
        """Whom paced lines are for: who is booked has one of his own."""
        talking = self.talking + (0,) * self.coming
        return Crew(len(self.free), talking, self.wrapping)


@dataclass
class _Muster:
    free: list[str] = field(default_factory=list)
    booked: list[str] = field(default_factory=list)
    coming: int = 0
    talking: list[int] = field(default_factory=list)
    wrapping: list[Wrapping] = field(default_factory=list)


def serving(floor: Floor, weights: Mapping[str, int], before: Mapping[str, str]) -> dict[str, str]:
    """Agent -> the campaign that counts him, of those in `weights` that he is in. `before` is kept where it can be."""
    count = dict.fromkeys(weights, 0)
    serves: dict[str, str] = {}
    open_: list[tuple[str, list[str]]] = []
    for code, agent in floor.agents.items():
        mine = _campaigns(floor, agent, weights)
        if not mine:
            continue
        kept = before.get(code)
        chosen = kept if kept in mine else mine[0] if len(mine) == 1 else None
        if chosen is None:
            open_.append((code, mine))
        else:
            serves[code] = chosen
            count[chosen] += 1
    for code, mine in open_:
        least = min(mine, key=lambda campaign: (count[campaign] / max(1, weights[campaign]), campaign))
        serves[code] = least
        count[least] += 1
    return serves


def _campaigns(floor: Floor, agent: Agent, weights: Mapping[str, int]) -> list[str]:
    if not stays(agent):
        return []
    return [c for c in agent.joined if c in weights and in_queue(floor, agent, agent.type, c)]


def stays(agent: Agent) -> bool:
    """He is there, and will be after what he does now: nothing else is asked for or keeps him."""
    held = [kind for kind in agent.holds if kind is not HoldKind.BOOKED]
    there = agent.type is not None and agent.want == agent.type and agent.joins == agent.joined
    return there and agent.next is None and not held


def muster(floor: Floor, serves: Mapping[str, str], now: Moment) -> dict[str, Staff]:
    """By campaign; who is in a call of another queue is talking all the same."""
    found: dict[str, _Muster] = {}
    for code, campaign in serves.items():
        _count(found.setdefault(campaign, _Muster()), floor.agents[code], campaign, now)
    return {
        campaign: Staff(tuple(m.free), tuple(m.booked), m.coming, tuple(m.talking), tuple(m.wrapping))
        for campaign, m in found.items()
    }


def _count(muster: _Muster, agent: Agent, campaign: str, now: Moment) -> None:
    if agent.work in IN_CALL and agent.talk is not None:
        muster.talking.append(max(0, now - agent.talk.began))
    elif agent.work is Work.AFTERCALL and agent.aftercall is not None:
        wrap = agent.aftercall
        muster.wrapping.append(Wrapping(max(0, now - wrap.began), max(0, wrap.deadline - now)))
    elif agent.work is Work.RINGING:
        muster.coming += 1
    elif HoldKind.BOOKED in agent.holds:
        if agent.holds[HoldKind.BOOKED].reason == campaign and not agent.open:
            muster.booked.append(agent.code)
    elif not agent.open:
        muster.free.append(agent.code)
