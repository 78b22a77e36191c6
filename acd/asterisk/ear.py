"""`hear` for a living link: what cannot be understood is counted and logged, never raised."""

from __future__ import annotations

import structlog

from acd.asterisk.clocks import Clocks
from acd.asterisk.fields import Misheard
from acd.asterisk.hear import Aside, hear
from acd.asterisk.recording import blank
from acd.asterisk.wire import Message
from acd.core.heard import Heard

log = structlog.get_logger(__name__)


class Ear:
    def __init__(self, clocks: Clocks) -> None:
        self._clocks = clocks
        self.misheard = 0

    def hear(self, message: Message) -> Heard | Aside | None:
        try:
            return hear(message, self._clocks.now(), self._clocks.offset)
        except Misheard as error:
            self.misheard += 1
            log.warning("misheard", event_name=message.name, why=str(error), message=_shown(message))
            return None


def _shown(message: Message) -> str:
    return blank(message.raw[:2000]).decode("utf-8", "replace")
