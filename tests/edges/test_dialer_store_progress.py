"""How far a campaign is, on both databases; a campaign and its queue are kept and deleted as one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from acd.core.cards import QueueCard
from acd.core.lines import QueueLine
from acd.core.moment import HOUR, MINUTE
from acd.store.cards import Cards
from acd.store.database import Database
from acd.store.errors import BadCard
from dialer.core.cards import CampaignCard, State
from dialer.core.contact import Number
from dialer.core.orders import Take
from dialer.core.outcome import Outcome
from dialer.store.campaigns import Campaigns
from dialer.store.progress import Progress, Standings, progress
from dialer.store.spread import ASKED
from dialer.store.whole import WholeCampaign, delete_whole, save_whole
from tests.edges.dialer_kit import ALWAYS_OPEN, NOON, SPRING, add_list, furnish

WARSAW = {"zone": "Europe/Warsaw"}
STOPPED = CampaignCard("spring", "Spring", trunks=("north",))
WHOLE = WholeCampaign(STOPPED, QueueCard("spring", "Spring", work="phone", rest="break"), QueueLine("spring"))


async def counted(database: Database, now: int = NOON) -> Progress:
    async with database.read() as connection:
        return await connection.run_sync(progress, "spring", NOON - 12 * HOUR, now)


async def test_every_contact_is_counted_where_it_stands(database: Database) -> None:
    """Due, later, being called, finished with its reason, removed, and of a list that is not active; attempts by outcome and time."""
    attempts = await furnish(database)
    waits = {"due": NOON + HOUR}
    gone = {"standing": "finished", "why": "sale"}
    await add_list(database, [WARSAW, WARSAW, waits, gone, gone, {"standing": "removed"}])
    await add_list(database, [{}, {}], name="later", active=False)
    taken = await attempts.take(Take("spring", 1, ("north",)), NOON, ALWAYS_OPEN)
    found = await counted(database)
    assert found.contacts == Standings(
        due=1, later=1, resting=2, out=1, finished=2, removed=1, next=NOON + HOUR
    )
    assert found.contacts.left == 3
    assert found.finished_why == {"sale": 2}
    assert (found.attempts.all, found.attempts.today, found.attempts.hour) == (1, 1, 1)
    ended = replace(taken.attempts[0], ended=NOON + MINUTE, outcome=Outcome.BUSY)
    await attempts.finish([ended], NOON + MINUTE)
    found = await counted(database, NOON + 2 * HOUR)
    assert (found.contacts.out, found.contacts.due, found.contacts.later) == (0, 3, 0)
    assert found.attempts.by_outcome == {"busy": 1}
    assert (found.attempts.today, found.attempts.hour) == (1, 0)


async def test_where_those_are_who_are_left(database: Database) -> None:
    """By the zone that was said, else by the first living number's; of a large campaign some are asked, all over it."""
    await furnish(database)
    moscow, omsk = ("Europe/Moscow", "Asia/Omsk"), ("Asia/Omsk",)
    numbers = (Number(0, "+79120000001", zones=omsk, dead=True), Number(0, "+79120000002", zones=moscow))
    gone = {"standing": "finished", "zone": "Asia/Tokyo"}
    await add_list(database, [WARSAW, WARSAW, {"numbers": numbers}, gone])
    await add_list(database, [{"zone": "Asia/Tokyo"}], name="later", active=False)
    assert (await counted(database)).zones == {("Europe/Warsaw",): 2, moscow: 1}
    await add_list(database, [{"zone": zone} for zone in ("Asia/Tokyo",) * 600 + omsk * 600], name="more")
    zones = (await counted(database)).zones
    assert sum(zones.values()) <= ASKED
    assert 90 <= zones["Asia/Tokyo",] <= 140
    assert 90 <= zones[omsk] <= 140


async def test_a_campaign_nobody_knows_has_nothing(database: Database) -> None:
    """No contacts, no attempts, no error."""
    await furnish(database)
    found = await counted(database)
    assert (found.contacts, found.attempts.all, found.finished_why, found.zones) == (Standings(), 0, {}, {})


async def test_campaign_and_queue_are_one(database: Database) -> None:
    """Both are saved or neither; both are deleted, with lists in which nobody is left, or neither."""
    await furnish(database, replace(SPRING, code="other"))
    bad = replace(WHOLE, queue=replace(WHOLE.queue, longest=-1))
    with pytest.raises(BadCard, match="longest"):
        await save_whole(database, bad)
    cards = Cards(database)
    assert [card.code for card in await Campaigns(database).all()] == ["other"]
    assert (await cards.all()).queues == ()
    await save_whole(database, WHOLE)
    assert (await cards.all()).queues == (WHOLE.queue,)
    list_id, _ = await add_list(database, [{"standing": "removed"}, {}])
    with pytest.raises(BadCard, match="has contacts in the lists first"):
        await delete_whole(database, "spring")
    async with database.write() as connection:
        await connection.exec_driver_sql(f"UPDATE contacts SET standing = 'removed' WHERE list = {list_id}")
    await delete_whole(database, "spring")
    assert [card.code for card in await Campaigns(database).all()] == ["other"]
    assert (await cards.all()).queues == ()


async def test_a_campaign_that_runs_stays(database: Database) -> None:
    """It is deleted with its queue only when it is stopped."""
    await furnish(database, replace(SPRING, code="other"))
    await save_whole(database, WHOLE)
    await Campaigns(database).set_state("spring", State.PAUSED)
    with pytest.raises(BadCard, match="is paused: stop it first"):
        await delete_whole(database, "spring")
    assert len((await Cards(database).all()).queues) == 1
