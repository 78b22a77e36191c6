"""People's tables, read and written. One statement, one transaction; who asks keeps the whole in memory."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import RowMapping

from acd.core.moment import Moment
from acd.store.database import Database
from aftercall.office.errors import database
from aftercall.people import tables
from aftercall.people.rights import Role
from aftercall.people.user import Session, Token, User


class PeopleStore:
    """Raises DatabaseAway; nothing is changed then."""

    def __init__(self, db: Database) -> None:
        self._database = db

    async def all(self) -> tuple[list[User], list[Session], list[Token]]:
        with database():
            async with self._database.read() as connection:
                users = (await connection.execute(sa.select(tables.users))).mappings()
                sessions = (await connection.execute(sa.select(tables.sessions))).mappings()
                tokens = (await connection.execute(sa.select(tables.tokens))).mappings()
                return (
                    [_user(row) for row in users],
                    [Session(**row) for row in sessions],
                    [_token(row) for row in tokens],
                )

    async def put(self, user: User) -> None:
        row = _row(user)
        there = tables.users.c.name == user.name
        with database():
            async with self._database.write() as connection:
                changed = await connection.execute(sa.update(tables.users).where(there).values(row))
                if changed.rowcount == 0:
                    await connection.execute(sa.insert(tables.users).values(row))

    async def remove(self, name: str) -> None:
        """His sessions and tokens go with him."""
        await self._do(sa.delete(tables.users).where(tables.users.c.name == name))

    async def begin(self, session: Session) -> None:
        values = {column.name: getattr(session, column.name) for column in tables.sessions.columns}
        await self._do(sa.insert(tables.sessions).values(values))

    async def end(self, sessions: Collection[str]) -> None:
        await self._do(sa.delete(tables.sessions).where(tables.sessions.c.id.in_(sorted(sessions))))

    async def seen(self, sessions: Mapping[str, Moment]) -> None:
        this = tables.sessions.c.id == sa.bindparam("id_")
        wanted = sa.update(tables.sessions).where(this).values(seen=sa.bindparam("at"))
        with database():
            async with self._database.write() as connection:
                await connection.execute(wanted, [{"id_": one, "at": at} for one, at in sessions.items()])

    async def issue(self, token: Token) -> None:
        values = {column.name: getattr(token, column.name) for column in tables.tokens.columns}
        await self._do(sa.insert(tables.tokens).values(values | {"roles": sorted(token.roles)}))

    async def revoke(self, token: str) -> None:
        await self._do(sa.delete(tables.tokens).where(tables.tokens.c.id == token))

    async def _do(self, statement: sa.Executable) -> None:
        with database():
            async with self._database.write() as connection:
                await connection.execute(statement)


def _row(user: User) -> dict[str, Any]:
    return {
        "name": user.name,
        "shown": user.shown,
        "password_hash": user.password,
        "subject": user.subject,
        "roles": sorted(user.roles),
        "agent": user.agent,
        "reach": None if user.reach is None else sorted(user.reach),
        "language": user.language,
        "active": user.active,
        "made": user.made,
    }


def _user(row: RowMapping) -> User:
    return User(
        name=row["name"],
        shown=row["shown"],
        password=row["password_hash"],
        subject=row["subject"],
        roles=_roles(row["roles"]),
        agent=row["agent"],
        reach=None if row["reach"] is None else frozenset(row["reach"]),
        language=row["language"],
        active=row["active"],
        made=row["made"],
    )


def _token(row: RowMapping) -> Token:
    return Token(**{**row, "roles": _roles(row["roles"])})


def _roles(kept: Collection[str]) -> frozenset[Role]:
    """A role that a newer version knows gives no rights here."""
    known = {role.value for role in Role}
    return frozenset(Role(role) for role in kept if role in known)
