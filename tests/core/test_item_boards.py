"""What is told of chats and tickets: boards of items to screens alone, counts on the boards of agents and queues."""

from __future__ import annotations

from collections.abc import Mapping

from acd.board.events import Event
from acd.board.models import AgentBoard, DaemonBoard, ItemBoard, QueueBoard
from acd.board.teller import Shown, Site, Teller
from acd.board.telling import Telling
from acd.board.topics import agent_topic, item_topic, queue_topic
from acd.core import heard
from acd.core.item import Kind
from acd.core.moment import MINUTE, SECOND
from tests.core.items import Items, floor_of_items


class Listener:
    wants_boards = True
    knows_numbers = False

    def __init__(self, items: bool) -> None:
        self.wants_items = items
        self.boards: dict[str, Shown | None] = {}

    def tell_event(self, event: Telling[Event]) -> None:
        pass

    def tell_state(self, topic: str, board: Shown | None) -> None:
        self.boards[topic] = board

    def tell_board(self, boards: Mapping[str, Shown]) -> None:
        self.boards |= boards

    def tell_daemon(self, board: DaemonBoard) -> None:
        pass


class Told:
    def __init__(self, it: Items) -> None:
        self.it = it
        self.screen, self.broker = Listener(True), Listener(False)
        self.teller = Teller(Site("main", "1", it.at), [self.screen, self.broker])
        self.teller.whole(it.floor, it.at)
        self.floor = it.floor

    def tell(self) -> None:
        before, self.floor = self.floor, self.it.floor
        self.teller.step(before, self.floor, [], self.it.at)
        self.teller.catch_up(self.it.at, all_of_them=True)

    def board(self, topic: str) -> ItemBoard | AgentBoard | QueueBoard:
        board = self.screen.boards[topic]
        assert board is not None
        return board.checked()  # type: ignore[return-value]


def test_the_board_of_an_item() -> None:
    """It says where it is, whom it is offered to and until when, and how its promises stand."""
    it = floor_of_items("1001", levels=True)
    told = Told(it)
    chat = it.bring(subject="Hello", customer=7, customer_name="Anna")
    told.tell()
    board = told.board(item_topic("main", chat))
    assert isinstance(board, ItemBoard)
    assert (board.stage, board.subject, board.customer.name) == ("offered", "Hello", "Anna")
    assert board.offered is not None
    assert (board.offered.agent, board.offered.until) == ("1001", it.at + 20 * SECOND)
    promise = board.promises[0]
    assert (promise.target, promise.state, promise.left_ms) == ("chat answered", "running", MINUTE)
    it.granted(heard.AcceptItem, item=chat)
    it.granted(heard.SolveItem, item=chat)
    it.wait(0)
    told.tell()
    assert told.screen.boards[item_topic("main", chat)] is None


def test_items_are_for_screens_alone() -> None:
    """The broker is told no item: it names a customer."""
    it = floor_of_items("1001")
    told = Told(it)
    chat = it.bring(customer_name="Anna")
    told.tell()
    assert item_topic("main", chat) not in told.broker.boards
    assert "Anna" not in "".join(board.payload.decode() for board in told.broker.boards.values() if board)


def test_what_agents_have_and_queues_wait_for() -> None:
    """Open chats and tickets of an agent, what he is offered; of a queue how many wait, are open and put off, and the nearest due."""
    it = floor_of_items("1001", levels=True)
    told = Told(it)
    chat, ticket = it.bring(), it.bring(Kind.TICKET)
    it.granted(heard.AcceptItem, item=ticket)
    told.tell()
    agent, queue = told.board(agent_topic("main", "1001")), told.board(queue_topic("main", "sales"))
    assert isinstance(agent, AgentBoard)
    assert isinstance(queue, QueueBoard)
    assert (agent.items.chats, agent.items.tickets, agent.items.offered) == (0, 1, (chat,))
    assert (queue.chats.waiting, queue.chats.longest_since, queue.tickets.open) == (1, it.at, 1)
    assert queue.chats.next_due == it.at + MINUTE
    it.granted(heard.PendItem, item=ticket)
    it.wait(MINUTE + 1)
    told.tell()
    agent, queue = told.board(agent_topic("main", "1001")), told.board(queue_topic("main", "sales"))
    assert isinstance(agent, AgentBoard)
    assert isinstance(queue, QueueBoard)
    assert (agent.items.tickets, queue.tickets.open, queue.tickets.pending) == (0, 0, 1)
    assert queue.chats.broken_today == 1
    it.hear(heard.DayBegan(it.at))
    told.tell()
    queue = told.board(queue_topic("main", "sales"))
    assert isinstance(queue, QueueBoard)
    assert queue.chats.broken_today == 0
