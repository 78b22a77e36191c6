"""Webhooks: which programs are told what, how it goes, and what they never took."""

from __future__ import annotations

from typing import Annotated

import structlog
from fastapi import Path

from aftercall.web import routers
from aftercall.web.answers import Removed
from aftercall.web.caller import Configurer, House
from aftercall.web.hook_shapes import (
    CameOf,
    Deliveries,
    HookBody,
    HookItem,
    SavedHook,
    came_of,
    deliveries,
    hook_item,
)
from aftercall.web.responses import IN_USE, NOT_KNOWN, NOT_TAKEN

log = structlog.get_logger(__name__)
router = routers.asked("/hooks", tags=["hooks"])


@router.get("", summary="All webhooks, and how they stand")
async def all_hooks(house: House, by: Configurer) -> list[HookItem]:
    return [HookItem.model_validate(hook_item(now)) for now in await house.hooks.all()]


@router.get("/{code}", summary="One webhook", responses=NOT_KNOWN)
async def one_hook(code: str, house: House, by: Configurer) -> HookItem:
    return HookItem.model_validate(hook_item(await house.hooks.one(code)))


@router.put("/{code}", summary="Make a webhook, or change what is sent", responses=NOT_TAKEN)
async def put_hook(code: str, body: HookBody, house: House, by: Configurer) -> SavedHook:
    """A new one is told what happens from now on. Its secret is in the answer when it was made or changed, and never again."""
    _, done = await house.hooks.change(code, body.changes())
    log.info("hook", code=code, done=done, by=by.name)
    shown = done == "made" or (done == "changed" and "secret" in body.model_fields_set)
    return SavedHook.model_validate(hook_item(await house.hooks.one(code), shown) | {"done": done})


@router.delete("/{code}", summary="Remove a webhook; what waits for it is not told", responses=IN_USE)
async def delete_hook(code: str, house: House, by: Configurer) -> Removed:
    await house.hooks.remove(code)
    log.info("hook", code=code, done="removed", by=by.name)
    return Removed(done="removed", code=code)


@router.post("/{code}/test", summary="Send it a signed POST without an event", responses=NOT_KNOWN)
async def test_hook(code: str, house: House, by: Configurer) -> CameOf:
    """Whatever waits for it; also when it is not active."""
    return came_of(await house.hooks.test(code))


@router.post("/{code}/now", summary="Try again now, not when its pause is over", responses=NOT_KNOWN)
async def try_now(code: str, house: House, by: Configurer) -> HookItem:
    house.hooks.try_now(code)
    return HookItem.model_validate(hook_item(await house.hooks.one(code)))


@router.get("/{code}/deliveries", summary="The last attempts, and what was given up", responses=NOT_KNOWN)
async def all_deliveries(code: str, house: House, by: Configurer) -> Deliveries:
    return deliveries(house.hooks.recent(code), await house.hooks.given_up(code))


@router.post(
    "/{code}/deliveries/{seq}", summary="Tell an event of the journal once more", responses=NOT_KNOWN
)
async def once_more(
    code: str, seq: Annotated[int, Path(ge=0, lt=1 << 62)], house: House, by: Configurer
) -> CameOf:
    """Out of order, one attempt; taken, it is no longer among the given up."""
    return came_of(await house.hooks.again(code, seq))
