"""The desk at which people come in: name and password, how often that may fail, and the change of a password."""

from __future__ import annotations

from dataclasses import replace

from aftercall.people.errors import TooOften, WrongLogIn, WrongPassword
from aftercall.people.limits import Failures
from aftercall.people.people import People
from aftercall.people.secret import Hashing
from aftercall.people.user import Session, User, check_password, log_in_name


class FrontDesk:
    def __init__(self, people: People, failures: Failures | None = None) -> None:
        self.people = people
        self._failures = failures or Failures()
        self._hashing = Hashing()

    async def log_in(self, typed: str, password: str, address: str, program: str) -> tuple[Session, str]:
        """A new session and its secret. Raises WrongLogIn, TooOften, DatabaseAway."""
        name = log_in_name(typed)[:64]
        self._not_too_often(name, address)
        user = self.people.user(name)
        kept = user.password if user is not None and user.active else None
        if not await self._hashing.same(password, kept):
            self._failures.failed(name, address)
            raise WrongLogIn
        self._not_too_often(name, address)  # others may have failed while this one waited
        if (self.people.user(name) or user) != user:
            raise WrongLogIn  # changed meanwhile
        self._failures.succeeded(name)
        return await self.people.begin(name, address, program)

    async def set_password(self, name: str, password: str | None, *, but: str = "") -> User:
        """Ends his sessions, except `but`. None: he has none. Raises BadCard, NotKnown, LastAdministrator, DatabaseAway."""
        self.people.one(name)
        kept = None if password is None else await self._hashing.hashed(check_password(password, user=name))
        _, user = await self.people.change(name, lambda _: replace(self.people.one(name), password=kept))
        await self.people.end(name, but=but)
        return user

    async def change_password(self, name: str, old: str, new: str, address: str, *, but: str) -> User:
        """By himself. Raises WrongPassword, TooOften, and what `set_password` raises."""
        self._not_too_often(name, address)
        if not await self._hashing.same(old, self.people.one(name).password):
            self._failures.failed(name, address)
            raise WrongPassword
        return await self.set_password(name, new, but=but)

    def _not_too_often(self, name: str, address: str) -> None:
        wait = self._failures.wait(name, address)
        if wait is not None:
            raise TooOften(wait)
