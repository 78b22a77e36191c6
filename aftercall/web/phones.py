"""Phones: SIP accounts. Their secrets are shown only to who asks for them."""

from __future__ import annotations

from typing import Annotated

import structlog
from fastapi import Query

from acd.core.lines import PhoneLine
from aftercall.office.nouns import PHONES
from aftercall.web import routers
from aftercall.web.answers import MadePhones, PhoneItem, Removed, SavedPhone, as_dict
from aftercall.web.bodies import PhoneBody, PhonesBody
from aftercall.web.caller import Configurer, House, Seer
from aftercall.web.responses import IN_USE, NOT_KNOWN, NOT_TAKEN, THERE
from aftercall.web.service import Service

log = structlog.get_logger(__name__)
router = routers.asked("/phones", tags=["phones"])
Secret = Annotated[bool, Query(description="show the phone's secret")]


def item(house: Service, line: PhoneLine, secret: bool = False) -> dict[str, object]:
    device = house.floor.phones.get(line.code)
    at_it = [a.code for a in house.floor.agents.values() if a.phone == line.code and a.type is not None]
    return as_dict(line, "code", "caller_id", "language", "active") | {
        "secret": line.secret if secret else None,
        "state": device.value if device else None,
        "agent": at_it[0] if at_it else None,
    }


@router.get("", summary="All phones, and who is at each")
async def all_phones(house: House, by: Seer) -> list[PhoneItem]:
    return [PhoneItem.model_validate(item(house, line)) for line in (await house.office.all()).phones]


@router.get("/{code}", summary="One phone", responses=NOT_KNOWN)
async def one_phone(code: str, house: House, by: Configurer, secret: Secret = False) -> PhoneItem:
    return PhoneItem.model_validate(item(house, await house.office.one(PHONES, code), secret))


@router.post("", summary="Make several phones at once", responses=THERE)
async def make_phones(body: PhonesBody, house: House, by: Configurer) -> MadePhones:
    lines, warning = await house.office.make_phones(body.codes, body.shared())
    log.info("phones", codes=body.codes, done="made", by=by.name)
    made = [PhoneItem.model_validate(item(house, line, secret=True)) for line in lines]
    return MadePhones(made=made, warning=warning or None)


@router.put("/{code}", summary="Make a phone, or change what is sent", responses=NOT_TAKEN)
async def put_phone(code: str, body: PhoneBody, house: House, by: Configurer) -> SavedPhone:
    """A new phone gets a secret of its own unless one is sent; the answer shows it."""
    saved = await house.office.change_phone(code, body.changes())
    log.info("phone", code=code, done=saved.done, by=by.name)
    shown = saved.done == "made" or "secret" in body.model_fields_set
    return SavedPhone.model_validate(
        {**item(house, saved.card, shown), "done": saved.done, "warning": saved.warning or None}
    )


@router.delete("/{code}", summary="Remove a phone that nobody has or is at", responses=IN_USE)
async def delete_phone(code: str, house: House, by: Configurer) -> Removed:
    removed = await house.office.remove(PHONES, code)
    log.info("phone", code=code, done="removed", by=by.name)
    return Removed(done="removed", code=code, warning=removed.warning or None)
