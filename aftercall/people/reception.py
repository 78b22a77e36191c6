"""Where people come in: who may, the desk at which they log in, and the trail of what they did; opened and closed as one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from acd.core.moment import DAY, HOUR, Moment
from acd.store.database import Database
from aftercall.people.audit import Trail
from aftercall.people.desk import FrontDesk
from aftercall.people.oidc import Provider, provider_of
from aftercall.people.people import People
from aftercall.people.store import PeopleStore
from aftercall.settings import Web


@dataclass
class Reception:
    """`people.run` and `trail.run` are the daemon's to run. `settings`: how the API is reached."""

    people: People
    front: FrontDesk
    trail: Trail
    settings: Web
    provider: Provider | None = None

    async def close(self) -> None:
        await self.people.tidy()
        await self.trail.close()


async def open_reception(db: Database, site: str, now: Callable[[], Moment], settings: Web) -> Reception:
    """With all users, sessions and tokens in memory. Raises DatabaseAway; SettingsError, if OpenID Connect is set
    and not installed."""
    idle, longest = round(settings.session_idle * HOUR), round(settings.session_longest * DAY)
    provider = provider_of(settings.oidc)
    people = People(PeopleStore(db), now, idle, longest)
    await people.open()
    return Reception(people, FrontDesk(people), Trail(db, site, now), settings, provider)
