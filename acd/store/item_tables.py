"""The tables of customers, chats and tickets. What was said stands here alone: it never goes through the journal.

`items` is made by who brings one; from then on the journal writes into it what became of it (`state` is the floor's whole value).
`messages` are only ever added; those that are to leave by mail change their `state`.
"""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import JSON, BigInteger, Boolean, Column, ForeignKey, Index, Integer, Table, Text

from acd.store.columns import ms, number, text
from acd.store.tables import metadata


def _key(name: str) -> Column[int]:
    """Counted by the database, and never given twice."""
    return Column(name, BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True)


customers = Table(
    "customers",
    metadata,
    _key("id"),
    Column("key", Text, nullable=True, unique=True),
    text("name"),
    text("email", null=True),
    text("phone", null=True),
    text("level"),
    text("notes"),
    Column("fields", JSON, nullable=False),
    ms("made"),
    Column("by_hand", Boolean, nullable=False, server_default=sa.false()),
    Index(None, "email"),
    Index(None, "phone"),
    Index(None, "name"),
    sqlite_autoincrement=True,
)
"""`by_hand`: somebody changed the card; else it stands there because somebody wrote."""

items = Table(
    "items",
    metadata,
    _key("number"),
    Column("id", Text, nullable=False, unique=True),
    text("site"),
    text("kind"),
    text("queue"),
    Column("customer", BigInteger, ForeignKey("customers.id"), nullable=True),
    text("subject"),
    Column("tags", JSON, nullable=False),
    number("priority"),
    text("level", null=True),
    number("most_penalty", null=True),
    text("stage"),
    text("agent", null=True),
    ms("came"),
    ms("first_answered", null=True),
    ms("solved", null=True),
    ms("closed", null=True),
    text("disposition", null=True),
    text("source"),
    text("external", null=True),
    Column("fields", JSON, nullable=False),
    ms("heard"),
    Column("state", JSON(none_as_null=True), nullable=True),
    ms("seq"),
    Index(None, "site", "stage"),
    Index(None, "site", "queue", "came"),
    Index(None, "site", "agent", "stage"),
    Index(None, "site", "came"),
    Index(None, "customer", "came"),
    sa.UniqueConstraint("source", "external", name="uq_items_source_external"),
    sqlite_autoincrement=True,
)
"""`external`: the id of where it came from, once a source. `heard`: the newest message that the floor heard of."""

messages = Table(
    "messages",
    metadata,
    _key("id"),
    Column("item", Text, ForeignKey("items.id", ondelete="CASCADE"), nullable=False),
    ms("at"),
    text("by"),
    text("agent", null=True),
    text("kind"),
    text("text"),
    text("html", null=True),
    text("mail_id", null=True),
    text("in_reply_to", null=True),
    text("state"),
    text("why"),
    Column("author", Text, nullable=False, server_default=sa.text("''")),
    Index(None, "item", "id"),
    Index(None, "mail_id"),
    Index(None, "state"),
    sqlite_autoincrement=True,
)

attachments = Table(
    "attachments",
    metadata,
    _key("id"),
    Column("message", BigInteger, ForeignKey("messages.id", ondelete="CASCADE"), nullable=True),
    text("name"),
    text("type"),
    ms("size"),
    text("digest"),
    ms("at"),
    text("by"),
    Index(None, "message"),
    Index(None, "digest"),
    sqlite_autoincrement=True,
)
"""The bytes lie in a folder under their digest. `message` None: handed in, and not sent yet."""
