"""Ends that were told and not written: the journal has them, for it writes sooner, and spools where the database is away."""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from acd.store.encode import decode
from acd.store.tables import facts
from dialer.core.attempt import Attempt
from dialer.core.facts import AttemptEnded


def ends_told(connection: Connection, site: str, names: Collection[str]) -> list[Attempt]:
    """Of these attempts, those that this site's journal says are over; in the order in which they ended."""
    wanted = (
        sa.select(facts.c.payload)
        .where(facts.c.site == site, facts.c.call.in_(names), facts.c.kind == AttemptEnded.__name__)
        .order_by(facts.c.seq)
    )
    return [decode(Attempt, payload["attempt"]) for payload in connection.execute(wanted).scalars()]
