"""The sums of what was seen: calls, offers that should not have been, and how long each aftercall was. Pure.

Aftercall begins when the agent's leg of a conversation ends (or, if earlier, with the pause `aftercall`, which a
hang-up handler sets a moment before). How it ends depends on who keeps it:
* `BY_RELEASE`: with the first unpause in any queue, with his removal from his last queue (he goes on a break), or
  with a pause for another reason (a hold follows);
* `BY_CLOCK`: Asterisk's wrapuptime shows no event at its end: it should last its seconds from the end of the leg.
An agent who was unpaused between connection and hang-up, and not paused again, had no aftercall (its length is nought).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum

from aftercall.simulator import seen

AFTERCALL = "aftercall"
CALL = "call"  # paused for the talk itself; seen again for every queue


class Keeper(Enum):
    BY_RELEASE = "release"
    BY_CLOCK = "clock"


@dataclass(frozen=True, slots=True)
class Offence:
    """A call offered to an agent who should have had none: `since` seconds after his aftercall or break began."""

    at: float
    agent: str
    queue: str
    since: float


@dataclass(frozen=True, slots=True)
class Aftercall:
    """One that was seen from its beginning to its end; `length` in seconds, nought where there was none."""

    agent: str
    queue: str
    began: float
    length: float


@dataclass(frozen=True, slots=True)
class Tally:
    """`calls` are conversations that are over, `answered` all that began. `open` agents were in an aftercall at the end."""

    calls: int = 0
    joined: int = 0
    answered: int = 0
    offers: int = 0
    missed: int = 0
    abandoned: int = 0
    in_aftercall: tuple[Offence, ...] = ()
    on_break: tuple[Offence, ...] = ()
    aftercalls: tuple[Aftercall, ...] = ()
    by_agent: dict[str, int] = field(default_factory=dict)
    open: tuple[str, ...] = ()


@dataclass(slots=True)
class _Agent:
    leg: str | None = None
    queue: str = ""  # of the last conversation
    queues: set[str] = field(default_factory=set)
    aftercall: float | None = None  # since when
    free: bool = False  # released before the hang-up was seen
    break_: float | None = None  # since when
    calls: int = 0


class Teller:
    """Counts while it is shown one thing after the other; `tally` may be asked at any moment."""

    def __init__(self, keeper: Keeper = Keeper.BY_RELEASE, aftercall: float = 0) -> None:
        self._keeper = keeper
        self._span = aftercall
        self._agents: dict[str, _Agent] = {}
        self._legs: dict[str, str] = {}
        self._joined = self._answered = self._abandoned = 0
        self._offers = self._missed = self._calls = 0
        self._in_aftercall: list[Offence] = []
        self._on_break: list[Offence] = []
        self._aftercalls: list[Aftercall] = []

    @property
    def calls(self) -> int:
        """Conversations that are over."""
        return self._calls

    def show(self, thing: seen.Seen) -> None:
        match thing:
            case seen.Called():
                self._called(thing)
            case seen.Connected():
                self._connected(thing)
            case seen.Ended(at, leg):
                self._ended(at, leg)
            case seen.Paused():
                self._paused(thing)
            case seen.Unpaused(at, agent, _):
                self._released(at, agent)
            case seen.Added(_, agent, queue, _):
                self._agent(agent).queues.add(queue)
            case seen.Removed():
                self._removed(thing)
            case seen.Missed():
                self._missed += 1
            case seen.Joined():
                self._joined += 1
            case seen.Abandoned():
                self._abandoned += 1
            case seen.Rebooted(at):
                for leg in list(self._legs):
                    self._ended(at, leg)
            case seen.BreakTaken(at, agent):
                self._agent(agent).break_ = at
            case seen.BreakEnded(_, agent):
                self._agent(agent).break_ = None

    def tally(self) -> Tally:
        return Tally(
            calls=self._calls,
            joined=self._joined,
            answered=self._answered,
            offers=self._offers,
            missed=self._missed,
            abandoned=self._abandoned,
            in_aftercall=tuple(self._in_aftercall),
            on_break=tuple(self._on_break),
            aftercalls=tuple(self._aftercalls),
            by_agent={name: agent.calls for name, agent in sorted(self._agents.items())},
            open=tuple(name for name, agent in sorted(self._agents.items()) if agent.aftercall is not None),
        )

    def _agent(self, name: str) -> _Agent:
        return self._agents.setdefault(name, _Agent())

    def _called(self, offer: seen.Called) -> None:
        self._offers += 1
        agent = self._agent(offer.agent)
        if agent.break_ is not None and offer.at > agent.break_:
            self._on_break.append(Offence(offer.at, offer.agent, offer.queue, offer.at - agent.break_))
        if self._keeper is Keeper.BY_CLOCK and agent.aftercall is not None:
            agent.aftercall = agent.aftercall if offer.at < agent.aftercall + self._span else None
        if agent.aftercall is not None:
            self._in_aftercall.append(Offence(offer.at, offer.agent, offer.queue, offer.at - agent.aftercall))

    def _connected(self, talk: seen.Connected) -> None:
        agent = self._agent(talk.agent)
        self._answered += 1
        agent.leg, agent.queue, agent.free, agent.aftercall = talk.leg, talk.queue, False, None
        self._legs[talk.leg] = talk.agent

    def _ended(self, at: float, leg: str) -> None:
        name = self._legs.pop(leg, None)
        if name is None:
            return
        agent = self._agent(name)
        agent.leg = None
        agent.calls += 1
        self._calls += 1
        if agent.free:
            self._aftercalls.append(Aftercall(name, agent.queue, at, 0.0))
        elif agent.aftercall is None:
            agent.aftercall = at

    def _paused(self, pause: seen.Paused) -> None:
        agent = self._agent(pause.agent)
        if pause.reason == AFTERCALL:
            if agent.aftercall is None and agent.leg is not None:
                agent.aftercall = pause.at
        elif pause.reason not in ("", CALL):
            self._released(pause.at, pause.agent)
        if agent.leg is not None:
            agent.free = False

    def _removed(self, gone: seen.Removed) -> None:
        agent = self._agent(gone.agent)
        agent.queues.discard(gone.queue)
        if not agent.queues:
            self._released(gone.at, gone.agent)

    def _released(self, at: float, name: str) -> None:
        """His aftercall is over, if he was in one; in a conversation it means that there will be none."""
        if self._keeper is Keeper.BY_CLOCK:
            return
        agent = self._agent(name)
        if agent.aftercall is not None:
            self._aftercalls.append(Aftercall(name, agent.queue, agent.aftercall, at - agent.aftercall))
            agent.aftercall = None
        if agent.leg is not None:
            agent.free = True


def tally(things: Iterable[seen.Seen], keeper: Keeper = Keeper.BY_RELEASE, aftercall: float = 0) -> Tally:
    teller = Teller(keeper, aftercall)
    for thing in things:
        teller.show(thing)
    return teller.tally()
