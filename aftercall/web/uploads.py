"""Files of contacts, and of numbers not to be called: brought, looked at, tried, loaded, stopped."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

import structlog
from fastapi import Query, Request, Response
from fastapi.responses import FileResponse

from aftercall.loading.desk import FILES
from aftercall.loading.upload import Purpose, Task, Upload, Wish
from aftercall.people.rights import Asker
from aftercall.web import routers
from aftercall.web.answers import ErrorBody, Removed
from aftercall.web.caller import House, Planner
from aftercall.web.guard import note
from aftercall.web.paging import Limit, next_page
from aftercall.web.reaching import within
from aftercall.web.responses import NOT_KNOWN, Responses
from aftercall.web.service import Service
from aftercall.web.upload_answers import (
    Limits,
    UploadItem,
    UploadWhole,
    VerdictItem,
    look_now,
    upload_values,
    verdict_item,
)
from aftercall.web.upload_bodies import WishBody

log = structlog.get_logger(__name__)
router = routers.asked("/uploads", tags=["contacts"])

NO_LIMIT: Final = 1 << 62
"""Of this route's body: the setting holds instead, and is asked before a byte is read."""

NOT_NOW: Responses = NOT_KNOWN | {
    409: {"model": ErrorBody, "description": "Not as it stands now: why, and what to do first."}
}
TAKEN: Responses = {
    404: {"model": ErrorBody, "description": "The campaign is not known."},
    413: {"model": ErrorBody, "description": "It is larger than is allowed. Nothing of it is kept."},
    507: {"model": ErrorBody, "description": "The disk is full. Nothing of it is kept."},
}
CONTENT: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "description": "the file's bytes, as they are: CSV, XLSX, XLS or ODS",
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}


def whole(house: Service, upload: Upload) -> UploadWhole:
    return UploadWhole(**_values(house, upload), look=look_now(upload.look))


def item(house: Service, upload: Upload) -> UploadItem:
    return UploadItem(**_values(house, upload))


def _values(house: Service, upload: Upload) -> dict[str, Any]:
    speed, rows = house.loads.foreman.speed(upload.id), upload.look["rows"] if upload.look else 0
    return upload_values(upload, speed.rate, speed.left(rows))


def reached(by: Asker, house: Service, name: str) -> Upload:
    """Raises NotKnown, and Barred where its campaign is beyond reach."""
    upload = house.loads.one(name)
    if upload.campaign is not None:
        within(by, upload.campaign, "campaign")
    return upload


# --- files -------------------------------------------------------------------------------------------------------


@router.get("", summary="Files that were brought, the newest first")
async def all_uploads(house: House, by: Planner, campaign: str | None = None) -> list[UploadItem]:
    """Of campaigns within reach, and of do-not-call lists for everywhere."""
    found = [one for one in house.loads.all() if campaign is None or one.campaign == campaign]
    return [item(house, one) for one in found if one.campaign is None or by.reaches(one.campaign)]


@router.get("/limits", summary="What is taken")
async def limits(house: House, by: Planner) -> Limits:
    return Limits(largest=house.loads.largest, keep=house.loads.foreman.keep, files=FILES)


@router.post(
    "",
    summary="Bring a file",
    status_code=201,
    responses=TAKEN,
    max_body_size=NO_LIMIT,
    openapi_extra=CONTENT,
)
async def bring(
    request: Request,
    house: House,
    by: Planner,
    file: Annotated[str, Query(min_length=1, max_length=300, description="its name")],
    campaign: Annotated[str | None, Query(description="for which; do not call: null is everywhere")] = None,
    purpose: Literal["contacts", "do not call"] = "contacts",
    source: Annotated[str, Query(max_length=200, description="do not call: where the numbers are from")] = "",
) -> UploadWhole:
    """The body is the file itself, streamed to the disk; one that is cut leaves nothing. It is looked at when it is there."""
    if campaign is not None:
        within(by, campaign, "campaign")
        await house.office.one(house.dialing.campaigns, campaign)
    elif purpose == "contacts":
        raise needs_campaign()
    upload = await house.loads.bring(
        request.stream(),
        file,
        _said(request),
        Purpose(purpose),
        campaign,
        by.name,
        house.desk.now(),
        Wish(source=source),
    )
    log.info("upload", id=upload.id, file=upload.file, size=upload.size, campaign=campaign, by=by.name)
    return whole(house, upload)


def needs_campaign() -> Exception:
    from acd.store.errors import BadCard

    return BadCard("campaign", None, "is missing", "say for which campaign the contacts are")


def _said(request: Request) -> int | None:
    text = request.headers.get("content-length", "")
    return int(text) if text.isdecimal() else None


@router.get("/{id}", summary="One file: how it is read, and how far it is", responses=NOT_KNOWN)
async def one_upload(id: str, house: House, by: Planner) -> UploadWhole:
    return whole(house, reached(by, house, id))


@router.put("/{id}", summary="Choose how it is read and where it goes", responses=NOT_NOW)
async def choose(id: str, body: WishBody, house: House, by: Planner) -> UploadWhole:
    """Only what is sent changes; it is looked at again, and a trial from before holds no longer. What cannot be meant is refused
    with its field."""
    upload = reached(by, house, id)
    return whole(house, await house.loads.choose(id, body.over(upload.wish)))


@router.delete("/{id}", summary="Take the file away; what was loaded stays", responses=NOT_NOW)
async def remove(id: str, house: House, by: Planner) -> Removed:
    reached(by, house, id)
    house.loads.remove(id)
    log.info("upload", id=id, done="removed", by=by.name)
    return Removed(done="removed", code=id)


# --- work --------------------------------------------------------------------------------------------------------


@router.post("/{id}/trial", summary="Try it: a verdict for each row, nothing is written", responses=NOT_NOW)
async def try_it(id: str, house: House, by: Planner) -> UploadItem:
    reached(by, house, id)
    return item(house, house.loads.start(id, Task.TRIAL))


@router.post("/{id}/load", summary="Load it, or go on with one that was cut", responses=NOT_NOW)
async def load_it(id: str, house: House, by: Planner) -> UploadItem:
    """One file after the other; how far it is stands in `row` and `counts`."""
    reached(by, house, id)
    upload = house.loads.start(id, Task.LOAD)
    log.info("upload", id=id, done="load", by=by.name)
    return item(house, upload)


@router.post("/{id}/cancel", summary="Stop it; what was loaded stays", responses=NOT_NOW)
async def cancel(id: str, house: House, by: Planner) -> UploadItem:
    reached(by, house, id)
    upload = await house.loads.cancel(id)
    log.info("upload", id=id, done="cancelled", by=by.name)
    return item(house, upload)


@router.get("/{id}/verdicts", summary="What the trial says of each row", responses=NOT_NOW)
async def verdicts(
    id: str,
    house: House,
    by: Planner,
    request: Request,
    response: Response,
    verdict: Annotated[
        list[Literal["loaded", "duplicate", "do not call", "rejected"]], Query(max_length=4)
    ] = [],  # noqa: B006 - FastAPI copies it
    after: Annotated[int, Query(ge=0, le=1 << 40, description="the last `place` of the page before")] = 0,
    limit: Limit = 50,
) -> list[VerdictItem]:
    reached(by, house, id)
    found = await house.loads.verdicts(id, verdict, after, limit)
    next_page(request, response, found[-1].place if len(found) == limit else None)
    return [verdict_item(one) for one in found]


@router.get(
    "/{id}/rejected",
    summary="Rows that were not loaded, with their reasons",
    responses=NOT_NOW,
    response_class=FileResponse,
)
async def rejected(id: str, house: House, by: Planner, request: Request) -> FileResponse:
    """Put right, the file can be brought as it is. Before the load: those that the trial found."""
    upload = reached(by, house, id)
    note(request, "rejected rows taken")
    name = f"{upload.file.rpartition('.')[0] or upload.file}.rejected.csv"
    return FileResponse(house.loads.rejected(id), media_type="text/csv; charset=utf-8", filename=name)
