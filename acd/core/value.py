"""`replace` for the floor's frozen values, as `dataclasses.replace` but many times as fast: it is a good part of a step's work.

Only for frozen dataclasses without slots and without `__post_init__`. The type checker sees the original, so a wrong field
is an error there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from dataclasses import replace
else:
    Value = TypeVar("Value")

    def replace(value: Value, /, **changes: Any) -> Value:
        new = object.__new__(type(value))
        object.__setattr__(new, "__dict__", value.__dict__ | changes)
        return new


__all__ = ["replace"]
