"""The simulator's own phones and callers on a real Asterisk: each does what its word says, so that runs repeat."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest
import pytest_asyncio

from aftercall.bench import Asterisk
from aftercall.simulator.ami import Ami, Login, Message
from aftercall.simulator.callers import Caller, Callers, crowd
from aftercall.simulator.phones import Does, Phones, PhoneSpec
from aftercall.simulator.site import Site
from tests.floor.bare import until

PHONES = (
    PhoneSpec("1001", "secret-1", 100, 400),
    PhoneSpec("1002", "secret-2", 100, 400, Does.ASK),
    PhoneSpec("1003", "secret-3", 100, 0, Does.BUSY),
    PhoneSpec("1004", "secret-4", 100, 0, Does.DECLINE),
    PhoneSpec("1005", "secret-5", 100, 0, Does.RING),
    PhoneSpec("1006", "secret-6", 100, 0, Does.SILENT),
    PhoneSpec("1007", "secret-7", 100, 300, Does.MOODY),
    PhoneSpec("1008", "secret-8", 100, 0, Does.LOSE),
    PhoneSpec("1009", "secret-9", 100, 0, Does.LATE),
    PhoneSpec("2001", "secret-x", 100, 300, here_ms=1500, away_ms=1500),
)
DIALPLAN = """
[acd-inbound]
exten => _XXXX,1,Answer()
 same => n,Set(CHANNEL(hangup_handler_push)=done,s,1(${EXTEN}))
 same => n,Dial(PJSIP/${EXTEN},2)
 same => n,Hangup()
[done]
exten => s,1,UserEvent(Dialled,To: ${ARG1},Status: ${DIALSTATUS},Cause: ${HANGUPCAUSE})
 same => n,Return()
"""


def lay_out(asterisk: Asterisk) -> None:
    """Callers dial phones directly, and the dialplan says what came of it."""
    text = "".join(
        f"[{one.code}](acd-phone)\nauth = {one.code}\naors = {one.code}\nrtp_timeout = 4\n"
        f"[{one.code}](acd-phone-auth)\nusername = {one.code}\npassword = {one.secret}\n[{one.code}](acd-phone-aor)\n"
        for one in PHONES
    )
    for name, content in {"acd_phones.conf": text, "extensions.conf": DIALPLAN, "cli.conf": ""}.items():
        (asterisk.etc / name).write_text(content)


@dataclass
class Floor:
    site: Site
    events: list[Message] = field(default_factory=list)

    def talked(self, phone: str) -> float:
        """Seconds from the phone's answer to its leg's end."""
        began = next(float(e["Timestamp"]) for e in self.events if e.get("DialStatus") == "ANSWER")
        ended = (
            e for e in self.events if e["Event"] == "Hangup" and e["Channel"].startswith(f"PJSIP/{phone}-")
        )
        return float(next(ended)["Timestamp"]) - began

    def over(self) -> bool:
        """Every leg that was there is gone, and that was told."""
        began = {e["Channel"] for e in self.events if e["Event"] == "Newchannel"}
        return began <= {e["Channel"] for e in self.events if e["Event"] == "Hangup"}

    def dialled(self, number: str) -> Message | None:
        return next((one for one in self.events if one.get("To") == number), None)

    async def call(
        self, number: str, caller: str = "5000000000", stays: float = 60, vanishes: bool = False
    ) -> Message:
        """Let one caller dial, and return what the dialplan said when it was over."""
        self.events.clear()
        one = Caller(caller, number, int(stays * 1000), vanishes)
        with Callers(self.site.asterisk, iter([one]), waiting=1, total=1):
            for _ in range(400):
                await asyncio.sleep(0.05)
                if (event := self.dialled(number)) is not None and self.over():
                    return event
        raise AssertionError(f"nothing came of the call to {number}: {self.events}")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def floor() -> AsyncIterator[Floor]:
    async with opened() as one:
        yield one


@asynccontextmanager
async def opened() -> AsyncIterator[Floor]:
    async with Site(lay_out=lay_out) as site:
        one = Floor(site)
        login = site.observer.login
        ami = await Ami.connect(
            Login(login.port, login.user, login.secret, events="user,call"), one.events.append
        )
        await site.plug_in(PHONES)
        await registered(site, len(PHONES))
        yield one
        await ami.close()


async def registered(site: Site, count: int) -> None:
    for _ in range(200):
        if await contacts(site) >= count:
            return
        await asyncio.sleep(0.1)
    raise AssertionError(f"{await contacts(site)} phones registered, not {count}")


async def contacts(site: Site) -> int:
    shown = await asyncio.to_thread(site.asterisk.cli, "pjsip show contacts")
    return shown.count("/sip:")


on_the_floor = pytest.mark.asyncio(loop_scope="module")


@on_the_floor
async def test_a_phone_answers_and_hangs_up_after_its_talk_time(floor: Floor) -> None:
    """Answer delay and talk time are its own."""
    event = await floor.call("1001")
    assert event["Status"] == "ANSWER"
    assert 0.35 <= floor.talked("1001") <= 1.5


@on_the_floor
async def test_a_phone_that_asks_is_obeyed_by_the_caller(floor: Floor) -> None:
    """So that a run has calls hung up by the caller's side, too, at a known moment."""
    event = await floor.call("1002")
    assert event["Status"] == "ANSWER"
    assert 0.35 <= floor.talked("1002") <= 1.5


@on_the_floor
@pytest.mark.parametrize(
    ("phone", "status", "cause"),
    [
        ("1003", "BUSY", "17"),
        ("1004", "BUSY CHANUNAVAIL NOANSWER", "21"),
        ("1005", "NOANSWER", ""),
        ("1006", "NOANSWER", ""),
    ],
)
async def test_a_phone_that_does_not_answer_says_so_in_its_own_way(
    floor: Floor, phone: str, status: str, cause: str
) -> None:
    """Busy 486, declined 603, rung out, and dead silence."""
    event = await floor.call(phone)
    assert event["Status"] in status.split()
    assert not cause or event["Cause"] == cause


@on_the_floor
@pytest.mark.parametrize(("number", "status"), [("5000000000", "ANSWER"), ("5000000090", "NOANSWER")])
async def test_a_moody_phone_goes_by_the_callers_number(floor: Floor, number: str, status: str) -> None:
    """The last digit but one decides, so the same caller fares the same in every run."""
    assert (await floor.call("1007", number))["Status"] == status


@on_the_floor
async def test_a_moody_phone_declines_the_eights(floor: Floor) -> None:
    """In a word, and not by ringing out."""
    event = await floor.call("1007", "5000000080")
    assert (event["Status"] != "ANSWER", event["Cause"]) == (True, "21")


@on_the_floor
async def test_a_phone_that_drops_dead_leaves_the_call_to_asterisks_timeout(floor: Floor) -> None:
    """It answers, and then neither hangs up nor confirms a BYE: rtp_timeout (here 4 s) ends it."""
    event = await floor.call("1008")
    assert event["Status"] == "ANSWER"
    assert floor.talked("1008") > 3


@on_the_floor
async def test_a_caller_hangs_up_when_his_time_is_over(floor: Floor) -> None:
    """While it rings: the phone sees a CANCEL."""
    event = await floor.call("1005", stays=1.2)
    assert event["Status"] in ("CANCEL", "")


@on_the_floor
async def test_a_caller_hangs_up_in_a_talk(floor: Floor) -> None:
    """The phone waits for the other side; late is how it confirms, and nobody waits for that."""
    event = await floor.call("1009", stays=4)  # counted from the answer of the dialplan, before the ring
    assert event["Status"] == "ANSWER"
    assert 1 <= floor.talked("1009") <= 5


@on_the_floor
async def test_a_flapping_phone_goes_and_comes(floor: Floor) -> None:
    """Registered for 1.5 s, gone for 1.5 s, in turn; the others stay."""
    seen = set()
    for _ in range(100):
        seen.add(await contacts(floor.site))
        if seen == {len(PHONES), len(PHONES) - 1}:
            return
        await asyncio.sleep(0.2)
    raise AssertionError(f"contacts seen: {seen}")


@on_the_floor
async def test_a_wrong_secret_is_no_registration(floor: Floor) -> None:
    """A phone that cannot log in must not look like one that can."""
    with Phones(floor.site.asterisk, [PhoneSpec("1001", "wrong")], name="stranger") as stranger:
        await asyncio.sleep(1)
        shown = await asyncio.to_thread(floor.site.asterisk.cli, "pjsip show contacts")
        assert f":{stranger.port}" not in shown


@on_the_floor
async def test_stopped_callers_hang_up(floor: Floor) -> None:
    """Those who talk say good-bye when they are stopped: nobody is left on the line when a run is over."""
    floor.events.clear()
    with Callers(floor.site.asterisk, crowd(["1009"]), waiting=5) as callers:
        await until(lambda: sum(e.get("DialStatus") == "ANSWER" for e in floor.events) == 5, "they talk")
        floor.events.clear()
        await asyncio.to_thread(callers.stop)
        await until(lambda: sum("To" in e for e in floor.events) == 5, "their calls are over")
    assert {event["Cause"] for event in floor.events if "To" in event} == {"16"}
    assert "0 active calls" in await asyncio.to_thread(floor.site.asterisk.cli, "core show channels count")


def test_the_same_seed_gives_the_same_crowd() -> None:
    """A run can be lived again."""
    first, again = (
        crowd(["1", "2"], endings=("00", "05", "09"), seed=7),
        crowd(["1", "2"], endings=("00", "05", "09"), seed=7),
    )
    assert [next(first) for _ in range(20)] == [next(again) for _ in range(20)]
