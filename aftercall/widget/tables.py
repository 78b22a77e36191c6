"""The tables of chat widgets: cards, and visitors by the digest of their token."""

from __future__ import annotations

from sqlalchemy import JSON, Column, ForeignKey, Index, Table, Text

from acd.store.columns import flag, ms, text
from acd.store.tables import metadata

widgets = Table(
    "widgets",
    metadata,
    text("code", key=True),
    text("queue"),
    Column("origins", JSON, nullable=False),
    text("colour"),
    text("side"),
    text("language"),
    Column("texts", JSON, nullable=False),
    Column("ask", JSON, nullable=False),
    flag("active"),
)

widget_visitors = Table(
    "widget_visitors",
    metadata,
    text("digest", key=True),
    Column("widget", Text, ForeignKey("widgets.code", ondelete="CASCADE"), nullable=False),
    text("item", null=True),
    ms("made"),
    ms("seen"),
    Index(None, "item"),
    Index(None, "seen"),
    Index(None, "widget"),
)
"""`item`: the chat that he is in, or was in last."""
