"""Facts about promises -> rows, pure: what each says of its promise, later facts over earlier ones."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from acd.core import promise_facts as f
from acd.core.facts import Fact
from acd.core.promised import PromiseFact

Row = dict[str, Any]

_SAID: Final[Mapping[type[Fact], Callable[[Any], Row]]] = {
    f.PromiseMade: lambda fact: {"span": fact.span},
    f.PromiseWarned: lambda fact: {"warned": fact.at},
    f.PromiseBroken: lambda fact: {"broken": fact.at, "credit": fact.credit},
    f.PromiseKept: lambda fact: {"kept": fact.at, "spent": fact.spent},
    f.PromisePaused: lambda fact: {"spent": fact.spent},
    f.PromiseResumed: lambda fact: {"spent": fact.spent, "kept": None},
    f.PromiseChanged: lambda fact: {"span": fact.span},
    f.PromiseDropped: lambda fact: {"dropped": fact.at, "how": fact.how},
}


def promise_rows(site: str, facts: Iterable[Fact], plain: Callable[[Any], Any]) -> dict[str, Row]:
    """One row a promise, with the columns that were told of it. `plain`: what a column takes of a text."""
    rows: dict[str, Row] = {}
    for fact in facts:
        if isinstance(fact, PromiseFact):
            key = plain(id_of(fact))
            row = rows.setdefault(key, {"site": site, "id": key})
            row |= {name: plain(value) for name, value in _of(fact).items()}
    return rows


def id_of(fact: PromiseFact) -> str:
    return f"{fact.call or fact.item} {fact.target.word} {fact.began}"


def _of(fact: PromiseFact) -> Row:
    return {
        "call": fact.call,
        "item": fact.item,
        "queue": fact.queue,
        "target": fact.target.word,
        "level": fact.level,
        "began": fact.began,
        "reached": fact.reached,
        "due": fact.due,
        **_SAID[type(fact)](fact),
    }
