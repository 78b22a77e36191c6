"""What happens to an item by itself, at its own moment: its offer ends, its rest, its promise; its visitor stays away."""

from __future__ import annotations

from acd.core.conversation import count_miss
from acd.core.item import OVER, VISITOR_GONE, Item, Kind, Stage
from acd.core.item_facts import ItemMissed
from acd.core.items import promising
from acd.core.items.coming import close, went_on
from acd.core.items.deal import offer_over
from acd.core.moment import Moment
from acd.core.reasons import MISSED_CHAT
from acd.core.scene import Scene
from acd.core.value import replace


def first_due(scene: Scene) -> tuple[Moment, str] | None:
    """What became over in this very step is put on record first, and leaves in the next."""
    for moment, id in scene.items.dues:
        item = scene.items[id]
        if item.stage not in OVER or not scene.is_new(item):
            return moment, id
    return None


def happen(scene: Scene, id: str) -> None:
    """The one earliest thing that is due for it at `scene.at`."""
    at, item = scene.at, scene.items[id]
    if item.stage in OVER:
        scene.drop_item(id)
    elif (promised := promising.happen(scene, item)) is not None:
        scene.put_item(promised)
    elif item.offer is not None and item.offer.until <= at:
        _not_taken(scene, item)
    elif item.stage is Stage.WAITING and item.rest is not None and item.rest <= at:
        scene.put_item(replace(item, rest=None))
    elif item.stage is Stage.PENDING and item.until is not None and item.until <= at:
        scene.put_item(went_on(scene, item, "time"))
    elif item.visitor is False and item.visitor_since + VISITOR_GONE <= at:
        close(scene, item, "gone", "system")


def _not_taken(scene: Scene, item: Item) -> None:
    """Of a chat that is a miss, as of a call; a ticket passes on."""
    offer = item.offer
    if offer is None:
        return
    if item.kind is Kind.CHAT:
        offered = scene.at - offer.since
        scene.tell(ItemMissed(scene.at, item.id, item.queue, offer.agent, offered))
    offer_over(scene, item, "missed")
    agent = scene.agents.get(offer.agent)
    if agent is not None and item.kind is Kind.CHAT:
        count_miss(scene, agent, item.queue, MISSED_CHAT(item=item.id, queue=item.queue))
