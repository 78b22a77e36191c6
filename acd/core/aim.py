"""Where a call may go: a colleague, a queue, a number. And how a supervisor may hear one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

AGENT: Final = "agent"
QUEUE: Final = "queue"
NUMBER: Final = "number"
BY_HAND: Final = "m-"
"""So begin the ids of calls that agents dial."""
MODES: Final = ("listen", "whisper", "join")


@dataclass(frozen=True, slots=True)
class Aim:
    """`to`: an agent's code, a queue's, or a number as people write it.

    Of a number: `number` is what is dialled, over `endpoint` where the site's own dialplan leads nowhere, `shows` the caller id that
    is shown there (empty: as the trunk has it). `over_trunk`: not as the site's own dialplan would, even where it could.
    """

    kind: str
    to: str
    number: str = ""
    endpoint: str = ""
    shows: str = ""
    over_trunk: bool = False
