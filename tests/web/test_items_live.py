"""Chats and tickets on open screens: boards as they change, and what is written in the threads that are open."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection

from aftercall.web.live.frames import LiveDelta, LiveMessage, LiveOpen, LiveSnapshot, LiveTyping
from aftercall.web.live.opened import MOST, asked_open
from tests.web.item_kit import Desks, desks
from tests.web.live_kit import Client
from tests.web.test_live_socket import frame, screen, until


@pytest.fixture
async def it(template: Path) -> AsyncIterator[Desks]:
    async with desks(template) as made:
        yield made


def token(desks: Desks, name: str) -> str:
    found: str = getattr(desks, name).headers["authorization"].removeprefix("Bearer ")
    return found


async def opened(socket: ClientConnection, *items: str) -> list[str]:
    await socket.send(json.dumps({"open": items}))
    found = await frame(socket, "open")
    LiveOpen.model_validate(found)
    return list(found["items"])


async def test_a_screen_follows_items(it: Desks) -> None:
    """Offered, taken, solved: each board comes to whom it concerns, and is gone for whom it does no more."""
    async with screen(it.it, token(it, "anna")) as anna, screen(it.it, token(it, "mark")) as mark:
        mine, theirs = Client(), Client()
        first = str(await anna.recv())
        LiveSnapshot.model_validate_json(first)
        mine.take(first)
        theirs.take(str(await mark.recv()))
        item = (await it.bring("chat", customer={"name": "Jan"}))["id"]
        await until(mine, anna, lambda c: item in c.items)
        await it.taken(item, "1001")
        await until(mine, anna, lambda c: c.items[item]["stage"] == "open")
        assert (mine.items[item]["agent"], mine.items[item]["customer"]["name"]) == ("1001", "Jan")
        await it.anna.post(f"/items/{item}/transfer", json={"agent": "1002"})
        await it.jan.post(f"/agents/1002/items/{item}/accept")
        await until(mine, anna, lambda c: item not in c.items)
        mail = (await it.bring(queue="mail"))["id"]
        await until(theirs, mark, lambda c: mail in c.items)
        assert item not in theirs.items


async def test_what_is_written_comes_to_whoever_has_the_thread_open(it: Desks) -> None:
    """Once, as GET answers it; not to who has it not open, may not read it, or closed it again."""
    item = (await it.bring("chat"))["id"]
    await it.taken(item, "1001")
    async with screen(it.it, token(it, "anna")) as anna, screen(it.it, token(it, "jan")) as jan:
        assert await opened(anna, item, "c999") == [item]
        assert await opened(jan, item) == []
        written = (await it.anna.post(f"/items/{item}/messages", json={"text": "<b>hello</b>"})).json()
        found = await frame(anna, "message")
        LiveMessage.model_validate(found)
        assert (found["item"], found["message"]) == (item, written)
        await it.rita.post(f"/items/{item}/typing")
        typing = await frame(anna, "typing")
        LiveTyping.model_validate(typing)
        assert (typing["item"], typing["by"], typing["agent"]) == (item, "agent", None)
        assert await opened(anna) == []
        await it.rita.post(f"/items/{item}/messages", json={"text": "again"})
        assert await opened(anna, item) == [item]
        last = (await it.rita.post(f"/items/{item}/messages", json={"text": "last"})).json()
        assert (await frame(anna, "message"))["message"] == last
        assert "message" not in await kinds_until(jan, it)


async def test_what_was_given_away_is_read_no_more(it: Desks) -> None:
    """The thread stays open on his screen, and nothing more comes of it."""
    item = (await it.bring())["id"]
    await it.taken(item, "1001")
    async with screen(it.it, token(it, "anna")) as anna:
        assert await opened(anna, item) == [item]
        await it.anna.post(f"/items/{item}/transfer", json={"agent": "1002"})
        await it.jan.post(f"/items/{item}/messages", json={"text": "between us"})
        assert "message" not in await kinds_until(anna, it)


async def kinds_until(socket: ClientConnection, it: Desks) -> set[str]:
    """Of all that comes before what is brought now."""
    mark = (await it.bring("chat", subject="mark", queue="help"))["id"]
    found: set[str] = set()
    while True:
        one: dict[str, Any] = await frame(socket)
        found.add(one["kind"])
        if one["kind"] == "delta":
            LiveDelta.model_validate(one)
            if any(board["id"] == mark for board in one.get("items", [])):
                return found


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "open",
        "[]",
        '{"open": "c1"}',
        '{"open": [1]}',
        '{"open": [""]}',
        '{"close": ["c1"]}',
        json.dumps({"open": ["c1"] * (MOST + 1)}),
        json.dumps({"open": ["x" * 100]}),
    ],
)
def test_what_is_no_wish_for_threads_is_let_go_by(text: str | None) -> None:
    """Anything may come over a socket."""
    assert asked_open(text) is None


def test_a_wish_for_threads() -> None:
    """Each once, in its order."""
    assert asked_open('{"open": ["c2", "t1", "c2"]}') == ["c2", "t1"]
    assert asked_open('{"open": []}') == []
