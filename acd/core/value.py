"""What the floor's values are made with, where the standard library's way would be a good part of a step's work.

`replace` for frozen values is as `dataclasses.replace` but many times as fast. Only for frozen dataclasses without slots and without
`__post_init__`. The type checker sees the original, so a wrong field is an error there.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from dataclasses import replace
else:
    Value = TypeVar("Value")
    _new, _set = object.__new__, object.__setattr__

    def replace(value: Value, /, **changes: Any) -> Value:
        new = _new(type(value))
        _set(new, "__dict__", value.__dict__ | changes)
        return new


class Word(Enum):
    """An enum of words whose members are hashed as what they are, the only ones of their kind (`Enum` hashes their names, in Python).

    `word` is the value, at hand (`value` is looked for, in Python).
    """

    __hash__ = object.__hash__

    def __init__(self, word: str) -> None:
        self.word = word


__all__ = ["Word", "replace"]
