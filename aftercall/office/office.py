"""Making, changing and removing what is configured; one thing at a time, so that a partial change keeps the rest as it is."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, replace
from typing import Any, Final, TypeVar

import structlog

from acd.core.calendar_card import SiteCalendar, card_of, table_of
from acd.core.calendar_fields import CalendarError
from acd.core.cards import AgentCard, Group, QueueCard, TypeCard
from acd.core.heard import AgentSet, Heard, LevelSet, QueueSet, TypeSet
from acd.core.level import Level
from acd.core.lines import NumberLine, PhoneLine, QueueLine, Target
from acd.core.moment import Moment
from acd.store.cards import AllCards, Cards
from acd.store.errors import BadCalendar, BadCard
from acd.store.pins import Pins
from aftercall.office import nouns, reasons
from aftercall.office.change import Change, Many, Noun, Removed, Saved
from aftercall.office.dial_store import DialStore
from aftercall.office.errors import DatabaseAway, InUse, NotKnown, OfficeError, SwitchAway, database
from aftercall.office.everything import Everything
from aftercall.office.ports import Desk, NoDesk, Provisioning, WholeQueue

log = structlog.get_logger(__name__)
Card = TypeVar("Card")
Changes = Mapping[str, Any]
"""Fields of a card that change, by the card's own names and in its own units (spans in milliseconds)."""

AGAIN: Final = 5.0  # seconds
OF_A_LINE: Final = frozenset(field.name for field in fields(QueueLine)) - {"code"}


class Office:
    """Without a desk the floor is not open yet; without a switch nothing is provisioned.

    Each change raises BadCard (which field, why, what to do), SwitchRefused or DatabaseAway; each removal NotKnown or InUse.
    """

    def __init__(
        self,
        cards: Cards,
        pins: Pins,
        desk: Desk | None = None,
        switch: Provisioning | None = None,
        dial_store: DialStore | None = None,
    ) -> None:
        self.alone = asyncio.Lock()
        self._cards = cards
        self._dial_store = dial_store
        self._pins = pins
        self._switch = switch
        self._change = Change(cards, desk or NoDesk(), switch)
        self._again: asyncio.Task[None] | None = None

    async def all(self) -> Everything:
        """With the dialer's cards, if its store was given."""
        with database():
            cards = await self._cards.all()
            if self._dial_store is None:
                return Everything(*(getattr(cards, field.name) for field in fields(cards)))
            return await self._dial_store.with_ours(cards)

    async def queues(self) -> list[str]:
        """Codes of all of them, campaigns' too. Raises DatabaseAway."""
        return [card.code for card in (await self.all()).queues]

    async def item_queues(self) -> list[str]:
        """As of `Everything`. Raises DatabaseAway."""
        return (await self.all()).item_queues

    async def one(self, noun: Noun[Card], code: str) -> Card:
        found = noun.all_of(await self.all())
        if code not in found:
            raise NotKnown(noun.what, code, found)
        return found[code]

    # --- change: what is not named keeps its value; what is not there is made with defaults --------------------------

    async def change_agent(self, code: str, changes: Changes) -> Saved[AgentCard]:
        """A new agent's name is his code, unless it is given."""
        return await self.save(
            nouns.AGENTS, code, lambda old: replace(old or AgentCard(code, name=code), **changes)
        )

    async def change_queue(self, code: str, changes: Changes) -> Saved[WholeQueue]:
        """`changes` of the floor's part and of the switch's part alike."""
        line = {name: value for name, value in changes.items() if name in OF_A_LINE}
        card = {name: value for name, value in changes.items() if name not in OF_A_LINE}

        def make(old: WholeQueue | None) -> WholeQueue:
            old = old or WholeQueue(QueueCard(code), QueueLine(code))
            return WholeQueue(replace(old.card, **card), replace(old.line, **line))

        return await self.save(nouns.QUEUES, code, make)

    async def change_type(self, code: str, changes: Changes) -> Saved[TypeCard]:
        def make(old: TypeCard | None) -> TypeCard:
            if old is None and "group" not in changes:
                raise BadCard("group", None, "is missing", "a new type is work or break")
            return replace(old or TypeCard(code, Group.WORK), **changes)

        return await self.save(nouns.TYPES, code, make)

    async def change_phone(self, code: str, changes: Changes) -> Saved[PhoneLine]:
        """A new phone gets a secret of its own, unless one is given."""
        return await self.save(
            nouns.PHONES, code, lambda old: replace(old or PhoneLine(code, secret=new_secret()), **changes)
        )

    async def change_number(self, did: str, changes: Changes) -> Saved[NumberLine]:
        """A new number needs a `target`; one without a calendar any more has no `closed` either."""

        def make(old: NumberLine | None) -> NumberLine:
            target: Target | None = changes.get("target") or (old.target if old else None)
            if target is None:
                raise BadCard("target", None, "is missing", "say where the number leads")
            made = replace(old or NumberLine(did, target), **(dict(changes) | {"target": target}))
            return made if made.calendar or "closed" in changes else replace(made, closed=None)

        return await self.save(nouns.NUMBERS, did, make)

    async def change_calendar(self, code: str, changes: Changes) -> Saved[SiteCalendar]:
        """`changes`: fields of the calendar's file, each whole; an empty name is none."""

        def make(old: SiteCalendar | None) -> SiteCalendar:
            table = (table_of(old.card) if old else {}) | dict(changes)
            if not table.get("name"):
                table.pop("name", None)
            try:
                return SiteCalendar(code, card_of(table))
            except CalendarError as bad:
                raise BadCalendar(bad) from bad

        return await self.save(nouns.CALENDARS, code, make)

    async def change_level(self, code: str, changes: Changes) -> Saved[Level]:
        return await self.save(nouns.LEVELS, code, lambda old: replace(old or Level(code), **changes))

    async def set_pin(self, agent: str, pin: str | None) -> None:
        """None takes it away. Hashing runs in a thread."""
        await self.one(nouns.AGENTS, agent)
        with database():
            await self._pins.set(agent, pin)

    # --- several at once: all or none, with one look at Asterisk -----------------------------------------------------

    async def make_phones(self, codes: Sequence[str], changes: Changes) -> tuple[Sequence[PhoneLine], str]:
        """Each with a secret of its own. Also the warning of `Saved`."""
        new = {code: replace(PhoneLine(code, secret=new_secret()), **changes) for code in codes}
        return tuple(new.values()), await self._make(nouns.PHONES, new)

    async def make_agents(
        self, codes: Sequence[str], changes: Changes, own_phone: bool
    ) -> tuple[Sequence[AgentCard], str]:
        """`own_phone`: each has the phone of his own code."""
        new = {
            code: replace(AgentCard(code, name=code, phone=code if own_phone else None), **changes)
            for code in codes
        }
        return tuple(new.values()), await self._make(nouns.AGENTS, new)

    # --- remove ------------------------------------------------------------------------------------------------------

    async def remove(self, noun: Noun[Card], code: str) -> Removed:
        async with self.alone:
            cards = await self.all()
            if used := _by_campaigns(noun.what, code, cards):
                raise InUse(
                    f"{noun.what} {code} is used by {used}", "change that campaign, or remove it, first"
                )
            removed = await self._change.remove(noun, cards, code)
        self._once_more(removed.warning)
        return removed

    # --- everything --------------------------------------------------------------------------------------------------

    async def drift(self) -> Sequence[str]:
        """What stands otherwise in Asterisk than it should. Raises SwitchAway."""
        return await self._reach().drift(await self.all())

    async def provision(self) -> Sequence[str]:
        """Write all again; what was otherwise. After each connect, and when somebody asks. Raises SwitchAway, SwitchRefused."""
        async with self.alone:
            return await self._reach().apply(await self.all())

    async def close(self) -> None:
        if self._again is not None:
            self._again.cancel()
            await asyncio.gather(self._again, return_exceptions=True)

    def _once_more(self, warning: str) -> None:
        """What Asterisk did not take is tried until it does; a link that comes back does the same at once."""
        if warning and (self._again is None or self._again.done()):
            self._again = asyncio.create_task(self._until_taken(), name="provision again")

    async def _until_taken(self) -> None:
        while True:
            await asyncio.sleep(AGAIN)
            try:
                await self.provision()
            except (SwitchAway, DatabaseAway):
                continue
            except OfficeError as error:
                log.error("not provisioned", why=str(error))
            return

    def _reach(self) -> Provisioning:
        if self._switch is None:
            raise SwitchAway(reasons.NO_SWITCH(), reasons.SET_SWITCH())
        return self._switch

    async def save(self, noun: Noun[Card], code: str, make: Callable[[Card | None], Card]) -> Saved[Card]:
        """`make` gets the card as it is, None for a new one."""
        async with self.alone:
            before = await self.all()
            saved = await self._change.save(noun, before, code, make(noun.all_of(before).get(code)))
        self._once_more(saved.warning)
        return saved

    async def _make(self, noun: Many[Card], new: Mapping[str, Card]) -> str:
        async with self.alone:
            warning = await self._change.make(noun, await self.all(), new)
        self._once_more(warning)
        return warning


def _by_campaigns(what: str, code: str, cards: Everything) -> str:
    """A queue is its campaign's, a type is what joining or leaving one sets. Their names, or empty."""
    users = [
        card.code
        for card in cards.campaigns
        if (what == "queue" and card.code == code)
        or (what == "type" and code in (card.work_type, card.leave_type))
    ]
    return ", ".join(f"campaign {user}" for user in users)


def opening(cards: AllCards, at: Moment) -> list[Heard]:
    """What a floor that opens hears first: calendars before the queues, types and queues before the agents who need them."""
    heard = calendars_heard(cards, at)
    heard += [LevelSet(at, level) for level in cards.levels]
    heard += [TypeSet(at, card) for card in cards.types]
    heard += [QueueSet(at, card) for card in cards.queues]
    heard += [AgentSet(at, card) for card in cards.agents]
    for line in cards.phones:
        heard += nouns.PHONES.told(NoDesk.floor, line, at)
    return heard


def calendars_heard(cards: AllCards, at: Moment) -> list[Heard]:
    """With the holidays of the years around `at`."""
    return [heard for one in cards.calendars for heard in nouns.CALENDARS.told(NoDesk.floor, one, at)]


def new_secret() -> str:
    """For a phone; 128 bits, only letters that every softphone can type."""
    return secrets.token_hex(16)
