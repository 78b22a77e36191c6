"""A campaign and the queue of its agents, which has its code: kept and deleted together, in one transaction."""

from __future__ import annotations

from dataclasses import dataclass

from acd.core.cards import QueueCard
from acd.core.lines import QueueLine
from acd.store import card_rows, card_tables
from acd.store import check as floor_check
from acd.store.database import Database
from acd.store.errors import BadCard
from acd.store.tables import queues
from acd.store.write import upsert
from dialer.core.cards import CampaignCard
from dialer.store.campaigns import drop_campaign, put_campaign


@dataclass(frozen=True, slots=True)
class WholeCampaign:
    """`queue` is the floor's part of its queue, `line` the switch's; all three have one code."""

    card: CampaignCard
    queue: QueueCard
    line: QueueLine

    @property
    def code(self) -> str:
        return self.card.code


async def save_whole(database: Database, whole: WholeCampaign) -> None:
    """Raises BadCard; then neither is changed."""
    async with database.write() as connection:
        await card_tables.alone(connection)
        await put_campaign(connection, whole.card)
        floor_check.check_queue(whole.queue, whole.line, await card_tables.known(connection))
        await upsert(connection, queues, [card_rows.queue_row(whole.queue, whole.line)])


async def delete_whole(database: Database, code: str) -> None:
    """Agents lose their place in it; refused while a number, a type or another queue leads to it. Raises BadCard."""
    async with database.write() as connection:
        await card_tables.alone(connection)
        await drop_campaign(connection, code)
        if users := await card_tables.users_of_queue(connection, code):
            raise BadCard("queue", code, f"is used by {', '.join(users)}", "change that first")
        await card_tables.delete(connection, queues, code)
