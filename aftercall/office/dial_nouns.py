"""Campaigns and trunks: how each is stored, told to the floor, and when it may not go. A campaign's queue goes with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from acd.core.cards import QueueCard
from acd.core.heard import AgentSet, Heard, QueueSet, QueueUnset
from acd.core.lines import QueueLine
from acd.core.moment import SECOND, Moment
from acd.core.scene import Floor
from acd.store import check as floor_check
from acd.store.cards import Cards
from acd.store.errors import BadCard
from aftercall.office import in_use, nouns
from aftercall.office.dial_store import DialStore
from aftercall.office.everything import Everything
from dialer.core.cards import CampaignCard, TrunkCard
from dialer.store.check import Known, check_campaign, check_running, check_trunk
from dialer.store.whole import WholeCampaign

OF_ITS_QUEUE: Final = {
    "aftercall": "aftercall",
    "step": "step",
    "longest": "longest",
    "early": "early",
    "disposition": "disposition",
    "misses": "misses",
    "recording": "recording",
    "level": "level",
    "pop": "pop",
}
OF_ITS_LINE: Final = {
    "agent_ring": "ring",
    "strategy": "strategy",
    "retention": "retention",
    "music": "music",
}
"""Settings of a campaign that are its queue's: the campaign's word for each, and the queue's."""


def made(code: str, old: WholeCampaign | None, changes: Mapping[str, Any]) -> WholeCampaign:
    """What is not named stays; of a new one it is what suits outbound calls."""
    card = old.card if old else CampaignCard(code)
    queue, line = (old.queue, old.line) if old else new_queue(card)
    own = {name: value for name, value in changes.items() if name not in OF_ITS_QUEUE | OF_ITS_LINE}
    card = replace(card, **own)
    queue = replace(queue, **_named(changes, OF_ITS_QUEUE))
    return WholeCampaign(card, theirs(queue, card), replace(line, **_named(changes, OF_ITS_LINE)))


SILENCE: Final = "acd-silence"
"""A class of music. Who has just been dialled does not expect any."""


def new_queue(card: CampaignCard) -> tuple[QueueCard, QueueLine]:
    """Whoever has waited longest for a call gets the next one; his phone answers by itself, and so rings briefly."""
    queue = theirs(QueueCard(card.code, aftercall=15 * SECOND), card)
    return queue, QueueLine(card.code, strategy="leastrecent", ring=15 * SECOND, music=SILENCE)


def theirs(queue: QueueCard, card: CampaignCard) -> QueueCard:
    """The queue with what the campaign says of it."""
    return replace(queue, name=card.name, work=card.work_type, rest=card.leave_type)


def _named(changes: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    return {names[name]: value for name, value in changes.items() if name in names}


def put_one(cards: tuple[Any, ...], card: Any) -> tuple[Any, ...]:
    others = tuple(one for one in cards if one.code != card.code)
    return tuple(sorted((*others, card), key=lambda one: one.code))


class Campaigns:
    what = "campaign"
    remedy = "let its agents leave, and its calls end, first"

    def __init__(self, store: DialStore) -> None:
        self._store = store

    def all_of(self, cards: Everything) -> dict[str, WholeCampaign]:
        queues = nouns.QUEUES.all_of(cards)
        found = {}
        for card in cards.campaigns:
            queue = queues.get(card.code)
            both = (queue.card, queue.line) if queue else new_queue(card)
            found[card.code] = WholeCampaign(card, *both)
        return found

    def check(self, card: WholeCampaign, cards: Everything) -> None:
        codes = [one.code for one in cards.campaigns]
        if card.code not in codes:
            _check_free(card.code, cards)
        check_campaign(card.card, Known(codes, cards.trunks, cards.types))
        check_running(card.card)
        floor_check.check_queue(card.queue, card.line, nouns.known(cards))

    async def save(self, cards: Cards, card: WholeCampaign) -> None:
        await self._store.save_campaign(card)

    async def delete(self, cards: Cards, code: str) -> None:
        await self._store.delete_campaign(code)

    def put(self, cards: Everything, card: WholeCampaign) -> Everything:
        return replace(
            cards,
            campaigns=put_one(cards.campaigns, card.card),
            queues=nouns.put(cards.queues, card.queue),
            lines=nouns.put(cards.lines, card.line),
        )

    def drop(self, cards: Everything, code: str) -> Everything:
        left = nouns.QUEUES.drop(cards, code)
        return replace(left, campaigns=tuple(card for card in cards.campaigns if card.code != code))

    def told(self, floor: Floor, new: WholeCampaign, at: Moment) -> Sequence[Heard]:
        return [QueueSet(at, new.queue)]

    def untold(self, cards: Everything, old: WholeCampaign, at: Moment) -> Sequence[Heard]:
        """Agents who could join it no longer can."""
        losing = [card for card in cards.agents if old.code in dict(card.queues)]
        agents = [AgentSet(at, nouns.without(card, old.code)) for card in losing]
        return [*agents, QueueUnset(at, old.code)]

    def in_use(self, floor: Floor, code: str) -> str:
        return in_use.queue_now(floor, code)


def _check_free(code: str, cards: Everything) -> None:
    for queue in cards.queues:
        if queue.code == code and not queue.work:
            remedy = "take another code, or remove the queue first"
            raise BadCard("code", code, "is the code of a queue, and a campaign's queue has its code", remedy)


class Trunks:
    """Asterisk's own files say what an endpoint is; the floor does not know trunks."""

    what = "trunk"
    remedy = ""

    def __init__(self, store: DialStore) -> None:
        self._store = store

    def all_of(self, cards: Everything) -> dict[str, TrunkCard]:
        return {card.code: card for card in cards.trunks}

    def check(self, card: TrunkCard, cards: Everything) -> None:
        check_trunk(card, Known(trunks=cards.trunks))

    async def save(self, cards: Cards, card: TrunkCard) -> None:
        await self._store.save_trunk(card)

    async def delete(self, cards: Cards, code: str) -> None:
        await self._store.delete_trunk(code)

    def put(self, cards: Everything, card: TrunkCard) -> Everything:
        return replace(cards, trunks=put_one(cards.trunks, card))

    def drop(self, cards: Everything, code: str) -> Everything:
        return replace(cards, trunks=tuple(card for card in cards.trunks if card.code != code))

    def told(self, floor: Floor, new: TrunkCard, at: Moment) -> Sequence[Heard]:
        return []

    def untold(self, cards: Everything, old: TrunkCard, at: Moment) -> Sequence[Heard]:
        return []

    def in_use(self, floor: Floor, code: str) -> str:
        return ""
