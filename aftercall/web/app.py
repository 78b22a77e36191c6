"""The API: one router a noun, all under /api/v1, described in /api/v1/openapi.json. No page that loads things from elsewhere."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter, Depends, FastAPI

from aftercall.screens import api_docs, pages
from aftercall.web import (
    agents,
    attachments,
    attempts,
    audit,
    calendars,
    callbacks,
    calls,
    campaigns,
    contacts,
    customers,
    days,
    do_not_call,
    doors,
    drafts,
    errors,
    floor,
    hooks,
    items,
    levels,
    lists,
    loads,
    mailboxes,
    me,
    numbers,
    oidc,
    phones,
    planning,
    pops,
    previews,
    queues,
    recordings,
    report_mails,
    reports,
    sheets,
    tokens,
    trunks,
    types,
    uploads,
    users,
    vitals,
    widget,
    widgets,
    wishes,
)
from aftercall.web.caller import asker
from aftercall.web.described import describe
from aftercall.web.live import route as live
from aftercall.web.once import Once
from aftercall.web.service import Service
from aftercall.web.widget_door import WidgetDoor

ROOT: Final = "/api/v1"
LARGEST_BODY: Final = 64 * 1024

DESCRIPTION: Final = """
The living floor. Over the Unix socket, which only its owner and root may open, who asks is known by his system user; over TCP by the
cookie of a session (`POST /api/v1/login`) or by a token (`Authorization: Bearer act_…`). What he may not do is 403.

Moments are ISO 8601 in UTC with milliseconds, spans whole milliseconds. A change is answered when Asterisk took it, a wish when
Asterisk confirmed it: `granted`, `kept` (it comes next), `refused` (409, with the reason) or `unknown` (504, after 5 s).
Every other failure is `{"error": {"code", "why", "field"?, "remedy"?}}`.
"""


def make_app(service: Service) -> FastAPI:
    app = FastAPI(
        title="Aftercall",
        version=service.site.version,
        description=DESCRIPTION,
        openapi_url=f"{ROOT}/openapi.json",
        docs_url=None,
        redoc_url=None,
        max_body_size=LARGEST_BODY,
    )
    app.state.service = service
    service.mailman.asked = report_mails.asking(service)
    app.include_router(me.public, prefix=ROOT)
    app.include_router(oidc.public, prefix=ROOT)
    app.include_router(doors.public, prefix=ROOT)
    api = APIRouter(prefix=ROOT, dependencies=[Depends(asker)])
    for noun in (
        agents,
        wishes,
        calls,
        items,
        attachments,
        customers,
        attempts,
        callbacks,
        previews,
        days,
        drafts,
        queues,
        types,
        phones,
        numbers,
        calendars,
        levels,
        planning,
        campaigns,
        uploads,
        loads,
        lists,
        contacts,
        do_not_call,
        trunks,
        recordings,
        reports,
        report_mails,
        hooks,
        mailboxes,
        widgets,
        pops,
        sheets,
        vitals,
        me,
        users,
        tokens,
        audit,
        floor,
    ):
        api.include_router(noun.router)
    app.include_router(api)
    app.include_router(widget.router)
    app.include_router(
        live.router, prefix=ROOT
    )  # a refused socket is told why by its code, so it asks by itself
    app.include_router(sheets.open_router, prefix=ROOT)
    app.add_api_route("/provision/{word}.xml", sheets.provision, include_in_schema=False, response_model=None)
    app.add_api_route("/metrics", vitals.metrics, include_in_schema=False, response_model=None)
    app.add_middleware(Once)
    app.add_middleware(WidgetDoor)
    describe(app)
    pages.add_to(app)
    api_docs.add_to(app, f"{ROOT}/openapi.json")
    errors.add_to(app)
    return app
