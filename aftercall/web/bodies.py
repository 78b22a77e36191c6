"""What may be sent: one model per noun. Fields are those of the cards, spans are whole milliseconds.

On PUT only what is sent changes; the defaults shown are those of something new. What is not known is refused, so a
misspelt field is no silent loss.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from acd.core.cards import Group
from acd.core.lines import Target
from acd.core.moment import DAY, SECOND

Span = Annotated[int, Field(ge=0, le=DAY)]
Place = Annotated[tuple[str, int], Field(strict=False)]
Strategy = Literal[
    "rrmemory", "leastrecent", "fewestcalls", "random", "wrandom", "rrordered", "linear", "ringall"
]


class Body(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    def changes(self) -> dict[str, Any]:
        """What was sent, by the card's names, in the card's types."""
        return {name: _plain(getattr(self, name)) for name in sorted(self.model_fields_set)}


def _plain(value: object) -> object:
    if isinstance(value, TargetBody):
        return value.target()
    return tuple(value) if isinstance(value, list) else value


class TargetBody(Body):
    """`queue` and `phone` take a code, `sound` a sound's name, `dialplan` an `extension@context`, `hangup` nothing."""

    kind: Literal["queue", "phone", "sound", "dialplan", "hangup"]
    value: str = ""

    def target(self) -> Target:
        return Target(self.kind, self.value)


class AgentBody(Body):
    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "name": "Anna Nowak",
                    "team": "sales",
                    "phone": "1001",
                    "queues": [["sales", 0], ["help", 2]],
                }
            ]
        }
    )

    name: str = Field(
        default="", description="as colleagues see it, 1 to 100 characters; a new agent's is his code"
    )
    team: str = Field(default="", description="whose quotas of breaks he shares")
    phone: str | None = Field(default=None, description="his default phone")
    queues: list[Place] = Field(default=[], description="(queue, penalty): where he takes calls, 0 first")
    language: str = Field(default="en", description="of his prompts and type names: en, pl, ru, et, es")
    chats: int | None = Field(
        default=None, description="chats he may have at once; null: as many as the site says"
    )
    tickets: int | None = Field(default=None, description="tickets, likewise")


class QueueBody(Body):
    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"name": "Sales", "aftercall": 30000, "step": 30000, "longest": 120000}]
        }
    )

    name: str = ""
    weight: int = Field(default=0, description="the queue with the higher weight gives out its callers first")
    aftercall: Span = Field(default=0, description="ms after each call; 0: none")
    step: Span = Field(default=30 * SECOND, description="ms that each extension adds")
    longest: Span = Field(default=300 * SECOND, description="ms from the hang-up that extensions may reach")
    early: bool = Field(default=True, description="the agent may end it early")
    disposition: bool = Field(default=False, description="a code is demanded before an early end")
    misses: int = Field(default=1, description="missed rings in a row that hold an agent; 0: never")
    level: Span = Field(default=20 * SECOND, description="ms: the service level's threshold")
    strategy: Strategy = "rrmemory"
    ring: Span = Field(default=20 * SECOND, description="ms for which one agent's phone rings")
    max_wait: Span | None = Field(
        default=None, description="ms after which a caller overflows; null: no limit"
    )
    max_length: int = Field(
        default=0, description="waiting callers beyond which the next one overflows; 0: no limit"
    )
    overflow: TargetBody | None = Field(default=None, description="where they go")
    recording: bool = Field(default=False, description="its conversations are recorded")
    music: str = Field(default="default", description="class of music on hold")
    say_position: bool = Field(default=False, description="tell callers their place")
    say_wait: bool = Field(default=False, description="tell callers their expected wait")
    say_every: Span = Field(default=60 * SECOND, description="ms between two announcements")
    open: bool = Field(default=True, description="false: closed by hand, whatever its calendar says")
    calendar: str = Field(default="", description="the calendar by which it is open; empty: always")
    closed: TargetBody | None = Field(
        default=None, description="where callers go while it is not open; null: they hear that it is closed"
    )
    retention: int | None = Field(
        default=None, description="days after which its recordings are deleted; null: they are kept"
    )
    work: str = Field(
        default="",
        description="a campaign's queue: the work type that joining it sets; empty: agents are in it by their type",
    )
    rest: str = Field(
        default="",
        description="a campaign's queue: the type that leaving the last campaign sets; empty: none",
    )
    pop: str = Field(
        default="",
        description="screen pop: the address that opens when a call comes, with {number}, {name}, {call}, {agent}, "
        "{contact}, {queue} and the contact's own fields filled in; empty: none",
    )
    offer: Span = Field(default=20 * SECOND, description="ms for which one agent is offered a chat")
    offer_ticket: Span = Field(default=60 * SECOND, description="ms for which one agent is offered a ticket")
    push_tickets: bool = Field(
        default=True, description="tickets are offered; false: agents pull them (to-solve)"
    )
    chats_when_closed: bool = Field(default=False, description="chats may come outside its hours, too")


class TypeBody(Body):
    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"group": "break", "names": {"en": "Coffee", "pl": "Kawa"}, "length": 600000, "returns": True}
            ]
        }
    )

    group: Literal["work", "break"] = Field(default="work", description="demanded of a new type")
    names: dict[str, str] = Field(default={}, description="by language")
    calls: bool = Field(default=True, description="takes calls (work types)")
    chats: bool = False
    tickets: bool = False
    queues: list[str] | None = Field(
        default=None, description="only these of the agent's queues; null: all of them"
    )
    paid: bool = Field(default=True, description="counts as working time")
    length: Span | None = Field(default=None, description="ms: a timed break, its planned return is known")
    returns: bool = Field(default=False, description="resumes by itself after its length")
    warn: Span = Field(default=60 * SECOND, description="ms before the end at which a warning is told")
    limit: Span | None = Field(default=None, description="ms: a soft length, with a warning only")
    quota: int | None = Field(default=None, description="how many of one team may be on it at once")
    approval: bool = Field(default=False, description="only a supervisor may set it")
    star: int | None = Field(default=None, description="N of the star code *6N")
    colour: str = ""
    order: int = 0
    icon: str = Field(default="", description="a picture of the screens by its name; empty: by the code")

    def changes(self) -> dict[str, Any]:
        found = super().changes()
        return found | {"group": Group(found["group"])} if "group" in found else found


class PhoneBody(Body):
    secret: str = Field(default="", description="its SIP password; a new phone gets one of its own")
    caller_id: str = Field(default="", description="the number it shows when it calls out; empty: its code")
    language: str = "en"
    active: bool = True


class Several(Body):
    """`codes`: of new ones; all are made, or none."""

    codes: list[str] = Field(min_length=1, max_length=1000)

    def shared(self) -> dict[str, Any]:
        """What was sent for all of them, as `changes`."""
        return {name: value for name, value in self.changes().items() if name not in ("codes", "own_phone")}


class PhonesBody(Several):
    """Each phone gets a secret of its own."""

    language: str = "en"
    active: bool = True


class AgentsBody(Several):
    """An agent's name is his code until somebody gives him another."""

    own_phone: bool = Field(default=False, description="each has the phone of his own code")
    team: str = ""
    queues: list[Place] = Field(default=[], description="(queue, penalty): where they take calls, 0 first")
    language: str = "en"


class NumberBody(Body):
    model_config = ConfigDict(
        json_schema_extra={"examples": [{"target": {"kind": "queue", "value": "sales"}}]}
    )

    target: TargetBody | None = Field(
        default=None, description="where the number leads; demanded of a new number"
    )
    calendar: str = Field(default="", description="the calendar by which it leads there; empty: always")
    closed: TargetBody | None = Field(
        default=None,
        description="where it leads while that calendar is closed; null: the caller hears that it is closed",
    )


class HolidaysBody(Body):
    """Those of a country or of one of its regions; what they are called is in its own language, unless another is asked for."""

    country: str = Field(description="ISO 3166, as PL")
    region: str | None = Field(default=None, description="ISO 3166-2 without the country, as 14")
    categories: list[str] = Field(default=["public"], description="as python-holidays calls them")
    language: str | None = None
    hours: list[str] = Field(default=[], description="of each such day; none: closed")


class DayBody(Body):
    """A day, every year's same day, or days in a row that are not as the week says."""

    model_config = ConfigDict(populate_by_name=True)

    date: str | None = Field(default=None, description="2026-12-24, or 12-24 for every year")
    first: str | None = Field(default=None, alias="from", description="with `to`, instead of `date`")
    to: str | None = None
    name: str | None = None
    hours: list[str] = Field(default=[], description="none: closed")


class CalendarBody(Body):
    """The fields of docs/reference/calendars.md. Each that is sent replaces the one before, whole."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "name": "Office",
                    "zone": "Europe/Warsaw",
                    "week": {"monday-friday": ["09:00-17:00"]},
                    "holidays": [{"country": "PL"}],
                    "days": [{"date": "12-24", "name": "Christmas Eve", "hours": ["09:00-12:00"]}],
                }
            ]
        }
    )

    zone: str = Field(default="", description="IANA's name; demanded of a new calendar")
    name: str = ""
    week: dict[str, list[str]] = Field(
        default={}, description="hours by weekday, `monday` or `monday-friday`; demanded of a new calendar"
    )
    holidays: list[HolidaysBody] = []
    days: list[DayBody] = []

    def changes(self) -> dict[str, Any]:
        sent = self.model_dump(by_alias=True, exclude_unset=True)
        return {name: _filled(value) if isinstance(value, list) else value for name, value in sent.items()}


def _filled(listed: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """A field that is null is one that was not sent."""
    return [{name: value for name, value in one.items() if value is not None} for one in listed]


class PinBody(Body):
    pin: str | None = Field(description="4 to 12 digits; null takes it away")


# --- wishes ------------------------------------------------------------------------------------------------------


class NoBody(Body):
    """Nothing is to be said."""


class LoginBody(Body):
    type: str | None = Field(default=None, description="null: the work type from before, else the first one")
    phone: str | None = Field(
        default=None, description="null: where he is, else his default phone; a type without calls needs none"
    )


class CampaignChoice(Body):
    model_config = ConfigDict(json_schema_extra={"examples": [{"campaign": "spring"}]})

    campaign: str = Field(description="its code")


class TypeChoice(Body):
    type: str = Field(description="a work or break type")


class FinishBody(Body):
    disposition: str | None = Field(
        default=None, max_length=100, description="where the queue demands a code"
    )


class HoldBody(Body):
    reason: str = Field(default="", max_length=100, description="told to the agent")


class RecordingBody(Body):
    on: bool = Field(description="false: pause it; true: resume it")


class CorrectionBody(Body):
    """A supervisor's word on a span of an agent's day; what was recorded stays."""

    begin: Annotated[AwareDatetime, Field(strict=False)]
    end: Annotated[AwareDatetime, Field(strict=False)]
    state: str = Field(description="what the time counts under: free, break, off, …")
    type: str | None = Field(default=None, description="null for off")
    why: str


def milliseconds(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)
