"""What the API itself says of a wish or a request: that nobody knows, that something is wrong with what was sent."""

from __future__ import annotations

from typing import Final

from acd.core.reason import Sentence

SILENT: Final = Sentence(
    "floor-silent",
    "the floor has not answered: its record is stuck, or it is being stopped; agent {agent} is {state}",
)
SILENT_ITEMS: Final = Sentence(
    "floor-silent-items", "the floor has not answered: its record is stuck, or it is being stopped"
)
NOT_CONFIRMED: Final = Sentence(
    "not-confirmed", "Asterisk has not confirmed it; agent {agent} was last known to be {state}"
)
ITEM_NOT_CONFIRMED: Final = Sentence(
    "item-not-confirmed", "nobody knows yet whether it came true; agent {agent} was last known to be {state}"
)
NO_PREVIEW: Final = Sentence(
    "no-preview",
    "agent {agent} is shown no contact; one is shown to who is free in a campaign of mode preview",
    "no-contact",
)
