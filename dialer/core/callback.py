"""Callbacks: who may make a promised call from when on, and what moment is meant by a time of the contact's day."""

from __future__ import annotations

from datetime import datetime

from acd.core.moment import Moment
from acd.core.wall import opening, readings
from dialer.core.contact import Callback, Contact, Number
from dialer.core.lawful import unknown_zone, zones_of


class CallbackError(Exception):
    """A promise that cannot be meant: what was wrong, and what to do."""


def who_may(callback: Callback, agent: str | None, now: Moment) -> bool:
    """May this agent make it (None: whoever is free)?"""
    begin = from_when(callback, agent)
    return begin is not None and now >= begin


def from_when(callback: Callback, agent: str | None) -> Moment | None:
    """From when on this agent may make it. None: it is another's and stays so."""
    if callback.agent is None or callback.agent == agent:
        return callback.at
    return None if callback.moves is None else callback.at + callback.moves


def promised(contact: Contact, number: Number, local: datetime) -> Moment:
    """The moment at which the contact's clock shows `local` (no zone in it). A time that the spring jump skips is the jump; of
    one that is shown twice it is the first. Raises CallbackError."""
    where = zones_of(contact, number)
    bad = unknown_zone(where)
    if bad is not None:
        raise CallbackError(f"contact {contact.id}: time zone {bad or 'unknown'}; give the contact one")
    moments = {readings(zone, local) for zone in where}
    if len(moments) > 1:
        zones = ", ".join(where)
        raise CallbackError(
            f"contact {contact.id} may be in {zones}, whose clocks differ; give the contact one"
        )
    return opening(where[0], local)


def kept(callback: Callback, at: Moment) -> Callback:
    """Not reached: the promise stands, for a later moment."""
    return Callback(max(callback.at, at), callback.number, callback.agent, callback.moves)
