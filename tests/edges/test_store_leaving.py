"""Chats, tickets and customers leave the record on both databases: only what is over, with all that names the customer."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from structlog.testing import capture_logs

from acd.core import heard
from acd.core.item import Kind
from acd.core.moment import DAY, HOUR, Moment
from acd.store import forget_items as forgetting
from acd.store.customers import NewCustomer
from acd.store.database import Database
from acd.store.forget_items import Gone, forget_items
from acd.store.item_restore import open_items
from acd.store.item_tables import attachments, customers, items, messages
from acd.store.items import Brought, ItemStore, NewItem, NewMessage, UnknownItem
from acd.store.promise_tables import promises
from acd.store.tables import agent_states, calls, facts
from aftercall.forgetting import Forgetting
from aftercall.items.leaving import Cards, Leaving
from aftercall.items.shelf import AttachmentShelf
from aftercall.post.tables import mail_letters, mailboxes
from tests.edges.store_tools import rows

NOW: Moment = 1_800_000_000_000
OLD = NOW - 500 * DAY
ANNA = NewCustomer(name="Anna", email="anna@example.com", phone="+48501502503")


class Record:
    """A record whose clock is set by hand."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.database = database
        self.told: list[heard.Heard] = []
        self.held: dict[str, object] = {}
        self.at = OLD
        self.store = ItemStore(database, "main", self.told.append, lambda: self.at)
        self.shelf = AttachmentShelf(folder / "attachments")
        self.shelf.open()

    async def bring(self, text: str = "Good day", customer: NewCustomer = ANNA, **more: Any) -> Brought:
        return await self.store.bring(
            NewItem(Kind.TICKET, "sales", "Hello", NewMessage(text), customer, **more)
        )

    async def set(self, item: str, **values: Any) -> None:
        async with self.database.write() as connection:
            await connection.execute(sa.update(items).where(items.c.id == item).values(values))

    async def solved(self, at: Moment = OLD + HOUR, **more: Any) -> Brought:
        """Brought, answered and solved; the floor has heard of all of it."""
        brought = await self.bring(**more)
        answer = await self.store.add_message(brought.id, NewMessage("It is done", "agent", "1001"))
        await self.set(brought.id, stage="solved", solved=at, heard=answer.id, seq=brought.number)
        return brought

    async def attach(self, item: str, content: bytes) -> str:
        """Sent along with a message of the agent; its digest."""
        kept = await self.shelf.keep(content)
        file = await self.store.hand_in("a.pdf", "application/pdf", kept.size, kept.digest, "1001")
        sent = NewMessage("see there", "agent", "1001", attachments=(file.id,))
        message = await self.store.add_message(item, sent)
        await self.set(item, heard=message.id)
        self.age(kept.digest)
        return kept.digest

    def age(self, digest: str, days: float = 2) -> None:
        then = time.time() - days * 24 * 3600
        os.utime(self.shelf.path(digest), (then, then))

    async def forget(self, before: Moment = NOW - 400 * DAY) -> Gone:
        def took(gone: Gone) -> None: ...

        return await forget_items(self.database, "main", before, lambda: self.held, self.store.leaving, took)

    async def leave(self, days: int = 400, cards: Cards = "untouched") -> Mapping[str, Any]:
        """A night; what the log says of it."""
        self.at = NOW
        leaving = Leaving(
            self.database, self.store, self.shelf, lambda: self.held, lambda: self.at, days, cards
        )
        with capture_logs() as said:
            await leaving.forget()
        return {name: value for line in said for name, value in line.items()}

    async def ids(self) -> list[str]:
        return [row["id"] for row in await rows(self.database, items)]


@pytest.fixture
def record(database: Database, tmp_path: Path) -> Record:
    return Record(database, tmp_path)


async def put(database: Database, table: sa.Table, *values: Mapping[str, Any]) -> None:
    async with database.write() as connection:
        await connection.execute(sa.insert(table), list(values))


async def promise(record: Record, item: str) -> None:
    row = {"site": "main", "id": f"{item} solved", "item": item, "queue": "sales", "target": "solved"}
    await put(record.database, promises, {**row, "level": "gold", "began": OLD, "kept": OLD + HOUR})


async def test_what_was_over_long_ago_leaves_whole(record: Record) -> None:
    """The item, what was written, what was attached and promised; its neighbours keep theirs."""
    old, young = await record.solved(), await record.solved(NOW - 399 * DAY)
    for item in (old, young):
        await promise(record, item.id)
    digest = await record.attach(old.id, b"old")
    await record.attach(young.id, b"young")
    gone = await record.forget()
    assert (gone.items, gone.messages, gone.attachments, gone.promises) == (1, 3, 1, 1)
    assert gone.digests == {digest}
    assert await record.ids() == [young.id]
    assert {row["item"] for row in await rows(record.database, messages)} == {young.id}
    assert {row["item"] for row in await rows(record.database, promises)} == {young.id}
    assert len(await rows(record.database, attachments)) == 1
    assert await record.forget() == Gone()


async def test_what_is_not_over_never_leaves(record: Record) -> None:
    """However old: waiting, open, pending; nor what the floor holds, nor another site's."""
    kept = [await record.bring() for _ in range(6)]
    for item, stage in zip(kept, ("waiting", "offered", "open", "pending", "solved", "closed"), strict=True):
        await record.set(item.id, stage=stage, heard=10_000)
    await record.set(kept[4].id, solved=OLD)
    record.held[kept[4].id] = object()
    await record.set(kept[5].id, closed=OLD, site="other")
    assert await record.forget(NOW + DAY) == Gone()
    assert len(await record.ids()) == 6


async def test_what_somebody_wrote_to_stays(record: Record) -> None:
    """A late note; a customer's message that the floor has not heard of yet; an answer that no server took."""
    noted, unheard, out = [await record.solved() for _ in range(3)]
    note = NewMessage("he called", "agent", "1001", kind="note", at=NOW - DAY)
    await record.set(noted.id, heard=(await record.store.add_message(noted.id, note)).id)
    await record.store.add_message(unheard.id, NewMessage("and again?", at=OLD + DAY))
    waits = NewMessage("our answer", "agent", "1001", state="out", at=OLD + DAY)
    await record.set(out.id, heard=(await record.store.add_message(out.id, waits)).id)
    assert (await record.forget()).items == 0
    assert await record.ids() == [noted.id, unheard.id, out.id]


async def test_few_at_a_time(record: Record, monkeypatch: pytest.MonkeyPatch) -> None:
    """A batch is of so many items, and of so many messages: a writer waits for one batch alone. All of them go in the end."""
    monkeypatch.setattr(forgetting, "PAUSE", 0.001)
    monkeypatch.setattr(forgetting, "AT_ONCE", 4)
    monkeypatch.setattr(forgetting, "ROWS", 5)
    for _ in range(6):
        await record.solved()
    told: list[Gone] = []
    args = (record.database, "main", NOW, dict, record.store.leaving, told.append)
    gone = await forget_items(*args)
    assert (gone.items, gone.messages) == (6, 12)
    assert [one.items for one in told] == [2, 2, 2]


async def test_who_comes_back_meanwhile_is_kept(record: Record) -> None:
    """While an item is brought back to the floor nothing leaves; then it is held, and stays."""
    old = await record.solved()
    async with record.store.leaving:
        night = asyncio.create_task(record.forget())
        await asyncio.sleep(0.1)
        await record.store.back(old.id)
        record.held[old.id] = object()
    assert (await night).items == 0
    assert await record.ids() == [old.id]


async def test_a_message_for_what_left(record: Record) -> None:
    """It is refused as for what is not known; that there was one is known. A floor that starts then finds what is open, and asks for
    nothing else."""
    old = await record.solved()
    young = await record.solved(NOW)
    open_one = await record.bring()
    await record.forget()
    there = await open_items(record.database)
    assert ([row.id for row, _ in there.new], there.known, there.unheard) == ([open_one.id], (), ())
    with pytest.raises(UnknownItem, match=old.id):
        await record.store.add_message(old.id, NewMessage("still there?"))
    had = {one: await record.store.had(one) for one in (old.id, young.id, "t999", "c1x", "", "t" + "9" * 40)}
    assert had == {
        old.id: True,
        young.id: False,
        "t999": False,
        "c1x": False,
        "": False,
        "t" + "9" * 40: False,
    }


async def test_what_the_journal_says_of_them(record: Record) -> None:
    """Kept for longer, it says no more how the item was called; other facts stay as they are."""
    old, young = await record.solved(), await record.solved(NOW)
    fact = {"site": "main", "queue": "sales", "kind": "ItemChanged"}
    said = {
        "class": "ItemChanged",
        "queue": "sales",
        "what": "subject",
        "before": "Hello",
        "after": "Mrs Kowalska",
    }
    about = [
        {**said, "item": old.id},
        {**said, "item": young.id},
        {**said, "item": old.id, "what": "priority"},
    ]
    facts_of = [
        {**fact, "seq": 40 + n, "at": OLD + n, "payload": {**one, "at": OLD + n}}
        for n, one in enumerate(about)
    ]
    await put(record.database, facts, *facts_of)
    await record.set(old.id, seq=42)
    assert (await record.forget()).subjects == 1
    after = [row["payload"]["after"] for row in await rows(record.database, facts)]
    assert after == ["", "Mrs Kowalska", "Mrs Kowalska"]


async def test_their_files_go_unless_others_name_them(record: Record) -> None:
    """The same bytes in a younger item stay; the log counts what went."""
    old, young = await record.solved(), await record.solved(NOW)
    alone, shared = await record.attach(old.id, b"alone"), await record.attach(old.id, b"shared")
    assert await record.attach(young.id, b"shared") == shared
    said = await record.leave()
    assert (said["items"], said["attachments"], said["count"]) == (1, 2, 0)
    assert not record.shelf.path(alone).exists()
    assert record.shelf.path(shared).exists()


async def test_customers_of_whom_nothing_is_left(record: Record) -> None:
    """They leave with their last item; not whose card somebody changed, who called, who has an open item, or came just now."""
    names = ("gone", "kept by hand", "called", "still here")
    for name, phone in zip(names, (None, None, "+48601602603", None), strict=True):
        await record.solved(customer=NewCustomer(name=name, email=f"{name[0]}@example.com", phone=phone))
    await record.bring(customer=NewCustomer(email="s@example.com"))
    record.at = NOW
    async with record.database.write() as connection:
        by_hand = sa.update(customers).where(customers.c.name == "kept by hand").values(by_hand=True)
        await connection.execute(by_hand)
        new = sa.insert(customers).values(name="new", level="", notes="", fields={}, made=NOW)
        await connection.execute(new)
    call = {"site": "main", "seq": 1, "call": "1", "queue": "sales", "number": "601602603", "joined": NOW}
    await put(record.database, calls, call)
    await put(record.database, agent_states, {"site": "main", "agent": "1001", "seq": 1, "state": {}})
    assert (await record.leave(cards="none"))["customers"] == 0
    assert (await record.leave())["customers"] == 1
    assert [row["name"] for row in await rows(record.database, customers)] == [*names[1:], "new"]
    assert (await record.leave(cards="all"))["customers"] == 1
    assert [row["name"] for row in await rows(record.database, customers)] == [*names[2:], "new"]


async def test_letters_tell_nobody_any_more(record: Record) -> None:
    """Of what left, and of letters that became nothing: not who wrote nor about what; their ids stay, so that none comes twice."""
    old, young = await record.solved(), await record.solved(NOW)
    box = {column.name: "" for column in mailboxes.c if isinstance(column.type, sa.Text)}
    box |= {column.name: 0 for column in mailboxes.c if isinstance(column.type, sa.Integer)}
    box |= {column.name: False for column in mailboxes.c if isinstance(column.type, sa.Boolean)}
    await put(record.database, mailboxes, {**box, "code": "help"})
    letter = {
        "mailbox": "help",
        "at": OLD,
        "validity": 1,
        "uid": 1,
        "sender": "a@x",
        "reply": "a@x",
        "why": "",
    }
    of = {"old": old.id, "young": young.id, "left": None}
    letters = [
        {**letter, "mail_id": id, "subject": "Hi", "became": "item" if item else "left", "item": item}
        for id, item in of.items()
    ]
    await put(record.database, mail_letters, *letters)
    assert (await record.leave())["letters"] == 2
    left = {
        row["mail_id"]: (row["sender"], row["subject"], row["item"])
        for row in await rows(record.database, mail_letters)
    }
    assert left == {"old": ("", "", None), "left": ("", "", None), "young": ("a@x", "Hi", young.id)}


async def test_files_of_nobody(record: Record) -> None:
    """What a crash left on the shelf goes a day later; what is named, being handed in, or handed in again just now stays."""
    named = await record.attach((await record.bring()).id, b"named")
    orphan = (await record.shelf.keep(b"orphan")).digest
    fresh = (await record.shelf.keep(b"fresh")).digest
    again = (await record.shelf.keep(b"again")).digest
    (record.shelf.directory / "aa").mkdir(exist_ok=True)
    foreign = record.shelf.directory / "aa" / "notes.txt"
    foreign.write_text("not ours")
    for one in (orphan, again):
        record.age(one)
    await record.shelf.keep(b"again")

    async def slowly() -> AsyncIterator[bytes]:
        yield b"in hand"

    async with record.shelf.taken_in(slowly()) as coming:
        record.age(coming.digest)
        assert (await record.leave())["count"] == 1
    assert not record.shelf.path(orphan).exists()
    for digest in (named, fresh, again, coming.digest):
        assert record.shelf.path(digest).exists()
    assert foreign.exists()


async def test_a_night(record: Record) -> None:
    """The journal is kept for ever, chats and tickets are not; with 0 days they are, and the night goes on to the files."""
    await record.solved()
    for days, left in ((0, 1), (400, 0)):
        leaving = Leaving(record.database, record.store, record.shelf, dict, lambda: NOW, days)
        night = Forgetting(record.database, "main", 0, "UTC", lambda: NOW, leaving.forget)
        with capture_logs() as said:
            assert await night.clean()
        assert said[-1]["event"] == "files that no attachment named are gone"
        assert len(await record.ids()) == left
