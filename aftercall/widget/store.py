"""What the database holds of widgets: cards, and visitors by the digest of their token."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Any, Final

import sqlalchemy as sa

from acd.core.moment import DAY, Moment
from acd.store.database import Database
from acd.store.write import upsert
from aftercall.widget.card import Widget
from aftercall.widget.tables import widget_visitors, widgets

KEPT: Final = 90 * DAY
"""A visitor who was not seen for so long is a new one."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """See `widget_visitors`."""

    digest: str
    widget: str
    item: str | None
    made: Moment
    seen: Moment


class WidgetStore:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def cards(self) -> list[Widget]:
        async with self._database.read() as connection:
            found = await connection.execute(sa.select(widgets).order_by(widgets.c.code))
            return [Widget(**(dict(row) | {"origins": tuple(row["origins"])})) for row in found.mappings()]

    async def save(self, card: Widget) -> None:
        row: dict[str, Any] = asdict(replace(card, texts={}, ask={}))
        texts = {language: dict(own) for language, own in card.texts.items()}
        row |= {"origins": list(card.origins), "texts": texts, "ask": dict(card.ask)}
        async with self._database.write() as connection:
            await upsert(connection, widgets, [row])

    async def delete(self, code: str) -> None:
        async with self._database.write() as connection:
            await connection.execute(sa.delete(widgets).where(widgets.c.code == code))

    async def visitor(self, digest: str) -> Visitor | None:
        wanted = sa.select(widget_visitors).where(widget_visitors.c.digest == digest)
        async with self._database.read() as connection:
            row = (await connection.execute(wanted)).mappings().first()
        return None if row is None else Visitor(**row)

    async def keep(self, visitor: Visitor) -> None:
        async with self._database.write() as connection:
            await upsert(connection, widget_visitors, [asdict(visitor)])

    async def forget(self, at: Moment) -> None:
        """Visitors who were not seen for long."""
        async with self._database.write() as connection:
            await connection.execute(sa.delete(widget_visitors).where(widget_visitors.c.seen < at - KEPT))
