"""Two people at one campaign in the same moment, and an agent who dials while nothing can be dialled."""

from __future__ import annotations

import asyncio

from acd.core.heard import LinkDown
from dialer.core.cards import State
from dialer.core.line import Stage
from tests.web.campaign_calls import running
from tests.web.house import House
from tests.web.test_campaigns import until
from tests.web.test_wishes import raw


async def test_pause_beside_a_change(floor: House) -> None:
    """One lowers the cap while another presses pause: what the dialer keeps to afterwards is what is on record."""
    await running(floor, mode="predictive")
    async with raw(floor) as http:
        for cap in (20, 100, 30):
            await asyncio.gather(
                http.put("/campaigns/spring", json={"cap": cap}), http.post("/campaigns/spring/pause")
            )
            await asyncio.sleep(0.2)  # the dialer has heard of both
            card = floor.dialer.room.campaigns["spring"].card
            assert (card.cap, card.state) == (cap, State.PAUSED)
            assert (await http.post("/campaigns/spring/start")).status_code == 200


async def test_a_preview_without_a_link(floor: House) -> None:
    """Nothing can be dialled, and that is what the agent is told; he goes on seeing the contact."""
    await running(floor, mode="preview")
    await until(lambda: any(line.stage is Stage.SHOWN for line in floor.dialer.room.lines.values()))
    await floor.desk.heed(LinkDown(floor.desk.now(), "cut"))
    await until(lambda: not floor.dialer.room.linked)
    async with raw(floor) as http:
        answer = await http.post("/agents/1001/dial")
    assert (answer.status_code, answer.json()["code"]) == (409, "preview-rests")
    assert [line.stage for line in floor.dialer.room.lines.values()] == [Stage.SHOWN]
