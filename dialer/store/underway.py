"""Attempts that are on record as under way."""

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

_OPEN: Final = (
    sa.select(attempts)
    .where(attempts.c.site == sa.bindparam("site"), attempts.c.ended.is_(None))
    .order_by(attempts.c.began, attempts.c.id)
)


def under_way(connection: Connection, site: str) -> list[Attempt]:
    """Of this site, oldest first."""
    return [rows.attempt(row) for row in connection.execute(_OPEN, {"site": site}).mappings()]


def give_back(connection: Connection, names: Collection[str], now: Moment) -> list[Attempt]:
    """Attempts that were never dialled, as far as they are on record at all: their contacts were not called."""
    named = sa.select(attempts).where(attempts.c.id.in_(names), attempts.c.ended.is_(None))
    found = [rows.attempt(row) for row in connection.execute(named).mappings()]
    return finish(connection, [replace(one, ended=now, outcome=Outcome.NO_AGENT) for one in found], now)
