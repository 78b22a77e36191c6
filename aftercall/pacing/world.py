"""A day of a campaign, event by event: lines ring, people answer, wait and go, agents talk, wrap up and take breaks.

Times are milliseconds from the start. Agents are taken longest idle first, people first come, first served. A person whom
nobody took within his patience is abandoned. Nothing here knows how many lines should be dialled: that is the policy's.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from heapq import heappop, heappush
from typing import Final, Protocol

from aftercall.pacing.scenario import Scenario
from aftercall.pacing.stream import ANSWERS, FAILS, RINGS, TALKS, WAITS, WRAPS, uniform

ANSWERED, FAILED, GIVES_UP, TALK_ENDS, WRAP_ENDS, COMES_BACK, ASKED, WAVE = range(8)

HALF_HOUR: Final = 1_800_000
_BREAKS: Final = 1 << 40
"""Numbers of the calls that there are not: of breaks."""


class Policy(Protocol):
    """Asked for a number of new lines every `every` milliseconds, and when an agent comes free if `eager`. It hears what happens."""

    every: int
    eager: bool

    def wanted(self, world: World) -> int: ...

    def answered(self, now: int, age: int) -> None: ...

    def failed(self, now: int, age: int) -> None: ...

    def talked(self, now: int, span: int) -> None: ...

    def wrapped(self, now: int, span: int) -> None: ...


class Deaf:
    """What a policy that does not listen hears."""

    every = 1000
    eager = True

    def answered(self, now: int, age: int) -> None: ...

    def failed(self, now: int, age: int) -> None: ...

    def talked(self, now: int, span: int) -> None: ...

    def wrapped(self, now: int, span: int) -> None: ...


@dataclass(slots=True)
class Day:
    """What came of it. Spans are agents' milliseconds; `waits`: how long agents were idle before each call."""

    dialled: int = 0
    live: int = 0
    abandoned: int = 0
    connected: int = 0
    talk: int = 0
    wrap: int = 0
    idle: int = 0
    waits: list[int] = field(default_factory=list)
    halves: dict[int, list[int]] = field(default_factory=dict)
    broken: int = 0
    """Moments at which abandoned / live stood over the cap, counted at each abandoned call from the hundredth live one on."""

    @property
    def occupancy(self) -> float:
        busy = self.talk + self.wrap
        return busy / (busy + self.idle) if busy + self.idle else 0.0

    @property
    def rate(self) -> float:
        return self.abandoned / self.live if self.live else 0.0


class World:
    """`idle`: agent to since when; `talking`, `wrapping` the same; `leaving`: agents who asked for a break and are busy yet;
    `ringing`: line to when it was dialled; `waiting`: line to when it was answered."""

    def __init__(self, scenario: Scenario, seed: int) -> None:
        self.scenario, self.seed = scenario, seed
        self.now = 0
        self.idle: dict[int, int] = dict.fromkeys(range(scenario.agents), 0)
        self.talking: dict[int, int] = {}
        self.wrapping: dict[int, int] = {}
        self.leaving: dict[int, float] = {}
        self.away: set[int] = set()
        self.ringing: dict[int, int] = {}
        self.waiting: dict[int, int] = {}
        self.day = Day()
        self.finished = 0
        self.wrap_spans: dict[int, int] = {}
        self._events: list[tuple[int, int, int]] = []
        self._breaks = [0] * scenario.agents
        self._due = [self._next_break(agent) for agent in range(scenario.agents)]
        self._deaf_until = 0
        self._rate = scenario.answer_rate
        self._changes = sorted((round(one.hour * 3_600_000), one.answer_rate) for one in scenario.changes)
        self._waves = sorted((round(one.hour * 3_600_000), n) for n, one in enumerate(scenario.waves))
        self._gaps = sorted(
            (round(one.hour * 3_600_000), round(one.minutes * 60_000)) for one in scenario.gaps
        )
        for at, number in self._waves:
            heappush(self._events, (at, WAVE, number))

    def run(self, policy: Policy) -> Day:
        end = round(self.scenario.hours * 3_600_000)
        tick, asked = 0, -1000
        events = self._events
        handle = (
            self._answered,
            self._failed,
            self._gives_up,
            self._talk_ends,
            self._wrap_ends,
            self._comes_back,
        )
        while True:
            if events and events[0][0] < tick:
                self.now, kind, who = heappop(events)
                if self.now >= end:
                    break
                if kind == WAVE:
                    self._wave(who)
                    continue
                if kind == ASKED:
                    if self.now - asked < 200 or not self.idle:
                        continue
                else:
                    came_free = handle[kind](who, policy)
                    if came_free and policy.eager and self.now - asked >= 200:
                        asked = self.now
                        self._ask(policy)
                    continue
            self.now = tick
            if tick >= end:
                break
            asked = tick
            tick += policy.every
            self._ask(policy)
        return self._closed(end)

    def _ask(self, policy: Policy) -> None:
        while self._changes and self.now >= self._changes[0][0]:
            self._rate = self._changes.pop(0)[1]
        while self._gaps and self.now >= self._gaps[0][0]:
            at, span = self._gaps.pop(0)
            self._deaf_until = at + span
        if self.now < self._deaf_until:
            return
        for _ in range(policy.wanted(self)):
            self._dial()

    def _dial(self) -> None:
        scenario, seed = self.scenario, self.seed
        line = self.day.dialled
        self.day.dialled = line + 1
        self.ringing[line] = self.now
        if uniform(seed, line, ANSWERS) < self._rate:
            span = scenario.answered.quantile(uniform(seed, line, RINGS))
            kind = ANSWERED
        else:
            u = uniform(seed, line, FAILS)
            early = scenario.failed_early
            law, u = (scenario.early, u / early) if u < early else (scenario.late, (u - early) / (1 - early))
            span, kind = law.quantile(u), FAILED
        heappush(self._events, (self.now + round(span * 1000), kind, line))

    def _answered(self, line: int, policy: Policy) -> bool:
        began = self.ringing.pop(line)
        if self.now >= self._deaf_until:
            policy.answered(self.now, self.now - began)
        self._half()[0] += 1
        self.day.live += 1
        if self.idle:
            self._connect(line)
            return False
        self.waiting[line] = self.now
        patience = self.scenario.patience.quantile(uniform(self.seed, line, WAITS))
        heappush(self._events, (self.now + round(patience * 1000), GIVES_UP, line))
        return False

    def _failed(self, line: int, policy: Policy) -> bool:
        began = self.ringing.pop(line)
        if self.now >= self._deaf_until:
            policy.failed(self.now, self.now - began)
        return False

    def _gives_up(self, line: int, policy: Policy) -> bool:
        if self.waiting.pop(line, None) is None:
            return False
        day = self.day
        day.abandoned += 1
        self._half()[1] += 1
        if day.live >= 100 and day.abandoned * 100 > self.scenario.cap * day.live:
            day.broken += 1
        return False

    def _connect(self, line: int) -> None:
        agent = next(iter(self.idle))
        since = self.idle.pop(agent)
        self.day.idle += self.now - since
        self.day.waits.append(self.now - since)
        self.day.connected += 1
        self.talking[agent] = self.now
        span = round(self.scenario.talk.quantile(uniform(self.seed, line, TALKS)) * 1000)
        self.wrap_spans[agent] = round(self.scenario.wrap.quantile(uniform(self.seed, line, WRAPS)) * 1000)
        heappush(self._events, (self.now + span, TALK_ENDS, agent))

    def _talk_ends(self, agent: int, policy: Policy) -> bool:
        span = self.now - self.talking.pop(agent)
        self.day.talk += span
        if self.now >= self._deaf_until:
            policy.talked(self.now, span)
        self.wrapping[agent] = self.now
        heappush(self._events, (self.now + self.wrap_spans[agent], WRAP_ENDS, agent))
        return False

    def _wrap_ends(self, agent: int, policy: Policy) -> bool:
        span = self.now - self.wrapping.pop(agent)
        self.day.wrap += span
        self.finished += 1
        if self.now >= self._deaf_until:
            policy.wrapped(self.now, span)
        if agent in self.leaving:
            self._leave(agent, self.leaving.pop(agent))
            return False
        breaks = self.scenario.breaks
        if breaks is not None and self.now >= self._due[agent]:
            u = uniform(self.seed, _BREAKS + agent, self._breaks[agent] * 2 + 1)
            self._leave(agent, breaks.least + u * (breaks.most - breaks.least))
            return False
        return self._free(agent)

    def _free(self, agent: int) -> bool:
        self.idle[agent] = self.now
        if self.waiting:
            line = next(iter(self.waiting))
            del self.waiting[line]
            self._connect(line)
            return False
        return True

    def _leave(self, agent: int, minutes: float) -> None:
        self.away.add(agent)
        heappush(self._events, (self.now + round(minutes * 60_000), COMES_BACK, agent))

    def _comes_back(self, agent: int, policy: Policy) -> bool:
        self.away.discard(agent)
        self._breaks[agent] += 1
        self._due[agent] = self.now + self._next_break(agent)
        return self._free(agent)

    def _next_break(self, agent: int) -> int:
        """Between half and one and a half of `every`."""
        breaks = self.scenario.breaks
        if breaks is None:
            return 1 << 60
        u = uniform(self.seed, _BREAKS + agent, self._breaks[agent] * 2)
        return round(breaks.every * (0.5 + u) * 60_000)

    def _wave(self, number: int) -> None:
        wave = self.scenario.waves[number]
        there = [*self.idle, *self.talking, *self.wrapping]
        there.sort(key=lambda agent: uniform(self.seed, _BREAKS + 1_000_000 + agent, number))
        for agent in there[: round(wave.share * len(there))]:
            if agent in self.idle:
                self.day.idle += self.now - self.idle.pop(agent)
                self._leave(agent, wave.minutes)
            else:
                self.leaving[agent] = wave.minutes

    def _half(self) -> list[int]:
        return self.day.halves.setdefault(self.now // HALF_HOUR, [0, 0])

    def _closed(self, end: int) -> Day:
        """Spans that reach over the end are counted up to it."""
        day = self.day
        day.idle += sum(end - since for since in self.idle.values())
        day.talk += sum(end - since for since in self.talking.values())
        day.wrap += sum(end - since for since in self.wrapping.values())
        return day
