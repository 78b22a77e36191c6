"""What is answered of campaigns and trunks."""

from __future__ import annotations

from typing import Literal

from acd.board.fields import Instant, Text
from acd.board.models import Part
from aftercall.web.answers import Answer, Done
from dialer.board.models import CampaignBoard, CapNow


class RetryItem(Answer):
    after: int
    times: int
    step: Literal["same", "next"]


class DispositionItem(Answer):
    code: str
    does: str
    names: dict[str, Text]
    retry: RetryItem | None
    success: bool
    order: int


class FormFieldItem(Answer):
    code: str
    label: Text
    kind: str
    choices: tuple[Text, ...]
    required: bool


class CampaignItem(Answer):
    """Its card, and from `aftercall` on what it says of its queue."""

    code: str
    name: Text
    mode: str
    state: Literal["running", "paused", "stopped"]
    regime: str
    cap: int | None
    ratio: int
    region: str
    language: str
    caller_id: str
    trunks: tuple[str, ...]
    ring: int
    amd: str
    amd_message: str
    message: str
    per_day: int
    per_contact: int
    per_number: int
    gap: int
    calendar: Text | None
    countdown: int | None
    wait: bool
    premium: bool
    auto_answer: str
    work_type: str
    leave_type: str
    weight: int
    retries: dict[str, RetryItem]
    dispositions: tuple[DispositionItem, ...]
    script: Text
    form: tuple[FormFieldItem, ...]
    aftercall: int
    step: int
    longest: int
    early: bool
    disposition: bool
    misses: int
    level: int
    recording: bool
    retention: int | None
    pop: Text
    agent_ring: int
    strategy: str
    music: str


class SavedCampaign(Done, CampaignItem):
    pass


class StateSet(Answer):
    """`calls`: what becomes of calls in progress; null: there are none. `warning`: what must be done before anybody is called.

    `calls_parts` and `warning_parts`: the same in sentences, for whoever words them in another language.
    """

    campaign: str
    state: Literal["running", "paused", "stopped"]
    calls: Text | None
    calls_parts: tuple[Part, ...]
    warning: Text | None
    warning_parts: tuple[Part, ...]


class TrunkItem(Answer):
    """`out`: its lines now. `rests_until`: too many dials in a row were refused, nothing goes over it before."""

    code: str
    endpoint: str
    channels: int
    rate: int
    strip: str
    prefix: str
    active: bool
    out: int
    rests_until: Instant | None


class SavedTrunk(Done, TrunkItem):
    pass


class ContactsNow(Answer):
    """`left` may still be called some time: `due` now, `later`, or `out` at this moment. `resting`: their list is not active.
    `next`: when the first of `later` is due."""

    left: int
    due: int
    later: int
    out: int
    resting: int
    finished: int
    removed: int
    next: Instant | None


class AttemptsNow(Answer):
    """`hour`: those that began in the last hour."""

    all: int
    today: int
    hour: int
    by_outcome: dict[str, int]
    by_disposition: dict[str, int]


class Forecast(Answer):
    """At the pace of the last hour, and with as many attempts for each contact as so far: `dialling_ms` of dialling time, over at
    `end` by the regime's hours in the zones of those who are left, and the campaign's own. Null: too little is known, or it does
    not run."""

    dialling_ms: int | None
    end: Instant | None


class ProgressItem(Answer):
    campaign: str
    at: Instant
    contacts: ContactsNow
    finished_why: dict[Text, int]
    attempts: AttemptsNow
    cap: CapNow | None
    forecast: Forecast
    board: CampaignBoard | None


class NumberNow(Answer):
    id: int
    number: str
    kind: str
    dead: bool


class ShownContact(Answer):
    """The contact that an agent looks at or talks with. `dials_at`: a preview is dialled by itself then."""

    attempt: str
    campaign: str
    stage: Literal["shown", "dialled", "talking", "aftercall"]
    since: Instant
    dials_at: Instant | None
    contact: int
    name: Text
    number: str
    numbers: tuple[NumberNow, ...]
    fields: dict[Text, Text]
    script: Text
    form: tuple[FormFieldItem, ...]
    dispositions: tuple[DispositionItem, ...]
