"""Chats and tickets, and the daemon killed or the database away: nothing is lost, nothing is with two."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx2
import pytest

from aftercall.bench import BenchError, Postgres
from aftercall.simulator.commands import Said
from tests.floor.living import Living, living, until

pytestmark = pytest.mark.timeout(240)


async def take_all(floor: Living) -> None:
    """Both agents on a type that takes everything."""
    fields = {"group": "work", "chats": True, "tickets": True, "names": {"en": "All"}}
    await floor.daemon.api.put("types", "all", fields)
    for agent in ("1001", "1002"):
        await floor.granted(agent, "type", type="all")


async def writes(floor: Living) -> None:
    """2001 has no phone, and is at work on what is written to a queue that is his alone."""
    api = floor.daemon.api
    await api.put(
        "types", "write", {"group": "work", "calls": False, "tickets": True, "names": {"en": "Write"}}
    )
    await api.put("queues", "post", {})
    await api.put("agents", "2001", {"name": "Ewa Lis", "queues": [["post", 0]]})
    await floor.granted("2001", "login", type="write")


async def bring(floor: Living, kind: str, nth: int, queue: str = "help") -> str:
    body = {
        "kind": kind,
        "queue": queue,
        "subject": f"number {nth}",
        "text": f"text {nth}",
        "external": str(nth),
    }
    return str((await floor.daemon.api.post("/items", body))["id"])


async def item(floor: Living, id: str) -> dict[str, Any]:
    return dict(await floor.daemon.api.get(f"/items/{id}"))


async def offered(floor: Living, id: str) -> str:
    """To whom it is offered, once it is."""

    async def so() -> str | None:
        offer = (await item(floor, id))["offered"]
        return str(offer["agent"]) if offer else None

    return await until(so, 20.0, f"{id} is offered")


async def test_killed_while_items_come_and_are_open() -> None:
    """What an agent had is his after the start, also one's who has no phone; what was solved stays solved, and of what was brought
    nothing is missing or twice."""
    async with living() as floor:
        await take_all(floor)
        await writes(floor)
        api = floor.daemon.api
        written = await bring(floor, "ticket", 1001, "post")
        assert await offered(floor, written) == "2001"
        await floor.granted("2001", f"items/{written}/accept")
        his = await bring(floor, "chat", 1)
        agent = await offered(floor, his)
        await floor.granted(agent, f"items/{his}/accept")
        done = await bring(floor, "ticket", 2)
        taker = await offered(floor, done)
        await floor.granted(taker, f"items/{done}/accept")
        await api.post(f"/items/{done}/solve", {"disposition": "done"})
        answered: dict[int, str] = {}

        async def come() -> None:
            for nth in range(3, 1000):
                try:
                    answered[nth] = await bring(floor, "ticket", nth)
                except (httpx2.TransportError, BenchError):
                    return

        coming = asyncio.create_task(come())
        await asyncio.sleep(1.0)
        await floor.daemon.kill()
        await coming
        assert answered
        await floor.daemon.start()
        await floor.daemon.wait_up()
        assert (await item(floor, his))["agent"] == agent
        assert (await item(floor, his))["stage"] == "open"
        assert (await item(floor, done))["stage"] == "solved"
        open_now = {one["id"] for one in await api.get("/items?limit=500")}
        assert set(answered.values()) <= open_now
        subjects = [one["subject"] for one in await api.get("/items?limit=500&kind=ticket")]
        assert len(subjects) == len(set(subjects))
        whole = {board["code"]: board for board in await api.boards()}
        boards = {code: board["items"] for code, board in whole.items()}
        assert boards[agent]["chats"] == 1
        writer = whole["2001"]
        assert (writer["state"], writer["phone"], writer["holds"], writer["items"]["tickets"]) == (
            "working",
            None,
            [],
            1,
        )
        assert (await item(floor, written))["agent"] == "2001"
        await floor.granted("2001", "type", type="lunch")
        await floor.granted("2001", "resume")
        await floor.granted("2001", "logout")
        for code in ("1001", "1002"):  # nobody else is asked what one is asked
            assert len(boards[code]["offered"]) <= 2
        assert not set(boards["1001"]["offered"]) & set(boards["1002"]["offered"])


@pytest.mark.full
async def test_while_the_database_is_away(postgres: Postgres, postgres_url: str) -> None:
    """Wishes work on and are kept over a kill; what is brought or written is refused, with a word that says why."""
    async with living(database=postgres_url) as floor:
        await take_all(floor)
        ticket = await bring(floor, "ticket", 1)
        agent = await offered(floor, ticket)
        with postgres.away():
            answer = await floor.wish(agent, f"items/{ticket}/accept")
            assert answer.said is Said.GRANTED, answer
            with pytest.raises(BenchError, match="database"):
                await bring(floor, "ticket", 2)
            await floor.daemon.kill()
        await floor.daemon.start()
        await floor.daemon.wait_up()
        now = await item(floor, ticket)
        assert (now["stage"], now["agent"]) == ("open", agent)
