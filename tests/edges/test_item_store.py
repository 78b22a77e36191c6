"""Customers, chats and tickets on record, on SQLite and PostgreSQL."""

from __future__ import annotations

from typing import Any

import pytest

from acd.core import heard
from acd.core.cards import QueueCard
from acd.core.item import Kind, Stage
from acd.store import customers as people
from acd.store.cards import Cards
from acd.store.customers import NewCustomer
from acd.store.database import Database
from acd.store.errors import BadCard
from acd.store.item_rows import item_of
from acd.store.items import ItemStore, NewItem, NewMessage, UnknownItem
from aftercall.items.looking import Looking, Sought
from aftercall.post.store import MailStore

NOW = 1_800_000_000_000
ANNA = NewCustomer(name="Anna", email="Anna@Example.com")


@pytest.fixture
def told() -> list[heard.Heard]:
    return []


@pytest.fixture
def store(database: Database, told: list[heard.Heard]) -> ItemStore:
    return ItemStore(database, "main", told.append, lambda: NOW)


async def test_what_is_brought_is_on_record_and_heard(store: ItemStore, told: list[heard.Heard]) -> None:
    """An item has an id of its kind and number, its first message, and the floor hears of it once it is committed."""
    new = NewItem(Kind.TICKET, "sales", "Hello", NewMessage("Good day\0"), ANNA, tags=("new",), priority=2)
    brought = await store.bring(new)
    row = await store.get(brought.id)
    assert row is not None
    assert brought.id == f"t{brought.number}"
    assert (row.subject, row.tags, row.priority, row.customer_name) == ("Hello", ("new",), 2, "Anna")
    (came,) = told
    assert isinstance(came, heard.ItemCame)
    assert (came.item.id, came.message) == (brought.id, brought.message)
    assert item_of(row).stage is Stage.WAITING
    assert [one.text for one in await store.thread(brought.id)] == ["Good day\ufffd"]


async def test_brought_twice_it_is_there_once(store: ItemStore, told: list[heard.Heard]) -> None:
    """The same `external` of the same source gives the same item, and the floor hears of it once."""
    new = NewItem(Kind.CHAT, "sales", message=NewMessage("hi"), external="7")
    first, second = await store.bring(new), await store.bring(new)
    assert (second.id, second.new, len(told)) == (first.id, False, 1)
    other = await store.bring(NewItem(Kind.CHAT, "sales", external="7", source="shop"))
    assert other.id != first.id


async def test_a_customer_is_found_by_key_mail_and_number(store: ItemStore, database: Database) -> None:
    """The same person, however he writes, is one customer; what is missing is filled in, what is there stays."""
    async with database.write() as connection:
        one = await people.known(connection, ANNA, NOW)
        same = await people.known(connection, NewCustomer(email="anna@example.COM", phone="+48500"), NOW)
        keyed = await people.known(connection, NewCustomer(key="K1", phone="+48500", name="Other"), NOW)
        stranger = await people.known(connection, NewCustomer(key="K2", phone="+48500"), NOW)
        assert one is not None
        assert same is not None
        assert keyed is not None
        assert stranger is not None
        assert one.id == same.id == keyed.id != stranger.id
        assert (keyed.name, keyed.email, keyed.phone, keyed.key) == (
            "Anna",
            "anna@example.com",
            "+48500",
            "K1",
        )
        assert await people.known(connection, NewCustomer(), NOW) is None
        with pytest.raises(people.UnknownCustomer, match="customer 999 is not known"):
            await people.known(connection, NewCustomer(id=999), NOW)
        assert [c.id for c in await people.search(connection, "K1")] == [one.id]


async def test_two_customers_become_one(store: ItemStore, database: Database) -> None:
    """Merged, all items are the one's who stays, with what he lacked."""
    item = await store.bring(NewItem(Kind.TICKET, "sales", customer=NewCustomer(phone="+48501")))
    async with database.write() as connection:
        stays = await people.known(connection, ANNA, NOW)
        assert stays is not None
        assert item.customer is not None
        await people.merge(connection, item.customer, stays.id)
        after = await people.customer(connection, stays.id)
    row = await store.get(item.id)
    assert row is not None
    assert row.customer == stays.id
    assert after is not None
    assert after.phone == "+48501"


async def test_messages_and_what_is_to_leave(
    store: ItemStore, database: Database, told: list[heard.Heard]
) -> None:
    """A message is heard with who wrote it; notes are not for the customer; what is to leave by mail is in the outbox till then."""
    mail = MailStore(database)
    new = NewItem(Kind.TICKET, "sales", message=NewMessage("hi"), source="mail:help")
    item = (await store.bring(new)).id
    out = await store.add_message(item, NewMessage("yes", "agent", "1001", state="out"))
    await store.add_message(item, NewMessage("he is angry", "agent", "1001", kind="note"))
    last = told[-1]
    assert isinstance(last, heard.MessageCame)
    assert (last.by, last.agent, last.note) == ("agent", "1001", True)
    assert [one.text for one in await store.thread(item, notes=False)] == ["hi", "yes"]
    assert await mail.out("mail:help") == [(out.id, item)]
    await store.mark(out.id, "sent", mail_id="<1@us>")
    assert await mail.out("mail:help") == []
    assert await mail.answered(["<0@x>", "<1@us>"]) == {"<1@us>": item}
    with pytest.raises(UnknownItem, match="t99999"):
        await store.add_message("t99999", NewMessage("x"))


async def test_attachments_go_with_their_message(store: ItemStore) -> None:
    """What was handed in belongs to the message that names it, and to no second one."""
    item = (await store.bring(NewItem(Kind.CHAT, "sales"))).id
    file = await store.hand_in("a.pdf", "application/pdf", 3, "d" * 64, "1001")
    sent = await store.add_message(item, NewMessage("here", "agent", "1001", attachments=(file.id,)))
    again = await store.add_message(item, NewMessage("here", "agent", "1001", attachments=(file.id,)))
    assert [one.name for one in sent.attachments] == ["a.pdf"]
    assert again.attachments == ()
    assert [len(one.attachments) for one in await store.thread(item)] == [1, 0]


async def test_a_queue_with_open_items_stays(store: ItemStore, database: Database) -> None:
    """Nobody would ever be offered what waits in a queue that is gone."""
    cards = Cards(database)
    await cards.save_queue(QueueCard("sales"))
    await store.bring(NewItem(Kind.CHAT, "sales"))
    with pytest.raises(BadCard, match="1 open chats and tickets"):
        await cards.delete_queue("sales")


async def test_items_are_found(store: ItemStore, database: Database) -> None:
    """By kind, queue, stage, customer and text, the newest first, page by page."""
    chat = (await store.bring(NewItem(Kind.CHAT, "sales", customer=ANNA))).id
    ticket = (await store.bring(NewItem(Kind.TICKET, "help", "Broken 100% of it", customer=ANNA))).id
    looking = Looking(database, "main")

    async def found(**sought: Any) -> list[str]:
        return [row.id for row in await looking.find(Sought(**sought))]

    assert await found() == [ticket, chat]
    assert await found(kind="chat", queue="sales") == [chat]
    assert await found(text="100% OF") == [ticket]
    assert await found(text="anna", limit=1) == [ticket]
    assert await found(text=chat) == [chat]
    assert await found(stages=["solved"]) == []
    first = (await looking.find(Sought(limit=1)))[0]
    assert await found(after=first.number) == [chat]
