"""Where things are told. Pure: names and values in, topic and payload out.

    aftercall/SITE/daemon                        retained; also the last will
    aftercall/SITE/agents/CODE                   retained
    aftercall/SITE/queues/CODE                   retained
    aftercall/SITE/events/agents/CODE/KIND       not retained
    aftercall/SITE/events/queues/CODE/KIND       not retained
    aftercall/SITE/events/daemon/asterisk/KIND   not retained
    aftercall/SITE/check                         not retained; `aftercall check` asks whether it comes back

What stands on the board besides (campaigns, say) says so by `register`, and its topics are made the same way. Events stand under the
agent or queue that they are about, so that a broker's access list can open one queue to one reader.
A code may be any text: what MQTT would misread is written as `%XX`, as in a web address.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final
from urllib.parse import unquote_to_bytes

from acd.board.events import EVENTS, Event
from acd.board.models import AgentBoard, Board, DaemonBoard, QueueBoard, Told
from acd.board.telling import Telling

ROOT: Final = "aftercall"
AGENTS: Final = "agents"
QUEUES: Final = "queues"
EVENTS_LEVEL: Final = "events"
ITEMS: Final = "items"
"""Told to screens alone, never to the broker: they name customers."""
DAEMON: Final = "daemon"
CHECK: Final = "check"

EVENT_EXPIRY: Final = 3600  # seconds for which the broker keeps an event for a listener who is away

BOARDS: Final[dict[str, type[Told]]] = {AGENTS: AgentBoard, QUEUES: QueueBoard}
"""Of what there is one board each: the level of the topic, and what stands there."""


def register(nouns: str, model: type[Told]) -> None:
    """From now on there is such a board for each of them, under `nouns/CODE`."""
    if BOARDS.setdefault(nouns, model) is not model:
        raise ValueError(f"{nouns}: another board stands there; give it another name")


@dataclass(frozen=True, slots=True)
class Message:
    """One MQTT message, QoS 1. An empty payload on a retained topic clears it. `expiry` in seconds; None: never."""

    topic: str
    payload: bytes
    retain: bool
    expiry: int | None = None


@lru_cache(1 << 14)
def level(code: str) -> str:
    """`code` as one level of a topic; `code_of` turns it back. A lone `%` stands for no code at all."""
    if not code:
        return "%"
    head = "%24" if code[0] == "$" else _written(code[0])
    return head + "".join(map(_written, code[1:]))


def _written(letter: str) -> str:
    if letter.isprintable() and letter not in "+#/%":
        return letter
    return "".join(f"%{byte:02X}" for byte in letter.encode("utf-8", "surrogatepass"))


def code_of(level: str) -> str:
    return "" if level == "%" else unquote_to_bytes(level).decode("utf-8", "surrogatepass")


def board_topic(site: str, nouns: str, code: str) -> str:
    return f"{ROOT}/{level(site)}/{nouns}/{level(code)}"


def agent_topic(site: str, code: str) -> str:
    return board_topic(site, AGENTS, code)


def queue_topic(site: str, code: str) -> str:
    return board_topic(site, QUEUES, code)


def item_topic(site: str, id: str) -> str:
    return board_topic(site, ITEMS, id)


def daemon_topic(site: str) -> str:
    return f"{ROOT}/{level(site)}/{DAEMON}"


def check_topic(site: str) -> str:
    return f"{ROOT}/{level(site)}/{CHECK}"


def event_topic(event: Telling[Event]) -> str:
    told = event.values
    return f"{ROOT}/{level(told['site'])}/{EVENTS_LEVEL}/{told['scope']}/{level(told['code'])}/{told['kind']}"


def everything(site: str) -> str:
    """The filter for all that is told of a site."""
    return f"{ROOT}/{level(site)}/#"


def boards(site: str) -> str:
    """The filter for all retained topics of a site but the daemon's."""
    return f"{ROOT}/{level(site)}/+/+"


def daemon_message(board: DaemonBoard) -> Message:
    return Message(daemon_topic(board.site), board.model_dump_json().encode(), retain=True)


def state_message(topic: str, board: Telling[Told]) -> Message:
    return Message(topic, board.payload, retain=True)


def cleared(topic: str) -> Message:
    return Message(topic, b"", retain=True)


def event_message(event: Telling[Event]) -> Message:
    return Message(event_topic(event), event.payload, retain=False, expiry=EVENT_EXPIRY)


def model_at(topic: str) -> type[Board] | None:
    """What a message on this topic is; None: not one of ours."""
    match topic.split("/"):
        case [_, _, "daemon"]:
            return DaemonBoard
        case [_, _, nouns, _]:
            return BOARDS.get(nouns)
        case [_, _, "events", _, _, kind]:
            return EVENTS.get(kind)
    return None
