"""The floor as it was when the daemon went: who was where, who waited, and what was counted since midnight."""

from __future__ import annotations

from collections.abc import Mapping

from acd.core.agent import Agent
from acd.core.floor import Floor, Rules, step
from acd.core.item_book import ItemBook
from acd.core.queue import Call, Counts, Queue
from acd.core.value import replace
from acd.store.cards import AllCards
from acd.store.encode import decode
from acd.store.restore import Restored, as_they_were, remembered
from acd.store.today import Today
from aftercall.office import opening
from aftercall.settings import Settings


def restored_floor(settings: Settings, cards: AllCards, restored: Restored, counted: Today, at: int) -> Floor:
    """The floor as it was when the daemon went, with the cards as they are now."""
    rules = Rules(
        answer_within=int(settings.floor.answer_within * 1000),
        phone_grace=int(settings.floor.phone_grace * 1000),
        tells_listening=settings.floor.tell_listening,
        chats=settings.floor.chats,
        tickets=settings.floor.tickets,
        ask_again=int(settings.floor.ask_again * 1000),
        reopen=int(settings.floor.reopen * 1000),
    )
    states = {
        code: replace(decode(Agent, value), items=(), offers=()) for code, value in restored.agents
    }  # what they have comes with the items
    agents = {
        card.code: replace(states[card.code], card=card) if card.code in states else Agent(card, since=at)
        for card in cards.agents
    }
    floor = Floor(rules=rules)
    for event in opening(cards, at):
        floor, _, _ = step(floor, event)
    calls = {
        code: replace(call, recorded=floor.queues[call.queue].card.recording)
        for code, call in as_they_were(restored.calls).items()
        if call.queue in floor.queues
    }
    return replace(
        floor,
        remembered=remembered(restored.promises),
        agents=agents,
        calls=calls,
        queues={code: _as_it_was(queue, calls, counted) for code, queue in floor.queues.items()},
        items=ItemBook().counted(counted.broken),
    )


def _as_it_was(queue: Queue, calls: Mapping[str, Call], counted: Today) -> Queue:
    waiting = [code for code, call in calls.items() if call.waiting and call.queue == queue.card.code]
    return replace(queue, waiting=tuple(waiting), counts=counted.counts.get(queue.card.code, Counts()))
