"""The dialer's cards in the database, as the office needs them."""

from __future__ import annotations

from acd.core.moment import Moment
from acd.store.cards import AllCards
from acd.store.database import Database
from aftercall.office.everything import Everything
from dialer.core.cards import CampaignCard, State, TrunkCard
from dialer.store.campaigns import Campaigns, Trunks
from dialer.store.lists import Lists
from dialer.store.progress import Progress, Standings, progress, standings
from dialer.store.whole import WholeCampaign, delete_whole, save_whole


class DialStore:
    """Each call is one transaction; BadCard says why one was not."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._campaigns = Campaigns(database)
        self._trunks = Trunks(database)

    async def with_ours(self, cards: AllCards) -> Everything:
        return Everything(
            agents=cards.agents,
            types=cards.types,
            queues=cards.queues,
            lines=cards.lines,
            phones=cards.phones,
            numbers=cards.numbers,
            calendars=cards.calendars,
            levels=cards.levels,
            campaigns=await self._campaigns.all(),
            trunks=await self._trunks.all(),
        )

    async def save_campaign(self, whole: WholeCampaign) -> None:
        await save_whole(self._database, whole)

    async def delete_campaign(self, code: str) -> None:
        await delete_whole(self._database, code)

    async def set_state(self, code: str, state: State) -> CampaignCard:
        return await self._campaigns.set_state(code, state)

    async def save_trunk(self, card: TrunkCard) -> None:
        await self._trunks.save(card)

    async def delete_trunk(self, code: str) -> None:
        await self._trunks.delete(code)

    async def make_list(self, campaign: str, name: str, now: Moment) -> int:
        return await Lists(self._database).make(campaign, name, now)

    async def drop_list(self, campaign: str, name: str) -> None:
        """An empty one."""
        for one in await Lists(self._database).all(campaign):
            if one.name == name:
                await Lists(self._database).set_active(one.id, False)
                await Lists(self._database).delete(one.id)

    async def standings(self, campaign: str, now: Moment) -> Standings:
        async with self._database.read() as connection:
            return await connection.run_sync(standings, campaign, now)

    async def progress(self, campaign: str, midnight: Moment, now: Moment) -> Progress:
        async with self._database.read() as connection:
            return await connection.run_sync(progress, campaign, midnight, now)
