"""All that people configured: the floor's cards and the dialer's."""

from __future__ import annotations

from dataclasses import dataclass

from acd.store.cards import AllCards
from dialer.core.cards import CampaignCard, TrunkCard


@dataclass(frozen=True, slots=True)
class Everything(AllCards):
    campaigns: tuple[CampaignCard, ...] = ()
    trunks: tuple[TrunkCard, ...] = ()

    @property
    def item_queues(self) -> list[str]:
        """To which chats and tickets come: none of a campaign."""
        return [card.code for card in self.queues if not card.work]
