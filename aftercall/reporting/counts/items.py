"""Chats and tickets by queue, in the piece of time in which they came."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from acd.core.moment import Moment
from acd.store.item_tables import items
from aftercall.reporting.counts.common import count, said, told, total
from aftercall.reporting.question import Double, Question, Rows
from aftercall.reporting.when import Clock

i = items.c


def _rows(kind: str) -> Callable[[Connection, Question, Clock], Rows]:
    def rows(connection: Connection, ask: Question, clock: Clock) -> Rows:
        piece, answer = clock.sql_piece(i.came, ask.step), i.first_answered - i.came
        wish = (
            sa.select(
                i.queue,
                piece.label("piece"),
                sa.func.count().label("came"),
                count(i.first_answered.is_not(None)).label("answered"),
                count(i.solved.is_not(None)).label("solved"),
                total(answer).label("answer_wait"),
                sa.func.coalesce(sa.func.max(answer), 0).label("longest_answer"),
                total(i.solved - i.came).label("solve_wait"),
            )
            .where(i.site == ask.site, i.kind == kind, i.came >= clock.begin, i.came < clock.end)
            .group_by(i.queue, piece)
        )
        if ask.queues is not None:
            wish = wish.where(i.queue.in_(ask.queues))
        return {
            ((row["queue"],), int(row["piece"])): {
                name: int(value) for name, value in row.items() if name not in ("queue", "piece")
            }
            for row in connection.execute(wish).mappings()
        }

    return rows


chats: Final = _rows("chat")
tickets: Final = _rows("ticket")


def doubles_of(kind: str) -> Callable[[Connection, Question, Moment, Moment], list[Double]]:
    """What is there and what the floor heard of: one that came just now, or while the floor was down, is heard of a moment later, so
    they are the same items that are counted, by their own moment."""

    def doubles(connection: Connection, ask: Question, begin: Moment, end: Moment) -> list[Double]:
        came = [i.site == ask.site, i.kind == kind, i.came >= begin, i.came < end]
        if ask.queues is not None:
            came.append(i.queue.in_(ask.queues))
        heard = (
            sa.select(said("item")).where(*told(ask, begin, max(end, ask.now), "ItemCame")).scalar_subquery()
        )
        wish = sa.select(sa.func.count()).select_from(items).where(*came)
        one, other = (int(connection.execute(w).scalar_one()) for w in (wish, wish.where(i.id.in_(heard))))
        return [Double("came", "ItemCame", one, other)]

    return doubles
