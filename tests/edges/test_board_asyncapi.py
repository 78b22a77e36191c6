"""The AsyncAPI document in docs/reference: what is generated now, and valid."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from acd.board.events import EVENTS
from dialer.board.asyncapi import document, text

ROOT = Path(__file__).parents[2]
FILE = ROOT / "docs/reference/asyncapi.json"
TOPICS = (ROOT / "docs/reference/topics.md").read_text()
SCHEMA = ROOT / "node_modules/@asyncapi/specs/schemas/3.0.0.json"


def references(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"]
        for value in node.values():
            yield from references(value)
    elif isinstance(node, list):
        for value in node:
            yield from references(value)


def test_the_file_is_what_the_models_say() -> None:
    """Nobody changes what is told without changing the document: `python -m dialer.board.asyncapi` writes it."""
    assert FILE.read_text() == text()


def test_every_reference_leads_somewhere() -> None:
    """Each $ref of the document names a part that is there."""
    there = document()
    for reference in references(there):
        node: Any = there
        for part in reference.removeprefix("#/").split("/"):
            node = node[part]
        assert node


def test_every_parameter_is_explained() -> None:
    """Each {parameter} of an address is described, and no other."""
    for channel in document()["channels"].values():
        assert set(re.findall(r"\{(\w+)\}", channel["address"])) == set(channel["parameters"])


def test_every_kind_of_event_has_a_channel_and_a_line_for_people() -> None:
    """A new fact is a new channel of the document and must be named in docs/reference/topics.md."""
    there = document()
    for kind in EVENTS:
        assert there["channels"][kind]["address"].endswith(f"/{kind}")
        assert there["operations"][f"tell-{kind}"]["bindings"]["mqtt"]["retain"] is False
        assert f"`{kind}`" in TOPICS


MODELS = [
    "AgentBoard",
    "QueueBoard",
    "DaemonBoard",
    "Members",
    "Today",
    "CampaignBoard",
    "AgentsNow",
    "LinesNow",
    "CapNow",
]


@pytest.mark.parametrize("model", MODELS)
def test_every_field_of_the_board_is_explained_to_people(model: str) -> None:
    """docs/reference/topics.md names each field."""
    for name in document()["components"]["schemas"][model]["properties"]:
        assert f"`{name}`" in TOPICS, f"docs/reference/topics.md does not explain `{name}` of {model}"


def test_the_schemas_are_json_schemas() -> None:
    """Each payload's schema is itself valid JSON Schema (draft 7, which AsyncAPI builds on)."""
    for schema in document()["components"]["schemas"].values():
        jsonschema.Draft7Validator.check_schema(schema)


def test_the_document_is_valid_asyncapi() -> None:
    """AsyncAPI's own schema for 3.0.0 finds nothing wrong, and does find a fault when there is one."""
    assert SCHEMA.exists(), "AsyncAPI's own schema is not here: `make setup` gets it"
    validator = jsonschema.Draft7Validator(json.loads(SCHEMA.read_text()))
    there = document()
    assert [error.message for error in validator.iter_errors(there)] == []
    there["operations"]["tell-agent"]["action"] = "shout"
    assert not validator.is_valid(there)
