"""Are these cards fit to be kept? Pure: against all that is known. Every refusal names field, value, reason
and remedy.

Codes reach Asterisk and MQTT, so they are plain; names do not, so they may hold what people write, on one
line. Codes that differ only in upper and lower case are one: app_queue takes them for the same. Advice for
phones: let codes differ in the first four characters (`1001`, not `phone1001`), for Asterisk's table of queue
members hashes no more.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any, Final

from acd.core import pop
from acd.core.calendar_card import SiteCalendar
from acd.core.cards import AgentCard, QueueCard, TypeCard
from acd.core.lines import STRATEGIES, TARGETS, NumberLine, PhoneLine, QueueLine, Target
from acd.core.moment import DAY
from acd.store.errors import BadCard

LONGEST_NAME: Final = 100
RESERVED: Final = frozenset({"general", "global", "globals", "default", "system"})
"""Sections of Asterisk's files with a meaning of their own; so have those that begin with `OURS`."""
OURS: Final = "acd-"

_CODE: Final = re.compile(r"[A-Za-z0-9_-]{1,40}")
_LANGUAGE: Final = re.compile(r"[a-z]{2,3}([_-][A-Za-z0-9]{2,8})?")
_NUMBER: Final = re.compile(r"\+?[0-9]{1,20}")
_SECRET: Final = re.compile(r"[A-Za-z0-9._~+=/@!%^&*?-]{8,128}")
_SOUND: Final = re.compile(r"[A-Za-z0-9_/-]{1,100}")
_DIALPLAN: Final = re.compile(r"[A-Za-z0-9_*#+-]{1,40}@[A-Za-z0-9_-]{1,40}")
_COLOUR: Final = re.compile(r"(#[0-9a-fA-F]{6})?")
_ICON: Final = re.compile(r"[a-z]{0,30}")
_PIN: Final = re.compile(r"[0-9]{4,12}")


@dataclass(frozen=True, slots=True)
class Known:
    """All that is configured, as far as a check needs it."""

    agents: Collection[AgentCard] = ()
    queues: Collection[str] = ()
    phones: Collection[str] = ()
    types: Collection[TypeCard] = ()
    calendars: Collection[str] = ()
    levels: Collection[str] = ()


def check_agent(card: AgentCard, known: Known) -> None:
    check_code("code", card.code, (agent.code for agent in known.agents))
    check_name("name", card.name)
    if card.team:
        check_name("team", card.team)
    check_language(card.language)
    _check_own_phone(card, known)
    _check_queues([queue for queue, _ in card.queues], known)
    for queue, penalty in card.queues:
        check_range(f"penalty in {queue}", penalty, 0, 1000)
    for name in ("chats", "tickets"):
        if (most := getattr(card, name)) is not None:
            check_range(name, most, 0, 100)


def check_queue(card: QueueCard, line: QueueLine, known: Known) -> None:
    check_code("code", card.code, known.queues, RESERVED)
    if card.name:
        check_name("name", card.name)
    check_range("weight", card.weight, 0, 1000)
    check_range("misses", card.misses, 0, 100)
    for name in ("aftercall", "level"):
        check_range(name, getattr(card, name), 0, DAY)
    for name in ("step", "offer", "offer_ticket"):
        check_range(name, getattr(card, name), 1, DAY)
    check_range("longest", card.longest, card.aftercall, DAY)
    if line.code != card.code:
        raise BadCard(
            "line.code", line.code, f"belongs to another queue than {card.code!r}", "name the same queue"
        )
    if card.pop and (why := pop.wrong(card.pop)):
        remedy = "write it as https://host/path?phone={number}"
        raise BadCard("pop", card.pop, why, remedy)
    _check_hours(card.calendar, known)
    _check_line(line, known)
    types = {other.code for other in known.types}
    for field, code in (("work", card.work), ("rest", card.rest)):
        if code and code not in types:
            raise BadCard(
                field, code, "is no known type", f"name one of {', '.join(sorted(types)) or 'none'}"
            )


def check_type(card: TypeCard, known: Known) -> None:
    check_code("code", card.code, (other.code for other in known.types))
    for language, name in card.names.items():
        check_language(language)
        check_name(f"names.{language}", name)
    _check_queues(card.queues or (), known)
    for field in ("length", "limit"):
        if getattr(card, field) is not None:
            check_range(field, getattr(card, field), 1, DAY)
    check_range("warn", card.warn, 0, DAY)
    if card.quota is not None:
        check_range("quota", card.quota, 1, 100_000)
    if card.returns and card.length is None:
        raise BadCard("returns", card.returns, "needs a length", "say after how long the agent resumes")
    check_pattern("colour", card.colour, _COLOUR, "is no colour", "write it as #1b7f3b")
    check_pattern("icon", card.icon, _ICON, "is no icon's name", "take up to 30 letters a-z, as coffee")
    _check_star(card, known)


def check_phone(line: PhoneLine, known: Known) -> None:
    check_code("code", line.code, known.phones, RESERVED)
    if _SECRET.fullmatch(line.secret) is None:  # the secret itself is in no message
        remedy = "take 8 to 128 letters, digits and ._~+=/@!%^&*?-"
        raise BadCard(
            "secret", "…", "is too short or holds characters that Asterisk's files do not take", remedy
        )
    if line.caller_id:
        check_pattern(
            "caller_id", line.caller_id, _NUMBER, "is no number", "write digits, with a leading + or without"
        )
    check_language(line.language)


def check_number_line(line: NumberLine, known: Known) -> None:
    check_pattern("did", line.did, _NUMBER, "is no number", "write digits, with a leading + or without")
    check_target("target", line.target, known)
    _check_hours(line.calendar, known)
    if line.closed is not None:
        check_target("closed", line.closed, known)
        if not line.calendar:
            raise BadCard("closed", line.closed.kind, "is never asked for", "name a calendar too")


def check_calendar(calendar: SiteCalendar, known: Known) -> None:
    """Its holidays are checked by the almanac, against what is known of countries."""
    check_code("code", calendar.code, known.calendars)
    if calendar.card.name:
        check_name("name", calendar.card.name)


def _check_hours(calendar: str, known: Known) -> None:
    if calendar and calendar not in known.calendars:
        raise BadCard("calendar", calendar, "is no calendar", there_are(known.calendars))


def check_pin(pin: str) -> None:
    if _PIN.fullmatch(pin) is None:
        raise BadCard("pin", "…", "is no PIN", "take 4 to 12 digits")


def check_code(field: str, value: str, others: Iterable[str] = (), reserved: Collection[str] = ()) -> None:
    check_pattern(field, value, _CODE, "is no code", "take 1 to 40 letters A-Z a-z, digits, - and _")
    if value.lower() in reserved or (reserved and value.lower().startswith(OURS)):
        raise BadCard(field, value, "is a word of Asterisk's own", "take another code")
    for other in others:
        if other != value and other.lower() == value.lower():
            raise BadCard(
                field, value, f"differs from {other!r} only in upper and lower case", "take another code"
            )


def check_name(field: str, value: str) -> None:
    """Any writing, commas and emoji too; no line breaks, control characters or halves of characters."""
    if not 1 <= len(value) <= LONGEST_NAME or not value.strip():
        raise BadCard(field, value, f"has {len(value)} characters", f"take 1 to {LONGEST_NAME}")
    for character in value:
        if unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp"):
            raise BadCard(
                field, value, f"holds the control character U+{ord(character):04X}", "write one plain line"
            )


def check_language(value: str) -> None:
    check_pattern("language", value, _LANGUAGE, "is no language", "write it as en, pl, ru, et or es")


def check_target(field: str, target: Target, known: Known) -> None:
    if target.kind not in TARGETS:
        raise BadCard(f"{field}.kind", target.kind, "is not known", f"take {', '.join(TARGETS)}")
    if target.kind == "queue" and target.value not in known.queues:
        raise BadCard(field, target.value, "is no queue", there_are(known.queues))
    if target.kind == "phone":
        check_code(field, target.value)
    if target.kind == "sound":
        check_pattern(field, target.value, _SOUND, "is no sound", "write its name without folder and ending")
    if target.kind == "dialplan":
        check_pattern(
            field, target.value, _DIALPLAN, "is no place in the dialplan", "write extension@context"
        )


def _check_line(line: QueueLine, known: Known) -> None:
    if line.strategy not in STRATEGIES:
        raise BadCard("strategy", line.strategy, "is not known", f"take {', '.join(STRATEGIES)}")
    check_range("ring", line.ring, 1000, DAY)
    if line.max_wait is not None:
        check_range("max_wait", line.max_wait, 1000, DAY)
    check_range("max_length", line.max_length, 0, 100_000)
    check_range("say_every", line.say_every, 1000, DAY)
    if line.retention is not None:
        check_range("retention", line.retention, 1, 36_500)
    check_code("music", line.music)
    for field in ("overflow", "closed"):
        target = getattr(line, field)
        if target is not None:
            check_target(field, target, known)
    if line.overflow == Target("queue", line.code):
        raise BadCard("overflow", line.code, "is this queue itself", "let it overflow somewhere else")


def _check_own_phone(card: AgentCard, known: Known) -> None:
    if card.phone is None:
        return
    check_code("phone", card.phone)
    for other in known.agents:
        if other.code != card.code and (other.phone or "").lower() == card.phone.lower():
            remedy = "give that agent another phone first, or this one"
            raise BadCard("phone", card.phone, f"is the phone of agent {other.code} ({other.name})", remedy)


def _check_queues(wanted: Collection[str], known: Known) -> None:
    for queue in wanted:
        if queue not in known.queues:
            raise BadCard("queues", queue, "is no queue", there_are(known.queues))
    for queue in wanted:
        if list(wanted).count(queue) > 1:
            raise BadCard("queues", queue, "stands there twice", "name it once")


def _check_star(card: TypeCard, known: Known) -> None:
    if card.star is None:
        return
    check_range("star", card.star, 1, 99)
    for other in known.types:
        if other.code != card.code and other.star == card.star:
            raise BadCard("star", card.star, f"is the star code of type {other.code}", "take another number")


def check_range(field: str, value: int, least: int, most: int) -> None:
    if not least <= value <= most:
        raise BadCard(field, value, "is out of range", f"take {least} to {most}")


def check_pattern(field: str, value: Any, pattern: re.Pattern[str], why: str, remedy: str) -> None:
    if not isinstance(value, str) or pattern.fullmatch(value) is None:
        raise BadCard(field, value, why, remedy)


def there_are(codes: Collection[str]) -> str:
    return f"there are {', '.join(sorted(codes)[:20])}" if codes else "there are none yet, make it first"
