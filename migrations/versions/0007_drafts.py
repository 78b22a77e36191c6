"""What agents are writing about a call: kept until it is said.

Revision ID: 0007
Revises: 0006
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0007"
down_revision: str | None = "0006"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "drafts",
        sa.Column("agent", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("agent", "about", name=op.f("pk_drafts")),
    )
    op.create_index("ix_drafts_at", "drafts", ["at"])


def downgrade() -> None:
    op.drop_index("ix_drafts_at", table_name="drafts")
    op.drop_table("drafts")
