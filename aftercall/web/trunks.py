"""Trunks: over which campaigns dial."""

from __future__ import annotations

import structlog

from aftercall.web import routers
from aftercall.web.answers import Removed, as_dict
from aftercall.web.caller import Configurer, Furnisher, House
from aftercall.web.campaign_answers import SavedTrunk, TrunkItem
from aftercall.web.campaign_bodies import TrunkBody
from aftercall.web.responses import IN_USE, NOT_KNOWN, NOT_TAKEN
from aftercall.web.service import Service
from dialer.core.cards import TrunkCard

log = structlog.get_logger(__name__)
router = routers.asked("/trunks", tags=["campaigns"])


def item(house: Service, card: TrunkCard) -> dict[str, object]:
    trunk = house.dialing.room.trunks.by_code.get(card.code)
    rests = trunk is not None and trunk.again > house.desk.now()
    now = {"out": trunk.out if trunk else 0, "rests_until": trunk.again if trunk and rests else None}
    return as_dict(card, "code", "endpoint", "channels", "rate", "strip", "prefix", "active") | now


@router.get("", summary="All trunks")
async def all_trunks(house: House, by: Furnisher) -> list[TrunkItem]:
    return [TrunkItem.model_validate(item(house, card)) for card in (await house.office.all()).trunks]


@router.get("/{code}", summary="One trunk", responses=NOT_KNOWN)
async def one_trunk(code: str, house: House, by: Furnisher) -> TrunkItem:
    return TrunkItem.model_validate(item(house, await house.office.one(house.dialing.trunks, code)))


@router.put("/{code}", summary="Make a trunk, or change what is sent", responses=NOT_TAKEN)
async def put_trunk(code: str, body: TrunkBody, house: House, by: Configurer) -> SavedTrunk:
    saved = await house.dialing.change_trunk(code, body.changes())
    log.info("trunk", code=code, done=saved.done, by=by.name)
    return SavedTrunk.model_validate(
        item(house, saved.card) | {"done": saved.done, "warning": saved.warning or None}
    )


@router.delete("/{code}", summary="Remove a trunk that no campaign uses", responses=IN_USE)
async def delete_trunk(code: str, house: House, by: Configurer) -> Removed:
    removed = await house.dialing.remove_trunk(code)
    log.info("trunk", code=code, done="removed", by=by.name)
    return Removed(done="removed", code=code, warning=removed.warning or None)
