"""What is sent and answered of webhooks."""

from __future__ import annotations

import secrets
from typing import Any, Literal

from pydantic import ConfigDict, Field

from acd.board.fields import Instant, Text
from aftercall.hooks.courier import Delivery
from aftercall.hooks.desk import HookNow
from aftercall.hooks.post import Answer as Came
from aftercall.hooks.store import GivenUp
from aftercall.web.answers import Answer
from aftercall.web.bodies import Body

Kind = Literal["calls", "states", "dispositions", "items", "promises"]


class HookBody(Body):
    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "url": "https://crm.example/aftercall",
                    "kinds": ["calls", "dispositions"],
                    "queues": ["sales"],
                }
            ]
        }
    )

    url: str = Field(default="", description="where it is told: https; http to this machine alone")
    secret: str | None = Field(
        default=None, description="signs what is sent, 16 to 200 characters; null: a new one is made"
    )
    kinds: list[Kind] = Field(
        default=["calls", "states", "dispositions", "items", "promises"], description="what it is told"
    )
    queues: list[str] = Field(
        default=[], description="only what is about these queues and campaigns; none: everything"
    )
    numbers: bool = Field(default=True, description="with callers' numbers and names")
    active: bool = Field(default=True, description="what happens while it is not active is never told")

    def changes(self) -> dict[str, Any]:
        found = super().changes()
        if "secret" in found and found["secret"] is None:
            found["secret"] = secrets.token_hex(32)
        return found


class HookItem(Answer):
    """`state`: `failing` since `since`, next tried at `next`; `off` is not active; `broken` is a fault of the daemon, see its log.
    `waiting`: events that its receiver has not taken, up to 10,000; `given_up`: those that are not tried any more, up to 1000.
    `taken`: when its receiver last took something. `secret` is shown once: when it was made."""

    code: str
    url: Text
    secret: str | None = None
    kinds: tuple[Kind, ...]
    queues: tuple[str, ...]
    numbers: bool
    active: bool
    state: Literal["ok", "failing", "broken", "off"]
    since: Instant | None
    next: Instant | None
    why: Text
    tries: int
    taken: Instant | None
    waiting: int | None
    given_up: int


class SavedHook(HookItem):
    done: Literal["made", "changed", "same"]


class CameOf(Answer):
    """One attempt. `status` null: there was no answer. `why`: what was wrong."""

    taken: bool
    status: int | None
    took_ms: int
    why: Text


class DeliveryItem(CameOf):
    """`first` to `last` are numbers of events, `count` of them went together; `attempt` from 1 on."""

    at: Instant
    first: int
    last: int
    count: int
    attempt: int


class GivenUpItem(Answer):
    """An event that was never taken: when it happened, when it was given up, and what the receiver said last."""

    seq: int
    at: Instant
    gone: Instant
    kind: str
    tries: int
    why: Text


class Deliveries(Answer):
    """`recent`: the last hundred attempts since the daemon was started or the hook changed. Both newest first."""

    recent: tuple[DeliveryItem, ...]
    given_up: tuple[GivenUpItem, ...]


def hook_item(now: HookNow, secret: bool = False) -> dict[str, Any]:
    card, how = now.card, now.how
    return {
        "code": card.code,
        "url": card.url,
        "secret": card.secret if secret else None,
        "kinds": card.kinds,
        "queues": card.queues,
        "numbers": card.numbers,
        "active": card.active,
        "state": how.state,
        "since": how.since,
        "next": how.next,
        "why": how.why,
        "tries": how.tries,
        "taken": how.took,
        "waiting": now.waiting,
        "given_up": now.given_up,
    }


def came_of(answer: Came) -> CameOf:
    return CameOf(taken=answer.ok, status=answer.status, took_ms=answer.took, why=answer.why)


def deliveries(recent: list[Delivery], gone: list[GivenUp]) -> Deliveries:
    return Deliveries(recent=tuple(map(_delivery, recent)), given_up=tuple(map(_gone, gone)))


def _delivery(one: Delivery) -> DeliveryItem:
    came = came_of(one.answer).model_dump()
    return DeliveryItem(
        at=one.at, first=one.first, last=one.last, count=one.count, attempt=one.attempt, **came
    )


def _gone(one: GivenUp) -> GivenUpItem:
    return GivenUpItem(seq=one.seq, at=one.at, gone=one.gone, kind=one.kind, tries=one.tries, why=one.why)
