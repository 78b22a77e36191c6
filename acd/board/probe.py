"""Is the broker reachable, and does it let us write and read? Asked by `aftercall check`, without a running daemon."""

from __future__ import annotations

import asyncio
import uuid
from contextlib import aclosing

from acd.board.broker import Broker, BrokerAway, Line, connect
from acd.board.topics import Message, check_topic, everything

WITHIN = 3.0  # seconds for our word to come back


async def probe(broker: Broker, site: str) -> str | None:
    """None when all is well, else what is wrong, in one line that names the remedy."""
    try:
        async with connect(broker) as line:
            return await _echo(line, broker, site)
    except BrokerAway as away:
        return f"the broker {broker!r} cannot be used: {away}"


async def _echo(line: Line, broker: Broker, site: str) -> str | None:
    topic, word = check_topic(site), uuid.uuid4().bytes.hex().encode()
    allow = f"in its access list give {broker.user or 'the anonymous user'} `readwrite {everything(site)}`"
    if not await line.subscribe(topic):
        return f"the broker {broker!r} refuses us as a listener: {allow}"
    await line.publish(Message(topic, word, retain=False, expiry=10))
    try:
        async with asyncio.timeout(WITHIN), aclosing(line.arrivals()) as arrivals:
            async for arrival in arrivals:
                if arrival.payload == word:
                    return None
    except TimeoutError:
        pass  # it never came back: said below
    return f"the broker {broker!r} takes what we tell and passes nothing on: {allow}"
