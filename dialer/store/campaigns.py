"""Campaigns and trunks as people configured them. A card is saved whole or not at all; BadCard says why.

Whether a campaign runs is its own column and changed alone, so that saving a card can neither start nor stop it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.ext.asyncio import AsyncConnection

from acd.store.card_tables import alone, delete, must_change, rows_of, type_cards
from acd.store.database import Database
from acd.store.encode import decode, encode
from acd.store.errors import BadCard
from acd.store.write import upsert
from dialer.core.cards import CampaignCard, State, TrunkCard
from dialer.core.contact import Standing
from dialer.store.check import Known, check_campaign, check_running, check_trunk
from dialer.store.tables import campaigns, contacts, lists, trunks

Row = dict[str, Any]

_STANDS: Final = sa.exists().where(
    contacts.c.list == lists.c.id, contacts.c.standing != Standing.REMOVED.value
)
_PEOPLED: Final = (
    sa.select(lists.c.name)
    .where(lists.c.campaign == sa.bindparam("campaign"), _STANDS)
    .order_by(lists.c.name)
)


def campaign_card(row: Row) -> CampaignCard:
    card: CampaignCard = decode(CampaignCard, row["card"])
    return replace(card, state=State(row["state"]))


def campaign_of(connection: Connection, code: str) -> CampaignCard:
    found = connection.execute(sa.select(campaigns).where(campaigns.c.code == code)).mappings().one_or_none()
    if found is None:
        raise BadCard("campaign", code, "is not known", "look at the list")
    return campaign_card(dict(found))


async def trunk_cards(connection: AsyncConnection) -> tuple[TrunkCard, ...]:
    return tuple(decode(TrunkCard, row["card"]) for row in await rows_of(connection, trunks))


class Campaigns:
    """Load, save and delete; each call is one transaction. The queue of the same code is the floor's to make."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def all(self) -> tuple[CampaignCard, ...]:
        async with self._database.read() as connection:
            return tuple(map(campaign_card, await rows_of(connection, campaigns)))

    async def get(self, code: str) -> CampaignCard:
        async with self._database.read() as connection:
            return await connection.run_sync(campaign_of, code)

    async def save(self, card: CampaignCard) -> None:
        """`state` is taken for a new campaign alone; of one that is there it stays as it is."""
        async with self._database.write() as connection:
            await alone(connection)
            await put_campaign(connection, card)

    async def set_state(self, code: str, state: State) -> CampaignCard:
        """Returns the card as it is on record now."""
        async with self._database.write() as connection:
            await alone(connection)
            card = replace(await connection.run_sync(campaign_of, code), state=state)
            check_running(card)
            changed = sa.update(campaigns).where(campaigns.c.code == code).values(state=state.value)
            await connection.execute(changed)
        return card

    async def delete(self, code: str) -> None:
        """Only one that is stopped and has no contacts; its attempts stay on record."""
        async with self._database.write() as connection:
            await alone(connection)
            await drop_campaign(connection, code)


async def put_campaign(connection: AsyncConnection, card: CampaignCard) -> None:
    """Nobody else may change cards meanwhile (`alone`)."""
    known = await _known(connection)
    check_campaign(card, known)
    if card.code in known.campaigns:
        card = replace(card, state=(await connection.run_sync(campaign_of, card.code)).state)
    check_running(card)
    row = {"code": card.code, "state": card.state.value, "card": encode(card)}
    await upsert(connection, campaigns, [row])


async def drop_campaign(connection: AsyncConnection, code: str) -> None:
    """Nobody else may change cards meanwhile."""
    if (state := (await connection.run_sync(campaign_of, code)).state) is not State.STOPPED:
        raise BadCard("campaign", code, f"is {state.value}", "stop it first")
    if names := list((await connection.execute(_PEOPLED, {"campaign": code})).scalars()):
        remedy = "take their loads back first: aftercall contacts undo"
        raise BadCard("campaign", code, f"has contacts in the lists {', '.join(names)}", remedy)
    await connection.execute(sa.delete(lists).where(lists.c.campaign == code))
    await delete(connection, campaigns, code)


class Trunks:
    """Load, save and delete; each call is one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def all(self) -> tuple[TrunkCard, ...]:
        async with self._database.read() as connection:
            return await trunk_cards(connection)

    async def save(self, card: TrunkCard) -> None:
        async with self._database.write() as connection:
            await alone(connection)
            check_trunk(card, await _known(connection))
            await upsert(connection, trunks, [{"code": card.code, "card": encode(card)}])

    async def delete(self, code: str) -> None:
        async with self._database.write() as connection:
            await alone(connection)
            cards = map(campaign_card, await rows_of(connection, campaigns))
            users = [f"campaign {card.code}" for card in cards if code in card.trunks]
            if users:
                raise BadCard("trunk", code, f"is used by {', '.join(users)}", "change that first")
            must_change(await delete(connection, trunks, code), "trunk", code)


async def _known(connection: AsyncConnection) -> Known:
    return Known(
        campaigns=[row["code"] for row in await rows_of(connection, campaigns)],
        trunks=await trunk_cards(connection),
        types=await type_cards(connection),
    )
