"""What is stored can be read again: every fact and every value of the floor, whatever it holds."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import dialer.store  # noqa: F401  its facts too
from acd.core import facts, item_facts, promise_facts
from acd.core.agent import Agent
from acd.core.cards import AgentCard, QueueCard, TypeCard
from acd.core.facts import AgentMoved, Fact, stated_in
from acd.core.heard import LogOut, Person, Resume, SwitchIs, Wish
from acd.core.lines import NumberLine, QueueLine
from acd.store import card_rows as rows
from acd.store.batch import from_line, make_batch, to_line
from acd.store.encode import FACTS, DecodeError, decode, decode_fact, encode, encode_fact
from acd.store.rows import plain
from dialer.core import facts as dialer_facts

calm = settings(deadline=None, max_examples=60)  # a busy machine is no fault
any_fact = st.one_of([st.from_type(kind) for kind in FACTS.values()])
any_text = st.text(st.characters(exclude_categories=()))  # NUL and halves of characters too


def through_json(value: Any) -> Any:
    return json.loads(json.dumps(encode(value)))


def leaves(kind: type[Fact]) -> set[type[Fact]]:
    """Facts that can be stated: those that no other derives from."""
    below = kind.__subclasses__()
    return set().union(*map(leaves, below)) if below else {kind}


def test_every_fact_is_known() -> None:
    """Each kind of fact that the floor or the dialer can state has a place in the journal."""
    stated = {
        kind.__name__
        for module in (facts, promise_facts, item_facts, dialer_facts)
        for kind in stated_in(module)
    }
    assert set(FACTS) == stated == {kind.__name__ for kind in leaves(Fact)}


@calm
@given(any_fact)
def test_facts_come_back(fact: Fact) -> None:
    """Any fact goes through JSON unchanged."""
    assert decode_fact(json.loads(json.dumps(encode_fact(fact)))) == fact


@calm
@given(st.builds(AgentMoved, agent=any_text, reason=any_text))
def test_odd_text_comes_back(fact: AgentMoved) -> None:
    """A NUL or half a surrogate in a text is kept in the journal's JSON, as ASCII."""
    stored = json.dumps(encode_fact(fact))
    assert stored.isascii()
    assert decode_fact(json.loads(stored)) == fact


@calm
@given(any_text)
def test_columns_take_any_text(text: str) -> None:
    """What goes into a column has no character that a database refuses, and is as long as before."""
    kept = plain(text)
    assert len(kept) == len(text)
    assert "\0" not in kept.encode("utf-8").decode("utf-8")


@calm
@given(st.one_of([st.from_type(kind) for kind in (Agent, SwitchIs, TypeCard)]))
def test_values_of_the_floor_come_back(value: object) -> None:
    """The floor's whole value of an agent, with enums, sets, mappings and values in values, comes back
    equal."""
    assert decode(type(value), through_json(value)) == value


def test_alike_values_stay_apart() -> None:
    """Two kinds with the same fields are told apart, also where only their base is annotated."""
    person = Person("anna")
    for wish in (LogOut(1, "w1", person, "anna"), Resume(1, "w1", person, "anna")):
        assert type(decode(Wish, through_json(wish))) is type(wish)


def test_an_older_version_is_read() -> None:
    """Fields that were not there yet take their defaults; fields that are no more are skipped."""
    old = encode_fact(AgentMoved(5, "anna", "free", "phone", 5, "off"))
    del old["phone"]
    assert decode_fact(old | {"gone": [1]}) == AgentMoved(5, "anna", "free", "phone", 5, "off")


@pytest.mark.parametrize(
    ("stored", "says"),
    [
        ({"class": "Nothing", "at": 1}, "no fact is called 'Nothing'"),
        ({"class": "AgentMoved", "at": 1}, "AgentMoved: .*agent"),
        ({}, "no fact is called None"),
    ],
)
def test_what_is_no_fact(stored: dict[str, Any], says: str) -> None:
    """JSON that is no fact of this version is an error that names it, never a guess."""
    with pytest.raises(DecodeError, match=says):
        decode_fact(stored)


def test_what_cannot_be_stored() -> None:
    """A value that JSON does not know is refused when it is written, not when it is read."""
    with pytest.raises(TypeError, match="object is not stored"):
        encode({"a": object()})


@calm
@given(st.lists(any_fact, max_size=5), st.integers(1), st.dictionaries(st.text(), st.from_type(AgentCard)))
def test_batches_come_back(some: list[Fact], first: int, agents: dict[str, AgentCard]) -> None:
    """A batch is one line of ASCII and comes back from it unchanged."""
    batch = make_batch(first, some, agents)
    line = to_line(batch)
    assert line.isascii()
    assert line.endswith(b"\n")
    assert line.count(b"\n") == 1
    assert from_line(line) == batch


@calm
@given(st.from_type(QueueCard), st.from_type(QueueLine))
def test_queue_rows(card: QueueCard, line: QueueLine) -> None:
    """Card and line of a queue share a row and come apart again."""
    row = rows.queue_row(card, line)
    assert rows.queue_card(row) == card
    assert rows.queue_line(row | {"code": line.code}) == line


@calm
@given(st.from_type(TypeCard))
def test_type_rows(card: TypeCard) -> None:
    """A type's card survives its row."""
    assert rows.type_card(rows.type_row(card)) == card


@calm
@given(st.from_type(NumberLine))
def test_number_rows(line: NumberLine) -> None:
    """An inbound number survives its row."""
    assert rows.number_line(rows.number_row(line)) == line
