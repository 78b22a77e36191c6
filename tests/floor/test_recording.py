"""Recording on a real Asterisk, with a voice: the file, the silence while it is paused, the list, and its end."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from aftercall.simulator.commands import Said
from aftercall.simulator.sipp import Sipp
from aftercall.simulator.site import Site
from tests.floor.bare import DIAL
from tests.floor.living import Living, living, until
from tests.floor.speaker import speaker, stretches

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(180)]
DAY = 24 * 3600


@dataclass
class Studio:
    """A floor whose queue `sales` records, and on which agent 1001 alone takes calls."""

    floor: Living
    shelf: Path
    folder: Path

    @asynccontextmanager
    async def talk(self, dials: str = "8001") -> AsyncIterator[None]:
        """A caller talks with agent 1001, for a second already; at the end he is hung up and the agent is free again."""
        caller = speaker(self.floor.site.asterisk, dials, self.folder)
        await asyncio.to_thread(caller.start)
        try:
            await self.floor.shows("1001", "talking")
            await asyncio.sleep(1.0)
            yield
            await asyncio.to_thread(self._hang_up)
            await self.floor.shows("1001", "free")
        finally:
            await asyncio.to_thread(caller.close)

    def _hang_up(self) -> None:
        cli = self.floor.site.asterisk.cli
        for line in cli("core show channels concise").splitlines():
            if line.startswith("PJSIP/simulator-"):
                cli(f"channel request hangup {line.split('!')[0]}")

    async def recording(self) -> Any:
        return (await self.floor.board("1001"))["recording"]

    async def shows(self, recording: str) -> None:
        async def so() -> bool:
            return bool(await self.recording() == recording)

        await until(so, 20.0, f"the recording shows {recording}")

    async def last(self) -> dict[str, Any]:
        """The latest recorded call, once it is on record."""

        async def written() -> dict[str, Any] | None:
            found = await self.floor.daemon.api.get("/recordings?queue=sales")
            return dict(found[-1]) if found and found[-1]["length_ms"] is not None else None

        return await until(written, 20.0, "the call is listed") or {}

    async def heard(self) -> list[tuple[bool, float]]:
        return await asyncio.to_thread(stretches, self.shelf / (await self.last())["file"])

    async def dial(self, code: str) -> None:
        """Agent 1001 dials a star code on his phone."""
        login = "[authentication username=1001 password=secret-of-1001]"
        server = self.floor.site.asterisk
        with Sipp("star", server, str(DIAL), [("1001", login, code)], limit=1, total=1) as call:

            async def over() -> bool:
                counts = await asyncio.to_thread(call.counts)
                return counts.created == 1 and counts.current == 0

            await until(over, 20.0, f"{code} was answered")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def studio(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Studio]:
    site, folder = Site(), tmp_path_factory.mktemp("voice")
    shelf = site.asterisk.folder / "spool/monitor/acd"
    settings = {"AFTERCALL_RECORDING__DIRECTORY": str(shelf)}
    async with living(site=site, settings=settings) as floor:
        await floor.daemon.api.put("queues", "sales", {"recording": True, "retention": 30, "aftercall": 1000})
        await floor.granted("1002", "type", type="lunch")
        yield Studio(floor, shelf, folder)


async def test_a_paused_stretch_is_silent(studio: Studio) -> None:
    """3.6: sound, then silence for as long as it was paused, then sound again; each change granted when Asterisk said so."""
    async with studio.talk():
        assert await studio.recording() == "on"
        asked = time.monotonic()
        paused = await studio.floor.granted("1001", "recording", on=False)
        assert paused.board["recording"] == "paused"
        silent = time.monotonic()
        await asyncio.sleep(1.5)
        least = time.monotonic() - silent
        assert (await studio.floor.granted("1001", "recording", on=True)).board["recording"] == "on"
        most = time.monotonic() - asked
        await asyncio.sleep(1.0)
    (first, _), (second, seconds), (third, _) = await studio.heard()
    assert (first, second, third) == (True, False, True)
    assert least - 0.35 < seconds < most + 0.35


async def test_listed_and_there(studio: Studio) -> None:
    """The call is listed with its agent, caller, length and file, and the file is there."""
    async with studio.talk():
        pass
    one = await studio.last()
    assert (one["agent"], one["number"], one["exists"]) == ("1001", "48500100200", True)
    assert one["length_ms"] > 900
    assert one["file"] == f"sales/{one['call']}.wav"


async def test_a_pause_ends_with_the_call(studio: Studio) -> None:
    """Paused to the end: nothing after it was kept, and the next call is recorded from its beginning."""
    async with studio.talk():
        await studio.floor.granted("1001", "recording", on=False)
        await asyncio.sleep(1.0)
    assert [loud for loud, _ in await studio.heard()] == [True, False]
    async with studio.talk():
        assert await studio.recording() == "on"
    assert [loud for loud, _ in await studio.heard()] == [True]


async def test_by_star_code(studio: Studio) -> None:
    """*56 pauses it, *57 resumes it, from the agent's own phone."""
    async with studio.talk():
        await studio.dial("*56")
        await studio.shows("paused")
        await studio.dial("*57")
        await studio.shows("on")


async def test_a_pause_outlives_the_daemon(studio: Studio) -> None:
    """The daemon killed while it is paused: silence goes on, the new one knows, and resumes it."""
    async with studio.talk():
        await studio.floor.granted("1001", "recording", on=False)
        await studio.floor.restart_daemon()
        await studio.shows("paused")
        await studio.floor.granted("1001", "recording", on=True)
        await asyncio.sleep(1.0)
    assert [loud for loud, _ in await studio.heard()] == [True, False, True]


async def test_nothing_is_recorded(studio: Studio) -> None:
    """A call of a queue that does not record, and an agent without a call: refused, and why."""
    async with studio.talk("8002"):
        assert await studio.recording() is None
        answer = await studio.floor.wish("1001", "recording", on=False)
        assert answer.said is Said.REFUSED
        assert "queue help does not record" in answer.text
    answer = await studio.floor.wish("1001", "recording", on=False)
    assert (answer.said, "free" in answer.text) == (Said.REFUSED, True)


async def test_old_recordings_go_at_the_start(studio: Studio) -> None:
    """What is older than its queue's 30 days is deleted when the daemon starts, and told; what is younger stays."""
    old, young = studio.shelf / "sales" / "old.wav", studio.shelf / "sales" / "young.wav"
    foreign = studio.shelf / "help" / "old.wav"
    for path, age in ((old, 31), (young, 29), (foreign, 99)):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
        os.utime(path, (time.time() - age * DAY,) * 2)
    await studio.floor.restart_daemon()

    async def gone() -> bool:
        return not old.exists()

    async def told() -> bool:
        return '"recordings deleted"' in await asyncio.to_thread(studio.floor.daemon.log.read_text)

    await until(gone, 20.0, "the old one is deleted")
    await until(told, 20.0, "it is told")
    assert young.exists()
    assert foreign.exists()
