"""What is answered of people: who is here, users, sessions, tokens, the audit trail. No secret but the one just made."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from acd.board.fields import Instant, Text
from aftercall.people.audit import Entry
from aftercall.people.rights import Asker
from aftercall.people.user import Session, Token, User
from aftercall.web.answers import Answer, Done

Roles = Annotated[tuple[str, ...], Field(description="agent, supervisor, manager, administrator, tester")]
Reach = Annotated[
    tuple[str, ...] | None,
    Field(description="codes of queues and campaigns that his rights extend to; null: all"),
]


class MeItem(Answer):
    """Who asks. `agent`: the agent that he is. `password`: he has one, so he may change it."""

    name: Text
    shown: Text
    roles: Roles
    rights: tuple[str, ...]
    agent: str | None
    reach: Reach
    language: str
    via: Literal["socket", "session", "token"]
    password: bool


class UserItem(Answer):
    """`password`: he has one. `oidc`: he comes in by OpenID Connect. `sessions`: how many are open."""

    name: Text
    shown: Text
    roles: Roles
    agent: str | None
    reach: Reach
    language: str
    active: bool
    password: bool
    oidc: bool
    made: Instant
    sessions: int


class SavedUser(Done, UserItem):
    pass


class SessionOfItem(Answer):
    """`current`: the one that asks. `until`: when it is over at the latest; earlier, if nobody uses it."""

    id: str
    made: Instant
    seen: Instant
    until: Instant
    address: Text
    program: Text
    current: bool


class Ended(Answer):
    """`ended`: so many sessions."""

    ended: int


class TokenItem(Answer):
    """It has those of `roles` that its user still has. `until` null: it does not end by itself."""

    id: str
    user: Text
    label: Text
    roles: Roles
    by: Text
    made: Instant
    until: Instant | None


class NewToken(TokenItem):
    """`token` is shown here and never again."""

    token: str


class Revoked(Answer):
    done: Literal["removed"] = "removed"
    id: str


class AuditItem(Answer):
    """`what`: method and route; `about`: what its path named; `via`: socket, session or token, and its id."""

    id: int
    at: Instant
    who: Text
    via: Text
    address: Text
    what: Text
    about: dict[Text, Text]
    status: int
    note: Text


def me_item(by: Asker, user: User | None) -> MeItem:
    return MeItem(
        name=by.name,
        shown=user.shown if user else by.name,
        roles=tuple(sorted(by.roles)),
        rights=tuple(sorted(by.rights)),
        agent=by.agent or None,
        reach=None if by.reach is None else tuple(sorted(by.reach)),
        language=user.language if user else "en",
        via=by.via,
        password=user is not None and user.password is not None,
    )


def user_values(user: User, sessions: int) -> dict[str, object]:
    return {
        "name": user.name,
        "shown": user.shown,
        "roles": sorted(user.roles),
        "agent": user.agent,
        "reach": None if user.reach is None else sorted(user.reach),
        "language": user.language,
        "active": user.active,
        "password": user.password is not None,
        "oidc": user.subject is not None,
        "made": user.made,
        "sessions": sessions,
    }


def session_item(session: Session, by: Asker) -> SessionOfItem:
    return SessionOfItem(
        id=session.id,
        made=session.made,
        seen=session.seen,
        until=session.until,
        address=session.address,
        program=session.program,
        current=by.via == "session" and by.session == session.id,
    )


def token_values(token: Token) -> dict[str, object]:
    return {
        "id": token.id,
        "user": token.user,
        "label": token.label,
        "roles": sorted(token.roles),
        "by": token.by,
        "made": token.made,
        "until": token.until,
    }


def audit_item(entry: Entry) -> AuditItem:
    return AuditItem(
        id=entry.id,
        at=entry.at,
        who=entry.who,
        via=entry.via,
        address=entry.address,
        what=entry.what,
        about=dict(entry.about),
        status=entry.status,
        note=entry.note,
    )
