"""Users, sessions and tokens, kept in memory and written through: whether somebody may is answered without a database.

What is changed is written first, then holds at once, in open sessions too. What ends (a session, a token) ends here first: when the
database is away it is taken out of it later.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection
from dataclasses import replace
from typing import Final

import structlog

from acd.core.moment import DAY, HOUR, Moment, Span
from aftercall.office import DatabaseAway, NotKnown
from aftercall.people.errors import LastAdministrator
from aftercall.people.rights import Asker, Role
from aftercall.people.secret import TOKEN, digest, new_id, new_secret
from aftercall.people.store import PeopleStore
from aftercall.people.user import Session, Token, User

log = structlog.get_logger(__name__)
EVERY: Final = 60.0
"""Seconds between two looks at which sessions are over, and which were used."""
PROGRAM: Final = 200


class People:
    """`changed`: told the user's name whenever what he may, or a session or token of his, is no longer what it was; ask `still` then.

    `idle`: unused for so long a session is over; `longest`: used or not.
    """

    def __init__(
        self, store: PeopleStore, now: Callable[[], Moment], idle: Span = 12 * HOUR, longest: Span = 30 * DAY
    ) -> None:
        self.changed: list[Callable[[str], None]] = []
        self._store = store
        self._now = now
        self._idle = idle
        self._longest = longest
        self._users: dict[str, User] = {}
        self._sessions: dict[str, Session] = {}
        self._tokens: dict[str, Token] = {}
        self._used: set[str] = set()
        self._ended: set[str] = set()
        self._revoked: set[str] = set()
        self._one = asyncio.Lock()

    async def open(self) -> None:
        """Raises DatabaseAway."""
        users, sessions, tokens = await self._store.all()
        self._users = {user.name: user for user in users}
        self._sessions = {session.digest: session for session in sessions}
        self._tokens = {token.digest: token for token in tokens}

    async def run(self) -> None:
        while True:
            await asyncio.sleep(EVERY)
            await self.tidy()

    # --- who asks ------------------------------------------------------------------------------------------------

    def came(self, secret: str) -> Asker | None:
        """Whose session this is; None: nobody's, or it is over."""
        session = self._sessions.get(digest(secret))
        user = self._of(session)
        if session is None or user is None:
            return None
        self._sessions[session.digest] = replace(session, seen=self._now())
        self._used.add(session.digest)
        return session.asker(user)

    def bears(self, secret: str) -> Asker | None:
        """Whose token this is; None: nobody's, or it is over."""
        token = self._tokens.get(digest(secret))
        user = self._of(token)
        return None if token is None or user is None else token.asker(user)

    def still(self, by: Asker) -> Asker | None:
        """Who asked some time ago, as he may ask now; None: he may no longer. It does not count as use of the session."""
        if by.via == "socket":
            return by
        kept: Collection[Session | Token] = (self._sessions if by.via == "session" else self._tokens).values()
        one = next((one for one in kept if one.id == by.session), None)
        user = self._of(one)
        return None if one is None or user is None else one.asker(user)

    def _of(self, one: Session | Token | None) -> User | None:
        if one is None or self._over(one):
            return None
        user = self._users.get(one.user)
        return user if user is not None and user.active else None

    def _over(self, one: Session | Token) -> bool:
        now = self._now()
        if isinstance(one, Session) and now >= one.seen + self._idle:
            return True
        return one.until is not None and now >= one.until

    # --- users ---------------------------------------------------------------------------------------------------

    @property
    def users(self) -> list[User]:
        return sorted(self._users.values(), key=lambda user: user.name)

    def user(self, name: str) -> User | None:
        return self._users.get(name)

    def one(self, name: str) -> User:
        """Raises NotKnown."""
        if name not in self._users:
            raise NotKnown("user", name, self._users)
        return self._users[name]

    def subject(self, subject: str) -> User | None:
        return next((user for user in self._users.values() if user.subject == subject), None)

    async def change(self, name: str, change: Callable[[User | None], User]) -> tuple[User | None, User]:
        """`change`: the user as he is, or None, becomes what he shall be. (before, after). Raises LastAdministrator, DatabaseAway."""
        async with self._one:
            before = self._users.get(name)
            after = change(before)
            if after == before:
                return before, after
            after = replace(after, made=self._now()) if before is None else after
            self._check_administrator(before, after)
            await self._store.put(after)
            self._users[name] = after
        if not after.active:
            await self.end(name)
        self._tell(name)
        return before, after

    async def remove(self, name: str) -> None:
        """Raises NotKnown, LastAdministrator, DatabaseAway."""
        async with self._one:
            user = self.one(name)
            self._check_administrator(user, None)
            await self._store.remove(name)
            del self._users[name]
            self._sessions = {key: one for key, one in self._sessions.items() if one.user != name}
            self._tokens = {key: one for key, one in self._tokens.items() if one.user != name}
        self._tell(name)

    def _check_administrator(self, before: User | None, after: User | None) -> None:
        if before is None or not before.administers or (after is not None and after.administers):
            return
        if not any(user.administers for user in self._users.values() if user.name != before.name):
            raise LastAdministrator(before.name)

    # --- sessions ------------------------------------------------------------------------------------------------

    def sessions(self, user: str) -> list[Session]:
        """The one used last first."""
        found = [one for one in self._sessions.values() if one.user == user and not self._over(one)]
        return sorted(found, key=lambda one: -one.seen)

    async def begin(self, user: str, address: str, program: str) -> tuple[Session, str]:
        """With its secret, which is known from now on to whoever gets it alone. Raises DatabaseAway."""
        secret, now = new_secret(), self._now()
        session = Session(
            new_id(), digest(secret), user, now, now, now + self._longest, address, program[:PROGRAM]
        )
        await self._store.begin(session)
        self._sessions[session.digest] = session
        return session, secret

    async def end(self, user: str, session: str | None = None, but: str = "") -> int:
        """All sessions of this user, or this one, except `but`; how many there were."""
        ended = [
            one
            for one in self._sessions.values()
            if one.user == user and one.id != but and session in (None, one.id)
        ]
        for one in ended:
            del self._sessions[one.digest]
            self._ended.add(one.id)
        if ended:
            self._tell(user)
            await self._take_out()
        return len(ended)

    # --- tokens --------------------------------------------------------------------------------------------------

    @property
    def tokens(self) -> list[Token]:
        return sorted(self._tokens.values(), key=lambda token: (token.user, token.made))

    async def issue(
        self, user: str, label: str, roles: frozenset[Role], by: str, until: Moment | None
    ) -> tuple[Token, str]:
        """With its secret. Raises DatabaseAway."""
        secret = new_secret(TOKEN)
        token = Token(new_id(), digest(secret), user, label, roles, by, self._now(), until)
        await self._store.issue(token)
        self._tokens[token.digest] = token
        return token, secret

    async def revoke(self, id: str) -> Token:
        """Raises NotKnown."""
        token = next((one for one in self._tokens.values() if one.id == id), None)
        if token is None:
            raise NotKnown("token", id, [one.id for one in self._tokens.values()])
        del self._tokens[token.digest]
        self._revoked.add(token.id)
        self._tell(token.user)
        await self._take_out()
        return token

    # --- the record ----------------------------------------------------------------------------------------------

    async def tidy(self) -> None:
        """What is over goes, and which sessions were used is written; with the database away, another time."""
        over = [one for one in self._sessions.values() if self._over(one)]
        for one in over:
            del self._sessions[one.digest]
            self._ended.add(one.id)
        for user in {one.user for one in over}:
            self._tell(user)
        used = {key: self._sessions[key] for key in self._used if key in self._sessions}
        try:
            if used:
                await self._store.seen({one.id: one.seen for one in used.values()})
            self._used -= used.keys()
        except DatabaseAway as error:
            log.warning("which sessions were used is not on record yet", why=error.why)
        await self._take_out()

    async def _take_out(self) -> None:
        """What ended, out of the database: else it would come back with the daemon's next start."""
        ended, revoked = set(self._ended), set(self._revoked)
        try:
            if ended:
                await self._store.end(ended)
                self._ended -= ended
            for token in revoked:
                await self._store.revoke(token)
                self._revoked.discard(token)
        except DatabaseAway as error:
            log.warning("sessions or tokens have ended, and are not out of the database yet", why=error.why)

    def _tell(self, user: str) -> None:
        for listener in self.changed:
            listener(user)
