"""Where chats and tickets may come to, and under which level: what is none is said where it is named."""

from __future__ import annotations

from pathlib import Path

from tests.web.item_kit import Desks, desks


async def test_no_campaign_and_no_unknown_level(template: Path) -> None:
    """Nothing comes to a campaign's queue, nor under a level that is not there."""
    async with desks(template, at_work=False) as idle:
        made = await idle.chief.put("/campaigns/spring", json={"name": "Spring", "regime": "us"})
        assert made.status_code == 200, made.text
        await _refused(idle, (await idle.bring())["id"])


async def _refused(idle: Desks, item: str) -> None:
    new = {"kind": "ticket", "queue": "sales", "text": "hello", "level": "nosuch"}
    for answer, field in (
        (await idle.chief.post(f"/items/{item}/transfer", json={"queue": "spring"}), "queue"),
        (await idle.chief.patch(f"/items/{item}", json={"level": "nosuch"}), "level"),
        (await idle.chief.post("/items", json=new), "level"),
    ):
        assert (answer.status_code, answer.json()["error"].get("field")) == (422, field), answer.text
    assert (await idle.item(item))["queue"] == "sales"
