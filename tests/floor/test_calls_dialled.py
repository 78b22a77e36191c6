"""Calls that agents dial by hand, their own phone first; and calls that supervisors hear."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from aftercall.simulator.commands import Answer, Said
from tests.floor.living import Living, until
from tests.floor.steered import SPARE, channels, idle, steered, talking

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(180)]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def whole_day() -> AsyncIterator[Living]:
    async with steered(settings={"AFTERCALL_FLOOR__TELL_LISTENING": "true"}) as floor:
        yield floor


@pytest_asyncio.fixture(loop_scope="module")
async def floor(whole_day: Living) -> AsyncIterator[Living]:
    await whole_day.at_ease()
    yield whole_day
    await whole_day.whole(lengths=False)
    await idle(whole_day)


async def dials(floor: Living, agent: str, /, **to: Any) -> Answer:
    return await floor.wish(agent, "call/dial", **to)


async def test_a_colleague(floor: Living) -> None:
    """Both are in the call from their own answers on; a call among colleagues has no aftercall."""
    assert (await dials(floor, "1001", agent="1002")).said is Said.GRANTED
    await floor.shows("1001", "talking")
    await floor.shows("1002", "talking")
    await floor.granted("1001", "call/hangup")
    await floor.shows("1001", "free")
    await floor.shows("1002", "free")


async def test_a_number_for_a_queue(floor: Living) -> None:
    """A number is dialled for a queue: its aftercall follows, and the number is shown as that of the call."""
    assert (await dials(floor, "1001", number=SPARE, queue="sales")).said is Said.GRANTED
    board = await floor.shows("1001", "talking")
    assert (board["call"]["queue"], board["call"]["number"]) == ("sales", SPARE)

    async def answered() -> bool:
        return any(one["name"].startswith(f"PJSIP/{SPARE}-") for one in await channels(floor))

    await until(answered, 20.0, "the number is rung")
    await floor.granted("1001", "call/hangup")
    await floor.shows("1001", "aftercall")


async def test_it_is_held(floor: Living) -> None:
    """What he dialled himself he holds, takes back, and gives away like any call."""
    await dials(floor, "1001", number=SPARE)
    await floor.shows("1001", "talking")

    async def answered() -> bool:
        legs = [one for one in await channels(floor) if one["name"].startswith(f"PJSIP/{SPARE}-")]
        return any(one["state"] == "Up" for one in legs)

    await until(answered, 20.0, "the number answered")
    await floor.granted("1001", "call/hold")
    await floor.shows("1001", "on hold")
    await floor.granted("1001", "call/unhold")
    await floor.granted("1001", "call/transfer", agent="1002")
    await floor.shows("1001", "free")
    await floor.shows("1002", "talking")
    await floor.granted("1002", "call/hangup")


async def test_nobody_answers(floor: Living) -> None:
    """The colleague declines: he is told so, and both are free again."""
    await floor.replug("1002", does="decline")
    await floor.shows("1002", "free")
    last = await floor.daemon.api.last_event()
    await dials(floor, "1001", agent="1002")
    failed = await floor.hears(last, "dial-failed", agent="1001")
    assert failed["data"]["how"] == "declined"
    await floor.shows("1001", "free")


async def test_when_he_may_not(floor: Living) -> None:
    """Not in a call, not on a break, not in his aftercall, not to who is not free, not what is no number."""
    desk = await talking(floor)
    assert (await dials(floor, desk.has, number=SPARE)).code == "engaged"
    assert (await dials(floor, desk.free, agent=desk.has)).code == "not-free"
    assert "not-dialled" in (await dials(floor, desk.free, number="call me")).text
    await floor.hang_up()
    await desk.shows("aftercall")
    assert (await dials(floor, desk.has, number=SPARE)).code == "aftercall"
    await floor.break_(desk.free)
    assert (await dials(floor, desk.free, number=SPARE)).code == "on-break"
    await floor.resume(desk.free)


async def test_listen_whisper_join(floor: Living) -> None:
    """A supervisor hears the call from his own phone, changes what he does, and hangs up; each is a fact, and shown here."""
    desk = await talking(floor, speak=True)
    answer = await floor.wish(desk.has, "listen", mode="listen", phone=SPARE)
    assert answer.said is Said.GRANTED, answer
    began = await desk.told("listening-began")
    assert (began["phone"], began["mode"]) == (SPARE, "listen")
    assert [one["mode"] for one in (await floor.board(desk.has))["listeners"]] == ["listen"]
    await asyncio.sleep(
        3
    )  # what remained of the first music has passed: it is the call's own voice that lets him go
    for mode in ("whisper", "join"):
        assert (await floor.granted(desk.has, "listen", mode=mode)).text == mode
    await floor.granted(desk.has, "unlisten")
    await desk.told("listening-ended")
    assert (await floor.board(desk.has))["listeners"] == []
    assert (await desk.shows("talking"))["call"] is not None


async def test_who_joined_stays_in_the_room(floor: Living) -> None:
    """A call that was joined goes on hold and back: the supervisor stays with the agent, and goes when the call is over."""
    desk = await talking(floor)
    await floor.granted(desk.has, "listen", mode="join", phone=SPARE)
    await desk.told("listening-began")
    await desk.does("hold")
    await desk.does("unhold")

    async def together() -> bool:
        return [one["application"] for one in await channels(floor)].count("ConfBridge") == 3

    await until(together, 20.0, "all three are in the room")
    await floor.callers_leave()
    await desk.shows("aftercall")
    await desk.told("listening-ended")
    await idle(floor)


async def test_whom_nobody_hears(floor: Living) -> None:
    """No call, no phone, the agent's own phone, a phone in use: refused, and why."""
    assert (await floor.wish("1001", "listen", phone=SPARE)).code == "no-call"
    desk = await talking(floor)
    assert (await floor.wish(desk.has, "listen")).code == "unknown-phone"
    assert (await floor.wish(desk.has, "listen", phone=desk.has)).code == "phone-used"
    answer = await floor.wish(desk.has, "listen", as_agent=True, phone=SPARE)
    assert "right" in answer.text
