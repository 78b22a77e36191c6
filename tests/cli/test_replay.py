"""`aftercall replay`: the same bytes give the same facts."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from acd.asterisk.recording import Recorder
from acd.asterisk.wire import Wire
from acd.core import facts, heard
from acd.core.cards import AgentCard, Group, QueueCard, TypeCard
from acd.core.floor import Floor, step
from acd.core.heard import Device, Heard, MemberSeen
from acd.store.cards import AllCards
from acd.store.encode import encode
from aftercall.replay import Replay, has_notes, note, note_floor, recorded
from tests.cli.conftest import run

RECORDING = Path(__file__).parents[1] / "recordings" / "aftercall_and_withdrawn_ring.ami"
QUEUES = (("sales", 0), ("help", 0))
T = 1_795_000_000_000


def cards() -> AllCards:
    """As they were when that recording was made."""
    return AllCards(
        agents=tuple(
            AgentCard(f"a{code}", f"Agent {code}", phone=code, queues=QUEUES) for code in ("1001", "1002")
        ),
        types=(TypeCard("phone", Group.WORK), TypeCard("lunch", Group.BREAK, calls=False)),
        queues=(QueueCard("sales", aftercall=3000), QueueCard("help")),
    )


def daemons_notes() -> bytes:
    """A recording with notes: an agent logs in, is arranged, a member event comes over the wire, he goes to lunch."""
    moments = iter(range(T, T + 100_000, 1000))
    file = io.BytesIO()
    recorder = Recorder(file, lambda: next(moments))
    floor = Floor()
    for event in _cards_heard():
        floor, _, _ = step(floor, event)
    note_floor(recorder, floor)
    boss = heard.Person("boss", "supervisor")
    seen = MemberSeen("sales", "a1001", "1001", False, "", Device.FREE)
    events: list[Heard] = [
        heard.LinkUp(T, "22.10.1", "start"),
        heard.SwitchIs(T),
        heard.LogIn(T + 1000, "w1", boss, "a1001"),
        heard.Arranged(T + 1500, "a1001", 1),
        heard.MemberIs(T + 1600, seen),  # from the wire: not noted
        heard.Choose(T + 5000, "w2", boss, "a1001", "lunch"),
        heard.Arranged(T + 5200, "a1001", 2),
    ]
    for event in events:
        note(recorder, event)
    recorder.heard(Wire(greeted=True).feed(b"Event: Nothing\r\n\r\n"))
    return file.getvalue()


def _cards_heard() -> list[Heard]:
    all_cards = cards()
    made: list[Heard] = [heard.TypeSet(T, card) for card in all_cards.types]
    made += [heard.QueueSet(T, card) for card in all_cards.queues]
    made += [heard.AgentSet(T, card) for card in all_cards.agents]
    return [*made, heard.PhoneIs(T, "1001", Device.FREE)]


def test_notes_are_lived_again() -> None:
    """Wishes and what became of them are in the recording: the break of that day is there again, at its moment."""
    things = list(recorded(io.BytesIO(daemons_notes())))
    assert has_notes(things)
    moved = [fact for fact in Replay().run(things) if isinstance(fact, facts.AgentMoved)]
    assert [(move.at, move.state) for move in moved] == [(T + 1500, "free"), (T + 5200, "break")]


def test_twice_the_same() -> None:
    """Two replays of one recording give equal facts, in equal order."""
    things = list(recorded(io.BytesIO(daemons_notes())))
    assert list(Replay().run(things)) == list(Replay().run(things))


def test_what_comes_over_the_wire_is_not_noted() -> None:
    """It would be lived twice."""
    assert b"MemberIs" not in daemons_notes()


def test_ami_alone_with_cards(tmp_path: Path) -> None:
    """A recording of AMI alone, on cards from a file: its call, its aftercall to the deadline, as lines of JSON."""
    file = tmp_path / "cards.json"
    file.write_text(json.dumps(encode(cards())))
    done = run("replay", str(RECORDING), "--cards", str(file), "--json")
    assert done.code == 0
    assert "taken as logged in" in done.err
    told = [json.loads(line) for line in done.out.splitlines()]
    kinds = [event["kind"] for event in told]
    assert kinds.index("call-answered") < kinds.index("call-ended") < kinds.index("aftercall-began")
    began = next(event for event in told if event["kind"] == "aftercall-began")
    assert began["queue"] == "sales"


def test_a_filter(tmp_path: Path) -> None:
    """--kind narrows what is printed, as with listen."""
    file = tmp_path / "cards.json"
    file.write_text(json.dumps(encode(cards())))
    out = run("replay", str(RECORDING), "--cards", str(file), "--kind", "call-ended").out
    assert out
    assert all("call-ended" in line for line in out.splitlines())


def test_no_recording(tmp_path: Path) -> None:
    """Another file is named as what it is, in one line."""
    file = tmp_path / "x.ami"
    file.write_text("hello\n")
    done = run("replay", str(file))
    assert done.code == 1
    assert "not a block's head" in done.err


def test_no_cards(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without notes, cards and database there is nothing to live it on: exit code 3, with the remedy."""
    monkeypatch.setenv("AFTERCALL_DATABASE__URL", f"sqlite:///{tmp_path}/none.db")
    done = run("replay", str(RECORDING))
    assert done.code == 3
    assert "--cards" in done.err
    assert not (tmp_path / "none.db").exists()
