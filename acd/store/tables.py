"""The tables. Moments are milliseconds since 1970 UTC and spans milliseconds, both BIGINT: sums are exact
everywhere.

Cards (`agents` … `types`) are replaced when somebody changes them. What happened is only ever added: `facts`
is the journal, `agent_moves` the intervals, `corrections` a supervisor's word on them. `calls` and
`conversations` are read out of the facts as they are written; `agent_states` is the floor's own memory.
Nothing that happened refers to a card by a foreign key: cards may go, history stays. `site` is the floor (one
Asterisk and its daemon): each has its own sequence, without a gap.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy import JSON, BigInteger, Boolean, Column, ForeignKey, Index, Integer, MetaData, Table, Text

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
metadata = MetaData(naming_convention=NAMES)


def _text(name: str, *, null: bool = False, key: bool = False) -> Column[Any]:
    return Column(name, Text, primary_key=key, nullable=null)


def _ms(name: str, *, null: bool = False, key: bool = False) -> Column[Any]:
    return Column(name, BigInteger, primary_key=key, nullable=null, autoincrement=False)


def _int(name: str, *, null: bool = False) -> Column[Any]:
    return Column(name, Integer, nullable=null)


def _flag(name: str) -> Column[Any]:
    return Column(name, Boolean, nullable=False)


# --- cards ---------------------------------------------------------------------------------------------

agents = Table(
    "agents",
    metadata,
    _text("code", key=True),
    _text("name"),
    _text("team"),
    Column("phone", Text, nullable=True, unique=True),
    _text("language"),
    _text("pin_hash", null=True),
    _flag("active"),
)

queues = Table(
    "queues",
    metadata,
    _text("code", key=True),
    _text("name"),
    _int("weight"),
    _ms("aftercall"),
    _ms("step"),
    _ms("longest"),
    _flag("early"),
    _flag("disposition"),
    _int("misses"),
    _ms("level"),
    _text("strategy"),
    _ms("ring"),
    _ms("max_wait", null=True),
    _int("max_length"),
    _text("overflow_kind", null=True),
    _text("overflow", null=True),
    _flag("recording"),
    _text("music"),
    _flag("say_position"),
    _flag("say_wait"),
    _ms("say_every"),
    _flag("open"),
    _text("closed_kind", null=True),
    _text("closed", null=True),
    _int("retention", null=True),
    Column("work", Text, nullable=False, server_default=sa.text("''")),
    Column("rest", Text, nullable=False, server_default=sa.text("''")),
)

agent_queues = Table(
    "agent_queues",
    metadata,
    Column("agent", Text, ForeignKey("agents.code", ondelete="CASCADE"), primary_key=True),
    Column("queue", Text, ForeignKey("queues.code", ondelete="CASCADE"), primary_key=True, index=True),
    _int("penalty"),
    _int("place"),
)

phones = Table(
    "phones",
    metadata,
    _text("code", key=True),
    _text("secret"),
    _text("caller_id"),
    _text("language"),
    _flag("active"),
)

numbers = Table("numbers", metadata, _text("did", key=True), _text("kind"), _text("target"))

types = Table(
    "types",
    metadata,
    _text("code", key=True),
    _text("group"),
    Column("names", JSON, nullable=False),
    _flag("calls"),
    _flag("chats"),
    _flag("tickets"),
    Column("queues", JSON(none_as_null=True), nullable=True),
    _flag("paid"),
    _ms("length", null=True),
    _flag("returns"),
    _ms("warn"),
    _ms("limit", null=True),
    _int("quota", null=True),
    _flag("approval"),
    Column("star", Integer, nullable=True, unique=True),
    _text("colour"),
    _int("order"),
)

# --- what happened -------------------------------------------------------------------------------------

facts = Table(
    "facts",
    metadata,
    _text("site", key=True),
    _ms("seq", key=True),
    _ms("at"),
    _text("kind"),
    _text("agent", null=True),
    _text("queue", null=True),
    _text("call", null=True),
    Column("payload", JSON, nullable=False),
    Index(None, "site", "at"),
    Index(None, "site", "agent", "seq"),
    Index(None, "site", "call"),
)

agent_moves = Table(
    "agent_moves",
    metadata,
    _text("site", key=True),
    _ms("seq", key=True),
    _text("agent"),
    _ms("at"),
    _text("state"),
    _text("type", null=True),
    _ms("session", null=True),
    _text("before"),
    _text("queue", null=True),
    _text("call", null=True),
    _text("by"),
    _text("reason"),
    _text("phone", null=True),
    Index(None, "site", "agent", "at", "seq"),
)

corrections = Table(
    "corrections",
    metadata,
    Column("id", Integer, primary_key=True),
    _text("site"),
    _text("agent"),
    _ms("begin"),
    _ms("end"),
    _text("state"),
    _text("type", null=True),
    _text("by"),
    _text("why"),
    _ms("at"),
    sa.CheckConstraint('"end" > "begin"', name="forward"),
    Index(None, "site", "agent", "begin"),
)

calls = Table(
    "calls",
    metadata,
    _text("site", key=True),
    _ms("seq", key=True),
    _text("call"),
    _text("queue"),
    _text("number", null=True),
    _text("name", null=True),
    _ms("joined"),
    _ms("answered", null=True),
    _ms("ended", null=True),
    _text("how", null=True),
    _text("agent", null=True),
    _ms("waited", null=True),
    _ms("talked", null=True),
    _text("recording", null=True),
    Index(None, "site", "call", "queue", "seq"),
    Index(None, "site", "queue", "joined"),
)

conversations = Table(
    "conversations",
    metadata,
    _text("site", key=True),
    _text("token", key=True),
    _text("agent"),
    _text("queue", null=True),
    _text("call", null=True),
    _ms("began", null=True),
    _ms("ended", null=True),
    _ms("aftercall", null=True),
    _ms("deadline", null=True),
    _ms("released", null=True),
    _text("how", null=True),
    _text("by", null=True),
    _text("disposition", null=True),
    Index(None, "site", "agent", "ended"),
    Index(None, "site", "released"),
)

agent_states = Table(
    "agent_states",
    metadata,
    _text("site", key=True),
    _text("agent", key=True),
    _ms("seq"),
    Column("state", JSON, nullable=False),
)

batches = Table(
    "batches",
    metadata,
    _text("id", key=True),
    _text("site"),
    _ms("last"),
)
