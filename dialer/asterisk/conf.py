"""What is to stand in Asterisk's database of a campaign: plain input, checked, and how it is written there. Pure.

The campaign's queue is written with all other queues; these entries go along with `acd.asterisk.conf.wanted(..., more=...)`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from acd.asterisk.conf import BadConf, code, section
from acd.asterisk.names import CAMPAIGN
from dialer.core.cards import Amd, CampaignCard
from dialer.core.regime import REGIMES

_HEADER: Final = re.compile(r"([A-Za-z][A-Za-z0-9-]{0,39}): ?([!-~][ -~]{0,199})")
_SOUND: Final = re.compile(r"[A-Za-z0-9_/-]{1,80}")
_AMD: Final = {Amd.HANG_UP: "hangup", Amd.MESSAGE: "message"}
_OURS: Final = "acd-"


def entries(campaigns: Iterable[CampaignCard]) -> dict[str, str]:
    """`family/key` -> value. Raises BadConf at the first thing that must not be written."""
    found: dict[str, str] = {}
    for card in campaigns:
        family = f"{CAMPAIGN}{section(card.code, 'campaign')}"
        found |= {f"{family}/{key}": value for key, value in _entries(card)}
    return found


def _entries(card: CampaignCard) -> Iterator[tuple[str, str]]:
    if card.regime not in REGIMES:
        raise BadConf(f"campaign {card.code}: no regime {card.regime!r}; one of {', '.join(REGIMES)}")
    regime = REGIMES[card.regime]
    yield "patience", str(regime.patience)
    yield "clock", regime.clock.value
    yield "language", code(card.language, f"campaign {card.code}: language")
    if card.message:
        yield "message", _sound(card.message, card, "message")
    if card.amd is not Amd.OFF:
        yield "amd", _AMD[card.amd]
    if card.amd is Amd.MESSAGE:
        yield "amd-message", _sound(card.amd_message, card, "message for machines")
    if card.auto_answer:
        name, value = _header(card)
        yield "header", name
        yield "header-value", value


def _sound(sound: str, card: CampaignCard, what: str) -> str:
    """`acd-closed` is our own prompt `closed`, in the campaign's language."""
    if not _SOUND.fullmatch(sound):
        raise BadConf(
            f"campaign {card.code}: {what}: {sound[:60]!r} is no sound: letters, digits, _, - and /"
        )
    return sound.removeprefix(_OURS)


def _header(card: CampaignCard) -> tuple[str, str]:
    found = _HEADER.fullmatch(card.auto_answer)
    if found is None:
        raise BadConf(
            f"campaign {card.code}: auto-answer header {card.auto_answer[:60]!r}: it must be `Name: value` in one line"
        )
    return found[1], found[2]
