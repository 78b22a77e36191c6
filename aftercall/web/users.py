"""Users: who may come in, as what, and how far. What is changed holds at once, in open sessions too."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import structlog

from acd.store.errors import BadCard
from aftercall.people.user import User, check_user, log_in_name
from aftercall.web import routers
from aftercall.web.answers import ErrorBody, Removed
from aftercall.web.caller import Chief, House
from aftercall.web.people_answers import Ended, SavedUser, SessionOfItem, UserItem, session_item, user_values
from aftercall.web.people_bodies import PasswordBody, UserBody
from aftercall.web.responses import NOT_KNOWN, NOT_TAKEN, Responses
from aftercall.web.service import Service

log = structlog.get_logger(__name__)
router = routers.asked("/users", tags=["people"])
LAST: Responses = {409: {"model": ErrorBody, "description": "He is the last administrator who can come in."}}


def item(house: Service, user: User) -> dict[str, Any]:
    return user_values(user, len(house.people.sessions(user.name)))


@router.get("", summary="All users")
async def all_users(house: House, by: Chief) -> list[UserItem]:
    return [UserItem.model_validate(item(house, user)) for user in house.people.users]


@router.get("/{name}", summary="One user", responses=NOT_KNOWN)
async def one_user(name: str, house: House, by: Chief) -> UserItem:
    return UserItem.model_validate(item(house, house.people.one(name)))


@router.put("/{name}", summary="Make a user, or change what is sent", responses=NOT_TAKEN | LAST)
async def put_user(name: str, body: UserBody, house: House, by: Chief) -> SavedUser:
    """A new one cannot come in until a password is set. Who is switched off loses his sessions."""
    changes = body.changes()
    if changes.get("subject") is not None:
        changes["subject"] = _subject(house, name, changes["subject"])

    def changed(before: User | None) -> User:
        after = replace(before or User(name, shown=name), **changes)
        check_user(after, house.floor.agents, house.floor.queues)
        return after

    before, user = await house.people.change(name, changed)
    done = "made" if before is None else "same" if before == user else "changed"
    log.info("user", name=name, done=done, by=by.name)
    return SavedUser.model_validate(item(house, user) | {"done": done})


def _subject(house: Service, name: str, sub: str) -> str:
    """With its issuer: another provider's subject is somebody else. Raises BadCard."""
    issuer = house.web.oidc.issuer
    if issuer is None:
        raise BadCard("subject", sub, "is of no provider", "set web.oidc.issuer first")
    found = house.people.subject(f"{issuer} {sub}")
    if found is not None and found.name != name:
        raise BadCard("subject", sub, f"is user {found.name}'s", "take it from him first")
    return f"{issuer} {sub}"


@router.delete("/{name}", summary="Remove a user; what he did stays on record", responses=NOT_KNOWN | LAST)
async def delete_user(name: str, house: House, by: Chief) -> Removed:
    await house.people.remove(name)
    log.info("user", name=name, done="removed", by=by.name)
    return Removed(done="removed", code=name)


@router.put("/{name}/password", summary="Set a user's password; his sessions end", responses=NOT_TAKEN | LAST)
async def put_password(name: str, body: PasswordBody, house: House, by: Chief) -> UserItem:
    password = None if body.password is None else body.password.get_secret_value()
    own = by.session if by.via == "session" and by.name == log_in_name(name) else ""
    user = await house.front.set_password(name, password, but=own)
    log.info("password", user=name, by=by.name)
    return UserItem.model_validate(item(house, user))


@router.get("/{name}/sessions", summary="A user's open sessions", responses=NOT_KNOWN)
async def sessions(name: str, house: House, by: Chief) -> list[SessionOfItem]:
    house.people.one(name)
    return [session_item(one, by) for one in house.people.sessions(name)]


@router.delete("/{name}/sessions", summary="End all sessions of a user", responses=NOT_KNOWN)
async def end_sessions(name: str, house: House, by: Chief) -> Ended:
    house.people.one(name)
    return Ended(ended=await house.people.end(name))
