"""Our frozen values <-> JSON: a dataclass is an object with its `class`, enums go by value, tuples and sets
as lists.

Decoding is led by the annotations, so no class is tried by guess: `LogOut` and `Resume` look alike without
their names. A field that the stored text lacks takes its default and one that the class lost is skipped: what
an older version wrote can be read.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from functools import cache
from types import ModuleType, NoneType, UnionType
from typing import Any, Final, Union, cast, get_args, get_origin, get_type_hints

from acd.core import facts as _facts
from acd.core import item_facts as _item_facts
from acd.core import promise_facts as _promise_facts
from acd.core.facts import Fact, stated_in

Json = dict[str, Any]
KIND: Final = "class"  # no field can be called so


class DecodeError(ValueError):
    """Stored JSON that fits no class of this version."""


FACTS: Final[dict[str, type[Fact]]] = {}
"""What the journal can be read back to, by name."""


def register(module: ModuleType) -> None:
    """From now on the facts that this module defines can be read back, too."""
    for kind in stated_in(module):
        if FACTS.setdefault(kind.__name__, kind) is not kind:
            raise ValueError(
                f"{module.__name__}: another fact is called {kind.__name__}; give it another name"
            )


register(_facts)
register(_promise_facts)
register(_item_facts)


def encode(value: object) -> Any:
    """A value made of dataclasses, enums, tuples, sets, mappings and plain values, as JSON's own."""
    return _way(type(value))(value)


Way = Callable[[Any], Any]


def _way(kind: type) -> Way:
    """How values of this class are taken apart. Looked for once a class: the floor's memory is written all day."""
    way = _WAYS.get(kind)
    if way is None:
        way = _WAYS[kind] = _find_way(kind)
    return way


def _find_way(kind: Any) -> Way:
    if issubclass(kind, NoneType | str | int | float):
        return _as_it_is
    if issubclass(kind, Enum):
        return _by_value
    if is_dataclass(kind):
        return _fields_of(kind)
    if issubclass(kind, date):
        return str
    for base, way in _COLLECTIONS.items():
        if issubclass(kind, base):
            return way
    raise TypeError(f"{kind.__name__} is not stored")


def _as_it_is(value: Any) -> Any:
    return value


def _by_value(value: Enum) -> Any:
    return value._value_  # as `value`, which is looked for, in Python


def _fields_of(kind: Any) -> Way:
    names, head = _names(kind), {KIND: kind.__name__}

    def encode_fields(value: Any) -> Json:
        found: Json = head.copy()
        for name in names:
            field = getattr(value, name)
            found[name] = field if type(field) in _PLAIN else _way(type(field))(field)
        return found

    return encode_fields


_WAYS: Final[dict[type, Way]] = {}
_PLAIN: Final = frozenset({NoneType, str, int, float, bool})
_COLLECTIONS: Final[Mapping[type, Way]] = {
    Mapping: lambda value: {str(encode(key)): encode(item) for key, item in value.items()},
    Set: lambda value: sorted((encode(item) for item in value), key=json.dumps),
    Sequence: lambda value: [encode(item) for item in value],
}


def decode(hint: Any, value: Any) -> Any:
    """The value that `encode` took apart; `hint` is its class or annotation. Raises DecodeError."""
    if is_dataclass(hint) and isinstance(hint, type):
        return _dataclass(hint, value)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return hint(value)
    if hint is date:
        return date.fromisoformat(value)
    origin = get_origin(hint)
    if origin in (Union, UnionType):
        return _one_of(get_args(hint), value)
    if isinstance(origin, type):
        return _many(origin, get_args(hint), value)
    return value


def encode_fact(fact: Fact) -> Json:
    return cast(Json, encode(fact))


def decode_fact(value: Json) -> Fact:
    kind = FACTS.get(value.get(KIND, ""))
    if kind is None:
        raise DecodeError(f"no fact is called {value.get(KIND)!r}")
    return cast(Fact, _dataclass(kind, value))


@cache
def _names(kind: Any) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind) if field.init)


@cache
def _hints(kind: Any) -> Mapping[str, Any]:
    return get_type_hints(kind)


@cache
def _kinds(base: Any) -> Mapping[str, type[Any]]:
    """The class itself and all that derive from it."""
    found: dict[str, type[Any]] = {base.__name__: base}
    for kind in base.__subclasses__():
        found |= _kinds(kind)
    return found


def _dataclass(base: Any, value: Any) -> Any:
    if not isinstance(value, dict):
        raise DecodeError(f"{value!r} is no {base.__name__}")
    kind: Any = _kinds(base).get(value.get(KIND, base.__name__))
    if kind is None:
        raise DecodeError(f"{value.get(KIND)!r} is no {base.__name__}")
    hints = _hints(kind)
    known = {name: decode(hints[name], value[name]) for name in _names(kind) if name in value}
    try:
        return kind(**known)
    except TypeError as error:
        raise DecodeError(f"{kind.__name__}: {error}") from error


def _one_of(choices: tuple[Any, ...], value: Any) -> Any:
    """None, or the only choice that could have given this; dataclasses are told apart by their kind."""
    if value is None and NoneType in choices:
        return None
    rest = [choice for choice in choices if choice is not NoneType]
    if isinstance(value, dict):
        named: list[Any] = [c for c in rest if is_dataclass(c) and value.get(KIND) in _kinds(cast(Any, c))]
        rest = named or rest
    return decode(rest[0], value)


def _many(origin: type, arguments: tuple[Any, ...], value: Any) -> Any:
    if issubclass(origin, Mapping):
        key, item = arguments
        return {_key(key, name): decode(item, inner) for name, inner in value.items()}
    if issubclass(origin, tuple) and arguments[-1] is not Ellipsis:
        return tuple(decode(hint, item) for hint, item in zip(arguments, value, strict=True))
    make = cast(Callable[..., Any], frozenset if issubclass(origin, Set) else tuple)
    return make(decode(arguments[0], item) for item in value)


def _key(hint: Any, name: str) -> Any:
    if isinstance(hint, type) and issubclass(hint, Enum):
        return next(member for member in hint if str(member.value) == name)
    return hint(name) if hint is int else name
