"""A queue that is open by a calendar, with the daemon killed: the switch closes and opens it at the minute, alone."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
import pytest_asyncio

from tests.floor.living import AGENTS, Living, living, until

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(400)]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def floor() -> AsyncIterator[Living]:
    async with living() as it:
        yield it


async def waiting(floor: Living, queue: str) -> int:
    """Callers in it, by Asterisk's own word."""
    said = await asyncio.to_thread(floor.site.asterisk.cli, f"queue show {queue}")
    found = re.search(r"has (\d+) calls", said)
    assert found, said
    return int(found[1])


async def waits(floor: Living, queue: str, count: int) -> None:
    async def so() -> bool:
        return await waiting(floor, queue) == count

    await until(so, 20.0, f"{count} callers wait for {queue}")


async def passed(moment: datetime) -> None:
    await asyncio.sleep(max(0.0, (moment - datetime.now(UTC)).total_seconds()) + 0.3)


def clock(moment: datetime, zone: str) -> str:
    """`Etc/GMT-3` is three hours ahead."""
    return f"{moment + timedelta(hours=-int(zone.removeprefix('Etc/GMT'))):%H:%M}"


@pytest.mark.full
async def test_the_switch_holds_the_hours_alone(floor: Living) -> None:
    """Closing by its calendar with the daemon killed, the queue takes no new caller and keeps who waits; it opens again at its minute.
    When the daemon is back, its board says what the switch does, and nothing has drifted."""
    api, now = floor.daemon.api, datetime.now(UTC)
    minute = now.replace(second=0, microsecond=0)
    closes = minute + timedelta(minutes=1 if now.second < 30 else 2)
    opens = closes + timedelta(minutes=1)
    zone = f"Etc/GMT{now.hour - 12:+d}"  # noon there, far from its midnight
    week = {"monday-sunday": [f"00:00-{clock(closes, zone)}", f"{clock(opens, zone)}-24:00"]}
    for agent in AGENTS:
        await floor.granted(agent, "type", type="lunch")
    await api.put("calendars", "shop", {"zone": zone, "week": week})
    await api.put("queues", "sales", {"calendar": "shop", "closed": {"kind": "queue", "value": "help"}})
    board = next(one for one in (await api.get("/state"))["queues"] if one["code"] == "sales")
    assert board["hours"]["open"] is True
    assert board["hours"]["next_change"].startswith(f"{closes:%Y-%m-%dT%H:%M:00}")
    assert (await api.get("/health/vitals"))["hours"]["state"] == "up"
    await floor.call()
    await waits(floor, "sales", 1)
    await floor.daemon.kill()
    await passed(closes)
    await floor.call(caller_id="48500100201")
    await waits(floor, "help", 1)
    assert await waiting(floor, "sales") == 1
    await passed(opens)
    await floor.call(caller_id="48500100202")
    await waits(floor, "sales", 2)
    await floor.daemon.start()
    await floor.daemon.wait_up()
    board = next(one for one in (await api.get("/state"))["queues"] if one["code"] == "sales")
    assert board["hours"]["open"] is True
    assert (await api.get("/drift"))["drift"] == []
    await api.put("queues", "sales", {"calendar": "", "closed": None})
    await floor.callers_leave()
    for agent in AGENTS:
        await floor.granted(agent, "resume")
    await floor.whole()


@pytest.mark.full
async def test_told_at_the_moment(floor: Living) -> None:
    """The event is stamped with the minute at which the queue closes, and check says how long Asterisk knows its hours."""
    api, now = floor.daemon.api, datetime.now(UTC)
    zone = f"Etc/GMT{now.hour - 12:+d}"
    closes = now.replace(second=0, microsecond=0) + timedelta(minutes=1)
    last = await api.last_event()
    await api.put(
        "calendars", "shop", {"zone": zone, "week": {"monday-sunday": [f"00:00-{clock(closes, zone)}"]}}
    )
    await api.put("queues", "sales", {"calendar": "shop"})
    closed = await floor.hears(last, "queue-closed", within=90, queue="sales")
    assert closed["at"] == f"{closes:%Y-%m-%dT%H:%M}:00.000Z"
    assert closed["data"]["calendar"] == "shop"
    found = (await floor.typed("check", "--json")).json["findings"]
    assert {one["what"]: one["result"] for one in found if one["part"] == "asterisk"}["hours"] == "ok"
    await api.put("queues", "sales", {"calendar": ""})
