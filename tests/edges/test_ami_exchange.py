"""The exchange: pictures and events in the right order, on a server that can be held up."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from acd.asterisk.exchange import Door, Exchange
from acd.core import heard as h
from acd.core.orders import Arrange
from tests.edges.ami_kit import QUICK, FakeAmi, fake_ami, response, until

PATIENT = replace(QUICK, login=20, ask=20, ask_list=20, dead_after=20)
"""Nothing here is about a link that is slow: on a busy machine none is given up for it, which would begin everything again."""

EMPTY = ("DBGetTree", "QueueStatus", "PJSIPShowEndpoints")


def empty_list(action: dict[str, str]) -> str:
    ident = action["ActionID"]
    return (
        f"Response: Success\r\nActionID: {ident}\r\nEventList: start\r\n\r\n"
        f"Event: {action['Action']}Complete\r\nActionID: {ident}\r\nEventList: Complete\r\nListItems: 0\r\n\r\n"
    )


def member(paused: str) -> str:
    return (
        "Event: QueueMemberPause\r\nQueue: sales\r\nMemberName: a1\r\nInterface: PJSIP/1001\r\nPenalty: 0\r\n"
        f"Status: 1\r\nPaused: {paused}\r\nPausedReason: x\r\n\r\n"
    )


@asynccontextmanager
async def exchange_to(fake: FakeAmi, heard: list[h.Heard], **more: object) -> AsyncIterator[Exchange]:
    for action in EMPTY:
        fake.answers.setdefault(action, empty_list)
    door = Door("127.0.0.1", fake.port, "aftercall", "secret", provision_secret="secret", settings=PATIENT)
    exchange = Exchange(door, hear=heard.append, star=lambda star: None, now=lambda: 1_000, **more)  # type: ignore[arg-type]
    exchange.start()
    try:
        yield exchange
    finally:
        await exchange.stop()


def kinds(heard: list[h.Heard]) -> list[str]:
    return [type(x).__name__ for x in heard]


def daily(fake: FakeAmi) -> asyncio.StreamWriter:
    """The server's end of the connection on which events go."""
    logins = [a for a in fake.actions if a["Action"] == "Login"]
    return fake.connections[next(i for i, a in enumerate(logins) if a["Username"] == "aftercall")]


async def test_event_during_audit() -> None:
    """What happens while the audit's picture is on its way is told after the picture: nothing older overtakes it."""
    heard: list[h.Heard] = []
    async with fake_ami() as fake, exchange_to(fake, heard) as exchange:
        await until(lambda: exchange.up)
        heard.clear()
        fake.answers["QueueStatus"] = lambda a: empty_list(a) + member("1")
        await exchange.audit()
        assert kinds(heard) == ["SwitchIs", "MemberIs"]

        fake.answers["QueueStatus"] = lambda a: member("0") + empty_list(a)
        heard.clear()
        await exchange.audit()
        assert kinds(heard) == ["SwitchIs", "MemberIs"]


async def test_events_before_the_picture() -> None:
    """Before the first picture nothing is told: it holds all that happened until then."""
    heard: list[h.Heard] = []
    async with fake_ami() as fake:
        fake.answers["Login"] = lambda a: response(a["ActionID"], "Success") + member("1")
        async with exchange_to(fake, heard) as exchange:
            await until(lambda: exchange.up)
            assert kinds(heard)[:2] == ["LinkUp", "SwitchIs"]
            fake._write(daily(fake), member("0"))
            await until(lambda: len(heard) > 2)
            assert kinds(heard) == ["LinkUp", "SwitchIs", "MemberIs"]


async def test_something_is_lacking(monkeypatch: pytest.MonkeyPatch) -> None:
    """An Asterisk without a module or without our dialplan is not told to be up; an order is refused with what is lacking and what
    to do. When it is there, the floor is told."""
    monkeypatch.setattr("acd.asterisk.exchange.FIT_AGAIN", 0.05)
    heard: list[h.Heard] = []
    async with fake_ami() as fake:
        fake.answers["ModuleCheck"] = lambda a: response(
            a["ActionID"], "Error" if a["Module"] == "func_db" else "Success"
        )
        fake.answers["Getvar"] = lambda a: response(a["ActionID"], "Success", "Value: 0")
        async with exchange_to(fake, heard) as exchange:
            await until(lambda: "modules that the floor needs: func_db; load" in exchange.why)
            exchange.order(Arrange("a1", 7, "1001", (), (), None))
            await until(lambda: kinds(heard) == ["NotArranged"])
            assert [(x.silent, "func_db" in x.why) for x in heard if isinstance(x, h.NotArranged)] == [
                (False, True)
            ]
            del fake.answers["ModuleCheck"]
            await until(lambda: "lacks the contexts acd-queue, acd-offer" in exchange.why)
            assert not exchange.up
            del fake.answers["Getvar"]
            await until(lambda: exchange.up)
            assert kinds(heard)[1:] == ["LinkUp", "SwitchIs"]


async def test_picture_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """A picture that Asterisk refuses is asked for again; the link is not told to be up without one."""
    monkeypatch.setattr("acd.asterisk.exchange.LOOK_AGAIN", 0.05)
    heard: list[h.Heard] = []
    async with fake_ami() as fake:
        fake.answers["QueueStatus"] = lambda a: response(a["ActionID"], "Error", "Message: Permission denied")
        async with exchange_to(fake, heard) as exchange:
            await asyncio.sleep(0.3)
            assert (exchange.up, heard) == (False, [])
            fake.answers["QueueStatus"] = empty_list
            await until(lambda: exchange.up)
            assert kinds(heard) == ["LinkUp", "SwitchIs"]


async def test_prepare_first() -> None:
    """What is configured goes in before the picture is taken; a failure there keeps nobody from work."""
    heard: list[h.Heard] = []
    seen: list[int] = []
    async with fake_ami() as fake:

        async def prepare() -> None:
            seen.append(len(fake.asked("QueueStatus")))
            raise RuntimeError("not today")

        async with exchange_to(fake, heard, prepare=prepare) as exchange:
            await until(lambda: exchange.up)
            assert set(seen) == {0}


async def test_one_link_is_not_enough() -> None:
    """With the second link lost no hold can be written: the floor is told that the switch is away, until it is back."""
    heard: list[h.Heard] = []
    async with fake_ami() as fake, exchange_to(fake, heard) as exchange:
        await until(lambda: exchange.up)
        other = next(w for w in fake.connections if w is not daily(fake))
        other.transport.abort()
        await until(lambda: kinds(heard).count("LinkUp") == 2)
        assert kinds(heard) == ["LinkUp", "SwitchIs", "LinkDown", "LinkUp", "SwitchIs"]


async def test_orders_are_answered_while_down() -> None:
    """An order during an outage is answered as unknown, at once."""
    heard: list[h.Heard] = []
    async with fake_ami() as fake, exchange_to(fake, heard) as exchange:
        await until(lambda: exchange.up)
        fake.secret = "changed"
        for writer in fake.connections:
            writer.transport.abort()
        await until(lambda: not exchange.up)
        exchange.order(Arrange("a1", 7, "1001", (), (), None))
        await until(lambda: "NotArranged" in kinds(heard))
        assert [x.silent for x in heard if isinstance(x, h.NotArranged)] == [True]


async def test_recording_fails() -> None:
    """A recording that cannot be written any more ends, and the link goes on."""

    class FullDisk:
        def heard(self, messages: object) -> None:
            raise OSError("no space left on device")

        def said(self, action: bytes) -> None:
            pass

    heard: list[h.Heard] = []
    async with fake_ami() as fake, exchange_to(fake, heard, tap=FullDisk()) as exchange:
        await until(lambda: exchange.up)
        assert exchange.daily.tap is None
