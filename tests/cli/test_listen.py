"""`aftercall listen`: every event as it happens, gaps told, through a daemon that stops and comes back."""

from __future__ import annotations

import asyncio
import dataclasses
import json
import sys
from typing import Any

import pytest

import dialer.board  # noqa: F401  its events too
from acd.board.events import EVENTS, FACTS, event_of
from acd.core.facts import Fact
from acd.core.level import Target
from aftercall.cli import listen
from aftercall.cli.listen import Filter
from aftercall.cli.sentences import SENTENCES, sentence
from dialer.core.attempt import Attempt
from dialer.core.outcome import Outcome
from tests.web.house import House

SAMPLES: dict[str, Any] = {
    "int": 1500,
    "Moment": 1_700_000_000_000,
    "Span": 1500,
    "bool": True,
    "str": "x",
    "Target": Target.SOLVED,
    "Mapping[str, Value]": {"agent": "1001"},
    "Attempt": Attempt(
        "d-main-1", "spring", 7, "+48512345678", "pl", 1_700_000_000_000, outcome=Outcome.BUSY
    ),
}


def sample(kind: type[Fact]) -> dict[str, Any]:
    """An event of this kind, as it is told in JSON."""
    fields = {f.name: SAMPLES[str(f.type).removesuffix(" | None")] for f in dataclasses.fields(kind)}
    return event_of(kind(**fields), site="s", run=0, seq=1, nth=1, numbers=True).model_dump(mode="json")


@pytest.mark.parametrize("kind", sorted(EVENTS))
def test_every_kind_has_a_sentence(kind: str) -> None:
    """No kind of event is without a sentence, and none of them says None or shows a brace."""
    assert kind in SENTENCES
    text = sentence(sample(FACTS[kind]))
    assert text
    assert "None" not in text
    assert "{" not in text


def test_filter() -> None:
    """Agent, queue and kind each narrow what is shown."""
    event = {"kind": "call-answered", "agent": "1001", "queue": "sales"}
    assert Filter().takes(event)
    assert Filter(agent="1001", kind="call-answered").takes(event)
    assert not Filter(queue="help").takes(event)


async def test_events_as_they_happen(floor: House) -> None:
    """Two log-ins give their events as lines of JSON, numbers without a gap, nothing else on stdout."""
    listener = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "aftercall", "--socket", str(floor.socket), "listen", "--json", "--last", "1000",
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    try:
        await floor.client.wish("1001", "login")
        await floor.client.wish("1002", "login")
        assert listener.stdout is not None
        seen: list[dict[str, Any]] = []
        async with asyncio.timeout(20):
            while sum(event["kind"] == "granted" for event in seen) < 2:
                seen.append(json.loads(await listener.stdout.readline()))
    finally:
        listener.kill()
        await listener.wait()
    numbers = [event["seq"] for event in seen]
    assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))


def test_a_gap_is_told_once(capsys: pytest.CaptureFixture[str]) -> None:
    """Missing numbers are told between the events around them; what was heard before is not shown again."""
    chain, told = listen.Chain(), list[Any]()
    for seq in (1, 2, 2, 5):
        event = {"run": "2026-11-21T19:43:12.345Z", "seq": seq, "kind": "k"}
        listen._take(event, chain, Filter(), told.append, json=False)
    assert [event["seq"] for event in told] == [1, 2, 5]
    assert capsys.readouterr().err == "-- gap: 2 events missed (3 to 4)\n"
