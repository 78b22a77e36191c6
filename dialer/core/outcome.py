"""How an attempt ended, in one word. The raw causes are kept beside it; `dialer.core.causes` maps them."""

from __future__ import annotations

from typing import Final

from acd.core.value import Word


class Outcome(Word):
    CONNECTED = "connected"  # a person, and an agent with him
    ABANDONED = "abandoned"  # a person, and no agent in time
    HUNG_UP = "hung up"  # a person who went before it counts as abandoned
    MACHINE = "machine"
    BUSY = "busy"
    NO_ANSWER = "no answer"  # rang its time out
    DECLINED = "declined"
    INVALID = "invalid"  # no such number
    FAILED = "failed"  # the network or our side: says nothing about the contact
    CANCELLED = "cancelled"  # we took it back while it rang, after the least ringing time
    NO_AGENT = "no agent"  # agent's own phone did not take the call: the contact was never dialled
    SKIPPED = "skipped"  # preview: the agent passed
    UNKNOWN = "unknown"  # a crash lies between the dial and what became of it


LIVE: Final = frozenset({Outcome.CONNECTED, Outcome.ABANDONED})
"""What the abandonment rate counts: abandoned / live."""

NOT_RUNG: Final = frozenset({Outcome.NO_AGENT, Outcome.SKIPPED})
"""The contact's phone was not called."""

NOT_COUNTED: Final = NOT_RUNG | {Outcome.FAILED}
"""Not held against the contact: no attempt of the most that a campaign may make."""

NOT_FELT: Final = NOT_RUNG | {Outcome.INVALID}
"""Nobody's phone can have rung: no gap after it."""
