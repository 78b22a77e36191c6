"""Attachments: handed in before the message that takes them along; given out to whoever may read that message, and run by nobody."""

from __future__ import annotations

from typing import Annotated, Any, Final

import structlog
from fastapi import Path, Query, Request
from fastapi.responses import FileResponse

from aftercall.items.shelf import LARGEST
from aftercall.web import routers
from aftercall.web.answers import ErrorBody
from aftercall.web.barred import Barred
from aftercall.web.caller import House, OfItems
from aftercall.web.item_answers import AttachmentItem, attachment_item
from aftercall.web.item_reach import reached, steers
from aftercall.web.responses import NOT_KNOWN, Responses

log = structlog.get_logger(__name__)
router = routers.asked("/attachments", tags=["items"])

NO_LIMIT: Final = 1 << 62
"""Of this route's body: that of one attachment holds, and is asked before a byte is read."""
POLICY: Final = "sandbox; default-src 'none'; frame-ancestors 'none'"
CONTENT: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "description": "the file's bytes, as they are",
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}
TAKEN: Final[Responses] = {
    413: {"model": ErrorBody, "description": f"It is larger than {LARGEST:,} bytes. Nothing of it is kept."},
    507: {"model": ErrorBody, "description": "The disk is full. Nothing of it is kept."},
}


@router.post(
    "",
    summary="Hand in an attachment",
    status_code=201,
    responses=TAKEN,
    max_body_size=NO_LIMIT,
    openapi_extra=CONTENT,
)
async def hand_in(
    request: Request,
    house: House,
    by: OfItems,
    name: Annotated[str, Query(min_length=1, max_length=300, description="the file's name")],
    type: Annotated[str, Query(max_length=200, description="its media type")] = "",
) -> AttachmentItem:
    """The body is the file itself. A message that names its id takes it along; what no message took is gone after a day."""
    text = request.headers.get("content-length", "")
    said = int(text) if text.isdecimal() else None
    kept = await house.items.hand_in(request.stream(), name, type, by.name, said)
    log.info("attachment", id=kept.id, size=kept.size, by=by.name)
    return attachment_item(kept)


@router.get("/{id}", summary="Its bytes", response_class=FileResponse, responses=NOT_KNOWN)
async def fetch(
    id: Annotated[int, Path(ge=1, lt=1 << 62, description="the attachment's id")], house: House, by: OfItems
) -> FileResponse:
    """Always as a download, whatever it is: nothing that somebody sent is shown as a page of ours."""
    found, item, path = await house.items.attachment(id)
    if item is not None:
        await reached(house, by, item)
    elif found.by != by.name and not steers(by):
        raise Barred(
            403, "reach", f"attachment {id} is another's, and not sent yet", "ask for it when it is sent"
        )
    headers = {"Content-Security-Policy": POLICY, "X-Content-Type-Options": "nosniff"}
    return FileResponse(path, media_type=found.type, filename=found.name, headers=headers)
