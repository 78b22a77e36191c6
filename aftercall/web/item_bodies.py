"""What may be sent of chats, tickets and customers."""

from __future__ import annotations

import re
from typing import Annotated, Any, Final, Literal, Self

from pydantic import AwareDatetime, ConfigDict, Field, model_validator

from acd.board.fields import moment
from acd.core.item import Kind
from acd.core.moment import Moment
from acd.store.customers import NewCustomer
from acd.store.errors import BadCard
from acd.store.items import NewItem, NewMessage
from aftercall.contacts.cabinet import one_number
from aftercall.items.desk import MOST_ATTACHMENTS
from aftercall.web.bodies import Body

LONGEST_TEXT: Final = 100_000
LARGEST: Final = 2 << 20
"""Bytes of a body with such a text: JSON may write a character in twelve."""
_EMAIL: Final = re.compile(r"[^@\s<>,;:\"\x00-\x1f]{1,64}@[^@\s<>,;:\"\x00-\x1f]{1,189}")

Code = Annotated[str, Field(min_length=1, max_length=40)]
Short = Annotated[str, Field(max_length=200)]
Tag = Annotated[str, Field(min_length=1, max_length=40, pattern=r"^\S(.*\S)?$")]
Tags = Annotated[list[Tag], Field(max_length=20)]
Priority = Annotated[int, Field(ge=-100, le=100)]
Penalty = Annotated[int, Field(ge=0, le=1000)]
CustomerId = Annotated[int, Field(ge=1, lt=1 << 62)]
Fields = Annotated[dict[Annotated[str, Field(max_length=60)], Any], Field(max_length=50)]
Attachments = Annotated[list[Annotated[int, Field(ge=1, lt=1 << 62)]], Field(max_length=MOST_ATTACHMENTS)]


def email(text: str | None, field: str) -> str | None:
    """As it is kept: in small letters. Raises BadCard."""
    found = (text or "").strip().lower()
    if not found:
        return None
    if _EMAIL.fullmatch(found) is None:
        raise BadCard(field, text, "is no mail address", "write it as name@host")
    return found


def phone(text: str | None, field: str) -> str | None:
    """E.164. Raises BadCard."""
    return one_number(text, None, field) if text and text.strip() else None


class WhoBody(Body):
    """Who writes: found by `id`, else by his `key`, else by mail address or number; completed by what is new of him, or made."""

    id: CustomerId | None = None
    key: Short | None = Field(default=None, description="what the site's own systems call him")
    name: Short = ""
    email: Short | None = None
    phone: str | None = Field(default=None, max_length=40, description="with its country, as +48512345678")
    level: Annotated[str, Field(max_length=40)] | None = Field(
        default=None, description="a word that service levels choose by"
    )
    fields: Fields = Field(default={})

    def who(self) -> NewCustomer:
        return NewCustomer(
            id=self.id,
            key=(self.key or "").strip() or None,
            name=" ".join(self.name.split()),
            email=email(self.email, "customer.email"),
            phone=phone(self.phone, "customer.phone"),
            level=self.level,
            fields=self.fields,
        )


class BringBody(Body):
    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "kind": "ticket",
                    "queue": "help",
                    "subject": "The lamp does not light",
                    "text": "Since Friday. Order 4711.",
                    "customer": {"name": "Jan Kowalski", "email": "jan@example.com", "phone": "+48501502503"},
                    "priority": 1,
                    "tags": ["lamps"],
                    "external": "crm-20117",
                }
            ]
        }
    )

    kind: Literal["chat", "ticket"]
    queue: Code
    subject: Annotated[str, Field(max_length=500)] = ""
    text: Annotated[str, Field(max_length=LONGEST_TEXT)] = Field(
        default="",
        description="the first message, from the customer; plain text; demanded unless there is a subject or an attachment",
    )
    customer: WhoBody | None = None
    priority: Priority = Field(default=0, description="the higher goes first, among equally urgent ones")
    tags: Tags = Field(default=[])
    level: Code | None = Field(default=None, description="a service level; null: chosen by their rules")
    most_penalty: Penalty | None = Field(
        default=None, description="only agents whose penalty in the queue is not higher get it"
    )
    fields: Fields = Field(default={}, description="whatever the site wants back with it")
    attachments: Attachments = Field(default=[], description="ids of what was handed in: `POST /attachments`")
    source: Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[a-z0-9][a-z0-9._-]*$")] = "api"
    external: Annotated[str, Field(min_length=1, max_length=200)] | None = Field(
        default=None, description="its id where it comes from; brought twice under the same, it is there once"
    )

    def new(self) -> NewItem:
        """Raises BadCard: it says nothing, or of the customer something that cannot be."""
        said, subject = self.text.strip() or self.attachments, " ".join(self.subject.split())
        if not said and not subject:
            remedy = "write a text or a subject, or attach a file"
            raise BadCard("text", self.text[:20], "says nothing, and there is no subject", remedy)
        return NewItem(
            kind=Kind(self.kind),
            queue=self.queue,
            subject=subject,
            message=NewMessage(self.text, attachments=tuple(self.attachments)) if said else None,
            customer=self.customer.who() if self.customer is not None else NewCustomer(),
            priority=self.priority,
            tags=tuple(dict.fromkeys(self.tags)),
            level=self.level,
            most_penalty=self.most_penalty,
            source=self.source,
            external=self.external,
            fields=self.fields,
        )


class ItemChange(Body):
    """Only what is sent changes. `level` null: chosen by the levels' rules again; `customer` is the id of one."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"priority": 5, "tags": ["urgent"]}]})

    subject: Annotated[str, Field(max_length=500)] | None = None
    priority: Priority | None = None
    tags: Tags | None = None
    level: Code | None = None
    most_penalty: Penalty | None = None
    customer: CustomerId | None = None


class MessageBody(Body):
    """`kind` note: for colleagues alone. The text is plain text, whatever it looks like."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"text": "Good morning! I am looking into it."}]}
    )

    text: Annotated[str, Field(max_length=LONGEST_TEXT)] = ""
    kind: Literal["message", "note"] = "message"
    attachments: Attachments = Field(default=[], description="ids of what was handed in: `POST /attachments`")
    customer: bool = Field(
        default=False, description="it is the customer who wrote it, by another way (a token's to say)"
    )

    @model_validator(mode="after")
    def says_something(self) -> Self:
        if not self.text.strip() and not self.attachments:
            raise ValueError("text: say something, or attach something")
        if self.customer and self.kind == "note":
            raise ValueError("a note is not the customer's")
        return self


class KindBody(Body):
    kind: Literal["chat", "ticket"] | None = Field(
        default=None, description="which he wants; null: what he may take now"
    )


class ToBody(Body):
    """Exactly one of the two."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"agent": "1002"}, {"queue": "help"}]})

    agent: Code | None = None
    queue: Code | None = None

    @model_validator(mode="after")
    def one(self) -> Self:
        if (self.agent is None) == (self.queue is None):
            raise ValueError("name one of agent and queue")
        return self


class PendBody(Body):
    model_config = ConfigDict(json_schema_extra={"examples": [{"until": "2026-11-24T08:00:00Z"}, {}]})

    until: Annotated[AwareDatetime, Field(strict=False)] | None = Field(
        default=None, description="then it goes on by itself; null: when the customer writes"
    )

    def moment(self) -> Moment | None:
        if self.until is None:
            return None
        found = moment(self.until.isoformat())
        assert isinstance(found, int)
        return found


class SolveBody(Body):
    model_config = ConfigDict(
        json_schema_extra={"examples": [{"disposition": "repaired", "note": "new bulb sent"}]}
    )

    disposition: Annotated[str, Field(min_length=1, max_length=40)] | None = None
    note: Annotated[str, Field(max_length=LONGEST_TEXT)] = Field(
        default="", description="kept as a note before it is solved"
    )


class CustomerBody(Body):
    """Only what is sent changes; `""` and null take it away."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"name": "Jan Kowalski", "phone": "+48501502503", "level": "gold"}]}
    )

    key: Short | None = None
    name: Short = ""
    email: Short | None = None
    phone: Annotated[str, Field(max_length=40)] | None = None
    level: Annotated[str, Field(max_length=40)] = ""
    notes: Annotated[str, Field(max_length=10_000)] = ""
    fields: Fields = Field(default={})

    def changes(self) -> dict[str, Any]:
        found = super().changes()
        if "email" in found:
            found["email"] = email(self.email, "email")
        if "phone" in found:
            found["phone"] = phone(self.phone, "phone")
        if "key" in found:
            found["key"] = (self.key or "").strip() or None
        if "name" in found:
            found["name"] = " ".join(self.name.split())
        return found


class MergeBody(Body):
    """`into`: the id of the customer who stays. He gets what the other has and he lacks, and all his chats and tickets."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"into": 12}]})

    into: CustomerId


class SureBody(Body):
    model_config = ConfigDict(json_schema_extra={"examples": [{"yes": True}]})

    yes: bool = Field(default=False, description="yes, erase him for good")
