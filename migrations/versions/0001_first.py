"""The first shape.

Revision ID: 0001
Revises:
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0001"
down_revision: str | None = None
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "agent_moves",
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("agent", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=True),
        sa.Column("session", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("queue", sa.Text(), nullable=True),
        sa.Column("call", sa.Text(), nullable=True),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("site", "seq", name="pk_agent_moves"),
    )
    op.create_index("ix_agent_moves_site_agent_at_seq", "agent_moves", ["site", "agent", "at", "seq"])

    op.create_table(
        "agent_states",
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("agent", sa.Text(), nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("state", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("site", "agent", name="pk_agent_states"),
    )
    op.create_table(
        "agents",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("team", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("pin_hash", sa.Text(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("code", name="pk_agents"),
        sa.UniqueConstraint("phone", name="uq_agents_phone"),
    )
    op.create_table(
        "batches",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("last", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_batches"),
    )
    op.create_table(
        "calls",
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("call", sa.Text(), nullable=False),
        sa.Column("queue", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("joined", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("answered", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("ended", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("how", sa.Text(), nullable=True),
        sa.Column("agent", sa.Text(), nullable=True),
        sa.Column("waited", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("talked", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.PrimaryKeyConstraint("site", "seq", name="pk_calls"),
    )
    op.create_index("ix_calls_site_call_queue_seq", "calls", ["site", "call", "queue", "seq"])
    op.create_index("ix_calls_site_queue_joined", "calls", ["site", "queue", "joined"])

    op.create_table(
        "conversations",
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("agent", sa.Text(), nullable=False),
        sa.Column("queue", sa.Text(), nullable=True),
        sa.Column("call", sa.Text(), nullable=True),
        sa.Column("began", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("ended", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("aftercall", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("deadline", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("released", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("how", sa.Text(), nullable=True),
        sa.Column("by", sa.Text(), nullable=True),
        sa.Column("disposition", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("site", "token", name="pk_conversations"),
    )
    op.create_index("ix_conversations_site_agent_ended", "conversations", ["site", "agent", "ended"])
    op.create_index("ix_conversations_site_released", "conversations", ["site", "released"])

    op.create_table(
        "corrections",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("agent", sa.Text(), nullable=False),
        sa.Column("begin", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("end", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=True),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.CheckConstraint('"end" > "begin"', name="ck_corrections_forward"),
        sa.PrimaryKeyConstraint("id", name="pk_corrections"),
    )
    op.create_index("ix_corrections_site_agent_begin", "corrections", ["site", "agent", "begin"])

    op.create_table(
        "facts",
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("agent", sa.Text(), nullable=True),
        sa.Column("queue", sa.Text(), nullable=True),
        sa.Column("call", sa.Text(), nullable=True),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("site", "seq", name="pk_facts"),
    )
    op.create_index("ix_facts_site_agent_seq", "facts", ["site", "agent", "seq"])
    op.create_index("ix_facts_site_at", "facts", ["site", "at"])
    op.create_index("ix_facts_site_call", "facts", ["site", "call"])

    op.create_table(
        "numbers",
        sa.Column("did", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("did", name="pk_numbers"),
    )
    op.create_table(
        "phones",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("caller_id", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("code", name="pk_phones"),
    )
    op.create_table(
        "queues",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.Column("aftercall", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("step", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("longest", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("early", sa.Boolean(), nullable=False),
        sa.Column("disposition", sa.Boolean(), nullable=False),
        sa.Column("misses", sa.Integer(), nullable=False),
        sa.Column("level", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("strategy", sa.Text(), nullable=False),
        sa.Column("ring", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("max_wait", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("max_length", sa.Integer(), nullable=False),
        sa.Column("overflow_kind", sa.Text(), nullable=True),
        sa.Column("overflow", sa.Text(), nullable=True),
        sa.Column("recording", sa.Boolean(), nullable=False),
        sa.Column("music", sa.Text(), nullable=False),
        sa.Column("say_position", sa.Boolean(), nullable=False),
        sa.Column("say_wait", sa.Boolean(), nullable=False),
        sa.Column("say_every", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("open", sa.Boolean(), nullable=False),
        sa.Column("closed_kind", sa.Text(), nullable=True),
        sa.Column("closed", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("code", name="pk_queues"),
    )
    op.create_table(
        "types",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("group", sa.Text(), nullable=False),
        sa.Column("names", sa.JSON(), nullable=False),
        sa.Column("calls", sa.Boolean(), nullable=False),
        sa.Column("chats", sa.Boolean(), nullable=False),
        sa.Column("tickets", sa.Boolean(), nullable=False),
        sa.Column("queues", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("paid", sa.Boolean(), nullable=False),
        sa.Column("length", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("returns", sa.Boolean(), nullable=False),
        sa.Column("warn", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("limit", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("quota", sa.Integer(), nullable=True),
        sa.Column("approval", sa.Boolean(), nullable=False),
        sa.Column("star", sa.Integer(), nullable=True),
        sa.Column("colour", sa.Text(), nullable=False),
        sa.Column("order", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("code", name="pk_types"),
        sa.UniqueConstraint("star", name="uq_types_star"),
    )
    op.create_table(
        "agent_queues",
        sa.Column("agent", sa.Text(), nullable=False),
        sa.Column("queue", sa.Text(), nullable=False),
        sa.Column("penalty", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agent"], ["agents.code"], name="fk_agent_queues_agent_agents", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["queue"], ["queues.code"], name="fk_agent_queues_queue_queues", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("agent", "queue", name="pk_agent_queues"),
    )
    op.create_index("ix_agent_queues_queue", "agent_queues", ["queue"])


def downgrade() -> None:
    op.drop_table("agent_queues")
    op.drop_table("types")
    op.drop_table("queues")
    op.drop_table("phones")
    op.drop_table("numbers")
    op.drop_table("facts")
    op.drop_table("corrections")
    op.drop_table("conversations")
    op.drop_table("calls")
    op.drop_table("batches")
    op.drop_table("agents")
    op.drop_table("agent_states")
    op.drop_table("agent_moves")
