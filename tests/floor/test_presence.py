"""What agents and supervisors do to presence, holds and aftercall, on a living floor."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any

import pytest
import pytest_asyncio

from aftercall.bench import BenchError
from aftercall.simulator import seen
from aftercall.simulator.commands import Said
from aftercall.simulator.phones import Does
from aftercall.simulator.tally import Aftercall
from tests.floor.bare import on_ami
from tests.floor.living import AGENTS, CALLER, PATIENCE, QUEUES, Living, living, until

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(120)]

GRACE = 10.0
MORE_QUEUES: dict[str, dict[str, Any]] = {
    "brief": {"aftercall": 3000, "step": 3000, "longest": 9000, "ring": 4000},
    "strict": {"aftercall": 3000, "early": False},
    "asks": {"aftercall": 3000, "disposition": True},
}
HELP, BRIEF, STRICT, ASKS = "8002", "8003", "8004", "8005"
TYPES: dict[str, dict[str, Any]] = {
    "tea": {"group": "break", "length": 3000, "warn": 1000, "returns": True},
    "smoke": {"group": "break", "quota": 1},
    "errand": {"group": "break", "approval": True},
}
ALL_QUEUES = (*QUEUES, *MORE_QUEUES)
FREE_IN_ALL = sorted((queue, False, "") for queue in ALL_QUEUES)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def opened() -> AsyncIterator[Living]:
    async with living(settings={"AFTERCALL_FLOOR__PHONE_GRACE": str(GRACE)}) as it:
        api = it.daemon.api
        for number, (code, fields) in zip((BRIEF, STRICT, ASKS), MORE_QUEUES.items(), strict=True):
            await api.put("queues", code, fields)
            await api.put("numbers", number, {"target": {"kind": "queue", "value": code}})
        for code, fields in TYPES.items():
            await api.put("types", code, fields)
        for agent in AGENTS:
            await api.put("agents", agent, {"queues": places(*ALL_QUEUES)})
        yield it


@pytest_asyncio.fixture(loop_scope="module")
async def floor(opened: Living) -> AsyncIterator[Living]:
    """Both agents free; after the test everything must hold that always holds."""
    await opened.at_ease()
    yield opened
    await opened.at_ease()
    await opened.whole(lengths=False)


def places(*queues: str) -> list[list[Any]]:
    return [[queue, 0] for queue in queues]


def ms(instant: str) -> int:
    return round(datetime.fromisoformat(instant).timestamp() * 1000)


async def lived(floor: Living, agent: str, *states: str) -> list[dict[str, Any]]:
    """The last intervals of his day, once they are these."""

    async def so() -> list[dict[str, Any]]:
        intervals: list[dict[str, Any]] = (await floor.daemon.api.day(agent))["intervals"][-len(states) :]
        return intervals if [i["state"] for i in intervals] == list(states) else []

    return await until(so, 20.0, f"the day of {agent} ends with {states}")


async def outside(floor: Living, agent: str) -> None:
    """He is in no queue of Asterisk's."""

    async def so() -> bool:
        return await floor.place(agent) == []

    await until(so, 20.0, f"{agent} is in no queue")


def rings(floor: Living, agent: str) -> int:
    """How often his phone was rung for a queue, as the observer saw."""
    return sum(
        isinstance(thing, seen.Called) and thing.agent == agent for thing in floor.site.observer.events
    )


async def waiting(floor: Living, queue: str) -> list[str]:
    """The callers of this queue, first in line first."""
    boards = (await floor.daemon.api.get("/state"))["queues"]
    callers = next(b for b in boards if b["code"] == queue)["callers"]
    return [c["call"] for c in sorted(callers, key=lambda c: c["position"])]


async def in_line(floor: Living, queue: str, count: int) -> list[str]:
    async def so() -> list[str]:
        calls = await waiting(floor, queue)
        return calls if len(calls) == count else []

    return await until(so, 20.0, f"{count} callers wait in {queue}")


async def ringing(floor: Living, number: str = BRIEF, agent: str = "1001") -> dict[str, Any]:
    """His colleague stands aside; his phone rings and he lets it ring."""
    await floor.break_(next(a for a in AGENTS if a != agent))
    await floor.replug(agent, answer_after_ms=60_000)
    await floor.call(number)
    return await floor.shows(agent, "ringing")


async def talking(floor: Living, number: str = BRIEF, agent: str = "1001") -> dict[str, Any]:
    """His colleague stands aside; he talks."""
    await floor.break_(next(a for a in AGENTS if a != agent))
    await floor.call(number)
    return await floor.shows(agent, "talking")


async def in_aftercall(floor: Living, number: str = BRIEF, agent: str = "1001") -> dict[str, Any]:
    await talking(floor, number, agent)
    await floor.hang_up()
    return await floor.shows(agent, "aftercall")


# --- breaks ------------------------------------------------------------------------------------------------------


async def test_a_break_withdraws_the_ring(floor: Living) -> None:
    """1.4: the ring is withdrawn, it is no miss, and the caller goes to the colleague who is free."""
    call = (await ringing(floor, HELP))["call"]["call"]
    await floor.resume("1002")
    mark = await floor.daemon.api.last_event()
    await floor.break_("1001", "coffee")
    assert (await floor.shows("1002", "talking"))["call"]["call"] == call
    assert len(await floor.told(mark, "offer-withdrawn", agent="1001", call=call)) == 1
    assert await floor.told(mark, "call-missed") == []
    board = await floor.board("1001")
    assert (board["state"], board["holds"]) == ("break", [])
    await floor.replug("1001")
    await floor.resume("1001")
    await floor.shows("1001", "free")


async def test_a_withdrawn_caller_keeps_his_place(floor: Living) -> None:
    """1.4: the caller whose ring was withdrawn is still the first in line, and the first to be answered."""
    await ringing(floor, HELP)
    await floor.call(HELP)
    line = await in_line(floor, "help", 2)
    await floor.break_("1001", "coffee")
    assert await waiting(floor, "help") == line
    await floor.resume("1002")
    assert (await floor.shows("1002", "talking"))["call"]["call"] == line[0]
    assert await waiting(floor, "help") == line[1:]


async def test_a_break_in_a_call_comes_next(floor: Living) -> None:
    """1.4: it begins where the aftercall ends, with no moment between in which the next caller could be offered."""
    call = (await talking(floor))["call"]["call"]
    await floor.call(BRIEF)
    await in_line(floor, "brief", 1)
    answer = await floor.wish("1001", "type", type="lunch")
    assert answer.said is Said.KEPT
    assert (await floor.board("1001"))["next"]["type"] == "lunch"
    before = rings(floor, "1001")
    await floor.hang_up(call)
    deadline = ms((await floor.shows("1001", "aftercall"))["aftercall"]["deadline"])
    board = await floor.shows("1001", "break")
    assert (board["type"]["code"], board["next"]) == ("lunch", None)
    await outside(floor, "1001")
    await lived(floor, "1001", "talking", "aftercall", "break")
    assert ms(board["since"]) == deadline
    await asyncio.sleep(1.5)  # app_queue tries its members once a second
    assert rings(floor, "1001") == before


async def test_next_is_taken_back(floor: Living) -> None:
    """1.4: what was kept as next can be taken back: after the aftercall he is free."""
    await talking(floor)
    await floor.wish("1001", "type", type="lunch")
    await floor.granted("1001", "takeback")
    assert (await floor.board("1001"))["next"] is None
    await floor.hang_up()
    await floor.shows("1001", "aftercall")
    await floor.shows("1001", "free")
    await lived(floor, "1001", "talking", "aftercall", "free")
    assert all(not paused for _, paused, _ in await floor.place("1001"))


async def test_log_off_in_a_call_comes_next(floor: Living) -> None:
    """1.4: a log-off too is kept until the call and its aftercall are over."""
    await talking(floor)
    assert (await floor.wish("1001", "logout")).said is Said.KEPT
    assert (await floor.board("1001"))["next"]["log_off"] is True
    await floor.hang_up()
    await floor.shows("1001", "aftercall")
    await floor.shows("1001", "off")
    await outside(floor, "1001")


async def test_a_break_in_a_call_begins_with_an_early_end(floor: Living) -> None:
    """2.2: finished early, he goes to the break that he asked for meanwhile."""
    await in_aftercall(floor, BRIEF)
    await floor.wish("1001", "type", type="lunch")
    await floor.granted("1001", "finish", as_agent=True)
    await floor.shows("1001", "break")
    await outside(floor, "1001")


@pytest.mark.parametrize("verb", ["type", "logout"])
async def test_next_begins_at_once_where_there_is_no_aftercall(floor: Living, verb: str) -> None:
    """1.4: in a queue without aftercall it begins with the end of the call; the next caller in line is not offered."""
    call = (await talking(floor, HELP))["call"]["call"]
    await floor.call(HELP)
    (second,) = await in_line(floor, "help", 1)
    assert (await floor.wish("1001", verb, **{"type": "lunch"} if verb == "type" else {})).said is Said.KEPT
    before = rings(floor, "1001")
    await floor.hang_up(call)
    await floor.shows("1001", "break" if verb == "type" else "off")
    await outside(floor, "1001")
    await asyncio.sleep(1.2)
    assert rings(floor, "1001") == before
    assert await waiting(floor, "help") == [second]


async def test_a_timed_break_returns_by_itself(floor: Living) -> None:
    """1.5: its planned return is shown, a warning is told before, and he is back at work at that moment."""
    mark = await floor.daemon.api.last_event()
    await floor.granted("1001", "type", type="tea")
    board = await floor.board("1001")
    assert ms(board["planned_return"]) - ms(board["since"]) == 3000
    await floor.shows("1001", "free")
    assert [e["data"]["left_ms"] for e in await floor.told(mark, "break-warned", agent="1001")] == [1000, 0]
    taken, after = await lived(floor, "1001", "break", "free")
    assert (taken["type"], after["type"]) == ("tea", "phone")
    assert 3000 <= taken["length_ms"] < 5000
    assert sorted(await floor.place("1001")) == FREE_IN_ALL


async def test_a_quota_names_who_is_on_it(floor: Living) -> None:
    """1.10: a full break is refused with the name of who is on it; when he is back, who asked first is told."""
    await floor.granted("1002", "type", type="smoke", as_agent=True)
    refused = await floor.refused("1001", "type", type="smoke", as_agent=True)
    assert refused.code == "quota"
    assert "1002" in refused.text
    assert (await floor.board("1001"))["in_line"] == "smoke"
    mark = await floor.daemon.api.last_event()
    await floor.granted("1002", "resume", as_agent=True)
    assert (await floor.hears(mark, "may-go"))["agent"] == "1001"
    await floor.granted("1001", "type", type="smoke", as_agent=True)
    assert (await floor.board("1001"))["in_line"] is None


async def test_a_type_with_approval_is_a_supervisors(floor: Living) -> None:
    """1.2: the agent himself is refused, a supervisor sets it."""
    assert (await floor.refused("1001", "type", type="errand", as_agent=True)).code == "approval"
    assert (await floor.board("1001"))["state"] == "free"
    await floor.granted("1001", "type", type="errand")
    assert (await floor.board("1001"))["type"]["code"] == "errand"


# --- work types and queues ---------------------------------------------------------------------------------------


async def test_mail_leaves_the_phone_queues(floor: Living) -> None:
    """1.3: with the answer he is out of every queue in Asterisk and still at work; phone puts him into each of them again."""
    await floor.granted("1001", "type", type="mail")
    assert await floor.place("1001") == []
    board = await floor.board("1001")
    assert (board["state"], board["type"]["code"], board["queues"]) == ("working", "mail", [])
    await floor.granted("1001", "type", type="phone")
    assert sorted(await floor.place("1001")) == FREE_IN_ALL
    assert sorted((await floor.board("1001"))["queues"]) == sorted(ALL_QUEUES)


async def test_resume_puts_back_the_work_from_before(floor: Living) -> None:
    """1.5: after a break he is at the work that he left for it, not at the first of the list."""
    await floor.granted("1001", "type", type="mail")
    await floor.break_("1001")
    await floor.resume("1001")
    assert (await floor.board("1001"))["type"]["code"] == "mail"
    assert await floor.place("1001") == []


async def test_queues_change_while_he_is_logged_in(floor: Living) -> None:
    """3.4: taken off a queue he is out of it within seconds, put on it he is in it, with his penalty; nothing else moves."""
    rest = [queue for queue in ALL_QUEUES if queue != "help"]

    async def held(queues: set[str]) -> bool:
        return {queue for queue, _, _ in await floor.place("1001")} == queues

    await floor.daemon.api.put("agents", "1001", {"queues": places(*rest)})
    await until(lambda: held(set(rest)), 20.0, "he is out of help")
    await floor.daemon.api.put("agents", "1001", {"queues": [*places(*rest), ["help", 7]]})
    await until(lambda: held(set(ALL_QUEUES)), 20.0, "he is in help")
    member = await asyncio.to_thread(floor.site.asterisk.cli, "queue show help")
    assert next(line for line in member.splitlines() if "1001" in line).count("with penalty 7") == 1
    await floor.shows("1001", "free")
    await floor.daemon.api.put("agents", "1001", {"queues": places(*ALL_QUEUES)})


async def test_a_queue_in_use_stays(floor: Living) -> None:
    """A queue with agents in it is not removed: refused, naming them, and it works as before."""
    with pytest.raises(BenchError) as refused:
        await floor.daemon.api.remove("queues", "brief")
    for agent in AGENTS:
        assert f"{agent} (Agent {agent})" in str(refused.value)
    await talking(floor, BRIEF)


# --- holds -------------------------------------------------------------------------------------------------------


async def test_a_missed_call_holds(floor: Living) -> None:
    """1.6: held with the queue of the call, whose number is not everybody's to read; the caller waits on; resume lifts it."""
    mark = await floor.daemon.api.last_event()
    call = (await ringing(floor))["call"]["call"]
    board = await floor.shows("1001", "missed")
    (hold,) = board["holds"]
    assert (hold["hold"], hold["by"]) == ("missed", "system")
    assert hold["reason"] == "missed a call from queue brief"
    assert CALLER not in str(board["holds"])
    assert len(await floor.told(mark, "call-missed", agent="1001", call=call)) == 1
    assert {(paused, reason) for _, paused, reason in await floor.place("1001")} == {(True, "missed")}
    assert await waiting(floor, "brief") == [call]
    await floor.replug("1001")
    await asyncio.sleep(1.2)  # app_queue tries its members once a second
    assert rings(floor, "1001") == len(await floor.told(0, "call-offered", agent="1001"))
    await floor.granted("1001", "resume", as_agent=True)
    assert (await floor.shows("1001", "talking"))["call"]["call"] == call


async def test_a_declined_call_is_missed(floor: Living) -> None:
    """1.6: who declines does not answer: he is held as well, and is not rung again for the same caller at once."""
    await floor.break_("1002")
    await floor.replug("1001", does=Does.DECLINE)
    before = rings(floor, "1001")
    await floor.call(BRIEF)
    await floor.shows("1001", "missed")
    await asyncio.sleep(1.2)
    assert rings(floor, "1001") == before + 1


async def test_a_caller_who_hangs_up_while_it_rings_is_no_miss(floor: Living) -> None:
    """1.6: the agent is free again, no hold and no miss is told; the caller is told as lost."""
    mark = await floor.daemon.api.last_event()
    await ringing(floor, HELP)
    await floor.callers_leave()
    board = await floor.shows("1001", "free")
    assert board["holds"] == []
    assert (await floor.hears(mark, "call-lost"))["data"]["how"] == "abandoned"
    await asyncio.sleep(0.5)
    assert await floor.told(mark, "call-missed") == []
    assert (await floor.board("1001"))["state"] == "free"


async def test_a_supervisors_hold_is_lifted_by_a_supervisor_alone(floor: Living) -> None:
    """1.5, 1.8: it pauses with its reason and his name, survives a break and its resume, and only a supervisor lifts it."""
    await floor.granted("1001", "hold", reason="please see me")
    board = await floor.shows("1001", "supervisor")
    assert [(h["hold"], h["reason"]) for h in board["holds"]] == [("supervisor", "please see me")]
    assert board["holds"][0]["by"]
    assert {(paused, reason) for _, paused, reason in await floor.place("1001")} == {(True, "supervisor")}
    refused = await floor.refused("1001", "resume", as_agent=True)
    assert board["holds"][0]["by"] in refused.text
    assert (await floor.refused("1001", "lift", as_agent=True)).code == "role"
    await floor.break_("1001")
    await floor.resume("1001")
    await floor.shows("1001", "supervisor")
    assert {(paused, reason) for _, paused, reason in await floor.place("1001")} == {(True, "supervisor")}
    await floor.granted("1001", "lift")
    assert (await floor.board("1001"))["state"] == "free"
    assert not any(paused for _, paused, _ in await floor.place("1001"))


async def test_a_hold_in_a_call_waits_for_its_end(floor: Living) -> None:
    """1.5, 1.8: set while he talks, it leaves the call alone and holds him from the end of the aftercall on."""
    await talking(floor)
    await floor.granted("1001", "hold")
    assert (await floor.board("1001"))["state"] == "talking"
    await floor.hang_up()
    await floor.shows("1001", "aftercall")
    await floor.shows("1001", "supervisor")
    await lived(floor, "1001", "talking", "aftercall", "supervisor")
    assert {(paused, reason) for _, paused, reason in await floor.place("1001")} == {(True, "supervisor")}


# --- phones ------------------------------------------------------------------------------------------------------


async def lose(floor: Living, *, power: bool, away_ms: int = 600_000) -> None:
    """The phone takes itself off; or it loses its power, and Asterisk notices when it asks after it."""
    if not power:
        await floor.replug("1001", here_ms=4000, away_ms=away_ms)
    else:
        await asyncio.to_thread(floor.phones["1001"].kill)
        await asyncio.to_thread(floor.site.asterisk.cli, "pjsip qualify 1001")
    board = await floor.shows("1001", "phone")
    assert [(h["hold"], h["reason"]) for h in board["holds"]] == [("phone", "phone 1001 is not registered")]


@pytest.mark.parametrize("power", [False, True], ids=["unregistered", "powerless"])
async def test_a_phone_that_is_back_within_the_grace_brings_back_what_was(floor: Living, power: bool) -> None:
    """1.6: lost, it holds him; back soon, he is free with no hand work, and takes a call."""
    await floor.break_("1002")
    await lose(floor, power=power)
    await floor.replug("1001")
    await floor.shows("1001", "free")
    await floor.call(HELP)
    await floor.shows("1001", "talking")


async def test_a_phone_that_is_back_later_needs_a_resume(floor: Living) -> None:
    """1.6: beyond the grace the hold stays; resume is refused while the phone is away, and lifts it when it is back."""
    await lose(floor, power=False)
    lost = asyncio.get_running_loop().time()
    assert "not registered" in (await floor.refused("1001", "resume", as_agent=True)).text
    await asyncio.sleep(lost + GRACE + 0.3 - asyncio.get_running_loop().time())
    await floor.replug("1001")
    await asyncio.sleep(0.5)
    assert (await floor.board("1001"))["state"] == "phone"
    assert {(paused, reason) for _, paused, reason in await floor.place("1001")} == {(True, "phone")}
    await floor.granted("1001", "resume", as_agent=True)
    assert (await floor.board("1001"))["state"] == "free"


async def test_a_call_on_hold_shows(floor: Living) -> None:
    """1.1: the phone holds its caller and takes him back: on hold, talking; then aftercall as after any call."""
    await floor.break_("1002")
    await floor.replug("1001", does=Does.HOLD, talk_ms=2500)
    await floor.call(BRIEF)
    await floor.shows("1001", "talking")
    await floor.shows("1001", "on hold")
    await floor.shows("1001", "talking")
    await floor.hang_up()
    await floor.shows("1001", "aftercall")
    await lived(floor, "1001", "talking", "on hold", "talking", "aftercall")


async def test_a_transfer_ends_in_aftercall(floor: Living) -> None:
    """2.1: he transfers his caller away: his aftercall begins, and the caller is with the colleague."""
    await talking(floor)
    call = (await floor.board("1001"))["call"]["call"]
    await floor.resume("1002")
    async with on_ami(floor.site.asterisk) as ami:
        channels = await ami.daily.ask("CoreShowChannels")
        (leg,) = (c["Channel"] for c in channels if c["Channel"].startswith("PJSIP/1001-"))
        await ami.daily.act("BlindTransfer", Channel=leg, Context="acd-phones", Exten=HELP)
    board = await floor.shows("1001", "aftercall")
    assert (board["aftercall"]["queue"], board["aftercall"]["call"]) == ("brief", call)
    assert (await floor.shows("1002", "talking"))["call"]["queue"] == "help"
    await floor.shows("1001", "free")
    assert (await floor.board("1002"))["state"] == "talking"


# --- aftercall ---------------------------------------------------------------------------------------------------


async def test_an_extended_aftercall_lasts_as_long_as_it_says(floor: Living) -> None:
    """2.2: one step longer, to the millisecond on the board, and that long in Asterisk."""
    first = (await in_aftercall(floor))["aftercall"]
    before = len(floor.site.observer.tally().aftercalls)
    await floor.granted("1001", "extend", as_agent=True)
    now = (await floor.board("1001"))["aftercall"]
    assert ms(now["deadline"]) == ms(first["deadline"]) + 3000
    board = await floor.shows("1001", "free")
    assert ms(board["since"]) == ms(now["deadline"])

    async def ended() -> list[Aftercall]:
        return list(floor.site.observer.tally().aftercalls[before:])

    (wrap,) = await until(ended, PATIENCE, "the observer has seen its end")
    assert wrap.agent == "1001"
    assert 5.9 < wrap.length < 8.0, wrap


async def test_an_aftercall_is_not_extended_beyond_the_longest(floor: Living) -> None:
    """2.2: the largest total is the queue's; the extension beyond it is refused and says so."""
    first = (await in_aftercall(floor))["aftercall"]
    for _ in range(2):
        await floor.granted("1001", "extend", as_agent=True)
    refused = await floor.refused("1001", "extend", as_agent=True)
    assert refused.code == "longest"
    now = (await floor.board("1001"))["aftercall"]
    assert ms(now["deadline"]) == ms(first["began"]) + 9000
    await floor.granted("1001", "finish")


async def test_an_aftercall_is_finished_early(floor: Living) -> None:
    """2.2: with the answer he is free, in the daemon and in Asterisk."""
    deadline = ms((await in_aftercall(floor))["aftercall"]["deadline"])
    await floor.granted("1001", "finish", as_agent=True)
    board = await floor.board("1001")
    assert board["state"] == "free"
    assert ms(board["since"]) < deadline
    assert sorted(await floor.place("1001")) == FREE_IN_ALL


async def test_an_early_end_may_be_forbidden(floor: Living) -> None:
    """2.2: the queue forbids it: refused to the agent, who is released at the deadline; a supervisor may end it (1.8)."""
    deadline = ms((await in_aftercall(floor, STRICT))["aftercall"]["deadline"])
    assert (await floor.refused("1001", "finish", as_agent=True)).code == "no-early-end"
    board = await floor.shows("1001", "free")
    assert ms(board["since"]) == deadline
    await floor.call(STRICT)
    await floor.shows("1001", "talking")
    await floor.hang_up()
    await floor.shows("1001", "aftercall")
    await floor.granted("1001", "finish")
    assert (await floor.board("1001"))["state"] == "free"


async def test_a_disposition_is_demanded(floor: Living) -> None:
    """2.2, 4.9: no early end without one; with it the end is told with it."""
    await in_aftercall(floor, ASKS)
    mark = await floor.daemon.api.last_event()
    assert (await floor.refused("1001", "finish", as_agent=True)).code == "disposition"
    await floor.granted("1001", "finish", disposition="sold", as_agent=True)
    ended = await floor.hears(mark, "aftercall-ended", agent="1001")
    assert (ended["data"]["how"], ended["data"]["disposition"]) == ("early", "sold")


async def test_a_missing_disposition_is_none_given(floor: Living) -> None:
    """4.9: demanded and not given until the deadline: the aftercall ends all the same, and the record says so."""
    mark = await floor.daemon.api.last_event()
    await in_aftercall(floor, ASKS)
    ended = await floor.hears(mark, "aftercall-ended", agent="1001")
    assert (ended["data"]["how"], ended["data"]["disposition"]) == ("deadline", "none given")


async def test_of_two_who_finish_the_first_wins(floor: Living) -> None:
    """2.4: two tabs end it in the same instant: one is granted, the other learns that it is over; it ended once."""
    await in_aftercall(floor)
    mark = await floor.daemon.api.last_event()
    answers = await asyncio.gather(*(floor.wish("1001", "finish", as_agent=True) for _ in range(2)))
    assert sorted(answer.said.value for answer in answers) == ["granted", "refused"]
    (lost,) = (answer for answer in answers if answer.said is Said.REFUSED)
    assert lost.code == "no-aftercall"
    assert len(await floor.told(mark, "aftercall-ended", agent="1001")) == 1


async def test_a_finish_that_comes_too_late_learns_it(floor: Living) -> None:
    """2.4: the timer was first: refused, with the state that he is in."""
    await in_aftercall(floor)
    await floor.shows("1001", "free")
    refused = await floor.refused("1001", "finish", as_agent=True)
    assert refused.code == "no-aftercall"
    assert refused.board["state"] == "free"
    assert "free" in refused.text
