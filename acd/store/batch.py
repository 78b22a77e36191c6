"""A batch: what is written together or not at all. In the spool it is one line of JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from acd.core.facts import Fact
from acd.store.encode import DecodeError, decode_fact, encode, encode_fact

Agents = Mapping[str, object]
"""Agent code -> the floor's whole value of him (None: he is no more)."""
Items = Mapping[str, object]
"""Item's id -> the floor's whole value of it."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Facts number `first` and following, and the newest value (JSON) of each agent and item that changed with
    them."""

    id: str
    first: int
    facts: tuple[Fact, ...] = ()
    agents: Mapping[str, Any] = field(default_factory=dict)
    items: Mapping[str, Any] = field(default_factory=dict)

    @property
    def last(self) -> int:
        """Number of the last fact; `first - 1` when there is none."""
        return self.first + len(self.facts) - 1


def make_batch(first: int, facts: Sequence[Fact], agents: Agents, items: Items | None = None) -> Batch:
    return Batch(uuid4().hex, first, tuple(facts), _encoded(agents), _encoded(items or {}))


def _encoded(values: Mapping[str, object]) -> dict[str, Any]:
    return {code: encode(value) for code, value in values.items()}


def merged(group: Sequence[Batch]) -> Batch:
    """Batches that follow each other as one, under the last one's id; of each agent and item the newest value."""
    facts = tuple(fact for batch in group for fact in batch.facts)
    agents = {code: state for batch in group for code, state in batch.agents.items()}
    items = {id: state for batch in group for id, state in batch.items.items()}
    return Batch(group[-1].id, group[0].first, facts, agents, items)


def to_line(batch: Batch) -> bytes:
    """ASCII alone, so that no name can break a line or a decoder."""
    content = {
        "id": batch.id,
        "first": batch.first,
        "facts": [encode_fact(fact) for fact in batch.facts],
        "agents": batch.agents,
        "items": batch.items,
    }
    return json.dumps(content, separators=(",", ":")).encode("ascii") + b"\n"


def from_line(line: bytes) -> Batch:
    """Raises DecodeError. Lines of a version that had no items have none."""
    try:
        content = json.loads(line)
        facts = tuple(decode_fact(fact) for fact in content["facts"])
        return Batch(content["id"], content["first"], facts, content["agents"], content.get("items", {}))
    except (ValueError, TypeError, LookupError) as error:
        raise DecodeError(f"no batch: {error}") from error
