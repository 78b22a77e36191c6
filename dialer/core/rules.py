"""A campaign against its regime: of each rule the stricter one holds, whatever the card says."""

from __future__ import annotations

from dataclasses import dataclass

from acd.core.moment import Span
from dialer.core.cards import CampaignCard
from dialer.core.regime import REGIMES, RING_LONGEST, Regime


class UnknownRegimeError(Exception):
    def __init__(self, campaign: str, regime: str) -> None:
        known = ", ".join(sorted(REGIMES))
        super().__init__(f"campaign {campaign}: regime {regime!r} is not known; take one of {known}")


@dataclass(frozen=True, slots=True)
class Rules:
    """What holds. `ring`: how long a line rings; `ring_least`: before that it is not cancelled."""

    regime: Regime
    cap: int
    ring: Span
    ring_least: Span
    patience: Span
    lockout: Span
    gap: Span


def stricter(card: CampaignCard) -> Rules:
    """Never laxer than the regime. Raises UnknownRegimeError."""
    regime = regime_of(card)
    return Rules(
        regime=regime,
        cap=regime.cap if card.cap is None else max(0, min(card.cap, regime.cap)),
        ring=min(max(card.ring, regime.ring_least), RING_LONGEST),
        ring_least=regime.ring_least,
        patience=regime.patience,
        lockout=regime.lockout,
        gap=max(0, card.gap),
    )


def regime_of(card: CampaignCard) -> Regime:
    regime = REGIMES.get(card.regime)
    if regime is None:
        raise UnknownRegimeError(card.code, card.regime)
    return regime
