"""The floor's value of an item -> its row: what became of it, for who looks for it later. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from acd.core.item import Stage
from acd.store.batch import Batch
from acd.store.rows import Row, plain

# Not the customer: whose it is, those change who change customers, and a row that is gone must not stop the journal.
_CARD: Final = ("queue", "subject", "priority", "level", "most_penalty")


def item_rows(batch: Batch) -> list[Row]:
    """Changes of rows that are there: who brought an item made its row before the floor heard of it."""
    return [_row(state, batch.last) for state in batch.items.values()]


def _row(state: Mapping[str, Any], seq: int) -> Row:
    card, closed = state["card"], state["stage"] == Stage.CLOSED.word
    return {
        "number": card["number"],
        **{name: plain(card[name]) for name in _CARD},
        "tags": json.dumps(card["tags"]),
        "stage": state["stage"],
        "agent": state["agent"],
        "first_answered": state["answered"],
        "solved": state["solved"],
        "closed": state["since"] if closed else None,
        "disposition": plain(state["disposition"]),
        "heard": state["last"],
        "state": json.dumps(state),
        "seq": seq,
    }
