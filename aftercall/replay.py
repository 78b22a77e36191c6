"""A recording lived again: the same bytes through the wire, `hear` and the core give the same facts.

A recording made by the daemon (`ami.recording`) holds besides AMI's bytes what the floor was when it began and what it learnt
otherwise (wishes, configuration, what became of orders), as blocks `= MS LENGTH` of JSON. With them a replay is the
day as it was, but for things that happened within the same few milliseconds.

A recording of AMI alone needs the cards from elsewhere. Then whoever is seen in a queue is taken as logged in, and every order
as carried out: good for calls and aftercalls, silent about breaks.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, BinaryIO, Final

from acd.asterisk.clocks import Clocks
from acd.asterisk.fields import Misheard
from acd.asterisk.hear import Star, Stirred
from acd.asterisk.hear import hear as hear_message
from acd.asterisk.recording import NOTED, Recorder, blocks
from acd.asterisk.snapshot import members_of
from acd.asterisk.wire import Message, Wire
from acd.core import heard
from acd.core.facts import Fact
from acd.core.floor import Floor
from acd.core.heard import Heard
from acd.core.moment import Moment
from acd.core.orders import Arrange, MoveDeadline, Order
from acd.desk import Desk, Took
from acd.store.cards import AllCards
from acd.store.encode import KIND, decode, encode

FROM_WIRE: Final = (
    heard.MemberIs,
    heard.MemberGone,
    heard.PhoneIs,
    heard.CallerJoined,
    heard.CallerLeft,
    heard.CallerDone,
    heard.MusicIs,
    heard.Offered,
    heard.OfferOver,
    heard.Answered,
    heard.Ended,
    heard.Released,
    heard.HeldIs,
    heard.TimePassed,
)
"""What a replay makes anew from the bytes and the clock."""

PING: Final = b"Action: Ping"


# --- writing: what AMI's bytes do not hold -------------------------------------------------------------------------


def note_floor(recorder: Recorder, floor: Floor) -> None:
    """First of all: the floor as it was."""
    recorder.noted(_text(floor))


def note(recorder: Recorder, event: Heard) -> None:
    """For `Desk.stepped`: what does not come over the wire."""
    if not isinstance(event, FROM_WIRE):
        recorder.noted(_text(event))


def _text(value: object) -> bytes:
    return json.dumps(encode(value), ensure_ascii=False, separators=(",", ":")).encode(
        "utf-8", "surrogateescape"
    )


# --- reading -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Said:
    """A ping of ours: what was heard before it is in the picture that follows, while the link is down."""

    at: Moment


@dataclass(frozen=True, slots=True)
class Recorded:
    """One thing of a recording, in its order: a message, what the daemon noted, or a ping of ours."""

    at: Moment
    what: Message | Floor | Heard | Said


def recorded(file: BinaryIO) -> Iterator[Recorded]:
    """Raises `recording.Bad` for what is no recording, or one that was cut off."""
    wire = Wire(greeted=True)
    for way, at, block in blocks(file):
        if way == "<":
            yield from (Recorded(at, message) for message in wire.feed(block))
        elif way == NOTED:
            value: dict[str, Any] = json.loads(block.decode("utf-8", "surrogateescape"))
            yield Recorded(at, decode(Floor if value[KIND] == "Floor" else Heard, value))
        elif block.startswith(PING):
            yield Recorded(at, Said(at))


# --- living it again -----------------------------------------------------------------------------------------------


@dataclass
class Replay:
    """`run` gives the facts in order. `notes` False: a recording of AMI alone, lived on the floor of `cards`."""

    notes: bool = True
    misheard: int = 0
    facts: list[Fact] = field(default_factory=list)
    _now: Moment = 0
    _waiting: list[Heard] | None = None  # heard while the link is down: lived after the picture
    _orders: list[Order] = field(default_factory=list)

    def run(self, things: Iterable[Recorded], floor: Floor | None = None) -> Iterator[Fact]:
        self._clocks = Clocks(lambda: self._now)
        self._begin(floor or Floor())
        for thing in things:
            self._now = max(self._now, thing.at)
            self._live(thing)
            yield from self._drain()
        self._desk.take([heard.TimePassed(self._now)])
        yield from self._drain()

    @property
    def floor(self) -> Floor:
        """As it stands after what was lived so far."""
        return self._desk.floor

    def _begin(self, floor: Floor) -> None:
        """A daemon starts: once in most recordings, once for each start in one that was added to."""
        self._desk = Desk(floor, lambda: self._now, self._orders.append, self._told)

    def _told(self, took: Took) -> None:
        self.facts += took.facts

    def _drain(self) -> Iterator[Fact]:
        new, self.facts = self.facts, []
        yield from new

    def _live(self, thing: Recorded) -> None:
        match thing.what:
            case Floor() as floor:
                self._begin(floor)
                self._waiting = []
            case Heard() as event:
                self._take(event)
                self._after(event)
            case Said() if self._waiting is not None:
                self._waiting.clear()
            case Message() as message:
                self._hear(message)

    def _hear(self, message: Message) -> None:
        try:
            event = hear_message(message, self._now, self._clocks.offset)
        except Misheard:
            self.misheard += 1
            return
        if event is None or isinstance(event, Star | Stirred):
            return
        if self._waiting is None:
            self._take(event)
        else:
            self._waiting.append(event)

    def _after(self, event: Heard) -> None:
        """The link's own ups and downs: what was heard meanwhile is lived after the picture, as the daemon does."""
        if isinstance(event, heard.LinkDown):
            self._waiting = []
        elif isinstance(event, heard.SwitchIs) and self._waiting is not None:
            waiting, self._waiting = self._waiting, None
            self._desk.take(waiting)

    def _take(self, event: Heard) -> None:
        self._desk.take([event])
        if not self.notes:
            self._carry_out()

    def _carry_out(self) -> None:
        """Without notes every order is taken as done."""
        while self._orders:
            match self._orders.pop(0):
                case Arrange(agent=agent, seq=seq):
                    self._desk.take([heard.Arranged(self._now, agent, seq)])
                case MoveDeadline(agent=agent, token=token, deadline=deadline):
                    self._desk.take([heard.Moved(self._now, agent, token, deadline, ok=True)])


def has_notes(things: Sequence[Recorded]) -> bool:
    return any(isinstance(thing.what, Floor) for thing in things)


def opening(cards: AllCards, things: Sequence[Recorded]) -> list[Recorded]:
    """For a recording of AMI alone: the cards, a link that is up, and everybody seen in a queue logged in there."""
    at = things[0].at if things else 0
    events: list[Heard] = [heard.TypeSet(at, card) for card in cards.types]
    events += [heard.QueueSet(at, card) for card in cards.queues]
    events += [heard.AgentSet(at, card) for card in cards.agents]
    places = dict(_seen(things))
    events += [heard.PhoneIs(at, phone, heard.Device.FREE) for phone in places.values()]
    events.append(heard.LinkUp(at, "(recorded)", "before the recording"))
    boss = heard.Person("replay", "system")
    known = {card.code for card in cards.agents}
    for agent, phone in places.items():
        if agent in known:
            events.append(heard.LogIn(at, f"login {agent}", boss, agent, phone=phone))
    return [Recorded(at, event) for event in events]


def _seen(things: Iterable[Recorded]) -> Iterator[tuple[str, str]]:
    """(agent, phone) of every member that the recording shows."""
    for thing in things:
        if not isinstance(thing.what, Message):
            continue
        members = members_of([thing.what]) or _member(thing.what, thing.at)
        yield from ((member.agent, member.phone) for member in members if member.agent)


def _member(message: Message, at: Moment) -> tuple[heard.MemberSeen, ...]:
    try:
        event = hear_message(message, at)
    except Misheard:
        return ()
    return (event.member,) if isinstance(event, heard.MemberIs) else ()
