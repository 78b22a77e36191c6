"""Calls that agents promised themselves, in a campaign that books nobody."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from dialer.core.outcome import Outcome
from dialer.store.tables import contact_numbers, contacts
from tests.floor.campaigning import Campaigning, now
from tests.floor.campaigns.conftest import AGENTS

pytestmark = [pytest.mark.asyncio(loop_scope="package"), pytest.mark.timeout(240)]


async def promise(floor: Campaigning, number: str, agent: str, moves: int | None = None) -> None:
    """Due now."""
    which = sa.select(contact_numbers.c.contact).where(contact_numbers.c.e164 == number).scalar_subquery()
    stands = {"callback_at": now(), "due": now(), "callback_agent": agent, "callback_moves": moves}
    async with floor.database.write() as connection:
        await connection.execute(sa.update(contacts).where(contacts.c.id == which).values(stands))


@pytest.mark.full
async def test_an_own_call_where_lines_are_paced(floor: Campaigning) -> None:
    """Who promised it makes it, though others are free as long; while he is away nobody does, until it passes to anyone."""
    code = await floor.campaign("00", "01", "00", "00", agents=AGENTS[:4], mode="predictive")
    his, another, passes, stays = floor.made[code]
    await promise(floor, his, AGENTS[3])
    await promise(floor, another, AGENTS[1])
    await promise(floor, passes, AGENTS[5], moves=1000)
    await promise(floor, stays, AGENTS[5])
    await floor.start(code)
    for number, agent in ((his, AGENTS[3]), (another, AGENTS[1])):
        await floor.connected(number)
        assert (await floor.attempt(number)).agent == agent
    await floor.connected(passes)
    assert (await floor.attempt(passes)).agent in (AGENTS[0], AGENTS[2])
    await floor.hang_up_lines()
    for number in (his, another, passes):
        assert (await floor.ended(number)).outcome is Outcome.CONNECTED
    assert floor.invites()[stays] == 0
    await floor.settled(code)
