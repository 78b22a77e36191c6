"""A campaign's lists: seen, switched on and off, recycled, deleted."""

from __future__ import annotations

from typing import Annotated, Any

import structlog
from fastapi import Path

from acd.board.fields import Instant, Text
from aftercall.people.rights import Asker
from aftercall.web import routers
from aftercall.web.answers import Answer, Removed
from aftercall.web.caller import House, Planner
from aftercall.web.reaching import within
from aftercall.web.responses import IN_USE, NOT_KNOWN, NOT_TAKEN
from aftercall.web.service import Service
from aftercall.web.upload_bodies import ListBody, RecycleBody
from dialer.store.lists import ContactList

log = structlog.get_logger(__name__)
router = routers.asked("/lists", tags=["contacts"])
Id = Annotated[int, Path(ge=1, lt=1 << 62, description="the list's id")]


class ListItem(Answer):
    """With its contacts by where they stand."""

    id: int
    campaign: str
    name: Text
    active: bool
    made: Instant
    open: int
    out: int
    finished: int
    removed: int


class Recycled(Answer):
    """`opened`: contacts that may be called again."""

    list: int
    opened: int


async def reached(by: Asker, house: Service, which: int) -> ContactList:
    found = await house.cabinet.list_(which)
    within(by, found.campaign, "campaign")
    return found


async def item(house: Service, which: int, campaign: str) -> ListItem:
    rows = await house.cabinet.lists(campaign)
    return _item(next(row for row in rows if row["id"] == which))


def _item(row: dict[str, Any]) -> ListItem:
    return ListItem.model_validate({name: row[name] for name in ListItem.model_fields})


@router.get("", summary="Lists with their contacts by standing")
async def all_lists(house: House, by: Planner, campaign: str | None = None) -> list[ListItem]:
    if campaign is not None:
        within(by, campaign, "campaign")
    return [_item(row) for row in await house.cabinet.lists(campaign) if by.reaches(row["campaign"])]


@router.put("/{id}", summary="Switch a list on or off", responses=NOT_TAKEN)
async def put_list(id: Id, body: ListBody, house: House, by: Planner) -> ListItem:
    """Off: nobody new is taken from it; who is being called goes on."""
    found = await reached(by, house, id)
    await house.cabinet.set_active(id, body.active)
    log.info("list", id=id, active=body.active, by=by.name)
    return await item(house, id, found.campaign)


@router.post("/{id}/recycle", summary="Open finished contacts again", responses=NOT_TAKEN)
async def recycle(id: Id, body: RecycleBody, house: House, by: Planner) -> Recycled:
    """What was tried so far no longer counts towards the most attempts in all; gaps, attempts in a day and do-not-call hold."""
    await reached(by, house, id)
    opened = await house.cabinet.recycle(id, body.outcomes, body.dispositions)
    log.info("list", id=id, done="recycled", opened=opened, by=by.name)
    return Recycled(list=id, opened=opened)


@router.delete(
    "/{id}", summary="Delete a list that is not active, with its contacts", responses=IN_USE | NOT_KNOWN
)
async def delete_list(id: Id, house: House, by: Planner) -> Removed:
    """Attempts and do-not-call entries stay on record."""
    await reached(by, house, id)
    await house.cabinet.delete_list(id)
    log.info("list", id=id, done="removed", by=by.name)
    return Removed(done="removed", code=str(id))
