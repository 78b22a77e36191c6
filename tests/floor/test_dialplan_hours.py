"""Queues and numbers that are open by a calendar: the dialplan decides alone, from what stands in Asterisk's database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from aftercall.bench import Asterisk
from aftercall.simulator.phones import Phones
from tests.floor.bare import Bare, callers, phone, until, until_so


async def says(bare: Bare, calendar: str) -> str:
    """What `acd-open` returns, asked by a channel of its own."""
    await bare.daily.act(
        "Originate",
        Channel="Local/s@test-hours/n",
        Application="Wait",
        Data="1",
        Variable=f"__CALENDAR={calendar}",
        Async="true",
    )
    answer = await bare.hear("Hours", Calendar=calendar)
    return answer["Open"]


def clock(at: datetime) -> str:
    return f"{at:%H%M%S}"


def today(offset: int = 0) -> str:
    return f"{datetime.now(UTC) + timedelta(days=offset):%Y%m%d}"


async def changes(bare: Bare, calendar: str, open_: bool, *times: datetime) -> None:
    """Today and tomorrow of a calendar that is so now, and changes at these moments."""
    for day in (today(), today(1)):
        first = open_ ^ (sum(f"{one:%Y%m%d}" < day for one in times) % 2 == 1)
        own = [clock(one) for one in times if f"{one:%Y%m%d}" == day]
        await bare.put(f"acd-hours-{calendar}", day, ",".join(["yes" if first else "no", *own]))


async def passed(moment: datetime) -> None:
    await until(lambda: datetime.now(UTC) > moment + timedelta(seconds=0.2), f"{moment} has passed")


async def test_reads_the_days(bare: Bare, server: Asterisk) -> None:
    """Of today's entry the changes that have passed count; a day without one is as the last known; no calendar is always open."""
    with (server.etc / "extensions.conf").open("a") as file:
        file.write(
            "[test-hours]\nexten => s,1,Answer()\n same => n,Gosub(acd-open,s,1(${CALENDAR}))\n"
            " same => n,UserEvent(Hours,Calendar: ${CALENDAR},Open: ${GOSUB_RETVAL})\n"
        )
    server.cli("dialplan reload")
    await until(lambda: "000010" < clock(datetime.now(UTC)) < "235900", "not around midnight", within=90)
    before, soon, later = "000000", "000005", "235959"
    for code, value in {
        "a": "yes",
        "b": "no",
        "c": f"no,{before}",
        "d": f"no,{before},{soon}",
        "e": f"no,{before},{soon},{later}",
        "f": f"yes,{later}",
        "g": f"no,000000,{later}",
        "h": "no," + ",".join(["000000"] * 118 + [before, later]),
    }.items():
        await bare.put(f"acd-hours-{code}", today(), value)
    await bare.put("acd-hours-i", "last", "no,20200101")
    await bare.put("acd-hours-j", "last", "yes,20200101")
    asked = [await says(bare, code) for code in "abcdefghijk"]
    assert asked == ["yes", "no", "yes", "no", "no", "yes", "yes", "yes", "no", "yes", "yes"]


async def test_queue_closes_and_opens_by_itself(bare: Bare) -> None:
    """At the second that stands in the database the queue takes no new caller any more, and later takes them again; who waits
    in it when it closes goes on waiting. Nobody but Asterisk is there."""
    await changes(bare, "shop", True)
    await bare.put("acd-queue-wrap", "calendar", "shop")
    with Phones(bare.server, [phone("1001")]):
        await bare.login("1001", "wrap")
        await bare.daily.act("QueuePause", Interface="PJSIP/1001", Paused="true")
        with callers(bare.server, "100"):
            await bare.hear("QueueCallerJoin", Queue="wrap")
            closes = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=2)
            opens = closes + timedelta(seconds=12)
            await changes(bare, "shop", True, closes, opens)
            await passed(closes)
            with callers(bare.server, "100") as late:
                await until(lambda: late.counts().created == 1, "he calls")
                await passed(opens - timedelta(seconds=1))
            assert len(bare.heard("QueueCallerJoin", Queue="wrap")) == 1
            assert not bare.heard("QueueCallerLeave")
            await passed(opens)
            with callers(bare.server, "100"):
                await until(lambda: len(bare.heard("QueueCallerJoin", Queue="wrap")) == 2, "it is open again")


async def test_a_number_by_its_calendar(bare: Bare) -> None:
    """While its calendar is closed a number leads to its other target, or says so; a queue closed by hand is closed all the same."""
    for day in (0, 1):
        await bare.put("acd-hours-shut", today(day), "no")
        await bare.put("acd-hours-free", today(day), "yes")
    await bare.put("acd-number", "701", "queue,wrap,shut,queue,two")
    await bare.put("acd-number", "702", "queue,wrap,free,queue,two")
    await bare.put("acd-number", "703", "queue,wrap,shut,,")
    with callers(bare.server, "701"):
        assert (await bare.hear("AcdCallerDone"))["Queue"] == "two"
    with callers(bare.server, "702"):
        await bare.hear("AcdCallerDone", Queue="wrap")
    with callers(bare.server, "703"):

        async def told() -> bool:
            return await bare.plays("callers") == "Playback(acd/en/closed)"

        await until_so(told, "he hears that it is closed")
    await bare.put("acd-queue-wrap", "calendar", "free")
    await bare.put("acd-queue-wrap", "open", "no")
    with callers(bare.server, "100"):
        await until_so(told, "closed by hand is closed")
