"""Star codes dialled on a phone while the daemon lives: what becomes of the agent, and what he hears."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any

import pytest
import pytest_asyncio

from tests.floor.bare import Bare, dial, on_ami
from tests.floor.living import Living, living, until

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(120)]

DESK = "1004"  # a phone that is nobody's own
GUEST, PIN = "1003", "4711"  # an agent without a phone of his own
QUEUES: dict[str, dict[str, Any]] = {"brief": {"aftercall": 6000, "step": 6000, "longest": 12_000}}
BRIEF = "8003"
TYPES: dict[str, dict[str, Any]] = {
    "tea": {"group": "break", "star": 42},
    "smoke": {"group": "break", "star": 43, "quota": 1},
    "errand": {"group": "break", "star": 44, "approval": True},
}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def opened() -> AsyncIterator[Living]:
    async with living() as it:
        api = it.daemon.api
        for code, fields in QUEUES.items():
            await api.put("queues", code, fields)
        await api.put("numbers", BRIEF, {"target": {"kind": "queue", "value": "brief"}})
        for code, fields in TYPES.items():
            await api.put("types", code, fields)
        await api.put("phones", DESK, {"secret": f"secret-of-{DESK}"})
        await api.put("agents", GUEST, {"name": "Guest", "queues": [["help", 0]]})
        await api.put("agents", "1001", {"queues": [["help", 0], ["brief", 0]]})
        assert (await it.typed("agents", "pin", GUEST, PIN)).code == 0
        await it.plug(DESK)
        yield it


@pytest_asyncio.fixture(loop_scope="module")
async def floor(opened: Living) -> AsyncIterator[Living]:
    """1001 and 1002 free at their phones, the guest logged off; after the test all that always holds must hold."""
    await opened.at_ease()
    await opened.granted(GUEST, "logout")
    yield opened
    await opened.at_ease()
    await opened.whole(lengths=False)


@pytest_asyncio.fixture(loop_scope="module")
async def ami(opened: Living) -> AsyncIterator[Bare]:
    async with on_ami(opened.site.asterisk) as bare:
        yield bare


async def channels(ami: Bare, phone: str) -> list[str]:
    found = await ami.daily.ask("CoreShowChannels")
    return [c["Channel"] for c in found if c["Channel"].startswith(f"PJSIP/{phone}-")]


async def plays(ami: Bare, phone: str, sound: str) -> None:
    """His phone hears this sound; another one is an error at once."""

    async def heard() -> str:
        playing = await ami.plays(phone)
        return playing if playing.startswith("Playback(") else ""

    assert await until(heard, 20.0, f"phone {phone} hears something") == f"Playback(acd/en/{sound})"


async def gone(ami: Bare, phone: str) -> None:
    async def so() -> bool:
        return await channels(ami, phone) == []

    await until(so, 20.0, f"phone {phone} is hung up")


async def hears(floor: Living, ami: Bare, dialled: str, sound: str, phone: str = "1001") -> None:
    """The phone dials the code, hears this sound first, and does not listen to its end."""
    with dial_at(floor, phone, dialled):
        await plays(ami, phone, sound)
        await enough(ami, phone)


async def enough(ami: Bare, phone: str) -> None:
    for channel in await channels(ami, phone):
        await ami.daily.act("Hangup", Channel=channel)
    await gone(ami, phone)


def dial_at(floor: Living, phone: str, number: str) -> Any:
    return dial(floor.site.asterisk, phone, number, secret=f"secret-of-{phone}")


async def aftercall(floor: Living) -> dict[str, Any]:
    """1001 is in the aftercall of a call that nobody else could take."""
    await floor.call(BRIEF)
    await floor.shows("1001", "talking")
    await floor.hang_up()
    return await floor.shows("1001", "aftercall")


def ms(instant: str) -> int:
    return round(datetime.fromisoformat(instant).timestamp() * 1000)


async def test_out_and_in(floor: Living, ami: Bare) -> None:
    """*50 logs the phone's agent out, of Asterisk's queues too; *51 logs him in at the work that he had."""
    with dial_at(floor, "1001", "*50"):
        await plays(ami, "1001", "logout")
        await gone(ami, "1001")  # Asterisk hangs up by itself
    assert (await floor.board("1001"))["state"] == "off"
    assert await floor.place("1001") == []
    await hears(floor, ami, "*51", "login")
    board = await floor.shows("1001", "free")
    assert (board["type"]["code"], board["phone"]) == ("phone", "1001")
    assert sorted(await floor.place("1001")) == [("brief", False, ""), ("help", False, "")]


async def test_break_and_back(floor: Living, ami: Bare) -> None:
    """*64 takes the type with the star code 4, *53 resumes; the other agent's phone says nothing of it."""
    await hears(floor, ami, "*64", "break")
    board = await floor.board("1001")
    assert (board["state"], board["type"]["code"]) == ("break", "lunch")
    assert await floor.place("1001") == []
    await hears(floor, ami, "*53", "resume")
    assert (await floor.board("1001"))["type"]["code"] == "phone"
    assert (await floor.board("1002"))["state"] == "free"


@pytest.mark.parametrize(
    ("dialled", "sound", "type"),
    [("*62", "work", "mail"), ("*642", "break", "tea"), ("*602", "work", "mail"), ("*61", "work", "phone")],
)
async def test_types(floor: Living, ami: Bare, dialled: str, sound: str, type: str) -> None:
    """*6N and *6NN, with a leading nought or without, take the type with that star code; work and break sound different."""
    await hears(floor, ami, dialled, sound)
    assert (await floor.board("1001"))["type"]["code"] == type


@pytest.mark.parametrize(
    ("dialled", "sound"), [("*699", "not-known"), ("*644", "refused"), ("*53", "refused"), ("*54", "refused")]
)
async def test_what_cannot_be_is_heard(floor: Living, ami: Bare, dialled: str, sound: str) -> None:
    """No such type, a type that only a supervisor gives, nothing to resume, no aftercall to end: heard, nothing changed."""
    before = await floor.board("1001")
    await hears(floor, ami, dialled, sound)
    after = await floor.board("1001")
    assert (after["state"], after["type"], after["next"]) == (before["state"], before["type"], None)


async def test_a_full_break_is_heard(floor: Living, ami: Bare) -> None:
    """The quota holds on the phone too, and has a sound of its own."""
    await hears(floor, ami, "*643", "break", "1002")
    await hears(floor, ami, "*643", "quota")
    board = await floor.board("1001")
    assert (board["state"], board["in_line"]) == ("free", "smoke")


async def test_aftercall_is_extended_and_ended(floor: Living, ami: Bare) -> None:
    """*55 moves the deadline by the queue's step, *54 ends the aftercall: in the daemon and in Asterisk."""
    first = (await aftercall(floor))["aftercall"]
    await hears(floor, ami, "*55", "aftercall-extend")
    assert ms((await floor.board("1001"))["aftercall"]["deadline"]) == ms(first["deadline"]) + 6000
    await hears(floor, ami, "*54", "aftercall-end")
    board = await floor.board("1001")
    assert board["state"] == "free"
    assert ms(board["since"]) < ms(first["deadline"]) + 6000
    assert not any(paused for _, paused, _ in await floor.place("1001"))


async def test_a_break_in_aftercall_is_next(floor: Living, ami: Bare) -> None:
    """*64 in an aftercall is kept, and heard as that; at the deadline it begins."""
    deadline = (await aftercall(floor))["aftercall"]["deadline"]
    await hears(floor, ami, "*64", "next")
    board = await floor.shows("1001", "break")
    assert ms(board["since"]) == ms(deadline)


async def test_nobodys_phone(floor: Living, ami: Bare) -> None:
    """A phone at which nobody is logged in and which is nobody's own: no agent is meant, and that is heard."""
    for code in ("*51", "*64"):
        await hears(floor, ami, code, "not-known", DESK)
    assert {b["code"]: b["state"] for b in await floor.daemon.api.boards()} == {
        "1001": "free",
        "1002": "free",
        GUEST: "off",
    }


# --- hot-desking -------------------------------------------------------------------------------------------------


async def here(floor: Living, ami: Bare, agent: str, pin: str, sound: str, phone: str = DESK) -> None:
    """*52, with these digits typed when they are asked for."""
    with dial_at(floor, phone, "*52"):
        for prompt, digits in (("enter-agent", agent), ("enter-pin", pin)):
            asked = f"Read(digits,acd/en/{prompt},16,,1,8)"

            async def so(asked: str = asked) -> bool:
                return await ami.plays(phone) == asked

            await until(so, 20.0, f"phone {phone} hears {prompt}")
            (channel,) = await channels(ami, phone)
            for digit in f"{digits}#":
                await ami.daily.act("PlayDTMF", Channel=channel, Digit=digit, Receive="true")
                await asyncio.sleep(0.06)
        await plays(ami, phone, sound)
        await enough(ami, phone)


async def test_log_in_at_a_foreign_phone(floor: Living, ami: Bare) -> None:
    """*52 with number and PIN: he is logged in at that phone, is rung there, and the phone's codes are his from then on."""
    await here(floor, ami, GUEST, PIN, "login")
    board = await floor.shows(GUEST, "free")
    assert (board["phone"], board["queues"]) == (DESK, ["help"])
    for agent in ("1001", "1002"):
        await floor.break_(agent)
    await floor.call("8002")
    await floor.shows(GUEST, "talking")
    await floor.hang_up()
    await floor.shows(GUEST, "free")
    await hears(floor, ami, "*50", "logout", DESK)
    assert (await floor.board(GUEST))["state"] == "off"
    await hears(floor, ami, "*51", "not-known", DESK)


async def test_a_phone_in_use_is_not_taken_over(floor: Living, ami: Bare) -> None:
    """*52 on a phone at which a colleague is logged in: refused, and both are as before."""
    await here(floor, ami, GUEST, PIN, "refused", "1002")
    assert (await floor.board(GUEST))["state"] == "off"
    board = await floor.board("1002")
    assert (board["state"], board["phone"]) == ("free", "1002")


async def test_a_wrong_pin_is_refused_and_then_locked(floor: Living, ami: Bare) -> None:
    """Refused without saying what was wrong; after five wrong PINs the right one is refused too. Another agent is not locked."""
    await floor.daemon.api.put("agents", "1005", {"name": "Unlucky"})
    assert (await floor.typed("agents", "pin", "1005", "1234")).code == 0
    phones = ("1001", "1002", DESK)  # who tries at several phones at once has no more tries
    for wrong in (("4321", "12345", "123"), ("0000", "9999")):
        tries = zip(phones, wrong, strict=False)
        await asyncio.gather(*(here(floor, ami, "1005", pin, "refused", phone) for phone, pin in tries))
    await here(floor, ami, "1005", "1234", "refused")
    assert (await floor.board("1005"))["state"] == "off"
    await here(floor, ami, GUEST, PIN, "login")
    await floor.daemon.api.remove("agents", "1005")
