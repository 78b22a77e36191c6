"""Who may ask what: every route of the API, for every role, against one table. A route that is not in the table fails."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final

import pytest

from aftercall.web.app import make_app
from aftercall.web.routers import ROOT
from tests.web.people_kit import ROLES, Desktop, desktop, error

SOMEBODY: Final = frozenset(ROLES)
AGENT, SUPERVISOR, MANAGER, CHIEF, TESTER = (frozenset({role}) for role in ROLES)
HANDLES: Final = AGENT | SUPERVISOR | CHIEF
STEERS: Final = SUPERVISOR | CHIEF
PLANS: Final = MANAGER | CHIEF
REPORTS: Final = SUPERVISOR | MANAGER | CHIEF | TESTER
PLAYS: Final = SUPERVISOR | MANAGER | CHIEF

ALLOWED: Final[dict[str, frozenset[str]]] = {
    # agents
    "GET /agents": SOMEBODY,
    "GET /agents/{code}": SOMEBODY,
    "POST /agents": CHIEF,
    "PUT /agents/{code}": CHIEF,
    "DELETE /agents/{code}": CHIEF,
    "PUT /agents/{code}/pin": CHIEF,
    **{
        f"POST /agents/{{code}}/{verb}": HANDLES
        for verb in (
            "login",
            "logout",
            "type",
            "resume",
            "takeback",
            "extend",
            "finish",
            "hold",
            "lift",
            "join",
            "leave",
            "recording",
            "dial",
            "skip",
            "disposition",
            "call/hold",
            "call/unhold",
            "call/hangup",
            "call/transfer",
            "call/consult",
            "call/complete",
            "call/cancel",
            "call/join",
            "call/dial",
        )
    },
    "POST /agents/{code}/listen": STEERS,
    "POST /agents/{code}/unlisten": STEERS,
    "GET /agents/{code}/contact": HANDLES,
    "GET /agents/{code}/pop": HANDLES,
    "GET /agents/{code}/day": AGENT | REPORTS,
    "POST /agents/{code}/corrections": STEERS,
    "GET /agents/{code}/drafts/{about}": AGENT,
    "PUT /agents/{code}/drafts/{about}": AGENT,
    "DELETE /agents/{code}/drafts/{about}": AGENT,
    # attempts and promised calls
    "GET /attempts": AGENT | REPORTS,
    "GET /attempts/{id}": AGENT | REPORTS,
    "POST /attempts/{id}/disposition": AGENT | SUPERVISOR | PLANS,
    "GET /callbacks": AGENT | SUPERVISOR | PLANS,
    "PUT /callbacks/{contact}": AGENT | SUPERVISOR | PLANS,
    "DELETE /callbacks/{contact}": AGENT | SUPERVISOR | PLANS,
    # chats, tickets and customers
    **{f"{call}": HANDLES for call in ("GET /items", "POST /items", "GET /items/{id}", "PATCH /items/{id}")},
    **{f"{verb} /items/{{id}}/messages": HANDLES for verb in ("GET", "POST")},
    "GET /items/{id}/messages/{message}/html": HANDLES,
    **{f"POST /items/{{id}}/{verb}": HANDLES for verb in ("typing", "transfer", "pend", "solve", "reopen")},
    **{f"POST /agents/{{code}}/items/{{id}}/{verb}": HANDLES for verb in ("accept", "decline", "return")},
    "POST /agents/{code}/to-solve": HANDLES,
    "POST /attachments": HANDLES,
    "GET /attachments/{id}": HANDLES,
    "GET /customers": STEERS,
    "GET /customers/{id}": HANDLES,
    "PUT /customers/{id}": HANDLES,
    "GET /customers/{id}/history": HANDLES,
    "POST /customers/{id}/merge": STEERS,
    "POST /customers/{id}/erase": STEERS,
    # what is configured
    **{f"GET /{noun}": SOMEBODY for noun in ("queues", "types", "phones", "campaigns")},
    **{f"GET /{noun}/{{code}}": SOMEBODY for noun in ("queues", "types", "campaigns")},
    **{
        f"{verb} /{noun}/{{code}}": CHIEF
        for verb in ("PUT", "DELETE")
        for noun in ("queues", "types", "phones")
    },
    "GET /phones/{code}": CHIEF,
    "POST /phones": CHIEF,
    "POST /phones/once": SOMEBODY,
    "POST /phones/{code}/links": AGENT | CHIEF,
    "GET /phones/{code}/sheet": CHIEF,
    "GET /numbers": PLANS,
    "GET /numbers/{did}": PLANS,
    "PUT /numbers/{did}": CHIEF,
    "DELETE /numbers/{did}": CHIEF,
    **{f"GET /calendars{what}": SOMEBODY for what in ("", "/{code}")},
    **{f"GET /calendars/{{code}}/{what}": SOMEBODY for what in ("now", "between", "due", "changes", "ahead")},
    "PUT /calendars/{code}": CHIEF,
    "DELETE /calendars/{code}": CHIEF,
    "POST /calendars/try": CHIEF,
    "GET /holidays": SOMEBODY,
    "GET /levels": SOMEBODY,
    "GET /levels/{code}": SOMEBODY,
    "PUT /levels/{code}": CHIEF,
    "DELETE /levels/{code}": CHIEF,
    "POST /levels/order": CHIEF,
    "GET /promises/level": SOMEBODY,
    "GET /promises/sums": REPORTS,
    "GET /trunks": PLANS,
    "GET /trunks/{code}": PLANS,
    "PUT /trunks/{code}": CHIEF,
    "DELETE /trunks/{code}": CHIEF,
    # campaigns and contacts
    "PUT /campaigns/{code}": PLANS,
    "DELETE /campaigns/{code}": PLANS,
    **{f"POST /campaigns/{{code}}/{verb}": PLANS for verb in ("start", "pause", "stop")},
    "GET /campaigns/{code}/board": SOMEBODY,
    "GET /campaigns/{code}/progress": REPORTS,
    "GET /regimes": SOMEBODY,
    "POST /campaigns": PLANS,
    "POST /campaigns/plan": PLANS,
    "GET /campaigns/{code}/agents": SOMEBODY,
    "PUT /campaigns/{code}/agents": PLANS,
    "GET /campaigns/{code}/pace": SOMEBODY,
    **{f"{verb} /uploads": PLANS for verb in ("GET", "POST")},
    **{f"{verb} /uploads/{{id}}": PLANS for verb in ("GET", "PUT", "DELETE")},
    **{f"POST /uploads/{{id}}/{verb}": PLANS for verb in ("trial", "load", "cancel")},
    **{f"GET /uploads/{what}": PLANS for what in ("limits", "{id}/verdicts", "{id}/rejected")},
    "GET /loads": PLANS,
    "POST /loads/{id}/undo": PLANS,
    "GET /mappings": PLANS,
    "PUT /mappings/{name}": PLANS,
    "DELETE /mappings/{name}": PLANS,
    "GET /lists": PLANS,
    "PUT /lists/{id}": PLANS,
    "DELETE /lists/{id}": PLANS,
    "POST /lists/{id}/recycle": PLANS,
    **{f"GET /contacts{what}": PLANS for what in ("", "/count", "/{id}", "/{id}/export")},
    "POST /contacts/{id}/erase": PLANS,
    **{f"GET /do-not-call{what}": PLANS for what in ("", "/count", "/{number}")},
    "POST /do-not-call": PLANS,
    "DELETE /do-not-call/{number}": PLANS,
    # recordings
    "GET /recordings": PLAYS,
    "GET /recordings/{call}/audio": PLAYS,  # an agent his own, where recording.own says so
    # reports
    **{f"GET /reports{what}": REPORTS for what in ("", "/{code}", "/{code}.csv", "/{code}.xlsx")},
    "GET /report-mails": REPORTS,
    **{f"{verb} /report-mails/{{code}}": REPORTS for verb in ("GET", "PUT", "DELETE")},
    "POST /report-mails/{code}/send": REPORTS,
    "GET /agents/{code}/corrections": AGENT | REPORTS,
    # webhooks
    "GET /hooks": CHIEF,
    **{f"{verb} /hooks/{{code}}": CHIEF for verb in ("GET", "PUT", "DELETE")},
    **{f"POST /hooks/{{code}}/{verb}": CHIEF for verb in ("test", "now", "deliveries/{seq}")},
    "GET /hooks/{code}/deliveries": CHIEF,
    # doors
    **{f"GET /{noun}": CHIEF for noun in ("mailboxes", "widgets")},
    **{
        f"{verb} /{noun}/{{code}}": CHIEF
        for verb in ("GET", "PUT", "DELETE")
        for noun in ("mailboxes", "widgets")
    },
    **{f"POST /mailboxes/{{code}}/{verb}": CHIEF for verb in ("test", "now")},
    "GET /mailboxes/{code}/letters": CHIEF,
    # people
    "GET /doors": SOMEBODY,
    "GET /oidc/login": SOMEBODY,
    "GET /oidc/callback": SOMEBODY,
    "POST /login": SOMEBODY,
    "POST /logout": SOMEBODY,
    "GET /me": SOMEBODY,
    "POST /me/password": SOMEBODY,
    "GET /me/sessions": SOMEBODY,
    "DELETE /me/sessions": SOMEBODY,
    "DELETE /me/sessions/{id}": SOMEBODY,
    **{f"{verb} /users/{{name}}": CHIEF for verb in ("GET", "PUT", "DELETE")},
    "GET /users": CHIEF,
    "PUT /users/{name}/password": CHIEF,
    "GET /users/{name}/sessions": CHIEF,
    "DELETE /users/{name}/sessions": CHIEF,
    "GET /tokens": CHIEF,
    "POST /tokens": CHIEF,
    "DELETE /tokens/{id}": CHIEF,
    "GET /audit": CHIEF,
    # the floor
    "GET /state": SOMEBODY,
    "GET /health": SOMEBODY,
    "GET /health/vitals": CHIEF,
    "GET /drift": CHIEF,
    "POST /provision": CHIEF,
    "GET /events": SUPERVISOR | MANAGER | CHIEF | TESTER,
}
"""Roles that are not refused by their rights, at an agent who is the user himself (1001)."""
OPEN: Final = frozenset(
    {"GET /doors", "GET /oidc/login", "GET /oidc/callback", "POST /login", "POST /phones/once"}
)
"""Whoever asks: what they take is sent with them."""


@pytest.fixture
async def desk(template: Path) -> AsyncIterator[Desktop]:
    async with desktop(template) as it:
        yield it


def calls(desk: Desktop) -> set[str]:
    """As the table writes them: of the API, without the socket of live state (tested by itself)."""
    found = set()
    for route in make_app(desk.house.service).routes:
        path = getattr(route, "path", None) or ""
        if path.startswith(ROOT) and not path.endswith("/openapi.json"):
            found |= {
                f"{method} {path.removeprefix(ROOT)}" for method in getattr(route, "methods", None) or ()
            }
    return found


def filled(path: str) -> str:
    """Agent 1001, who is the user himself."""
    return path.replace("{code}", "1001").replace("{", "").replace("}", "")


async def test_every_route_is_in_the_table(desk: Desktop) -> None:
    """A new route says here who may ask it, and one that is gone leaves."""
    there = calls(desk)
    assert sorted(there - ALLOWED.keys()) == []
    assert sorted(ALLOWED.keys() - there) == []


@pytest.mark.parametrize("role", ROLES)
async def test_each_route_for_each_role(desk: Desktop, role: str) -> None:
    """Whom the table allows is not refused by his rights, whatever else is wrong with what he asks; all others get 403."""
    await desk.user("somebody", [role])
    program = desk.program(await desk.token("somebody"))
    wrong = []
    for call in sorted(ALLOWED):
        method, _, path = call.partition(" ")
        body = None if method == "GET" else {}
        async with program.stream(method, filled(path), json=body) as answer:
            refused = False
            if answer.status_code == 403:
                await answer.aread()
                refused = error(answer) == "right"
            if refused == (role in ALLOWED[call]):
                wrong.append((call, answer.status_code))
    assert wrong == []


async def test_nobody(desk: Desktop) -> None:
    """Without cookie or token every route answers 401, but those that let people in."""
    program, wrong = desk.program(), []
    for call in sorted(ALLOWED.keys() - OPEN):
        method, _, path = call.partition(" ")
        answer = await program.request(method, filled(path), json=None if method == "GET" else {})
        if answer.status_code != 401:
            wrong.append((call, answer.status_code))
    assert wrong == []


async def test_no_role_no_right(desk: Desktop) -> None:
    """A user without a role is known, and may do nothing but look after himself."""
    await desk.user("somebody")
    browser = await desk.inside("somebody")
    assert (await browser.get("/me")).json()["rights"] == []
    for path in ("/state", "/agents", "/health", "/queues"):
        answer = await browser.get(path)
        assert (answer.status_code, error(answer)) == (403, "right"), path
