"""Over which trunk a number goes that an agent dials by hand."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any

import pytest

from acd.core.moment import SECOND
from acd.core.scene import Floor
from aftercall.contacts.by_hand import ByHand, NotDialled
from dialer.core.cards import TrunkCard
from dialer.core.room import Room, new_campaign
from dialer.core.trunks import Trunk, Trunks
from tests.core.contacts import NOON, campaign

TYPED = "512 345 678"


def by_hand(*trunks: Trunk) -> ByHand:
    """Campaign `spring` prefers the trunks in this order."""
    codes = tuple(trunk.card.code for trunk in trunks)
    card = campaign(code="spring", trunks=codes, region="PL")
    known = Trunks(MappingProxyType({trunk.card.code: trunk for trunk in trunks}))
    room = Room(campaigns={"spring": new_campaign(card)}, trunks=known)
    nowhere: Any = None
    return ByHand(nowhere, lambda: room, Floor, lambda: NOON)


def trunk(code: str, channels: int = 0, **known: Any) -> Trunk:
    return Trunk(TrunkCard(code, endpoint=f"to-{code}", channels=channels, rate=1), **known)


RESTING = trunk("north", failures=5, rests=1, since=NOON, again=NOON + SECOND)
TRIED = trunk("north", failures=5, rests=1, out=1)
FULL = trunk("north", channels=2, out=2)


@pytest.mark.parametrize("queue", ["spring", ""])
@pytest.mark.parametrize("first", [RESTING, TRIED, FULL])
def test_around_a_trunk_that_is_down_or_full(first: Trunk, queue: str) -> None:
    """As the campaign's own dials go; and where none is left, that is said, and what to do."""
    assert by_hand(first, trunk("south")).aim(TYPED, queue).endpoint == "to-south"
    with pytest.raises(
        NotDialled, match="no line is free now: north have none left, or are down; dial again"
    ):
        by_hand(first).aim(TYPED, queue)


@pytest.mark.parametrize("queue", ["spring", ""])
def test_the_preferred_one(queue: str) -> None:
    """Where it has a channel left, whatever else goes over it in this second."""
    busy = trunk("north", channels=2, out=1, taken=(NOON,))
    assert by_hand(busy, trunk("south")).aim(TYPED, queue).endpoint == "to-north"


def test_where_there_is_none() -> None:
    """Of a campaign it is said; else the site's own dialplan leads."""
    assert by_hand().aim("22").endpoint == ""
    with pytest.raises(NotDialled, match="campaign spring has no trunk that is active"):
        by_hand().aim(TYPED, "spring")
