"""An Asterisk with our configuration and no daemon: phones, queues, a trunk for the callers, and somebody on AMI who watches."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from acd.asterisk.names import BOOTED
from aftercall.bench import Asterisk
from aftercall.simulator.ami import Ami, AmiError, Login, Message
from aftercall.simulator.callers import Caller, Callers
from aftercall.simulator.phones import PhoneSpec
from aftercall.simulator.sipp import Sipp

DIAL = Path(__file__).with_name("dial.xml")
QUEUES = {"wrap": 1500, "two": 1500, "none": 0, "long": 60_000}
"""Queue -> aftercall in ms; the caller dials the queue's name in `NUMBERS`."""
NUMBERS = {"100": "wrap", "200": "two", "300": "none", "400": "long"}
PHONES = range(1001, 1021)
PATIENCE = 20.0  # seconds for what should happen at once: the machine may be busy

QUEUE = """\
strategy = leastrecent
ringinuse = no
setinterfacevar = yes
membergosub = acd-connect
autopause = no
wrapuptime = 0
retry = 1
timeout = 15
joinempty = unavailable,invalid,unknown
leavewhenempty = unavailable,invalid,unknown
musicclass = acd
"""
PHONE = """\
[{code}](acd-phone)
auth = {code}
aors = {code}
callerid = Agent {code} <{code}>
set_var = ACD_PHONE={code}
rtp_timeout = 0
[{code}](acd-phone-auth)
username = {code}
password = secret-{code}
[{code}](acd-phone-aor)
qualify_frequency = 0
"""
TRUNK = """\
[callers](acd-trunk)
aors = callers
rtp_timeout = 0
[callers](acd-trunk-aor)
qualify_frequency = 0
[callers](acd-trunk-identify)
endpoint = callers
match = 127.0.0.1
"""


def furnish(server: Asterisk) -> None:
    """Give it phones, queues and a trunk, before it starts."""
    for name, text in {
        "acd_phones.conf": "".join(PHONE.format(code=code) for code in PHONES),
        "acd_queues.conf": "".join(f"[{queue}]\n{QUEUE}" for queue in QUEUES),
        "acd_trunks.conf": TRUNK,
    }.items():
        (server.etc / name).write_text(text)


@contextmanager
def furnished(*, faketime: bool = False) -> Iterator[Asterisk]:
    server = Asterisk(faketime=faketime)
    furnish(server)
    with server:
        yield server


def phone(code: str, answer_after_ms: int = 100, talk_ms: int = 0) -> PhoneSpec:
    return PhoneSpec(code, f"secret-{code}", answer_after_ms, talk_ms)


def callers(server: Asterisk, dials: str, stays: float = 60, total: int = 1, voice: bool = False) -> Callers:
    crowd = (Caller(f"555000{i:02d}", dials, int(stays * 1000), False) for i in range(total))
    return Callers(server, crowd, waiting=total, total=total, voice=voice)


async def hang_up(calls: Sipp) -> None:
    """They hang up now: Asterisk has their BYEs when this returns."""
    await asyncio.to_thread(calls.stop)


def dial(server: Asterisk, code: str, number: str, secret: str = "") -> Sipp:
    """Phone `code` dials `number`, proving who it is."""
    login = f"[authentication username={code} password={secret or f'secret-{code}'}]"
    return Sipp("dial", server, str(DIAL), [(code, login, number)], limit=1, total=1)


@dataclass
class Bare:
    """What is heard and asked on AMI. `ear` keeps (moment of arrival, event), oldest first."""

    server: Asterisk
    daily: Ami
    provision: Ami
    ear: list[tuple[float, Message]] = field(default_factory=list)

    def heard(self, name: str, **headers: str) -> list[Message]:
        """All events so far of this name (of a user event, its own name) with these headers."""
        return [
            event
            for _, event in self.ear
            if name in (event.get("Event"), event.get("UserEvent"))
            and all(event.get(key) == value for key, value in headers.items())
        ]

    async def hear(self, name: str, within: float = PATIENCE, **headers: str) -> Message:
        await until(lambda: bool(self.heard(name, **headers)), f"{name} {headers}", within)
        return self.heard(name, **headers)[-1]

    def ear_index(self, event: Message) -> int:
        return next(i for i, (_, other) in enumerate(self.ear) if other is event)

    async def note(self, family: str, key: str) -> str | None:
        try:
            (item,) = await self.provision.ask("DBGet", Family=family, Key=key)
        except AmiError:
            return None
        return item["Val"]

    async def standing(self, family: str, key: str) -> bool:
        return await self.note(family, key) is not None

    async def put(self, family: str, key: str, value: str) -> None:
        await self.provision.act("DBPut", Family=family, Key=key, Val=value)

    async def drop(self, family: str, key: str) -> None:
        await self.provision.act("DBDel", Family=family, Key=key)

    async def var(self, name: str) -> str:
        return (await self.daily.act("Getvar", Variable=name))["Value"]

    async def of_janitor(self, variable: str) -> str:
        """A variable of the janitor's channel; after a start it may take a moment until there is one."""
        await until_so(self._has_janitor, "the janitor")
        (channel,) = await self._janitor()
        return (await self.daily.act("Getvar", Channel=channel, Variable=variable))["Value"]

    async def _has_janitor(self) -> bool:
        return bool(await self._janitor())

    async def _janitor(self) -> list[str]:
        mine = await self.var("ACD_JANITOR")
        found = await self.daily.ask("CoreShowChannels")
        return [item["Channel"] for item in found if item.get("Uniqueid") == mine]

    async def login(self, code: str, *queues: str) -> None:
        for queue in queues:
            await self.daily.act(
                "QueueAdd", Queue=queue, Interface=f"PJSIP/{code}", MemberName=f"a{code}", Penalty="0"
            )
        await self.reachable(code)

    async def logout(self, code: str, *queues: str) -> None:
        for queue in queues:
            await self.daily.act("QueueRemove", Queue=queue, Interface=f"PJSIP/{code}")

    async def reachable(self, code: str) -> None:
        async def free() -> bool:
            return await self.var(f"DEVICE_STATE(PJSIP/{code})") == "NOT_INUSE"

        await until_so(free, f"phone {code} registered")

    async def places(self, code: str) -> dict[str, tuple[str, str]]:
        """Queue -> (paused, reason) of this phone."""
        items = await self.daily.ask("QueueStatus", Member=f"PJSIP/{code}")
        return {i["Queue"]: (i["Paused"], i["PausedReason"]) for i in items if i["Event"] == "QueueMember"}

    async def plays(self, code: str) -> str:
        """The application that the channel of this phone is in, as `Name(arguments)`; "" without one."""
        for item in await self.daily.ask("CoreShowChannels"):
            if item.get("Channel", "").startswith(f"PJSIP/{code}-"):
                return f"{item['Application']}({item['ApplicationData']})"
        return ""


@asynccontextmanager
async def on_ami(server: Asterisk) -> AsyncIterator[Bare]:
    """Log both users in."""
    ear: list[tuple[float, Message]] = []
    daily = await Ami.connect(login(server, "aftercall"), lambda event: ear.append((time.time(), event)))
    provision = await Ami.connect(login(server, "aftercall-provision"))
    try:
        yield Bare(server, daily, provision, ear)
    finally:
        await daily.close()
        await provision.close()


async def configure(bare: Bare) -> None:
    """As the daemon would leave it: queues and numbers written, nobody logged in, agents may be rung."""
    for item in await bare.daily.ask("QueueStatus"):
        if item["Event"] == "QueueMember":
            await bare.daily.act("QueueRemove", Queue=item["Queue"], Interface=item["Location"])
    for family in ("acd-hold", "acd-wrap", "acd-number", *(f"acd-queue-{queue}" for queue in QUEUES)):
        with suppress(AmiError):
            await bare.provision.act("DBDelTree", Family=family)
    for queue, aftercall in QUEUES.items():
        await bare.put(f"acd-queue-{queue}", "aftercall", str(aftercall))
    for number, queue in NUMBERS.items():
        await bare.put("acd-number", number, f"queue,{queue}")
    await bare.daily.act("Setvar", Variable=BOOTED, Value="1")


def login(server: Asterisk, user: str) -> Login:
    return Login(server.ami_port, user, server.secrets[user])


async def until(true: Callable[[], bool], what: str, within: float = PATIENCE) -> None:
    async def so() -> bool:
        return true()

    await until_so(so, what, within)


async def until_so(true: Callable[[], Awaitable[bool]], what: str, within: float = PATIENCE) -> None:
    end = time.monotonic() + within
    while not await true():
        if time.monotonic() > end:
            raise AssertionError(f"not within {within:g} s: {what}")
        await asyncio.sleep(0.02)
