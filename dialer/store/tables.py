"""The dialer's tables, beside the floor's in one metadata. Moments are milliseconds since 1970 UTC.

A contact is taken by one dialer at a time: `standing` goes from open to out in the transaction that writes its attempt, so an
attempt is on record before its phone rings. What may not be called yet has its next lawful moment in `due`, so the search for whom
to call touches only who may be: it walks `ix_contacts_next` of each active list, priority by priority. Attempts and do-not-call
entries stay when a contact goes: the numbers in them are what the law asks about.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, BigInteger, Boolean, Column, ForeignKey, Index, Integer, Table, Text, text

from acd.store.tables import metadata

ID = BigInteger().with_variant(Integer, "sqlite")


def _id(name: str = "id") -> Column[Any]:
    return Column(name, ID, primary_key=True, autoincrement=True)


def _of(name: str, table: str, *, gone: str = "CASCADE") -> Column[Any]:
    return Column(name, ID, ForeignKey(f"{table}.id", ondelete=gone), nullable=False)


def _text(name: str, *, null: bool = False, key: bool = False) -> Column[Any]:
    return Column(name, Text, primary_key=key, nullable=null)


def _ms(name: str, *, null: bool = False) -> Column[Any]:
    return Column(name, BigInteger, nullable=null)


def _int(name: str, *, null: bool = False) -> Column[Any]:
    return Column(name, Integer, nullable=null)


def _flag(name: str) -> Column[Any]:
    return Column(name, Boolean, nullable=False)


campaigns = Table(
    "campaigns", metadata, _text("code", key=True), _text("state"), Column("card", JSON, nullable=False)
)
trunks = Table("trunks", metadata, _text("code", key=True), Column("card", JSON, nullable=False))
mappings = Table("mappings", metadata, _text("name", key=True), Column("mapping", JSON, nullable=False))

lists = Table(
    "lists",
    metadata,
    _id(),
    _text("campaign"),
    _text("name"),
    _flag("active"),
    _ms("made"),
    Index("ix_lists_campaign_name", "campaign", "name", unique=True),
)

loads = Table(
    "loads",
    metadata,
    _id(),
    _of("list", "lists"),
    _text("file"),
    _text("digest"),
    _text("state"),  # running, done, undone
    Column("settings", JSON, nullable=False),
    _int("row"),  # rows read and committed: a cut load goes on here
    _int("loaded"),
    _int("rejected"),
    _int("duplicates"),
    _int("blocked"),  # on a do-not-call list
    Column("tally", JSON, nullable=False),  # rows by reason
    _text("by"),
    _ms("began"),
    _ms("ended", null=True),
    Index("ix_loads_list", "list"),
)

contacts = Table(
    "contacts",
    metadata,
    _id(),
    _text("campaign"),
    _of("list", "lists"),
    _of("load", "loads"),
    _int("row"),
    _text("name"),
    _text("zone", null=True),
    _text("language"),
    _int("priority"),
    Column("fields", JSON, nullable=False),
    _text("consent_source", null=True),
    _ms("consent_at", null=True),
    _text("consent_basis", null=True),
    _text("standing"),
    _text("why"),
    _ms("due"),
    _ms("callback_at", null=True),
    Column("callback_number", ID, nullable=True),
    _text("callback_agent", null=True),
    _ms("callback_moves", null=True),
    _ms("recycled", null=True),  # attempts before it no longer count towards totals
    Index("ix_contacts_next", "list", "standing", "priority", "due", "id"),
    Index("ix_contacts_load", "load"),
    Index(
        "ix_contacts_callbacks",
        "campaign",
        "standing",
        "due",
        sqlite_where=text("callback_at IS NOT NULL"),
        postgresql_where=text("callback_at IS NOT NULL"),
    ),
    sqlite_autoincrement=True,  # attempts name contacts: an id is never given twice
)

contact_numbers = Table(
    "contact_numbers",
    metadata,
    _id(),
    _of("contact", "contacts"),
    _text("e164"),
    _int("place"),
    _text("zones"),  # parted by commas
    _text("kind"),
    _flag("dead"),
    Index("ix_contact_numbers_contact", "contact"),
    Index("ix_contact_numbers_e164", "e164"),
)

do_not_call = Table(
    "do_not_call",
    metadata,
    _text("number", key=True),
    _text("where", key=True),  # "everywhere", or the campaign's code
    _text("source"),
    _text("by"),
    _ms("since"),
)

attempts = Table(
    "attempts",
    metadata,
    _text("id", key=True),
    _text("site"),
    _text("campaign"),
    Column("contact", ID, nullable=False),
    _text("number"),
    _text("trunk"),
    _text("agent", null=True),
    _ms("began"),
    _ms("answered", null=True),
    _ms("connected", null=True),
    _ms("ended", null=True),
    _text("outcome", null=True),
    _text("disposition", null=True),
    Column("form", JSON, nullable=True),
    _int("cause", null=True),
    _int("tech", null=True),
    _int("reason", null=True),
    _text("amd"),
    _ms("talked", null=True),
    Index("ix_attempts_campaign_began", "campaign", "began"),
    Index("ix_attempts_campaign_outcome", "campaign", "outcome", "began"),
    Index("ix_attempts_contact", "contact"),
    Index("ix_attempts_number_began", "number", "began"),
    Index("ix_attempts_open", "site", "ended"),
)
