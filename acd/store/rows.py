"""Facts -> rows, pure. `facts` holds all of them; the other tables are read out of them for those who ask
later.

What comes from outside may hold a NUL or half a surrogate, which no column takes: `plain` replaces them. The
JSON in `facts` keeps every character as it was.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from acd.core import facts as f
from acd.core.facts import Fact
from acd.store.batch import Batch
from acd.store.encode import encode_fact

Row = dict[str, Any]
_UNSTORABLE: Final = re.compile("[\0\ud800-\udfff]")


def plain(value: Any) -> Any:
    return _UNSTORABLE.sub("\ufffd", value) if isinstance(value, str) else value


def numbered(batch: Batch) -> Iterator[tuple[int, Fact]]:
    return enumerate(batch.facts, batch.first)


def fact_row(site: str, seq: int, fact: Fact) -> Row:
    named = {name: plain(getattr(fact, name, None)) for name in ("agent", "queue", "call")}
    return {
        "site": site,
        "seq": seq,
        "at": fact.at,
        "kind": type(fact).__name__,
        "payload": encode_fact(fact),
    } | named


def move_row(site: str, seq: int, fact: f.AgentMoved) -> Row:
    names = ("agent", "at", "state", "type", "session", "before", "queue", "call", "by", "reason", "phone")
    return {"site": site, "seq": seq} | {name: plain(getattr(fact, name)) for name in names}


# --- conversations: token -> what this fact says of it ------------------------------------------------------


def _ended(fact: f.CallEnded) -> Row:
    return {
        "agent": fact.agent,
        "queue": fact.queue,
        "call": fact.call,
        "began": fact.at - fact.talked,
        "ended": fact.at,
    }


def _began(fact: f.AftercallBegan) -> Row:
    return {
        "agent": fact.agent,
        "queue": fact.queue,
        "call": fact.call,
        "ended": fact.at,
        "aftercall": fact.deadline - fact.at,
        "deadline": fact.deadline,
    }


def _extended(fact: f.AftercallExtended) -> Row:
    return {"agent": fact.agent, "deadline": fact.deadline}


def _released(fact: f.AftercallEnded) -> Row:
    return {
        "agent": fact.agent,
        "queue": fact.queue,
        "deadline": fact.deadline,
        "released": fact.at,
        "how": fact.how,
        "by": fact.by,
        "disposition": fact.disposition,
    }


_CONVERSATION: Final[Mapping[type[Fact], Callable[[Any], Row]]] = {
    f.CallEnded: _ended,
    f.AftercallBegan: _began,
    f.AftercallExtended: _extended,
    f.AftercallEnded: _released,
}


def conversation_rows(site: str, batch: Batch) -> dict[str, Row]:
    """One row a token, later facts over earlier ones."""
    rows: dict[str, Row] = {}
    for fact in batch.facts:
        said = _CONVERSATION.get(type(fact))
        if said is not None:
            token = plain(getattr(fact, "token", ""))
            row = rows.setdefault(token, {"site": site, "token": token})
            row |= {name: plain(value) for name, value in said(fact).items()}
    return rows


# --- calls: one row for each stay of a caller in a queue ---------------------------------------------------------


def call_change(fact: Fact) -> Row | None:
    """What this fact says of the caller's stay, or None."""
    match fact:
        case f.CallAnswered():
            return {"answered": fact.at, "agent": fact.agent, "waited": fact.waited}
        case f.CallLost():
            return {"ended": fact.at, "how": fact.how, "waited": fact.waited}
        case f.CallEnded():
            return {"ended": fact.at, "how": "answered", "agent": fact.agent, "talked": fact.talked}
        case _:
            return None


def call_row(site: str, seq: int, fact: Any, change: Row | None = None) -> Row:
    """A new stay: from CallQueued or, where that was never heard, from the first fact that tells of it."""
    waited = (change or {}).get("waited", 0) + (change or {}).get("talked", 0)
    row: Row = {"site": site, "seq": seq, "call": fact.call, "queue": fact.queue, "joined": fact.at - waited}
    caller = {"number": getattr(fact, "number", None), "name": getattr(fact, "name", None)}
    return {name: plain(value) for name, value in (row | caller | (change or {})).items()}
