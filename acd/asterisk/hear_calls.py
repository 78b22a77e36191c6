"""What the dialplan says of calls that are held, transferred, consulted about, dialled by hand, listened to (`acd_calls.conf`)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from acd.asterisk.fields import need, needed, number
from acd.asterisk.names import EAR
from acd.asterisk.wire import Message
from acd.core.heard import (
    Consulting,
    DialledIs,
    Handed,
    Heard,
    ListeningIs,
    Offered,
    OfferOver,
    PartyHeld,
    Transferred,
    TransferReturned,
)
from acd.core.moment import Moment, Span

Reader = Callable[[Message, Moment, Span], Heard | None]


def _held(message: Message, at: Moment, offset: Span) -> PartyHeld:
    return PartyHeld(at, need(message, "Token"), message.get("On") == "1")


def _transferred(message: Message, at: Moment, offset: Span) -> Transferred:
    token, kind, to = needed(message, "Token", "Kind", "To")
    return Transferred(at, token, kind, to, message.get("Call"))


def _returned(message: Message, at: Moment, offset: Span) -> TransferReturned:
    to, how, queue, call = message.several("To", "How", "Queue", "Call")
    return TransferReturned(at, message.get("Token"), to, how, queue, call)


def _handed(message: Message, at: Moment, offset: Span) -> Handed:
    return Handed(at, need(message, "Token"))


def _consulting(message: Message, at: Moment, offset: Span) -> Consulting:
    token, stage, kind, to = needed(message, "Token", "Stage", "Kind", "To")
    return Consulting(at, token, stage, kind, to, message.get("Call"), message.get("How"))


def _dialled(message: Message, at: Moment, offset: Span) -> DialledIs:
    call, stage = needed(message, "Call", "Stage")
    return DialledIs(at, call, stage, message.get("How"))


def _listening(message: Message, at: Moment, offset: Span) -> ListeningIs:
    agent, token, ear, mode = needed(message, "Agent", "Token", "Ear", "Mode")
    return ListeningIs(at, agent, token, ear, mode)


def _offered(message: Message, at: Moment, offset: Span) -> Offered:
    agent, phone, call, leg, why = needed(message, "Agent", "Phone", "Call", "Leg", "Why")
    return Offered(at, message.get("Queue"), call, agent, phone, leg, why)


def _offer_over(message: Message, at: Moment, offset: Span) -> OfferOver:
    agent, call = needed(message, "Agent", "Call")
    return OfferOver(at, message.get("Queue"), call, agent, number(message, "Rang"))


def of_originate(message: Message, at: Moment, offset: Span) -> ListeningIs | None:
    """A supervisor's phone that did not answer; whose it would have been, its id says."""
    ear = message.get("Uniqueid")
    if not ear.startswith(EAR) or message.get("Response") == "Success":
        return None
    return ListeningIs(at, "", "", ear, "over")


CALL_EVENTS: Final[Mapping[str, Reader]] = {
    "AcdHold": _held,
    "AcdTransfer": _transferred,
    "AcdReturned": _returned,
    "AcdHanded": _handed,
    "AcdConsult": _consulting,
    "AcdDial": _dialled,
    "AcdListen": _listening,
    "AcdOffer": _offered,
    "AcdOfferOver": _offer_over,
}
