"""The API's description: what FastAPI knows of the routes, and what holds for all of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic.json_schema import models_json_schema

from aftercall.web import examples
from aftercall.web.answers import ErrorBody
from aftercall.web.live import frames

Doc = dict[str, Any]
UNSAFE: Final = frozenset({"post", "put", "patch", "delete"})
KEY: Final = "IdempotencyKey"

TAGS: Final[Mapping[str, str]] = {
    "floor": "The floor as a whole: everything now, how the daemon stands, events as they happen. Who wants to see it change "
    "listens to the WebSocket `/api/v1/live`: its frames are the schemas that begin with `Live`, see docs/reference/live.md.",
    "wishes": "What is wished of an agent: answered when Asterisk confirmed it, refused with the reason, or unknown after 5 s.",
    "agents": "Agents: who they are, where they take calls.",
    "calls": "What an agent does with the call he is in: hold, transfer, consult, join, hang up.",
    "items": "Chats and tickets: brought, offered, accepted, written in, solved. What is brought is on record before it is answered.",
    "customers": "Customers: who they are, and all calls, chats and tickets with one.",
    "days": "An agent's day: intervals, sums, corrections.",
    "reports": "Figures by day, week or part of an hour, each with its definition: as JSON, CSV and XLSX, and by mail on a schedule.",
    "queues": "Queues: how they ring, wait, overflow, and how long the aftercall is.",
    "types": "Work and break types.",
    "phones": "Phones, their secrets, and what they do now.",
    "numbers": "Numbers from outside, and where they lead.",
    "calendars": "Calendars: when queues and numbers are open, and open time counted.",
    "levels": "Levels (SLA): what is promised to whom, and what became of it.",
    "recordings": "Recorded calls.",
    "campaigns": "Campaigns: made, tuned, started and stopped; how far each is; contacts shown before they are dialled.",
    "attempts": "What was dialled, and what agents said became of it.",
    "callbacks": "Promised calls.",
    "contacts": "Whom campaigns call: lists, files and their loading, single contacts, do-not-call.",
    "trunks": "Lines out.",
    "mailboxes": "Mailboxes: letters become tickets, agents' answers leave as mail.",
    "widgets": "Chat widgets on other sites: how they look, where they may be shown.",
    "hooks": "Webhooks: what other programs are told of calls, states and dispositions.",
    "people": "Who I am; logging in and out; users, their roles, sessions and tokens; the audit trail.",
}

FAILURES: Final[Mapping[str, str]] = {
    "401": "Nobody is logged in, or the session or token is over.",
    "403": "The asker may not do this.",
    "404": "It is not known.",
    "413": "The body is too large.",
    "422": "A field is wrong: which one, why, and what to do. Nothing was changed.",
    "429": "Too often; `Retry-After` says for how long.",
    "503": "The database or Asterisk is away. Nothing was changed.",
}


def describe(app: FastAPI) -> None:
    """From now on `app.openapi()` says this."""

    def openapi() -> Doc:
        if app.openapi_schema is None:
            app.openapi_schema = document(app)
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]


def document(app: FastAPI) -> Doc:
    doc = get_openapi(
        title=app.title,
        version=app.version,
        openapi_version="3.1.0",
        summary="A contact-centre floor: agents, queues, calls, campaigns",
        description=app.description,
        routes=app.routes,
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
    )
    doc["security"] = [{"session": []}, {"token": []}]
    components = doc.setdefault("components", {})
    components["securitySchemes"] = _ways_in()
    components["parameters"] = {KEY: _key()}
    schemas = components.setdefault("schemas", {})
    _, own = models_json_schema([(ErrorBody, "serialization")], ref_template="#/components/schemas/{model}")
    for name, schema in {**own["$defs"], **frames.schemas()}.items():
        schemas.setdefault(name, schema)
    for path, method, operation in _operations(doc):
        _complete(path, method, operation)
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    examples.add_to(schemas)
    used = {tag for _, _, operation in _operations(doc) for tag in operation.get("tags", ())}
    doc["tags"] = [{"name": name, "description": text} for name, text in TAGS.items() if name in used]
    return doc


def _ways_in() -> Doc:
    return {
        "session": {
            "type": "apiKey",
            "in": "cookie",
            "name": "aftercall",
            "description": "Set by `POST /api/v1/login`. Unsafe methods with it are taken from pages of this server alone.",
        },
        "token": {"type": "http", "scheme": "bearer", "description": "A token of a user: `act_…`."},
    }


def _key() -> Doc:
    return {
        "name": "Idempotency-Key",
        "in": "header",
        "required": False,
        "description": "Any word of your own, new for each thing that is to be done. Sent again within a day it is not done again: "
        "the first answer comes once more, with `Idempotency-Replayed: true`; with another path or body it is refused.",
        "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[ -~]+$"},
        "example": "0b9f8c6e-4c1f-4b0e-9f57-2f6f5a0d7c11",
    }


def _operations(doc: Doc) -> Iterator[tuple[str, str, Doc]]:
    for path, verbs in doc["paths"].items():
        for method, operation in verbs.items():
            yield path, method, operation


def _complete(path: str, method: str, operation: Doc) -> None:
    """Every failure that may come, in the one shape; who says more about one himself is left his words."""
    public = path.endswith("/v1/login")
    wanted = {"403", "422", "429", "503"} | ({"404"} if "{" in path or "/oidc/" in path else set())
    wanted |= set() if public else {"401"}
    wanted |= {"413"} if "requestBody" in operation else set()
    responses = operation["responses"]
    if _is_fastapis(responses.get("422")):
        del responses["422"]
    for status in sorted(wanted - responses.keys()):
        responses[status] = _failure(status)
    for status, response in responses.items():
        if status[0] in "45":
            response.setdefault("content", _content(status))
    operation["responses"] = dict(sorted(responses.items()))
    if public:
        operation["security"] = []
    if method in UNSAFE:
        operation.setdefault("parameters", []).append({"$ref": f"#/components/parameters/{KEY}"})


def _is_fastapis(response: Doc | None) -> bool:
    return response is not None and "HTTPValidationError" in str(response)


def _failure(status: str) -> Doc:
    return {"description": FAILURES[status], "content": _content(status)}


def _content(status: str) -> Doc:
    example = {"example": examples.ERROR[status]} if status in examples.ERROR else {}
    return {"application/json": {"schema": {"$ref": "#/components/schemas/ErrorBody"}, **example}}
