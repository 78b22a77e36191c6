"""What is configured, noun by noun: how each is stored, provisioned, told to the floor, and when it may not go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from acd.core.cards import AgentCard, TypeCard
from acd.core.heard import (
    AgentSet,
    AgentUnset,
    Device,
    Heard,
    PhoneIs,
    QueueSet,
    QueueUnset,
    TypeSet,
    TypeUnset,
)
from acd.core.lines import NumberLine, PhoneLine
from acd.core.moment import Moment
from acd.core.scene import Floor
from acd.store.cards import AllCards, Cards
from aftercall.office import in_use
from aftercall.office.ports import Provisioning, WholeQueue


class Agents:
    """Asterisk learns of an agent when he logs in."""

    what = "agent"
    remedy = "log him out first"

    def all_of(self, cards: AllCards) -> dict[str, AgentCard]:
        return {card.code: card for card in cards.agents}

    async def save(self, cards: Cards, card: AgentCard) -> None:
        await cards.save_agent(card)

    async def delete(self, cards: Cards, code: str) -> None:
        """His PIN goes too: whoever gets this code next has none."""
        await cards.delete_agent(code)

    async def provision(self, switch: Provisioning, old: AgentCard | None, new: AgentCard) -> None:
        pass

    async def unprovision(self, switch: Provisioning, old: AgentCard) -> None:
        pass

    def told(self, floor: Floor, new: AgentCard, at: Moment) -> Sequence[Heard]:
        return [AgentSet(at, new)]

    def untold(self, cards: AllCards, old: AgentCard, at: Moment) -> Sequence[Heard]:
        return [AgentUnset(at, old.code)]

    def in_use(self, floor: Floor, code: str) -> str:
        return in_use.agent_now(floor, code)


class Queues:
    what = "queue"
    remedy = "take these agents off the queue, and let the callers be served, first"

    def all_of(self, cards: AllCards) -> dict[str, WholeQueue]:
        lines = {line.code: line for line in cards.lines}
        return {card.code: WholeQueue(card, lines[card.code]) for card in cards.queues}

    async def save(self, cards: Cards, card: WholeQueue) -> None:
        await cards.save_queue(card.card, card.line)

    async def delete(self, cards: Cards, code: str) -> None:
        await cards.delete_queue(code)

    async def provision(self, switch: Provisioning, old: WholeQueue | None, new: WholeQueue) -> None:
        await switch.queue(new)

    async def unprovision(self, switch: Provisioning, old: WholeQueue) -> None:
        await switch.no_queue(old.code)

    def told(self, floor: Floor, new: WholeQueue, at: Moment) -> Sequence[Heard]:
        return [QueueSet(at, new.card)]

    def untold(self, cards: AllCards, old: WholeQueue, at: Moment) -> Sequence[Heard]:
        """Agents who are logged out lose their place in it; a queue of that name made later is another one."""
        losing = [card for card in cards.agents if old.code in dict(card.queues)]
        agents = [AgentSet(at, without(card, old.code)) for card in losing]
        return [*agents, QueueUnset(at, old.code)]

    def in_use(self, floor: Floor, code: str) -> str:
        return in_use.queue_now(floor, code)


def without(card: AgentCard, queue: str) -> AgentCard:
    return replace(card, queues=tuple(place for place in card.queues if place[0] != queue))


class Types:
    what = "type"
    remedy = "let these agents take another type first"

    def all_of(self, cards: AllCards) -> dict[str, TypeCard]:
        return {card.code: card for card in cards.types}

    async def save(self, cards: Cards, card: TypeCard) -> None:
        await cards.save_type(card)

    async def delete(self, cards: Cards, code: str) -> None:
        await cards.delete_type(code)

    async def provision(self, switch: Provisioning, old: TypeCard | None, new: TypeCard) -> None:
        """Its star code: the new one works before the old one goes."""
        if new.star is not None:
            await switch.star(new.star, new.code)
        if old is not None and old.star is not None and old.star != new.star:
            await switch.no_star(old.star)

    async def unprovision(self, switch: Provisioning, old: TypeCard) -> None:
        if old.star is not None:
            await switch.no_star(old.star)

    def told(self, floor: Floor, new: TypeCard, at: Moment) -> Sequence[Heard]:
        return [TypeSet(at, new)]

    def untold(self, cards: AllCards, old: TypeCard, at: Moment) -> Sequence[Heard]:
        return [TypeUnset(at, old.code)]

    def in_use(self, floor: Floor, code: str) -> str:
        return in_use.type_now(floor, code)


class Phones:
    what = "phone"
    remedy = "log these agents out first"

    def all_of(self, cards: AllCards) -> dict[str, PhoneLine]:
        return {line.code: line for line in cards.phones}

    async def save(self, cards: Cards, card: PhoneLine) -> None:
        await cards.save_phone(card)

    async def delete(self, cards: Cards, code: str) -> None:
        await cards.delete_phone(code)

    async def provision(self, switch: Provisioning, old: PhoneLine | None, new: PhoneLine) -> None:
        await switch.phone(new)

    async def unprovision(self, switch: Provisioning, old: PhoneLine) -> None:
        await switch.no_phone(old.code)

    def told(self, floor: Floor, new: PhoneLine, at: Moment) -> Sequence[Heard]:
        """A phone that the floor does not know yet is not registered, as far as anybody knows."""
        return [] if new.code in floor.phones else [PhoneIs(at, new.code, Device.GONE)]

    def untold(self, cards: AllCards, old: PhoneLine, at: Moment) -> Sequence[Heard]:
        return [PhoneIs(at, old.code, Device.GONE)]

    def in_use(self, floor: Floor, code: str) -> str:
        return in_use.phone_now(floor, code)


class Numbers:
    """The floor does not know inbound numbers: Asterisk leads callers by them."""

    what = "number"
    remedy = ""

    def all_of(self, cards: AllCards) -> dict[str, NumberLine]:
        return {line.did: line for line in cards.numbers}

    async def save(self, cards: Cards, card: NumberLine) -> None:
        await cards.save_number(card)

    async def delete(self, cards: Cards, code: str) -> None:
        await cards.delete_number(code)

    async def provision(self, switch: Provisioning, old: NumberLine | None, new: NumberLine) -> None:
        await switch.number(new)

    async def unprovision(self, switch: Provisioning, old: NumberLine) -> None:
        await switch.no_number(old.did)

    def told(self, floor: Floor, new: NumberLine, at: Moment) -> Sequence[Heard]:
        return []

    def untold(self, cards: AllCards, old: NumberLine, at: Moment) -> Sequence[Heard]:
        return []

    def in_use(self, floor: Floor, code: str) -> str:
        return ""


AGENTS: Final = Agents()
QUEUES: Final = Queues()
TYPES: Final = Types()
PHONES: Final = Phones()
NUMBERS: Final = Numbers()
