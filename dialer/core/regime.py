"""What the law asks of a dialer, as presets: cap, window, clock, ringing time, hours, lockout. Not legal advice.

Sources are named at each preset; a campaign may be stricter than its regime, never laxer (`dialer.core.cards`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final

from acd.core.moment import DAY, HOUR, MINUTE, SECOND, Span


class Clock(Enum):
    """From when the two seconds are counted within which a person must get an agent."""

    ANSWER = "answer"
    GREETING = "greeting"


@dataclass(frozen=True, slots=True)
class Hours:
    """Local minutes of the day, `opens` included, `closes` not: 8 * 60, 21 * 60."""

    opens: int
    closes: int


@dataclass(frozen=True, slots=True)
class Regime:
    """`cap`: abandoned of all live answers, in hundredths of a per cent (300 is 3 %), counted over the rolling `window`.

    `patience`: from `clock` on, what may pass until an agent has the person. `ring_least`: a line may not be cancelled
    unanswered before. `team_least`: fewer agents than this, and the campaign dials progressively. `lockout`: an abandoned
    number is not called again for so long, unless an agent is booked for it. `hours`: by weekday, Monday first; None: not on that day.
    `holidays`: whether the contact's public holidays are closed.
    """

    code: str
    name: str
    cap: int
    window: Span
    patience: Span
    clock: Clock
    ring_least: Span
    team_least: int
    lockout: Span
    hours: tuple[Hours | None, ...]
    holidays: bool = False


_EIGHT_TO_NINE: Final = Hours(8 * 60, 21 * 60)
_NINE_TO_EIGHT: Final = Hours(9 * 60, 20 * 60)

REGIMES: Final[Mapping[str, Regime]] = {
    # 47 CFR 64.1200(a)(6), (7) and (c)(1); 16 CFR 310.4(b)(4), (c): 3 % per campaign over 30 days, 15 s or four rings, 2 s
    # after the greeting, 8 to 21 at the called party.
    "us": Regime(
        "us",
        "United States (TSR, TCPA)",
        cap=300,
        window=30 * DAY,
        patience=2 * SECOND,
        clock=Clock.GREETING,
        ring_least=15 * SECOND,
        team_least=5,
        lockout=0,
        hours=(_EIGHT_TO_NINE,) * 7,
    ),
    # Ofcom, persistent misuse statement of 20 December 2016: no threshold below which calls are safe, so near zero; 72 h
    # without a guaranteed operator; 15 s.
    "uk": Regime(
        "uk",
        "United Kingdom (Ofcom)",
        cap=10,
        window=DAY,
        patience=2 * SECOND,
        clock=Clock.ANSWER,
        ring_least=15 * SECOND,
        team_least=15,
        lockout=72 * HOUR,
        hours=(*(_NINE_TO_EIGHT,) * 5, Hours(9 * 60, 17 * 60), None),
        holidays=True,
    ),
    # No cap in EU law (ePrivacy art. 13 asks for consent): a careful default of our own.
    "eu": Regime(
        "eu",
        "European Union, or your own",
        cap=100,
        window=DAY,
        patience=2 * SECOND,
        clock=Clock.ANSWER,
        ring_least=15 * SECOND,
        team_least=5,
        lockout=72 * HOUR,
        hours=(*(_NINE_TO_EIGHT,) * 5, None, None),
        holidays=True,
    ),
}
RING_LONGEST: Final = 2 * MINUTE
