"""Users, sessions, tokens and the audit trail on both databases."""

from __future__ import annotations

from dataclasses import replace

from acd.store.database import Database
from aftercall.people.audit import Entry, Sought, Trail, forget_trail
from aftercall.people.rights import Role
from aftercall.people.store import PeopleStore
from aftercall.people.user import Session, Token, User

ANNA = User(
    "anna",
    "Anna <b>",
    "hash",
    "https://login.example s-1",
    frozenset({Role.AGENT, Role.TESTER}),
    "1001",
    frozenset({"sales", "help"}),
    "pl",
    True,
    1_790_000_000_000,
)
SESSION = Session("s1", "d1", "anna", 1, 2, 1_790_000_000_001, "::1", "Firefox")
TOKEN = Token("t1", "d2", "anna", "the wall", frozenset({Role.TESTER}), "root", 1, None)


async def test_what_is_kept_comes_back(database: Database) -> None:
    """Users with all their fields, none of them too, changed and unchanged; sessions and tokens as they were made."""
    store = PeopleStore(database)
    bert = User("bert")
    for user in (ANNA, bert, replace(bert, shown="Bert", reach=frozenset()), ANNA):
        await store.put(user)
    await store.begin(SESSION)
    await store.issue(TOKEN)
    await store.seen({"s1": 77, "gone": 1})
    users, sessions, tokens = await store.all()
    assert sorted(users, key=lambda user: user.name) == [ANNA, User("bert", "Bert", reach=frozenset())]
    assert (sessions, tokens) == ([replace(SESSION, seen=77)], [TOKEN])


async def test_who_goes_takes_his_sessions_along(database: Database) -> None:
    """A removed user leaves no session and no token behind; ended and revoked ones are gone by themselves."""
    store = PeopleStore(database)
    await store.put(ANNA)
    await store.begin(SESSION)
    await store.begin(replace(SESSION, id="s2", digest="d3"))
    await store.issue(TOKEN)
    await store.end(["s1", "nothing"])
    assert [one.id for one in (await store.all())[1]] == ["s2"]
    await store.revoke("t1")
    assert (await store.all())[2] == []
    await store.remove("anna")
    assert await store.all() == ([], [], [])


async def test_the_trail_is_in_order(database: Database) -> None:
    """A thousand entries are on record in the order in which they were written, whatever they hold; each site has its own."""
    trail, other = Trail(database, "main", lambda: 1), Trail(database, "other", lambda: 1)
    for number in range(1000):
        trail.write(
            Entry(number, "anna", "socket", "", "PUT /x", {"name": "a\x00b\udcff%_"}, note=str(number))
        )
    other.write(Entry(1, "bert", "socket", "", "PUT /x"))
    assert await trail.flush()
    assert await other.flush()
    found = await trail.some(Sought(limit=2000))
    assert [entry.note for entry in found] == [str(number) for number in range(999, -1, -1)]
    assert found[0].about == {"name": "a\ufffdb?%_"}
    assert [entry.who for entry in await other.some(Sought(who="bert", what="PUT", failed=False))] == ["bert"]
    assert await trail.some(Sought(what="P%T")) == []


async def test_the_trail_is_forgotten_in_time(database: Database) -> None:
    """Entries older than the moment go, newer ones and those of another site stay."""
    trail, other = Trail(database, "main", lambda: 1), Trail(database, "other", lambda: 1)
    for at in range(1200):
        trail.write(Entry(at, "anna", "session", "", "PUT /queues/{code}"))
    other.write(Entry(1, "ola", "session", "", "PUT /queues/{code}"))
    assert await trail.flush()
    assert await other.flush()
    assert await forget_trail(database, "main", 1198) == 1198
    assert [entry.at for entry in await trail.some(Sought())] == [1199, 1198]
    assert len(await other.some(Sought())) == 1
