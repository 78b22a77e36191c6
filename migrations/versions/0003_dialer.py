"""The dialer: campaigns, trunks, lists and their loads, contacts and their numbers, do-not-call, attempts.

Revision ID: 0003
Revises: 0002
"""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

revision: str = "0003"
down_revision: str | None = "0002"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
PROMISED = sa.text("callback_at IS NOT NULL")


def text(name: str, *, null: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.Text(), nullable=null)


def ms(name: str, *, null: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.BigInteger(), nullable=null)


def integer(name: str, *, null: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.Integer(), nullable=null)


def number(name: str, *, null: bool = False) -> sa.Column[Any]:
    return sa.Column(name, ID, nullable=null)


def part_of(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_{column}_{other}"
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=name, ondelete="CASCADE")


def upgrade() -> None:
    cards()
    lists()
    contacts()
    attempts()


def cards() -> None:
    op.create_table(
        "campaigns",
        text("code"),
        text("state"),
        sa.Column("card", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("code", name="pk_campaigns"),
    )
    op.create_table(
        "trunks",
        text("code"),
        sa.Column("card", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("code", name="pk_trunks"),
    )
    op.create_table(
        "mappings",
        text("name"),
        sa.Column("mapping", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_mappings"),
    )


def lists() -> None:
    op.create_table(
        "lists",
        number("id"),
        text("campaign"),
        text("name"),
        sa.Column("active", sa.Boolean(), nullable=False),
        ms("made"),
        sa.PrimaryKeyConstraint("id", name="pk_lists"),
    )
    op.create_index("ix_lists_campaign_name", "lists", ["campaign", "name"], unique=True)

    op.create_table(
        "loads",
        number("id"),
        number("list"),
        text("file"),
        text("digest"),
        text("state"),
        sa.Column("settings", sa.JSON(), nullable=False),
        integer("row"),
        integer("loaded"),
        integer("rejected"),
        integer("duplicates"),
        integer("blocked"),
        sa.Column("tally", sa.JSON(), nullable=False),
        text("by"),
        ms("began"),
        ms("ended", null=True),
        part_of("loads", "list", "lists"),
        sa.PrimaryKeyConstraint("id", name="pk_loads"),
    )
    op.create_index("ix_loads_list", "loads", ["list"])

    op.create_table(
        "do_not_call",
        text("number"),
        text("where"),
        text("source"),
        text("by"),
        ms("since"),
        sa.PrimaryKeyConstraint("number", "where", name="pk_do_not_call"),
    )


def contacts() -> None:
    op.create_table(
        "contacts",
        number("id"),
        text("campaign"),
        number("list"),
        number("load"),
        integer("row"),
        text("name"),
        text("zone", null=True),
        text("language"),
        integer("priority"),
        sa.Column("fields", sa.JSON(), nullable=False),
        text("consent_source", null=True),
        ms("consent_at", null=True),
        text("consent_basis", null=True),
        text("standing"),
        text("why"),
        ms("due"),
        ms("callback_at", null=True),
        number("callback_number", null=True),
        text("callback_agent", null=True),
        ms("callback_moves", null=True),
        ms("recycled", null=True),
        part_of("contacts", "list", "lists"),
        part_of("contacts", "load", "loads"),
        sa.PrimaryKeyConstraint("id", name="pk_contacts"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_contacts_next", "contacts", ["list", "standing", "priority", "due", "id"])
    op.create_index("ix_contacts_load", "contacts", ["load"])
    op.create_index(
        "ix_contacts_callbacks",
        "contacts",
        ["campaign", "standing", "due"],
        sqlite_where=PROMISED,
        postgresql_where=PROMISED,
    )

    op.create_table(
        "contact_numbers",
        number("id"),
        number("contact"),
        text("e164"),
        integer("place"),
        text("zones"),
        text("kind"),
        sa.Column("dead", sa.Boolean(), nullable=False),
        part_of("contact_numbers", "contact", "contacts"),
        sa.PrimaryKeyConstraint("id", name="pk_contact_numbers"),
    )
    op.create_index("ix_contact_numbers_contact", "contact_numbers", ["contact"])
    op.create_index("ix_contact_numbers_e164", "contact_numbers", ["e164"])


def attempts() -> None:
    op.create_table(
        "attempts",
        text("id"),
        text("site"),
        text("campaign"),
        number("contact"),
        text("number"),
        text("trunk"),
        text("agent", null=True),
        ms("began"),
        ms("answered", null=True),
        ms("connected", null=True),
        ms("ended", null=True),
        text("outcome", null=True),
        text("disposition", null=True),
        sa.Column("form", sa.JSON(), nullable=True),
        integer("cause", null=True),
        integer("tech", null=True),
        integer("reason", null=True),
        text("amd"),
        ms("talked", null=True),
        sa.PrimaryKeyConstraint("id", name="pk_attempts"),
    )
    op.create_index("ix_attempts_campaign_began", "attempts", ["campaign", "began"])
    op.create_index("ix_attempts_campaign_outcome", "attempts", ["campaign", "outcome", "began"])
    op.create_index("ix_attempts_contact", "attempts", ["contact"])
    op.create_index("ix_attempts_number_began", "attempts", ["number", "began"])
    op.create_index("ix_attempts_open", "attempts", ["site", "ended"])


def downgrade() -> None:
    op.drop_table("attempts")
    op.drop_table("contact_numbers")
    op.drop_table("contacts")
    op.drop_table("do_not_call")
    op.drop_table("loads")
    op.drop_table("lists")
    op.drop_table("mappings")
    op.drop_table("trunks")
    op.drop_table("campaigns")
