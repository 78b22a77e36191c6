"""Tokens: for programs, which ask as a user, with some of his roles."""

from __future__ import annotations

import structlog

from acd.store.check import check_name
from acd.store.errors import BadCard
from aftercall.people.rights import Role
from aftercall.people.user import User
from aftercall.web import routers
from aftercall.web.bodies import milliseconds
from aftercall.web.caller import Chief, House
from aftercall.web.people_answers import NewToken, Revoked, TokenItem, token_values
from aftercall.web.people_bodies import TokenBody
from aftercall.web.responses import NOT_KNOWN, NOT_TAKEN

log = structlog.get_logger(__name__)
router = routers.asked("/tokens", tags=["people"])


@router.get("", summary="All tokens, without their secrets")
async def all_tokens(house: House, by: Chief) -> list[TokenItem]:
    return [TokenItem.model_validate(token_values(token)) for token in house.people.tokens]


@router.post("", summary="Make a token; its secret is shown once", responses=NOT_TAKEN)
async def make_token(body: TokenBody, house: House, by: Chief) -> NewToken:
    """Sent as `Authorization: Bearer act_…`."""
    user = house.people.one(body.user)
    check_name("label", body.label)
    roles = _roles(body, user)
    until = None if body.until is None else milliseconds(body.until)
    if until is not None and until <= house.desk.now():
        raise BadCard("until", str(body.until), "is over already", "name a later moment")
    token, secret = await house.people.issue(user.name, body.label, roles, by.name, until)
    log.info("token", id=token.id, user=user.name, done="made", by=by.name)
    return NewToken.model_validate(token_values(token) | {"token": secret})


def _roles(body: TokenBody, user: User) -> frozenset[Role]:
    wanted = user.roles if body.roles is None else frozenset(Role(role) for role in body.roles)
    if beyond := wanted - user.roles:
        raise BadCard(
            "roles", sorted(beyond), f"are none of {user.name}'s", "a token can do no more than its user"
        )
    return wanted


@router.delete("/{id}", summary="Revoke a token, from now on", responses=NOT_KNOWN)
async def revoke(id: str, house: House, by: Chief) -> Revoked:
    token = await house.people.revoke(id)
    log.info("token", id=token.id, user=token.user, done="revoked", by=by.name)
    return Revoked(id=token.id)
