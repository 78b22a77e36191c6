"""Campaigns: made and tuned, started, paused and stopped; how far each is."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import asdict

import structlog

from acd.board.models import parts
from acd.core.reason import told
from aftercall.office import NotKnown
from aftercall.office.dial_nouns import OF_ITS_LINE, OF_ITS_QUEUE
from aftercall.office.dialing import Changed
from aftercall.web import routers
from aftercall.web.answers import ErrorBody, Removed, as_dict
from aftercall.web.caller import House, Planner, Reporter, Seer
from aftercall.web.campaign_answers import (
    AttemptsNow,
    CampaignItem,
    ContactsNow,
    Forecast,
    ProgressItem,
    SavedCampaign,
    StateSet,
)
from aftercall.web.campaign_bodies import CampaignBody, StopBody
from aftercall.web.reaching import supervisor, within
from aftercall.web.responses import IN_USE, NOT_KNOWN, NOT_TAKEN, Responses
from dialer.almanac import calendars_of
from dialer.board.models import CampaignBoard
from dialer.core.cards import CampaignCard, Disposition, FormField, Retry, State
from dialer.core.days import day_of
from dialer.core.forecast import Part, dialling_left, over_at
from dialer.core.lawful import lawful, unknown_zone
from dialer.core.rules import stricter
from dialer.store.progress import Progress
from dialer.store.whole import WholeCampaign

log = structlog.get_logger(__name__)
router = routers.asked("/campaigns", tags=["campaigns"])
STATES: Responses = NOT_KNOWN | {
    409: {"model": ErrorBody, "description": "It cannot be so: all reasons. Nothing was changed."}
}


def item(whole: WholeCampaign) -> dict[str, object]:
    card = whole.card
    own = [name for name in CampaignItem.model_fields if name not in OF_ITS_QUEUE | OF_ITS_LINE]
    found = as_dict(card, *own)
    found |= {name: getattr(whole.queue, theirs) for name, theirs in OF_ITS_QUEUE.items()}
    found |= {name: getattr(whole.line, theirs) for name, theirs in OF_ITS_LINE.items()}
    found |= {name: getattr(card, name).value for name in ("mode", "state", "amd")}
    return found | {
        "retries": {outcome.value: retry_item(retry) for outcome, retry in card.retries.items()},
        "dispositions": [disposition_item(one) for one in card.dispositions],
        "form": [field_item(one) for one in card.form],
    }


def retry_item(retry: Retry) -> dict[str, object]:
    return {"after": retry.after, "times": retry.times, "step": retry.step.value}


def disposition_item(one: Disposition) -> dict[str, object]:
    found = as_dict(one, "code", "success", "order") | {"does": one.does.value, "names": dict(one.names)}
    return found | {"retry": retry_item(one.retry) if one.retry else None}


def field_item(one: FormField) -> dict[str, object]:
    return as_dict(one, "code", "label", "kind", "choices", "required")


# --- cards -------------------------------------------------------------------------------------------------------


@router.get("", summary="All campaigns within reach")
async def all_campaigns(house: House, by: Seer) -> list[CampaignItem]:
    found = house.dialing.campaigns.all_of(await house.office.all())
    return [CampaignItem.model_validate(item(whole)) for code, whole in found.items() if by.reaches(code)]


@router.get("/{code}", summary="One campaign", responses=NOT_KNOWN)
async def one_campaign(code: str, house: House, by: Seer) -> CampaignItem:
    within(by, code, "campaign")
    return CampaignItem.model_validate(item(await house.office.one(house.dialing.campaigns, code)))


@router.put("/{code}", summary="Make a campaign, or change what is sent", responses=NOT_TAKEN)
async def put_campaign(code: str, body: CampaignBody, house: House, by: Planner) -> SavedCampaign:
    """A new one is stopped. What is changed while it runs holds at once. The queue of its agents has its code and goes with it."""
    within(by, code, "campaign")
    saved = await house.dialing.change_campaign(code, body.changes(), by.name)
    log.info("campaign", code=code, done=saved.done, by=by.name)
    done = {"done": saved.done, "warning": saved.warning or None}
    return SavedCampaign.model_validate(item(saved.card) | done)


@router.delete("/{code}", summary="Remove a campaign that is stopped and has no contacts", responses=IN_USE)
async def delete_campaign(code: str, house: House, by: Planner) -> Removed:
    """Its attempts stay on record."""
    within(by, code, "campaign")
    removed = await house.dialing.remove_campaign(code)
    log.info("campaign", code=code, done="removed", by=by.name)
    return Removed(done="removed", code=code, warning=removed.warning or None)


# --- states ------------------------------------------------------------------------------------------------------


@router.post("/{code}/start", summary="Start dialling", responses=STATES)
async def start(code: str, house: House, by: Planner) -> StateSet:
    """Refused with all reasons where it cannot dial."""
    within(by, code, "campaign")
    return _set(code, await house.dialing.start(code, supervisor(by)), by.name)


@router.post("/{code}/pause", summary="Dial nobody new; what is out goes on", responses=STATES)
async def pause(code: str, house: House, by: Planner) -> StateSet:
    within(by, code, "campaign")
    return _set(code, await house.dialing.pause(code, supervisor(by)), by.name)


@router.post("/{code}/stop", summary="Stop: lines that ring are taken back, agents leave", responses=STATES)
async def stop(code: str, house: House, by: Planner, body: StopBody | None = None) -> StateSet:
    """With calls in progress it is refused first, and says what will happen to them; `yes` lets it happen."""
    within(by, code, "campaign")
    sure = body is not None and body.yes
    return _set(code, await house.dialing.stop(code, supervisor(by), sure), by.name)


def _set(code: str, changed: Changed, by: str) -> StateSet:
    log.info("campaign", code=code, state=changed.card.state.value, by=by)
    return StateSet(
        campaign=code,
        state=changed.card.state.value,
        calls=told(changed.calls) or None,
        warning=told(changed.warning) or None,
        calls_parts=parts(changed.calls),
        warning_parts=parts(changed.warning),
    )


# --- now ---------------------------------------------------------------------------------------------------------


@router.get("/{code}/board", summary="How it stands now, as on the board", responses=NOT_KNOWN)
async def board(code: str, house: House, by: Seer) -> CampaignBoard:
    within(by, code, "campaign")
    found = house.campaign(code)
    if found is None:
        raise NotKnown("campaign", code, house.dialing.room.campaigns)
    return found


@router.get("/{code}/progress", summary="How far it is", responses=NOT_KNOWN)
async def progress(code: str, house: House, by: Reporter) -> ProgressItem:
    within(by, code, "campaign")
    whole, now = await house.office.one(house.dialing.campaigns, code), house.desk.now()
    midnight, _ = day_of(house.zone, now)
    found = await house.dialing.progress(code, midnight, now)
    there = house.campaign(code)
    return ProgressItem(
        campaign=code,
        at=now,
        contacts=ContactsNow(**asdict(found.contacts), left=found.contacts.left),
        finished_why=dict(found.finished_why),
        attempts=AttemptsNow(**asdict(found.attempts)),
        cap=there.cap if there else None,
        forecast=await asyncio.to_thread(forecast, whole.card, found, house.zone, now),
        board=there,
    )


def forecast(card: CampaignCard, found: Progress, zone: str, now: int) -> Forecast:
    """May take some hundred ms: months ahead, by the hours of many zones."""
    there, tried = found.contacts, found.attempts
    span = dialling_left(there.left, there.finished, tried.all, tried.hour)
    if span is None or card.state is not State.RUNNING:
        return Forecast(dialling_ms=span, end=None)
    return Forecast(dialling_ms=span, end=over_at(_parts(card, found.zones or {(zone,): 1}, span), now))


def _parts(card: CampaignCard, zones: Mapping[tuple[str, ...], int], span: int) -> list[Part]:
    """The dialling time by where the contacts are that are left; where nobody knows that of any, as if they were here."""
    calendars, regime, whole = calendars_of(card), stricter(card).regime, sum(zones.values())
    known = {where: count for where, count in zones.items() if unknown_zone(where) is None}
    return [Part(lawful(calendars, regime, where), span * count / whole) for where, count in known.items()]
