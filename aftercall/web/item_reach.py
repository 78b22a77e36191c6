"""How far a right to items extends.

With STEER: all in queues within reach. An agent: those that he has, is offered, or that wait in his queues; and earlier ones of a
customer whom he serves now.
"""

from __future__ import annotations

from acd.core.item import HIS, OVER, Item, Stage
from aftercall.contacts.said import NotOnRecord
from aftercall.items.desk import Found
from aftercall.items.looking import Own
from aftercall.office import DatabaseAway
from aftercall.people.rights import Asker, Right
from aftercall.web import reasons
from aftercall.web.barred import Barred
from aftercall.web.caller import WHOEVER
from aftercall.web.reaching import within
from aftercall.web.service import Service

UNTAKEN = (Stage.WAITING, Stage.OFFERED)


def steers(by: Asker) -> bool:
    """All within reach are his to see and to deal with."""
    return by.may(Right.STEER)


def is_own(by: Asker, item: Item) -> bool:
    """He has it, or is offered it. Over the socket, as the agent himself where the path names none: whoever's it is."""
    if steers(by) or by.agent is None:
        return False
    offered = item.offer is not None and item.offer.agent == by.agent
    return by.agent == WHOEVER or item.agent == by.agent or offered


def sees(house: Service, by: Asker, item: Item) -> bool:
    if steers(by):
        return by.reaches(item.queue)
    if is_own(by, item):
        return True
    mine = item.queue in queues_of(house, by)
    return mine and (item.stage in UNTAKEN or serves(house, by, item.card.customer))


def serves(house: Service, by: Asker, customer: int | None) -> bool:
    """He has an item of this customer open, or is offered one."""
    if customer is None or by.agent is None:
        return False
    return any(
        one.card.customer == customer and one.stage not in OVER and is_own(by, one)
        for one in items_of(house, by.agent)
    )


def items_of(house: Service, agent: str) -> list[Item]:
    """What he has or is offered."""
    found = house.floor.items.values()
    return [
        one
        for one in found
        if (one.agent == agent and one.stage in HIS) or (one.offer is not None and one.offer.agent == agent)
    ]


def queues_of(house: Service, by: Asker) -> frozenset[str]:
    agent = house.floor.agents.get(by.agent or "")
    return frozenset(queue for queue, _ in agent.card.queues) if agent is not None else frozenset()


def own(house: Service, by: Asker) -> Own | None:
    """Of a list: the part of it that an agent may have; None: all within reach."""
    if steers(by) or by.agent == WHOEVER:
        return None
    agent = by.agent or ""
    return Own(agent, queues_of(house, by), [one.id for one in items_of(house, agent)])


async def reached(house: Service, by: Asker, item: str) -> Found:
    """To be looked at. Raises NotOnRecord; Barred where it is beyond reach."""
    found = await house.items.one(item)
    if not sees(house, by, found.item):
        raise _too_far(by, found.item)
    return found


async def his(house: Service, by: Asker, item: str) -> Item:
    """To be dealt with: his own, or within the reach of who steers. It is on the floor then, even if it was over. Raises as
    `reached`."""
    there = house.floor.items.get(item) or (await house.items.one(item)).item
    if steers(by):
        within(by, there.queue)
    elif not (is_own(by, there) or (there.stage in OVER and serves(house, by, there.card.customer))):
        raise _not_his(by, there)
    return await house.items.at_hand(item)


async def readable(house: Service, by: Asker, item: str) -> bool:
    """For the live socket: no is no, whatever the reason."""
    if not by.may(Right.ITEMS):
        return False
    there = house.floor.items.get(item)
    if there is not None:
        return sees(house, by, there)
    try:
        return sees(house, by, (await house.items.one(item)).item)
    except (NotOnRecord, DatabaseAway):
        return False


def _too_far(by: Asker, item: Item) -> Barred:
    if steers(by):
        why = reasons.ITEM_TOO_FAR(item=item.id, queue=item.queue, name=by.name)
        return Barred(403, "reach", why, reasons.ASK_TO_ADD_QUEUE())
    why = reasons.ITEM_ELSEWHERE(item=item.id, name=by.name)
    return Barred(403, "reach", why, reasons.ASK_WHO_HAS_IT())


def _not_his(by: Asker, item: Item) -> Barred:
    if item.agent is None:
        return Barred(403, "reach", reasons.ITEM_FREE(item=item.id, name=by.name), reasons.ACCEPT_FIRST())
    why = reasons.ITEM_HAD(item=item.id, name=by.name, agent=item.agent)
    return Barred(403, "reach", why, reasons.ASK_TO_TRANSFER())
