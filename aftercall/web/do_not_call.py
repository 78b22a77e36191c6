"""Numbers that must not be called, everywhere or in one campaign: asked for, added, taken away. Files of them are uploads."""

from __future__ import annotations

from typing import Annotated, Any

import structlog
from fastapi import Path, Query, Request, Response

from acd.board.fields import Instant, Text
from aftercall.contacts.cabinet import one_number
from aftercall.people.rights import Asker
from aftercall.web import routers
from aftercall.web.answers import Answer, Removed
from aftercall.web.barred import Barred
from aftercall.web.caller import House, Planner
from aftercall.web.paging import Limit, next_page
from aftercall.web.reaching import within
from aftercall.web.responses import NOT_KNOWN, NOT_TAKEN
from aftercall.web.upload_bodies import BlockBody, day_begins
from aftercall.web.wrong_body import COUNTRY
from dialer.load.blocking import EVERYWHERE

log = structlog.get_logger(__name__)
router = routers.asked("/do-not-call", tags=["contacts"])
Number = Annotated[str, Path(max_length=40, description="with +, or with a region")]
Campaign = Annotated[str | None, Query(description="in this one; null: everywhere")]
Region = Annotated[str | None, Query(pattern=COUNTRY)]


class Entry(Answer):
    """`where`: everywhere, or a campaign's code."""

    number: str
    where: str
    source: Text
    by: Text
    since: Instant


class MayCall(Answer):
    """`entries`: those that say it must not be called; none: no list is in the way."""

    number: str
    blocked: bool
    entries: tuple[Entry, ...]


class Blocked(Answer):
    """`new`: entries that were not there; for the others the first one stays."""

    numbers: tuple[str, ...]
    where: str
    new: int


def _wheres(by: Asker) -> list[str] | None:
    return None if by.reach is None else [EVERYWHERE, *sorted(by.reach)]


def _entry(row: dict[str, Any]) -> Entry:
    return Entry.model_validate(row)


@router.get("", summary="Entries, by number")
async def all_entries(
    house: House,
    by: Planner,
    request: Request,
    response: Response,
    where: Annotated[str | None, Query(description="everywhere, or a campaign's code; null: all")] = None,
    number: Annotated[str, Query(max_length=40, description="digits in it")] = "",
    after: Annotated[
        str, Query(max_length=100, description="NUMBER,WHERE: the last of the page before")
    ] = "",
    limit: Limit = 50,
) -> list[Entry]:
    if where not in (None, EVERYWHERE):
        within(by, str(where), "campaign")
    wheres = _wheres(by) if where is None else [where]
    digits = "".join(filter(str.isdecimal, number))
    last, _, place = after.partition(",")
    found = await house.cabinet.leaf(wheres, digits, (last, place), limit)
    more = len(found) == limit
    next_page(request, response, f"{found[-1]['number']},{found[-1]['where']}" if more else None)
    return [_entry(row) for row in found]


@router.get("/count", summary="How many entries there are, by where they hold")
async def count(house: House, by: Planner) -> dict[str, int]:
    wheres = _wheres(by)
    found = await house.cabinet.how_many()
    return {where: many for where, many in found.items() if wheres is None or where in wheres}


@router.post("", summary="Block numbers from now on", responses=NOT_TAKEN)
async def add(body: BlockBody, house: House, by: Planner) -> Blocked:
    """All or none. They count from this moment on: each dial asks."""
    if body.campaign is not None:
        within(by, body.campaign, "campaign")
        await house.office.one(house.dialing.campaigns, body.campaign)
    numbers = [one_number(text, body.region, f"numbers.{i}") for i, text in enumerate(body.numbers)]
    since = None if body.since is None else day_begins(body.since)
    new = await house.cabinet.block(numbers, body.campaign, body.source, since, by.name)
    log.info("do not call", done="added", new=new, where=body.campaign or EVERYWHERE, by=by.name)
    return Blocked(numbers=tuple(dict.fromkeys(numbers)), where=body.campaign or EVERYWHERE, new=new)


@router.get("/{number}", summary="May this number be called?", responses=NOT_TAKEN)
async def ask(
    number: Number, house: House, by: Planner, campaign: Campaign = None, region: Region = None
) -> MayCall:
    """With a campaign, only the entries that hold there."""
    e164 = one_number(number, region, "number")
    wheres = _wheres(by) if campaign is None else [EVERYWHERE, campaign]
    found = [_entry(row) for row in await house.cabinet.entries(e164)]
    entries = tuple(one for one in found if wheres is None or one.where in wheres)
    return MayCall(number=e164, blocked=bool(entries), entries=entries)


@router.delete("/{number}", summary="Take an entry away", responses=NOT_KNOWN | NOT_TAKEN)
async def remove(
    number: Number, house: House, by: Planner, campaign: Campaign = None, region: Region = None
) -> Removed:
    """Of this campaign, or the one for everywhere: that takes a reach over all campaigns."""
    if campaign is not None:
        within(by, campaign, "campaign")
    elif by.reach is not None:
        why = "an entry that holds everywhere is beyond the campaigns that you are there for"
        raise Barred(403, "reach", why, "ask somebody who is there for all of them")
    e164 = one_number(number, region, "number")
    await house.cabinet.unblock(e164, campaign)
    log.info("do not call", done="removed", number=e164, where=campaign or EVERYWHERE, by=by.name)
    return Removed(done="removed", code=e164)
