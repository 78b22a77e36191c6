"""The API's description: complete, in one shape, with examples that hold, and readable without the internet."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx2
import pytest
from jsonschema import Draft202012Validator

from aftercall.web.app import make_app
from aftercall.web.live import frames
from aftercall.web.live.view import View
from tests.web.house import House

Doc = dict[str, Any]


@pytest.fixture
def doc(floor: House) -> Doc:
    return make_app(floor.service).openapi()


def operations(doc: Doc) -> Iterator[tuple[str, Doc]]:
    for path, verbs in doc["paths"].items():
        for method, operation in verbs.items():
            yield f"{method} {path}", operation


def validator(doc: Doc, name: str) -> Draft202012Validator:
    return Draft202012Validator(
        {"$ref": f"#/components/schemas/{name}", "components": {"schemas": doc["components"]["schemas"]}}
    )


async def test_each_example_is_what_it_is_an_example_of(doc: Doc) -> None:
    """Every body and every answer has one, and it says what its schema promises."""
    for name, schema in doc["components"]["schemas"].items():
        if schema.get("type") == "object":
            assert schema.get("examples"), name
        for one in schema.get("examples", ()):
            assert list(validator(doc, name).iter_errors(one)) == [], name


SAYS_NO = ("ErrorBody", "Refused", "Unknown", "RefusedItem", "UnknownItemWish")


async def test_every_failure_is_told_in_one_shape(doc: Doc) -> None:
    """Each route says who may not, what is not known and what is wrong, as ErrorBody or as what is refused of a wish, or as either."""
    for name, operation in operations(doc):
        found = operation["responses"].keys()
        expected = {"403", "422", "429", "503"} | ({"404"} if "{" in name else set())
        expected |= set() if name == "post /api/v1/login" else {"401"}
        assert expected <= found, name
        for status, response in operation["responses"].items():
            if status[0] in "45":
                schema = response["content"]["application/json"]["schema"]
                shapes = {one["$ref"].rpartition("/")[2] for one in schema.get("anyOf", [schema])}
                assert shapes <= set(SAYS_NO), f"{name} {status}"


async def test_unsafe_calls_take_a_key_and_everything_has_a_tag(doc: Doc) -> None:
    """The key is described once and named by each; every tag says what it is."""
    tags = {tag["name"] for tag in doc["tags"] if tag["description"]}
    for name, operation in operations(doc):
        keys = [
            one for one in operation.get("parameters", ()) if one.get("$ref", "").endswith("/IdempotencyKey")
        ]
        assert len(keys) == (0 if name.startswith("get ") else 1), name
        assert set(operation["tags"]) <= tags, name
        assert operation["summary"], name
    assert doc["openapi"].startswith("3.1")
    assert doc["components"]["securitySchemes"].keys() == {"session", "token"}


async def test_frames_are_what_their_models_say(floor: House) -> None:
    """A snapshot of a real floor, and each other kind, is valid by the model that describes it."""
    live, at = floor.service.live, floor.desk.now()
    frames.LiveSnapshot.model_validate_json(live.press.snapshot(View(), at))
    before = live.ledger.seq
    await floor.client.wish("1001", "login")
    await floor.talk("1001")
    delta = live.press.delta(View(numbers=False), before, at)
    assert delta is not None
    frames.LiveDelta.model_validate_json(delta)
    desk = live.press.desk(View(agent="1001"), before, at)
    assert desk is not None
    frames.LiveDesk.model_validate_json(desk)
    frames.LiveBeat.model_validate_json(live.press.beat(at))


async def test_the_docs_page_loads_nothing_from_elsewhere(floor: House) -> None:
    """Every address on it is of this server, its files are there, and its policy allows no other."""
    app = make_app(floor.service)
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url="http://floor") as client:
        page = await client.get("/api/docs")
        assert page.status_code == 200
        assert "//" not in page.text
        assert "'self'" in page.headers["content-security-policy"]
        for address in [part.split('"')[0] for part in page.text.split('="/')[1:]]:
            assert (await client.get(f"/{address}")).status_code == 200, address


async def test_what_cannot_be_read_is_refused_in_the_same_shape(floor: House) -> None:
    """Too large a body, and bytes that are no text, are errors as all others are; a number beyond every id is no fault of ours."""
    transport = httpx2.AsyncHTTPTransport(uds=str(floor.socket))
    async with httpx2.AsyncClient(transport=transport, base_url="http://a/api/v1") as client:
        json = {"Content-Type": "application/json"}
        for body, status, code in ((b"x" * 100_000, 413, "too-large"), (b"\xff\x18", 422, "bad-json")):
            answer = await client.put("/agents/1001", content=body, headers=json)
            assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)
        for path in ("/callbacks/9999999999999999999999", "/callbacks/-1"):
            assert (await client.delete(path)).status_code == 422
        assert (await client.get("/attempts?contact=9999999999999999999999")).status_code == 422
