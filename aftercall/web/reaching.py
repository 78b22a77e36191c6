"""How far a right extends: agents who share a queue with the asker's reach, queues and campaigns within it.

Of what is a list, only what is within reach is shown; what is asked for singly and is not, is refused with 403 (codes are no secret:
every agent's board names his queues).
"""

from __future__ import annotations

from acd.core.heard import Person
from acd.core.scene import Floor
from aftercall.contacts import NothingAtHand
from aftercall.office import NotKnown
from aftercall.people.rights import Asker, Right
from aftercall.web import reasons
from aftercall.web.barred import Barred
from aftercall.web.caller import WHOEVER, no_right
from aftercall.web.service import Service


def over(house: Service, by: Asker, agent: str, right: Right = Right.STEER) -> Person:
    """Who asks something of this agent, as the floor knows him: a supervisor by this right, the agent by his own right to work.

    Raises Barred; NotKnown, where his reach ends and nobody knows the agent."""
    if by.may(right) and (by.reach is None or _within(house.floor, by, agent)):
        return Person(by.name, "supervisor")
    if is_his(by, agent):
        return Person(by.name, "agent")
    if not by.may(right):
        raise no_right(by, right)
    if agent not in house.floor.agents:
        raise NotKnown("agent", agent, house.floor.agents)
    raise _too_far(by, "agent", agent)


def is_his(by: Asker, agent: str | None) -> bool:
    """He is this agent, and may work."""
    whoever = by.via == "socket" and by.agent == WHOEVER
    return by.may(Right.WORK) and (whoever or by.agent == agent)


def at_hand_of(house: Service, by: Asker) -> str | None:
    """The attempt that the asker, an agent, has at hand."""
    if not by.agent or not by.may(Right.WORK):
        return None
    try:
        return house.contacts.at_hand(by.agent).attempt
    except NothingAtHand:
        return None


def whose(by: Asker, agent: str | None, *rights: Right) -> str | None:
    """Of a list: whose part of it he may have; None: everybody's. Raises Barred where he asked for another's."""
    if any(by.may(right) for right in rights) or by.agent == WHOEVER:
        return agent
    if agent not in (None, by.agent):
        raise no_right(by, *rights)
    return by.agent


def within(by: Asker, queue: str, what: str = "queue") -> None:
    """Raises Barred unless this queue, or campaign, is within reach."""
    if not by.reaches(queue):
        raise _too_far(by, what, queue)


def reached(floor: Floor, by: Asker) -> list[str]:
    """The agents who share a queue with his reach."""
    return [code for code in sorted(floor.agents) if by.reach is None or _within(floor, by, code)]


def supervisor(by: Asker) -> Person:
    """For the record, where a right was asked for already."""
    return Person(by.name, "supervisor")


def _within(floor: Floor, by: Asker, agent: str) -> bool:
    known = floor.agents.get(agent)
    if known is None:
        return False
    his = {queue for queue, _ in known.card.queues}
    his |= {code for code, queue in floor.queues.items() if agent in queue.members}
    return any(by.reaches(queue) for queue in his)


def _too_far(by: Asker, what: str, code: str) -> Barred:
    why = reasons.TOO_FAR(what=what, code=code, name=by.name)
    return Barred(403, "reach", why, reasons.ASK_TO_ADD())
