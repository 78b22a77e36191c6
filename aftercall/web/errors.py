"""Every failure in one shape: `{"error": {"code", "why", "field"?, "remedy"?}}`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import structlog
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.middleware.body_limit import MAX_BODY_SIZE_SCOPE_KEY
from starlette.types import Scope

from acd.board.models import Part, parts
from acd.store.errors import BadCalendar, BadCard
from aftercall.contacts import NothingAtHand, NotOnRecord, WrongForm
from aftercall.contacts.by_hand import NotDialled
from aftercall.items.desk import Closed
from aftercall.items.shelf import TooLarge as TooLargeAttachment
from aftercall.loading.desk import NotNow
from aftercall.loading.receive import DiskFull, TooLarge
from aftercall.office import (
    CannotDial,
    DatabaseAway,
    InUse,
    NotForAsterisk,
    NotKnown,
    OfficeError,
    StillTalking,
    SwitchAway,
    SwitchRefused,
)
from aftercall.people.errors import LastAdministrator, TooOften, WrongLogIn, WrongPassword
from aftercall.post.send import NotSent
from aftercall.reporting.desk import Busy, NotCounted
from aftercall.reporting.question import WrongQuestion
from aftercall.web.answers import ErrorBody, Wrong, WrongField
from aftercall.web.barred import Barred
from aftercall.web.wrong_body import told

log = structlog.get_logger(__name__)

STATUS: Final[Mapping[type[OfficeError], int]] = {
    NotKnown: 404,
    NotOnRecord: 404,
    NothingAtHand: 404,
    InUse: 409,
    NotDialled: 409,
    CannotDial: 409,
    StillTalking: 409,
    NotForAsterisk: 422,
    SwitchRefused: 502,
    SwitchAway: 503,
    DatabaseAway: 503,
    WrongLogIn: 401,
    WrongPassword: 403,
    LastAdministrator: 409,
    TooOften: 429,
    NotNow: 409,
    TooLarge: 413,
    TooLargeAttachment: 413,
    Closed: 409,
    DiskFull: 507,
    Busy: 503,
    NotCounted: 503,
}
LONGEST: Final = 120


def answer(
    status: int,
    code: str,
    why: str,
    field: str | None = None,
    remedy: str | None = None,
    *,
    why_parts: tuple[Part, ...] = (),
    remedy_parts: tuple[Part, ...] = (),
) -> Response:
    wrong = Wrong(
        code=code,
        why=why,
        field=field,
        remedy=remedy or None,
        why_parts=why_parts or None,
        remedy_parts=remedy_parts or None,
    )
    body = ErrorBody(error=wrong)
    return Response(
        body.model_dump_json(exclude_none=True), status_code=status, media_type="application/json"
    )


def too_large(scope: Scope) -> Response:
    """The limit is that of the route, where it has one of its own."""
    most: int | None = scope.get(MAX_BODY_SIZE_SCOPE_KEY)
    taken = "is taken here" if most is None else f"the {most:,} bytes that are taken here"
    return answer(413, "too-large", f"what was sent is larger than {taken}", remedy="send less at once")


def add_to(app: FastAPI) -> None:
    app.add_exception_handler(RequestValidationError, _on_body)
    app.add_exception_handler(BadCard, _on_card)
    app.add_exception_handler(OfficeError, _on_office)
    app.add_exception_handler(Closed, _on_closed)
    app.add_exception_handler(WrongForm, _on_form)
    app.add_exception_handler(Barred, _on_barred)
    app.add_exception_handler(WrongQuestion, _on_question)
    app.add_exception_handler(NotSent, _on_mail)
    for what in (404, 405, HTTPException):
        app.add_exception_handler(what, _on_http)
    app.add_exception_handler(Exception, _on_fault)


async def _on_body(request: Request, error: Any) -> Response:
    """The first thing that is wrong with what was sent."""
    wrong = told(error.errors()[0])
    return answer(422, wrong.code, wrong.why, wrong.field, wrong.remedy)


async def _on_card(request: Request, bad: Any) -> Response:
    value = repr(bad.value)
    shown = value if len(value) <= LONGEST else f"{value[:LONGEST]}…"
    why = bad.why if isinstance(bad, BadCalendar) else f"{shown} {bad.why}"
    return answer(422, "bad-field", why, bad.field, bad.remedy)


async def _on_mail(request: Request, refused: Any) -> Response:
    return answer(
        502, "not-sent", f"no mail server took it: {refused.why}", remedy="look at the settings mail.*"
    )


async def _on_question(request: Request, wrong: Any) -> Response:
    """Of a report."""
    return answer(422, "bad-field", wrong.why, wrong.field, wrong.remedy)


async def _on_form(request: Request, wrong: Any) -> Response:
    """Each field beside its error, the first one as `field`."""
    first = wrong.errors[0]
    body = ErrorBody(
        error=Wrong(
            code=wrong.code,
            why=wrong.why,
            field=f"form.{first.field}",
            why_parts=parts(wrong.why_parts),
        ),
        fields=tuple(
            WrongField(field=one.field, why=one.why, why_parts=parts((one.reason,))) for one in wrong.errors
        ),
    )
    return Response(body.model_dump_json(exclude_none=True), status_code=422, media_type="application/json")


async def _on_office(request: Request, error: Any) -> Response:
    refused = answer(
        STATUS[type(error)],
        error.code,
        error.why,
        remedy=error.remedy,
        why_parts=parts(error.why_parts),
        remedy_parts=parts(error.remedy_parts),
    )
    if isinstance(error, TooOften):
        refused.headers["Retry-After"] = str(error.wait)
    return refused


async def _on_closed(request: Request, closed: Any) -> Response:
    """With the next opening, for whoever shows it."""
    wrong = Wrong(
        code=closed.code,
        why=closed.why,
        field="queue",
        remedy=closed.remedy,
        why_parts=parts(closed.why_parts),
        remedy_parts=parts(closed.remedy_parts),
    )
    body = ErrorBody(error=wrong, opens=closed.opens)
    return Response(body.model_dump_json(exclude_none=True), status_code=409, media_type="application/json")


async def _on_barred(request: Request, error: Any) -> Response:
    barred = answer(
        error.status,
        error.code,
        error.why,
        remedy=error.remedy,
        why_parts=parts(error.why_parts),
        remedy_parts=parts(error.remedy_parts),
    )
    if error.wait is not None:
        barred.headers["Retry-After"] = str(error.wait)
    return barred


async def _on_http(request: Request, error: Any) -> Response:
    if error.status_code == 404:
        return answer(
            404, "no-such-path", f"there is no {request.url.path}", remedy="see /api/v1/openapi.json"
        )
    if error.status_code == 413:  # seen while the body was read
        return too_large(request.scope)
    if error.status_code == 405:
        return answer(405, "no-such-verb", f"{request.url.path} does not take {request.method}")
    if error.status_code == 400:  # bytes that are no text
        return answer(422, "bad-json", "what was sent is no JSON in UTF-8", remedy="send one JSON object")
    return answer(error.status_code, "http", str(error.detail))


async def _on_fault(request: Request, error: Exception) -> Response:
    """A fault of ours: the server logs it with its traceback after this answer."""
    return answer(500, "internal", f"internal error: {type(error).__name__}", remedy="see the daemon's log")
