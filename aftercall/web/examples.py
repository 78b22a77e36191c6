"""Examples for the description: bodies as somebody would send them, answers by the words of their fields."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

Schema = Mapping[str, Any]
DEEPEST: Final = 6

BODIES: Final[Mapping[str, Any]] = {
    "AgentsBody": {"codes": ["1001", "1002"], "own_phone": True, "queues": [["sales", 0]]},
    "CorrectionBody": {
        "begin": "2026-11-22T09:00:00Z",
        "end": "2026-11-22T09:15:00Z",
        "state": "break",
        "type": "coffee",
        "why": "he forgot to press break",
    },
    "CrewBody": {"agents": ["1001", "1002"]},
    "EraseBody": {"yes": True, "block": True},
    "FinishBody": {"disposition": "sold"},
    "HoldBody": {"reason": "coaching"},
    "HoursBody": {
        "days": [0, 1, 2, 3, 4],
        "opens": 540,
        "closes": 1020,
        "zone": "Europe/Warsaw",
        "holidays": "PL",
    },
    "LoginBody": {"type": "work", "phone": "1001"},
    "OwnPasswordBody": {"old": "correct horse battery", "new": "another horse battery"},
    "PasswordBody": {"password": "correct horse battery"},
    "PhoneBody": {"language": "pl", "active": True},
    "PhonesBody": {"codes": ["1001", "1002"], "language": "pl"},
    "PinBody": {"pin": "4711"},
    "RecordingBody": {"on": False},
    "StopBody": {"yes": True},
    "TypeChoice": {"type": "coffee"},
}

WORDS: Final[Mapping[str, Any]] = {
    "agent": "1001",
    "answer": "granted",
    "call": "1795339800.17",
    "caller_id": "+48221234567",
    "campaign": "spring",
    "code": "sales",
    "colour": "#6a3fb5",
    "disposition": "sold",
    "endpoint": "trunk-a",
    "file": "2026/11/22/1795339800.17.wav",
    "id": 17,
    "kind": "queue",
    "label": "What did he say?",
    "language": "en",
    "list": 3,
    "name": "Anna Nowak",
    "number": "+48501502503",
    "phone": "1001",
    "queue": "sales",
    "assigned": "sales",
    "by": "rita",
    "in_line": None,
    "reason": "coaching",
    "regime": "PL",
    "region": "PL",
    "role": "supervisor",
    "seq": 4711,
    "site": "main",
    "state": "free",
    "team": "sales",
    "text": "Coffee",
    "trunk": "trunk-a",
    "type": "coffee",
    "value": "sales",
    "version": "0.1.0",
    "why": "it is not there",
    "zone": "Europe/Warsaw",
    "at_ms": 1_795_339_800_000,
    "warning": None,
    "remedy": None,
    "reach": None,
    "callback": None,
    "filled": None,
}
"""What a field of this name holds, wherever its schema takes it."""

ERROR: Final[Mapping[str, Any]] = {
    "401": {"error": {"code": "log-in", "why": "nobody is logged in here", "remedy": "log in, or send a token"}},
    "403": {
        "error": {
            "code": "right",
            "why": "anna may not do this: it takes the right steer",
            "remedy": "ask an administrator for a role that has it",
        }
    },
    "404": {"error": {"code": "not-known", "why": "there is no queue slaes; did you mean sales?"}},
    "413": {"error": {"code": "too-large", "why": "what was sent is larger than the 65,536 bytes that are taken here"}},
    "422": {
        "error": {"code": "bad-field", "why": "-1 is less than 0", "field": "aftercall", "remedy": "0 or more milliseconds"}
    },
    "429": {"error": {"code": "too-often", "why": "too many requests", "remedy": "wait 12 seconds"}},
    "503": {"error": {"code": "database-away", "why": "the database is away; nothing was changed", "remedy": "try again later"}},
}  # fmt: skip


def add_to(schemas: dict[str, dict[str, Any]]) -> None:
    """To each model that has none: an object with every field."""
    for name, schema in schemas.items():
        if schema.get("type") == "object" and "examples" not in schema:
            schema["examples"] = [BODIES.get(name) or example(schema, schemas)]


def example(schema: Schema, schemas: Mapping[str, Schema], name: str = "", deep: int = 0) -> Any:
    """A value that this schema takes; `name` is that of the field."""
    if "$ref" in schema:
        return example(schemas[schema["$ref"].rsplit("/", 1)[1]], schemas, name, deep + 1)
    for word in ("const", "default"):
        if word in schema and (word == "const" or schema[word] not in ("", [], {}, None)):
            return schema[word]
    if "enum" in schema:
        return WORDS[name] if WORDS.get(name) in schema["enum"] else schema["enum"][0]
    if "anyOf" in schema:
        return _one_of(schema["anyOf"], schemas, name, deep)
    return _by_name(schema, name, _plain(schema, schemas, name, deep))


def _one_of(options: list[Schema], schemas: Mapping[str, Schema], name: str, deep: int) -> Any:
    """What is there, rather than nothing; nothing, where the word says so or it would go on for ever."""
    empty = any(option.get("type") == "null" for option in options)
    if empty and (deep > DEEPEST or WORDS.get(name, name) is None):
        return None
    return example(next(option for option in options if option.get("type") != "null"), schemas, name, deep)


def _by_name(schema: Schema, name: str, plain: Any) -> Any:
    """The word for this field, if it is of the kind that the schema takes."""
    word = WORDS.get(name)
    fits = type(word) is type(plain) and "format" not in schema and "pattern" not in schema
    return word if fits else plain


def _plain(schema: Schema, schemas: Mapping[str, Schema], name: str, deep: int) -> Any:
    match schema.get("type"):
        case "object":
            fields = schema.get("properties", {})
            return {word: example(field, schemas, word, deep + 1) for word, field in fields.items()}
        case "array" if "prefixItems" in schema:
            return [example(item, schemas, name, deep + 1) for item in schema["prefixItems"]]
        case "array":
            one = name.removesuffix("s")
            return [example(schema["items"], schemas, one, deep + 1)] if deep <= DEEPEST else []
        case "integer":
            return min(max(int(schema.get("minimum", 0)), 12), int(schema.get("maximum", 12)))
        case "number":
            return 1.5
        case "boolean":
            return True
        case "null":
            return None
    return _text(schema, name)


def _text(schema: Schema, name: str) -> str:
    match schema.get("format"):
        case "date-time":
            return "2026-11-22T09:30:00.000Z"
        case "date":
            return "2026-11-22"
    return (name or "text").ljust(schema.get("minLength", 0), ".")
