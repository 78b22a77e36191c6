"""What may be sent of campaigns and trunks: fields are those of the cards, spans whole milliseconds.

On PUT only what is sent changes; lists (trunks, dispositions, form) and retries are replaced as a whole.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field

from acd.core.moment import DAY, MINUTE, SECOND
from aftercall.web.bodies import Body, Span, Strategy
from dialer.core.cards import Amd, Disposition, Does, FormField, Mode, Retry, Step
from dialer.core.outcome import Outcome

Long = Annotated[int, Field(ge=0, le=365 * DAY)]
OutcomeWord = Literal[
    "connected",
    "abandoned",
    "hung up",
    "machine",
    "busy",
    "no answer",
    "declined",
    "invalid",
    "failed",
    "cancelled",
    "no agent",
    "skipped",
    "unknown",
]


class RetryBody(Body):
    after: Long = Field(description="ms until it is tried again")
    times: int = Field(ge=0, description="such outcomes at most, then it is finished; 0: finished at once")
    step: Literal["same", "next"] = Field(default="next", description="which number is next")

    def retry(self) -> Retry:
        return Retry(self.after, self.times, Step(self.step))


class DispositionBody(Body):
    code: str
    does: Literal["finish", "retry", "callback", "do not call", "dead number"]
    names: dict[str, str] = Field(default={}, description="by language")
    retry: RetryBody | None = Field(default=None, description="demanded where it does retry")
    success: bool = False
    order: int = 0

    def disposition(self) -> Disposition:
        retry = self.retry.retry() if self.retry else None
        return Disposition(self.code, Does(self.does), self.names, retry, self.success, self.order)


class FormFieldBody(Body):
    code: str
    label: str
    kind: Literal["text", "long text", "number", "date", "choice", "yes or no"] = "text"
    choices: list[str] = Field(default=[], description="for choice")
    required: bool = False

    def field(self) -> FormField:
        return FormField(self.code, self.label, self.kind, tuple(self.choices), self.required)


class CampaignBody(Body):
    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"name": "Spring", "mode": "predictive", "regime": "eu", "trunks": ["pl"], "aftercall": 15000}
            ]
        }
    )

    name: str = ""
    mode: Literal["preview", "progressive", "power", "predictive"] = "predictive"
    regime: str = Field(default="eu", description="the law that holds: us, uk, eu")
    cap: int | None = Field(
        default=None, description="abandoned of live answers, in hundredths of a per cent; null: the regime's"
    )
    ratio: int = Field(default=100, description="power: hundredths of a line for each free agent")
    region: str = Field(default="PL", description="country of numbers that are written without one")
    language: str = Field(default="en", description="of what people hear")
    caller_id: str = Field(
        default="", description="the number that is shown; who calls it reaches the campaign's agents"
    )
    trunks: list[str] = Field(default=[], description="in order of preference")
    ring: Span = Field(default=25 * SECOND, description="ms for which a line rings")
    amd: Literal["off", "hang up", "message"] = Field(default="off", description="what machines get")
    amd_message: str = Field(default="", description="the sound that machines get")
    message: str = Field(
        default="acd-abandoned", description="the sound that people get whom nobody could take"
    )
    per_day: int = Field(default=3, description="attempts to a contact in a day")
    per_contact: int = Field(default=10, description="in all")
    per_number: int = Field(default=6, description="in all, to one of its numbers")
    gap: Long = Field(default=10 * MINUTE, description="ms between two attempts to a contact")
    calendar: str | None = Field(
        default=None, description="its own hours, as the text of a calendar's file; null: the regime's alone"
    )
    countdown: Span | None = Field(
        default=None, description="preview: ms until it is dialled by itself; null: never"
    )
    wait: bool = Field(default=True, description="aftercall follows attempts without a conversation, too")
    premium: bool = Field(default=False, description="premium and shared-cost numbers may be dialled")
    auto_answer: str = Field(
        default="Call-Info: <sip:aftercall>;answer-after=0",
        description="the SIP header that makes agents' phones answer; empty: they cannot (preview only)",
    )
    work_type: str = Field(default="phone", description="what joining sets")
    leave_type: str = Field(default="break", description="what leaving the last campaign sets")
    weight: int = Field(default=1, description="its share of agents who are in several campaigns")
    retries: dict[OutcomeWord, RetryBody] = Field(
        default={}, description="by outcome, where it is otherwise than usual"
    )
    dispositions: list[DispositionBody] = Field(default=[])
    script: str = ""
    form: list[FormFieldBody] = Field(default=[])

    aftercall: Span = Field(default=15 * SECOND, description="ms after each conversation; 0: none")
    step: Span = Field(default=30 * SECOND, description="ms that each extension adds")
    longest: Span = Field(default=300 * SECOND, description="ms that extensions may reach")
    early: bool = Field(default=True, description="the agent may end it early")
    disposition: bool = Field(default=False, description="a disposition is demanded before an early end")
    misses: int = Field(default=1, description="missed rings in a row that hold an agent; 0: never")
    level: Span = Field(default=20 * SECOND, description="ms: service level of those who call back")
    recording: bool = Field(default=False, description="its conversations are recorded")
    retention: int | None = Field(default=None, description="days for which recordings are kept; null: ever")
    pop: str = Field(
        default="",
        description="screen pop: the address that opens when a call comes, with {number}, {name}, {call}, {agent}, "
        "{contact}, {queue} and the contact's own fields filled in; empty: none",
    )
    agent_ring: Span = Field(default=15 * SECOND, description="ms for which an agent's phone rings")
    strategy: Strategy = Field(default="leastrecent", description="who of the free agents is next")
    music: str = Field(default="acd-silence", description="class of music while nobody has taken the person")

    def changes(self) -> dict[str, Any]:
        found = super().changes()
        for name, read in (("mode", Mode), ("amd", Amd)):
            if name in found:
                found[name] = read(found[name])
        if "retries" in found:
            found["retries"] = {Outcome(word): body.retry() for word, body in self.retries.items()}
        if "dispositions" in found:
            found["dispositions"] = tuple(body.disposition() for body in self.dispositions)
        if "form" in found:
            found["form"] = tuple(body.field() for body in self.form)
        return found


class TrunkBody(Body):
    model_config = ConfigDict(
        json_schema_extra={"examples": [{"endpoint": "carrier", "channels": 30, "rate": 5, "prefix": "00"}]}
    )

    endpoint: str = Field(
        default="", description="the PJSIP endpoint in Asterisk's own files; a new trunk's is its code"
    )
    channels: int = Field(default=30, description="lines at once, at most")
    rate: int = Field(default=5, description="new lines in a second, at most; 0: no limit")
    strip: str = Field(default="", description="taken from the front of a number, as +")
    prefix: str = Field(default="", description="put before it, as 00")
    active: bool = Field(default=True, description="it is used")


class StopBody(Body):
    yes: bool = Field(default=False, description="what happens to calls in progress may happen")
