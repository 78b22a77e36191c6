"""Tells one receiver, in order, at his own pace.

    read the next events from the journal -> send them -> taken: go on; not taken: wait, longer each time, and send again

After a failure they are sent one by one, so that one event that a receiver cannot take does not hold others longer than need be. What
is older than the limit when an attempt fails is given up; so is, after three tries, what the receiver says is wrong in itself.
"""

from __future__ import annotations

import asyncio
import json
import random
import time
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Final, Literal

import httpx2
import structlog

from acd.core.moment import Moment, Span
from acd.store.errors import FAILURES, reason
from aftercall.hooks.card import HookCard
from aftercall.hooks.happened import Happened, Queues, concerns, event
from aftercall.hooks.post import Answer, Sender
from aftercall.hooks.store import GivenUp, Piece, Store

log = structlog.get_logger(__name__)
AT_ONCE: Final = 100  # events in one POST, at most
FIRST_PAUSE: Final = 1.0  # seconds; doubled with each failure
LONGEST_PAUSE: Final = 300.0
SAVE_EVERY: Final = 1.0  # seconds between two notes of the place: what a kill in them takes is told twice
DATABASE_PAUSE: Final = 5.0
RECENT: Final = 100
REFUSED: Final = frozenset({400, 405, 406, 409, 413, 414, 415, 422, 431, 501})
"""The receiver is there and does not take this, and would not tomorrow."""
REFUSED_TRIES: Final = 3


@dataclass(frozen=True, slots=True)
class Delivery:
    """One attempt. `first` and `last`: numbers of the events in it; `count` of them."""

    at: Moment
    first: int
    last: int
    count: int
    attempt: int
    answer: Answer


@dataclass(frozen=True, slots=True)
class How:
    """How a courier stands. `since`: since when it fails; `next`: when it tries again; `took`: when he last took one."""

    state: Literal["ok", "failing", "broken", "off"]
    since: Moment | None = None
    next: Moment | None = None
    why: str = ""
    tries: int = 0
    took: Moment | None = None


class Courier:
    """`place`: the number of the last event that was dealt with. `keep`: how long an event is tried. `queues_of`: an agent's queues,
    for hooks that are about some."""

    def __init__(
        self, card: HookCard, place: int, store: Store, sender: Sender, keep: Span, queues_of: Queues
    ) -> None:
        self.card = card
        self.place = place
        self.recent: deque[Delivery] = deque(maxlen=RECENT)
        self.how = How("ok")
        self._store = store
        self._sender = sender
        self._keep = keep
        self._queues_of = queues_of
        self._unsaved = False
        self._saved_at = 0.0
        self._bell = asyncio.Event()
        self._again = asyncio.Event()

    def wake(self) -> None:
        """Something new is on record."""
        self._bell.set()

    def try_now(self) -> None:
        """Not in an hour."""
        self._again.set()

    async def run(self) -> None:
        """Until cancelled; the place is noted on the way out."""
        try:
            async with self._sender.client() as client:
                while True:
                    await self._round(client)
        finally:
            with suppress(*FAILURES):
                await asyncio.shield(self._save())

    async def _round(self, client: httpx2.AsyncClient) -> None:
        self._bell.clear()
        try:
            piece = await self._store.after(self.card, self.place, AT_ONCE)
            if piece.events:
                await self._tell(client, piece)
            else:
                self.place = max(self.place, piece.until)
            if not piece.events or time.monotonic() - self._saved_at >= SAVE_EVERY:
                await self._save()
        except FAILURES as error:
            log.warning("a hook waits for the database", hook=self.card.code, why=reason(error))
            await asyncio.sleep(DATABASE_PAUSE)
        else:
            if not piece.more:
                await self._bell.wait()

    async def _tell(self, client: httpx2.AsyncClient, piece: Piece) -> None:
        """What concerns other queues is passed over."""
        wanted = [one for one in piece.events if concerns(self.card, one.fact, self._queues_of)]
        if not wanted or await self._take(client, wanted, 1):
            self.place, self._unsaved = piece.until, self._unsaved or bool(wanted)
        else:
            await self._insist(client, wanted[0])

    async def _save(self) -> None:
        """What was only passed over is not worth a transaction: it is passed over again."""
        if self._unsaved:
            await self._store.move(self.card.code, self.place)
            self._unsaved, self._saved_at = False, time.monotonic()

    async def _insist(self, client: httpx2.AsyncClient, first: Happened) -> None:
        """Until this one event is taken or given up. How often it was refused counts from when it is sent alone."""
        refused = 0
        while not await self._too_old(first):
            await self._pause()
            if await self._take(client, [first], self.how.tries + 1):
                self.place, self._unsaved = first.seq, True
                return
            refused += self.recent[-1].answer.status in REFUSED
            if refused >= REFUSED_TRIES:
                await self._give_up([first], first.seq, self.how.why, refused)
                self.how = replace(
                    self.how, tries=0
                )  # the receiver is there: the next one need not wait long
                return

    async def _take(self, client: httpx2.AsyncClient, events: Sequence[Happened], attempt: int) -> bool:
        body = written(self.card, events)
        at = self._sender.now()
        answer = await self._sender.send(client, self.card, body, attempt)
        self.recent.append(Delivery(at, events[0].seq, events[-1].seq, len(events), attempt, answer))
        self._stands(answer)
        return answer.ok

    # --- failing -----------------------------------------------------------------------------------------------------

    def _stands(self, answer: Answer) -> None:
        now, how = self._sender.now(), self.how
        if answer.ok:
            if how.state == "failing":
                log.info("a hook is taken again", hook=self.card.code)
            self.how = How("ok", took=now)
            return
        if how.why != answer.why:
            log.warning("a hook is not taken", hook=self.card.code, why=answer.why)
        since, tries = how.since or now, how.tries + 1
        due = now + round(1000 * self._pause_for(tries, answer))
        self.how = How("failing", since, due, answer.why, tries, how.took)

    def _pause_for(self, tries: int, answer: Answer) -> float:
        """Not all hooks of a receiver at the same moment."""
        pause = min(FIRST_PAUSE * 2.0 ** min(tries - 1, 20), LONGEST_PAUSE)
        return max(pause * random.uniform(0.8, 1.2), min(answer.wait or 0, LONGEST_PAUSE))

    async def _pause(self) -> None:
        self._again.clear()
        left = (self.how.next or 0) - self._sender.now()
        with suppress(TimeoutError):
            async with asyncio.timeout(max(0, left) / 1000):
                await self._again.wait()

    async def _too_old(self, first: Happened) -> bool:
        """Then it is given up, with all others that are as old; there may be thousands."""
        before, how = self._sender.now() - self._keep, self.how
        if first.at >= before:
            return False
        more = True
        while more:
            old = await self._store.after(self.card, self.place, AT_ONCE, before=before)
            wanted = [one for one in old.events if concerns(self.card, one.fact, self._queues_of)]
            if old.events:
                await self._give_up(wanted, old.events[-1].seq, how.why, how.tries)
            more = bool(old.events)
        return True

    async def _give_up(self, events: Sequence[Happened], until: int, why: str, tries: int) -> None:
        now = self._sender.now()
        gone = [
            GivenUp(one.seq, one.at, now, one.kind, tries if place == 0 else 0, why)
            for place, one in enumerate(events)
        ]
        await self._store.give_up(self.card.code, gone, until)
        self.place, self._unsaved = until, False
        if gone:
            log.warning("given up", hook=self.card.code, events=len(gone), first=gone[0].seq, why=why)


def written(card: HookCard, events: Sequence[Happened]) -> bytes:
    """The body: half characters stay escapes, so that it is JSON whatever a caller's name holds."""
    told = [event(one, numbers=card.numbers) for one in events]
    return json.dumps({"hook": card.code, "events": told}, separators=(",", ":")).encode()
