"""Levels, and what became of each promise.

Revision ID: 0011
Revises: 0010
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0011"
down_revision: str | None = "0010"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "levels",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("calendar", sa.Text(), nullable=False),
        sa.Column("targets", sa.JSON(), nullable=False),
        sa.Column("warn", sa.Integer(), nullable=False),
        sa.Column("pauses", sa.Boolean(), nullable=False),
        sa.Column("credit", sa.Integer(), nullable=False),
        sa.Column("when", sa.JSON(), nullable=False),
        sa.Column("order", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_levels")),
    )
    moments = ("span", "spent", "reached", "due", "warned", "broken", "kept", "dropped")
    op.create_table(
        "promises",
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("call", sa.Text(), nullable=True),
        sa.Column("item", sa.Text(), nullable=True),
        sa.Column("queue", sa.Text(), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("began", sa.BigInteger(), nullable=False),
        *(sa.Column(name, sa.BigInteger(), nullable=True) for name in moments),
        sa.Column("how", sa.Text(), nullable=True),
        sa.Column("credit", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("site", "id", name=op.f("pk_promises")),
    )
    for name in INDEXED:
        op.create_index(f"ix_promises_site_{name}", "promises", ["site", name])


INDEXED = ("broken", "kept", "dropped", "call", "item")


def downgrade() -> None:
    for name in INDEXED:
        op.drop_index(f"ix_promises_site_{name}", table_name="promises")
    op.drop_table("promises")
    op.drop_table("levels")
