"""What is answered of chats, tickets and what is written in them."""

from __future__ import annotations

from typing import Any, Final, Literal

from acd.board.fields import Instant, Text
from acd.board.item_views import item_board
from acd.board.models import AgentBoard, CustomerNow, ItemBoard, Part
from acd.core.item import Item
from acd.store.item_rows import Attachment, Message
from aftercall.items.desk import Found
from aftercall.people.rights import Asker
from aftercall.web.answers import Answer
from aftercall.web.clean_html import clean
from aftercall.web.item_reach import is_own
from aftercall.web.masking import whole
from aftercall.web.service import Service

LONGEST_HTML: Final = 200_000
"""Characters of HTML that a list of messages carries of one; of more it is asked for by itself."""


class ItemItem(ItemBoard):
    """As on the live socket, with what is on record. `first_answered`: by an agent. `closed`: it was over without being solved.
    `external`: its id where it came from (`source`)."""

    first_answered: Instant | None
    solved: Instant | None
    closed: Instant | None
    disposition: Text | None
    source: Text
    external: Text | None
    fields: dict[str, Any]


class BroughtItem(ItemItem):
    """`done` is `same` where this `external` had been brought before: nothing was added."""

    done: Literal["made", "same"]


class ChangedItem(ItemItem):
    done: Literal["changed", "same"]


class AttachmentItem(Answer):
    """Its bytes: `GET /attachments/{id}`."""

    id: int
    name: Text
    type: Text
    size: int


class MessageItem(Answer):
    """`by`: who wrote; `agent` his code, or `author` the log-in of somebody who is none. `kind`: a `note` is not for the customer;
    `system` says what happened. `text` is plain text, `html` what is fit to be shown of the same (null: there is none, or it is long
    and has to be asked for by itself), still in a frame of its own without scripts; `held`: pictures that would be fetched from
    elsewhere and are left out.

    `state`: in; out (it is to leave by mail), sent, failed (`why`)."""

    id: int
    item: str
    at: Instant
    by: Literal["customer", "agent", "system"]
    agent: str | None
    author: Text
    kind: Literal["message", "note", "system"]
    text: Text
    html: Text | None
    held: int
    state: Literal["in", "out", "sent", "failed"]
    why: Text
    attachments: tuple[AttachmentItem, ...]


class GrantedItem(Answer):
    """The wish came true: the item as it is now, and the agent whose wish it was or whose item it is."""

    answer: Literal["granted"] = "granted"
    text: Text
    item: ItemBoard
    agent: AgentBoard | None


class RefusedItem(Answer):
    """Nothing changed; `why` says what was wrong and what to do, `code` is for programs; `why_parts` is `why` in sentences."""

    answer: Literal["refused"] = "refused"
    code: str
    why: Text
    why_parts: tuple[Part, ...] = ()
    item: ItemBoard | None
    agent: AgentBoard | None


class UnknownItemWish(Answer):
    """Nobody can say whether it came true."""

    answer: Literal["unknown"] = "unknown"
    why: Text
    why_parts: tuple[Part, ...] = ()
    item: ItemBoard | None
    agent: AgentBoard | None


def board_of(house: Service, by: Asker, item: Item) -> ItemBoard:
    """As this asker sees it."""
    return item_seen(by, item, item_board(house.head(), house.floor, item))


def item_seen(by: Asker, item: Item, board: ItemBoard) -> ItemBoard:
    if whole(by) or is_own(by, item):
        return board
    return board.model_copy(update={"customer": CustomerNow(id=board.customer.id, name=None)})


def item_values(house: Service, by: Asker, found: Found) -> dict[str, Any]:
    row, item = found.row, found.item
    shown = whole(by) or is_own(by, item)
    return dict(board_of(house, by, item)) | {
        "first_answered": item.answered or row.first_answered,
        "solved": item.solved or row.solved,
        "closed": row.closed,
        "disposition": item.disposition or row.disposition,
        "source": row.source,
        "external": row.external,
        "fields": dict(row.fields) if shown else {},
    }


def attachment_item(one: Attachment) -> AttachmentItem:
    return AttachmentItem(id=one.id, name=one.name, type=one.type, size=one.size)


def message_item(one: Message) -> MessageItem:
    short = one.html is not None and len(one.html) <= LONGEST_HTML
    shown = clean(one.html) if short and one.html else None
    return MessageItem.model_validate(
        {
            "id": one.id,
            "item": one.item,
            "at": one.at,
            "by": one.by,
            "agent": one.agent,
            "author": one.author,
            "kind": one.kind,
            "text": one.text,
            "html": shown.html if shown else None,
            "held": shown.held if shown else 0,
            "state": one.state,
            "why": one.why,
            "attachments": tuple(map(attachment_item, one.attachments)),
        }
    )
