"""Facts -> rows, pure. `facts` holds all of them; the other tables are read out of them for those who ask
later.

What comes from outside may hold a NUL or half a surrogate, which no column takes: `plain` replaces them. The
JSON in `facts` keeps every character as it was.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from acd.core import facts as f
from acd.core.facts import Fact
from acd.core.recording import file_of
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
        "payload": json.dumps(encode_fact(fact)),
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


# --- calls: one row for each stay of a caller in a queue -------------------------------------------------

Stay = tuple[str, str]
"""Call and queue. A caller may come back to the same queue: that is another row."""

_CALL: Final[Mapping[type[Fact], Callable[[Any], Row]]] = {
    f.CallQueued: lambda fact: {},
    f.CallAnswered: lambda fact: {
        "answered": fact.at,
        "agent": fact.agent,
        "waited": fact.waited,
        "recording": file_of(fact.queue, fact.call) if fact.recorded else None,
    },
    f.CallLost: lambda fact: {"ended": fact.at, "how": fact.how, "waited": fact.waited},
    f.CallEnded: lambda fact: {
        "ended": fact.at,
        "how": "answered",
        "agent": fact.agent,
        "talked": fact.talked,
    },
}


def stays_in(batch: Batch) -> list[Stay]:
    return [_stay(fact) for fact in batch.facts if _of_a_stay(fact)]


def _of_a_stay(fact: Fact) -> bool:
    """What an agent had from a colleague, or dialled himself, was no stay in a queue, or one that is over."""
    return type(fact) in _CALL and not (isinstance(fact, f.CallEnded) and fact.handed)


def _stay(fact: Any) -> Stay:
    return plain(fact.call), plain(fact.queue)


def call_rows(site: str, batch: Batch, open_stays: Mapping[Stay, int]) -> tuple[list[Row], list[Row]]:
    """New rows, and changes (site, seq and columns) of rows that are there.

    `open_stays`: the row of each stay that is not over before this batch.
    """
    stays = dict(open_stays)
    new: dict[int, Row] = {}
    changed: dict[int, Row] = {}
    for seq, fact in numbered(batch):
        if not _of_a_stay(fact):
            continue
        said = {name: plain(value) for name, value in _CALL[type(fact)](fact).items()}
        stay = _stay(fact)
        if isinstance(fact, f.CallQueued) or stay not in stays:
            stays[stay] = seq
            new[seq] = _new_stay(site, seq, fact, stay, said)
        row = stays[stay]
        kept = new if row in new else changed
        kept.setdefault(row, {"site": site, "seq": row}).update(said)
        if "ended" in said:
            del stays[stay]
    return list(new.values()), list(changed.values())


def _new_stay(site: str, seq: int, fact: Fact, stay: Stay, said: Row) -> Row:
    """From CallQueued or, where that was never heard, from the first fact that tells of it."""
    joined = fact.at - said.get("waited", 0) - said.get("talked", 0)
    caller = {name: plain(getattr(fact, name, None)) for name in ("number", "name")}
    return {"site": site, "seq": seq, "call": stay[0], "queue": stay[1], "joined": joined} | caller
