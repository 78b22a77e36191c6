"""The dialer's tables, beside the floor's in one metadata. Moments are milliseconds since 1970 UTC.

A contact is taken by one dialer at a time: `standing` goes from open to out in the transaction that writes its attempt, so an
attempt is on record before its phone rings. What may not be called yet has its next lawful moment in `due`, so the search for whom
to call touches only who may be: it walks `ix_contacts_next` of each active list, priority by priority. Attempts and do-not-call
entries stay when a contact goes: the numbers in them are what the law asks about.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy import JSON, BigInteger, Column, ForeignKey, Index, Integer, Table

from acd.store.columns import flag, ms, number, text
from acd.store.tables import metadata

ID = BigInteger().with_variant(Integer, "sqlite")


def _id(name: str = "id") -> Column[Any]:
    return Column(name, ID, primary_key=True, autoincrement=True)


def _of(name: str, table: str, *, gone: str = "CASCADE") -> Column[Any]:
    return Column(name, ID, ForeignKey(f"{table}.id", ondelete=gone), nullable=False)


campaigns = Table(
    "campaigns", metadata, text("code", key=True), text("state"), Column("card", JSON, nullable=False)
)
trunks = Table("trunks", metadata, text("code", key=True), Column("card", JSON, nullable=False))
mappings = Table("mappings", metadata, text("name", key=True), Column("mapping", JSON, nullable=False))

lists = Table(
    "lists",
    metadata,
    _id(),
    text("campaign"),
    text("name"),
    flag("active"),
    ms("made"),
    Index("ix_lists_campaign_name", "campaign", "name", unique=True),
)

loads = Table(
    "loads",
    metadata,
    _id(),
    _of("list", "lists"),
    text("file"),
    text("digest"),
    text("state"),  # running, done, undone
    Column("settings", JSON, nullable=False),
    number("row"),  # rows read and committed: a cut load goes on here
    number("loaded"),
    number("rejected"),
    number("duplicates"),
    number("blocked"),  # on a do-not-call list
    Column("tally", JSON, nullable=False),  # rows by reason
    text("by"),
    ms("began"),
    ms("ended", null=True),
    Index("ix_loads_list", "list"),
)

contacts = Table(
    "contacts",
    metadata,
    _id(),
    text("campaign"),
    _of("list", "lists"),
    _of("load", "loads"),
    number("row"),
    text("name"),
    text("zone", null=True),
    text("language"),
    number("priority"),
    Column("fields", JSON, nullable=False),
    text("consent_source", null=True),
    ms("consent_at", null=True),
    text("consent_basis", null=True),
    text("standing"),
    text("why"),
    ms("due"),
    ms("callback_at", null=True),
    Column("callback_number", ID, nullable=True),
    text("callback_agent", null=True),
    ms("callback_moves", null=True),
    ms("recycled", null=True),  # attempts before it no longer count towards totals
    Index("ix_contacts_next", "list", "standing", "priority", "due", "id"),
    Index("ix_contacts_load", "load"),
    Index(
        "ix_contacts_callbacks",
        "campaign",
        "standing",
        "due",
        sqlite_where=sa.text("callback_at IS NOT NULL"),
        postgresql_where=sa.text("callback_at IS NOT NULL"),
    ),
    sqlite_autoincrement=True,  # attempts name contacts: an id is never given twice
)

contact_numbers = Table(
    "contact_numbers",
    metadata,
    _id(),
    _of("contact", "contacts"),
    text("e164"),
    number("place"),
    text("zones"),  # parted by commas
    text("kind"),
    flag("dead"),
    Index("ix_contact_numbers_contact", "contact"),
    Index("ix_contact_numbers_e164", "e164"),
)

do_not_call = Table(
    "do_not_call",
    metadata,
    text("number", key=True),
    text("where", key=True),  # "everywhere", or the campaign's code
    text("source"),
    text("by"),
    ms("since"),
)

attempts = Table(
    "attempts",
    metadata,
    text("id", key=True),
    text("site"),
    text("campaign"),
    Column("contact", ID, nullable=False),
    text("number"),
    text("trunk"),
    text("agent", null=True),
    ms("began"),
    ms("answered", null=True),
    ms("connected", null=True),
    ms("ended", null=True),
    text("outcome", null=True),
    text("disposition", null=True),
    Column("form", JSON, nullable=True),
    number("cause", null=True),
    number("tech", null=True),
    number("reason", null=True),
    text("amd"),
    ms("talked", null=True),
    Column("own", sa.Boolean, nullable=False, server_default=sa.false()),
    Index("ix_attempts_campaign_began", "campaign", "began"),
    Index("ix_attempts_campaign_outcome", "campaign", "outcome", "began"),
    Index("ix_attempts_contact", "contact"),
    Index("ix_attempts_number_began", "number", "began"),
    Index("ix_attempts_open", "site", "ended"),
)

drafts = Table(
    "drafts",
    metadata,
    text("agent", key=True),
    text("about", key=True),  # an attempt, or a call
    ms("at"),
    Column("content", JSON, nullable=False),
    Index("ix_drafts_at", "at"),
)
