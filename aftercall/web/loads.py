"""Loads that are in the database, by API or by command: seen, taken back; kept mappings."""

from __future__ import annotations

from typing import Annotated, Final

import structlog
from fastapi import Path, Query

from aftercall.web import routers
from aftercall.web.answers import Removed
from aftercall.web.caller import House, Planner
from aftercall.web.reaching import within
from aftercall.web.responses import NOT_KNOWN
from aftercall.web.service import Service
from aftercall.web.upload_answers import LoadItem, MappingItem, UndoneItem, load_item, undone_item
from aftercall.web.upload_bodies import MappingBody

log = structlog.get_logger(__name__)
router = routers.asked(tags=["contacts"])
Name = Annotated[str, Path(min_length=1, max_length=100)]
Which = Annotated[int, Path(ge=1, lt=1 << 62)]

WITHIN: Final = 10.0
"""Seconds for which somebody waits for a load to be taken back."""


@router.get("/loads", summary="Loads, the newest first")
async def all_loads(
    house: House,
    by: Planner,
    campaign: str | None = None,
    last: Annotated[int, Query(ge=1, le=500)] = 50,
) -> list[LoadItem]:
    if campaign is not None:
        within(by, campaign, "campaign")
    found = await house.loads.loads(campaign, last)
    return [load_item(one, _file_of(house, one["id"])) for one in found if by.reaches(one["campaign"])]


@router.post("/loads/{id}/undo", summary="Take a load back", responses=NOT_KNOWN)
async def undo(id: Which, house: House, by: Planner) -> UndoneItem:
    """Contacts that nobody dialled are gone, those that were dialled are marked removed. Long ones go on after the answer: then its
    counts are null, and who asks again waits for the same."""
    within(by, (await house.loads.load(id))["campaign"], "campaign")
    done = await house.loads.undo(id, house.desk.now(), WITHIN)
    log.info("load", id=id, done="undone", by=by.name)
    return undone_item(id, done)


def _file_of(house: Service, load: int) -> str | None:
    return next((one.id for one in house.loads.all() if one.load == load), None)


# --- mappings ----------------------------------------------------------------------------------------------------


@router.get("/mappings", summary="Kept mappings: which column is what")
async def all_mappings(house: House, by: Planner) -> dict[str, MappingItem]:
    return {name: dict(one) for name, one in (await house.loads.mappings()).items()}


@router.put("/mappings/{name}", summary="Keep a mapping under this name")
async def put_mapping(name: Name, body: MappingBody, house: House, by: Planner) -> MappingItem:
    """In place of what had the name. It is taken by itself for a file with just these columns."""
    await house.loads.keep_mapping(name, body.mapping)
    log.info("mapping", name=name, done="kept", by=by.name)
    return dict(body.mapping)


@router.delete("/mappings/{name}", summary="Forget a mapping", responses=NOT_KNOWN)
async def delete_mapping(name: Name, house: House, by: Planner) -> Removed:
    await house.loads.forget_mapping(name)
    log.info("mapping", name=name, done="forgotten", by=by.name)
    return Removed(done="removed", code=name)
