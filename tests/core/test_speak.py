"""What is said to arrange an agent, step by step, on a switch that does exactly what it is told (or fails where a test says so).

Here the order of the steps is looked at; that a real Asterisk takes them is shown in tests/edges/test_ami_switch.py.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acd.asterisk import speak
from acd.asterisk.arranging import Arranging, Superseded
from acd.asterisk.clocks import Clocks
from acd.asterisk.mouth import Trouble
from acd.asterisk.speak import Action, Outcome, Say, Via, Wrap
from acd.asterisk.table import Table
from acd.asterisk.wire import Message
from acd.core.heard import Device, LinkDown, MemberSeen, SwitchIs
from acd.core.orders import Arrange

QUEUES = ("a", "b", "c")


@dataclass
class Model:
    """Asterisk as far as arranging goes. `fails(step)` may raise Trouble before or after the deed."""

    members: dict[tuple[str, str], list[str]] = field(
        default_factory=dict
    )  # (queue, phone) -> agent, reason or ""
    db: dict[str, str] = field(default_factory=dict)
    said: list[Action] = field(default_factory=list)
    clocks: Clocks = field(default_factory=lambda: Clocks(lambda: 0))
    before: Callable[[Action], None] = lambda action: None
    after: Callable[[Action], None] = lambda action: None

    async def say(self, say: Say) -> Outcome:
        self.before(say.action)
        self.said.append(say.action)
        ok, text = self._do(say.action)
        self.after(say.action)
        outcome = speak.judge(say, ok, text)
        if outcome is Outcome.REFUSED:
            raise Trouble(text, silent=False)
        return outcome

    async def read(self, family: str, key: str) -> str:
        return self.db.get(f"{family}/{key}", "")

    async def ask(self, via: Via, action: Action) -> object:
        return type("Reply", (), {"get": lambda self, name: "0"})()

    def _do(self, a: Action) -> tuple[bool, str]:
        phone = a.get("Interface", "").removeprefix("PJSIP/")
        match a["Action"]:
            case "QueueAdd":
                if (a["Queue"], phone) in self.members:
                    return False, "Unable to add interface: Already there"
                self.members[a["Queue"], phone] = [a["MemberName"], a["Reason"]]
            case "QueueRemove":
                if self.members.pop((a["Queue"], phone), None) is None:
                    return False, "Unable to remove interface: Not there"
            case "QueuePause":
                places = [m for (_, p), m in self.members.items() if p == phone]
                for place in places:
                    place[1] = a.get("Reason", "") if a["Paused"] == "true" else ""
                return bool(places), "Interface not found"
            case "DBPut":
                self.db[f"{a['Family']}/{a['Key']}"] = a["Val"]
            case "DBDel":
                gone = self.db.pop(f"{a['Family']}/{a['Key']}", None) is not None
                return gone, "Database entry could not be deleted"
        return True, ""

    def ringable(self, phone: str) -> bool:
        """Would a call reach this phone: an unpaused place, and the gate open?"""
        free = any(p == phone and not m[1] for (_, p), m in self.members.items())
        token = self.db.get(f"acd-wrap/{phone}", "").partition(",")[0]
        over = token in ("", self.db.get(f"acd-free/{phone}"))
        return free and over and f"acd-hold/{phone}" not in self.db

    def picture(self) -> SwitchIs:
        places = (
            MemberSeen(queue, agent, phone, bool(reason), reason, Device.FREE)
            for (queue, phone), (agent, reason) in self.members.items()
        )
        holds = ((k.partition("/")[2], v) for k, v in self.db.items() if k.startswith("acd-hold/"))
        return SwitchIs(0, members=tuple(places), holds=tuple(holds))


def carry_out(
    model: Model, order: Arrange, table: Table | None = None, ended: set[str] | None = None
) -> None:
    if table is None:
        table = Table()
        table.saw(model.picture())
    ended = set() if ended is None else ended
    if order.ended:
        ended.add(order.ended)
    arranging = Arranging(order, model, table, ended, lambda: False)  # type: ignore[arg-type]
    at_once(arranging.carry_out())


def at_once(work: Coroutine[None, None, None]) -> None:
    """The model never waits, so no loop is needed."""
    try:
        work.send(None)
    except StopIteration:
        return
    raise AssertionError("it waits for something")


def work(queues: str = "ab", **more: object) -> Arrange:
    return Arrange("a1", 1, "1001", tuple((q, 0) for q in queues), (), None, **more)  # type: ignore[arg-type]


def rest(reason: str = "lunch", **more: object) -> Arrange:
    return Arrange("a1", 1, "1001", (), (reason,), reason, **more)  # type: ignore[arg-type]


def names(model: Model) -> list[str]:
    return [" ".join([a["Action"], a.get("Family", "")]).strip() for a in model.said]


# --- the order of the steps --------------------------------------------------------------------------------------


def test_break_closes_the_gate_first() -> None:
    """The hold is written before he is paused, and he is paused before he leaves: no gap for a ring."""
    model = Model()
    carry_out(model, work())
    model.said.clear()
    carry_out(model, rest())
    assert names(model) == ["DBPut acd-hold", "QueuePause", "QueueRemove", "QueueRemove"]


def test_release_opens_the_gate_last() -> None:
    """First it is said that the aftercall is over: from there on the janitor would finish. Its note is not ours to take away:
    a newer one may stand there by now."""
    model = Model()
    carry_out(model, work())
    model._do({"Action": "QueuePause", "Interface": "PJSIP/1001", "Paused": "true", "Reason": "aftercall"})
    model.db["acd-wrap/1001"] = "t1,5,a1,a"
    model.said.clear()
    carry_out(model, work(ended="t1"))
    assert names(model) == ["DBPut acd-free", "QueuePause"]


def test_back_to_work() -> None:
    """He enters every queue paused, then the hold goes, and he is unpaused in all of them with one action."""
    model = Model()
    carry_out(model, rest())
    model.said.clear()
    carry_out(model, work())
    assert names(model) == ["QueueAdd", "QueueAdd", "DBDel acd-hold", "QueuePause"]
    assert {a["Paused"] for a in model.said if a["Action"] == "QueueAdd"} == {"true"}


def test_not_looked_at() -> None:
    """Before the switch has been looked at, and after the link was lost, nothing is said at all."""
    model, table = Model(), Table()
    with pytest.raises(Trouble) as trouble:
        carry_out(model, work(), table)
    assert trouble.value.silent
    table.saw(model.picture())
    table.saw(LinkDown(0, "cut"))
    with pytest.raises(Trouble):
        carry_out(model, work(), table)
    assert model.said == []


def test_superseded() -> None:
    """A newer arrangement stops an older one between two steps."""
    model, table, steps = Model(), Table(), iter([False, False, True])
    table.saw(model.picture())
    arranging = Arranging(work("abc"), model, table, set(), lambda: next(steps))  # type: ignore[arg-type]
    with pytest.raises(Superseded):
        at_once(arranging.carry_out())
    assert len(model.said) == 1


# --- faults ------------------------------------------------------------------------------------------------------


class Died(Exception):  # noqa: N818
    """The daemon is gone."""


def ways() -> st.SearchStrategy[Arrange]:
    """Any arrangement of agent a1: work in some queues, a break, a hold in place, an aftercall."""
    queues = st.sets(st.sampled_from(QUEUES)).map(lambda s: tuple((q, 0) for q in sorted(s)))
    kinds = st.sampled_from(
        [((), None), (("lunch",), "lunch"), (("missed", "supervisor"), "missed"), ((), "aftercall")]
    )
    phones = st.sampled_from(["1001", "1002"])
    return st.builds(
        lambda q, kind, phone: Arrange("a1", 1, phone, q, kind[0], kind[1], leaves=("1001", "1002")),
        queues,
        kinds,
        phones,
    )


@given(st.lists(ways(), min_size=1, max_size=4))
def test_a_level_is_reached_from_anywhere(orders: list[Arrange]) -> None:
    """Whatever stood before, after an arrangement exactly what it says stands."""
    model = Model()
    for order in orders:
        carry_out(model, order)
    last = orders[-1]
    closed = speak.closes(last)
    reason = speak.pause_of(last) if closed else ""
    assert model.members == {(q, last.phone): ["a1", reason] for q, _ in last.queues}
    assert model.db.get(f"acd-hold/{last.phone}", "") == speak.hold_of(last)
    assert model.ringable(last.phone) == (bool(last.queues) and not closed)


@given(ways(), st.integers(0, 12), st.booleans())
def test_daemon_dies_while_closing(before: Arrange, step: int, late: bool) -> None:
    """From the first step of a break on, whatever step the daemon dies at, he cannot be rung; a new daemon finishes it."""
    model = Model()
    carry_out(model, before)
    count = iter(range(100))

    def die(action: Action) -> None:
        if next(count) == step:
            raise Died

    setattr(model, "after" if late else "before", die)
    order = Arrange("a1", 1, before.phone, (), ("lunch",), "lunch")
    dead = False
    try:
        carry_out(model, order)
    except Died:
        dead = True
    if not dead or step > 0 or late:
        assert not model.ringable(before.phone)
    model.before = model.after = lambda action: None
    carry_out(model, order)
    assert (model.members, model.ringable(before.phone)) == ({}, False)


@given(st.integers(0, 12), st.booleans(), st.sampled_from(["ab", "abc", "c"]))
def test_daemon_dies_while_releasing(step: int, late: bool, queues: str) -> None:
    """At whatever step of a release the daemon dies: either the release is complete, or the note still stands, by which the
    janitor completes it. Nobody stays paused with nothing to wait for, and nobody is rung before he is free in all queues."""
    model = Model()
    carry_out(model, work())
    model._do({"Action": "QueuePause", "Interface": "PJSIP/1001", "Paused": "true", "Reason": "aftercall"})
    model.db["acd-wrap/1001"] = "t1,5,a1,a"
    count = iter(range(100))

    def die(action: Action) -> None:
        if next(count) == step:
            raise Died

    setattr(model, "after" if late else "before", die)
    with suppress(Died):
        carry_out(model, work(queues, ended="t1"))
    paused = [m for m in model.members.values() if m[1]]
    assert "acd-wrap/1001" in model.db or not paused
    assert not (model.ringable("1001") and paused)


def test_failing_step_does_not_stop_a_break() -> None:
    """If the hold cannot be written, he is paused and taken out all the same, and the trouble is told."""
    model = Model()
    carry_out(model, work())

    def broken(action: Action) -> None:
        if action["Action"] == "DBPut":
            raise Trouble("the second link is down", silent=True)

    model.before = broken
    with pytest.raises(Trouble, match="second link"):
        carry_out(model, rest())
    assert model.members == {}


def test_silence_is_not_waited_for_twice() -> None:
    """Where one action got no answer, the others on that link are not tried: each would cost a time-out."""
    model = Model()
    carry_out(model, work("abc"))
    asked: list[Action] = []

    def deaf(action: Action) -> None:
        asked.append(action)
        raise Trouble("no answer", silent=True)

    model.before = deaf
    with pytest.raises(Trouble):
        carry_out(model, rest())
    assert [a["Action"] for a in asked] == ["DBPut", "QueuePause"]


def test_unsure_hold_is_asked_for_again() -> None:
    """A hold whose writing got no answer may stand or not: the way back to work takes it away in any case."""
    model, table = Model(), Table()
    table.saw(model.picture())
    carry_out(model, work(), table)

    def lost(action: Action) -> None:
        if action["Action"] == "DBPut":
            raise Trouble("no answer", silent=True)

    model.after = lost
    with pytest.raises(Trouble):
        carry_out(model, rest(), table)
    assert model.db["acd-hold/1001"] == "lunch"
    model.after = lambda action: None
    carry_out(model, work(), table)
    assert model.ringable("1001")


def test_refused_opening_stays_closed() -> None:
    """A queue that is refused leaves him paused where he is, not half open."""
    model = Model()

    def no_queue(action: Action) -> None:
        if action.get("Queue") == "b":
            raise Trouble("No such queue", silent=False)

    model.before = no_queue
    with pytest.raises(Trouble, match="No such queue"):
        carry_out(model, work("ab"))
    assert not model.ringable("1001")


def test_ended_is_remembered() -> None:
    """A release that failed leaves its token for the next try, even if that one does not name it."""
    model, ended = Model(), set[str]()
    model.db["acd-wrap/1001"] = "t1,5,a1,a"

    def broken(action: Action) -> None:
        raise Trouble("cut", silent=True)

    model.before = broken
    with pytest.raises(Trouble):
        carry_out(model, work(ended="t1"), ended=ended)
    model.before = lambda action: None
    carry_out(model, work(), ended=ended)
    assert (model.db["acd-free/1001"], ended) == ("t1", set())


def test_unreadable_note() -> None:
    """A note that nobody can read does not lock a phone for ever."""
    model = Model()
    model.db["acd-wrap/1001"] = "nonsense"
    carry_out(model, work())
    assert model.ringable("1001")


# --- small things ------------------------------------------------------------------------------------------------


def test_wrap_note() -> None:
    """The note is written as the dialplan writes it."""
    assert str(Wrap.read("t1,1795292000000,a1,sales")) == "t1,1795292000000,a1,sales"


@pytest.mark.parametrize(
    ("phone", "pattern"),
    [("1001", "^1001$"), ("a_b-c", "^a_b-c$"), ("1.1", "^1[.]1$"), ("a*", "^a[*]$")],
)
def test_legs_of_one_phone(phone: str, pattern: str) -> None:
    """The legs of exactly this phone are counted."""
    assert speak.legs(phone)["Variable"] == f"GROUP_MATCH_COUNT({pattern}@^acd$)"


@pytest.mark.parametrize(
    ("reason", "kept"),
    [("lunch", "lunch"), ("a,b;c|d e", "a_b_c_d_e"), ("ż" * 60, "ż" * 39), ("przerwa", "przerwa")],
)
def test_reason_that_can_be_kept(reason: str, kept: str) -> None:
    """A pause's reason survives app_queue's record of its members."""
    assert speak.pause_of(rest(reason)) == kept


def test_judge() -> None:
    """Success is done, a known refusal is already so, another one is a refusal; no refusal is known by default."""
    plain = Say(Via.DAILY, {"Action": "X"})
    known = Say(Via.DAILY, {"Action": "X"}, ("Not there",))
    assert speak.judge(plain, True, "") is Outcome.DONE
    assert speak.judge(plain, False, "") is Outcome.REFUSED
    assert speak.judge(known, False, "Not there") is Outcome.ALREADY
    assert speak.judge(known, False, "Permission denied") is Outcome.REFUSED
    assert Message(b"x").name == ""
