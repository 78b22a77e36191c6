"""All widgets of a site, and the visitors who are at them.

A visitor's token is known here by its digest alone. What he sees of his chat: its messages (no notes, no lines of the system), who has
it, his place in line, whether somebody is writing.
"""

from __future__ import annotations

import asyncio
import hashlib
import re
import secrets
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, Literal

import structlog

from acd.core import heard
from acd.core.item import OVER, Item, Kind, Stage, place
from acd.core.moment import DAY, Moment
from acd.desk import Desk
from acd.store.customers import NewCustomer
from acd.store.errors import BadCard
from acd.store.item_rows import Message
from acd.store.items import NewItem, NewMessage
from aftercall.items.desk import ItemDesk, record
from aftercall.items.threads import Threads
from aftercall.office.errors import InUse, NotKnown, database
from aftercall.widget.card import Widget, check_widget
from aftercall.widget.limits import Limits
from aftercall.widget.store import Visitor, WidgetStore

log = structlog.get_logger(__name__)
MOST: Final = 50
GONE_AFTER: Final = 8.0
"""Seconds without a connection after which a visitor is gone: a page that is loaded anew is no farewell."""
OVER_FOR: Final = DAY
"""A chat that is over for longer is not opened again: what is written then is a new one."""
REMEMBERED: Final = 2000
"""Messages whose numbers are remembered, so that what was sent twice is there once."""
_TOKEN: Final = re.compile(r"[A-Za-z0-9_-]{43}")
UNTAKEN: Final = (Stage.WAITING, Stage.OFFERED)
Done = Literal["made", "changed", "same"]


class NoVisitor(Exception):  # noqa: N818 - reads as what it is
    """This token is nobody's here."""


@dataclass(frozen=True, slots=True)
class State:
    """What a visitor sees of his chat. `place`: in line, from 1 on."""

    stage: Literal["none", "waiting", "open", "over"]
    agent: str = ""
    place: int | None = None


class WidgetDesk:
    """`known`: codes of the queues to which chats come."""

    def __init__(
        self,
        store: WidgetStore,
        items: ItemDesk,
        threads: Threads,
        desk: Desk,
        known: Callable[[], Awaitable[Collection[str]]],
    ) -> None:
        self.items = items
        self.threads = threads
        self.limits = Limits()
        self._store = store
        self._desk = desk
        self._known = known
        self._alone = asyncio.Lock()
        self._starting = asyncio.Lock()
        self._cards: dict[str, Widget] = {}
        self._there: dict[str, int] = {}
        self._going: dict[str, asyncio.TimerHandle] = {}
        self._sent: OrderedDict[tuple[str, str], int] = OrderedDict()

    # --- the daemon's ------------------------------------------------------------------------------------------------

    async def open(self) -> None:
        self._cards = {card.code: card for card in await self._store.cards()}
        await self.forget()

    async def forget(self) -> None:
        """Visitors who were not seen for long: at the start, and each night. Raises what the database raises."""
        await self._store.forget(self._desk.now())

    async def close(self) -> None:
        for handle in self._going.values():
            handle.cancel()
        self._going.clear()

    # --- people's ----------------------------------------------------------------------------------------------------

    def all(self) -> list[Widget]:
        return [card for _, card in sorted(self._cards.items())]

    def one(self, code: str) -> Widget:
        if code not in self._cards:
            raise NotKnown("widget", code, self._cards)
        return self._cards[code]

    async def change(self, code: str, changes: Mapping[str, Any]) -> tuple[Widget, Done]:
        """Raises BadCard or DatabaseAway."""
        async with self._alone:
            old = self._cards.get(code)
            if old is None and len(self._cards) >= MOST:
                raise InUse(f"there are {MOST} widgets already", "remove one that nobody needs")
            card = replace(old or Widget(code), **changes)
            check_widget(card, self._cards.keys(), await self._known())
            if card == old:
                return card, "same"
            with database():
                await self._store.save(card)
            self._cards[code] = card
        return card, "made" if old is None else "changed"

    async def remove(self, code: str) -> None:
        """Chats that came by it stay; their visitors hear nothing more."""
        self.one(code)
        async with self._alone:
            with database():
                await self._store.delete(code)
            self._cards.pop(code, None)

    # --- visitors ----------------------------------------------------------------------------------------------------

    def shown(self, code: str) -> Widget:
        """For visitors: one that is not active is not there. Raises NotKnown."""
        card = self._cards.get(code)
        if card is None or not card.active:
            raise NotKnown("widget", code, ())
        return card

    def hours(self, card: Widget) -> tuple[bool, Moment | None]:
        """Whether a chat is taken now; if not, when again."""
        queue = self._desk.floor.queues.get(card.queue)
        if queue is None:
            return False, None
        return (True, None) if queue.card.chats_when_closed else self.items.hours(card.queue)

    async def who(self, card: Widget, token: str) -> Visitor:
        """Raises NoVisitor."""
        if _TOKEN.fullmatch(token) is None:
            raise NoVisitor
        with database():
            found = await self._store.visitor(digest(token))
        if found is None or found.widget != card.code:
            raise NoVisitor
        return found

    async def start(
        self, card: Widget, token: str | None, text: str, who: NewCustomer, about: Mapping[str, str]
    ) -> tuple[str, Visitor]:
        """A chat, and the token by which its visitor has it. One who is in a chat already goes on with that. Raises Closed."""
        token = token if token and _TOKEN.fullmatch(token) else secrets.token_urlsafe(32)
        mark, now = digest(token), self._desk.now()
        async with self._starting:  # a button pressed twice is one chat
            with database():
                before = await self._store.visitor(mark)
            if before is not None and before.widget != card.code:
                raise NoVisitor
            if before is not None and before.item and not await self._is_past(before.item):
                await self.items.say(before.item, NewMessage(text))
                return token, before
            brought = await self.items.bring(_chat(card, text, who, about))
            visitor = Visitor(mark, card.code, brought.id, before.made if before else now, now)
            with database():
                await self._store.keep(visitor)
            return token, visitor

    async def say(
        self, card: Widget, visitor: Visitor, text: str, number: str
    ) -> tuple[Message | None, Visitor]:
        """`number`: the visitor's own, so that what is sent again is there once. None: it was there already."""
        item = visitor.item
        if item is None:
            raise BadCard("token", "…", "has no chat", "start one")
        if (visitor.digest, number) in self._sent:
            return None, visitor
        if await self._is_past(item):
            brought = await self.items.bring(_chat(card, text, await self._customer(item), {}))
            visitor = replace(visitor, item=brought.id, seen=self._desk.now())
            with database():
                await self._store.keep(visitor)
            message = await self.items.message(brought.id, brought.message)
        else:
            message = await self.items.say(item, NewMessage(text))
        if message is not None:
            self._remember(visitor.digest, number, message.id)
        return message, visitor

    async def thread(self, visitor: Visitor, after: int = 0) -> list[Message]:
        if visitor.item is None:
            return []
        found = await self.items.thread(visitor.item, after, 500, notes=False)
        return [one for one in found if one.kind == "message" and one.by in ("customer", "agent")]

    async def end(self, visitor: Visitor) -> None:
        """He wants no more. What nobody took is over; who has it, sees that he went."""
        item = self._desk.floor.items.get(visitor.item or "")
        if item is None or item.stage in OVER:
            return
        now = self._desk.now()
        if item.stage in UNTAKEN:
            await self._desk.heed(heard.ItemGone(now, item.id, "ended by the visitor"))
        else:
            await self.items.say(
                item.id, NewMessage("The visitor has ended the chat.", "system", kind="system")
            )
            await self._desk.heed(heard.Visitor(now, item.id, False))

    def state(self, visitor: Visitor) -> State:
        if visitor.item is None:
            return State("none")
        return self.now_of(visitor.item) or State("over")  # the floor holds all that are not

    def state_of(self, item: Item) -> State:
        if item.stage in OVER:
            return State("over")
        if item.stage in UNTAKEN:
            return State("waiting", place=self._place(item))
        agent = self._desk.floor.agents.get(item.agent or "")
        return State("open", agent=(agent.card.name or agent.card.code) if agent else "")

    def now_of(self, item: str) -> State | None:
        """From the floor alone; None: it does not hold it any more."""
        there = self._desk.floor.items.get(item)
        return None if there is None else self.state_of(there)

    # --- at the other end --------------------------------------------------------------------------------------------

    def came(self, item: str) -> Callable[[], None]:
        """His page is connected; what is returned says that it is not any more."""
        self._there[item] = self._there.get(item, 0) + 1
        if (handle := self._going.pop(item, None)) is not None:
            handle.cancel()
        elif self._there[item] == 1:
            self._tell(item, True)
        left = False

        def leave() -> None:
            nonlocal left
            if left:
                return
            left = True
            self._there[item] -= 1
            if not self._there[item]:
                del self._there[item]
                self._going[item] = asyncio.get_running_loop().call_later(GONE_AFTER, self._gone, item)

        return leave

    def _gone(self, item: str) -> None:
        self._going.pop(item, None)
        self._tell(item, False)

    def _tell(self, item: str, there: bool) -> None:
        if item in self._desk.floor.items:
            self._desk.hear(heard.Visitor(self._desk.now(), item, there))

    # --- inside ------------------------------------------------------------------------------------------------------

    def _place(self, item: Item) -> int:
        mine = place(item)
        others = self._desk.floor.items.values()
        return 1 + sum(
            one.kind is Kind.CHAT and one.stage in UNTAKEN and one.queue == item.queue and place(one) < mine
            for one in others
        )

    async def _is_past(self, item: str) -> bool:
        """It is over, and for long."""
        there = self._desk.floor.items.get(item)
        if there is not None and there.stage not in OVER:
            return False
        with record():
            row = await self.items.store.get(item)
        if row is None:
            return True
        ended = row.closed or row.solved
        return row.stage in ("solved", "closed") and ended is not None and self._desk.now() - ended > OVER_FOR

    async def _customer(self, item: str) -> NewCustomer:
        with record():
            row = await self.items.store.get(item)
        return NewCustomer(id=row.customer) if row and row.customer else NewCustomer()

    def _remember(self, mark: str, number: str, message: int) -> None:
        self._sent[mark, number] = message
        while len(self._sent) > REMEMBERED:
            self._sent.popitem(last=False)


def digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _chat(card: Widget, text: str, who: NewCustomer, about: Mapping[str, str]) -> NewItem:
    return NewItem(
        Kind.CHAT,
        card.queue,
        " ".join(text.split())[:80],
        NewMessage(text),
        who,
        source=card.source,
        fields=dict(about),
        visitor=True,
    )
