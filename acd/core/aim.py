"""Where a call may go: a colleague, a queue, a number. And how a supervisor may hear one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

AGENT: Final = "agent"
QUEUE: Final = "queue"
NUMBER: Final = "number"
MODES: Final = ("listen", "whisper", "join")


@dataclass(frozen=True, slots=True)
class Aim:
    """`to`: an agent's code, a queue's, or a number as people write it.

    Of a number: `number` is what is dialled, over `endpoint` (empty: as the site's own dialplan says), `shows` the caller id that
    is shown there (empty: as the trunk has it).
    """

    kind: str
    to: str
    number: str = ""
    endpoint: str = ""
    shows: str = ""
