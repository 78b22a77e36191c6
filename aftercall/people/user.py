"""A user, his sessions and tokens: frozen values, and whether they are fit to be kept. Pure.

Log-in names are plain and lower case, so no two look the same; what people write about
themselves (`shown`, `label`) is data on one line.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from acd.core.moment import Moment
from acd.store.check import check_language, check_name
from acd.store.errors import BadCard
from aftercall.people.rights import Asker, Role

SHORTEST: Final = 10
LONGEST: Final = 200
"""Characters of a password."""
VARIED: Final = 4
"""Different characters that a password has at least."""

_NAME: Final = re.compile(r"[a-z0-9][a-z0-9._@+-]{0,63}")


@dataclass(frozen=True, slots=True)
class User:
    """`password` is its hash, `subject` the issuer and subject of OpenID Connect; without either he cannot come in. `agent`: the agent
    that he is. `reach`: queues and campaigns that his rights extend to, None: all."""

    name: str
    shown: str = ""
    password: str | None = None
    subject: str | None = None
    roles: frozenset[Role] = frozenset()
    agent: str | None = None
    reach: frozenset[str] | None = None
    language: str = "en"
    active: bool = True
    made: Moment = 0

    @property
    def administers(self) -> bool:
        """He can come in, and configure people."""
        may_come = self.password is not None or self.subject is not None
        return self.active and may_come and Role.ADMINISTRATOR in self.roles


@dataclass(frozen=True, slots=True)
class Session:
    """`id` is no secret; `until`: when it is over at the latest."""

    id: str
    digest: str
    user: str
    made: Moment
    seen: Moment
    until: Moment
    address: str = ""
    program: str = ""

    def asker(self, user: User) -> Asker:
        return Asker(user.name, user.roles, user.agent, user.reach, "session", self.id)


@dataclass(frozen=True, slots=True)
class Token:
    """For programs of a user: with those of these roles that he still has himself."""

    id: str
    digest: str
    user: str
    label: str
    roles: frozenset[Role]
    by: str
    made: Moment
    until: Moment | None = None

    def asker(self, user: User) -> Asker:
        return Asker(user.name, self.roles & user.roles, user.agent, user.reach, "token", self.id)


def log_in_name(typed: str) -> str:
    """As it is kept: case and blanks around it do not matter."""
    return typed.strip().casefold()


def is_log_in_name(name: str) -> bool:
    return _NAME.fullmatch(name) is not None


def check_user(user: User, agents: Collection[str], queues: Collection[str]) -> None:
    """Raises BadCard. `agents`, `queues`: those that are known (campaigns are queues)."""
    if not is_log_in_name(user.name):
        raise BadCard(
            "name",
            user.name,
            "is no log-in name",
            "use up to 64 of a-z, 0-9 and . _ @ + -, a letter or digit first",
        )
    check_name("shown", user.shown)
    check_language(user.language)
    _check_agent(user, agents)
    _check_reach(user, queues)


def _check_agent(user: User, agents: Collection[str]) -> None:
    if user.agent is None:
        if Role.AGENT in user.roles:
            raise BadCard("agent", None, "is not given", "an agent's user says which agent he is")
    elif user.agent not in agents:
        raise BadCard(
            "agent", user.agent, "is not known", "make the agent first, or look at the list of agents"
        )


def _check_reach(user: User, queues: Collection[str]) -> None:
    if user.reach is None:
        return
    if Role.ADMINISTRATOR in user.roles:
        why = "limits an administrator, who could lift the limit himself"
        raise BadCard("reach", sorted(user.reach), why, "leave it out, or take the role away")
    for code in sorted(user.reach - set(queues)):
        raise BadCard("reach", code, "is no queue or campaign", "look at the lists of queues and campaigns")


def check_password(password: str, user: str) -> str:
    """As it is hashed. Raises BadCard, which does not say the password again."""
    plain = unicodedata.normalize("NFKC", password)
    if not SHORTEST <= len(plain) <= LONGEST:
        raise _bad_password(f"has not {SHORTEST} to {LONGEST} characters", "take a few words, for instance")
    if any(unicodedata.category(one) == "Cc" for one in plain):
        raise _bad_password("holds a character that cannot be typed", "leave out line breaks and the like")
    if len(set(plain)) < VARIED or user in plain.casefold():
        raise _bad_password("is easily guessed", "take one without your name and of different characters")
    return plain


def _bad_password(why: str, remedy: str) -> BadCard:
    return BadCard("password", "…", why, remedy)
