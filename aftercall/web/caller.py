"""Who asks, and whether he may: every route says which right it takes, `by: Annotated[Asker, needs(Right.SEE)]`.

Over the Unix socket the owner of the daemon and root are administrators; nobody else gets in. Over TCP a session's cookie or a token
says who asks (aftercall/people). What the right extends to (which agent, which queue) is asked in `reaching`.
"""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

from fastapi import Depends, Header
from starlette.requests import HTTPConnection

from aftercall.office.errors import Said
from aftercall.people.rights import Asker, Right, Role
from aftercall.web import reasons
from aftercall.web.barred import Barred
from aftercall.web.door import who_comes
from aftercall.web.peer import Peer, user_name
from aftercall.web.service import Service, service

As = Annotated[
    Literal["agent"] | None,
    Header(
        alias="X-Aftercall-As",
        description="over the Unix socket, `agent`: ask as the agent himself; quotas, approval and a queue's rules for "
        "aftercall then apply",
    ),
]
House = Annotated[Service, Depends(service)]
WHOEVER: Final = ""
"""Over the socket, as the agent himself, where the path names none: whoever's the attempt or the promise is."""


def asker(connection: HTTPConnection, house: House, x_as: As = None) -> Asker:
    """For routes; also in `connection.state.asker` from then on. Raises Barred."""
    peer: Peer | None = getattr(connection.state, "peer", None)
    if peer is None:
        found = who_comes(connection, house)
    else:
        found = _on_socket(peer, house, connection.path_params.get("code", WHOEVER), x_as)
    connection.state.asker = found
    return found


def _on_socket(peer: Peer, house: Service, code: str, x_as: str | None) -> Asker:
    if peer.uid not in (0, house.owner):
        why = f"system user {peer.name} may not use this floor"
        raise Barred(
            403, "not-yours", why, f"ask as {user_name(house.owner)}, who runs the daemon, or as root"
        )
    if x_as == "agent":
        return Asker(peer.name, frozenset({Role.AGENT}), agent=code)
    return Asker(peer.name, frozenset({Role.ADMINISTRATOR}))


def needs(*rights: Right) -> Any:
    """A dependency that gives the Asker if he has one of these rights. Raises Barred."""

    def check(by: Annotated[Asker, Depends(asker)]) -> Asker:
        if not any(by.may(right) for right in rights):
            raise no_right(by, *rights)
        return by

    return Depends(check)


def no_right(by: Asker, *rights: Right) -> Barred:
    wanted = " or ".join(right.value for right in rights)
    why = reasons.NO_RIGHT(name=by.name, right=wanted)
    remedy: Said = reasons.ASK_FOR_ROLE()
    if by.via == "socket":
        remedy = "ask without the header X-Aftercall-As"
    elif by.via == "token":
        remedy = "use a token with a role that has it"
    return Barred(403, "right", why, remedy)


Seer = Annotated[Asker, needs(Right.SEE)]
Worker = Annotated[Asker, needs(Right.WORK)]
Steerer = Annotated[Asker, needs(Right.STEER)]
OfItems = Annotated[Asker, needs(Right.ITEMS)]
"""Of chats and tickets an agent his own, whoever steers all within reach: see `item_reach`."""
Handler = Annotated[Asker, needs(Right.WORK, Right.STEER)]
"""An agent for himself, or a supervisor over him: see `reaching.over`."""
Listener = Annotated[Asker, needs(Right.LISTEN)]
Player = Annotated[Asker, needs(Right.PLAY)]
Reporter = Annotated[Asker, needs(Right.REPORTS)]
Follower = Annotated[Asker, needs(Right.EVENTS)]
Planner = Annotated[Asker, needs(Right.CAMPAIGNS)]
Configurer = Annotated[Asker, needs(Right.CONFIGURE)]
Chief = Annotated[Asker, needs(Right.PEOPLE)]
Furnisher = Annotated[Asker, needs(Right.CAMPAIGNS, Right.CONFIGURE)]
"""Trunks and inbound numbers: a campaign's choices."""
OfAttempts = Annotated[Asker, needs(Right.WORK, Right.REPORTS)]
"""An agent his own, whoever reports all within reach."""
OfContacts = Annotated[Asker, needs(Right.WORK, Right.STEER, Right.CAMPAIGNS)]
"""What became of a contact, and when it is called back."""
