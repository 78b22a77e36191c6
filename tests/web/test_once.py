"""Idempotency keys: what was asked twice is done once, and nobody gets another's answer."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI, HTTPException, Request
from starlette.types import Scope

from aftercall.web import once
from aftercall.web.once import Answers, Once

KEY = {"Idempotency-Key": "5f2c"}


def who(scope: Scope) -> object:
    headers = dict(scope["headers"])
    if b"x-who" not in headers:
        raise PermissionError("nobody")
    return headers[b"x-who"]


class Counting:
    """An app that counts what it does; `gate` holds it up, `status` is what it answers."""

    def __init__(self, answers: Answers | None = None) -> None:
        self.done = 0
        self.status = 200
        self.gate = asyncio.Event()
        self.gate.set()
        self.working = asyncio.Event()
        app = FastAPI()
        app.post("/do")(self.do)
        app.post("/bare")(self.bare)
        app.get("/do")(self.bare)
        app.add_middleware(Once, identify=who, answers=answers)
        self.client = httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url="http://floor")

    async def do(self, body: dict[str, Any], request: Request) -> Any:
        return await self.bare()

    async def bare(self) -> Any:
        self.done += 1
        done = self.done
        self.working.set()
        await self.gate.wait()
        if self.status != 200:
            raise HTTPException(self.status, str(done))
        return {"done": done}

    async def post(
        self, path: str = "/do", body: Any = None, by: str = "rita", **headers: str
    ) -> httpx2.Response:
        sent = {"X-Who": by, **KEY, **headers} if by else {**KEY, **headers}
        return await self.client.post(path, json=body or {}, headers=sent)


@pytest.fixture
async def app() -> AsyncIterator[Counting]:
    it = Counting()
    async with it.client:
        yield it


async def test_the_same_key_gets_the_first_answer_again(app: Counting) -> None:
    """Done once; the second answer is the first one, and says so."""
    first, second = await app.post(), await app.post()
    assert (app.done, first.json(), second.json()) == (1, {"done": 1}, {"done": 1})
    assert ("idempotency-replayed" in first.headers, second.headers["idempotency-replayed"]) == (
        False,
        "true",
    )


async def test_a_route_without_a_body_is_done_once_too(app: Counting) -> None:
    """What the route does not read is no part of what was asked."""
    assert [(await app.post("/bare")).json() for _ in range(2)] == [{"done": 1}] * 2


async def test_another_body_path_or_asker(app: Counting) -> None:
    """The same key for something else is refused and nothing is done; for another asker it is another key."""
    await app.post(body={"a": 1})
    for other in (app.post(body={"a": 2}), app.post("/bare"), app.post("/do?x=1", body={"a": 1})):
        answer = await other
        assert (answer.status_code, answer.json()["error"]["code"], app.done) == (422, "idempotency-key", 1)
        assert answer.json()["error"]["field"] == "Idempotency-Key"
    assert (await app.post(body={"a": 1}, by="anna")).json() == {"done": 2}


async def test_the_second_waits_for_the_first(app: Counting) -> None:
    """Both asked before either is answered: one of them is done, both get its answer."""
    app.gate.clear()
    both = [asyncio.create_task(app.post()) for _ in range(3)]
    async with asyncio.timeout(20):
        await app.working.wait()
        await asyncio.sleep(0.05)
        assert app.done == 1
        app.gate.set()
        assert [(await one).json() for one in both] == [{"done": 1}] * 3


@pytest.mark.parametrize("status", sorted(once.NOTHING_DONE))
async def test_where_nothing_was_done_the_next_one_tries_again(app: Counting, status: int) -> None:
    """An answer that a part is away, or not now, is not kept for a day; one that waited for it tries by itself."""
    app.status = status
    app.gate.clear()
    first, waiting = asyncio.create_task(app.post()), asyncio.create_task(app.post())
    await asyncio.sleep(0.05)
    app.gate.set()
    assert {(await first).status_code, (await waiting).status_code} == {status}
    app.status = 200
    assert ((await app.post()).json(), app.done) == ({"done": 3}, 3)


async def test_a_refusal_is_an_answer(app: Counting) -> None:
    """409 and 404 are what was found: the same again."""
    app.status = 409
    assert [(await app.post()).status_code for _ in range(2)] == [409, 409]
    assert app.done == 1


async def test_who_is_nobody_is_answered_by_the_app(app: Counting) -> None:
    """Without an asker no key holds, and nothing is kept."""
    assert [(await app.post(by="")).json() for _ in range(2)] == [{"done": 1}, {"done": 2}]


@pytest.mark.parametrize("key", ["", "x" * 256, "a\tb"])
async def test_a_bad_key_is_refused(app: Counting, key: str) -> None:
    """1 to 255 printable characters; nothing is done."""
    answer = await app.post(**{"Idempotency-Key": key})
    assert (answer.status_code, app.done) == (422, 0)


async def test_safe_methods_have_no_keys(app: Counting) -> None:
    """To look twice is to look twice."""
    for _ in range(2):
        await app.client.get("/do", headers={"X-Who": "rita", **KEY})
    assert app.done == 2


async def test_a_day_later_the_key_is_new(monkeypatch: pytest.MonkeyPatch) -> None:
    """After 24 hours it is done again; and never more than so many answers and bytes are kept, the newest."""
    clock = [0.0]
    answers = Answers(lambda: clock[0])
    app = Counting(answers)
    async with app.client:
        await app.post()
        clock[0] = once.KEPT_FOR - 1
        assert (await app.post()).json() == {"done": 1}
        clock[0] = once.KEPT_FOR + 1
        assert (await app.post()).json() == {"done": 2}
        monkeypatch.setattr(once, "MOST", 3)
        for number in range(6):
            await app.post(**{"Idempotency-Key": str(number)})
        assert len(answers) == 3
        assert (await app.post(**{"Idempotency-Key": "5"})).json() == {"done": 8}
        monkeypatch.setattr(once, "MOST_BYTES", 20)
        await app.post(**{"Idempotency-Key": "more"})
        assert len(answers) <= 2


async def test_a_fault_is_not_kept(app: Counting) -> None:
    """When the app fails the next one tries again, and nobody waits for ever."""

    async def fail() -> None:
        app.done += 1
        raise ZeroDivisionError

    app.bare = fail  # type: ignore[method-assign]
    for count in (1, 2):
        with pytest.raises(ZeroDivisionError):
            await asyncio.wait_for(app.post(), 10)
        assert app.done == count
