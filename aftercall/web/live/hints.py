"""Which of an agent's own things an event changes: his panel asks for them again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from acd.board.telling import Values

CONTACT: Final = "contact"
"""The contact at hand, what was said of it, and promised calls."""
DAY: Final = "day"
"""The sums and intervals of today."""

OF: Final[Mapping[str, tuple[str, ...]]] = {
    "agent-moved": (DAY, CONTACT),
    "aftercall-began": (CONTACT,),
    "aftercall-ended": (CONTACT,),
    "call-offered": (CONTACT,),
    "call-answered": (CONTACT,),
    "call-missed": (CONTACT, DAY),
    "call-ended": (CONTACT,),
    "offer-withdrawn": (CONTACT,),
    "attempt-began": (CONTACT,),
    "attempt-ended": (CONTACT,),
}
"""By the kind of event."""


def hints(event: Values) -> tuple[str, tuple[str, ...]] | None:
    """(agent, what changed of his); None: nothing of anybody's."""
    what, agent = OF.get(event["kind"]), event["agent"]
    return (agent, what) if what and agent is not None else None
