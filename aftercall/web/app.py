"""The API: one router a noun, all under /api/v1, described in /api/v1/openapi.json. No page that loads things from elsewhere."""

from __future__ import annotations

from typing import Final

from fastapi import FastAPI

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
from aftercall.web.described import describe
from aftercall.web.live import route as live
from aftercall.web.once import Once
from aftercall.web.routers import LARGEST_BODY, ROOT
from aftercall.web.service import Service
from aftercall.web.widget_door import WidgetDoor

ROUTERS: Final = (
    me.public,
    oidc.public,
    doors.public,
    agents.router,
    wishes.router,
    calls.router,
    items.router,
    attachments.router,
    customers.router,
    attempts.router,
    callbacks.router,
    previews.router,
    days.router,
    drafts.router,
    queues.router,
    types.router,
    phones.router,
    numbers.router,
    calendars.router,
    levels.router,
    planning.router,
    campaigns.router,
    uploads.router,
    loads.router,
    lists.router,
    contacts.router,
    do_not_call.router,
    trunks.router,
    recordings.router,
    reports.router,
    report_mails.router,
    hooks.router,
    mailboxes.router,
    widgets.router,
    pops.router,
    sheets.router,
    vitals.router,
    me.router,
    users.router,
    tokens.router,
    audit.router,
    floor.router,
    widget.router,
    live.router,
    sheets.open_router,
)

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
    pages.add_to(app)  # first: of a page come a hundred files, of the API an answer
    for router in ROUTERS:
        app.routes.extend(router.routes)
    app.add_api_route("/provision/{word}.xml", sheets.provision, include_in_schema=False, response_model=None)
    app.add_api_route("/metrics", vitals.metrics, include_in_schema=False, response_model=None)
    app.add_middleware(Once)
    app.add_middleware(WidgetDoor)
    describe(app)
    api_docs.add_to(app, f"{ROOT}/openapi.json")
    errors.add_to(app)
    return app
