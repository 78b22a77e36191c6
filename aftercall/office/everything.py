"""All that people configured: the floor's cards and the dialer's."""

from __future__ import annotations

from dataclasses import dataclass

from acd.store.cards import AllCards
from dialer.core.cards import CampaignCard, TrunkCard


@dataclass(frozen=True, slots=True)
class Everything(AllCards):
    campaigns: tuple[CampaignCard, ...] = ()
    trunks: tuple[TrunkCard, ...] = ()
