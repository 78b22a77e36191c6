"""The tables. Moments are milliseconds since 1970 UTC and spans milliseconds, both BIGINT: sums are exact
everywhere.

Cards (`agents` … `types`) are replaced when somebody changes them. What happened is only ever added: `facts`
is the journal, `agent_moves` the intervals, `corrections` a supervisor's word on them. `calls` and
`conversations` are read out of the facts as they are written; `agent_states` is the floor's own memory.
Nothing that happened refers to a card by a foreign key: cards may go, history stays. `site` is the floor (one
Asterisk and its daemon): each has its own sequence, without a gap.
"""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
)

from acd.store.columns import flag, ms, number, text

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
metadata = MetaData(naming_convention=NAMES)


# --- cards ---------------------------------------------------------------------------------------------

agents = Table(
    "agents",
    metadata,
    text("code", key=True),
    text("name"),
    text("team"),
    Column("phone", Text, nullable=True, unique=True),
    text("language"),
    text("pin_hash", null=True),
    flag("active"),
    number("chats", null=True),
    number("tickets", null=True),
)

queues = Table(
    "queues",
    metadata,
    text("code", key=True),
    text("name"),
    number("weight"),
    ms("aftercall"),
    ms("step"),
    ms("longest"),
    flag("early"),
    flag("disposition"),
    number("misses"),
    ms("level"),
    text("strategy"),
    ms("ring"),
    ms("max_wait", null=True),
    number("max_length"),
    text("overflow_kind", null=True),
    text("overflow", null=True),
    flag("recording"),
    text("music"),
    flag("say_position"),
    flag("say_wait"),
    ms("say_every"),
    flag("open"),
    text("closed_kind", null=True),
    text("closed", null=True),
    number("retention", null=True),
    Column("work", Text, nullable=False, server_default=sa.text("''")),
    Column("rest", Text, nullable=False, server_default=sa.text("''")),
    Column("pop", Text, nullable=False, server_default=sa.text("''")),
    Column("calendar", Text, nullable=False, server_default=sa.text("''")),
    Column("offer", BigInteger, nullable=False, server_default=sa.text("20000")),
    Column("offer_ticket", BigInteger, nullable=False, server_default=sa.text("60000")),
    Column("push_tickets", Boolean, nullable=False, server_default=sa.true()),
    Column("chats_when_closed", Boolean, nullable=False, server_default=sa.false()),
)

agent_queues = Table(
    "agent_queues",
    metadata,
    Column("agent", Text, ForeignKey("agents.code", ondelete="CASCADE"), primary_key=True),
    Column("queue", Text, ForeignKey("queues.code", ondelete="CASCADE"), primary_key=True, index=True),
    number("penalty"),
    number("place"),
)

phones = Table(
    "phones",
    metadata,
    text("code", key=True),
    text("secret"),
    text("caller_id"),
    text("language"),
    flag("active"),
)

numbers = Table(
    "numbers",
    metadata,
    text("did", key=True),
    text("kind"),
    text("target"),
    Column("calendar", Text, nullable=False, server_default=sa.text("''")),
    text("closed_kind", null=True),
    text("closed", null=True),
)

calendars = Table("calendars", metadata, text("code", key=True), Column("card", JSON, nullable=False))

types = Table(
    "types",
    metadata,
    text("code", key=True),
    text("group"),
    Column("names", JSON, nullable=False),
    flag("calls"),
    flag("chats"),
    flag("tickets"),
    Column("queues", JSON(none_as_null=True), nullable=True),
    flag("paid"),
    ms("length", null=True),
    flag("returns"),
    ms("warn"),
    ms("limit", null=True),
    number("quota", null=True),
    flag("approval"),
    Column("star", Integer, nullable=True, unique=True),
    text("colour"),
    number("order"),
    Column("icon", Text, nullable=False, server_default=sa.text("''")),
)

# --- what happened -------------------------------------------------------------------------------------

facts = Table(
    "facts",
    metadata,
    text("site", key=True),
    ms("seq", key=True),
    ms("at"),
    text("kind"),
    text("agent", null=True),
    text("queue", null=True),
    text("call", null=True),
    Column("payload", JSON, nullable=False),
    Index(None, "site", "at"),
    Index(None, "site", "agent", "seq"),
    Index(None, "site", "call"),
)

HOLDS = "state = 'on hold'"

agent_moves = Table(
    "agent_moves",
    metadata,
    text("site", key=True),
    ms("seq", key=True),
    text("agent"),
    ms("at"),
    text("state"),
    text("type", null=True),
    ms("session", null=True),
    text("before"),
    text("queue", null=True),
    text("call", null=True),
    text("by"),
    text("reason"),
    text("phone", null=True),
    Index(None, "site", "agent", "at", "seq"),
    Index(None, "site", "at", sqlite_where=sa.text(HOLDS), postgresql_where=sa.text(HOLDS)),
)

corrections = Table(
    "corrections",
    metadata,
    Column("id", Integer, primary_key=True),
    text("site"),
    text("agent"),
    ms("begin"),
    ms("end"),
    text("state"),
    text("type", null=True),
    text("by"),
    text("why"),
    ms("at"),
    sa.CheckConstraint('"end" > "begin"', name="forward"),
    Index(None, "site", "agent", "begin"),
)

calls = Table(
    "calls",
    metadata,
    text("site", key=True),
    ms("seq", key=True),
    text("call"),
    text("queue"),
    text("number", null=True),
    text("name", null=True),
    ms("joined"),
    ms("answered", null=True),
    ms("ended", null=True),
    text("how", null=True),
    text("agent", null=True),
    ms("waited", null=True),
    ms("talked", null=True),
    text("recording", null=True),
    Index(None, "site", "call", "queue", "seq"),
    Index(None, "site", "queue", "joined"),
    Index(None, "site", "number", "joined"),
)

conversations = Table(
    "conversations",
    metadata,
    text("site", key=True),
    text("token", key=True),
    text("agent"),
    text("queue", null=True),
    text("call", null=True),
    ms("began", null=True),
    ms("ended", null=True),
    ms("aftercall", null=True),
    ms("deadline", null=True),
    ms("released", null=True),
    text("how", null=True),
    text("by", null=True),
    text("disposition", null=True),
    Index(None, "site", "agent", "ended"),
    Index(None, "site", "queue", "ended", "began", "released"),
    Index(None, "site", "released"),
)

agent_states = Table(
    "agent_states",
    metadata,
    text("site", key=True),
    text("agent", key=True),
    ms("seq"),
    Column("state", JSON, nullable=False),
)

batches = Table(
    "batches",
    metadata,
    text("id", key=True),
    text("site"),
    ms("last"),
)
