"""What a person says of a contact, and why it cannot be so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from acd.core.moment import Moment, Span
from aftercall.contacts import reasons
from aftercall.office.errors import OfficeError
from dialer.core.form import FieldError


class NotOnRecord(OfficeError):  # noqa: N818 - reads as what it is
    code = "not-known"


class NothingAtHand(OfficeError):  # noqa: N818
    """The agent has no contact of a campaign of which he could say anything."""

    code = "no-contact"


class WrongForm(OfficeError):  # noqa: N818
    """A form that is not filled in as the campaign wants it: all fields at once."""

    code = "form"

    def __init__(self, campaign: str, errors: Sequence[FieldError]) -> None:
        super().__init__((reasons.FORM(campaign=campaign), *(error.reason for error in errors)))
        self.errors = errors


@dataclass(frozen=True, slots=True)
class Promise:
    """As a person says it: a moment, or a time by the contact's clocks. `agent` None: anyone; `number` None: the one that was
    called, else his first; `moves` None: it stays the agent's."""

    at: Moment | None = None
    local: datetime | None = None
    agent: str | None = None
    number: str | None = None
    moves: Span | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """`form` None: as it stands on record."""

    disposition: str
    form: Mapping[str, str] | None = None
    promise: Promise | None = None
