"""Why a wish about a chat or ticket is refused: every sentence of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from acd.core.reason import Sentence

OVER: Final = Sentence("item-over", "{item} is {stage}; reopen it first", "over")
TAKEN: Final = Sentence("taken", "agent {who} has {item} already; ask him to transfer it")
OFFERED: Final = Sentence("offered", "{item} is being offered to agent {who}; wait till he has answered")
NOT_OFFERED: Final = Sentence("not-offered", "{item} is not offered to agent {agent}: it is {stage}")
OFFERED_TO: Final = Sentence(
    "offered-to-another", "{item} is not offered to agent {agent}, but to agent {who}", "not-offered"
)
NOT_OFFERED_HAD: Final = Sentence(
    "not-offered-had", "{item} is not offered to agent {agent}: agent {who} has it", "not-offered"
)
KIND: Final = Sentence("kind", "kind '{kind}' is neither chat nor ticket")
NONE_WAITS: Final = Sentence("none-waits", "no {what} wait in the queues of agent {agent}", "nothing")
ANOTHERS: Final = Sentence("item-of-another", "agent {who} has {item}; ask him, or a supervisor", "not-his")
NOT_HIS: Final = Sentence(
    "item-not-his", "{item} is {stage}: agent {agent} does not have it; take it first", "not-his"
)
NOBODYS: Final = Sentence("item-nobodys", "{item} is {stage}: nobody has it", "not-his")
PEND_NOBODYS: Final = Sentence(
    "pend-nobodys", "{item} is {stage}: only what an agent has can wait for its customer", "not-his"
)
TARGET: Final = Sentence("target", "name an agent or a queue to transfer {item} to, one of the two")
UNTIL: Final = Sentence("until", "{item} cannot wait till a moment that has passed; name a later one")

_CANNOT: Final = "agent {agent} cannot take {what}: he "
CANNOT: Final[Mapping[str, Sentence]] = {
    sentence.code: sentence
    for sentence in (
        Sentence("take-off", _CANNOT + "is logged out; log in first", "off"),
        Sentence("take-changing", _CANNOT + "is changing his work type", "changing"),
        Sentence("take-break", _CANNOT + "is on a break; end the break first", "break"),
        Sentence(
            "take-type",
            _CANNOT + "is on a work type that does not take them; choose a type that takes {kinds}",
            "type",
        ),
        Sentence("take-held", _CANNOT + "is held; resume first", "held"),
        Sentence(
            "take-engaged", _CANNOT + "is in a call or its aftercall; take it after the call", "engaged"
        ),
        Sentence(
            "take-full",
            _CANNOT + "has as many open as he may ({most} {kinds}); solve, return or transfer one first",
            "full",
        ),
        Sentence("take-asked", _CANNOT + "is being offered one already", "asked"),
        Sentence("take-queue", _CANNOT + "is not in its queue; somebody of that queue can take it", "queue"),
        Sentence("take-penalty", _CANNOT + "has too high a penalty in its queue", "penalty"),
    )
}
"""By what hinders him (`fit`)."""
