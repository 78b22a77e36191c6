"""Mailboxes: whose letters become tickets, how they stand, and what became of their letters."""

from __future__ import annotations

from typing import Any, Literal

import structlog
from pydantic import ConfigDict, Field

from acd.board.fields import Instant, Text
from aftercall.post.desk import MailboxNow
from aftercall.post.reader import How
from aftercall.post.store import hidden
from aftercall.web import routers
from aftercall.web.answers import Answer, Removed
from aftercall.web.bodies import Body
from aftercall.web.caller import Configurer, House
from aftercall.web.responses import IN_USE, NOT_KNOWN, NOT_TAKEN

log = structlog.get_logger(__name__)
router = routers.asked("/mailboxes", tags=["mailboxes"])
Tls = Literal["tls", "starttls", "none"]


class MailboxBody(Body):
    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "queue": "help",
                    "address": "help@shop.example",
                    "name": "Shop",
                    "imap_host": "imap.shop.example",
                    "imap_user": "help@shop.example",
                    "imap_password": "…",
                    "signature": "Your shop",
                }
            ]
        }
    )

    queue: str = Field(default="", description="where its tickets wait")
    address: str = Field(default="", description="whom customers write to, and answers come from")
    name: str = Field(default="", description="the name beside it")
    imap_host: str = Field(default="", description="where it is read")
    imap_port: int = 993
    imap_tls: Tls = Field(
        default="tls", description="none: to this machine alone, unless mail.plain says otherwise"
    )
    imap_user: str = ""
    imap_password: str = Field(default="", description="never shown again")
    folder: str = "INBOX"
    smtp_host: str = Field(
        default="", description="where answers leave; empty: by the site's server (mail.host)"
    )
    smtp_port: int = 587
    smtp_tls: Tls = "starttls"
    smtp_user: str = ""
    smtp_password: str = Field(default="", description="never shown again")
    signature: str = Field(default="", description="below every answer")
    acknowledge: str = Field(
        default="", description="what is answered at once to a new letter; empty: nothing"
    )
    old: bool = Field(default=False, description="also letters that lay there before it was named")
    active: bool = True


class Standing(Answer):
    """`failing` since `since`; `looked`: when it last succeeded; `broken` is a fault of the daemon, see its log."""

    state: Literal["ok", "failing", "broken", "off"]
    since: Instant | None
    why: Text
    looked: Instant | None


class MailboxItem(Answer):
    """`letter`: when the last letter was dealt with. `waiting`: answers that have not left; `oldest`: since when the oldest waits."""

    code: str
    queue: str
    address: Text
    name: Text
    imap_host: str
    imap_port: int
    imap_tls: Tls
    imap_user: Text
    folder: Text
    smtp_host: str
    smtp_port: int
    smtp_tls: Tls
    smtp_user: Text
    signature: Text
    acknowledge: Text
    old: bool
    active: bool
    reading: Standing
    sending: Standing
    letter: Instant | None
    waiting: int
    oldest: Instant | None


class SavedMailbox(MailboxItem):
    done: Literal["made", "changed", "same"]


class LetterItem(Answer):
    """What became of a letter: an `item`, a `message` of one, a `bounce` on one; or it was `left` in the mailbox, and why."""

    at: Instant
    sender: Text
    subject: Text
    became: Literal["item", "message", "bounce", "left"]
    item: str | None
    why: Text


class TriedMailbox(Answer):
    """What its servers said; empty: that one is right."""

    imap: Text
    smtp: Text


@router.get("", summary="All mailboxes, and how they stand")
async def all_mailboxes(house: House, by: Configurer) -> list[MailboxItem]:
    return [MailboxItem.model_validate(values(now)) for now in await house.mail.all()]


@router.get("/{code}", summary="One mailbox", responses=NOT_KNOWN)
async def one_mailbox(code: str, house: House, by: Configurer) -> MailboxItem:
    return MailboxItem.model_validate(values(await house.mail.one(code)))


@router.put("/{code}", summary="Make a mailbox, or change what is sent", responses=NOT_TAKEN)
async def put_mailbox(code: str, body: MailboxBody, house: House, by: Configurer) -> SavedMailbox:
    """A new one is read from now on. With another server, user or folder it is another mailbox, read from now on as well."""
    _, done = await house.mail.change(code, body.changes())
    log.info("mailbox", code=code, done=done, by=by.name)
    return SavedMailbox.model_validate(values(await house.mail.one(code)) | {"done": done})


@router.delete("/{code}", summary="Remove a mailbox; what it brought stays", responses=IN_USE)
async def delete_mailbox(code: str, house: House, by: Configurer) -> Removed:
    await house.mail.remove(code)
    log.info("mailbox", code=code, done="removed", by=by.name)
    return Removed(done="removed", code=code)


@router.post("/{code}/test", summary="Log in at both its servers, and say what they say", responses=NOT_KNOWN)
async def test_mailbox(code: str, house: House, by: Configurer) -> TriedMailbox:
    """Nothing is read, and nothing sent."""
    tried = await house.mail.test(code)
    return TriedMailbox(imap=tried.imap, smtp=tried.smtp)


@router.post("/{code}/now", summary="Look, and send, now: not when the pause is over", responses=NOT_KNOWN)
async def now(code: str, house: House, by: Configurer) -> MailboxItem:
    house.mail.look_now(code)
    return MailboxItem.model_validate(values(await house.mail.one(code)))


@router.get("/{code}/letters", summary="The last letters, and what became of them", responses=NOT_KNOWN)
async def letters(code: str, house: House, by: Configurer) -> list[LetterItem]:
    """Up to 200, newest first."""
    return [
        LetterItem.model_validate(
            {name: getattr(one, name) for name in ("at", "sender", "subject", "became", "item", "why")}
        )
        for one in await house.mail.letters(code)
    ]


def values(now: MailboxNow) -> dict[str, Any]:
    return hidden(now.card) | standing(now)


def standing(now: MailboxNow) -> dict[str, Any]:
    """How it stands, without its card."""
    return {
        "reading": _how(now.reading),
        "sending": _how(now.sending),
        "letter": now.letter,
        "waiting": now.outbox.waiting,
        "oldest": now.outbox.oldest,
    }


def _how(how: How) -> dict[str, Any]:
    return {"state": how.state, "since": how.since, "why": how.why, "looked": how.looked}
