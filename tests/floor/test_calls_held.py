"""Calls on hold, consulted about, and of three: what the caller hears, what the agents show, and what is left of it in the end."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from aftercall.simulator.commands import Said
from tests.floor.living import Living, until
from tests.floor.steered import Desk, channels, idle, steered, talking

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
    await idle(whole_day)


async def hears(desk: Desk, application: str) -> None:
    async def so() -> bool:
        return await desk.hears() == application

    await until(so, 20.0, f"the caller is in {application}")


async def met(desk: Desk, **to: str) -> None:
    """The agent speaks with whom he consults."""
    await desk.does("consult", **to)

    async def so() -> bool:
        consult = (await desk.floor.board(desk.has))["consult"]
        return consult is not None and consult["met"]

    await until(so, 20.0, "the consult is answered")


async def test_hold_and_back(floor: Living) -> None:
    """The caller hears music, the agent shows on hold; then they talk again, in one conversation with its aftercall."""
    desk = await talking(floor)
    await desk.does("hold")
    board = await desk.shows("on hold")
    assert await desk.hears() == "MusicOnHold"
    assert (await desk.does("hold")).text == "on hold already"
    await desk.does("unhold")
    assert (await desk.shows("talking"))["call"] == board["call"]
    assert await desk.hears() == "ConfBridge"
    await desk.does("hold")
    await desk.does("unhold")
    await desk.does("hangup")
    await desk.shows("aftercall")


async def test_the_caller_leaves_on_hold(floor: Living) -> None:
    """He hangs up while he waits: the agent's phone is let go, and his aftercall begins."""
    desk = await talking(floor)
    await desk.does("hold")
    await floor.callers_leave()
    await desk.shows("aftercall")


async def test_the_agent_leaves_on_hold(floor: Living) -> None:
    """The call is ended while the caller waits: nobody is left with music."""
    desk = await talking(floor)
    await desk.does("hold")
    await desk.does("hangup")
    await desk.shows("aftercall")


async def test_from_hold_to_a_colleague(floor: Living) -> None:
    """A call on hold can be given away; the agent is let go by that."""
    desk = await talking(floor)
    await desk.does("hold")
    await desk.does("transfer", agent=desk.free)
    await desk.shows("aftercall")
    await desk.shows("talking", desk.free)


async def test_the_phones_own_button(floor: Living) -> None:
    """Held with the button of the phone: shown alike, and only that button takes it back."""
    await floor.replug("1001", does="hold", talk_ms=1500)
    await floor.granted("1002", "type", type="mail")
    desk = await talking(floor)
    await desk.shows("on hold")
    assert (await desk.does("hold")).text == "on hold already"
    answer = await desk.asks("unhold")
    assert (answer.said, answer.code) == (Said.REFUSED, "phone-hold")
    await desk.shows("talking")


async def test_consult_and_complete(floor: Living) -> None:
    """Both speak while the caller hears music; then he has the colleague, who has the queue's aftercall, as the agent has."""
    desk = await talking(floor)
    await met(desk, agent=desk.free)
    assert await desk.hears() == "MusicOnHold"
    consult = (await desk.shows("on hold"))["consult"]
    assert (consult["kind"], consult["to"]) == ("agent", desk.free)
    await desk.shows("talking", desk.free)
    await desk.does("complete")
    await desk.shows("aftercall")
    await hears(desk, "ConfBridge")
    assert (await desk.told("call-transferred"))["consulted"] is True
    await desk.shows("talking", desk.free)
    await floor.callers_leave()
    await desk.shows("aftercall", desk.free)


@pytest.mark.full
async def test_the_colleague_ends_it(floor: Living) -> None:
    """After a transfer the colleague hangs up: the caller is let go, and does not go back to the queue."""
    desk = await talking(floor)
    await met(desk, agent=desk.free)
    await desk.does("complete")
    await hears(desk, "ConfBridge")
    await desk.does("hangup", desk.free)
    await desk.shows("aftercall", desk.free)
    await idle(floor)
    assert await floor.told(desk.token, "transfer-failed") == []


async def test_consult_and_cancel(floor: Living) -> None:
    """The caller is back with the agent, and the colleague is free at once: no aftercall of a consult alone."""
    desk = await talking(floor)
    await met(desk, agent=desk.free)
    await desk.does("cancel")
    await desk.shows("talking")
    await hears(desk, "ConfBridge")
    await desk.shows("free", desk.free)
    assert (await floor.board(desk.has))["consult"] is None
    assert (await desk.told("consult-ended"))["how"] == "over"


@pytest.mark.full
async def test_the_colleague_declines_a_consult(floor: Living) -> None:
    """He declines: the caller is back with the agent by itself."""
    desk = await talking(floor)
    await floor.replug(desk.free, does="decline")
    await floor.shows(desk.free, "free")
    await desk.does("consult", agent=desk.free)
    assert (await desk.told("consult-ended"))["how"] == "declined"
    await desk.shows("talking")
    await hears(desk, "ConfBridge")


async def test_the_caller_leaves_in_a_consult(floor: Living) -> None:
    """The two agents speak on; when one of them ends it, the agent has his aftercall and the colleague none."""
    desk = await talking(floor)
    await met(desk, agent=desk.free)
    await floor.callers_leave()
    await hears(desk, "")
    await desk.shows("talking", desk.free)
    answer = await desk.asks(
        "cancel"
    )  # nobody else is left: what is heard first may be that the whole call is over
    assert answer.said is Said.GRANTED or "ended first" in answer.text, answer
    await desk.shows("aftercall")
    await desk.shows("free", desk.free)


@pytest.mark.full
async def test_the_colleague_hangs_up_a_consult(floor: Living) -> None:
    """The caller is back with the agent."""
    await floor.replug("1001", talk_ms=2000)
    await floor.replug("1002", talk_ms=3_600_000)
    await floor.break_("1001")
    desk = await talking(floor)
    assert desk.has == "1002"
    await floor.resume("1001")
    await met(desk, agent="1001")
    await desk.shows("talking")
    await hears(desk, "ConfBridge")
    await floor.shows("1001", "free")


async def test_three(floor: Living) -> None:
    """All three hear each other; the agent leaves, and the other two go on."""
    desk = await talking(floor)
    await met(desk, agent=desk.free)
    await desk.does("join")
    await desk.shows("talking")
    await desk.told("three-way-began")
    rooms = [one["application"] for one in await channels(floor)]
    assert rooms.count("ConfBridge") == 3
    await desk.does("complete")
    await desk.shows("aftercall")
    await desk.shows("talking", desk.free)
    await hears(desk, "ConfBridge")


async def test_a_queue_is_consulted(floor: Living) -> None:
    """Somebody of another queue is spoken with first, and has the caller then."""
    desk = await talking(floor)
    await met(desk, queue="help")
    assert (await desk.shows("talking", desk.free))["call"]["queue"] == "help"
    await desk.does("complete")
    await desk.shows("aftercall")
    await hears(desk, "ConfBridge")


@pytest.mark.full
async def test_a_number_is_consulted(floor: Living) -> None:
    """A number outside the floor: it rings, it speaks, it is given the caller."""
    desk = await talking(floor)
    await met(desk, number="1009")
    await desk.does("complete")
    await desk.shows("aftercall")
    await hears(desk, "ConfBridge")


async def test_one_thing_at_a_time(floor: Living) -> None:
    """In a consult the call is neither held nor ended nor given away, and a consult that is not answered is not completed."""
    desk = await talking(floor)
    await floor.replug(desk.free, does="ring")
    await floor.shows(desk.free, "free")
    assert (await desk.asks("complete")).code == "no-consult"
    await desk.does("consult", agent=desk.free)
    for verb in ("hold", "unhold", "hangup"):
        assert (await desk.asks(verb)).code == "consult-open", verb
    assert (await desk.asks("complete")).code == "not-answered"
    assert (await desk.asks("join")).code == "not-answered"
    await desk.does("cancel")
    await desk.shows("talking")


@pytest.mark.full
async def test_hung_up_before_it_is_answered(floor: Living) -> None:
    """The agent's phone hangs up while his consult still rings, and nobody picks up: the caller goes back to his queue."""
    await floor.replug("1001", talk_ms=4000)
    await floor.replug("1002", does="ring")
    await floor.granted("1002", "type", type="mail")
    desk = await talking(floor)
    assert desk.has == "1001"
    await floor.granted("1002", "type", type="phone")
    await desk.does("consult", agent="1002")
    await desk.shows("aftercall")
    await floor.hears(desk.token, "transfer-failed", within=40.0, agent="1001")


@pytest.mark.parametrize("when", ["held", "consulting"])
async def test_a_daemon_killed_meanwhile(floor: Living, when: str) -> None:
    """Killed while the caller waits: he waits on, the new daemon knows how the call stands, and brings it to its end."""
    desk = await talking(floor)
    if when == "held":
        await desk.does("hold")
    else:
        await met(desk, agent=desk.free)
    await floor.restart_daemon(1.0)
    board = await desk.shows("on hold")
    assert (board["consult"] is not None) is (when == "consulting")
    assert await desk.hears() == "MusicOnHold"
    await desk.does("unhold" if when == "held" else "complete")
    await hears(desk, "ConfBridge")
    if when == "held":
        await desk.does("hangup")
    await desk.shows("aftercall")


@pytest.mark.parametrize("how", ["the caller", "the agent"])
async def test_it_ends_with_no_daemon(floor: Living, how: str) -> None:
    """No daemon is there when a held or consulted call ends: aftercall all the same, and the new one knows of it."""
    desk = await talking(floor)
    if how == "the caller":
        await desk.does("hold")
    else:
        await met(desk, agent=desk.free)
    await floor.daemon.kill()
    if how == "the caller":
        await floor.callers_leave()
    else:
        cli = floor.site.asterisk.cli
        leg = next(
            one["name"] for one in await channels(floor) if one["name"].startswith(f"PJSIP/{desk.has}-")
        )
        cli(f"channel request hangup {leg}")
    await floor.daemon.start()
    await floor.daemon.wait_up()
    if how == "the agent":
        await desk.shows("talking", desk.free)
        await hears(desk, "ConfBridge")
    await floor.hears(desk.token, "aftercall-began", agent=desk.has)
