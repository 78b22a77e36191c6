"""What became of items is written by the journal, and found at the next start; on SQLite and PostgreSQL."""

from __future__ import annotations

from pathlib import Path

from acd.core import heard
from acd.core.floor import Floor, step
from acd.core.heard import Heard
from acd.core.item import Item, Kind, Stage
from acd.core.item_facts import ItemMissed
from acd.core.level import Target
from acd.core.moment import MINUTE
from acd.desk import Desk, Took
from acd.store.batch import from_line, make_batch, to_line
from acd.store.database import Database
from acd.store.encode import decode
from acd.store.item_restore import heard_of, open_items
from acd.store.items import ItemStore, NewItem, NewMessage
from acd.store.journal import Journal
from tests.core.items import Items, floor_of_items

NOW = 1_800_000_000_000


class House:
    """A store, a floor and a journal, joined as the daemon joins them."""

    def __init__(self, database: Database, spool: Path) -> None:
        self.it: Items = floor_of_items("1001")
        self.store = ItemStore(database, "main", self._hear, lambda: self.it.at)
        self.journal = Journal(database, spool)
        self.desk = Desk(self.it.floor, lambda: self.it.at, lambda order: None, self._told)
        self.deaf = False

    def _hear(self, event: Heard) -> None:
        if not self.deaf:
            self.desk.take([event])

    def _told(self, took: Took) -> None:
        self.journal.put(took.facts, took.agents, took.items)

    async def wish(self, kind: type[heard.ItemWish], item: str, **more: object) -> None:
        self._hear(kind(self.it.at, f"w{kind.__name__}{item}", heard.Person("1001"), "1001", item, **more))

    async def write(self) -> None:
        for batch in iter(self.journal._take, None):
            assert await self.journal._commit([batch])
            self.journal._hand = None


async def test_what_became_of_an_item_is_on_record(database: Database, tmp_path: Path) -> None:
    """Its row follows the floor: stage, agent, moments, disposition, and the whole value for a start."""
    house = House(database, tmp_path)
    await house.journal.open()
    brought = await house.store.bring(NewItem(Kind.CHAT, "sales", message=NewMessage("hi")))
    await house.wish(heard.AcceptItem, brought.id)
    await house.write()
    row = await house.store.get(brought.id)
    assert row is not None
    assert (row.stage, row.agent, row.first_answered) == ("open", "1001", house.it.at)
    assert decode(Item, row.state).stage is Stage.OPEN
    await house.wish(heard.SolveItem, brought.id, disposition="done")
    house.desk.take([heard.TimePassed(house.it.at)])
    assert brought.id not in house.desk.floor.items
    await house.write()
    row = await house.store.get(brought.id)
    assert row is not None
    assert (row.stage, row.solved, row.disposition) == ("solved", house.it.at, "done")


async def test_a_start_finds_all_that_is_open(database: Database, tmp_path: Path) -> None:
    """What an agent had is his, what was brought while the floor was deaf is offered, and messages it missed are heard."""
    house = House(database, tmp_path)
    await house.journal.open()
    his = (await house.store.bring(NewItem(Kind.TICKET, "sales", message=NewMessage("hi")))).id
    await house.wish(heard.AcceptItem, his)
    done = (await house.store.bring(NewItem(Kind.TICKET, "sales"))).id
    await house.wish(heard.AcceptItem, done)
    await house.wish(heard.SolveItem, done)
    await house.write()
    house.deaf = True
    unheard = (await house.store.bring(NewItem(Kind.CHAT, "sales", message=NewMessage("there?")))).id
    await house.store.add_message(his, NewMessage("and?"))
    await house.store.add_message(done, NewMessage("no, it is not"))
    await house.store.add_message(unheard, NewMessage("hello?"))
    again = floor_of_items("1001", levels=True)
    again.at += 10 * MINUTE
    for event in heard_of(await open_items(database), again.at):
        again.hear(event)
    assert again.agent().items == (his, done)
    assert (again.item(his).unread, again.item(done).stage) == (2, Stage.OPEN)
    assert again.offered_to(unheard) == "1001"
    assert again.item(unheard).unread == 2
    assert again.item(unheard).came == house.it.at
    answer = again.item(unheard).promises[0]
    assert (answer.target, answer.began) == (Target.CHAT_ANSWERED, house.it.at)
    again.wait(0)
    assert again.offered_to(unheard) == "1001"
    assert again.told(ItemMissed) == []


async def test_only_what_is_not_over_is_found(database: Database, tmp_path: Path) -> None:
    """What is solved stays on record and off the floor."""
    house = House(database, tmp_path)
    await house.journal.open()
    item = (await house.store.bring(NewItem(Kind.CHAT, "sales", message=NewMessage("hi")))).id
    await house.wish(heard.AcceptItem, item)
    await house.wish(heard.SolveItem, item)
    await house.write()
    there = await open_items(database)
    assert (there.known, there.new, there.unheard) == ((), (), ())


def test_lines_of_a_spool_that_knew_no_items_are_read() -> None:
    """A spool of the version before is brought in by this one; a line of this one keeps its items."""
    it = floor_of_items("1001")
    chat = it.bring()
    batch = make_batch(1, (), {}, {chat: it.item(chat)})
    assert from_line(to_line(batch)).items == batch.items
    old = to_line(batch).replace(b'"items"', b'"other"')
    assert from_line(old).items == {}


def test_an_item_comes_back_from_the_record_as_it_was() -> None:
    """Encoded and decoded it is the same, promises too."""
    it = floor_of_items("1001", levels=True)
    chat = it.bring()
    it.granted(heard.AcceptItem, item=chat)
    it.write(chat)
    (batch,) = [make_batch(1, (), {}, {chat: it.item(chat)})]
    assert decode(Item, batch.items[chat]) == it.item(chat)
    assert len(it.item(chat).promises) == 3


def test_the_floor_as_noted_in_a_recording_is_stepped_on() -> None:
    """A floor whose items are a plain mapping is as good as one with a book."""
    it = floor_of_items("1001")
    chat = it.bring()
    plain = Floor(**{**it.floor.__dict__, "items": dict(it.floor.items)})
    wish = heard.AcceptItem(it.at, "w", heard.Person("1001"), "1001", chat)
    assert step(plain, wish)[0] == step(it.floor, wish)[0]
