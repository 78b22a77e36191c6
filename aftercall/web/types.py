"""Work and break types, changed without a restart."""

from __future__ import annotations

import structlog

from acd.core.cards import TypeCard
from aftercall.office.nouns import TYPES
from aftercall.web import routers
from aftercall.web.answers import Removed, SavedType, TypeItem, as_dict
from aftercall.web.bodies import TypeBody
from aftercall.web.caller import Configurer, House, Seer
from aftercall.web.responses import IN_USE, NOT_KNOWN, NOT_TAKEN

log = structlog.get_logger(__name__)
router = routers.asked("/types", tags=["types"])


def item(card: TypeCard) -> dict[str, object]:
    return as_dict(card, *TypeItem.model_fields) | {"group": card.group.value, "names": dict(card.names)}


@router.get("", summary="All types, in the order of the menu")
async def all_types(house: House, by: Seer) -> list[TypeItem]:
    return [TypeItem.model_validate(item(card)) for card in (await house.office.all()).types]


@router.get("/{code}", summary="One type", responses=NOT_KNOWN)
async def one_type(code: str, house: House, by: Seer) -> TypeItem:
    return TypeItem.model_validate(item(await house.office.one(TYPES, code)))


@router.put("/{code}", summary="Make a type, or change what is sent", responses=NOT_TAKEN)
async def put_type(code: str, body: TypeBody, house: House, by: Configurer) -> SavedType:
    """`names` is replaced as a whole."""
    saved = await house.office.change_type(code, body.changes())
    log.info("type", code=code, done=saved.done, by=by.name)
    return SavedType.model_validate(
        {**item(saved.card), "done": saved.done, "warning": saved.warning or None}
    )


@router.delete("/{code}", summary="Remove a type that nobody is on", responses=IN_USE)
async def delete_type(code: str, house: House, by: Configurer) -> Removed:
    removed = await house.office.remove(TYPES, code)
    log.info("type", code=code, done="removed", by=by.name)
    return Removed(done="removed", code=code, warning=removed.warning or None)
