"""Screen pops: the page that opens on an agent's screen for the call he has."""

from __future__ import annotations

from acd.board.fields import Text
from acd.core import pop
from acd.core.agent import Agent
from aftercall.contacts import NothingAtHand
from aftercall.office import NotKnown
from aftercall.web import routers
from aftercall.web.answers import Answer
from aftercall.web.caller import Handler, House
from aftercall.web.reaching import over
from aftercall.web.responses import NOT_KNOWN
from aftercall.web.service import Service
from dialer.core.contact import Contact

router = routers.asked("/agents/{code}", tags=["wishes"])


class PopItem(Answer):
    """`url` null: he has no call, or its queue opens nothing. `call`: open it once for each."""

    url: Text | None
    call: str | None
    queue: str | None


@router.get("/pop", summary="The page that opens for the call he has", responses=NOT_KNOWN)
async def pop_of(code: str, house: House, by: Handler) -> PopItem:
    """From the ring to the end of the aftercall."""
    over(house, by, code)
    agent = house.floor.agents.get(code)
    if agent is None:
        raise NotKnown("agent", code, house.floor.agents)
    call, queue = _call(agent)
    known = house.floor.queues.get(queue or "")
    if call is None or known is None or not known.card.pop:
        return PopItem(url=None, call=call, queue=queue)
    values = await _values(house, agent.code, call, known.card.code)
    return PopItem(url=pop.filled(known.card.pop, values), call=call, queue=queue)


def _call(agent: Agent) -> tuple[str | None, str | None]:
    for part in (agent.talk, agent.aftercall, agent.offer):
        if part is not None:
            return part.call, part.queue
    return None, None


async def _values(house: Service, agent: str, call: str, queue: str) -> dict[str, str]:
    """The contact's own fields never hide what is known of the call."""
    caller = house.floor.calls.get(call)
    contact, number = await _contact(house, agent, call)
    values = dict(contact.fields) if contact is not None else {}
    return values | {
        "number": number or (caller.number if caller else ""),
        "name": (contact.name if contact else "") or (caller.name if caller else ""),
        "call": call,
        "agent": agent,
        "contact": "" if contact is None else str(contact.id),
        "queue": queue,
    }


async def _contact(house: Service, agent: str, call: str) -> tuple[Contact | None, str]:
    """Of a campaign's call: whom it is to, and the number that was dialled."""
    try:
        if house.contacts.at_hand(agent).attempt != call:
            return None, ""
        whole = await house.contacts.one(call)
    except (NothingAtHand, NotKnown):
        return None, ""
    return whole.contact, whole.attempt.number
