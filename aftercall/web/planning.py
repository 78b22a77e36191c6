"""A campaign from a few questions, with what the law asks; who may join it; how its pace went."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any, Literal
from zoneinfo import available_timezones

import structlog
from fastapi import Query
from pydantic import AwareDatetime, ConfigDict, Field, field_validator

from acd.board.fields import Instant, Text
from acd.board.models import Part
from acd.core.moment import HOUR
from aftercall.office import NotKnown
from aftercall.office.planning import Hours, Plan, Questions
from aftercall.people.rights import Asker
from aftercall.web import routers
from aftercall.web.answers import Answer, ErrorBody
from aftercall.web.bodies import Body, milliseconds
from aftercall.web.caller import House, Planner, Seer
from aftercall.web.campaign_answers import CampaignItem, SavedCampaign
from aftercall.web.campaign_bodies import CampaignBody
from aftercall.web.campaigns import item
from aftercall.web.reaching import within
from aftercall.web.responses import NOT_KNOWN, NOT_TAKEN, Responses
from dialer.board.history import EVERY, KEPT
from dialer.core.cards import Mode
from dialer.core.regime import REGIMES, Regime

log = structlog.get_logger(__name__)
router = routers.asked(tags=["campaigns"])
Codes = list[str]  # a field of a model below is called list
Minute = Annotated[int, Field(ge=0, le=24 * 60)]
MADE: Responses = NOT_TAKEN | {
    403: {"model": ErrorBody, "description": "Whoever is there for some campaigns alone makes none."}
}

# --- what is asked -----------------------------------------------------------------------------------------------


class HoursBody(Body):
    """Minutes of the day by the clocks of `zone`; Monday is 0."""

    days: list[Annotated[int, Field(ge=0, le=6)]] = Field(min_length=1, max_length=7)
    opens: Minute
    closes: Minute
    zone: str
    holidays: Annotated[str, Field(pattern="^[A-Z]{2}$")] | None = Field(
        default=None, description="closed on the public ones of this country"
    )

    @field_validator("zone")
    @classmethod
    def a_zone(cls, value: str) -> str:
        if value not in available_timezones():
            raise ValueError("is no time zone; write it as Europe/Warsaw")
        return value


class QuestionsBody(Body):
    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "name": "Spring",
                    "regime": "eu",
                    "region": "PL",
                    "caller_id": "+48221234567",
                    "hours": {"days": [0, 1, 2, 3, 4], "opens": 540, "closes": 1020, "zone": "Europe/Warsaw"},
                    "agents": ["1001", "1002"],
                }
            ]
        }
    )

    name: str = Field(min_length=1, max_length=100)
    code: str = Field(default="", max_length=40, description="empty: made of the name")
    regime: str = Field(default="eu", description="the law that holds: us, uk, eu")
    mode: Literal["preview", "progressive", "power", "predictive"] | None = Field(
        default=None, description="null: predictive for a crew that is large enough, else progressive"
    )
    region: str = Field(default="PL", description="country of numbers that are written without one")
    language: str = "en"
    caller_id: str = Field(default="", max_length=40)
    trunks: Codes | None = Field(default=None, max_length=50, description="null: all that are in use")
    hours: HoursBody | None = Field(default=None, description="its own; null: the law's alone")
    agents: Codes = Field(default=[], max_length=2000, description="who may join it")
    list: str = Field(
        default="", max_length=100, description="an empty list to begin with; empty: it comes with a file"
    )
    usual_dispositions: bool = True
    more: CampaignBody | None = Field(default=None, description="whatever else its card is to have")

    def questions(self) -> Questions:
        return Questions(
            name=" ".join(self.name.split()),
            code=self.code,
            regime=self.regime,
            mode=Mode(self.mode) if self.mode else None,
            region=self.region,
            language=self.language,
            caller_id=self.caller_id,
            trunks=None if self.trunks is None else tuple(self.trunks),
            hours=None if self.hours is None else _hours(self.hours),
            agents=tuple(self.agents),
            list=" ".join(self.list.split()),
            usual_dispositions=self.usual_dispositions,
            fields=self.more.changes() if self.more else {},
        )


def _hours(body: HoursBody) -> Hours:
    return Hours(tuple(body.days), body.opens, body.closes, body.zone, body.holidays)


class CrewBody(Body):
    agents: list[str] = Field(max_length=2000, description="these may join it and nobody else")


# --- what is answered --------------------------------------------------------------------------------------------


class DayHours(Answer):
    """Minutes of the day, by the clocks of the person who is called."""

    opens: int
    closes: int


class Law(Answer):
    """A regime. `cap`: hundredths of a per cent of live answers that may be abandoned, over `window_ms`; an agent has the person
    within `patience_ms` from the answer or the greeting on; a line rings for `ring_least_ms` at least; fewer agents than
    `team_least` dial progressively; an abandoned number is not called again for `lockout_ms`. `hours`: Monday first; null: not that
    day. `holidays`: nobody is called on his public holidays."""

    code: str
    name: str
    cap: int
    window_ms: int
    patience_ms: int
    clock: Literal["answer", "greeting"]
    ring_least_ms: int
    team_least: int
    lockout_ms: int
    hours: tuple[DayHours | None, ...]
    holidays: bool


class NoteItem(Answer):
    code: str
    text: Text
    values: dict[str, Text | int]


class PlanItem(Answer):
    """`zone`: that of the people who are called, as far as the region tells; `a_day_ms`: of a day in the coming week, how
    long they may be called, by the law and the campaign's own hours. `notes`: what to know before saying yes."""

    code: str
    law: Law
    campaign: CampaignItem
    crew: tuple[str, ...]
    list: Text
    zone: str
    a_day_ms: int
    notes: tuple[NoteItem, ...]


class MadeCampaign(PlanItem):
    campaign: SavedCampaign


class Crew(Answer):
    campaign: str
    agents: tuple[str, ...]


class PacePointItem(Answer):
    """`lines` that are out, `ringing` of them; `busy` and `free` of `agents` who joined; `dialled` in the last minute; `live`,
    `abandoned` and `rate` (per cent) in the regime's window; `why` it dials as it does, `why_parts` the same in sentences."""

    at: Instant
    state: Literal["running", "paused", "stopped"]
    lines: int
    ringing: int
    agents: int
    free: int
    busy: int
    dialled: int
    live: int
    abandoned: int
    rate: float | None
    cap: float
    paced: int
    why: Text
    why_parts: tuple[Part, ...]


class PaceItem(Answer):
    """A point every `every_ms`, the last `kept_ms` of them, since the daemon began."""

    campaign: str
    at: Instant
    every_ms: int
    kept_ms: int
    points: tuple[PacePointItem, ...]


def law(regime: Regime) -> Law:
    same = ("code", "name", "cap", "team_least", "holidays")
    spans = ("window", "patience", "ring_least", "lockout")
    found: dict[str, Any] = {name: getattr(regime, name) for name in same}
    found |= {f"{name}_ms": getattr(regime, name) for name in spans}
    hours = [day and {"opens": day.opens, "closes": day.closes} for day in regime.hours]
    return Law.model_validate(found | {"clock": regime.clock.value, "hours": hours})


def plan_values(plan: Plan) -> dict[str, Any]:
    return {
        "code": plan.code,
        "law": law(REGIMES[plan.whole.card.regime]),
        "crew": tuple(card.code for card in plan.crew),
        "list": plan.list,
        "zone": plan.zone,
        "a_day_ms": plan.a_day,
        "notes": tuple(NoteItem(code=one.code, text=one.text, values=dict(one.values)) for one in plan.notes),
    }


# --- routes ------------------------------------------------------------------------------------------------------


@router.get("/regimes", summary="What the law asks, by regime")
async def regimes(by: Seer) -> list[Law]:
    return [law(one) for one in REGIMES.values()]


@router.post("/campaigns/plan", summary="What would be made of these answers; nothing is", responses=MADE)
async def plan_it(body: QuestionsBody, house: House, by: Planner) -> PlanItem:
    found = await house.dialing.plan(body.questions(), house.zone)
    campaign = CampaignItem.model_validate(item(found.whole))
    return PlanItem(**plan_values(found), campaign=campaign)


@router.post(
    "/campaigns",
    summary="Make a campaign from a few questions",
    status_code=201,
    responses=MADE,
)
async def make(body: QuestionsBody, house: House, by: Planner) -> MadeCampaign:
    """The campaign, its queue, its list and its crew, stopped: all of it or nothing. What is not asked is what the law and the trade
    would have."""
    _reaches_new(by, body.code)
    found, saved = await house.dialing.make(body.questions(), house.zone, by.name)
    log.info("campaign", code=found.code, done="made", crew=len(found.crew), by=by.name)
    done = {"done": saved.done, "warning": saved.warning or None}
    campaign = SavedCampaign.model_validate(item(saved.card) | done)
    return MadeCampaign(**plan_values(found), campaign=campaign)


def _reaches_new(by: Asker, code: str) -> None:
    """Whoever is there for some campaigns could not see the one that he made."""
    if by.reach is not None:
        within(by, code, "campaign")


@router.get("/campaigns/{code}/agents", summary="Who may join it", responses=NOT_KNOWN)
async def crew(code: str, house: House, by: Seer) -> Crew:
    within(by, code, "campaign")
    return Crew(campaign=code, agents=tuple(card.code for card in await house.dialing.crew(code)))


@router.put("/campaigns/{code}/agents", summary="Say who may join it", responses=NOT_TAKEN)
async def set_crew(code: str, body: CrewBody, house: House, by: Planner) -> Crew:
    within(by, code, "campaign")
    cards = await house.dialing.set_crew(code, body.agents)
    log.info("campaign", code=code, crew=len(cards), by=by.name)
    return Crew(campaign=code, agents=tuple(card.code for card in cards))


@router.get("/campaigns/{code}/pace", summary="How its pace went in the last hour", responses=NOT_KNOWN)
async def pace(
    code: str,
    house: House,
    by: Seer,
    since: Annotated[AwareDatetime | None, Query(description="later than that; null: the last hour")] = None,
) -> PaceItem:
    """For a chart. It is kept in memory: after a restart it begins anew."""
    within(by, code, "campaign")
    if code not in house.dialing.room.campaigns:
        raise NotKnown("campaign", code, house.dialing.room.campaigns)
    now = house.desk.now()
    found = house.pace.since(code, now - HOUR if since is None else milliseconds(since))
    points = tuple(PacePointItem.model_validate(asdict(one)) for one in found)
    return PaceItem(campaign=code, at=now, every_ms=EVERY, kept_ms=KEPT, points=points)
