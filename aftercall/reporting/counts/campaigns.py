"""Attempts by campaign, outcome and disposition; contacts by where they stand."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from acd.core.moment import Moment
from acd.store.tables import facts
from aftercall.reporting.counts.common import LATEST, count, known, said, total
from aftercall.reporting.definitions import together
from aftercall.reporting.question import Double, Question, Rows
from aftercall.reporting.when import Clock
from dialer.core.contact import Standing
from dialer.core.outcome import Outcome
from dialer.core.rules import UnknownRegimeError, stricter
from dialer.store.campaigns import campaign_card
from dialer.store.tables import attempts, campaigns, contacts, lists

COLUMNS: Final[Mapping[str | None, str]] = {
    Outcome.CONNECTED.value: "connected",
    Outcome.ABANDONED.value: "abandoned",
    Outcome.MACHINE.value: "machine",
    Outcome.BUSY.value: "busy",
    Outcome.NO_ANSWER.value: "no_answer",
    None: "under_way",
}


def by_campaign(connection: Connection, ask: Question, clock: Clock) -> Rows:
    caps, found = _caps(connection), Rows()
    for row in connection.execute(_attempts(connection, ask, clock, attempts.c.outcome)):
        sums = {"attempts": row.n, COLUMNS.get(row.word, "rest"): row.n, "talk": row.talk}
        if row.campaign in caps:
            sums["cap"] = caps[row.campaign]
        together(found.setdefault(((row.campaign,), int(row.piece)), {}), sums)
    return found


def _by(column: Any) -> Callable[[Connection, Question, Clock], Rows]:
    """By campaign and this word of the attempt, where it has one."""

    def rows(connection: Connection, ask: Question, clock: Clock) -> Rows:
        made = _attempts(connection, ask, clock, column).where(column.is_not(None))
        return {
            ((row.campaign, row.word), int(row.piece)): {"attempts": row.n}
            for row in connection.execute(made)
        }

    return rows


by_outcome: Final = _by(attempts.c.outcome)
by_disposition: Final = _by(attempts.c.disposition)


def _attempts(connection: Connection, ask: Question, clock: Clock, word: Any) -> Any:
    a, piece = attempts.c, clock.sql_piece(attempts.c.began, ask.step)
    return (
        sa.select(
            a.campaign,
            word.label("word"),
            piece.label("piece"),
            sa.func.count().label("n"),
            total(a.talked).label("talk"),
        )
        .where(a.site == ask.site, a.campaign.in_(_mine(connection, ask)))
        .where(a.began >= clock.begin, a.began < clock.end)
        .group_by(a.campaign, word, piece)
    )


def _mine(connection: Connection, ask: Question) -> list[str]:
    """Those that ever dialled."""
    there = known(connection, attempts.c.campaign, None)
    return list(there) if ask.queues is None else sorted(set(there) & set(ask.queues))


def _caps(connection: Connection) -> dict[str, int]:
    """In hundredths of a per cent, of campaigns that are there."""
    found = {}
    for row in connection.execute(sa.select(campaigns)).mappings():
        card = campaign_card(dict(row))
        try:
            found[card.code] = stricter(card).cap
        except UnknownRegimeError:  # it cannot run, and has no cap to be shown
            continue
    return found


def standing(connection: Connection, ask: Question, clock: Clock) -> Rows:
    """Contacts of each list, now."""
    c, is_due = contacts.c, contacts.c.due <= ask.now
    wish = (
        sa.select(
            lists.c.campaign,
            lists.c.name,
            lists.c.active,
            c.standing,
            sa.func.count().label("n"),
            count(is_due).label("due"),
        )
        .join(lists, lists.c.id == c.list)
        .group_by(lists.c.campaign, lists.c.name, lists.c.active, c.standing)
    )
    if ask.queues is not None:
        wish = wish.where(lists.c.campaign.in_(ask.queues))
    found: Rows = {}
    for row in connection.execute(wish):
        together(found.setdefault(((row.campaign, row.name), 0), {}), _stands(row))
    return found


def _stands(row: Any) -> dict[str, int]:
    if row.standing != Standing.OPEN.value:
        return {row.standing: row.n}
    return {"due": int(row.due), "later": row.n - int(row.due)} if row.active else {"resting": row.n}


# --- the other way ---------------------------------------------------------------------------------------------------


def doubles(connection: Connection, ask: Question, begin: Moment, end: Moment) -> list[Double]:
    """Attempts that ended: by their own table, and by the journal."""
    a, campaign = attempts.c, said(("attempt", "campaign"))
    mine = sa.select(sa.func.count()).where(
        a.site == ask.site,
        a.campaign.in_(_mine(connection, ask)),
        a.began >= begin - LATEST,
        a.ended >= begin,
        a.ended < end,
    )
    told = sa.select(sa.func.count()).where(
        facts.c.site == ask.site, facts.c.at >= begin, facts.c.at < end, facts.c.kind == "AttemptEnded"
    )
    if ask.queues is not None:
        told = told.where(campaign.in_(ask.queues))
    one, other = (int(connection.execute(wish).scalar_one()) for wish in (mine, told))
    return [Double("ended", "AttemptEnded", one, other)]
