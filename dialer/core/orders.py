"""What the dialer wants: of the store (`Take`, `Close`), of Asterisk (`Dial`, `Cancel`), of the floor (`Book`, `Unbook`)."""

from __future__ import annotations

from dataclasses import dataclass

from acd.core.moment import Span
from acd.core.orders import Order
from dialer.core.attempt import Attempt
from dialer.core.cards import CampaignCard, TrunkCard


@dataclass(frozen=True, slots=True)
class Take(Order):
    """Up to `count` contacts that may be called now, each with an attempt on record; answered by `Taken` or `NotTaken`.

    `trunks`: the trunk of each attempt, in order (as many as `count`). `agents`: whom each attempt is for; empty: whoever is free.
    Where the mode books nobody, only calls that these agents promised themselves are taken for them.
    """

    campaign: str
    count: int
    trunks: tuple[str, ...]
    agents: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Dial(Order):
    """Only after its attempt is on record. Answered by `LineOut` or `LineRefused`. `phone`: the agent's, which is rung first; empty:
    the contact's alone is."""

    attempt: Attempt
    campaign: CampaignCard
    trunk: TrunkCard
    ring: Span
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Cancel(Order):
    """Hang the line up while it rings. A line that was answered meanwhile is left alone."""

    attempt: str


@dataclass(frozen=True, slots=True)
class Book(Order):
    """This agent gets no other call while a line is out for him."""

    agent: str
    campaign: str


@dataclass(frozen=True, slots=True)
class Unbook(Order):
    agent: str
    campaign: str
