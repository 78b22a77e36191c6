"""The event stream: one model per fact, made from the fact itself, so that the two cannot drift apart.

`CallAnswered(at, queue, call, agent, waited)` is told as kind `call-answered`: `agent`, `queue` and `call` in the head, everything
else under `data`; a moment becomes ISO text, a span gets `_ms` behind its name.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Mapping
from typing import Any, Final, Literal

from pydantic import create_model

from acd.board.fields import Instant, Text, iso
from acd.board.models import Model, Told
from acd.board.telling import Telling, Values
from acd.core import facts
from acd.core.facts import Fact
from acd.core.moment import Moment

Scope = Literal["agents", "queues", "daemon"]

# Facts about a caller belong to the queue he is in; other facts with an agent to the agent.
OF_A_QUEUE: Final[frozenset[type[Fact]]] = frozenset(
    {
        facts.CallQueued,
        facts.CallOffered,
        facts.OfferWithdrawn,
        facts.CallMissed,
        facts.CallAnswered,
        facts.CallLost,
        facts.CallEnded,
        facts.RecordingsDeleted,
    }
)
HEAD: Final = ("agent", "queue", "call")
PRIVATE: Final = frozenset({"number", "name"})

# What a fact's field is in JSON, by the annotation written in `acd.core.facts`.
FIELD: Final[Mapping[str, Any]] = {
    "str": Text,
    "str | None": Text | None,
    "int": int,
    "bool": bool,
    "Moment": Instant,
    "Moment | None": Instant | None,
    "Span": int,
    "Span | None": int | None,
}


class Event(Told):
    """Something became true. `seq` counts the site's events one by one; `nth` those of this agent or queue in this run.

    So a listener to everything notices a gap by `seq`, one who may hear a single queue by `nth`. `code` is that agent or queue.
    """

    nth: int
    kind: str
    scope: Scope
    code: Text
    agent: Text | None = None
    queue: Text | None = None
    call: Text | None = None
    data: Model


def kind_of(fact: type[Fact]) -> str:
    """`CallAnswered` -> `call-answered`."""
    return re.sub(r"(?<=.)(?=[A-Z])", "-", fact.__name__).lower()


def _told_fields(fact: type[Fact]) -> dict[str, tuple[str, Any]]:
    """The fact's own fields as {its name: (name in JSON, type)}."""
    told = {}
    for field in dataclasses.fields(fact):
        if field.name != "at" and field.name not in HEAD:
            written = str(field.type)
            kind = Text | None if field.name in PRIVATE else FIELD[written]
            told[field.name] = (field.name + "_ms" if written.startswith("Span") else field.name, kind)
    return told


def scope_of(fact: type[Fact]) -> Scope:
    """Under whom this kind is told: the queue, the agent, or the daemon if it is about neither."""
    if fact in OF_A_QUEUE:
        return "queues"
    return "agents" if any(field.name == "agent" for field in dataclasses.fields(fact)) else "daemon"


def _model(fact: type[Fact]) -> type[Event]:
    own: dict[str, Any] = {name: (kind, ...) for name, kind in _told_fields(fact).values()}
    kind = kind_of(fact)
    fields: dict[str, Any] = {
        "kind": (Literal[kind], kind),
        "scope": (Literal[scope_of(fact)], scope_of(fact)),
        "data": (create_model(fact.__name__ + "Data", __base__=Model, **own), ...),
        **{field.name: (Text, ...) for field in dataclasses.fields(fact) if _always_has(field)},
    }
    return create_model(fact.__name__, __base__=Event, __doc__=_meaning(fact), **fields)


def _always_has(field: dataclasses.Field[Any]) -> bool:
    """A field of the head that this kind of event never leaves null."""
    return field.name in HEAD and str(field.type) == "str"


def _meaning(fact: type[Fact]) -> str:
    """The fact's docstring; a dataclass without one gets its signature from `dataclass`, which says nothing here."""
    doc = fact.__doc__ or ""
    return "" if doc.startswith(fact.__name__ + "(") else doc


FACTS: Final[Mapping[str, type[Fact]]] = {
    kind_of(thing): thing
    for thing in vars(facts).values()
    if isinstance(thing, type) and issubclass(thing, Fact) and thing is not Fact
}
EVENTS: Final[Mapping[str, type[Event]]] = {kind: _model(fact) for kind, fact in FACTS.items()}


# --- telling -----------------------------------------------------------------------------------------------------

Write = Callable[[Any], object]


def _iso(at: Moment | None) -> str | None:
    return None if at is None else iso(at)


def _as_it_is(value: object) -> object:
    return value


def _hidden(value: object) -> None:
    """A caller's number or name, where nobody may see it."""


class _Plan:
    """How facts of one class are told: looked up once in the class, not in each of them."""

    def __init__(self, fact: type[Fact]) -> None:
        self.kind = kind_of(fact)
        self.model = EVENTS[self.kind]
        self.scope = scope_of(fact)
        self.code = None if self.scope == "daemon" else self.scope.removesuffix("s")
        self.head = [name for name in HEAD if name in {field.name for field in dataclasses.fields(fact)}]
        self.open: list[tuple[str, str, Write]] = [
            (told, name, _iso if kind in (Instant, Instant | None) else _as_it_is)
            for name, (told, kind) in _told_fields(fact).items()
        ]
        self.shy: list[tuple[str, str, Write]] = [
            (told, name, _hidden if name in PRIVATE else write) for told, name, write in self.open
        ]


_PLANS: Final = {fact: _Plan(fact) for fact in FACTS.values()}


def told_under(fact: Fact) -> tuple[Scope, str]:
    """(scope, code) of this very fact."""
    plan = _PLANS[type(fact)]
    return plan.scope, "asterisk" if plan.code is None else str(getattr(fact, plan.code))


def telling(fact: Fact, *, site: str, run: Moment, seq: int, nth: int, numbers: bool) -> Telling[Event]:
    """The event that tells `fact`; `numbers` False leaves callers' numbers and names out."""
    plan = _PLANS[type(fact)]
    scope, code = told_under(fact)
    values: Values = {
        "v": 1,
        "site": site,
        "run": iso(run),
        "seq": seq,
        "at": iso(fact.at),
        "at_ms": fact.at,
        "nth": nth,
        "kind": plan.kind,
        "scope": scope,
        "code": code,
        "agent": None,
        "queue": None,
        "call": None,
    }
    for name in plan.head:
        values[name] = getattr(fact, name)
    data = plan.open if numbers else plan.shy
    values["data"] = {name: write(getattr(fact, own)) for name, own, write in data}
    return Telling(plan.model, values)


def event_of(fact: Fact, *, site: str, run: Moment, seq: int, nth: int, numbers: bool) -> Event:
    """The same as its model, for who looks into it."""
    return telling(fact, site=site, run=run, seq=seq, nth=nth, numbers=numbers).checked()
