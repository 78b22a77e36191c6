"""Recordings over the API: paused and resumed, listed with their files, kept for as long as their queue says."""

from __future__ import annotations

from pathlib import Path

import pytest

from aftercall.client import WishRefused, Wrong
from aftercall.shelf import Shelf
from tests.web.house import House
from tests.web.test_wishes import raw


async def talk(floor: House) -> str:
    await floor.client.put_queue("sales", recording=True)
    await floor.client.wish("1001", "login")
    return await floor.talk("1001")


async def test_pause_and_resume(floor: House) -> None:
    """Granted with the agent's board: paused, then on; after the call nothing."""
    call = await talk(floor)
    assert (await floor.client.wish("1001", "recording", on=False)).agent.recording == "paused"
    answer = await floor.client.wish("1001", "recording", on=True)
    assert (answer.text, answer.agent.recording) == ("recording resumed", "on")
    await floor.hang_up(call, "1001")
    with pytest.raises(WishRefused) as refused:
        await floor.client.wish("1001", "recording", on=False)
    assert refused.value.code == "no-call"


async def test_the_body_is_demanded(floor: House) -> None:
    """Without `on`, nobody knows what is wanted."""
    async with raw(floor) as http:
        answer = await http.post("/agents/1001/recording", json={})
    assert (answer.status_code, answer.json()["error"]["field"]) == (422, "on")


async def test_listed_with_their_files(floor: House, tmp_path: Path) -> None:
    """A recorded call is listed with its file; only a daemon that may look says whether it is there."""
    call = await talk(floor)
    await floor.hang_up(call, "1001")
    await floor.client.put_queue("sales", recording=False)
    await floor.client.wish("1001", "finish")
    await floor.hang_up(await floor.talk("1001"), "1001")
    await floor.journal.drained()
    async with raw(floor) as http:
        (one,) = (await http.get("/recordings")).json()
        floor.service.shelf = Shelf(tmp_path)
        (missing,) = (await http.get("/recordings", params={"queue": "sales", "agent": "1001"})).json()
        (tmp_path / "sales").mkdir()
        (tmp_path / one["file"]).touch()
        (there,) = (await http.get("/recordings")).json()
        others = [
            (await http.get("/recordings", params=wanted)).json()
            for wanted in ({"queue": "help"}, {"agent": "1002"}, {"date": "2020-01-01"})
        ]
    assert one["file"] == f"sales/{call}.wav"
    assert (one["agent"], one["number"], one["length_ms"] >= 0) == ("1001", "+48500", True)
    assert [found["exists"] for found in (one, missing, there)] == [None, False, True]
    assert others == [[], [], []]


async def test_retention_is_a_field_of_the_queue(floor: House) -> None:
    """Kept with the queue, emptied by null, refused below one day."""
    assert (await floor.client.put_queue("sales", retention=30)).retention == 30
    assert (await floor.client.put_queue("sales", weight=2)).retention == 30
    assert (await floor.client.put_queue("sales", retention=None)).retention is None
    with pytest.raises(Wrong) as wrong:
        await floor.client.put_queue("sales", retention=0)
    assert wrong.value.field == "retention"
