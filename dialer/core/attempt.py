"""An attempt: on record before the phone rings. Its id is the channel's id in Asterisk, so all that is told of it names it."""

from __future__ import annotations

from dataclasses import dataclass

from acd.core.moment import Moment, Span
from dialer.core.outcome import Outcome


@dataclass(frozen=True, slots=True)
class Attempt:
    """One dial. `agent`: booked for it (progressive), or whose preview it is; None: whoever is free. `own`: he promised it himself.

    `rang`: until answer or end; `answered`, `connected` (an agent took it), `ended`: moments. `cause`: Q.850, `tech`: SIP status,
    `reason`: OriginateResponse's; kept raw.
    """

    id: str
    campaign: str
    contact: int
    number: str
    trunk: str
    began: Moment
    agent: str | None = None
    answered: Moment | None = None
    connected: Moment | None = None
    ended: Moment | None = None
    outcome: Outcome | None = None
    disposition: str | None = None
    cause: int | None = None
    tech: int | None = None
    reason: int | None = None
    amd: str = ""
    talked: Span | None = None
    own: bool = False


OURS = "d-"
"""What every attempt's id begins with. Asterisk's own ids have a dot in them, an attempt's never has."""


def is_attempt(call: str) -> bool:
    """Is the call of this id an attempt? People who call back come with an id of Asterisk's."""
    return call.startswith(OURS) and "." not in call
