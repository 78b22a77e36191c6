"""Which doors there are to come in by: what a log-in page must know before anybody is known."""

from __future__ import annotations

from acd.board.fields import Text
from aftercall.web import routers
from aftercall.web.answers import Answer
from aftercall.web.caller import House

public = routers.public(tags=["people"])


class Doors(Answer):
    """`users`: there is somebody who could log in. `oidc`: the provider's host, where OpenID Connect is set."""

    users: bool
    oidc: Text | None


@public.get("/doors", summary="How one can log in here")
async def doors(house: House) -> Doors:
    issuer = house.web.oidc.issuer
    host = issuer.split("//", 1)[-1].split("/", 1)[0] if issuer else None
    return Doors(users=bool(house.people.users), oidc=host)
