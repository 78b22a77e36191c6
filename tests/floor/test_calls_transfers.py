"""Calls given away: to a colleague, a queue, a number. Aftercall follows for whoever leaves, the caller is never lost."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from aftercall.simulator.commands import Said
from tests.floor.living import Living
from tests.floor.steered import channels, idle, steered, talking

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(180)]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def whole_day() -> AsyncIterator[Living]:
    async with steered() as floor:
        yield floor


@pytest_asyncio.fixture(loop_scope="module")
async def floor(whole_day: Living) -> AsyncIterator[Living]:
    await whole_day.at_ease()
    yield whole_day
    await whole_day.whole(lengths=False)


async def test_hang_up(floor: Living) -> None:
    """The call ends for both when its end is granted; aftercall follows."""
    desk = await talking(floor)
    await desk.does("hangup")
    await desk.shows("aftercall")
    await idle(floor)


async def test_to_a_colleague(floor: Living) -> None:
    """The agent has his aftercall at once, the colleague rings, talks, and has the queue's aftercall after him."""
    desk = await talking(floor)
    await desk.does("transfer", agent=desk.free)
    await desk.shows("aftercall")
    await desk.shows("talking", desk.free)
    assert (await desk.told("call-transferred"))["to"] == desk.free
    assert (await desk.told("call-taken", desk.free))["why"] == "transfer"
    await floor.callers_leave()
    await desk.shows("aftercall", desk.free)


async def test_the_colleague_declines(floor: Living) -> None:
    """He declines: the caller goes back to his queue, ahead of the others, and nobody has missed anything."""
    desk = await talking(floor)
    await floor.replug(desk.free, does="decline")
    await floor.shows(desk.free, "free")
    await desk.does("transfer", agent=desk.free)
    failed = await desk.told("transfer-failed")
    assert (failed["to"], failed["how"]) == (desk.free, "declined")
    assert [hold["hold"] for hold in (await floor.board(desk.free))["holds"]] in ([], ["missed"])
    await desk.shows("talking")


@pytest.mark.parametrize("state", ["talking", "break"])
async def test_a_colleague_who_is_not_free(floor: Living, state: str) -> None:
    """Refused with what he does; the call stays where it is."""
    desk = await talking(floor)
    if state == "talking":
        await floor.call()
    else:
        await floor.break_(desk.free)
    await floor.shows(desk.free, state)
    answer = await desk.asks("transfer", agent=desk.free)
    assert (answer.said, answer.code) == (Said.REFUSED, "not-free")
    assert f"colleague {desk.free}" in answer.text
    assert state in answer.text
    assert (await floor.board(desk.has))["state"] == "talking"
    if state == "break":
        await floor.resume(desk.free)


async def test_who_leaves_while_he_is_rung(floor: Living) -> None:
    """The colleague takes a break while the transferred call rings him: his ring ends, and the caller is back in the queue."""
    desk = await talking(floor)
    await floor.replug(desk.free, does="ring")
    await floor.shows(desk.free, "free")
    await desk.does("transfer", agent=desk.free)
    await floor.shows(desk.free, "ringing")
    await floor.granted(desk.free, "type", type="lunch")
    failed = await desk.told("transfer-failed")
    assert failed["to"] == desk.free
    await desk.shows("talking")
    await floor.resume(desk.free)


async def test_to_a_queue(floor: Living) -> None:
    """The caller waits in the other queue and is answered there, by whoever is free, with that queue's aftercall."""
    desk = await talking(floor)
    await desk.does("transfer", queue="help")
    await desk.shows("aftercall")
    board = await desk.shows("talking", desk.free)
    assert board["call"]["queue"] == "help"
    await floor.callers_leave()
    await floor.shows(desk.free, "free")


async def test_to_a_number(floor: Living) -> None:
    """A phone at which nobody is logged in is dialled like any number; whoever answers has the caller."""
    desk = await talking(floor)
    await desk.does("transfer", number="1009")
    await desk.shows("aftercall")
    assert any(one["name"].startswith("PJSIP/1009-") for one in await channels(floor))
    await floor.callers_leave()
    await idle(floor)


@pytest.mark.parametrize(
    ("to", "code"),
    [
        ({"agent": "1099"}, "unknown-colleague"),
        ({"queue": "nowhere"}, "unknown-queue"),
        ({"number": "${EXTEN}&Local/x"}, "not-dialled"),
    ],
)
async def test_nowhere(floor: Living, to: dict[str, str], code: str) -> None:
    """A transfer that leads nowhere is refused, and says why."""
    desk = await talking(floor)
    answer = await desk.asks("transfer", **to)
    assert answer.said is Said.REFUSED
    assert code in (answer.code or answer.text)
    assert (await floor.board(desk.has))["state"] == "talking"


async def test_without_a_call(floor: Living) -> None:
    """Who is in no call has none to end, hold or give away."""
    for verb in ("hangup", "hold", "unhold", "complete", "cancel", "join"):
        answer = await floor.wish("1001", f"call/{verb}")
        assert (answer.said, answer.code) == (Said.REFUSED, "no-call"), verb
