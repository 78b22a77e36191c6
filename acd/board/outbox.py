"""What waits to be sent, and the newest state of every topic. Plain data; never grows without bound.

While nobody takes (`shut`) events are skipped and states only remembered. On opening, the whole board waits first. When more waits
than there is room for, what comes is skipped, and once the rest is out (`overflowed`) the whole board is due again.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from typing import Final

from acd.board.topics import Message, cleared

ROOM: Final = 10_000
LONGEST_TOPIC: Final = 60_000  # bytes; MQTT itself ends at 65,535


class Outbox:
    def __init__(self, room: int = ROOM) -> None:
        self.skipped = 0
        self.overflowed = False
        self._room = room
        self._open = False
        self._waiting: deque[Message] = deque()
        self._board: dict[str, Message] = {}
        self._complete = False
        self._strangers: set[str] = set()

    def __len__(self) -> int:
        return len(self._waiting)

    def put(self, message: Message) -> None:
        """An event, or a state that is stamped anew each time and so not remembered."""
        if not self._open or len(message.topic.encode()) > LONGEST_TOPIC:
            self.skipped += not message.retain
        elif len(self._waiting) >= self._room:
            self.overflowed = True
            self.skipped += not message.retain
        else:
            self._waiting.append(message)

    def put_state(self, message: Message) -> None:
        if message.payload:
            self._board[message.topic] = message
        else:
            self._board.pop(message.topic, None)
        self.put(message)

    def put_board(self, messages: Iterable[Message]) -> None:
        """These are all there are: states of other topics, ours or found at the broker, are cleared."""
        board = {message.topic: message for message in messages}
        gone = (self._board.keys() | self._strangers) - board.keys()
        self._complete = True
        self._strangers.clear()
        for topic in sorted(gone):
            self.put_state(cleared(topic))
        for message in board.values():
            self.put_state(message)

    def found(self, topic: str) -> None:
        """The broker holds a state on `topic`; if we know the whole board and it is not on it, it goes."""
        if topic in self._board:
            return
        if self._complete:
            self.put(cleared(topic))
        else:
            self._strangers.add(topic)

    def take(self) -> Message | None:
        return self._waiting.popleft() if self._waiting else None

    def open(self) -> None:
        """Somebody takes from now on: the whole board first."""
        self._open = True
        self.overflowed = False
        self._waiting.extend(self._board.values())

    def shut(self) -> None:
        self._open = False
        self.skipped += sum(not message.retain for message in self._waiting)
        self._waiting.clear()
