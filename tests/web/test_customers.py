"""Customers over the API: one person once, all that there was with him on one page, put together and erased."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from acd.core.moment import MINUTE
from acd.store.item_tables import attachments, messages
from acd.store.tables import calls
from aftercall.items.history import as_dialled
from dialer.store.tables import attempts
from tests.web.house import now
from tests.web.item_kit import Desks, desks
from tests.web.people_kit import error

JAN = {"name": "Jan Kowalski", "email": "jan@example.com", "phone": "+48501502503"}


@pytest.fixture
async def idle(template: Path) -> AsyncIterator[Desks]:
    async with desks(template, at_work=False) as made:
        yield made


@pytest.fixture
async def it(template: Path) -> AsyncIterator[Desks]:
    async with desks(template) as made:
        yield made


async def test_one_person_is_one_customer(idle: Desks) -> None:
    """By key, by mail address however it is written, by number; what is new of him is added, what stood stays."""
    first = (await idle.bring(customer={"email": "jan@example.com"}))["customer"]["id"]
    for who in (
        {"email": "Jan@Example.COM", "phone": "+48 501 502 503"},
        {"phone": "+48501502503", "name": "Jan Kowalski"},
        {"email": "jan@example.com", "name": "Somebody else"},
    ):
        assert (await idle.bring(customer=who))["customer"]["id"] == first
    person = (await idle.rita.get(f"/customers/{first}")).json()
    assert (person["name"], person["phone"]) == ("Jan Kowalski", "+48501502503")
    found = [
        (await idle.rita.get(f"/customers?q={q}")).json()
        for q in ("kowal", "501 502", "%2B48 501-502-503", "jan@")
    ]
    assert [[one["id"] for one in some] for some in found] == [[first]] * 4


async def test_changes_are_checked(idle: Desks) -> None:
    """Only what is sent changes; a key that another has, an address that is none, and an unknown field are named."""
    one = (await idle.bring(customer=JAN))["customer"]["id"]
    other = (await idle.bring(customer={"key": "k2"}))["customer"]["id"]
    changed = await idle.rita.put(
        f"/customers/{one}", json={"level": "gold", "notes": "likes red", "phone": None}
    )
    assert (changed.json()["level"], changed.json()["phone"], changed.json()["name"]) == (
        "gold",
        None,
        JAN["name"],
    )
    for body, field in (
        ({"key": "k2"}, "key"),
        ({"email": "x"}, "email"),
        ({"phone": "12"}, "phone"),
        ({"colour": "red"}, "colour"),
    ):
        answer = await idle.rita.put(f"/customers/{one}", json=body)
        assert (answer.status_code, answer.json()["error"]["field"]) == (422, field)
    assert (
        f"customer {other}"
        in (await idle.rita.put(f"/customers/{one}", json={"key": "k2"})).json()["error"]["why"]
    )
    assert (await idle.rita.put("/customers/999", json={})).status_code == 404


async def test_an_agent_knows_whom_he_serves(it: Desks) -> None:
    """While he has an item of the customer: his page, his earlier items, his name to change, not his level; before and after 403."""
    earlier = await it.bring(customer=JAN)
    customer = earlier["customer"]["id"]
    await it.taken(earlier["id"], "1002")
    await it.jan.post(f"/items/{earlier['id']}/solve", json={})
    assert error(await it.anna.get(f"/customers/{customer}")) == "reach"
    item = (await it.bring(customer={"email": JAN["email"]}))["id"]
    await it.taken(item, "1001")
    assert (await it.anna.get(f"/customers/{customer}")).json()["phone"] == JAN["phone"]
    assert (await it.anna.get(f"/items/{earlier['id']}/messages")).status_code == 200
    entries = (await it.anna.get(f"/customers/{customer}/history")).json()
    assert [one["ref"] for one in entries] == [item, earlier["id"]]
    assert (await it.anna.put(f"/customers/{customer}", json={"name": "Jan K."})).json()["name"] == "Jan K."
    assert (await it.anna.get(f"/items/{item}")).json()["customer"]["name"] == "Jan K."
    assert error(await it.anna.put(f"/customers/{customer}", json={"level": "gold"})) == "right"
    await it.anna.post(f"/items/{item}/solve", json={})
    assert error(await it.anna.get(f"/customers/{customer}")) == "reach"


async def put_calls(it: Desks) -> int:
    """Three calls from his number as trunks write it, one of another's, and one attempt that rang him; the moment of the first."""
    at = now() - 60 * MINUTE
    common: dict[str, Any] = {"site": "main", "name": None, "ended": None, "waited": 0, "recording": None}
    rows = [
        {
            "seq": 10_000 + n,
            "call": f"in-{n}",
            "queue": queue,
            "number": number,
            "joined": at + n * MINUTE,
            "how": how,
        }
        for n, (queue, number, how) in enumerate(
            (
                ("sales", "+48501502503", "answered"),
                ("help", "0048501502503", "abandoned"),
                ("mail", "501502503", "answered"),
                ("sales", "+48601602604", "answered"),
                ("spring", "+48501502503", "answered"),
            )
        )
    ]
    rows[4]["call"] = "out-1"
    more = {"answered": None, "agent": "1001", "talked": 5000}
    attempt = {
        "id": "out-1",
        "site": "main",
        "campaign": "spring",
        "contact": 1,
        "number": "+48501502503",
        "trunk": "a",
        "agent": "1001",
        "began": at + 4 * MINUTE,
        "outcome": "answered",
        "amd": "",
    }
    async with it.it.house.database.write() as connection:
        await connection.execute(sa.insert(calls), [common | more | row for row in rows])
        await connection.execute(sa.insert(attempts).values(attempt))
    return at


async def test_history(idle: Desks) -> None:
    """Calls however their number was written, what was dialled once, chats and tickets; the newest first, in pages, within reach."""
    await put_calls(idle)
    ticket, chat = await idle.bring(customer=JAN), await idle.bring("chat", "mail", customer=JAN)
    customer = ticket["customer"]["id"]
    whole = (await idle.rita.get(f"/customers/{customer}/history")).json()
    assert [(one["what"], one["ref"]) for one in whole] == [
        ("item", chat["id"]),
        ("item", ticket["id"]),
        ("dialled", "out-1"),
        ("call", "in-2"),
        ("call", "in-1"),
        ("call", "in-0"),
    ]
    assert (whole[0]["kind"], whole[0]["state"], whole[5]["state"], whole[5]["talked_ms"]) == (
        "chat",
        "waiting",
        "answered",
        5000,
    )
    found: list[dict[str, Any]] = []
    path = f"/customers/{customer}/history?limit=2"
    while path:
        answer = await idle.rita.get(path)
        found += answer.json()
        path = answer.links.get("next", {}).get("url", "").removeprefix("/api/v1")
    assert found == whole
    reached = (await idle.mark.get(f"/customers/{customer}/history")).json()
    assert [one["ref"] for one in reached] == [chat["id"], "in-2"]


async def test_the_same_moment_is_no_trap_for_pages(idle: Desks) -> None:
    """Entries of one millisecond come each once."""
    item = await idle.bring(customer=JAN)
    customer, at = item["customer"]["id"], now() - MINUTE
    row: dict[str, Any] = {
        "site": "main",
        "queue": "sales",
        "number": JAN["phone"],
        "joined": at,
        "how": "answered",
    }
    async with idle.it.house.database.write() as connection:
        await connection.execute(
            sa.insert(calls), [row | {"seq": 20_000 + n, "call": f"same-{n}"} for n in range(7)]
        )
    found, path = [], f"/customers/{customer}/history?limit=3"
    while path:
        answer = await idle.rita.get(path)
        found += [one["ref"] for one in answer.json()]
        path = answer.links.get("next", {}).get("url", "").removeprefix("/api/v1")
    assert found == [item["id"], *(f"same-{n}" for n in range(7))]


async def test_merge(idle: Desks) -> None:
    """All of the one is the other's, who keeps what he had and gets what he lacked; the one is gone."""
    one = await idle.bring(
        customer={"email": "jan@work.example", "name": "J. K.", "fields": {"size": "L"}, "level": "gold"}
    )
    other = await idle.bring(customer={"key": "k1", "name": "Jan Kowalski"})
    gone, kept = one["customer"]["id"], other["customer"]["id"]
    merged = await idle.rita.post(f"/customers/{gone}/merge", json={"into": kept})
    assert merged.status_code == 200
    body = merged.json()
    assert (body["id"], body["gone"], body["name"], body["email"], body["level"]) == (
        kept,
        gone,
        "Jan Kowalski",
        "jan@work.example",
        "gold",
    )
    assert (await idle.rita.get(f"/customers/{gone}")).status_code == 404
    entries = (await idle.rita.get(f"/customers/{kept}/history")).json()
    assert {entry["ref"] for entry in entries} == {one["id"], other["id"]}
    assert (await idle.item(one["id"]))["customer"] == {"id": kept, "name": "Jan Kowalski"}
    for into in (kept, 999):
        refused = await idle.rita.post(f"/customers/{kept}/merge", json={"into": into})
        assert (refused.status_code, refused.json()["error"]["field"]) == (422, "into")
    assert (await idle.anna.post(f"/customers/{kept}/merge", json={"into": gone})).status_code == 403


async def test_erased_for_good(it: Desks) -> None:
    """Not while he has an open item, nor without a yes; then nothing that he said or sent is left, but that he came is."""
    secret = "my secret is 4711"
    kept = (await it.chief.post("/attachments?name=passport.png", content=b"passport")).json()["id"]
    item = (
        await it.bring(subject=secret, text=secret, customer=JAN, fields={"pin": secret}, attachments=[kept])
    )["id"]
    customer = (await it.item(item))["customer"]["id"]
    await it.taken(item)
    for body, code in (({}, "sure"), ({"yes": True}, "in-use")):
        refused = await it.rita.post(f"/customers/{customer}/erase", json=body)
        assert (refused.status_code, error(refused)) == (409, code)
    await it.anna.post(f"/items/{item}/solve", json={"note": secret})
    await it.until(item, lambda one: one["stage"] == "solved" and one["solved"] is not None)
    assert (await it.rita.post(f"/customers/{customer}/erase", json={"yes": True})).status_code == 200
    left = (await it.chief.get(f"/items/{item}")).text + (await it.chief.get(f"/items/{item}/messages")).text
    left += (await it.chief.get(f"/customers/{customer}")).text + (
        await it.chief.get(f"/customers/{customer}/history")
    ).text
    for word in (secret, "Kowalski", "jan@example.com", "501502503"):
        assert word not in left
    assert (await it.item(item))["stage"] == "solved"
    house = it.it.house
    async with house.database.read() as connection:
        assert await connection.scalar(sa.select(sa.func.count()).select_from(attachments)) == 0
        assert await connection.scalar(sa.select(sa.func.count()).select_from(messages)) == 2
    assert [path for path in (house.folder / "attachments").rglob("*") if path.is_file()] == []


def test_numbers_as_trunks_write_them() -> None:
    """With and without plus, with 00, with and without the country."""
    assert as_dialled("+48501502503") == [
        "+48501502503",
        "0048501502503",
        "0501502503",
        "48501502503",
        "501502503",
    ]
    assert as_dialled("anonymous") == ["anonymous"]
