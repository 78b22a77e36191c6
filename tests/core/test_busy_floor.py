"""A recording of a busy floor on a real Asterisk, lived again: four agents in three queues, callers waiting, a break that is
kept as next, an aftercall that is extended.

What is expected was written by `aftercall replay tests/recordings/busy_floor.ami --json > tests/recordings/busy_floor.facts`;
who changes what the floor makes of it on purpose writes it anew, and reads the difference.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from acd.board.events import event_of
from acd.core import heard
from acd.core.floor import Alarm, next_deadline, step
from aftercall.replay import Recorded, Replay, recorded

RECORDING = Path(__file__).parents[1] / "recordings" / "busy_floor.ami"


def things() -> list[Recorded]:
    with RECORDING.open("rb") as file:
        return list(recorded(file))


def told() -> Iterator[dict[str, Any]]:
    for number, fact in enumerate(Replay().run(things()), 1):
        event = event_of(fact, site="replay", run=0, seq=number, nth=number, numbers=True)
        yield json.loads(event.model_dump_json())


def holds(expected: Any, found: Any) -> bool:
    """All that is expected is there; a field that came later may be there as well."""
    if isinstance(expected, dict):
        return isinstance(found, dict) and all(
            holds(value, found.get(name)) for name, value in expected.items()
        )
    return bool(expected == found)


def test_the_same_facts() -> None:
    """The same bytes give the facts that were read and found right, each at its moment, in the same order."""
    expected = [json.loads(line) for line in RECORDING.with_suffix(".facts").read_text().splitlines()]
    found = list(told())
    wrong = [(e, f) for e, f in zip(expected, found, strict=False) if not holds(e, f)]
    assert not wrong, wrong[0]
    assert len(found) == len(expected)


def test_the_alarm_looks_only_at_what_changed() -> None:
    """It says the same as one that looks at every agent, whatever happens on the floor: types, log-ins, an agent who is no more."""
    lived, alarm, due = Replay(), Alarm(), set()

    def watched() -> Iterator[Recorded]:
        for thing in things():
            yield thing
            assert alarm.next(lived.floor) == next_deadline(lived.floor)
            due.add(next_deadline(lived.floor))

    list(lived.run(watched()))
    gone, _, _ = step(lived.floor, heard.AgentUnset(0, "1002"))
    assert alarm.next(lived.floor) == next_deadline(lived.floor) != alarm.next(gone) == next_deadline(gone)
    assert len(due) > 10


def test_every_call_has_its_end() -> None:
    """Each answered call ended and was followed by one aftercall; nothing was repaired, and no offer came where none should."""
    count = Counter(event["kind"] for event in told())
    assert count["call-answered"] == count["call-ended"] == count["aftercall-began"] > 10
    assert count["drifted"] == count["offer-withdrawn"] == count["unknown"] == 0


def test_nothing_misheard() -> None:
    """Every message of a real Asterisk that the floor needs is understood."""
    lived = Replay()
    list(lived.run(things()))
    assert lived.misheard == 0


def test_holds_no_secret() -> None:
    """The log-in's secret is blank, and no path of any machine is in it."""
    raw = RECORDING.read_bytes()
    assert b"Secret: ***" in raw
    assert not any(path in raw for path in (b"/root", b"/home", b"/tmp", b"/srv"))
