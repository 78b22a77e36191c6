"""The office over both databases, and while PostgreSQL is away."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import pytest

from acd.core.floor import Floor
from acd.core.heard import Person, SetHold
from acd.desk import Desk
from acd.store.cards import Cards
from acd.store.database import Database, open_database
from acd.store.errors import BadCard
from acd.store.migrate import migrate
from acd.store.pins import Pins
from aftercall.bench import Postgres
from aftercall.office import DatabaseAway, InUse, NotKnown, Office, opening
from aftercall.office.nouns import AGENTS, QUEUES
from tests.edges.exchange_kit import now


@asynccontextmanager
async def office_over(database: Database) -> AsyncIterator[tuple[Office, Desk]]:
    """An office with a desk and no Asterisk."""
    cards = Cards(database)
    await cards.seed()
    desk = Desk(Floor(), now, lambda order: None, lambda took: None)
    office = Office(cards, Pins(database), desk)
    running = asyncio.create_task(desk.run())
    await desk.heed(*opening(await cards.all(), now()))
    try:
        yield office, desk
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


async def test_cards_live_in_the_database_and_on_the_floor(database: Database) -> None:
    """Made, changed in part, refused whole, removed: database and floor say the same after each."""
    async with office_over(database) as (office, desk):
        await office.change_queue("sales", {"aftercall": 5000, "ring": 9000})
        await office.change_phone("1001", {})
        await office.change_agent("1001", {"phone": "1001", "queues": (("sales", 1),)})
        await office.change_agent("1001", {"name": "Anna"})
        await same(office, desk)
        with pytest.raises(BadCard) as bad:
            await office.change_agent("1001", {"name": "Eve", "queues": (("sales", 1), ("nowhere", 0))})
        assert bad.value.field == "queues"
        await same(office, desk)
        queue = await office.one(QUEUES, "sales")
        assert (queue.card.aftercall, queue.line.ring) == (5000, 9000)
        await office.remove(QUEUES, "sales")
        assert (await office.one(AGENTS, "1001")).queues == ()
        await office.remove(AGENTS, "1001")
        await same(office, desk)
        with pytest.raises(NotKnown, match="'1001' is not known; there are none yet"):
            await office.remove(AGENTS, "1001")


async def same(office: Office, desk: Desk) -> None:
    cards, floor = await office.all(), desk.floor
    assert {card.code: card for card in cards.agents} == {code: a.card for code, a in floor.agents.items()}
    assert {card.code: card for card in cards.queues} == {code: q.card for code, q in floor.queues.items()}
    assert {card.code: card for card in cards.types} == dict(floor.types)


async def test_who_comes_during_a_removal_keeps_what_he_uses(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An agent who logs in while the database removes him stays: the removal is refused and nothing is lost."""
    async with office_over(database) as (office, desk):
        await office.change_phone("1001", {})
        await office.change_agent("1001", {"phone": "1001", "name": "Anna"})
        delete = Cards.delete_agent

        async def slowly(cards: Cards, code: str) -> None:
            await delete(cards, code)
            agents = {**desk.floor.agents}
            monkeypatch.setattr(type(agents[code]), "engaged", property(lambda self: True))

        monkeypatch.setattr(Cards, "delete_agent", slowly)
        with pytest.raises(InUse, match=r"1001 \(Anna\)"):
            await office.remove(AGENTS, "1001")
        assert (await office.one(AGENTS, "1001")).name == "Anna"
        await same(office, desk)


async def test_an_office_before_the_floor_is_open(database: Database) -> None:
    """Cards can be made with no desk and no Asterisk; a floor that opens later hears them in the right order."""
    office = Office(Cards(database), Pins(database))
    await Cards(database).seed()
    await office.change_queue("sales", {})
    await office.change_phone("1001", {})
    await office.change_agent("1001", {"phone": "1001", "queues": (("sales", 0),)})
    async with office_over(database) as (again, desk):
        await same(again, desk)
        assert list(desk.floor.phones) == ["1001"]


@pytest.fixture
def server(postgres: Postgres) -> Iterator[Postgres]:
    """Running again afterwards, however the test ended."""
    yield postgres
    if not postgres.alive:
        postgres.start()


async def test_postgres_stopped(server: Postgres, postgres_url: str) -> None:
    """PostgreSQL away: a change is refused within seconds and changes nothing, wishes go on; back, it is taken."""
    await migrate(postgres_url)
    database = open_database(postgres_url)
    async with office_over(database) as (office, desk):
        await office.change_queue("sales", {})
        await asyncio.to_thread(server.stop)
        began = time.monotonic()
        with pytest.raises(DatabaseAway, match="nothing was changed; try again"):
            await office.change_queue("sales", {"ring": 9000})
        with pytest.raises(DatabaseAway):
            await office.set_pin("1001", "4711")
        assert time.monotonic() - began < 20
        wish = SetHold(at=now(), id="w", by=Person("rita", "supervisor"), agent="1001")
        assert type(await desk.ask(wish)).__name__ == "Refused"
        await asyncio.to_thread(server.start)
        assert (await office.change_queue("sales", {"ring": 8000})).card.line.ring == 8000
    await database.close()
