"""Promises to callers on a real Asterisk: kept; broken to the millisecond while the daemon is dead, and kept too late afterwards."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any

import pytest
import pytest_asyncio

from tests.floor.living import Living, living, until

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(120)]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def floor() -> AsyncIterator[Living]:
    async with living() as it:
        done = await it.typed("levels", "add", "quick", "--target", "call answered=4s", "--credit", "5%")
        assert done.code == 0, done.err
        yield it


def moment(text: str) -> int:
    return round(datetime.fromisoformat(text).timestamp() * 1000)


async def sums(floor: Living) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((await floor.typed("levels", "sums", "--json")).out)
    return found


async def test_kept_by_an_answer(floor: Living) -> None:
    """A caller whom a free agent answers at once is promised something, and it is kept."""
    after = await floor.daemon.api.last_event()
    await floor.call()
    await floor.whoever("talking")
    made = await floor.hears(after, "promise-made")
    kept = await floor.hears(after, "promise-kept", call=made["call"])
    assert moment(made["data"]["due"]) == made["at_ms"] + 4000
    assert (kept["data"]["late"], kept["data"]["level"]) == (False, "quick")
    assert kept["data"]["spent_ms"] == kept["at_ms"] - made["at_ms"] < 4000
    await floor.whole()


@pytest.mark.full
async def test_broken_while_the_daemon_is_dead(floor: Living) -> None:
    """Nobody answers; the daemon is killed before due and comes back after it: the breach is told once, with its own moment, and the
    answer that comes then is too late. The day's sums count it, with its credit."""
    for agent in ("1001", "1002"):
        await floor.granted(agent, "type", type="lunch" if agent == "1001" else "coffee")
    before, after = await sums(floor), await floor.daemon.api.last_event()
    await floor.call()
    made = await floor.hears(after, "promise-made")
    await until(lambda: recorded(floor, made), 10.0, "the promise is on record")
    await floor.restart_daemon(dead=4.5)
    broken = await floor.hears(after, "promise-broken", call=made["call"])
    assert (broken["at_ms"], broken["data"]["credit"]) == (made["at_ms"] + 4001, 500)
    assert moment(broken["data"]["began"]) == made["at_ms"]
    await floor.granted("1001", "resume")
    kept = await floor.hears(after, "promise-kept", call=made["call"])
    assert kept["data"]["late"]
    for kind in ("promise-broken", "promise-kept"):
        assert len(await floor.told(after, kind, call=made["call"])) == 1
    assert not [one for one in await floor.told(after, "promise-made") if one["at_ms"] > made["at_ms"]]
    now = await sums(floor)
    assert [now[name] - before[name] for name in ("kept", "broken", "late", "credit")] == [0, 1, 1, 500]
    await floor.granted("1002", "resume")
    await floor.whole(lengths=False)


async def recorded(floor: Living, made: dict[str, Any]) -> bool:
    """What a kill cannot take: the journal gathers for half a second."""
    await asyncio.sleep(0.7)
    return bool(await floor.told(made["seq"] - 1, "promise-made"))
