"""Inbound numbers and where they lead."""

from __future__ import annotations

import structlog

from acd.core.lines import NumberLine
from aftercall.office.nouns import NUMBERS
from aftercall.web import routers
from aftercall.web.answers import NumberItem, Removed, SavedNumber
from aftercall.web.bodies import NumberBody
from aftercall.web.caller import Configurer, Furnisher, House
from aftercall.web.queues import target
from aftercall.web.responses import IN_USE, NOT_KNOWN, NOT_TAKEN

log = structlog.get_logger(__name__)
router = routers.asked("/numbers", tags=["numbers"])


def item(line: NumberLine) -> dict[str, object]:
    return {
        "did": line.did,
        "target": target(line.target),
        "calendar": line.calendar,
        "closed": target(line.closed),
    }


@router.get("", summary="All inbound numbers")
async def all_numbers(house: House, by: Furnisher) -> list[NumberItem]:
    return [NumberItem.model_validate(item(line)) for line in (await house.office.all()).numbers]


@router.get("/{did}", summary="One number", responses=NOT_KNOWN)
async def one_number(did: str, house: House, by: Furnisher) -> NumberItem:
    return NumberItem.model_validate(item(await house.office.one(NUMBERS, did)))


@router.put("/{did}", summary="Let a number lead somewhere", responses=NOT_TAKEN)
async def put_number(did: str, body: NumberBody, house: House, by: Configurer) -> SavedNumber:
    saved = await house.office.change_number(did, body.changes())
    log.info("number", did=did, done=saved.done, by=by.name)
    return SavedNumber.model_validate(
        {**item(saved.card), "done": saved.done, "warning": saved.warning or None}
    )


@router.delete("/{did}", summary="Let a number lead nowhere", responses=IN_USE)
async def delete_number(did: str, house: House, by: Configurer) -> Removed:
    removed = await house.office.remove(NUMBERS, did)
    log.info("number", did=did, done="removed", by=by.name)
    return Removed(done="removed", code=did, warning=removed.warning or None)
