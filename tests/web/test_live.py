"""Open screens: what is sent adds up to what is so, whoever looks, however slowly, and wherever the wire was cut."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from acd.core.scene import Floor
from aftercall.people.rights import Asker, Role
from aftercall.web.live.eyes import of_agent, of_reach
from aftercall.web.live.ledger import AGENTS, CAMPAIGNS, ITEMS, QUEUES
from aftercall.web.live.press import DAEMON, Press
from aftercall.web.live.session import BEAT
from aftercall.web.live.view import View
from tests.web.live_kit import Client, agent, item, parsed, press, queue, start, whole

SALES = View(reach=frozenset({"sales"}), numbers=False, agent="1001")
VIEWS = (
    View(),
    View(numbers=False),
    SALES,
    View(reach=frozenset({"help", "spring"}), numbers=True),
    View(reach=frozenset(), numbers=False, agent="1002"),
)


def test_first_the_whole_then_what_changed() -> None:
    """A snapshot with everything, then of each board only how it stands now, and the codes of what is gone."""
    it = press()
    it.ledger.put(AGENTS, "1001", agent("1001", "free"))
    it.ledger.put(QUEUES, "sales", queue("sales"))
    session = start(it)
    (first,) = parsed(session.frames(1000))
    assert (first["kind"], first["run"], first["at_ms"], first["seq"]) == (
        "snapshot",
        it.mark(View()),
        1000,
        2,
    )
    assert [board["code"] for board in first["agents"]] == ["1001"]
    assert (first["campaigns"], first["daemon"]) == ([], None)
    it.ledger.put(AGENTS, "1001", agent("1001", "ringing"))
    it.ledger.put(AGENTS, "1001", agent("1001", "talking"))
    it.ledger.remove(QUEUES, "sales")
    (then,) = parsed(session.frames(1040))
    assert (then["kind"], then["seq"], then["at_ms"]) == ("delta", 5, 1040)
    assert [board["text"] for board in then["agents"]] == ["talking"]
    assert (then["gone"], "queues" in then, "daemon" in then) == ({"queues": ["sales"]}, False, False)
    assert session.frames(1050) == []


def test_a_beat_only_after_silence() -> None:
    """Five seconds without a word are followed by a sign of life with the last number; before there is none."""
    it = press()
    session = start(it)
    session.frames(1000)
    assert session.frames(1000 + BEAT - 1) == []
    assert parsed(session.frames(1000 + BEAT)) == [{"kind": "beat", "seq": 0, "at_ms": 1000 + BEAT}]
    assert session.frames(1000 + BEAT + 1) == []


def test_who_comes_back_is_told_what_he_missed_and_no_more() -> None:
    """From the number he knows of the same run: a delta; of another run, from the future, or with other rights: the whole."""
    it = press()
    run = it.mark(View())
    for code in ("1001", "1002", "1003"):
        it.ledger.put(AGENTS, code, agent(code))
    it.ledger.put(AGENTS, "1002", agent("1002", "later"))
    (back,) = parsed(start(it, after=3, run=run).frames(0))
    assert (back["kind"], [board["code"] for board in back["agents"]]) == ("delta", ["1002"])
    (same,) = parsed(start(it, after=4, run=run).frames(0))
    assert (same["kind"], same["seq"]) == ("beat", 4)
    for after, of in ((3, "another"), (5, run), (None, run), (3, it.mark(SALES))):
        assert parsed(start(it, after=after, run=of).frames(0))[0]["kind"] == "snapshot"


def test_what_is_gone_for_too_long_makes_a_snapshot() -> None:
    """When it is no longer known what went, a delta could leave a dead board standing."""
    it = press(kept_gone=2)
    for code in "abcd":
        it.ledger.put(QUEUES, code, queue(code))
    for code in "abc":
        it.ledger.remove(QUEUES, code)
    assert parsed(start(it, after=4, run=it.mark(View())).frames(0))[0]["kind"] == "snapshot"
    (back,) = parsed(start(it, after=5, run=it.mark(View())).frames(0))
    assert (back["kind"], back["gone"]) == ("delta", {"queues": ["b", "c"]})


def test_numbers_are_for_those_who_may_see_them() -> None:
    """Without the right three digits and no name; the agent's own call is whole for him and for nobody else like him."""
    it = press()
    it.ledger.put(AGENTS, "1001", agent("1001", number="+48501502503"))
    it.ledger.put(AGENTS, "1002", agent("1002", number="+48601602604"))
    it.ledger.put(QUEUES, "sales", queue("sales", number="+48701702705"))

    def numbers(view: View) -> list[Any]:
        boards = whole(it, view)
        calls = [boards["agents"][code]["call"] for code in ("1001", "1002")]
        return [
            call[word]
            for call in (*calls, boards["queues"]["sales"]["callers"][0])
            for word in ("number", "name")
        ]

    assert numbers(View()) == ["+48501502503", "Jan", "+48601602604", "Jan", "+48701702705", "Jan"]
    assert numbers(View(numbers=False)) == ["…503", None, "…604", None, "…705", None]
    assert numbers(SALES) == ["+48501502503", "Jan", "…604", None, "…705", None]


def test_queues_and_campaigns_within_reach_and_all_colleagues() -> None:
    """What is beyond reach is neither shown nor said to be gone."""
    it = press()
    session, everyone = start(it, SALES), start(it)
    session.frames(0), everyone.frames(0)
    it.ledger.put(AGENTS, "1009", agent("1009"))
    it.ledger.put(QUEUES, "help", queue("help"))
    it.ledger.put(CAMPAIGNS, "spring", queue("spring"))
    (frame,) = parsed(session.frames(1))
    assert (frame.keys() & {"queues", "campaigns"}, frame["agents"][0]["code"]) == (set(), "1009")
    everyone.frames(1)
    it.ledger.remove(QUEUES, "help")
    assert session.frames(2) == []
    assert parsed(everyone.frames(2))[0]["gone"] == {"queues": ["help"]}


def test_whoever_changes_his_role_sees_with_other_eyes() -> None:
    """He is told who he is now, and then everything anew as he may see it."""
    it = press()
    it.ledger.put(AGENTS, "1002", agent("1002", number="+48501502503"))
    session = start(it, SALES)
    session.frames(0)
    by = Asker("rita", frozenset({Role.SUPERVISOR}))
    (me,) = parsed(session.turn(View.of(by, Floor()), {"name": "rita"}, 7))
    assert me == {"kind": "me", "at_ms": 7, "name": "rita"}
    (anew,) = parsed(session.frames(8))
    assert (anew["kind"], anew["agents"][0]["call"]["number"]) == ("snapshot", "+48501502503")
    session.turn(View.of(by, Floor()), {"name": "rita"}, 9)
    assert session.frames(9) == []


def test_an_agent_hears_that_his_own_things_changed() -> None:
    """Each thing once, after the boards; nobody else is told, and who comes back learns what he missed."""
    it = press()
    mine, other = start(it, SALES), start(it, View(agent="1002"))
    mine.frames(0), other.frames(0)
    it.ledger.hint("1001", "contact", "day")
    it.ledger.hint("1001", "contact")
    it.ledger.put(AGENTS, "1001", agent("1001"))
    delta, desk = parsed(mine.frames(1))
    assert (delta["kind"], desk["kind"], sorted(desk["what"])) == ("delta", "desk", ["contact", "day"])
    assert [frame["kind"] for frame in parsed(other.frames(1))] == ["delta"]
    back = parsed(start(it, SALES, after=0, run=it.mark(SALES)).frames(2))
    assert [frame["kind"] for frame in back] == ["delta", "desk"]


def test_the_daemon_is_told_when_it_changed() -> None:
    """How it stands is in the snapshot, and in a delta only when it is another."""
    it = press()
    session = start(it)
    session.frames(0)
    it.ledger.put(DAEMON, "", queue("", "up"))
    (delta,) = parsed(session.frames(1))
    assert delta["daemon"]["text"] == "up"
    it.ledger.replace({(AGENTS, "1001"): agent("1001")})
    assert "daemon" not in parsed(session.frames(2))[0]
    assert json.loads(it.snapshot(View(), 3))["daemon"]["text"] == "up"


# --- whatever happens ----------------------------------------------------------------------------------------------

CODES = ("1001", "1002", "1003")
STEPS = st.one_of(
    st.tuples(st.just("agent"), st.sampled_from(CODES), st.text(max_size=3), st.sampled_from([None, "+48501502503"])),
    st.tuples(st.just("queue"), st.sampled_from(["sales", "help"]), st.text(max_size=3), st.sampled_from([None, "1234"])),
    st.tuples(st.just("campaign"), st.sampled_from(["spring", "autumn"]), st.text(max_size=3)),
    st.tuples(st.just("gone"), st.sampled_from([(AGENTS, code) for code in CODES] + [(QUEUES, "sales"), (CAMPAIGNS, "spring")])),
    st.tuples(st.just("whole"), st.sets(st.sampled_from(CODES))),
    st.tuples(st.just("hint"), st.sampled_from(CODES)),
    st.tuples(st.just("reads"), st.integers(0, len(VIEWS) - 1)),
    st.tuples(st.just("loses"), st.integers(0, len(VIEWS) - 1)),
    st.tuples(st.just("cut"), st.integers(0, len(VIEWS) - 1)),
    st.tuples(st.just("turns"), st.integers(0, len(VIEWS) - 1), st.sampled_from(VIEWS)),
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(STEPS, max_size=60), st.integers(1, 4))
def test_deltas_add_up_to_the_whole(steps: list[Any], kept_gone: int) -> None:
    """Whatever happens, whoever reads when: what a client has made of its frames is what a newcomer with the same rights is shown,
    also after cuts in which the last frames were lost, and for those who read seldom."""
    it, at = press(kept_gone), 0
    views, clients = list(VIEWS), [Client() for _ in VIEWS]
    sessions = [start(it, view) for view in views]
    for step in steps:
        at += 10
        match step:
            case "agent", code, text, number:
                it.ledger.put(AGENTS, code, agent(code, text, number))
            case "queue", code, text, number:
                it.ledger.put(QUEUES, code, queue(code, text, number))
            case "campaign", code, text:
                it.ledger.put(CAMPAIGNS, code, queue(code, text))
            case "gone", (noun, code):
                it.ledger.remove(noun, code)
            case "whole", codes:
                it.ledger.replace({(AGENTS, code): agent(code) for code in codes})
            case "hint", code:
                it.ledger.hint(code, "day")
            case "reads", who:
                clients[who].take_all(sessions[who].frames(at))
                assert clients[who].boards == whole(it, views[who])
            case "loses", who:  # sent, and never received: the wire is cut
                sessions[who].frames(at)
                sessions[who] = start(it, views[who], after=clients[who].seq, run=clients[who].run)
            case "cut", who:
                sessions[who] = start(it, views[who], after=clients[who].seq, run=clients[who].run)
            case "turns", who, view:
                views[who] = view
                sessions[who].turn(view, {}, at)
    for view, client, session in zip(views, clients, sessions, strict=True):
        client.take_all(session.frames(at + 1))
        assert client.boards == whole(it, view)


@given(st.lists(STEPS, max_size=200))
def test_nothing_grows_with_what_happened(steps: list[Any]) -> None:
    """However much changes while nobody reads, a ledger holds what stands, a bounded number of what is gone, and one hint a thing."""
    it = press(kept_gone=3)
    for step in steps:
        match step:
            case "agent", code, text, number:
                it.ledger.put(AGENTS, code, agent(code, text, number))
            case "gone", (noun, code):
                it.ledger.remove(noun, code)
            case "hint", code:
                it.ledger.hint(code, "day")
    assert len(it.ledger.after(-1)) <= len(CODES) + 3 + len(CODES)


# --- chats and tickets -------------------------------------------------------------------------------------------

ANNA = View(reach=None, numbers=False, agent="1001", eyes=of_agent("1001", ["sales"]))
JAN = View(reach=None, numbers=False, agent="1002", eyes=of_agent("1002", ["sales", "help"]))
RITA = View(reach=frozenset({"sales"}), eyes=of_reach({"sales"}))
CHIEF = View(eyes=None)
ITEM_VIEWS = (ANNA, JAN, RITA, CHIEF, View(numbers=False))


def test_items_are_shown_to_whom_they_concern() -> None:
    """What waits to the queue's agents, what is offered or taken to that agent, all within reach to who steers, nothing to others."""
    it = press()
    it.ledger.put(ITEMS, "c1", item("c1"))
    it.ledger.put(ITEMS, "c2", item("c2", stage="open", agent="1002"))
    it.ledger.put(ITEMS, "t3", item("t3", queue="help"))
    it.ledger.put(ITEMS, "t4", item("t4", queue="help", stage="offered", offered="1001"))
    found = [sorted(shown(it, view)) for view in ITEM_VIEWS]
    assert found == [["c1", "t4"], ["c1", "c2", "t3", "t4"], ["c1", "c2"], ["c1", "c2", "t3", "t4"], []]


def test_names_of_customers_are_for_who_serves_them() -> None:
    """Of what only waits an agent is not told who wrote; of what he has or is offered he is."""
    it = press()
    it.ledger.put(ITEMS, "c1", item("c1"))
    it.ledger.put(ITEMS, "c2", item("c2", stage="offered", offered="1001"))
    it.ledger.put(ITEMS, "c3", item("c3", stage="open", agent="1001"))
    names = [board["customer"]["name"] for board in shown(it, ANNA).values()]
    assert names == [None, "Jan", "Jan"]
    assert {board["customer"]["name"] for board in shown(it, RITA).values()} == {"Jan"}


def test_what_another_took_is_gone_once() -> None:
    """It leaves the screens of those who could have taken it; they hear nothing more of it, until it waits again."""
    it = press()
    it.ledger.put(ITEMS, "c1", item("c1"))
    anna, rita = start(it, ANNA), start(it, RITA)
    anna.frames(0), rita.frames(0)
    it.ledger.put(ITEMS, "c1", item("c1", stage="open", agent="1002"))
    (frame,) = parsed(anna.frames(1))
    assert (frame["gone"], "items" in frame) == ({"items": ["c1"]}, False)
    it.ledger.put(ITEMS, "c1", item("c1", stage="open", agent="1002", subject="more"))
    assert anna.frames(2) == []
    assert parsed(rita.frames(2))[0]["items"][0]["subject"] == "more"
    it.ledger.put(ITEMS, "c1", item("c1"))
    assert [one["id"] for one in parsed(anna.frames(3))[0]["items"]] == ["c1"]
    it.ledger.remove(ITEMS, "c1")
    assert parsed(anna.frames(4))[0]["gone"] == parsed(rita.frames(4))[0]["gone"] == {"items": ["c1"]}


def test_the_floor_told_anew_leaves_items_alone() -> None:
    """Its whole board is of agents, queues and campaigns."""
    it = press()
    it.ledger.put(ITEMS, "c1", item("c1"))
    it.ledger.replace({})
    assert list(shown(it, CHIEF)) == ["c1"]


MOVES = st.tuples(
    st.sampled_from(["c1", "c2", "t3"]),
    st.sampled_from(["waiting", "offered", "open", "gone"]),
    st.sampled_from(["sales", "help"]),
    st.sampled_from(["1001", "1002"]),
)


@given(st.lists(st.tuples(MOVES, st.sets(st.integers(0, 4))), max_size=30))
@settings(max_examples=200)
def test_what_is_sent_of_items_adds_up(steps: list[tuple[tuple[str, str, str, str], set[int]]]) -> None:
    """However seldom somebody looks, in the end he holds what somebody who comes now is shown; nobody is sent what is not his."""
    it = press()
    there = [(view, start(it, view), Client()) for view in ITEM_VIEWS]
    for (code, stage, place, who), looking in [*steps, (("c9", "gone", "sales", "1001"), set(range(5)))]:
        if stage == "gone":
            it.ledger.remove(ITEMS, code)
        else:
            agent, offered = who if stage == "open" else None, who if stage == "offered" else None
            it.ledger.put(ITEMS, code, item(code, place, stage, agent, offered=offered))
        for number in looking:
            view, session, client = there[number]
            client.take_all(session.frames(0))
            assert client.items == shown(it, view)


def shown(it: Press, view: View) -> dict[str, Any]:
    client = Client()
    client.take(it.snapshot(view, 0))
    return client.items
