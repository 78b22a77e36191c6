"""One message, made of plain values: JSON is written of them as they are, and nobody checks them on the way.

A floor tells many times a second, and a model that checks what we made ourselves costs more than all that is told. The models
(`acd.board.models`, `acd.board.events`) stay what is promised: whoever asks for one gets it by `checked`, and the tests ask of every
message whether it says the same, to the letter.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, Generic, TypeVar

from acd.board.models import Told
from acd.core.reason import Reason

Values = dict[str, Any]
"""JSON's own values, in the order of the model; a moment is ISO text already."""


def said(reasons: Iterable[Reason]) -> list[Values]:
    """A `Part` for each of them."""
    return [{"says": one.says, "values": dict(one.values)} for one in reasons]


Form = TypeVar("Form", bound=Told, covariant=True)
_ENCODER: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


@dataclass(frozen=True)
class Telling(Generic[Form]):
    """`model` says what `values` are."""

    model: type[Form]
    values: Values

    @property
    def seq(self) -> int:
        """The number of the last event that it contains."""
        return int(self.values["seq"])

    @cached_property
    def payload(self) -> bytes:
        """JSON in UTF-8; half characters (from bytes that were no UTF-8) become question marks."""
        return _ENCODER.encode(self.values).encode("utf-8", "replace")

    def checked(self) -> Form:
        return self.model.model_validate(self.values)
