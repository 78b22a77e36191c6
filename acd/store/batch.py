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


@dataclass(frozen=True, slots=True)
class Batch:
    """Facts number `first` and following, and the newest value (JSON) of each agent that changed with
    them."""

    id: str
    first: int
    facts: tuple[Fact, ...] = ()
    agents: Mapping[str, Any] = field(default_factory=dict)

    @property
    def last(self) -> int:
        """Number of the last fact; `first - 1` when there is none."""
        return self.first + len(self.facts) - 1


def make_batch(first: int, facts: Sequence[Fact], agents: Agents) -> Batch:
    return Batch(uuid4().hex, first, tuple(facts), {code: encode(value) for code, value in agents.items()})


def merged(group: Sequence[Batch]) -> Batch:
    """Batches that follow each other as one, under the last one's id; of each agent the newest value."""
    facts = tuple(fact for batch in group for fact in batch.facts)
    agents = {code: state for batch in group for code, state in batch.agents.items()}
    return Batch(group[-1].id, group[0].first, facts, agents)


def to_line(batch: Batch) -> bytes:
    """ASCII alone, so that no name can break a line or a decoder."""
    content = {
        "id": batch.id,
        "first": batch.first,
        "facts": [encode_fact(fact) for fact in batch.facts],
        "agents": batch.agents,
    }
    return json.dumps(content, separators=(",", ":")).encode("ascii") + b"\n"


def from_line(line: bytes) -> Batch:
    """Raises DecodeError."""
    try:
        content = json.loads(line)
        facts = tuple(decode_fact(fact) for fact in content["facts"])
        return Batch(content["id"], content["first"], facts, content["agents"])
    except (ValueError, TypeError, LookupError) as error:
        raise DecodeError(f"no batch: {error}") from error
