"""Customers, chats and tickets with their messages and attachments; what agents and queues say of them.

Revision ID: 0009
Revises: 0008
"""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

revision: str = "0009"
down_revision: str | None = "0008"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def key(name: str) -> sa.Column[Any]:
    kind = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    return sa.Column(name, kind, nullable=False, autoincrement=True)


def text(name: str, *, null: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.Text(), nullable=null)


def ms(name: str, *, null: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.BigInteger(), nullable=null)


def number(name: str, *, null: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.Integer(), nullable=null)


def json(name: str, *, null: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.JSON(), nullable=null)


INDEXES = {
    "customers": (("email",), ("phone",), ("name",)),
    "items": (
        ("site", "stage"),
        ("site", "queue", "came"),
        ("site", "agent", "stage"),
        ("site", "came"),
        ("customer", "came"),
    ),
    "messages": (("item", "id"), ("mail_id",), ("state",)),
    "attachments": (("message",),),
}


def upgrade() -> None:
    cards()
    customers()
    items()
    messages()
    attachments()
    for table, indexes in INDEXES.items():
        for columns in indexes:
            op.create_index(f"ix_{table}_{'_'.join(columns)}", table, list(columns))


def cards() -> None:
    op.add_column("agents", number("chats", null=True))
    op.add_column("agents", number("tickets", null=True))
    for name, default in (("offer", "20000"), ("offer_ticket", "60000")):
        op.add_column(
            "queues", sa.Column(name, sa.BigInteger(), nullable=False, server_default=sa.text(default))
        )
    for name, value in (("push_tickets", sa.true()), ("chats_when_closed", sa.false())):
        op.add_column("queues", sa.Column(name, sa.Boolean(), nullable=False, server_default=value))


def customers() -> None:
    op.create_table(
        "customers",
        key("id"),
        text("key", null=True),
        text("name"),
        text("email", null=True),
        text("phone", null=True),
        text("level"),
        text("notes"),
        json("fields"),
        ms("made"),
        sa.PrimaryKeyConstraint("id", name="pk_customers"),
        sa.UniqueConstraint("key", name="uq_customers_key"),
        sqlite_autoincrement=True,
    )


def items() -> None:
    op.create_table(
        "items",
        key("number"),
        text("id"),
        text("site"),
        text("kind"),
        text("queue"),
        ms("customer", null=True),
        text("subject"),
        json("tags"),
        number("priority"),
        text("level", null=True),
        number("most_penalty", null=True),
        text("stage"),
        text("agent", null=True),
        ms("came"),
        ms("first_answered", null=True),
        ms("solved", null=True),
        ms("closed", null=True),
        text("disposition", null=True),
        text("source"),
        text("external", null=True),
        json("fields"),
        ms("heard"),
        json("state", null=True),
        ms("seq"),
        sa.PrimaryKeyConstraint("number", name="pk_items"),
        sa.UniqueConstraint("id", name="uq_items_id"),
        sa.UniqueConstraint("source", "external", name="uq_items_source_external"),
        sa.ForeignKeyConstraint(["customer"], ["customers.id"], name="fk_items_customer_customers"),
        sqlite_autoincrement=True,
    )


def messages() -> None:
    op.create_table(
        "messages",
        key("id"),
        text("item"),
        ms("at"),
        text("by"),
        text("agent", null=True),
        text("kind"),
        text("text"),
        text("html", null=True),
        text("mail_id", null=True),
        text("in_reply_to", null=True),
        text("state"),
        text("why"),
        sa.PrimaryKeyConstraint("id", name="pk_messages"),
        sa.ForeignKeyConstraint(["item"], ["items.id"], name="fk_messages_item_items", ondelete="CASCADE"),
        sqlite_autoincrement=True,
    )


def attachments() -> None:
    op.create_table(
        "attachments",
        key("id"),
        ms("message", null=True),
        text("name"),
        text("type"),
        ms("size"),
        text("digest"),
        ms("at"),
        text("by"),
        sa.PrimaryKeyConstraint("id", name="pk_attachments"),
        sa.ForeignKeyConstraint(
            ["message"], ["messages.id"], name="fk_attachments_message_messages", ondelete="CASCADE"
        ),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    for table, indexes in reversed(INDEXES.items()):
        for columns in indexes:
            op.drop_index(f"ix_{table}_{'_'.join(columns)}", table_name=table)
        op.drop_table(table)
    for table, names in (
        ("queues", ("offer", "offer_ticket", "push_tickets", "chats_when_closed")),
        ("agents", ("chats", "tickets")),
    ):
        with op.batch_alter_table(table) as batch:
            for name in names:
                batch.drop_column(name)
