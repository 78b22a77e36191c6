"""How one thing is changed or removed, whatever it is; what differs from noun to noun is in `nouns`."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Generic, Literal, Protocol, TypeVar

import structlog

from acd.core.heard import Heard
from acd.core.moment import Moment
from acd.core.scene import Floor
from acd.store.cards import Cards
from acd.store.errors import BadCard
from aftercall.office import reasons
from aftercall.office.errors import InUse, NotKnown, SwitchAway, SwitchRefused, database
from aftercall.office.everything import Everything
from aftercall.office.ports import Desk, Provisioning

log = structlog.get_logger(__name__)
WITHIN: Final = 10.0  # seconds for one change; somebody waits for the answer
SHOWN: Final = 10  # codes in one line
Card = TypeVar("Card")


@dataclass(frozen=True, slots=True)
class Saved(Generic[Card]):
    """`warning`: what is stored, but not yet in Asterisk, and why; empty: all is done."""

    card: Card
    done: Literal["made", "changed", "same"]
    warning: str = ""


@dataclass(frozen=True, slots=True)
class Removed:
    code: str
    warning: str = ""


class Noun(Protocol[Card]):
    """One kind of thing that is configured."""

    what: str

    def all_of(self, cards: Everything) -> dict[str, Card]:
        """By code."""

    def check(self, card: Card, cards: Everything) -> None:
        """Against all that is configured. Raises BadCard."""

    async def save(self, cards: Cards, card: Card) -> None: ...

    async def delete(self, cards: Cards, code: str) -> None: ...

    def put(self, cards: Everything, card: Card) -> Everything:
        """All cards with this one in its place."""

    def drop(self, cards: Everything, code: str) -> Everything: ...

    def told(self, floor: Floor, new: Card, at: Moment) -> Sequence[Heard]:
        """What the floor hears of it."""

    def untold(self, cards: Everything, old: Card, at: Moment) -> Sequence[Heard]: ...

    def in_use(self, floor: Floor, code: str) -> str: ...

    remedy: str


class Many(Noun[Card], Protocol[Card]):
    """One of which several can be made at once."""

    async def save(self, cards: Cards, *new: Card) -> None:
        """All or none."""


@dataclass(frozen=True, slots=True)
class Change:
    cards: Cards
    desk: Desk
    switch: Provisioning | None

    async def save(self, noun: Noun[Card], before: Everything, code: str, new: Card) -> Saved[Card]:
        """Raises BadCard, NotForAsterisk, SwitchRefused or DatabaseAway; then nothing is changed."""
        noun.check(new, before)  # before Asterisk's view of it: these words name the field
        old, after = noun.all_of(before).get(code), noun.put(before, new)
        there = self.switch is not None and self.switch.check(before, after)
        if new != old:
            with database():
                await noun.save(self.cards, new)
        try:
            warning = await self._provision(self.switch, after) if there and self.switch else ""
        except SwitchRefused:
            await self._put_back(noun, code, old)
            raise
        if new != old:
            await self.desk.heed(*noun.told(self.desk.floor, new, self.desk.now()))
        return Saved(new, "made" if old is None else "same" if new == old else "changed", warning)

    async def make(self, noun: Many[Card], before: Everything, new: Mapping[str, Card]) -> str:
        """Several new ones in one transaction, put into Asterisk at once; the warning of `Saved`. Raises as `save`, and InUse: some
        are there already. Then none is made."""
        if there := [code for code in new if code in noun.all_of(before)]:
            remedy = "name those that are not, or change these one by one"
            raise InUse(f"{noun.what} {', '.join(there[:SHOWN])} is there already", remedy)
        after = before
        for card in new.values():
            noun.check(card, after)
            after = noun.put(after, card)
        written = self.switch is not None and self.switch.check(before, after)
        with database():
            await noun.save(self.cards, *new.values())
        try:
            warning = await self._provision(self.switch, after) if written and self.switch else ""
        except SwitchRefused:
            for code in new:
                await self._put_back(noun, code, None)
            raise
        now, floor = self.desk.now(), self.desk.floor
        await self.desk.heed(*(heard for card in new.values() for heard in noun.told(floor, card, now)))
        return warning

    async def remove(self, noun: Noun[Card], before: Everything, code: str) -> Removed:
        """Raises NotKnown or InUse."""
        old = noun.all_of(before).get(code)
        if old is None:
            raise NotKnown(noun.what, code, noun.all_of(before))
        self._free(noun, code)
        await self._delete(noun, code)
        try:
            self._free(noun, code)  # somebody may have come while the database was busy
        except InUse:
            await self._put_back(noun, code, old)
            raise
        await self.desk.heed(*noun.untold(before, old, self.desk.now()))
        return Removed(code, await self._unprovision(before, noun.drop(before, code)))

    def _free(self, noun: Noun[Card], code: str) -> None:
        if use := noun.in_use(self.desk.floor, code):
            raise InUse(f"{noun.what} {code} is in use: {use}", noun.remedy)

    async def _delete(self, noun: Noun[Card], code: str) -> None:
        try:
            with database():
                await noun.delete(self.cards, code)
        except BadCard as bad:  # that it is known was seen before: something else leads to it
            raise InUse(f"{noun.what} {code} {bad.why}", bad.remedy) from bad

    async def _provision(self, switch: Provisioning, cards: Everything) -> str:
        try:
            await _soon(switch.apply(cards))
        except SwitchAway as away:
            return f"stored, not yet in Asterisk: {away.why}; it is provisioned when Asterisk is back"
        return ""

    async def _unprovision(self, before: Everything, after: Everything) -> str:
        """What Asterisk keeps of it is drift, which the next provisioning takes away."""
        if self.switch is None or not self.switch.check(before, after):
            return ""
        try:
            await _soon(self.switch.apply(after))
        except (SwitchAway, SwitchRefused) as trouble:
            return f"removed, but still in Asterisk: {trouble.why}; it goes with the next provisioning"
        return ""

    async def _put_back(self, noun: Noun[Card], code: str, old: Card | None) -> None:
        log.warning("put back", what=noun.what, code=code)
        with database():
            if old is None:
                await noun.delete(self.cards, code)
            else:
                await noun.save(self.cards, old)


async def _soon(applying: Awaitable[object]) -> None:
    """What was begun and not finished is drift, and goes on with the next provisioning."""
    try:
        async with asyncio.timeout(WITHIN):
            await applying
    except TimeoutError as error:
        raise SwitchAway(reasons.SWITCH_LATE(seconds=WITHIN)) from error
