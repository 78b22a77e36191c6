"""The other end: listen to what a site tells, through cuts, and notice every gap. Used by `aftercall listen`."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass

from pydantic import ValidationError

from acd.board.broker import Arrival, Broker, BrokerAway, Line, connect
from acd.board.chain import Chain, Gap
from acd.board.events import Event
from acd.board.models import Board, DaemonBoard
from acd.board.topics import CHECK, everything, model_at

LONGEST_PAUSE = 10.0  # seconds


@dataclass(frozen=True, slots=True)
class Joined:
    """The broker took us (again); the retained board comes next."""


@dataclass(frozen=True, slots=True)
class Cut:
    """The broker is away; `why` says how. What is told meanwhile shows as a gap afterwards."""

    why: str


@dataclass(frozen=True, slots=True)
class StateIs:
    """`board` None: what stood on the topic exists no more. `retained`: it stood so when we came."""

    topic: str
    board: Board | None
    retained: bool


@dataclass(frozen=True, slots=True)
class Happened:
    topic: str
    event: Event


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Not what the topic promises: another version, or somebody else writes here."""

    topic: str
    payload: bytes
    why: str


Seen = Joined | Cut | StateIs | Happened | Gap | Unreadable


async def follow(broker: Broker, site: str, topics: Sequence[str] = ()) -> AsyncGenerator[Seen, None]:
    """Everything that is told of `site`, or what `topics` (MQTT filters) select of it; reconnects by itself, for ever.

    Gaps are noticed only when all of the site is followed: who selects sees numbers missing by his own choice.
    """
    chain = None if topics else Chain()
    pause = 0.5
    while True:
        try:
            async with aclosing(_one_connection(broker, topics or (everything(site),), chain)) as seen:
                async for one in seen:
                    pause = 0.5
                    yield one
        except BrokerAway as away:
            yield Cut(str(away))
        await asyncio.sleep(pause)
        pause = min(2 * pause, LONGEST_PAUSE)


async def _one_connection(
    broker: Broker, topics: Sequence[str], chain: Chain | None
) -> AsyncGenerator[Seen, None]:
    async with connect(broker) as line:
        await _ask(line, topics)
        yield Joined()
        async with aclosing(line.arrivals()) as arrivals:
            async for arrival in arrivals:
                for one in read(arrival, chain):
                    yield one
                    if isinstance(one, Gap):
                        await _ask(line, topics)


async def _ask(line: Line, topics: Sequence[str]) -> None:
    """Subscribe: the broker then sends everything retained. Asked again after a gap, for states may be missing too."""
    for topic in topics:
        if not await line.subscribe(topic):
            raise BrokerAway(f"the broker does not let us listen to {topic}")


def read(arrival: Arrival, chain: Chain | None) -> Sequence[Seen]:
    """What a message means: itself, after the gap that it shows; nothing if it is known already."""
    model = model_at(arrival.topic)
    if arrival.topic.split("/")[2:] == [CHECK]:
        return []
    if model is None:
        return [Unreadable(arrival.topic, arrival.payload, "not a topic of ours")]
    if not arrival.payload:
        return [StateIs(arrival.topic, None, arrival.retained)]
    try:
        told = model.model_validate_json(arrival.payload)
    except ValidationError as error:
        return [Unreadable(arrival.topic, arrival.payload, str(error))]
    if isinstance(told, Event):
        return _event(arrival.topic, told, chain)
    gap = _gap_by(told, arrival.retained, chain)
    return [*([gap] if gap else []), StateIs(arrival.topic, told, arrival.retained)]


def _event(topic: str, event: Event, chain: Chain | None) -> Sequence[Seen]:
    if chain is None:
        return [Happened(topic, event)]
    if chain.knows(event.run, event.seq):
        return []
    gap = chain.event(event.run, event.seq)
    return [*([gap] if gap else []), Happened(topic, event)]


def _gap_by(board: Board, retained: bool, chain: Chain | None) -> Gap | None:
    """Only the daemon's board says that all events up to its number are out."""
    if chain is None or not isinstance(board, DaemonBoard) or board.seq is None:
        return None
    return chain.stands(board.run, board.seq, retained)
