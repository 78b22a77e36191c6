"""What Asterisk holds after a (re)connect -> `SwitchIs`. Reading is here, understanding is pure and line by line: what cannot be
understood is logged and left out, the rest counts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Final, TypeVar

import structlog

from acd.asterisk.clocks import Clocks
from acd.asterisk.fields import Misheard, known, number
from acd.asterisk.hear import STATUS
from acd.asterisk.link import Link, Reply
from acd.asterisk.names import CALL, FREE, HOLD, LOG, ROOM, WRAP, phone_of
from acd.asterisk.wire import Action, Message
from acd.core.heard import CallerSeen, Device, Ended, MemberSeen, RoomSeen, SwitchIs, TalkSeen, WrapSeen
from acd.core.moment import SECOND, Moment

log = structlog.get_logger(__name__)
S = TypeVar("S")
T = TypeVar("T")
Ours = Callable[[Moment], Moment]  # a moment of Asterisk's on our clock


class NotTold(Exception):  # noqa: N818 - reads as what it is
    """Asterisk refused to tell what it holds; the text says what and why."""


async def look(daily: Link, provision: Link, clocks: Clocks) -> SwitchIs:
    """All of it. Conversations are read before those that ended, so that none is lost between the two; one that is in
    both has ended."""
    ours = clocks.ours
    talks = await tree(provision, CALL)
    rooms = await tree(provision, ROOM)
    wraps = await tree(provision, WRAP)
    freed = await tree(provision, FREE)
    holds = await tree(provision, HOLD)
    ended = await tree(provision, LOG)
    phones = await _list(
        provision, {"Action": "PJSIPShowEndpoints"}
    )  # DeviceStateList leaves out who never was there
    queues = await _list(daily, {"Action": "QueueStatus"})
    over = _each(ended.items(), lambda e: ended_of(e[0], e[1], ours))
    tokens = {e.token for e in over}
    return SwitchIs(
        clocks.now(),
        members=members_of(queues),
        callers=callers_of(queues),
        phones=phones_of(phones),
        holds=tuple(holds.items()),
        talks=tuple(
            t for t in _each(talks.items(), lambda e: talk_of(e[0], e[1], ours)) if t.token not in tokens
        ),
        wraps=tuple(
            w
            for w in _each(wraps.items(), lambda e: wrap_of(e[0], e[1], ours))
            if freed.get(w.phone) != w.token
        ),
        ended=tuple(sorted(over, key=lambda e: e.at)),
        rooms=tuple(_each({key[:-2] for key in rooms}, lambda token: room_of(token, rooms, ours))),
    )


async def glance(daily: Link, clocks: Clocks) -> SwitchIs:
    """Members and callers only, for the minute's audit."""
    queues = await _list(daily, {"Action": "QueueStatus"})
    return SwitchIs(clocks.now(), members=members_of(queues), callers=callers_of(queues), complete=False)


async def tree(link: Link, family: str) -> dict[str, str]:
    """One family of Asterisk's database: key -> value."""
    items = await _list(link, {"Action": "DBGetTree", "Family": family})
    return {item.get("Key").removeprefix(f"/{family}/"): item.get("Val") for item in items}


async def _list(link: Link, action: Action) -> tuple[Message, ...]:
    reply: Reply = await link.ask_list(action)
    if reply.text.startswith("No endpoints found"):  # an error, says Asterisk
        return ()
    if not reply.ok:
        raise NotTold(f"{action['Action']}: {reply.text}")
    return reply.items


# --- queues ------------------------------------------------------------------------------------------------------


def members_of(items: Iterable[Message]) -> tuple[MemberSeen, ...]:
    return tuple(_each((i for i in items if i.name == "QueueMember"), _member))


def callers_of(items: Iterable[Message]) -> tuple[CallerSeen, ...]:
    return tuple(_each((i for i in items if i.name == "QueueEntry"), _caller))


def _member(item: Message) -> MemberSeen:
    return MemberSeen(
        item.get("Queue"),
        item.get("Name"),
        phone_of(item.get("Location")),
        item.get("Paused") == "1",
        item.get("PausedReason"),
        STATUS.get(item.get("Status").encode(), Device.GONE),
        number(item, "Penalty"),
    )


def _caller(item: Message) -> CallerSeen:
    return CallerSeen(
        item.get("Queue"),
        item.get("Uniqueid"),
        item.get("Channel"),
        known(item.get("CallerIDNum")),
        known(item.get("CallerIDName")),
        number(item, "Wait") * SECOND,
        number(item, "Position"),
    )


def phones_of(items: Iterable[Message]) -> tuple[tuple[str, Device], ...]:
    return tuple(_each((i for i in items if i.name == "EndpointList"), _phone))


def _phone(item: Message) -> tuple[str, Device]:
    said = item.get("DeviceState")
    try:
        return item.get("ObjectName"), WORDS[said]
    except KeyError:
        raise Misheard(f"no device state {said!r}") from None


WORDS: Final[Mapping[str, Device]] = {
    "Unknown": Device.FREE,
    "Not in use": Device.FREE,
    "In use": Device.BUSY,
    "Busy": Device.BUSY,
    "Invalid": Device.GONE,
    "Unavailable": Device.GONE,
    "Ringing": Device.RINGING,
    "Ring+Inuse": Device.BUSY,
    "On Hold": Device.ON_HOLD,
}
"""Device states as Asterisk says them to people (`hear.STATE` has the other spelling)."""


# --- what the dialplan noted (fields: `names`) -------------------------------------------------------------------


def talk_of(phone: str, value: str, ours: Ours) -> TalkSeen:
    token, leg, agent, queue, call, began = value.split(",")
    return TalkSeen(agent, phone, queue, token, leg, call, ours(int(began)))


def wrap_of(phone: str, value: str, ours: Ours) -> WrapSeen:
    token, deadline, agent, queue = value.split(",")
    return WrapSeen(agent, phone, queue, token, ours(int(deadline)))


def ended_of(token: str, value: str, ours: Ours) -> Ended:
    agent, phone, queue, call, began, ended, aftercall, deadline, *released = value.split(",")
    return Ended(
        ours(int(ended)),
        agent,
        phone,
        queue,
        call,
        token,
        ours(int(began)),
        int(aftercall),
        ours(int(deadline)),
        ours(int(released[0])) if released else None,
    )


def room_of(token: str, notes: Mapping[str, str], ours: Ours) -> RoomSeen:
    """From all notes, by token and key."""
    held = notes.get(f"{token}-h") == "1"
    consult = notes.get(f"{token}-k")
    if not consult:
        return RoomSeen(token, held)
    kind, to, began, _, call = consult.split(",")
    return RoomSeen(token, held, kind, to, ours(int(began)), call, notes.get(f"{token}-t") == "1")


def _each(things: Iterable[S], read: Callable[[S], T]) -> list[T]:
    """Each thing understood; what cannot be is said and left out."""
    understood = []
    for thing in things:
        try:
            understood.append(read(thing))
        except (Misheard, ValueError) as error:
            log.warning("the switch holds what cannot be read", what=repr(thing)[:300], why=str(error))
    return understood
