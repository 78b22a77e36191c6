"""Levels as they are configured, and what became of each promise, read out of the facts as they are written."""

from __future__ import annotations

from sqlalchemy import JSON, Column, Index, Table

from acd.store.columns import flag, ms, number, text
from acd.store.tables import metadata

levels = Table(
    "levels",
    metadata,
    text("code", key=True),
    text("name"),
    number("priority"),
    text("calendar"),
    Column("targets", JSON, nullable=False),
    number("warn"),
    flag("pauses"),
    number("credit"),
    Column("when", JSON, nullable=False),
    number("order"),
    flag("active"),
)

promises = Table(
    "promises",
    metadata,
    text("site", key=True),
    text("id", key=True),
    text("call", null=True),
    text("item", null=True),
    text("queue"),
    text("target"),
    text("level"),
    ms("began"),
    ms("span", null=True),
    ms("spent", null=True),
    ms("reached", null=True),
    ms("due", null=True),
    ms("warned", null=True),
    ms("broken", null=True),
    ms("kept", null=True),
    ms("dropped", null=True),
    text("how", null=True),
    number("credit", null=True),
    Index(None, "site", "broken"),
    Index(None, "site", "kept"),
    Index(None, "site", "dropped"),
    Index(None, "site", "call"),
    Index(None, "site", "item"),
)
"""`id`: whose (call or item), target and beginning, for what is told of one promise finds its row by that. `credit`: of a broken
one, in hundredths of a per cent. `dropped` and `how`: neither kept nor broken."""
