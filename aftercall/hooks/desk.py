"""All hooks of a site: kept, changed while everything goes on, each with a courier of its own."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Literal

import structlog

from acd.core.facts import Fact
from acd.core.moment import Span
from acd.store.errors import BadCard
from aftercall.hooks.card import HookCard, check_hook
from aftercall.hooks.courier import Courier, Delivery, How, written
from aftercall.hooks.happened import Queues
from aftercall.hooks.post import Answer, Sender
from aftercall.hooks.store import GivenUp, Store
from aftercall.office.errors import InUse, NotKnown, database

log = structlog.get_logger(__name__)
MOST: Final = 50
Done = Literal["made", "changed", "same"]


@dataclass(frozen=True, slots=True)
class HookNow:
    """`waiting`: events that its receiver has not taken yet, up to 10,000; null where the database does not say."""

    card: HookCard
    how: How
    waiting: int | None = None
    given_up: int = 0


class HookDesk:
    """`known`: codes of all queues and campaigns. `keep`: how long an event is tried."""

    def __init__(
        self,
        store: Store,
        sender: Sender,
        keep: Span,
        queues_of: Queues = lambda agent: frozenset(),
        known: Callable[[], Awaitable[Collection[str]]] | None = None,
    ) -> None:
        self._store = store
        self._sender = sender
        self._keep = keep
        self._queues_of = queues_of
        self._known = known
        self._alone = asyncio.Lock()
        self._cards: dict[str, HookCard] = {}
        self._couriers: dict[str, Courier] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}

    # --- the daemon's ------------------------------------------------------------------------------------------------

    async def open(self) -> None:
        for card in await self._store.cards():
            self._cards[card.code] = card
            await self._send_out(card)

    async def close(self) -> None:
        for code in list(self._tasks):
            await self._call_back(code)

    def written(self, facts: Sequence[Fact]) -> None:
        """These are on record. Never blocks."""
        for courier in self._couriers.values():
            courier.wake()

    # --- people's ----------------------------------------------------------------------------------------------------

    async def all(self) -> list[HookNow]:
        return [await self._now(card) for _, card in sorted(self._cards.items())]

    async def one(self, code: str) -> HookNow:
        return await self._now(self._card(code))

    def standing(self) -> dict[str, How]:
        """Without asking the database."""
        return {code: self._how(code) for code in sorted(self._cards)}

    async def change(self, code: str, changes: Mapping[str, Any]) -> tuple[HookCard, Done]:
        """A new hook is told what happens from now on, and gets a secret unless one is given. So is one that was not active: what
        happened meanwhile is not told. Raises BadCard or DatabaseAway."""
        async with self._alone:
            old = self._cards.get(code)
            if old is None:
                self._check_new(code, changes)
            card = replace(old or HookCard(code, "", secrets.token_hex(32)), **changes)
            queues = card.queues if self._known is None else await self._known()
            check_hook(card, self._cards.keys(), queues, self._sender.rules)
            if card == old:
                return card, "same"
            await self._keep_card(card, fresh=old is None or not old.active)
        return card, "made" if old is None else "changed"

    async def remove(self, code: str) -> None:
        """What waits for it is not told any more. Raises NotKnown."""
        self._card(code)
        async with self._alone:
            await self._call_back(code)
            with database():
                await self._store.delete(code)
            self._cards.pop(code, None)

    async def test(self, code: str) -> Answer:
        """One signed POST without an event, now, whatever waits."""
        return await self._once(self._card(code), written(self._card(code), ()))

    async def again(self, code: str, seq: int) -> Answer:
        """An event that was given up, told once more, out of order. Raises NotKnown: the journal does not hold it any more."""
        card = self._card(code)
        with database():
            event = await self._store.one(seq)
        if event is None:
            raise NotKnown("event", str(seq), ())
        answer = await self._once(card, written(card, (event,)))
        if answer.ok:
            with database():
                await self._store.taken_after_all(code, seq)
        return answer

    def try_now(self, code: str) -> None:
        self._card(code)
        if courier := self._couriers.get(code):
            courier.try_now()

    def recent(self, code: str) -> list[Delivery]:
        """The last attempts, newest first; since the daemon was started, or the hook changed."""
        self._card(code)
        courier = self._couriers.get(code)
        return list(reversed(courier.recent)) if courier else []

    async def given_up(self, code: str) -> list[GivenUp]:
        self._card(code)
        with database():
            return await self._store.given_up(code)

    # --- inside ------------------------------------------------------------------------------------------------------

    def _card(self, code: str) -> HookCard:
        if code not in self._cards:
            raise NotKnown("hook", code, self._cards)
        return self._cards[code]

    def _check_new(self, code: str, changes: Mapping[str, Any]) -> None:
        if "url" not in changes:
            raise BadCard("url", None, "is missing", "say where its receiver is")
        if len(self._cards) >= MOST:
            raise InUse(f"there are {MOST} hooks already", "remove one that nobody needs")

    async def _now(self, card: HookCard) -> HookNow:
        courier = self._couriers.get(card.code)
        with database():
            waiting = await self._store.waiting(card, courier.place) if courier else 0
            given_up = len(await self._store.given_up(card.code))
        return HookNow(card, self._how(card.code), waiting, given_up)

    def _how(self, code: str) -> How:
        courier = self._couriers.get(code)
        return How("off") if courier is None else courier.how

    async def _keep_card(self, card: HookCard, fresh: bool) -> None:
        with database():
            await self._call_back(card.code)
            await self._store.save(card)
            if fresh:
                await self._store.move(card.code, await self._store.last())
        self._cards[card.code] = card
        await self._send_out(card)

    async def _send_out(self, card: HookCard) -> None:
        if not card.active:
            return
        place = await self._store.place(card.code)
        if place is None:  # made at another site: here it begins now
            place = await self._store.last()
            await self._store.move(card.code, place)
        courier = Courier(card, place, self._store, self._sender, self._keep, self._queues_of)
        self._couriers[card.code] = courier
        task = asyncio.create_task(courier.run(), name=f"hook {card.code}")
        task.add_done_callback(lambda ended: _ended(courier, ended))
        self._tasks[card.code] = task

    async def _call_back(self, code: str) -> None:
        self._couriers.pop(code, None)
        if (task := self._tasks.pop(code, None)) is not None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def _once(self, card: HookCard, body: bytes) -> Answer:
        async with self._sender.client() as client:
            return await self._sender.send(client, card, body, 1)


def _ended(courier: Courier, task: asyncio.Task[None]) -> None:
    """A fault of ours in one hook is said, and neither stops the daemon nor hides."""
    if task.cancelled():
        return
    error = task.exception() or RuntimeError("ended by itself")
    log.error("a hook is broken", hook=courier.card.code, exc_info=error)
    courier.how = How("broken", why=f"{type(error).__name__}: {error}; see the log, then change the hook")
