"""A recording silenced by a real Asterisk: each order is answered, whatever became of it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest_asyncio

from acd.asterisk.link import State
from acd.core import heard as h
from acd.core.orders import MuteRecording
from aftercall.bench import Asterisk
from tests.edges.ami_kit import until
from tests.edges.exchange_kit import Seen, exchange_on


@pytest_asyncio.fixture
async def seen(asterisk: Asterisk) -> AsyncIterator[Seen]:
    async with exchange_on(asterisk) as seen:
        yield seen


async def test_refused(seen: Seen) -> None:
    """A caller who is gone: a refusal with Asterisk's words, and whose wish it was."""
    seen.order(MuteRecording("a1", "1.1", False, "w1", "anna"))
    answer = await seen.next(h.Recorded)
    assert (answer.ok, answer.silent, answer.wish, answer.by) == (False, False, "w1", "anna")
    assert "No such channel" in answer.why


async def test_nobody_knows(seen: Seen) -> None:
    """Without the link nobody knows: answered as silent, not as refused."""
    await seen.exchange.daily.stop()
    await until(lambda: seen.exchange.daily.state is not State.UP)
    seen.order(MuteRecording("a1", "1.1", False, "w1", "anna"))
    answer = await seen.next(h.Recorded)
    assert (answer.ok, answer.silent, answer.on) == (False, True, False)
    seen.exchange.daily.start()
    await until(lambda: seen.exchange.up)
