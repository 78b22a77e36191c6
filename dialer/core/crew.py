"""What pacing looks at: the agents of a campaign and its lines, at one moment. Ages and spans in milliseconds."""

from __future__ import annotations

from dataclasses import dataclass

from acd.core.moment import Span
from acd.core.reason import Reason, told


@dataclass(frozen=True, slots=True)
class Wrapping:
    """An agent in aftercall: for how long, and how long at most still (his deadline; he may end it earlier or extend it)."""

    age: Span
    left: Span


@dataclass(frozen=True, slots=True)
class Crew:
    """Agents who are there for this campaign. Who asked for a break, or a log-off, is not in it; who is shared is counted once."""

    free: int = 0
    talking: tuple[Span, ...] = ()
    wrapping: tuple[Wrapping, ...] = ()

    @property
    def size(self) -> int:
        return self.free + len(self.talking) + len(self.wrapping)


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines that are out and not answered, by age; people who answered and have no agent yet, by how long they wait."""

    ringing: tuple[Span, ...] = ()
    waiting: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Tally:
    """What the cap counts, over its window: live answers, those of them that were abandoned."""

    live: int = 0
    abandoned: int = 0


@dataclass(frozen=True, slots=True)
class PaceRules:
    """`cap` in hundredths of a per cent. `ratio` None: predictive; else hundredths of a line a free agent (power).

    `progressive`: never more lines than free agents (a small team, or the mode). `lines`: at most so many out at once (trunks,
    contacts). `patience`: how long a person who answered is kept for an agent. `ring`: how long a line rings.
    """

    cap: int
    patience: Span
    ring: Span
    team_least: int = 1
    progressive: bool = False
    ratio: int | None = None
    lines: int | None = None


@dataclass(frozen=True, slots=True)
class Paced:
    """Dial so many more, and why, for the campaign manager."""

    count: int
    reasons: tuple[Reason, ...]

    @property
    def why(self) -> str:
        """In one line of English."""
        return told(self.reasons)
