"""Items come, their customers write, come and go; what is said of an item is changed. All of it is on record already."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from acd.core import item_facts as facts
from acd.core.heard import ItemCame, ItemGone, ItemSet, MessageCame, Visitor
from acd.core.item import HIS, OVER, STAGES, Item, ItemCard, Kind, Move, Stage
from acd.core.items import promising
from acd.core.items.deal import offer_over
from acd.core.items.fit import unfit
from acd.core.moment import MINUTE
from acd.core.scene import Scene
from acd.core.value import replace

LOOK_BACK: Final = MINUTE
"""For so long an item that is over and was fetched from the record stays, so that it can be reopened."""


def on_item_came(scene: Scene, heard: ItemCame) -> None:
    """Heard twice, it is there once. What came while nobody listened is promised from then on, and offered now."""
    if heard.item.id in scene.items:
        return
    if heard.was is not None:
        scene.put_item(_over(scene, heard.was))
        return
    now, at, card = scene.at, heard.came or scene.at, heard.item
    scene.at = at
    item = Item(card, at, at, at, visitor=heard.visitor, visitor_since=at, last=heard.message)
    item = replace(item, unread=1 if heard.message else 0)
    item = replace(item, card=_with_priority(scene, item))
    scene.tell(facts.ItemCame(at, card.id, card.queue, card.kind.word, item.card.priority, card.source))
    item = promising.came(scene, item)
    scene.at = now
    scene.put_item(item)


def _with_priority(scene: Scene, item: Item) -> ItemCard:
    """At least its level's."""
    level = promising.level_of(scene, item)
    priority = item.card.priority if level is None else max(item.card.priority, level.priority)
    return replace(item.card, priority=priority)


def _over(scene: Scene, was: Item) -> Item:
    """As it was, at rest, for a moment."""
    stage = was.stage if was.stage in OVER else Stage.SOLVED
    return replace(was, stage=stage, offer=None, rest=None, until=scene.at + LOOK_BACK)


def on_message(scene: Scene, heard: MessageCame) -> None:
    item = scene.items.get(heard.item)
    if item is None and heard.was is not None:
        item = _over(scene, heard.was)
    if item is None or heard.message <= item.last:
        return
    now, item = scene.at, replace(item, last=heard.message)
    scene.at = max(heard.wrote, item.since) if heard.wrote else now
    told = facts.MessageCame(scene.at, item.id, item.queue, heard.agent, heard.by, heard.message)
    scene.tell(told)
    if heard.by == "customer":
        item = _customer_wrote(scene, item)
    elif heard.by == "agent" and not heard.note:
        item = _agent_wrote(scene, item, heard.agent)
    scene.at = now
    scene.put_item(item)


def _customer_wrote(scene: Scene, item: Item) -> Item:
    item = replace(item, unread=item.unread + 1)
    if item.stage in OVER:
        item = reopened(scene, item, "customer", "customer")
    elif item.stage is Stage.PENDING:
        item = went_on(scene, item, "customer")
    return promising.asked(scene, item)


def _agent_wrote(scene: Scene, item: Item, agent: str | None) -> Item:
    item = first_answer(scene, replace(item, unread=0), agent)
    return item if item.stage in OVER else promising.answered(scene, item)


def first_answer(scene: Scene, item: Item, agent: str | None) -> Item:
    if item.answered is not None:
        return item
    waited = scene.at - item.came
    scene.tell(facts.ItemAnswered(scene.at, item.id, item.queue, agent or item.agent or "", waited))
    return replace(item, answered=scene.at)


def went_on(scene: Scene, item: Item, why: str) -> Item:
    """It waits for its customer no more."""
    scene.tell(facts.ItemWentOn(scene.at, item.id, item.queue, item.agent or "", why))
    stage = STAGES[item.stage][Move.WENT_ON]
    return promising.went_on(scene, replace(item, stage=stage, since=scene.at, until=None))


def reopened(scene: Scene, item: Item, why: str, by: str) -> Item:
    """A ticket goes back to who had it, if he is there at all; a chat, and what nobody had, waits."""
    agent = item.agent if item.kind is Kind.TICKET and item.agent in scene.agents else None
    move = Move.REOPENED if agent is None else Move.REOPENED_HIS
    item = replace(
        item,
        stage=STAGES[item.stage][move],
        agent=agent,
        taken=None if agent is None else scene.at,
        since=scene.at,
        waits_since=scene.at,
        until=None,
        solved=None,
        disposition=None,
        passed=(),
        rest=None,
        front=False,
    )
    scene.tell(facts.ItemReopened(scene.at, item.id, item.queue, agent, why, by))
    return promising.reopened(scene, item)


def on_visitor(scene: Scene, heard: Visitor) -> None:
    item = scene.items.get(heard.item)
    if item is not None and item.visitor is not heard.there:
        scene.put_item(replace(item, visitor=heard.there, visitor_since=scene.at))


def on_item_set(scene: Scene, heard: ItemSet) -> None:
    item = scene.items.get(heard.item)
    if item is None:
        return
    card = item.card
    for name, before, after in _changes(card, heard):
        card = replace(card, **{name: after})
        told = _told(before), _told(after)
        scene.tell(facts.ItemChanged(scene.at, item.id, card.queue, name, *told, heard.by))
    if heard.customer is not None:
        card = _other_customer(scene, card, heard.customer, heard.by)
    if card == item.card:
        return
    item = replace(item, card=card)
    if item.stage not in OVER:
        item = promising.choose_again(scene, item, "item")
    item = scene.put_item(item)
    offer = item.offer
    if offer is not None and not offer.aimed and unfit(scene, scene.agents[offer.agent], item) is not None:
        offer_over(scene, item, "withdrawn")


def _changes(card: ItemCard, heard: ItemSet) -> Iterable[tuple[str, Any, Any]]:
    for name in ("priority", "tags", "queue", "level", "subject", "most_penalty"):
        before, after = getattr(card, name), getattr(heard, name)
        if name == "level" and after == "":
            after = None
            if before is None:
                continue
        elif after is None or after == before:
            continue
        yield name, before, after


def _told(value: Any) -> str:
    if value is None:
        return ""
    return ", ".join(value) if isinstance(value, tuple) else str(value)


def _other_customer(scene: Scene, card: ItemCard, customer: tuple[int, str, str, str], by: str) -> ItemCard:
    id, name, key, level = customer
    if id != card.customer:
        told = _told(card.customer), str(id)
        scene.tell(facts.ItemChanged(scene.at, card.id, card.queue, "customer", *told, by))
    return replace(card, customer=id, customer_name=name, customer_key=key, customer_level=level)


def on_item_gone(scene: Scene, heard: ItemGone) -> None:
    item = scene.items.get(heard.item)
    if item is not None and item.stage not in OVER:
        close(scene, item, heard.why, heard.by)


def close(scene: Scene, item: Item, why: str, by: str) -> None:
    """Over without being solved: nobody owes anything any more."""
    agent = item.agent if item.stage in HIS else None
    if item.offer is not None:
        scene.tell(facts.ItemOfferOver(scene.at, item.id, item.queue, item.offer.agent, "gone"))
    scene.tell(facts.ItemClosed(scene.at, item.id, item.queue, agent, why, by))
    item = promising.dropped(scene, item, "withdrawn")
    stage = STAGES[item.stage][Move.CLOSED]
    until = scene.at + scene.rules.reopen
    scene.put_item(replace(item, stage=stage, since=scene.at, offer=None, rest=None, until=until))
