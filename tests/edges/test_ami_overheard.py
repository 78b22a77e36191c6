"""Whoever listens along with the exchange hears every message, in the floor's order, and nothing of what no picture covers."""

from __future__ import annotations

from acd.asterisk.wire import Message
from acd.core import heard as h
from acd.core.moment import Moment, Span
from tests.edges.ami_kit import fake_ami, until
from tests.edges.test_ami_exchange import daily, empty_list, exchange_to, member


async def test_overheard_in_order() -> None:
    """A message that comes while the picture is taken waits with what the floor hears; one that the floor ignores comes too."""
    heard: list[h.Heard | str] = []

    def overheard(message: Message, at: Moment, offset: Span) -> None:
        heard.append(message.name)

    async with fake_ami() as fake, exchange_to(fake, heard) as exchange:  # type: ignore[arg-type]
        exchange.overheard = overheard
        await until(lambda: exchange.up)
        heard.clear()
        fake.answers["QueueStatus"] = lambda a: member("1") + empty_list(a)
        await exchange.audit()
        names = [one if isinstance(one, str) else type(one).__name__ for one in heard]
        assert names == ["SwitchIs", "QueueMemberPause", "MemberIs"]
        heard.clear()
        daily(fake).write(b"Event: Hangup\r\nUniqueid: d-1\r\n\r\n")
        await until(lambda: heard == ["Hangup"])


async def test_a_listener_that_fails() -> None:
    """Its bug is counted by the link; the floor goes on hearing."""
    heard: list[h.Heard] = []

    def overheard(message: Message, at: Moment, offset: Span) -> None:
        if message.name == "Hangup":
            raise RuntimeError("bug")

    async with fake_ami() as fake, exchange_to(fake, heard) as exchange:
        exchange.overheard = overheard
        await until(lambda: exchange.up)
        heard.clear()
        daily(fake).write(b"Event: Hangup\r\nUniqueid: d-1\r\n\r\n" + member("1").encode())
        await until(lambda: bool(heard))
        assert exchange.daily.faults == 1
