"""Chat widgets as they are configured, and their door: who gets in, what he sees, how often."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx2
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from aftercall.forgetting import Forgetting
from aftercall.widget.desk import digest
from aftercall.widget.store import KEPT, WidgetStore
from tests.web.item_kit import Desks, desks

SHOP = "https://shop.example"


@pytest.fixture
async def it(template: Path) -> AsyncIterator[Desks]:
    async with desks(template) as made:
        done = await made.chief.put("/widgets/shop", json={"queue": "sales", "origins": [SHOP]})
        assert done.status_code == 200, done.text
        yield made


def visitor(it: Desks, origin: str | None = SHOP, token: str = "") -> httpx2.AsyncClient:
    """As the script on that site asks."""
    headers = {"Origin": origin} if origin else {}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    return httpx2.AsyncClient(base_url=f"{it.it.url}/widget/v1/shop", headers=headers, timeout=30.0)


async def begun(it: Desks, text: str = "Hello", **more: Any) -> tuple[str, dict[str, Any]]:
    """The token, and what was answered."""
    async with visitor(it) as client:
        answer = await client.post("/chats", json={"text": text, **more})
        assert answer.status_code == 201, answer.text
        found: dict[str, Any] = answer.json()
        return found["token"], found


async def test_a_card(it: Desks) -> None:
    """Made, shown with the line for the page, changed in part, removed; only who configures may."""
    made = (await it.chief.get("/widgets/shop")).json()
    assert made["script"] == f'<script src="{it.it.url}/widget/shop.js" async></script>'
    changed = (await it.chief.put("/widgets/shop", json={"ask": {"name": True}})).json()
    assert (changed["done"], changed["ask"], changed["origins"]) == ("changed", {"name": True}, [SHOP])
    assert (await it.chief.put("/widgets/shop", json={"ask": {"name": True}})).json()["done"] == "same"
    assert (await it.rita.get("/widgets")).status_code == 403
    assert (await it.chief.delete("/widgets/shop")).status_code == 200
    async with visitor(it) as client:
        assert (await client.get("/look")).status_code == 404
        assert (await client.get(f"{it.it.url}/widget/shop.js")).status_code == 404


async def test_the_page_to_try_it_speaks_as_the_browser(it: Desks) -> None:
    """In the first language that it asks for and we speak, so that the widget does too; else in the card's."""
    assert (await it.chief.put("/widgets/shop", json={"language": "es"})).status_code == 200
    for asked, language, words in (
        ("pl-PL,pl;q=0.9,en;q=0.8", "pl", "Ta strona pokazuje"),
        ("de-DE,de;q=0.9,en;q=0.8", "en", "This page shows"),
        ("de-DE", "es", "Esta página muestra"),
    ):
        page = (await it.chief.get(f"{it.it.url}/widget/shop/try", headers={"Accept-Language": asked})).text
        assert f'<html lang="{language}">' in page
        assert f"{words} " in page
        assert "{{" not in page


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"queue": "nowhere"}, "queue"),
    ({"origins": ["shop.example"]}, "origins"),
    ({"origins": ["https://shop.example/page"]}, "origins"),
    ({"origins": ["https://shop.example:443"]}, "origins"),
    ({"origins": ["*"]}, "origins"),
    ({"origins": ["null"]}, "origins"),
    ({"colour": "blue"}, "colour"),
    ({"colour": "#ffff00"}, "colour"),
    ({"side": "top"}, "side"),
    ({"ask": {"age": True}}, "ask.age.[key]"),
    ({"texts": {"en": {"hello": "x"}}}, "texts.en"),
    ({"texts": {"de": {"greeting": "x"}}}, "texts.de.[key]"),
    ({"texts": {"en": {"greeting": "x" * 501}}}, "texts.en.greeting"),
]


@pytest.mark.parametrize(("body", "field"), WRONG)
async def test_unfit_cards(it: Desks, body: dict[str, Any], field: str) -> None:
    """What cannot be kept is refused with its field, and nothing is changed."""
    before = (await it.chief.get("/widgets/shop")).json()
    answer = await it.chief.put("/widgets/shop", json=body)
    assert answer.status_code == 422, answer.text
    assert answer.json()["error"]["field"] == field
    assert (await it.chief.get("/widgets/shop")).json() == before


@pytest.mark.parametrize(
    "origin",
    ["https://evil.example", "https://shop.example.evil.example", "http://shop.example", "null", None],
)
async def test_a_foreign_site_is_refused(it: Desks, origin: str | None) -> None:
    """By its origin, whatever it asks, with no word that a browser would let it read; nothing is begun."""
    async with visitor(it, origin) as client:
        for answer in (
            await client.get("/look"),
            await client.post("/chats", json={"text": "Hello"}),
            await client.options("/chats", headers={"Access-Control-Request-Method": "POST"}),
        ):
            assert answer.status_code == 403
            assert "access-control-allow-origin" not in answer.headers
    headers = {"Origin": origin} if origin else {}
    with pytest.raises(InvalidStatus):
        async with connect(
            f"{it.it.url.replace('http', 'ws')}/widget/v1/shop/live", additional_headers=headers
        ):
            pass
    assert (await it.chief.get("/items?kind=chat")).json() == []


async def test_its_own_site_gets_in(it: Desks) -> None:
    """Its answers name that site alone; no cookie is set; the rest of the house answers no other site."""
    async with visitor(it) as client:
        asked = await client.options("/chats", headers={"Access-Control-Request-Method": "POST"})
        assert asked.status_code == 204
        assert asked.headers["access-control-allow-headers"] == "authorization, content-type"
        look = await client.get("/look?language=pl-PL")
        assert look.json()["texts"]["open"] == "Porozmawiaj z nami"
        for answer in (asked, look, await client.get("/chat")):
            assert answer.headers["access-control-allow-origin"] == SHOP
            assert "set-cookie" not in answer.headers
            assert "access-control-allow-credentials" not in answer.headers
        elsewhere = await client.get(f"{it.it.url}/api/v1/me")
        assert "access-control-allow-origin" not in elsewhere.headers
        script = await client.get(f"{it.it.url}/widget/shop.js")
        assert script.headers["cross-origin-resource-policy"] == "cross-origin"
        page = await client.get(f"{it.it.url}/agent")
        assert "frame-ancestors 'none'" in page.headers["content-security-policy"]


async def test_a_chat_and_its_token(it: Desks) -> None:
    """Begun twice with a token it is one chat; a token of nobody, or of nothing, sees nothing; notes and lines are not shown."""
    token, first = await begun(
        it, "<b>Hello</b>", name="Ewa", email="ewa@example.com", page="https://shop.example/lamps"
    )
    assert len(token) == 43
    assert [one["text"] for one in first["messages"]] == ["<b>Hello</b>"]
    async with visitor(it, token=token) as client:
        again = (await client.post("/chats", json={"text": "Still here"})).json()
        assert (again["token"], again["chat"]) == (token, first["chat"])
        [item] = (await it.chief.get("/items?kind=chat")).json()
        assert item["fields"] == {"page": "https://shop.example/lamps"}
        await it.taken(item["id"])
        await it.anna.post(f"/items/{item['id']}/messages", json={"text": "secret", "kind": "note"})
        await it.anna.post(f"/items/{item['id']}/messages", json={"text": "Hi"})
        chat = (await client.get("/chat")).json()
        said = [(one["mine"], one["text"]) for one in chat["messages"]]
        assert said == [
            (True, "<b>Hello</b>"),
            (True, "Still here"),
            (False, "Hi"),
        ]
        assert chat["state"] == {"stage": "open", "agent": "Agent 1001", "place": None}
    for wrong in ("", "x" * 43, "short", token[:-1] + ("A" if token[-1] != "A" else "B")):
        async with visitor(it, token=wrong) as client:
            for answer in (
                await client.get("/chat"),
                await client.post("/messages", json={"text": "x", "number": "1"}),
            ):
                assert answer.status_code == 401


async def test_sent_twice_is_there_once(it: Desks) -> None:
    """The browser's number of a message says that it was sent before."""
    token, _ = await begun(it)
    async with visitor(it, token=token) as client:
        for _ in range(3):
            assert (await client.post("/messages", json={"text": "Once", "number": "7"})).status_code == 201
        texts = [one["text"] for one in (await client.get("/chat")).json()["messages"]]
    assert texts == ["Hello", "Once"]


async def test_what_cannot_be_said(it: Desks) -> None:
    """Nothing, too much, and what was asked and not said."""
    await it.chief.put("/widgets/shop", json={"ask": {"name": True, "email": False}})
    async with visitor(it) as client:
        for body, field in (
            ({"text": ""}, "text"),
            ({"text": "x" * 4001, "name": "Ewa"}, "text"),
            ({"text": "Hello"}, "name"),
            ({"text": "Hello", "name": "Ewa", "email": "nobody"}, "email"),
            ({"text": "Hello", "name": "Ewa", "queue": "mail"}, "queue"),
        ):
            answer = await client.post("/chats", json=body)
            assert (answer.status_code, answer.json()["error"]["field"]) == (422, field)


async def test_not_without_end(it: Desks) -> None:
    """An address begins only so many chats in a minute, a visitor writes only so much; he is told how long to wait."""
    token, _ = await begun(it)
    async with visitor(it, token=token) as client:
        answers = [
            await client.post("/messages", json={"text": "x", "number": str(one)}) for one in range(31)
        ]
        assert [one.status_code for one in answers] == [201] * 30 + [429]
        assert int(answers[-1].headers["retry-after"]) > 0
    async with visitor(it) as client:
        begins = [(await client.post("/chats", json={"text": "x"})).status_code for _ in range(10)]
        assert begins.count(429) == 1
        assert begins[-1] == 429


async def test_the_socket(it: Desks) -> None:
    """It says its token first; then it hears how its chat stands. Without one it is closed."""
    token, _ = await begun(it)
    place = f"{it.it.url.replace('http', 'ws')}/widget/v1/shop/live"
    async with connect(place, additional_headers={"Origin": SHOP}) as socket:
        await socket.send(json.dumps({"token": token}))
        assert json.loads(await socket.recv())["kind"] == "state"
        [item] = (await it.chief.get("/items?kind=chat")).json()
        await it.taken(item["id"])
        await it.anna.post(f"/items/{item['id']}/messages", json={"text": "Hi"})
        said = [json.loads(await socket.recv())]
        while said[-1]["kind"] != "message":
            said.append(json.loads(await socket.recv()))
        assert (said[-1]["message"]["text"], said[-1]["message"]["who"]) == ("Hi", "Agent 1001")
    for first in ('{"token": "nobody"}', "[]", "no JSON", "{}"):
        async with connect(place, additional_headers={"Origin": SHOP}) as socket:
            await socket.send(first)
            with pytest.raises(ConnectionClosed):
                await socket.recv()
            assert socket.close_code == 4401


async def test_he_ends_it(it: Desks) -> None:
    """What nobody took is over; whoever has it sees that the visitor went."""
    for agent in ("1001", "1002"):
        await it.it.house.client.wish(agent, "logout")
    token, _ = await begun(it)
    async with visitor(it, token=token) as client:
        assert (await client.get("/chat")).json()["state"]["stage"] == "waiting"
        assert (await client.post("/end", json={})).status_code == 204
        assert (await client.get("/chat")).json()["state"]["stage"] == "over"


async def test_visitors_of_long_ago_are_forgotten_by_night(it: Desks) -> None:
    """Who was not seen for 90 days is nobody here any more, whether the daemon was started since or not."""
    token, _ = await begun(it)
    house = it.it.house
    store, widgets, at = WidgetStore(house.database), house.service.widgets, house.desk.now()
    fresh = await store.visitor(digest(token))
    assert fresh is not None
    await store.keep(replace(fresh, digest="old", seen=at - KEPT - 1))
    assert await Forgetting(house.database, "main", 0, "UTC", house.desk.now, widgets.forget).clean()
    assert await store.visitor("old") is None
    assert await store.visitor(digest(token)) == fresh
