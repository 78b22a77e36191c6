"""What the cap counts, read from the record in an index of its own; `progress.py` counts contacts."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa

from acd.core.moment import Moment
from acd.store.database import Database
from dialer.core.crew import Tally
from dialer.core.outcome import LIVE, Outcome
from dialer.store.tables import attempts

_LIVE: Final = (
    sa.select(attempts.c.outcome, sa.func.count())
    .where(
        attempts.c.campaign == sa.bindparam("campaign"),
        attempts.c.outcome.in_([outcome.value for outcome in LIVE]),
        attempts.c.began >= sa.bindparam("since"),
    )
    .group_by(attempts.c.outcome)
)


async def tally(database: Database, campaign: str, since: Moment) -> Tally:
    """Of attempts that began at `since` or later."""
    async with database.read() as connection:
        found = await connection.execute(_LIVE, {"campaign": campaign, "since": since})
        count = {outcome: int(number) for outcome, number in found}
    return Tally(sum(count.values()), count.get(Outcome.ABANDONED.value, 0))
