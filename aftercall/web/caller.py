"""Who asks, and what he may do: the owner of the daemon and root supervise; nobody else gets in."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import Depends, Header, Request

from acd.core.heard import Person
from aftercall.web.peer import Peer, user_name
from aftercall.web.service import Service, service

As = Annotated[
    Literal["agent"] | None,
    Header(
        alias="X-Aftercall-As",
        description="`agent`: ask as the agent himself; quotas, approval and a queue's rules for aftercall then apply",
    ),
]


class Barred(Exception):  # noqa: N818 - reads as what it is
    """He may not do this; `status` is that of HTTP."""

    def __init__(self, status: int, code: str, why: str, remedy: str) -> None:
        super().__init__(why)
        self.status = status
        self.code = code
        self.why = why
        self.remedy = remedy


def caller(request: Request, house: Annotated[Service, Depends(service)], x_as: As = None) -> Person:
    """The system user, by name."""
    peer: Peer = request.state.peer
    if peer.uid not in (0, house.owner):
        why = f"system user {peer.name} may not use this floor"
        raise Barred(
            403, "not-yours", why, f"ask as {user_name(house.owner)}, who runs the daemon, or as root"
        )
    return Person(peer.name, "agent" if x_as == "agent" else "supervisor")


Caller = Annotated[Person, Depends(caller)]


def supervisor(person: Caller) -> Person:
    if not person.supervises:
        raise Barred(403, "role", "only a supervisor may do this", "ask without the header X-Aftercall-As")
    return person


Supervisor = Annotated[Person, Depends(supervisor)]
House = Annotated[Service, Depends(service)]
