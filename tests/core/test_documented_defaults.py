"""What the API's documentation says of campaigns is what a new card has."""

from __future__ import annotations

from dataclasses import fields
from enum import Enum
from typing import Any

import pytest

from aftercall.web.campaign_bodies import CampaignBody, TrunkBody
from dialer.core.cards import CampaignCard, TrunkCard


@pytest.mark.parametrize(
    ("body", "card"), [(CampaignBody, CampaignCard("spring")), (TrunkBody, TrunkCard("pl", ""))]
)
def test_documented_defaults(body: Any, card: Any) -> None:
    """Of each field that a body shares with its card."""
    shared = [field.name for field in fields(card) if field.name in body.model_fields]
    said = {name: body.model_fields[name].default for name in shared}
    assert len(shared) > 4
    assert said == {name: _plain(getattr(card, name)) for name in shared}


def _plain(value: Any) -> Any:
    """As it goes over the wire."""
    if isinstance(value, Enum):
        return value.value
    return list(value) if isinstance(value, tuple) else value
