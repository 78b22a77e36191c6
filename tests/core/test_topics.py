"""Topics, events and payloads, without a broker."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import dialer.board  # noqa: F401  its events and boards too
from acd.board import topics
from acd.board.events import EVENTS, FACTS, Event, kind_of, telling
from acd.board.fields import iso, moment
from acd.board.telling import Telling
from acd.core import facts, item_facts, promise_facts
from acd.core.facts import Fact, stated_in
from acd.core.level import Target
from dialer.core import facts as dialer_facts
from dialer.core.attempt import Attempt
from dialer.core.outcome import Outcome

ATTEMPT = Attempt(
    "d-main-1", "spring", 7, "+48512345678", "pl", 1_800_000_000_000, "1001", outcome=Outcome.NO_ANSWER
)
SAMPLE = {
    "Mapping[str, Value]": {"agent": "1001", "seconds": 60},
    "str": "x",
    "str | None": None,
    "int": 7,
    "bool": True,
    "Moment": 1_800_000_000_123,
    "Span": 1500,
    "Attempt": ATTEMPT,
    "Target": Target.SOLVED,
}


def sample(fact: type[Fact], **given: Any) -> Fact:
    """A fact of this kind with something in every field."""
    values = {f.name: SAMPLE[str(f.type).removesuffix(" | None")] for f in dataclasses.fields(fact)}
    return fact(**{**values, **given})


def told(fact: Fact, numbers: bool = False) -> Telling[Event]:
    return telling(fact, site="main", run=1_800_000_000_000, seq=7, nth=2, numbers=numbers)


@given(st.text(max_size=40))
def test_any_code_is_one_safe_level_of_a_topic(code: str) -> None:
    """Whatever a code holds, MQTT reads it as one level without wildcards, and it can be read back."""
    level = topics.level(code)
    assert level
    assert not set("+#/\0") & set(level)
    assert not level.startswith("$")
    assert level.isprintable()
    assert topics.code_of(level) == code


@pytest.mark.parametrize(
    ("code", "level"),
    [
        ("1001", "1001"),
        ("a/b", "a%2Fb"),
        ("+", "%2B"),
        ("#", "%23"),
        ("$SYS", "%24SYS"),
        ("5%", "5%25"),
        ("two\nlines", "two%0Alines"),
        ("zażółć 🎧", "zażółć 🎧"),
        ("", "%"),
    ],
)
def test_codes_are_written_as_documented(code: str, level: str) -> None:
    """The escapes are those that docs/reference/topics.md names."""
    assert topics.level(code) == level


@given(st.integers(0, 253_402_300_799_999))
def test_moments_survive_json(at: int) -> None:
    """A moment written as ISO text is read back to the same millisecond."""
    assert iso(at).endswith("Z")
    assert moment(iso(at)) == at


@pytest.mark.parametrize("kind", FACTS)
def test_every_fact_can_be_told_and_read(kind: str) -> None:
    """Each kind of fact becomes an event under its own topic, and the reader gets the same event back."""
    event = told(sample(FACTS[kind]), numbers=True)
    message = topics.event_message(event)
    assert topics.model_at(message.topic) is EVENTS[kind]
    assert EVENTS[kind].model_validate_json(message.payload) == event.checked()
    assert message.payload == event.checked().model_dump_json().encode()
    assert message.topic.endswith("/" + kind)
    assert not message.retain


def leaves(kind: type[Fact]) -> set[type[Fact]]:
    """Facts that can be stated: those that no other derives from."""
    below = kind.__subclasses__()
    return set().union(*map(leaves, below)) if below else {kind}


def test_all_kinds_of_facts_are_told() -> None:
    """Nobody can add a fact that is not told."""
    known = {
        kind_of(each)
        for module in (facts, promise_facts, item_facts, dialer_facts)
        for each in stated_in(module)
    }
    assert known == {kind_of(each) for each in leaves(Fact)} == set(EVENTS)


def test_an_event_in_full() -> None:
    """The very text of one event: listeners are built on it."""
    fact = facts.CallAnswered(1_800_000_000_123, "sales", "c1", "1001", 4200)
    message = topics.event_message(told(fact))
    assert message.topic == "aftercall/main/events/queues/sales/call-answered"
    assert json.loads(message.payload) == {
        "v": 1,
        "site": "main",
        "run": "2027-01-15T08:00:00.000Z",
        "seq": 7,
        "at": "2027-01-15T08:00:00.123Z",
        "at_ms": 1_800_000_000_123,
        "nth": 2,
        "kind": "call-answered",
        "scope": "queues",
        "code": "sales",
        "agent": "1001",
        "queue": "sales",
        "call": "c1",
        "data": {"waited_ms": 4200, "recorded": False},
    }


def test_an_attempt_is_told_field_by_field() -> None:
    """Its end stands under its campaign; the attempt's own fields are the event's, its outcome a word, its number hidden."""
    message = topics.event_message(told(dialer_facts.AttemptEnded(1_800_000_000_123, ATTEMPT)))
    assert message.topic == "aftercall/main/events/campaigns/spring/attempt-ended"
    event = json.loads(message.payload)
    assert (event["scope"], event["code"], event["agent"], event["queue"]) == (
        "campaigns",
        "spring",
        "1001",
        None,
    )
    assert event["data"] == {
        "attempt": "d-main-1",
        "contact": 7,
        "number": None,
        "trunk": "pl",
        "began": "2027-01-15T08:00:00.000Z",
        "answered": None,
        "connected": None,
        "ended": None,
        "outcome": "no answer",
        "disposition": None,
        "cause": None,
        "tech": None,
        "reason": None,
        "amd": "",
        "talked_ms": None,
        "own": False,
    }
    shown = json.loads(topics.event_message(told(dialer_facts.AttemptEnded(1, ATTEMPT), True)).payload)
    assert shown["data"]["number"] == "+48512345678"


@pytest.mark.parametrize("numbers", [False, True])
@pytest.mark.parametrize("kind", [facts.CallQueued, facts.CallMissed, dialer_facts.AttemptBegan])
def test_a_caller_is_named_only_by_setting(kind: type[Fact], numbers: bool) -> None:
    """Without the setting no event carries a caller's number or name."""
    payload = topics.event_message(told(sample(kind, number="+48123456789"), numbers)).payload
    assert (b"+48123456789" in payload) is numbers


@pytest.mark.parametrize("text", ["a\r\nb", 'quo"te', "half \udc80 a letter", "x" * 200, "🎧", "\x00"])
def test_bad_text_is_told_as_text(text: str) -> None:
    """No name or reason can break a message."""
    event = told(facts.HoldSet(1, "1001", "supervisor", "rita", text))
    reason = json.loads(topics.event_message(event).payload)["data"]["reason"]
    assert reason == text.replace("\udc80", "?")


def test_agents_events_and_queues_events_stand_apart() -> None:
    """Who may read one queue's events sees its calls, and nothing of any agent's breaks."""
    moved = sample(facts.AgentMoved, agent="1001", queue="sales")
    assert topics.event_topic(told(moved)) == "aftercall/main/events/agents/1001/agent-moved"
    lost = sample(facts.CallLost, queue="sales")
    assert topics.event_topic(told(lost)) == "aftercall/main/events/queues/sales/call-lost"
    link = facts.LinkChanged(1, True, "")
    assert topics.event_topic(told(link)) == "aftercall/main/events/daemon/asterisk/link-changed"
