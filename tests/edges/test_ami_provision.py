"""Queues and phones put into a real Asterisk while it runs, and what was changed there by hand put right."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from acd.asterisk.conf import NumberConf, PhoneConf, QueueConf, wanted
from acd.asterisk.names import PHONES_FILE, QUEUES_FILE
from acd.asterisk.provision import NotProvisioned, Provision
from acd.core import heard as h
from aftercall.bench import Asterisk
from tests.edges.exchange_kit import PHONES, QUEUES, WANTED, Seen, exchange_on

NUMBERS = [NumberConf("100", "queue", "sales")]


@pytest_asyncio.fixture
async def seen(asterisk: Asterisk) -> AsyncIterator[Seen]:
    async with exchange_on(asterisk) as seen:
        yield seen


@pytest.fixture
def provision(seen: Seen) -> Provision:
    return Provision(seen.exchange.daily, seen.exchange.provision)


async def test_there_at_once(seen: Seen, provision: Provision) -> None:
    """A new queue takes members with the very next action, a new phone is known, a new number leads there."""
    want = wanted(
        [*QUEUES, QueueConf("fresh", strategy="rrmemory", aftercall=2500)],
        [*PHONES, PhoneConf("2001", "secret-2001", "Zoë; Żółć\n[evil]")],
        [*NUMBERS, NumberConf("+48221", "queue", "fresh")],
    )
    listed = await provision.apply(want)
    assert {c.what for c in listed} >= {"fresh", "2001", "acd-number/+48221", "acd-queue-fresh/aftercall"}
    assert isinstance(await seen.arrange("a1", "2001", (("fresh", 0),)), h.Arranged)
    assert "'rrmemory' strategy" in seen.server.cli("queue show fresh")
    shown = seen.server.cli("pjsip show endpoint 2001")
    assert '"Zoë Żółć evil" <2001>' in shown
    for line in ("InAuth:  2001/2001", "Aor:  2001", "direct_media                       : false"):
        assert line in shown
    assert await seen.note("acd-number", "+48221") == "queue,fresh"
    assert await provision.drift(want) == []


async def test_others_are_left_alone(seen: Seen, provision: Provision) -> None:
    """Members of other queues, their pauses and reasons, survive it."""
    await seen.arrange("a1", "1001", (("sales", 2),), ("supervisor",), "supervisor")
    await provision.apply(wanted([*QUEUES, QueueConf("fresh")], PHONES, NUMBERS))
    place = (await seen.places("a1"))["sales"]
    assert (place.paused, place.reason, place.penalty) == (True, "supervisor", 2)


async def test_nothing_to_do(seen: Seen, provision: Provision) -> None:
    """Applying what stands already changes no file."""
    before = [(seen.server.etc / f).stat().st_mtime_ns for f in (QUEUES_FILE, PHONES_FILE)]
    assert await provision.apply(WANTED) == []
    assert [(seen.server.etc / f).stat().st_mtime_ns for f in (QUEUES_FILE, PHONES_FILE)] == before


async def test_hand_edit_is_put_right(seen: Seen, provision: Provision) -> None:
    """What somebody changed by hand in our files or our entries is shown, each with what differs, and written over."""
    edit(seen, QUEUES_FILE, "ringinuse = no", "ringinuse = yes")
    edit(seen, PHONES_FILE, "password = secret-1002", "password = stolen-1002")
    with (seen.server.etc / QUEUES_FILE).open("a") as file:
        file.write("[byhand]\nstrategy = ringall\n")
    await seen.put("acd-queue-sales", "aftercall", "1")
    drift = {c.what: (c.kind, c.detail) for c in await provision.drift(WANTED)}
    assert drift == {
        "sales": ("different", "no ringinuse=no; has ringinuse=yes"),
        "1002": ("different", "another password"),
        "byhand": ("foreign", ""),
        "acd-queue-sales/aftercall": ("different", "1 instead of 1500"),
    }
    await provision.apply(WANTED)
    assert await provision.drift(WANTED) == []
    assert "stolen" not in (seen.server.etc / PHONES_FILE).read_text()


async def test_template_edit_is_put_right(seen: Seen, provision: Provision) -> None:
    """A change in our templates leaves no trace in the phones that inherited it."""
    edit(seen, PHONES_FILE, "direct_media = no", "direct_media = yes")
    assert "acd-phone" in {c.what for c in await provision.drift(WANTED)}
    await provision.apply(WANTED)
    assert await provision.drift(WANTED) == []
    assert "direct_media = yes" not in (seen.server.etc / PHONES_FILE).read_text()
    assert (seen.server.etc / PHONES_FILE).read_text().count("direct_media") == 1


async def test_gone(seen: Seen, provision: Provision) -> None:
    """A queue that is no more has no members left behind, and its entries and phones go with it."""
    await provision.apply(
        wanted([*QUEUES, QueueConf("brief")], [*PHONES, PhoneConf("2002", "secret-2002")], NUMBERS)
    )
    await seen.arrange("a1", "1001", (("brief", 0), ("sales", 0)))
    await provision.apply(WANTED)
    assert set(await seen.places("a1")) == {"sales"}
    assert "brief" not in seen.server.cli("queue show")
    assert "acd-queue-brief" not in seen.server.cli("database show")
    assert "Unable to find object 2002" in seen.server.cli("pjsip show endpoint 2002")


async def test_survives_restart(seen: Seen, provision: Provision) -> None:
    """What was provisioned stands after a restart of Asterisk."""
    seen.all.clear()
    await asyncio.to_thread(seen.server.restart)
    await seen.next(h.LinkUp, within=60)
    assert await provision.drift(WANTED) == []
    assert "sales has 0 calls" in seen.server.cli("queue show sales")
    assert "1001/1001" in seen.server.cli("pjsip show endpoint 1001")


async def test_two_at_once(provision: Provision) -> None:
    """Two who provision at the same time do not spoil each other's work."""
    more = wanted([*QUEUES, QueueConf("fresh")], PHONES, NUMBERS)
    await asyncio.gather(provision.apply(more), provision.apply(WANTED), provision.apply(more))
    assert await provision.drift(more) == []


async def test_many_phones(provision: Provision) -> None:
    """A hundred phones are there within seconds."""
    want = wanted(QUEUES, [PhoneConf(str(code), f"secret-{code}") for code in range(3000, 3100)], NUMBERS)
    async with asyncio.timeout(20):
        await provision.apply(want)
    assert await provision.drift(want) == []


async def test_no_right(seen: Seen) -> None:
    """A user without the right to configure is told as such, and nothing is written."""
    daily = seen.exchange.daily
    with pytest.raises(NotProvisioned, match="Permission denied"):
        await Provision(daily, daily).apply(wanted([QueueConf("fresh")]))
    assert "fresh" not in (seen.server.etc / QUEUES_FILE).read_text()


async def test_missing_file(seen: Seen, provision: Provision) -> None:
    """A site that did not include our file is told which one and where it belongs."""
    path = seen.server.etc / PHONES_FILE
    text = path.read_text()
    path.unlink()
    try:
        with pytest.raises(NotProvisioned, match=r"acd_phones\.conf.*included"):
            await provision.drift(WANTED)
    finally:
        path.write_text(text)


def edit(seen: Seen, file: str, old: str, new: str) -> None:
    path = seen.server.etc / file
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))
