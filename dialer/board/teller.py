"""Campaigns on the board: each at most once a second, and only what reads otherwise than before.

A campaign's lines and agents change many times a second, so nothing is made when something happens: once a second it is looked at.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from typing import Final, Protocol

from acd.board.models import Told
from acd.board.telling import Values
from acd.board.topics import board_topic
from acd.core.facts import Fact
from acd.core.moment import Moment
from acd.core.scene import Floor
from dialer.board import CAMPAIGNS
from dialer.board.history import PaceHistory
from dialer.board.models import CampaignBoard
from dialer.board.pulse import Pulse
from dialer.board.views import campaign_values
from dialer.core.room import Room

PACE: Final = 1.0
"""Seconds."""


class Board(Protocol):
    """Who tells (`acd.board.teller.Teller`)."""

    def state(self, topic: str, model: type[Told], body: Values | None, at: Moment) -> None: ...


class CampaignTeller:
    """`pulse` is what else is known of each campaign: how fast it dials, what the store counted; `pace` how that went lately."""

    def __init__(
        self,
        board: Board,
        site: str,
        room: Callable[[], Room],
        floor: Callable[[], Floor],
        now: Callable[[], Moment],
    ) -> None:
        self.pulse = Pulse()
        self.pace = PaceHistory()
        self._board = board
        self._site = site
        self._room = room
        self._floor = floor
        self._now = now
        self._known: set[str] = set()

    def hear(self, facts: Iterable[Fact]) -> None:
        self.pulse.hear(facts)

    def tell(self) -> None:
        """All campaigns as they stand now; those that are no more go."""
        room, floor, at = self._room(), self._floor(), self._now()
        for code, campaign in room.campaigns.items():
            values = campaign_values(room, floor, campaign, self.pulse.of(code), at)
            self.pace.note(code, values, at)
            self._tell(code, values, at)
        for code in self._known - room.campaigns.keys():
            self._tell(code, None, at)
            self.pace.forget(code)
        self._known = set(room.campaigns)

    def _tell(self, code: str, body: Values | None, at: Moment) -> None:
        self._board.state(board_topic(self._site, CAMPAIGNS, code), CampaignBoard, body, at)

    async def run(self) -> None:
        """Until cancelled; then once more, so that the last word is right."""
        try:
            while True:
                await asyncio.sleep(PACE)
                self.tell()
        finally:
            self.tell()
