"""The contract with listeners as an AsyncAPI 3.0 document, made from the models that tell: all that are registered.

`python -m dialer.board.asyncapi > docs/reference/asyncapi.json`; a test fails when the file differs.
"""

from __future__ import annotations

import json
import re
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from acd.board.events import EVENTS
from acd.board.models import DaemonBoard
from acd.board.topics import BOARDS, EVENT_EXPIRY, ROOT


def _place(nouns: str) -> str:
    """`queues` -> `queues/{queue}`; what is about none of them is about the link to Asterisk."""
    return "daemon/asterisk" if nouns == "daemon" else f"{nouns}/{{{nouns.removesuffix('s')}}}"


def document() -> dict[str, Any]:
    """The whole document; the same models always give the same text."""
    site = f"{ROOT}/{{site}}"
    told: dict[str, tuple[str, type[BaseModel], bool]] = {"daemon": (f"{site}/daemon", DaemonBoard, True)}
    for nouns, board in BOARDS.items():
        told[nouns.removesuffix("s")] = (f"{site}/{_place(nouns)}", board, True)
    for kind, model in EVENTS.items():
        place = _place(model.model_fields["scope"].default)
        told[kind] = (f"{site}/events/{place}/{kind}", model, False)
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Aftercall: the board and the events",
            "version": "1.0.0",
            "description": "What the daemon tells over MQTT 5. `docs/reference/topics.md` explains it to people.",
            "license": {"name": "Apache-2.0"},
        },
        "defaultContentType": "application/json",
        "servers": {"broker": _broker()},
        "channels": {name: _channel(address, model) for name, (address, model, _) in told.items()},
        "operations": {f"tell-{name}": _operation(name, retain) for name, (_, _, retain) in told.items()},
        "components": {
            "messages": {model.__name__: _message(model) for _, model, _ in told.values()},
            "schemas": _schemas([model for _, model, _ in told.values()]),
        },
    }


def _broker() -> dict[str, Any]:
    will = {"topic": f"{ROOT}/{{site}}/daemon", "qos": 1, "retain": True, "message": "state is down"}
    return {
        "host": "{host}:{port}",
        "protocol": "mqtt",
        "protocolVersion": "5.0",
        "variables": {"host": {"default": "localhost"}, "port": {"default": "1883"}},
        "bindings": {"mqtt": {"lastWill": will, "bindingVersion": "0.2.0"}},
    }


def _channel(address: str, model: type[BaseModel]) -> dict[str, Any]:
    return {
        "address": address,
        "messages": {model.__name__: {"$ref": f"#/components/messages/{model.__name__}"}},
        "parameters": {name: {"description": _meaning(name)} for name in re.findall(r"\{(\w+)\}", address)},
    }


def _meaning(parameter: str) -> str:
    if parameter == "site":
        return "The site's name in the settings."
    return f"The {parameter}'s code; what MQTT would misread is written as %XX."


def _operation(channel: str, retain: bool) -> dict[str, Any]:
    binding: dict[str, Any] = {"qos": 1, "retain": retain, "bindingVersion": "0.2.0"}
    if not retain:
        binding["messageExpiryInterval"] = EVENT_EXPIRY
    return {"action": "send", "channel": {"$ref": f"#/channels/{channel}"}, "bindings": {"mqtt": binding}}


def _message(model: type[BaseModel]) -> dict[str, Any]:
    return {
        "name": model.__name__,
        "contentType": "application/json",
        "payload": {"$ref": f"#/components/schemas/{model.__name__}"},
    }


def _schemas(models: list[type[BaseModel]]) -> dict[str, Any]:
    _, top = models_json_schema(
        [(model, "serialization") for model in models], ref_template="#/components/schemas/{model}"
    )
    return {name: _on_one_line(schema) for name, schema in top["$defs"].items()}


def _on_one_line(schema: dict[str, Any]) -> dict[str, Any]:
    """Docstrings are wrapped for the source; a document is wrapped by its reader."""
    text = schema.get("description")
    return {**schema, "description": " ".join(text.split())} if text else schema


def text() -> str:
    return json.dumps(document(), indent=1, ensure_ascii=False) + "\n"
