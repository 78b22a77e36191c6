"""Mailboxes over the API: made, shown without their passwords, tried, removed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from aftercall.bench.ports import free_port
from tests.web.item_kit import Desks, desks

CARD: dict[str, Any] = {
    "queue": "sales",
    "address": "help@shop.example",
    "imap_host": "127.0.0.1",
    "imap_tls": "none",
    "imap_user": "help",
    "imap_password": "sesame",
    "smtp_host": "127.0.0.1",
    "smtp_tls": "none",
}


@pytest.fixture
async def it(template: Path) -> AsyncIterator[Desks]:
    async with desks(template, at_work=False) as made:
        yield made


async def test_a_mailbox(it: Desks) -> None:
    """Its password is never shown; a server that is not there is said; removed it is gone."""
    card = CARD | {"imap_port": free_port(), "smtp_port": free_port()}
    made = await it.chief.put("/mailboxes/help", json=card)
    assert (made.status_code, made.json()["done"]) == (200, "made")
    shown = await it.chief.get("/mailboxes")
    assert "sesame" not in made.text + shown.text
    assert (await it.chief.put("/mailboxes/help", json={"imap_password": "sesame"})).json()["done"] == "same"
    tried = (await it.chief.post("/mailboxes/help/test")).json()
    assert str(card["imap_port"]) in tried["imap"]
    assert str(card["smtp_port"]) in tried["smtp"]
    assert (await it.chief.get("/mailboxes/help/letters")).json() == []
    assert (await it.chief.post("/mailboxes/help/now")).status_code == 200
    assert (await it.chief.delete("/mailboxes/help")).status_code == 200
    assert (await it.chief.get("/mailboxes/help")).status_code == 404


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"queue": "nowhere"}, "queue"),
        ({"address": "help"}, "address"),
        ({"imap_host": "imap.example"}, "imap_tls"),
        ({"imap_port": 70000}, "imap_port"),
        ({"smtp_host": ""}, "smtp_host"),
        ({"imap_password": "se\u0000same"}, "imap_password"),
        ({"colour": "red"}, "colour"),
    ],
)
async def test_unfit_mailboxes(it: Desks, change: dict[str, Any], field: str) -> None:
    """Each refusal names its field, and no password."""
    answer = await it.chief.put("/mailboxes/help", json=CARD | change)
    assert (answer.status_code, answer.json()["error"]["field"]) == (422, field)
    assert "same" not in answer.text
    assert (await it.chief.get("/mailboxes")).json() == []


async def test_no_campaigns_queue(it: Desks) -> None:
    """Neither mailbox nor widget brings chats and tickets into a campaign; the refusal names the queues that may be."""
    made = await it.chief.put("/campaigns/spring", json={"name": "Spring", "regime": "us"})
    assert made.status_code == 200, made.text
    assert "spring" in [queue["code"] for queue in (await it.chief.get("/queues")).json()]
    for path, card in (("/mailboxes/help", CARD), ("/widgets/shop", {})):
        answer = await it.chief.put(path, json=card | {"queue": "spring"})
        error = answer.json()["error"]
        assert (answer.status_code, error["field"]) == (422, "queue"), answer.text
        assert "sales" in error["remedy"]
        assert "spring" not in error["remedy"]


async def test_only_who_configures(it: Desks) -> None:
    """Agents, supervisors and testers see no mailbox."""
    for client in (it.anna, it.rita, it.tom):
        assert (await client.get("/mailboxes")).status_code == 403


async def test_how_it_stands(it: Desks) -> None:
    """A mailbox whose server is not there is named among vitals and figures, with the server's words; what waits is counted."""
    card = CARD | {"imap_port": free_port(), "smtp_port": free_port()}
    assert (await it.chief.put("/mailboxes/help", json=card)).status_code == 200
    assert (
        await it.chief.put("/mailboxes/old", json=CARD | {"imap_user": "old", "active": False})
    ).is_success
    async with asyncio.timeout(20):
        while not (mail := (await it.chief.get("/health/vitals")).json()["mail"])["failing"]:  # noqa: ASYNC110
            await asyncio.sleep(0.1)
    assert (mail["active"], mail["failing"], mail["waiting"], mail["oldest"]) == (1, ["help"], 0, None)
    [one] = mail["mailboxes"]
    assert str(card["imap_port"]) in one["reading"]["why"]
    assert (one["reading"]["state"], one["sending"]["state"], one["letter"]) == ("failing", "ok", None)
    assert it.it.house.service.mail.trouble == "help: is not read"
    figures = (await it.chief.get("http://aftercall/metrics")).text
    assert 'aftercall_mailbox_failing{mailbox="help",way="reading"} 1.0' in figures
    assert 'aftercall_mailbox_failing{mailbox="help",way="sending"} 0.0' in figures
    assert 'aftercall_mailbox_waiting{mailbox="help"} 0.0' in figures
