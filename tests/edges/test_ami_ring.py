"""Rings on a real Asterisk with real phones: withdrawn for a break, refused at the gate, woken at once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from acd.asterisk.exchange import Exchange
from acd.core import heard as h
from acd.core.orders import Arrange, Wake, Withdraw
from aftercall.bench import Asterisk
from aftercall.simulator.callers import Caller, Callers
from aftercall.simulator.phones import Does, Phones, PhoneSpec
from tests.edges.ami_kit import until
from tests.edges.exchange_kit import Seen, door, exchange_on, now

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
SALES = (("sales", 0),)


@pytest.fixture(scope="module")
def site(asterisk: Asterisk) -> Asterisk:
    """An Asterisk to which callers can come."""
    (asterisk.etc / "acd_trunks.conf").write_text(TRUNK)
    asterisk.cli("module reload res_pjsip.so")
    return asterisk


@pytest_asyncio.fixture
async def seen(site: Asterisk) -> AsyncIterator[Seen]:
    async with exchange_on(site) as seen:
        yield seen
        await hang_up_all(seen)


async def hang_up_all(seen: Seen) -> None:
    """Calls whose phones or callers are gone would hang about in Asterisk."""
    while True:
        reply = await seen.exchange.daily.ask_list({"Action": "CoreShowChannels"})
        left = [i.get("Channel") for i in reply.items if i.get("Channel").startswith("PJSIP/")]
        if not left:
            return
        for channel in left:
            await seen.exchange.daily.ask({"Action": "Hangup", "Channel": channel})
        await asyncio.sleep(0.05)


@pytest_asyncio.fixture
async def phones(seen: Seen) -> AsyncIterator[Phones]:
    """1001 answers after 0.2 s, 1002 rings for ever; both registered and known to be free."""
    specs = [
        PhoneSpec("1001", "secret-1001", answer_after_ms=200),
        PhoneSpec("1002", "secret-1002", does=Does.RING),
    ]
    with Phones(seen.server, specs) as phones:
        await until(lambda: seen.server.cli("pjsip show contacts").count(f"@127.0.0.1:{phones.port}") == 2)
        await until(lambda: seen.server.cli("pjsip show endpoints").count("Not in use") == 2)
        yield phones


def callers(server: Asterisk, count: int = 1, stays_ms: int = 120_000) -> Callers:
    crowd = (Caller(f"48555000{i}", "100", stays_ms, False) for i in range(count))
    return Callers(server, crowd, waiting=count, total=count)


@pytest.mark.usefixtures("phones")
async def test_break_while_ringing(seen: Seen) -> None:
    """A break taken while the phone rings is confirmed when the ring is gone, not before; the caller keeps his place and,
    woken, is offered to the next agent at once."""
    await seen.arrange("a2", "1002", SALES)
    with callers(seen.server):
        offered = await seen.next(h.Offered)
        assert (offered.agent, offered.phone) == ("a2", "1002")
        await asyncio.sleep(0.2)
        seen.order(Arrange("a2", 777, "1002", (), ("coffee",), "coffee", quiet=True))
        await asyncio.sleep(0.3)
        assert not [a for a in seen.of(h.Arranged) if a.seq == 777]
        seen.order(Withdraw("a2", offered.leg))
        assert isinstance(await seen.outcome(777), h.Arranged)
        over = await seen.next(h.OfferOver)
        assert (over.agent, over.call) == ("a2", offered.call)
        assert seen.of(h.CallerLeft) == []
        await seen.arrange("a1", "1001", SALES)
        woken = now()
        seen.order(Wake(seen.of(h.CallerJoined)[0].channel))
        again = await seen.next(h.Offered, lambda o: o.agent == "a1")
        assert again.call == offered.call
        assert again.at - woken < 900  # without it, app_queue looks once a second
        await seen.next(h.Answered, lambda a: a.agent == "a1")


@pytest.mark.usefixtures("phones")
async def test_not_quiet(seen: Seen, monkeypatch: pytest.MonkeyPatch) -> None:
    """A ring that nobody takes back keeps the break from being confirmed: after its time it is unknown."""
    monkeypatch.setattr("acd.asterisk.arranging.QUIET_WITHIN", 0.5)
    await seen.arrange("a2", "1002", SALES)
    with callers(seen.server):
        await seen.next(h.Offered)
        outcome = await seen.arrange("a2", "1002", (), ("coffee",), "coffee", quiet=True)
        assert isinstance(outcome, h.NotArranged)
        assert (outcome.silent, outcome.why) == (True, "phone 1002 is still being rung")


@pytest.mark.usefixtures("phones")
async def test_conversation_is_not_withdrawn(seen: Seen) -> None:
    """He answered in the very moment in which his ring was to be withdrawn: the conversation stands."""
    await seen.arrange("a1", "1001", SALES)
    with callers(seen.server) as caller:
        answered = await seen.next(h.Answered)
        seen.order(Withdraw("a1", answered.leg))
        await asyncio.sleep(0.5)
        assert seen.of(h.Ended) == []
        await asyncio.to_thread(caller.stop)
        ended = await seen.next(h.Ended)
    assert (ended.token, ended.agent, ended.aftercall) == (answered.token, "a1", 1500)


@pytest.mark.usefixtures("phones")
async def test_gate(seen: Seen) -> None:
    """With the hold written, even an agent who is not paused is not rung: the dialplan refuses before the INVITE."""
    await seen.arrange("a2", "1002", SALES)
    await seen.put("acd-hold", "1002", "coffee")
    with callers(seen.server):
        await seen.next(h.CallerJoined)
        await asyncio.sleep(2.5)
        assert [p for p in seen.of(h.PhoneIs) if p.phone == "1002" and p.device is h.Device.RINGING] == []


@pytest.mark.usefixtures("phones")
async def test_picture_of_callers_and_talks(seen: Seen, site: Asterisk) -> None:
    """A daemon that comes later sees who talks to whom since when, and who waits, in order."""
    await seen.arrange("a1", "1001", SALES)
    with callers(site, 3):
        answered = await seen.next(h.Answered)
        await seen.next(h.CallerJoined, lambda c: c.position == 2)
        other: list[h.Heard] = []
        later = Exchange(door(site), hear=other.append, star=lambda star: None, now=now)
        later.start()
        try:
            await until(lambda: later.up)
        finally:
            await later.stop()
        picture = next(x for x in other if isinstance(x, h.SwitchIs))
        assert [(t.agent, t.token, t.leg, t.call) for t in picture.talks] == [
            ("a1", answered.token, answered.leg, answered.call)
        ]
        assert abs(picture.talks[0].began - answered.at) < 3000
        assert [c.position for c in picture.callers] == [1, 2]
        assert dict(picture.phones)["1001"] is h.Device.BUSY
