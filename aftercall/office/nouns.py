"""What is configured, noun by noun: how each is stored, told to the floor, and when it may not go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final, TypeVar

import structlog

from acd.almanac import calendar_of, years_around
from acd.core.calendar import Calendar
from acd.core.calendar_card import SiteCalendar
from acd.core.calendar_fields import CalendarError
from acd.core.cards import AgentCard, QueueCard, TypeCard
from acd.core.heard import (
    AgentSet,
    AgentUnset,
    CalendarSet,
    CalendarUnset,
    Heard,
    LevelSet,
    LevelUnset,
    PhoneSet,
    PhoneUnset,
    QueueSet,
    QueueUnset,
    TypeSet,
    TypeUnset,
)
from acd.core.level import Level
from acd.core.lines import NumberLine, PhoneLine, QueueLine
from acd.core.moment import Moment
from acd.core.scene import Floor
from acd.store import check
from acd.store.cards import Cards
from acd.store.check import Known
from acd.store.check_level import check_level
from acd.store.errors import BadCalendar, BadCard
from aftercall.office import in_use
from aftercall.office.everything import Everything
from aftercall.office.ports import WholeQueue
from aftercall.office.promising import check_calendar_promises, check_level_hours, check_queue_hours
from dialer.core.cards import CampaignCard

log = structlog.get_logger(__name__)
Coded = AgentCard | QueueCard | QueueLine | TypeCard | PhoneLine | NumberLine | SiteCalendar | Level
One = TypeVar("One", AgentCard, QueueCard, QueueLine, TypeCard, PhoneLine, NumberLine, SiteCalendar, Level)


def code_of(card: Coded) -> str:
    return card.did if isinstance(card, NumberLine) else card.code


def put(cards: tuple[One, ...], card: One) -> tuple[One, ...]:
    """In the place of the one with its code, else at the end."""
    there = any(code_of(one) == code_of(card) for one in cards)
    return tuple(card if code_of(one) == code_of(card) else one for one in cards) + (() if there else (card,))


def drop(cards: tuple[One, ...], code: str) -> tuple[One, ...]:
    return tuple(one for one in cards if code_of(one) != code)


def known(cards: Everything) -> Known:
    return Known(
        agents=cards.agents,
        queues=[card.code for card in cards.queues],
        phones=[line.code for line in cards.phones],
        types=cards.types,
        calendars=[one.code for one in cards.calendars],
        levels=[level.code for level in cards.levels],
    )


class Agents:
    """Asterisk learns of an agent when he logs in."""

    what = "agent"
    remedy = "log him out first"

    def all_of(self, cards: Everything) -> dict[str, AgentCard]:
        return {card.code: card for card in cards.agents}

    def check(self, card: AgentCard, cards: Everything) -> None:
        check.check_agent(card, known(cards))

    async def save(self, cards: Cards, *new: AgentCard) -> None:
        await cards.save_agent(*new)

    async def delete(self, cards: Cards, code: str) -> None:
        """His PIN goes too: whoever gets this code next has none."""
        await cards.delete_agent(code)

    def put(self, cards: Everything, card: AgentCard) -> Everything:
        return replace(cards, agents=put(cards.agents, card))

    def drop(self, cards: Everything, code: str) -> Everything:
        return replace(cards, agents=drop(cards.agents, code))

    def told(self, floor: Floor, new: AgentCard, at: Moment) -> Sequence[Heard]:
        return [AgentSet(at, new)]

    def untold(self, cards: Everything, old: AgentCard, at: Moment) -> Sequence[Heard]:
        return [AgentUnset(at, old.code)]

    def in_use(self, floor: Floor, code: str) -> str:
        return in_use.agent_now(floor, code)


class Queues:
    what = "queue"
    remedy = "take these agents off the queue, and let the callers be served, first"

    def all_of(self, cards: Everything) -> dict[str, WholeQueue]:
        lines = {line.code: line for line in cards.lines}
        return {card.code: WholeQueue(card, lines[card.code]) for card in cards.queues}

    def check(self, card: WholeQueue, cards: Everything) -> None:
        check.check_queue(card.card, card.line, known(cards))
        check_queue_hours(card.card.code, card.card.calendar, cards)
        for campaign in cards.campaigns:
            if campaign.code == card.code:
                _check_theirs(campaign, card.card)

    async def save(self, cards: Cards, card: WholeQueue) -> None:
        await cards.save_queue(card.card, card.line)

    async def delete(self, cards: Cards, code: str) -> None:
        await cards.delete_queue(code)

    def put(self, cards: Everything, card: WholeQueue) -> Everything:
        queues, lines = put(cards.queues, card.card), put(cards.lines, card.line)
        return replace(cards, queues=queues, lines=lines)

    def drop(self, cards: Everything, code: str) -> Everything:
        agents = tuple(without(card, code) for card in cards.agents)
        return replace(cards, agents=agents, queues=drop(cards.queues, code), lines=drop(cards.lines, code))

    def told(self, floor: Floor, new: WholeQueue, at: Moment) -> Sequence[Heard]:
        return [QueueSet(at, new.card)]

    def untold(self, cards: Everything, old: WholeQueue, at: Moment) -> Sequence[Heard]:
        """Agents who are logged out lose their place in it; a queue of that name made later is another one."""
        losing = [card for card in cards.agents if old.code in dict(card.queues)]
        agents = [AgentSet(at, without(card, old.code)) for card in losing]
        return [*agents, QueueUnset(at, old.code)]

    def in_use(self, floor: Floor, code: str) -> str:
        return in_use.queue_now(floor, code)


def _check_theirs(campaign: CampaignCard, queue: QueueCard) -> None:
    """What a campaign says of its queue is changed with the campaign."""
    said = {"name": campaign.name, "work": campaign.work_type, "rest": campaign.leave_type}
    for field, value in said.items():
        if getattr(queue, field) != value:
            why, remedy = (
                f"is not as campaign {campaign.code} says ({value!r})",
                "change the campaign instead",
            )
            raise BadCard(field, getattr(queue, field), why, remedy)


def without(card: AgentCard, queue: str) -> AgentCard:
    return replace(card, queues=tuple(place for place in card.queues if place[0] != queue))


class Types:
    what = "type"
    remedy = "let these agents take another type first"

    def all_of(self, cards: Everything) -> dict[str, TypeCard]:
        return {card.code: card for card in cards.types}

    def check(self, card: TypeCard, cards: Everything) -> None:
        check.check_type(card, known(cards))

    async def save(self, cards: Cards, card: TypeCard) -> None:
        await cards.save_type(card)

    async def delete(self, cards: Cards, code: str) -> None:
        await cards.delete_type(code)

    def put(self, cards: Everything, card: TypeCard) -> Everything:
        return replace(cards, types=put(cards.types, card))

    def drop(self, cards: Everything, code: str) -> Everything:
        return replace(cards, types=drop(cards.types, code))

    def told(self, floor: Floor, new: TypeCard, at: Moment) -> Sequence[Heard]:
        return [TypeSet(at, new)]

    def untold(self, cards: Everything, old: TypeCard, at: Moment) -> Sequence[Heard]:
        return [TypeUnset(at, old.code)]

    def in_use(self, floor: Floor, code: str) -> str:
        return in_use.type_now(floor, code)


class Phones:
    what = "phone"
    remedy = "log these agents out first"

    def all_of(self, cards: Everything) -> dict[str, PhoneLine]:
        return {line.code: line for line in cards.phones}

    def check(self, card: PhoneLine, cards: Everything) -> None:
        check.check_phone(card, known(cards))

    async def save(self, cards: Cards, *new: PhoneLine) -> None:
        await cards.save_phone(*new)

    async def delete(self, cards: Cards, code: str) -> None:
        await cards.delete_phone(code)

    def put(self, cards: Everything, card: PhoneLine) -> Everything:
        return replace(cards, phones=put(cards.phones, card))

    def drop(self, cards: Everything, code: str) -> Everything:
        return replace(cards, phones=drop(cards.phones, code))

    def told(self, floor: Floor, new: PhoneLine, at: Moment) -> Sequence[Heard]:
        return [PhoneSet(at, new.code)]

    def untold(self, cards: Everything, old: PhoneLine, at: Moment) -> Sequence[Heard]:
        return [PhoneUnset(at, old.code)]

    def in_use(self, floor: Floor, code: str) -> str:
        return in_use.phone_now(floor, code)


class Numbers:
    """The floor does not know inbound numbers: Asterisk leads callers by them."""

    what = "number"
    remedy = ""

    def all_of(self, cards: Everything) -> dict[str, NumberLine]:
        return {line.did: line for line in cards.numbers}

    def check(self, card: NumberLine, cards: Everything) -> None:
        check.check_number_line(card, known(cards))

    async def save(self, cards: Cards, card: NumberLine) -> None:
        await cards.save_number(card)

    async def delete(self, cards: Cards, code: str) -> None:
        await cards.delete_number(code)

    def put(self, cards: Everything, card: NumberLine) -> Everything:
        return replace(cards, numbers=put(cards.numbers, card))

    def drop(self, cards: Everything, code: str) -> Everything:
        return replace(cards, numbers=drop(cards.numbers, code))

    def told(self, floor: Floor, new: NumberLine, at: Moment) -> Sequence[Heard]:
        return []

    def untold(self, cards: Everything, old: NumberLine, at: Moment) -> Sequence[Heard]:
        return []

    def in_use(self, floor: Floor, code: str) -> str:
        return ""


def living(one: SiteCalendar, at: Moment) -> Calendar:
    """With the holidays of the years around `at`. A country that the almanac no longer knows (it was updated) has none."""
    try:
        return calendar_of(one.card, years_around(at))
    except CalendarError as bad:
        log.error("a calendar goes without its holidays", calendar=one.code, why=str(bad))
        return calendar_of(replace(one.card, holidays=()))


def users_of_calendar(cards: Everything, code: str) -> list[str]:
    queues = [f"queue {card.code}" for card in cards.queues if card.calendar == code]
    levels = [f"level {level.code}" for level in cards.levels if level.calendar == code]
    return queues + levels + [f"number {line.did}" for line in cards.numbers if line.calendar == code]


class Calendars:
    """Who waits for an opening looks at it anew when its calendar is changed."""

    what = "calendar"
    remedy = ""

    def all_of(self, cards: Everything) -> dict[str, SiteCalendar]:
        return {one.code: one for one in cards.calendars}

    def check(self, card: SiteCalendar, cards: Everything) -> None:
        check.check_calendar(card, known(cards))
        try:
            calendar_of(card.card, years_around(0))
        except CalendarError as bad:
            raise BadCalendar(bad) from bad
        check_calendar_promises(card, cards)

    async def save(self, cards: Cards, card: SiteCalendar) -> None:
        await cards.save_calendar(card)

    async def delete(self, cards: Cards, code: str) -> None:
        await cards.delete_calendar(code)

    def put(self, cards: Everything, card: SiteCalendar) -> Everything:
        return replace(cards, calendars=put(cards.calendars, card))

    def drop(self, cards: Everything, code: str) -> Everything:
        return replace(cards, calendars=drop(cards.calendars, code))

    def told(self, floor: Floor, new: SiteCalendar, at: Moment) -> Sequence[Heard]:
        return [CalendarSet(at, new.code, living(new, at))]

    def untold(self, cards: Everything, old: SiteCalendar, at: Moment) -> Sequence[Heard]:
        return [CalendarUnset(at, old.code)]

    def in_use(self, floor: Floor, code: str) -> str:
        return ""


class Levels:
    """What runs is computed anew when a level is changed or removed."""

    what = "level"
    remedy = ""

    def all_of(self, cards: Everything) -> dict[str, Level]:
        return {level.code: level for level in cards.levels}

    def check(self, card: Level, cards: Everything) -> None:
        check_level(card, known(cards))
        check_level_hours(card, cards)

    async def save(self, cards: Cards, *new: Level) -> None:
        await cards.save_level(*new)

    async def delete(self, cards: Cards, code: str) -> None:
        await cards.delete_level(code)

    def put(self, cards: Everything, card: Level) -> Everything:
        return replace(cards, levels=put(cards.levels, card))

    def drop(self, cards: Everything, code: str) -> Everything:
        return replace(cards, levels=drop(cards.levels, code))

    def told(self, floor: Floor, new: Level, at: Moment) -> Sequence[Heard]:
        return [LevelSet(at, new)]

    def untold(self, cards: Everything, old: Level, at: Moment) -> Sequence[Heard]:
        return [LevelUnset(at, old.code)]

    def in_use(self, floor: Floor, code: str) -> str:
        return ""


AGENTS: Final = Agents()
QUEUES: Final = Queues()
TYPES: Final = Types()
PHONES: Final = Phones()
NUMBERS: Final = Numbers()
CALENDARS: Final = Calendars()
LEVELS: Final = Levels()
