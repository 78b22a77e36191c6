"""What is sent over the live socket, as models, for the description and the tests; frames are put together as text (`press`)."""

from __future__ import annotations

from typing import Any, Final, Literal

from pydantic import Field
from pydantic.json_schema import models_json_schema

from acd.board.fields import Text
from acd.board.models import AgentBoard, DaemonBoard, ItemBoard, QueueBoard
from aftercall.web.answers import Answer
from aftercall.web.item_answers import MessageItem
from aftercall.web.people_answers import MeItem
from dialer.board.models import CampaignBoard


class LiveFrame(Answer):
    """`at_ms`: the server's clock when it was sent, in milliseconds since 1970-01-01 UTC; count all times from it."""

    at_ms: int


class Gone(Answer):
    """Codes of what is no more; of items also those that the asker may not see any more."""

    agents: tuple[Text, ...] = ()
    queues: tuple[Text, ...] = ()
    campaigns: tuple[Text, ...] = ()
    items: tuple[Text, ...] = ()


class LiveSnapshot(LiveFrame):
    """Everything now, as far as this asker may see it: it replaces all that was known. `seq`, `run`: to be sent when coming back."""

    kind: Literal["snapshot"] = "snapshot"
    seq: int
    run: str = Field(description="an opaque word")
    agents: tuple[AgentBoard, ...]
    queues: tuple[QueueBoard, ...]
    campaigns: tuple[CampaignBoard, ...]
    items: tuple[ItemBoard, ...]
    daemon: DaemonBoard | None


class LiveDelta(LiveFrame):
    """What changed since the last frame, each board whole and once; what did not change is absent."""

    kind: Literal["delta"] = "delta"
    seq: int
    agents: tuple[AgentBoard, ...] = ()
    queues: tuple[QueueBoard, ...] = ()
    campaigns: tuple[CampaignBoard, ...] = ()
    items: tuple[ItemBoard, ...] = ()
    gone: Gone = Gone()
    daemon: DaemonBoard | None = None


class LiveBeat(LiveFrame):
    """Nothing happened for five seconds, and the server is there."""

    kind: Literal["beat"] = "beat"
    seq: int


class LiveDesk(LiveFrame):
    """Things of the asker's own agent that changed, to be asked for again: `contact`, `day`, and others."""

    kind: Literal["desk"] = "desk"
    seq: int
    what: tuple[str, ...]


class LiveEvent(LiveFrame):
    """With `events=1`: one event, as `GET /events` tells it, or a gap."""

    kind: Literal["event"] = "event"
    event: dict[str, Any]


class LiveOpen(LiveFrame):
    """The answer to `{"open": [ids]}`: the threads that the asker may read; what is written there from now on comes."""

    kind: Literal["open"] = "open"
    items: tuple[Text, ...]


class LiveMessage(LiveFrame):
    """Something was written in an open thread. `message` null: ask for the thread again."""

    kind: Literal["message"] = "message"
    item: Text
    message: MessageItem | None


class LiveTyping(LiveFrame):
    """Somebody is writing in an open thread: `agent`, or the customer. It holds for a few seconds."""

    kind: Literal["typing"] = "typing"
    item: Text
    by: Literal["customer", "agent", "system"]
    agent: Text | None


class LiveMe(LiveFrame, MeItem):
    """The asker's own rights changed; the rest is as `GET /me` answers. If he sees other things now, a snapshot follows."""

    kind: Literal["me"] = "me"


FRAMES: Final = (
    LiveSnapshot,
    LiveDelta,
    LiveBeat,
    LiveDesk,
    LiveEvent,
    LiveOpen,
    LiveMessage,
    LiveTyping,
    LiveMe,
)


def schemas() -> dict[str, Any]:
    """For the components of an OpenAPI document."""
    made: Any = models_json_schema(
        [(model, "serialization") for model in FRAMES], ref_template="#/components/schemas/{model}"
    )
    found: dict[str, Any] = made[1]["$defs"]
    return found
