"""The event stream: one model per fact, made from the fact itself, so that the two cannot drift apart.

`CallAnswered(at, queue, call, agent, waited)` is told as kind `call-answered`: `agent`, `queue` and `call` in the head, everything
else under `data`; a moment becomes ISO text, a span gets `_ms` behind its name. A value inside a fact (an attempt, whole) is told
as if its fields were the fact's own, its `id` under the value's name.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from operator import attrgetter
from types import ModuleType
from typing import Any, Final, Literal, get_args, get_type_hints

from pydantic import create_model

from acd.board.fields import Instant, Text, iso
from acd.board.models import Model, Told
from acd.board.telling import Telling, Values
from acd.core import facts, item_facts, promise_facts
from acd.core.facts import Fact, stated_in
from acd.core.moment import Moment

Scope = str
"""Under what kind of thing a fact is told: agents, queues, campaigns, trunks; daemon if it is about none of them."""

# Facts about a caller, an item or a promise belong to the queue they are in; other facts with an agent to the agent.
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
        facts.QueueOpened,
        facts.QueueClosed,
        *stated_in(promise_facts),
        *stated_in(item_facts),
    }
)
HEAD: Final = ("agent", "queue", "call")
SUBJECTS: Final = ("campaign", "agent", "trunk")
"""The first that a fact names is whom it is told under."""
PRIVATE: Final = frozenset({"number", "name"})

# What a fact's field is in JSON, by the annotation written beside it.
FIELD: Final[dict[str, Any]] = {
    "str": Text,
    "str | None": Text | None,
    "int": int,
    "int | None": int | None,
    "bool": bool,
    "Moment": Instant,
    "Moment | None": Instant | None,
    "Span": int,
    "Span | None": int | None,
    "Mapping[str, Value]": dict[str, Text | int | float],
}


class Event(Told):
    """Something became true. `seq` counts the site's events one by one; `nth` those of this agent, queue, … in this run.

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


FACTS: Final[dict[str, type[Fact]]] = {}
EVENTS: Final[dict[str, type[Event]]] = {}
"""By kind, both."""


def register(module: ModuleType) -> None:
    """From now on the facts that this module defines can be told and read, too."""
    for fact in stated_in(module):
        kind = kind_of(fact)
        if FACTS.setdefault(kind, fact) is not fact:
            raise ValueError(f"{module.__name__}: another fact is told as {kind}; give it another name")
        if kind not in EVENTS:
            EVENTS[kind] = _model(fact)
            _PLANS[fact] = _Plan(fact)


def kind_of(fact: type[Fact]) -> str:
    """`CallAnswered` -> `call-answered`."""
    return re.sub(r"(?<=.)(?=[A-Z])", "-", fact.__name__).lower()


# --- the model of a fact -----------------------------------------------------------------------------------------

Write = Callable[[Any], object]


@dataclass(frozen=True, slots=True)
class Field:
    """`name` is the fact's word for it, `told` the one in JSON; `path` leads to the value; `always`: it is never null."""

    name: str
    told: str
    path: str
    type: Any
    write: Write
    always: bool


def fields_of(kind: type[Any], path: str = "") -> Iterator[Field]:
    """All fields of a fact but its moment."""
    hints = get_type_hints(kind)
    for field in dataclasses.fields(kind):
        if dataclasses.is_dataclass(hints[field.name]):
            yield from fields_of(hints[field.name], f"{path}{field.name}.")
        elif field.name != "at":
            name = path.removesuffix(".") if path and field.name == "id" else field.name
            yield _field(name, path + field.name, str(field.type), hints[field.name])


def _field(name: str, path: str, written: str, hint: Any) -> Field:
    told = f"{name}_ms" if written.startswith("Span") else name
    always = not written.endswith("None")
    if any(isinstance(one, type) and issubclass(one, Enum) for one in (hint, *get_args(hint))):
        return Field(name, told, path, Text if always else Text | None, _word, always)
    kind = Text | None if name in PRIVATE else FIELD[written]
    return Field(name, told, path, kind, _iso if kind in (Instant, Instant | None) else _as_it_is, always)


def _iso(at: Moment | None) -> str | None:
    return None if at is None else iso(at)


def _as_it_is(value: object) -> object:
    return value


def _word(value: Any) -> object:
    return None if value is None else value.value


def _hidden(value: object) -> None:
    """A caller's number or name, where nobody may see it."""


def subject_of(fact: type[Fact]) -> str | None:
    """The word for whom this kind is told under; None: the daemon."""
    if fact in OF_A_QUEUE:
        return "queue"
    names = {field.name for field in fields_of(fact)}
    return next((word for word in SUBJECTS if word in names), None)


def scope_of(fact: type[Fact]) -> Scope:
    subject = subject_of(fact)
    return "daemon" if subject is None else f"{subject}s"


def _data(fact: type[Fact]) -> list[Field]:
    """What does not stand in the head."""
    above = (*HEAD, subject_of(fact))
    return [field for field in fields_of(fact) if field.name not in above]


def _model(fact: type[Fact]) -> type[Event]:
    own: dict[str, Any] = {field.told: (field.type, ...) for field in _data(fact)}
    kind, scope = kind_of(fact), scope_of(fact)
    fields: dict[str, Any] = {
        "kind": (Literal[kind], kind),
        "scope": (Literal[scope], scope),
        "data": (create_model(fact.__name__ + "Data", __base__=Model, **own), ...),
        **{field.name: (Text, ...) for field in fields_of(fact) if field.name in HEAD and field.always},
    }
    return create_model(fact.__name__, __base__=Event, __doc__=_meaning(fact), **fields)


def _meaning(fact: type[Fact]) -> str:
    """The fact's docstring; a dataclass without one gets its signature from `dataclass`, which says nothing here."""
    doc = fact.__doc__ or ""
    return "" if doc.startswith(fact.__name__ + "(") else doc


# --- telling -----------------------------------------------------------------------------------------------------


class _Plan:
    """How facts of one class are told: looked up once in the class, not in each of them."""

    def __init__(self, fact: type[Fact]) -> None:
        self.kind = kind_of(fact)
        self.model = EVENTS[self.kind]
        self.scope = scope_of(fact)
        paths = {field.name: attrgetter(field.path) for field in fields_of(fact)}
        self.code = None if self.scope == "daemon" else paths[self.scope.removesuffix("s")]
        self.head = [(name, paths[name]) for name in HEAD if name in paths]
        self.open: list[tuple[str, Callable[[Fact], Any], Write]] = [
            (field.told, attrgetter(field.path), field.write) for field in _data(fact)
        ]
        private = [field.name in PRIVATE for field in _data(fact)]
        self.shy = [
            (told, value, _hidden if hide else write)
            for hide, (told, value, write) in zip(private, self.open, strict=True)
        ]


_PLANS: Final[dict[type[Fact], _Plan]] = {}
register(facts)
register(promise_facts)
register(item_facts)


def told_under(fact: Fact) -> tuple[Scope, str]:
    """(scope, code) of this very fact."""
    plan = _PLANS[type(fact)]
    return plan.scope, "asterisk" if plan.code is None else str(plan.code(fact))


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
    for name, value in plan.head:
        values[name] = value(fact)
    data = plan.open if numbers else plan.shy
    values["data"] = {name: write(value(fact)) for name, value, write in data}
    return Telling(plan.model, values)


def event_of(fact: Fact, *, site: str, run: Moment, seq: int, nth: int, numbers: bool) -> Event:
    """The same as its model, for who looks into it."""
    return telling(fact, site=site, run=run, seq=seq, nth=nth, numbers=numbers).checked()
