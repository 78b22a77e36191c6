"""How far a campaign is: its contacts by where they stand, its attempts by outcome. Counted by indexes, also of a million."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from acd.core.moment import HOUR, Moment
from dialer.core.contact import Standing
from dialer.store.spread import spread
from dialer.store.tables import attempts, contacts, lists

REASONS: Final = 50
"""Of why contacts are finished, the most frequent ones."""
LEFT: Final = (Standing.OPEN.value, Standing.OUT.value)


@dataclass(frozen=True, slots=True)
class Standings:
    """Contacts. Open ones are `due`, `later`, or `resting`: their list is not active. `next`: when the first of `later` is due."""

    due: int = 0
    later: int = 0
    resting: int = 0
    out: int = 0
    finished: int = 0
    removed: int = 0
    next: Moment | None = None

    @property
    def left(self) -> int:
        """May still be called some time."""
        return self.due + self.later + self.out


@dataclass(frozen=True, slots=True)
class Tries:
    """Attempts: in all, those that began today, and in the last hour."""

    all: int
    today: int
    hour: int
    by_outcome: Mapping[str, int]
    by_disposition: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Progress:
    """`zones`: where those are who are left, of some of them (`spread`)."""

    contacts: Standings
    finished_why: Mapping[str, int]
    attempts: Tries
    zones: Mapping[tuple[str, ...], int]


_CAMPAIGN: Final = sa.bindparam("campaign", type_=sa.Text())
_NOW: Final = sa.bindparam("now", type_=sa.BigInteger())
_SINCE: Final = sa.bindparam("since", type_=sa.BigInteger())
_DUE: Final = contacts.c.due <= _NOW

_STANDINGS: Final = (
    sa.select(
        lists.c.active,
        contacts.c.standing,
        sa.func.count().label("n"),
        sa.func.sum(sa.case((_DUE, 1), else_=0)).label("due"),
        sa.func.min(sa.case((_DUE, None), else_=contacts.c.due)).label("next"),
        sa.func.min(contacts.c.id).label("first"),
        sa.func.max(contacts.c.id).label("last"),
    )
    .join(lists, lists.c.id == contacts.c.list)
    .where(lists.c.campaign == _CAMPAIGN)
    .group_by(lists.c.active, contacts.c.standing)
)
_WHY: Final = (
    sa.select(contacts.c.why, sa.func.count().label("n"))
    .join(lists, lists.c.id == contacts.c.list)
    .where(lists.c.campaign == _CAMPAIGN, contacts.c.standing == Standing.FINISHED.value)
    .group_by(contacts.c.why)
    .order_by(sa.desc("n"), contacts.c.why)
    .limit(REASONS)
)


def _by(column: sa.Column[Any]) -> sa.Select[Any]:
    mine = attempts.c.campaign == _CAMPAIGN
    return sa.select(column, sa.func.count()).where(mine, column.is_not(None)).group_by(column)


_BY_OUTCOME: Final = _by(attempts.c.outcome)
_BY_DISPOSITION: Final = _by(attempts.c.disposition)
_SINCE_THEN: Final = (
    sa.select(sa.func.count())
    .select_from(attempts)
    .where(attempts.c.campaign == _CAMPAIGN, attempts.c.began >= _SINCE)
)
_ALL: Final = sa.select(sa.func.count()).select_from(attempts).where(attempts.c.campaign == _CAMPAIGN)


def progress(connection: Connection, campaign: str, midnight: Moment, now: Moment) -> Progress:
    why = connection.execute(_WHY, {"campaign": campaign}).mappings()
    found = _counted(connection, campaign, now)
    left = [row for row in found if row["standing"] in LEFT and row["active"]]
    zones: Mapping[tuple[str, ...], int] = {}
    if left:
        first, last = min(row["first"] for row in left), max(row["last"] for row in left)
        zones = spread(connection, campaign, first, last)
    return Progress(
        _standings(found),
        {row["why"]: row["n"] for row in why},
        _tries(connection, campaign, midnight, now),
        zones,
    )


def standings(connection: Connection, campaign: str, now: Moment) -> Standings:
    return _standings(_counted(connection, campaign, now))


def _counted(connection: Connection, campaign: str, now: Moment) -> Sequence[sa.RowMapping]:
    return connection.execute(_STANDINGS, {"campaign": campaign, "now": now}).mappings().all()


def _standings(found: Iterable[sa.RowMapping]) -> Standings:
    count: dict[str, Any] = dict.fromkeys(("due", "later", "resting", "out", "finished", "removed"), 0)
    first = None
    for row in found:
        if row["standing"] != Standing.OPEN.value:
            count[row["standing"]] += row["n"]
        elif not row["active"]:
            count["resting"] += row["n"]
        else:
            count["due"] += int(row["due"])
            count["later"] += row["n"] - int(row["due"])
            first = row["next"]
    return Standings(**count, next=first)


def begun_since(connection: Connection, campaign: str, since: Moment) -> int:
    """Attempts."""
    return int(connection.execute(_SINCE_THEN, {"campaign": campaign, "since": since}).scalar_one())


def _tries(connection: Connection, campaign: str, midnight: Moment, now: Moment) -> Tries:
    which = {"campaign": campaign}
    return Tries(
        all=int(connection.execute(_ALL, which).scalar_one()),
        today=begun_since(connection, campaign, midnight),
        hour=begun_since(connection, campaign, now - HOUR),
        by_outcome=_counts(connection, _BY_OUTCOME, which),
        by_disposition=_counts(connection, _BY_DISPOSITION, which),
    )


def _counts(connection: Connection, by: sa.Select[Any], which: Mapping[str, str]) -> dict[str, int]:
    return {str(name): int(count) for name, count in connection.execute(by, which)}
