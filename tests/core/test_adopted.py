"""Lines that were out before the daemon came, ended while nobody listened, or of which nothing is heard: what is made of them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from acd.core import facts as floor_facts
from acd.core.agent import Agent, HoldKind, Presence
from acd.core.cards import AgentCard, Group, QueueCard, TypeCard
from acd.core.floor import Floor
from acd.core.moment import SECOND
from acd.core.queue import Queue
from dialer.core import facts, heard, orders
from dialer.core.attempt import Attempt
from dialer.core.cards import CampaignCard, Mode, State, TrunkCard
from dialer.core.line import Stage
from dialer.core.outcome import Outcome
from dialer.core.room import Room
from dialer.core.step import Event, Underway, step

START = 1_800_000_000_000
CARD = CampaignCard("spring", mode=Mode.PROGRESSIVE, state=State.RUNNING, trunks=("t",), ring=25 * SECOND)
OUT = Attempt("d-1", "spring", 1, "+48512000001", "t", START)
ANSWERED = replace(OUT, answered=START + 5 * SECOND)
TALKING = replace(ANSWERED, connected=START + 5 * SECOND, agent="1001")


def a_floor(*, there: bool = True) -> Floor:
    joined = frozenset({"spring"}) if there else frozenset[str]()
    agent = Agent(
        AgentCard("1001", "1001", phone="1001", queues=(("spring", 0),)), type="phone", want="phone",
        presence=Presence.WORK, phone="1001", session=START, since=START, joined=joined, joins=joined,
    )  # fmt: skip
    queues = {"spring": Queue(QueueCard("spring", work="phone"))}
    return Floor(
        agents={"1001": agent}, queues=queues, types={"phone": TypeCard("phone", Group.WORK)}, linked=True
    )


class Desk:
    """A room, and all that came of its steps."""

    def __init__(self, card: CampaignCard, *under_way: Attempt, floor: Floor | None = None) -> None:
        self.room, self.floor, self.card = Room(), floor or a_floor(), card
        self.told: list[object] = []
        self.orders: list[object] = []
        self.take(heard.TrunkSet(START, TrunkCard("t", "t")))
        self.take(heard.CampaignSet(START, card))
        self.take(Underway(START + 10 * SECOND, under_way))

    def take(self, event: Event) -> Desk:
        self.room, told, orders = step(self.room, event, self.floor)
        self.told += told
        self.orders += orders
        return self

    def lines(self, at: int, *alive: str) -> Desk:
        return self.take(heard.LinesAre(at, alive))

    def ticks(self, since: int, until: int) -> Desk:
        for at in range(since, until, 250):
            self.take(heard.Tick(at))
        return self

    @property
    def ends(self) -> list[Attempt]:
        return [fact.attempt for fact in self.told if isinstance(fact, facts.AttemptEnded)]

    @property
    def cancelled(self) -> list[str]:
        return [order.attempt for order in self.orders if isinstance(order, orders.Cancel)]


@pytest.mark.parametrize(
    ("attempt", "stage"),
    [
        (OUT, Stage.OUT),
        (ANSWERED, Stage.LIVE),
        (replace(ANSWERED, amd="machine"), Stage.MACHINE),
        (TALKING, Stage.TALKING),
    ],
)
def test_adopted_as_on_record(attempt: Attempt, stage: Stage) -> None:
    """A line that was out goes on where the record says it was."""
    assert Desk(CARD, attempt).room.lines["d-1"].stage is stage


@pytest.mark.parametrize("attempt", [ANSWERED, TALKING])
def test_an_adopted_talk_may_last(attempt: Attempt) -> None:
    """A talk that began before the restart is over when it ends, not when a ringing line would be overdue."""
    desk = Desk(CARD, attempt).lines(START + 11 * SECOND, "d-1")
    desk.ticks(START + 11 * SECOND, START + 300 * SECOND)
    assert (desk.ends, desk.cancelled) == ([], [])
    desk.take(heard.LineEnded(START + 300 * SECOND, "d-1", 16, None))
    desk.ticks(START + 300 * SECOND, START + 303 * SECOND)
    assert [one.outcome for one in desk.ends] == [
        Outcome.CONNECTED if attempt is TALKING else Outcome.ABANDONED
    ]


def test_a_line_that_rings_on_and_is_never_heard_of_again() -> None:
    """It is given up half a minute after it was to ring, and its contact is not taken for ever."""
    desk = Desk(CARD, OUT).lines(START + 11 * SECOND, "d-1")
    desk.ticks(START + 11 * SECOND, START + 100 * SECOND)
    assert [one.outcome for one in desk.ends] == [Outcome.UNKNOWN]


def test_a_talk_that_nobody_heard_was_one() -> None:
    """The floor tells a conversation of the dark at its end only: the attempt is connected, with its agent and its talk."""
    desk = Desk(CARD, OUT)
    ended = floor_facts.CallEnded(START + 9 * SECOND, "spring", "d-1", "1001", "t1", 4 * SECOND)
    desk.take(ended).lines(START + 11 * SECOND)
    (end,) = desk.ends
    assert (end.outcome, end.agent, end.talked) == (Outcome.CONNECTED, "1001", 4 * SECOND)
    assert end.connected == START + 5 * SECOND


def test_a_preview_that_nobody_heard_is_not_taken_for_a_talk() -> None:
    """The agent had his own phone at the ear; whether the contact answered nobody knows."""
    desk = Desk(replace(CARD, mode=Mode.PREVIEW), OUT)
    ended = floor_facts.CallEnded(START + 9 * SECOND, "spring", "d-1", "1001", "t1", 4 * SECOND)
    desk.take(ended).lines(START + 11 * SECOND)
    assert [one.outcome for one in desk.ends] == [Outcome.UNKNOWN]


def test_paused_lines_ring_on() -> None:
    """4.10: a paused campaign dials nobody new; what rings may ring its whole time, while its agents are there."""
    desk = Desk(CARD, OUT).lines(START + 11 * SECOND, "d-1")
    desk.ticks(START + 11 * SECOND, START + 12 * SECOND)
    desk.take(heard.CampaignSet(START + 12 * SECOND, replace(CARD, state=State.PAUSED), "rita"))
    desk.ticks(START + 12 * SECOND, START + 25 * SECOND)
    assert desk.cancelled == []


@pytest.mark.parametrize("state", [State.PAUSED, State.STOPPED])
def test_lines_of_nobody_are_taken_back(state: State) -> None:
    """4.2: stopped, or paused and all agents gone: taken back once it has rung for the regime's least time, not before."""
    desk = Desk(CARD, OUT).lines(START + 11 * SECOND, "d-1")
    desk.take(heard.CampaignSet(START + 12 * SECOND, replace(CARD, state=state), "rita"))
    if state is State.PAUSED:
        desk.floor = a_floor(there=False)
    desk.ticks(START + 12 * SECOND, START + 15 * SECOND)
    assert desk.cancelled == []
    desk.ticks(START + 15 * SECOND, START + 16 * SECOND)
    assert desk.cancelled == ["d-1"]


def test_paused_takes_nobody() -> None:
    """A free agent of a paused campaign gets no new line and is booked no more."""
    desk = Desk(CARD, OUT).lines(START + 11 * SECOND, "d-1")
    desk.take(heard.CampaignSet(START + 12 * SECOND, replace(CARD, state=State.PAUSED), "rita"))
    desk.orders.clear()
    desk.ticks(START + 12 * SECOND, START + 14 * SECOND)
    assert not [o for o in desk.orders if isinstance(o, orders.Take | orders.Book | orders.Dial)]
    assert HoldKind.BOOKED not in desk.floor.agents["1001"].holds


def test_an_answer_opens_a_trunk_again() -> None:
    """4.11: the trial that is answered is enough: nobody waits until its talk is over."""
    desk = Desk(CARD, OUT)
    for index in range(5):
        lost = replace(OUT, id=f"d-x{index}")
        desk.take(Underway(START + 10 * SECOND, (lost,)))
        desk.take(heard.LineEnded(START + 11 * SECOND, lost.id, 34, 503))
    assert desk.room.trunks.by_code["t"].rests == 1
    desk.take(heard.LineAnswered(START + 30 * SECOND, "d-1"))
    assert desk.room.trunks.by_code["t"].rests == 0


@pytest.mark.parametrize(("silent", "outcome"), [(True, Outcome.FAILED), (False, Outcome.NO_ANSWER)])
def test_a_network_that_gives_no_sign(silent: bool, outcome: Outcome) -> None:
    """4.11: a dead trunk is told from people who do not pick up: nothing is held against the contact."""
    desk = Desk(CARD, OUT)
    desk.take(heard.LineEnded(START + 25 * SECOND, "d-1", 19, 480, 3, silent=silent))
    assert [one.outcome for one in desk.ends] == [outcome]
