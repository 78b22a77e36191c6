"""A contact, its numbers, and what was tried with it: what permission and retry are decided on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from acd.core.moment import Moment, Span
from dialer.core.outcome import Outcome


class Standing(Enum):
    """Where a contact stands in its list."""

    OPEN = "open"  # may be dialled from `due` on
    OUT = "out"  # taken: an attempt is under way
    FINISHED = "finished"  # nothing more will be tried; `why` says for what reason
    REMOVED = "removed"  # its load was undone, or the person was erased


@dataclass(frozen=True, slots=True)
class Number:
    """`e164` as `+48512345678`. `zones`: the zones it may be in, from its prefix; `kind`: fixed, mobile, fixed or mobile, toll
    free, premium, shared cost, emergency, voip, other. `dead`: not to be tried again (no such number, wrong person)."""

    id: int
    e164: str
    place: int = 0
    zones: tuple[str, ...] = ()
    kind: str = "other"
    dead: bool = False


@dataclass(frozen=True, slots=True)
class Callback:
    """A promise to call at `at`; `agent` None: anyone. After `moves` it passes to anyone (None: it stays his)."""

    at: Moment
    number: int | None = None
    agent: str | None = None
    moves: Span | None = None


@dataclass(frozen=True, slots=True)
class Contact:
    """`zone`: the contact's own zone, if a column or a person said it. `consent`: (source, moment, lawful basis) if known.
    `listed`: its list is active. `recycled`: attempts before it no longer count towards totals."""

    id: int
    campaign: str
    list: int
    numbers: tuple[Number, ...]
    name: str = ""
    zone: str | None = None
    language: str = ""
    priority: int = 0
    fields: Mapping[str, str] = field(default_factory=dict)
    consent: tuple[str, Moment | None, str] | None = None
    standing: Standing = Standing.OPEN
    due: Moment = 0
    callback: Callback | None = None
    listed: bool = True
    recycled: Moment | None = None


@dataclass(frozen=True, slots=True)
class Past:
    """One attempt that was made. `number` is the E.164. `ended` None: still under way."""

    contact: int
    number: str
    at: Moment
    ended: Moment | None
    outcome: Outcome | None
    disposition: str | None = None


@dataclass(frozen=True, slots=True)
class Blocked:
    """A do-not-call entry: `where` is "everywhere" or the campaign's code."""

    number: str
    where: str
    source: str
    since: Moment


@dataclass(frozen=True, slots=True)
class History:
    """All that is on record about the contact and its numbers: attempts of any campaign, oldest first, and do-not-call entries."""

    past: tuple[Past, ...] = ()
    blocked: tuple[Blocked, ...] = ()
