"""Why a chat or ticket cannot be brought."""

from __future__ import annotations

from typing import Final

from acd.core.reason import Sentence

CLOSED: Final = Sentence("queue-closed", "queue {queue} is closed: it opens at {opens}", "closed")
CLOSED_FOR_GOOD: Final = Sentence(
    "queue-closed-for-good", "queue {queue} is closed: it is not known to open again", "closed"
)
BRING_A_TICKET: Final = Sentence("bring-a-ticket", "bring a ticket, or come back then")
