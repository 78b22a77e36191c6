"""Bodies beyond a route's limit: one answer on every route, by every way in, that names the limit."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any, Final

import httpx2
import pytest
from fastapi.routing import get_body_size_limit

from aftercall.web.app import make_app
from aftercall.web.routers import LARGEST_BODY, ROOT
from tests.web.people_kit import Desktop, desktop
from tests.web.test_rights import filled

KIND: Final = {"Content-Type": "application/json"}


@pytest.fixture
async def desk(template: Path) -> AsyncIterator[Desktop]:
    async with desktop(template) as it:
        yield it


def limits(desk: Desktop) -> Mapping[tuple[str, str], int]:
    """Of each route that takes JSON."""
    app = make_app(desk.house.service)
    own = {
        (method, route.path): getattr(route, "max_body_size", None)
        for route in app.routes
        for method in getattr(route, "methods", None) or ()
    }
    return {
        (method.upper(), path): get_body_size_limit(own[method.upper(), path], LARGEST_BODY) or 0
        for path, verbs in app.openapi()["paths"].items()
        for method, operation in verbs.items()
        if "application/json" in operation.get("requestBody", {}).get("content", {})
    }


async def pieces(body: bytes) -> AsyncIterator[bytes]:
    """Nobody says before how long it is."""
    for at in range(0, len(body), 30_000):
        yield body[at : at + 30_000]


def wrong(answer: httpx2.Response, most: int) -> Any:
    body = answer.json()
    said = (answer.status_code, body.get("error", {}).get("code"))
    if said == (413, "too-large") and f"{most:,} bytes" in body["error"]["why"] and body["error"]["remedy"]:
        return None
    return answer.status_code, answer.text[:200]


@pytest.mark.parametrize("way", ["tcp", "socket"])
async def test_one_byte_beyond_the_limit_is_said_so_on_every_route(desk: Desktop, way: str) -> None:
    """413 as JSON with the number of bytes that are taken, whether the length was said before or not."""
    await desk.user("anna", ["administrator"])
    http = desk.socket if way == "socket" else desk.program(await desk.token("anna"))
    found = {}
    known = limits(desk)
    for (method, path), most in known.items():
        body = b'{"x": "' + b"x" * (most - 8) + b'"}'
        assert len(body) == most + 1
        for content in (body, pieces(body)):
            answer = await http.request(
                method, filled(path.removeprefix(ROOT)), content=content, headers=KIND
            )
            if (what := wrong(answer, most)) is not None:
                found[method, path] = what
    assert len(known) > 50
    assert found == {}
