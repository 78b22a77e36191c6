"""The tables of the hooks: cards, how far each receiver has come at each site, and what was given up."""

from __future__ import annotations

from sqlalchemy import JSON, Column, ForeignKey, Table, Text

from acd.store.columns import flag, ms, number, text
from acd.store.tables import metadata

hooks = Table(
    "hooks",
    metadata,
    text("code", key=True),
    text("url"),
    text("secret"),
    Column("kinds", JSON, nullable=False),
    Column("queues", JSON, nullable=False),
    flag("numbers"),
    flag("active"),
)

hook_places = Table(
    "hook_places",
    metadata,
    text("site", key=True),
    Column("hook", Text, ForeignKey("hooks.code", ondelete="CASCADE"), primary_key=True, index=True),
    ms("seq"),
)

hook_given_up = Table(
    "hook_given_up",
    metadata,
    text("site", key=True),
    Column("hook", Text, ForeignKey("hooks.code", ondelete="CASCADE"), primary_key=True, index=True),
    ms("seq", key=True),
    ms("at"),
    ms("gone"),
    text("kind"),
    number("tries"),
    text("why"),
)
