"""After a crash: attempts that are on record as under way, and of whose lines Asterisk knows nothing any more."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Final

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from acd.core.moment import Moment
from dialer.core.attempt import Attempt
from dialer.core.outcome import Outcome
from dialer.store import contact_rows as rows
from dialer.store.finish import finish
from dialer.store.tables import attempts

CLOSED: Final = 500
"""In one transaction."""

_OPEN: Final = (
    sa.select(attempts)
    .where(attempts.c.site == sa.bindparam("site"), attempts.c.ended.is_(None))
    .order_by(attempts.c.began, attempts.c.id)
)


def under_way(connection: Connection, site: str) -> list[Attempt]:
    """Of this site, oldest first."""
    return [rows.attempt(row) for row in connection.execute(_OPEN, {"site": site}).mappings()]


def recover(connection: Connection, site: str, alive: Collection[str], now: Moment) -> list[Attempt]:
    """Closes up to `CLOSED` that are not `alive`; call it until it returns none. Their contacts follow the retry rules."""
    lost = [one for one in under_way(connection, site) if one.id not in alive][:CLOSED]
    return finish(connection, [replace(one, ended=now, outcome=outcome_of(one)) for one in lost], now)


def give_back(connection: Connection, names: Collection[str], now: Moment) -> list[Attempt]:
    """Attempts that were never dialled, as far as they are on record at all: their contacts were not called."""
    named = sa.select(attempts).where(attempts.c.id.in_(names), attempts.c.ended.is_(None))
    found = [rows.attempt(row) for row in connection.execute(named).mappings()]
    return finish(connection, [replace(one, ended=now, outcome=Outcome.NO_AGENT) for one in found], now)


def outcome_of(attempt: Attempt) -> Outcome:
    """What is known of it. A person who answered, and no agent known, counts as abandoned: so the cap errs to the safe side."""
    if attempt.connected is not None:
        return Outcome.CONNECTED
    if attempt.amd == "machine":
        return Outcome.MACHINE
    return Outcome.UNKNOWN if attempt.answered is None else Outcome.ABANDONED
