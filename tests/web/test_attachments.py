"""Attachments over the API: whole or refused, given to whoever may read their message, and shown by no browser as a page of ours."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from aftercall.items.desk import KEPT_UNSENT
from aftercall.items.shelf import LARGEST
from tests.web.item_kit import Desks, desks
from tests.web.people_kit import error


@pytest.fixture
async def it(template: Path) -> AsyncIterator[Desks]:
    async with desks(template) as made:
        yield made


async def pieces(size: int) -> AsyncIterator[bytes]:
    for at in range(0, size, 1 << 18):
        yield b"x" * min(1 << 18, size - at)


async def test_handed_in_sent_and_fetched(it: Desks) -> None:
    """Its bytes, its name and its type come back as they went; always as a download, in a sandbox."""
    item = (await it.bring())["id"]
    await it.taken(item)
    html = b"<script>alert(1)</script>"
    name = 'żółw "1".html'
    made = await it.anna.post("/attachments", params={"name": name, "type": "text/html"}, content=html)
    assert made.status_code == 201
    kept = made.json()
    assert (kept["name"], kept["type"], kept["size"]) == ("żółw _1_.html", "text/html", len(html))
    assert (await it.jan.get(f"/attachments/{kept['id']}")).status_code == 403
    said = await it.anna.post(f"/items/{item}/messages", json={"attachments": [kept["id"]]})
    assert said.json()["attachments"] == [kept]
    answer = await it.anna.get(f"/attachments/{kept['id']}")
    assert answer.content == html
    assert answer.headers["content-disposition"].startswith("attachment")
    assert answer.headers["content-security-policy"].startswith("sandbox")
    assert answer.headers["x-content-type-options"] == "nosniff"
    refused = await it.jan.get(f"/attachments/{kept['id']}")
    assert (refused.status_code, error(refused)) == (403, "reach")
    again = await it.anna.post(f"/items/{item}/messages", json={"text": "x", "attachments": [kept["id"]]})
    assert (again.status_code, again.json()["error"]["field"]) == (422, "attachments.0")


@pytest.mark.parametrize("said", [True, False])
async def test_one_byte_more_than_ten_megabytes(it: Desks, said: bool) -> None:
    """413 with the limit, whether its length was said before or not, over TCP and the socket; what is just as large is taken."""
    for client in (it.anna, it.chief):
        content = b"x" * (LARGEST + 1) if said else pieces(LARGEST + 1)
        refused = await client.post("/attachments?name=big", content=content)
        assert (refused.status_code, error(refused)) == (413, "too-large")
        assert "10,485,760" in refused.json()["error"]["why"]
    taken = await it.anna.post("/attachments?name=big", content=b"x" * LARGEST if said else pieces(LARGEST))
    assert (taken.status_code, taken.json()["size"]) == (201, LARGEST)


async def test_what_is_not_there(it: Desks) -> None:
    """404, and no name of a file."""
    answer = await it.rita.get("/attachments/4711")
    assert (answer.status_code, error(answer)) == (404, "not-known")
    assert (await it.tom.post("/attachments?name=x", content=b"x")).status_code == 403


async def test_what_was_never_sent_goes_after_a_day(it: Desks, monkeypatch: pytest.MonkeyPatch) -> None:
    """With its bytes, unless another attachment has the same; what was sent stays."""
    item = (await it.bring())["id"]
    await it.taken(item)
    sent, unsent, same = [
        (await it.anna.post("/attachments?name=x", content=content)).json()["id"]
        for content in (b"1", b"2", b"1")
    ]
    await it.anna.post(f"/items/{item}/messages", json={"attachments": [sent]})
    house = it.it.house
    assert await house.service.items.forget_unsent() == 0
    later = house.desk.now() + KEPT_UNSENT + 1000
    monkeypatch.setattr(house.desk, "now", lambda: later)
    assert await house.service.items.forget_unsent() == 2
    monkeypatch.undo()
    assert (await it.anna.get(f"/attachments/{sent}")).content == b"1"
    for gone in (unsent, same):
        assert (await it.rita.get(f"/attachments/{gone}")).status_code == 404
    assert len([path for path in (house.folder / "attachments").rglob("*") if path.is_file()]) == 1
