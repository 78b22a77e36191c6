"""The contract with listeners as an AsyncAPI 3.0 document, made from the models that tell.

`python -m acd.board.asyncapi > docs/reference/asyncapi.json`; a test fails when the file differs.
"""

from __future__ import annotations

import json
import sys
from typing import Any, Final

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from acd.board.events import EVENTS
from acd.board.models import AgentBoard, DaemonBoard, QueueBoard
from acd.board.topics import EVENT_EXPIRY, ROOT

PARAMETERS: Final = {
    "site": "The site's name in the settings.",
    "agent": "The agent's code; what MQTT would misread is written as %XX.",
    "queue": "The queue's code; what MQTT would misread is written as %XX.",
}
OF_SCOPE: Final = {"agents": "agents/{agent}", "queues": "queues/{queue}", "daemon": "daemon/asterisk"}
BOARDS: Final[dict[str, tuple[str, type[BaseModel]]]] = {
    "daemon": ("daemon", DaemonBoard),
    "agent": ("agents/{agent}", AgentBoard),
    "queue": ("queues/{queue}", QueueBoard),
}


def document() -> dict[str, Any]:
    """The whole document; the same models always give the same text."""
    told = {name: (f"{ROOT}/{{site}}/{path}", model, True) for name, (path, model) in BOARDS.items()}
    for kind, model in EVENTS.items():
        path = OF_SCOPE[model.model_fields["scope"].default]
        told[kind] = (f"{ROOT}/{{site}}/events/{path}/{kind}", model, False)
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
        "parameters": {
            name: {"description": text} for name, text in PARAMETERS.items() if f"{{{name}}}" in address
        },
    }


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


if __name__ == "__main__":
    sys.stdout.write(text())
