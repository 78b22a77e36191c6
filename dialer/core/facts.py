"""What became true in the dialer: past tense, frozen, in order. The journal writes them, the board tells them.

That an attempt began is written by the store itself, in the transaction that takes the contact: no fact may come before it.
On the floor the customer's call has the attempt's id (`call`), so the journal finds all that is about it.
"""

from __future__ import annotations

from dataclasses import dataclass

from acd.core.facts import Fact
from acd.core.moment import Moment
from dialer.core.attempt import Attempt


@dataclass(frozen=True, slots=True)
class AttemptBegan(Fact):
    attempt: str
    campaign: str
    contact: int
    number: str
    trunk: str
    agent: str | None = None

    @property
    def call(self) -> str:
        return self.attempt


@dataclass(frozen=True, slots=True)
class AttemptAnswered(Fact):
    attempt: str
    campaign: str

    @property
    def call(self) -> str:
        return self.attempt


@dataclass(frozen=True, slots=True)
class AttemptEnded(Fact):
    """The whole of it, with its outcome and its raw causes."""

    attempt: Attempt

    @property
    def call(self) -> str:
        return self.attempt.id


@dataclass(frozen=True, slots=True)
class DispositionGiven(Fact):
    attempt: str
    campaign: str
    disposition: str
    by: str

    @property
    def call(self) -> str:
        return self.attempt


@dataclass(frozen=True, slots=True)
class CampaignChanged(Fact):
    """Started, paused, stopped or tuned."""

    campaign: str
    state: str
    by: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class CampaignPaced(Fact):
    """`dialled` more lines, and why so many; told when the number or the reason changes."""

    campaign: str
    dialled: int
    why: str


@dataclass(frozen=True, slots=True)
class TrunkDown(Fact):
    """Too many dials in a row were refused by the network: nothing goes over it until `again`."""

    trunk: str
    again: Moment
    why: str
