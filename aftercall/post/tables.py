"""The tables of mailboxes: cards, how far each is read, and what became of its letters."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Table, Text

from acd.store.columns import flag, ms, number, text
from acd.store.tables import metadata

mailboxes = Table(
    "mailboxes",
    metadata,
    text("code", key=True),
    text("queue"),
    text("address"),
    text("name"),
    text("imap_host"),
    number("imap_port"),
    text("imap_tls"),
    text("imap_user"),
    text("imap_password"),
    text("folder"),
    text("smtp_host"),
    number("smtp_port"),
    text("smtp_tls"),
    text("smtp_user"),
    text("smtp_password"),
    text("signature"),
    text("acknowledge"),
    flag("old"),
    flag("active"),
)

mail_places = Table(
    "mail_places",
    metadata,
    Column("mailbox", Text, ForeignKey("mailboxes.code", ondelete="CASCADE"), primary_key=True),
    ms("validity"),
    ms("uid"),
    ms("began"),
)
"""Up to `uid` everything is dealt with, as long as the folder's UIDVALIDITY is `validity`. Older letters than `began` are not ours."""

mail_letters = Table(
    "mail_letters",
    metadata,
    Column("mailbox", Text, ForeignKey("mailboxes.code", ondelete="CASCADE"), primary_key=True),
    text("mail_id", key=True),
    ms("at"),
    ms("validity"),
    ms("uid"),
    text("sender"),
    text("reply"),
    text("subject"),
    text("became"),
    text("item", null=True),
    text("why"),
    Index(None, "mailbox", "at"),
    Index(None, "item"),
)
"""`reply`: where an answer goes. `became`: `item`, `message`, `bounce`, or `left` in the mailbox, and why."""
