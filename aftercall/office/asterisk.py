"""What is configured, as Asterisk takes it: the one place between the cards and `acd.asterisk.provision`. Spans become whole
seconds where app_queue counts in seconds, rounded up."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from acd.asterisk import conf, hours
from acd.asterisk.conf import BadConf, NumberConf, PhoneConf, QueueConf, StarConf
from acd.asterisk.link import LinkLost, NoAnswer
from acd.asterisk.provision import NotProvisioned, Provision
from acd.core.calendar import Calendar
from acd.core.lines import NumberLine, Target
from acd.core.moment import SECOND, Moment, Span
from aftercall.office import reasons
from aftercall.office.errors import NotForAsterisk, SwitchAway, SwitchRefused
from aftercall.office.everything import Everything
from aftercall.office.nouns import QUEUES, living
from aftercall.office.ports import WholeQueue
from dialer.asterisk.conf import entries


@dataclass(frozen=True, slots=True)
class HoursThere:
    """Calendars whose days stand in Asterisk, and until when it can open and close by them without us; None: there are none."""

    calendars: tuple[str, ...] = ()
    known_until: Moment | None = None


class InAsterisk:
    """Asterisk, through the two AMI users."""

    def __init__(self, provision: Provision, now: Callable[[], Moment]) -> None:
        self._provision = provision
        self._now = now
        self._hours = HoursThere()

    def hours(self) -> HoursThere:
        """As far as we know: of what was written last."""
        return self._hours

    def check(self, before: Everything, after: Everything) -> bool:
        at = self._now()
        return _readable(before, at) != wanted(after, at)

    async def apply(self, cards: Everything) -> Sequence[str]:
        at = self._now()
        with _said():
            changes = [str(change) for change in await self._provision.apply(wanted(cards, at))]
        calendars = tuple(used_calendars(cards, at))
        self._hours = HoursThere(calendars, hours.end_of_days(at) if calendars else None)
        return changes

    async def drift(self, cards: Everything) -> Sequence[str]:
        with _said():
            return [str(change) for change in await self._provision.drift(wanted(cards, self._now()))]


def _readable(cards: Everything, at: Moment) -> conf.Wanted | None:
    """None: something older could not be written either, so nobody knows what stands there."""
    try:
        return wanted(cards, at)
    except NotForAsterisk:
        return None


def wanted(cards: Everything, at: Moment) -> conf.Wanted:
    """With the hours of the days to come from `at` on. Raises NotForAsterisk."""
    names = {agent.phone: agent.name for agent in cards.agents if agent.phone}
    try:
        return conf.wanted(
            queues=[queue_conf(queue) for queue in QUEUES.all_of(cards).values()],
            phones=[
                PhoneConf(line.code, line.secret, names.get(line.code, ""), line.language, line.caller_id)
                for line in cards.phones
                if line.active
            ],
            numbers=[number_conf(line) for line in cards.numbers] + called_back(cards),
            stars=[StarConf(card.star, card.code) for card in cards.types if card.star is not None],
            more=entries(cards.campaigns) | hours.entries(used_calendars(cards, at), at),
        )
    except BadConf as bad:
        raise NotForAsterisk(str(bad)) from bad


def number_conf(line: NumberLine) -> NumberConf:
    kind, _, name = target(line.target).partition(",")
    return NumberConf(line.did, kind, name, line.calendar, target(line.closed))


def used_calendars(cards: Everything, at: Moment) -> dict[str, Calendar]:
    """Those that a queue or a number is open by, and no others: Asterisk needs not know of them."""
    used = {card.calendar for card in cards.queues} | {line.calendar for line in cards.numbers}
    return {one.code: living(one, at) for one in cards.calendars if one.code in used}


def called_back(cards: Everything) -> list[NumberConf]:
    """Who calls the number that a campaign shows reaches its agents, unless that number leads somewhere else."""
    numbers = {line.did for line in cards.numbers}
    found: dict[str, NumberConf] = {}
    for card in cards.campaigns:
        if card.caller_id and card.caller_id not in numbers:
            found.setdefault(card.caller_id, NumberConf(card.caller_id, "queue", card.code))
    return list(found.values())


def queue_conf(queue: WholeQueue) -> QueueConf:
    card, line = queue.card, queue.line
    return QueueConf(
        code=card.code,
        strategy=line.strategy,
        weight=card.weight,
        ring=seconds(line.ring),
        level=seconds(card.level),
        length=line.max_length,
        music=line.music,
        announce_every=seconds(line.say_every) if line.say_position or line.say_wait else 0,
        announce_position=line.say_position,
        announce_wait=line.say_wait,
        aftercall=card.aftercall,
        record=card.recording,
        open=card.open,
        calendar=card.calendar,
        closed=target(line.closed),
        wait=seconds(line.max_wait or 0),
        overflow=target(line.overflow),
    )


def target(place: Target | None) -> str:
    """`kind,name` in the dialplan's words."""
    if place is None:
        return ""
    return f"{'playback' if place.kind == 'sound' else place.kind},{place.value}"


def seconds(span: Span) -> int:
    return -(-span // SECOND)


@contextmanager
def _said() -> Iterator[None]:
    """What went wrong on the way to Asterisk, in the office's words."""
    try:
        yield
    except (LinkLost, NoAnswer) as error:
        raise SwitchAway(str(error)) from error
    except NotProvisioned as error:
        raise SwitchRefused(reasons.SWITCH_REFUSED(why=str(error)), reasons.SEE_CHECK()) from error
