"""What is asked of chats and tickets that have left the record."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from pathlib import Path

from acd.core.moment import DAY
from acd.store.forget_items import Gone, forget_items
from tests.web.item_kit import Desks, desks
from tests.web.people_kit import error


async def test_what_left_the_record(template: Path) -> None:
    """404 and the word that it is there no more, wherever it is asked for; its customer's page and the lists do without it."""
    async with desks(template) as it:
        await asked_for(it)


async def asked_for(it: Desks) -> None:
    young = await it.bring(customer={"name": "Jan", "email": "jan@example.com"})
    old = await it.bring(customer={"email": "jan@example.com"})
    newest = await it.bring("chat", "mail")
    await it.taken(old["id"])
    assert (await it.anna.post(f"/items/{old['id']}/solve", json={})).status_code == 200
    house, store = it.it.house, it.it.house.service.items.store
    then = house.desk.now() + DAY

    def held() -> Collection[str]:
        return house.desk.floor.items

    def took(gone: Gone) -> None: ...

    async with asyncio.timeout(20):
        while not (await forget_items(house.database, "main", then, held, store.leaving, took)).items:  # noqa: ASYNC110
            await asyncio.sleep(0.1)  # the floor forgets it first, and the journal writes that it is solved
    asked = [("GET", ""), ("GET", "/messages"), ("POST", "/reopen"), ("POST", "/messages"), ("PATCH", "")]
    for method, path in asked:
        body = {"text": "x"} if path == "/messages" else {"priority": 3} if method == "PATCH" else {}
        more = {} if method == "GET" else {"json": body}
        answer = await it.rita.request(method, f"/items/{old['id']}{path}", **more)
        assert (answer.status_code, error(answer)) == (404, "not-known"), (method, path, answer.text)
        assert f"item {old['id']} is on record no more" in answer.json()["error"]["why"]
    assert [one["id"] for one in (await it.rita.get("/items")).json()] == [newest["id"], young["id"]]
    entries = (await it.rita.get(f"/customers/{young['customer']['id']}/history")).json()
    assert [one["ref"] for one in entries] == [young["id"]]


# --- wishes ------------------------------------------------------------------------------------------------------
