"""A campaign as it is told: retained, one message each."""

from __future__ import annotations

from typing import Literal

from acd.board.fields import Instant, Text
from acd.board.models import Model, Part, Told


class AgentsNow(Model):
    """Agents who joined; each is counted once besides `joined`, the sum, and `counted`.

    `talking` includes calls on hold, `away` is everybody else: on a break, held, his phone not reachable. `counted`: those for
    whom the campaign dials now; one who joined several campaigns is counted in one of them, and nobody who asked for a break.
    """

    joined: int
    counted: int
    free: int
    booked: int
    ringing: int
    talking: int
    aftercall: int
    away: int


class LinesNow(Model):
    """`shown`: contacts that agents look at before they are dialled. `waiting`: people who answered and have no agent yet.
    `message`: people whom nobody could take and who hear so."""

    shown: int
    ringing: int
    waiting: int
    talking: int
    machine: int
    message: int


class CapNow(Model):
    """Abandoned of all live answers in the regime's window, in per cent, against the cap.

    `passed`: the cap is reached (and before the first live answer too), so only agents who are free are dialled for.
    """

    cap: float
    window_ms: int
    live: int
    abandoned: int
    rate: float | None
    passed: bool


class CampaignBoard(Told):
    """A campaign now. `why` is the reason of its pace in one line of English, `why_parts` the same in sentences.

    `paced`: so many lines more were wanted when it was last looked at. `today` are the attempts since midnight, `minute` those of the
    last sixty seconds. `again`: nobody may be called before. `contacts_left` may still be called some time, as counted at
    `counted_at`; null: not counted yet.
    """

    code: Text
    name: Text
    state: Literal["running", "paused", "stopped"]
    mode: Literal["preview", "progressive", "power", "predictive"]
    agents: AgentsNow
    lines: LinesNow
    cap: CapNow
    paced: int
    why: Text
    why_parts: tuple[Part, ...]
    today: int
    minute: int
    again: Instant | None
    contacts_left: int | None
    counted_at: Instant | None
