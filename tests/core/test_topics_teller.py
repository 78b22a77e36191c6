"""From steps of the floor to what is told: numbers, boards, and nothing too much."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from acd.board.events import Event
from acd.board.models import AgentBoard, DaemonBoard, QueueBoard
from acd.board.private import mask, shortened, under
from acd.board.teller import PACE, READ, Shown, Site, Teller
from acd.board.telling import Form, Telling
from acd.board.topics import agent_topic, queue_topic
from acd.board.views import Head, agent_board, queue_board
from acd.core import heard
from acd.core.agent import Agent
from acd.core.moment import MINUTE, SECOND
from tests.core.floors import BOSS, T0, Bench, agent_card, bench

# Else the plugins make a loop before the first test that nobody closes, and the collector's complaint fails another test.
asyncio.set_event_loop(None)

NOW = T0 + SECOND  # where `bench` leaves its clock
SITE = Site("main", "0.1", run=T0)


def checked(told: Telling[Form]) -> Form:
    """What is told is what its model says, to the letter."""
    model = told.checked()
    assert told.payload == model.model_dump_json().encode()
    return model


class Ear:
    """Keeps what it is told; `log` is the order in which it came."""

    wants_boards = True

    def __init__(self, knows_numbers: bool = False) -> None:
        self.knows_numbers = knows_numbers
        self.states: dict[str, AgentBoard | QueueBoard] = {}
        self.events: list[Event] = []
        self.log: list[str] = []

    def tell_event(self, event: Telling[Event]) -> None:
        self.events.append(checked(event))
        self.log.append(self.events[-1].kind)

    def tell_state(self, topic: str, board: Shown | None) -> None:
        self.log.append(topic)
        if board is None:
            del self.states[topic]
        else:
            self.states[topic] = checked(board)

    def tell_board(self, boards: Mapping[str, Shown]) -> None:
        self.states = {topic: checked(board) for topic, board in boards.items()}

    def tell_daemon(self, board: DaemonBoard) -> None:
        self.log.append(board.state)


class Told:
    """A floor with a teller at its side."""

    def __init__(self, numbers: bool = False, seq: int = 0, catches_up: bool = True) -> None:
        self.catches_up = catches_up
        self.bench: Bench = bench("1001", "1002")
        self.ear = Ear()
        self.teller = Teller(Site("main", "0.1", T0, numbers), [self.ear], seq)
        self.teller.whole(self.bench.floor, self.bench.at)

    def do(self, action: str, *args: Any, **more: Any) -> None:
        before, known = self.bench.floor, len(self.bench.facts)
        getattr(self.bench, action)(*args, **more)
        self.teller.step(before, self.bench.floor, self.bench.facts[known:], self.bench.at)
        if self.catches_up:
            self.teller.catch_up(self.bench.at, all_of_them=True)

    def agent(self, code: str = "1001") -> AgentBoard:
        board = self.ear.states[agent_topic("main", code)]
        assert isinstance(board, AgentBoard)
        return board

    def queue(self, code: str = "sales") -> QueueBoard:
        board = self.ear.states[queue_topic("main", code)]
        assert isinstance(board, QueueBoard)
        return board


def test_a_call_on_the_board() -> None:
    """Ringing, talking and aftercall show with call, queue and absolute moments; the queue counts along."""
    told = Told()
    told.do("call")
    assert (told.agent().state, told.queue().waiting) == ("ringing", 1)
    assert told.queue().longest_since == NOW
    told.do("answer")
    call = told.agent().call
    assert call is not None
    assert (told.agent().state, call.call, call.queue, call.number) == ("talking", "c1", "sales", None)
    assert (told.queue().waiting, told.queue().longest_since) == (0, None)
    assert (told.queue().members.talking, told.queue().members.free) == (1, 1)
    assert (told.queue().today.answered, told.queue().today.service_level) == (1, 100.0)
    told.do("hang_up")
    aftercall = told.agent().aftercall
    assert aftercall is not None
    assert (aftercall.deadline, aftercall.longest) == (NOW + 10_000, NOW + 20_000)
    assert told.queue().members.aftercall == 1


def test_the_next_break_and_its_return() -> None:
    """A break asked for in a call shows as next; when it begins its planned return is there."""
    told = Told()
    told.do("call")
    told.do("answer")
    told.do("wish", heard.Choose, type="coffee")
    following = told.agent().next
    assert following is not None
    assert (following.type, following.log_off, told.agent().planned_return) == ("coffee", False, None)
    told.do("hang_up")
    told.do("wait", 10 * SECOND)
    board = told.agent()
    assert board.type is not None
    assert (board.state, board.type.group, board.next) == ("break", "break", None)
    assert board.planned_return == board.type.since + 10 * MINUTE


def test_holds_are_listed() -> None:
    """A supervisor's hold shows who set it, since when and why."""
    told = Told()
    told.do("wish", heard.SetHold, by=BOSS, reason="coaching")
    (hold,) = told.agent().holds
    assert (hold.hold, hold.by, hold.reason, told.agent().state) == (
        "supervisor",
        "rita",
        "coaching",
        "supervisor",
    )


def test_numbers_by_setting_only() -> None:
    """Neither board nor events name a caller unless the site wants it."""
    for numbers in (False, True):
        told = Told(numbers)
        told.do("call")
        text = "".join(each.model_dump_json() for each in (told.agent(), told.queue(), *told.ear.events))
        assert ("+48500" in text) is numbers


def test_only_who_knows_numbers_is_told_them() -> None:
    """Where the site keeps numbers to itself, the screens' ear is told who calls and the broker's is not, of the same steps."""
    floor, knowing, other = bench("1001", "1002"), Ear(knows_numbers=True), Ear()
    teller = Teller(SITE, [other, knowing])
    teller.whole(floor.floor, floor.at)
    before = floor.floor
    floor.call()
    teller.step(before, floor.floor, floor.facts, floor.at)
    teller.whole(floor.floor, floor.at)

    def text(ear: Ear) -> str:
        return "".join(each.model_dump_json() for each in (*ear.states.values(), *ear.events))

    assert ("+48500" in text(knowing), "+48500" in text(other)) == (True, False)
    assert knowing.states.keys() == other.states.keys()


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("+48501502503", "…503"),
        ("1001", "…001"),
        ("5000", "…000"),
        ("112", "…"),
        ("anonymous", "…"),
        ("", ""),
    ],
)
def test_a_masked_number_keeps_its_last_three_digits(number: str, shown: str) -> None:
    """Two people can agree which call they mean; short numbers, and words, show nothing."""
    assert mask(number) == shown


def test_what_names_no_caller_is_not_touched() -> None:
    """An agent's own name is no caller's; a board without a call is the very same object."""
    told = Told(numbers=True)
    board = Telling(AgentBoard, told.agent().model_dump(mode="json"))
    assert under(shortened, board) is board
    told.do("call")
    board = under(shortened, Telling(AgentBoard, told.agent().model_dump(mode="json")))
    assert (board.values["name"], board.values["call"]["number"], board.values["call"]["name"]) == (
        told.agent().name,
        "…500",
        None,
    )


def test_an_agent_is_assigned_to_his_queues_while_he_is_off() -> None:
    """His card's queues stand on his board even when he is in none of them."""
    floor = bench("1001", "1002")
    floor.wish(heard.LogOut)
    board = agent_board(Head("main", 0, 0, T0), floor.floor, floor.floor.agents["1001"])
    assert board.assigned == tuple(sorted(code for code, _ in agent_card("1001").queues))
    assert board.assigned


def test_queues_are_told_in_measure() -> None:
    """In a rush a queue is told at once the first time, then at most twice a second, and its last state always."""
    told = Told(catches_up=False)
    sales = queue_topic("main", "sales")
    for number in range(20):
        told.do(
            "hear",
            heard.CallerJoined(told.bench.at, "sales", f"c{number}", f"x{number}", "1", "n", number + 1),
        )
    assert told.ear.log.count(sales) == 1
    assert told.queue().waiting == 1
    told.teller.catch_up(told.bench.at + PACE - 1)
    assert told.ear.log.count(sales) == 1
    told.teller.catch_up(told.bench.at + PACE)
    assert (told.ear.log.count(sales), told.queue().waiting) == (2, 20)
    told.teller.catch_up(told.bench.at + 10 * PACE)
    assert told.ear.log.count(sales) == 2


def test_a_queue_that_only_counts_is_told_later() -> None:
    """An agent's ring in one queue is told there at once, and in his other queues within half a second."""
    told = Told(catches_up=False)
    told.do("call")
    assert queue_topic("main", "sales") in told.ear.log
    assert queue_topic("main", "help") not in told.ear.log
    told.do("wait", PACE)  # any later step does it too
    assert told.queue("help").members.ringing == 1


def test_the_teller_catches_up_by_itself() -> None:
    """What is late is told in time while it runs, and when it ends nothing is left untold."""
    asyncio.run(_run_and_stop(Told(catches_up=False)))


async def _run_and_stop(told: Told) -> None:
    clock = iter(range(NOW, NOW + 1_000_000, 100))
    task = asyncio.create_task(told.teller.run(lambda: next(clock)))
    told.do("call")
    async with asyncio.timeout(5):
        while queue_topic("main", "help") not in told.ear.log:  # noqa: ASYNC110  the teller rings no bell for tests
            await asyncio.sleep(0.01)
    told.do("answer")
    assert told.queue("help").members.talking == 0
    task.cancel()
    await asyncio.wait([task])
    assert told.queue("help").members.talking == 1


def test_state_first_then_its_events() -> None:
    """Who hears an event finds the state already there, and the state names the last event that it contains."""
    told = Told(seq=41, catches_up=False)
    told.do("call")
    states = [index for index, name in enumerate(told.ear.log) if name.startswith("aftercall/")]
    kinds = [index for index, name in enumerate(told.ear.log) if not name.startswith("aftercall/")]
    assert max(states) < min(kinds)
    assert told.ear.events[0].seq == 42
    assert told.agent().seq == told.ear.events[-1].seq == told.teller.seq


def test_what_nobody_sees_is_not_told() -> None:
    """A change inside an agent that the board does not show sends nothing."""
    told = Told()
    told.do("hear", heard.PhoneIs(T0, "1001", heard.Device.FREE))
    told.do("wait", 1)
    assert told.ear.log == []


def test_what_is_removed_is_taken_off() -> None:
    """A removed agent or queue leaves the board; the queue he was in no longer counts him, the agents no longer name it."""
    told = Told()
    told.do("hear", heard.AgentUnset(T0, "1002"))
    assert agent_topic("main", "1002") not in told.ear.states
    told.do("hear", heard.QueueUnset(T0, "help"))
    assert queue_topic("main", "help") not in told.ear.states
    assert "help" not in told.agent().queues


ACTIONS = st.lists(
    st.one_of(
        st.tuples(st.just("cycle"), st.sampled_from(["1001", "1002"]), st.sampled_from(["sales", "help"])),
        st.tuples(st.just("choose"), st.sampled_from(["1001", "1002"]), st.sampled_from(["coffee", "phone"])),
        st.tuples(st.just("add"), st.sampled_from(["1003", "1002"]), st.just("")),
        st.tuples(st.just("remove"), st.sampled_from(["1003", "1002"]), st.just("")),
        st.tuples(st.just("wait"), st.just(""), st.just("")),
    ),
    max_size=12,
)


@given(ACTIONS)
@settings(max_examples=60, deadline=None)
def test_told_step_by_step_or_at_once_is_the_same(actions: list[tuple[str, str, str]]) -> None:
    """After any steps the board of a listener from the start equals that of a newcomer, and no number is left out."""
    told = Told()
    for number, (action, one, other) in enumerate(actions):
        if action == "cycle" and one in told.bench.floor.agents:
            told.do("call", f"c{number}", other, one)
            told.do("answer", f"c{number}", other, one)
            told.do("hang_up", f"c{number}", other, one)
        elif action == "choose":
            told.do("wish", heard.Choose, one, type=other)
        elif action == "add":
            told.do("hear", heard.AgentSet(told.bench.at, agent_card(one)))
        elif action == "remove":
            told.do("hear", heard.AgentUnset(told.bench.at, one))
        elif action == "wait":
            told.do("wait", 30_000)
    newcomer = Ear()
    Teller(SITE, [newcomer]).whole(told.bench.floor, told.bench.at)
    assert {t: body(b) for t, b in told.ear.states.items()} == {
        t: body(b) for t, b in newcomer.states.items()
    }
    assert [event.seq for event in told.ear.events] == list(range(1, told.teller.seq + 1))
    for board in newcomer.states.values():
        if isinstance(board, QueueBoard):
            members = board.members
            parts = members.free + members.ringing + members.talking + members.aftercall + members.paused
            assert parts == members.logged_in


def body(board: AgentBoard | QueueBoard) -> dict[str, Any]:
    return board.model_dump(exclude={"seq", "at", "at_ms"})


def test_each_scope_counts_its_own() -> None:
    """A listener of one queue or agent alone can count along by `nth`."""
    told = Told()
    for code in ("c1", "c2"):
        told.do("call", code)
        told.do("answer", code)
        told.do("hang_up", code)
        told.do("wish", heard.Finish)
    for scope in {(event.scope, event.code) for event in told.ear.events}:
        nths = [event.nth for event in told.ear.events if (event.scope, event.code) == scope]
        assert nths == list(range(1, len(nths) + 1))


def test_a_board_reads_nothing_but_what_it_is_made_anew_for() -> None:
    """What a board is made of and the teller does not look at would be told too late: boards read no other field of an agent."""
    fields = {field.name for field in dataclasses.fields(Agent)}
    read: set[str] = set()

    class Watched(Agent):
        def __getattribute__(self, name: str) -> Any:
            read.add(name)
            return object.__getattribute__(self, name)

    told = bench("1001", "1002")
    told.call()
    told.answer()
    told.wish(heard.SetHold, "1002", by=BOSS, reason="x")
    head = Head("main", 0, 0, T0, numbers=True)
    for agent in told.floor.agents.values():
        watched = Watched(**{name: getattr(agent, name) for name in fields})
        floor = dataclasses.replace(told.floor, agents={**told.floor.agents, agent.code: watched})
        agent_board(head, floor, watched)
        for queue in floor.queues.values():
            queue_board(head, floor, queue)
    assert read & fields <= set(READ)
