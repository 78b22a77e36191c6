"""Recordings as they are played: whole or in parts, to those who may, and never anything but a recording."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from aftercall.shelf import Shelf
from aftercall.web.audio import part_of
from tests.web.house import House
from tests.web.people_kit import desktop
from tests.web.test_recordings import talk
from tests.web.test_wishes import raw

SOUND = bytes(range(256)) * 1000


@pytest.fixture
async def call(floor: House, tmp_path: Path) -> str:
    """A recorded call of agent 1001 whose file is there."""
    call = await talk(floor)
    await floor.hang_up(call, "1001")
    await floor.journal.drained()
    floor.service.shelf = Shelf(tmp_path)
    (tmp_path / "sales").mkdir()
    (tmp_path / "sales" / f"{call}.wav").write_bytes(SOUND)
    return call


async def test_whole_and_in_parts(floor: House, call: str) -> None:
    """The bytes that a player asks for, no more; a part beyond the end is refused with its length."""
    async with raw(floor) as http:
        whole = await http.get(f"/recordings/{call}/audio")
        parts = [
            await http.get(f"/recordings/{call}/audio", headers={"Range": f"bytes={asked}"})
            for asked in ("0-99", "255999-", "-5", "300000-")
        ]
        odd = await http.get(f"/recordings/{call}/audio", headers={"Range": "bytes=0-1,5-9"})
        stale = await http.get(
            f"/recordings/{call}/audio", headers={"Range": "bytes=0-9", "If-Range": '"other"'}
        )
    assert (whole.status_code, whole.content) == (200, SOUND)
    assert whole.headers["content-type"] == "audio/wav"
    assert [part.status_code for part in parts] == [206, 206, 206, 416]
    assert [part.content for part in parts[:3]] == [SOUND[:100], SOUND[255999:], SOUND[-5:]]
    assert parts[0].headers["content-range"] == "bytes 0-99/256000"
    assert parts[3].headers["content-range"] == "bytes */256000"
    assert (odd.status_code, len(odd.content), stale.status_code) == (200, len(SOUND), 200)


async def test_saved_under_a_safe_name(floor: House, call: str) -> None:
    """The name of the file says when, which queue and who: nothing that a caller brought."""
    async with raw(floor) as http:
        said = (await http.get(f"/recordings/{call}/audio", params={"save": True})).headers
    assert said["content-disposition"].startswith('attachment; filename="20')
    assert said["content-disposition"].endswith('_sales_1001.wav"')
    assert (said["x-content-type-options"], said["cache-control"]) == ("nosniff", "private, no-store")


async def test_gone_and_unknown(floor: House, call: str, tmp_path: Path) -> None:
    """A file that was removed is 410, a call that was not recorded 404; without a shelf it is said what to set."""
    (tmp_path / "sales" / f"{call}.wav").unlink()
    async with raw(floor) as http:
        gone = await http.get(f"/recordings/{call}/audio")
        unknown = await http.get("/recordings/nobody/audio")
        floor.service.shelf = None
        away = await http.get(f"/recordings/{call}/audio")
    assert [one.status_code for one in (gone, unknown, away)] == [410, 404, 503]
    assert "recording.directory" in away.json()["error"]["remedy"]


async def test_nothing_but_recordings(floor: House, call: str, tmp_path: Path) -> None:
    """A link in the place of a file, a folder, a pipe: none of them is opened."""
    place = tmp_path / "sales" / f"{call}.wav"
    secret = tmp_path / "secret"
    secret.write_text("secret")
    async with raw(floor) as http:
        for make in (lambda: place.symlink_to(secret), place.mkdir, lambda: os.mkfifo(place)):
            if place.is_dir():
                place.rmdir()
            else:
                place.unlink()
            make()
            assert (await http.get(f"/recordings/{call}/audio")).status_code == 410


async def test_an_agent_his_own_by_setting(template: Path, tmp_path: Path) -> None:
    """Agents find and play nothing, unless the site lets them: then their own calls, and nobody else's. Supervisors, their queues."""
    async with desktop(template) as desk:
        call = await talk(desk.house)
        await desk.house.hang_up(call, "1001")
        await desk.house.journal.drained()
        service = desk.house.service
        service.shelf = Shelf(tmp_path)
        (tmp_path / "sales").mkdir()
        (tmp_path / "sales" / f"{call}.wav").write_bytes(SOUND)
        await desk.user("anna", ["agent"], agent="1001")
        await desk.user("bob", ["agent"], agent="1002")
        await desk.user("helper", ["supervisor"], reach=["help"])
        await desk.user("boss", ["supervisor"], reach=["sales"])
        inside = [await desk.inside(name) for name in ("anna", "bob", "helper", "boss")]
        found, listed = [], []
        for service.own_recordings in (False, True):
            found.append([(await one.get(f"/recordings/{call}/audio")).status_code for one in inside])
            days = [await one.get("/recordings") for one in inside]
            listed.append([len(one.json()) if one.is_success else one.status_code for one in days])
        others = await inside[0].get("/recordings", params={"agent": "1002"})
    assert found == [[403, 403, 403, 200], [200, 403, 403, 200]]
    assert listed == [[403, 403, 0, 1], [1, 0, 0, 1]]
    assert others.status_code == 403


async def test_a_listening_is_on_the_trail_once(floor: House, call: str) -> None:
    """Parts of one listening are one entry; saving it is another."""
    async with raw(floor) as http:
        for asked in ("bytes=0-99", "bytes=100-199"):
            await http.get(f"/recordings/{call}/audio", headers={"Range": asked})
        await http.get(f"/recordings/{call}/audio", params={"save": True})
        await floor.service.trail.flush()
        trail = (await http.get("/audit")).json()
    found = [entry["what"] for entry in trail if entry["what"].startswith("recording")]
    assert sorted(found) == ["recording played", "recording saved"]


async def test_until_when_it_is_kept(floor: House, call: str) -> None:
    """With the queue's days, when it will be deleted; without, that it is kept."""
    async with raw(floor) as http:
        (kept,) = (await http.get("/recordings")).json()
        await floor.client.put_queue("sales", retention=30)
        (found,) = (await http.get("/recordings")).json()
    assert (kept["until"], found["until"][:10] > found["answered"][:10]) == (None, True)


@pytest.mark.parametrize(
    ("asked", "part"),
    [
        ("bytes=0-", range(100)),
        ("bytes=10-19", range(10, 20)),
        ("bytes=-10", range(90, 100)),
        ("bytes=-1000", range(100)),
        ("bytes=50-1000", range(50, 100)),
        ("bytes=-", None),
        ("bytes=9-3", None),
        ("lines=1-2", None),
        ("bytes=0-1,3-4", None),
    ],
)
def test_ranges(asked: str, part: range | None) -> None:
    """What is not understood is answered with the whole."""
    assert part_of(asked, 100) == part
