"""Who may come in, and what they did. Sessions and tokens are kept as SHA-256 of their secret alone; moments are milliseconds since
1970 UTC. The audit trail refers to nobody by a foreign key: users may go, what they did stays."""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, Column, ForeignKey, Index, Integer, Table, Text

from acd.store.columns import flag, ms, number, text
from acd.store.tables import metadata

ID = BigInteger().with_variant(Integer, "sqlite")

users = Table(
    "users",
    metadata,
    text("name", key=True),
    text("shown"),
    text("password_hash", null=True),
    Column("subject", Text, nullable=True, unique=True),  # issuer and sub, of who comes in by OpenID Connect
    Column("roles", JSON, nullable=False),
    text("agent", null=True),
    Column("reach", JSON(none_as_null=True), nullable=True),
    text("language"),
    flag("active"),
    ms("made"),
)

sessions = Table(
    "sessions",
    metadata,
    text("id", key=True),
    Column("digest", Text, nullable=False, unique=True),
    Column("user", Text, ForeignKey("users.name", ondelete="CASCADE"), nullable=False, index=True),
    ms("made"),
    ms("seen"),
    ms("until"),
    text("address"),
    text("program"),
)

tokens = Table(
    "tokens",
    metadata,
    text("id", key=True),
    Column("digest", Text, nullable=False, unique=True),
    Column("user", Text, ForeignKey("users.name", ondelete="CASCADE"), nullable=False, index=True),
    text("label"),
    Column("roles", JSON, nullable=False),
    text("by"),
    ms("made"),
    ms("until", null=True),
)

audit = Table(
    "audit",
    metadata,
    Column("id", ID, primary_key=True, autoincrement=True),
    text("site"),
    ms("at"),
    text("who"),
    text("via"),
    text("address"),
    text("what"),
    Column("about", JSON, nullable=False),
    number("status"),
    text("note"),
    Index(None, "site", "at"),
    Index(None, "site", "who", "at"),
)
