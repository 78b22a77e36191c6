"""What the database holds of hooks, on both kinds of it: cards, places, the journal from a place on, what was given up."""

from __future__ import annotations

from pathlib import Path

from acd.core import facts
from acd.store.database import Database
from aftercall.hooks.card import HookCard
from aftercall.hooks.store import GivenUp, Store
from tests.edges.store_tools import working

CARD = HookCard("crm", "https://crm.example/", "s" * 32, kinds=("calls",), queues=("sales",))


def answered(at: int) -> facts.CallAnswered:
    return facts.CallAnswered(at, "sales", f"call-{at}", "1001", 7000, recorded=True)


async def test_cards_and_places(database: Database) -> None:
    """A card comes back as it was kept; its place goes with it, and each site has its own."""
    store, other = Store(database, "main"), Store(database, "second")
    await store.save(CARD)
    await store.move("crm", 41)
    await store.move("crm", 42)
    assert (await store.cards(), await store.place("crm"), await other.place("crm")) == ([CARD], 42, None)
    await store.delete("crm")
    assert (await store.cards(), await store.place("crm")) == ([], None)


async def test_the_journal_from_a_place_on(database: Database, tmp_path: Path) -> None:
    """In order, only its kinds, in pieces; what it is not told is passed over; nothing of another site."""
    store = Store(database, "main")
    async with working(database, tmp_path) as journal:
        for at in range(1, 8):
            journal.put([answered(at), facts.LinkChanged(at, True, "")])
        await journal.drained()
    first = await store.after(CARD, 0, 5)
    rest = await store.after(CARD, first.until, 5)
    assert [one.seq for one in (*first.events, *rest.events)] == [1, 3, 5, 7, 9, 11, 13]
    assert (first.until, rest.until, rest.events[-1].fact) == (9, 14, answered(7))
    assert [one.seq for one in (await store.after(CARD, 0, 5, before=3)).events] == [1, 3]
    assert (await store.waiting(CARD, 9), await store.last(), await store.one(99)) == (2, 14, None)
    assert (await Store(database, "second").after(CARD, 0, 5)).events == ()


async def test_what_was_given_up(database: Database) -> None:
    """It is kept with the reason, the place moves behind it in the same moment, and the oldest make room."""
    store = Store(database, "main")
    await store.save(CARD)
    gone = [GivenUp(seq, seq, 99, "CallAnswered", 3, "HTTP 500") for seq in range(1, 1003)]
    for begin in range(0, 1002, 100):
        part = gone[begin : begin + 100]
        await store.give_up("crm", part, part[-1].seq)
    kept = await store.given_up("crm")
    assert (len(kept), kept[0], kept[-1].seq, await store.place("crm")) == (1000, gone[-1], 3, 1002)
    await store.taken_after_all("crm", 1002)
    assert (await store.given_up("crm"))[0].seq == 1001
