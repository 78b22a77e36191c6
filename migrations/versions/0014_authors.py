"""Who wrote in an item's thread, if no agent did; calls are found by their number.

Revision ID: 0014
Revises: 0013
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0014"
down_revision: str | None = "0013"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("messages", sa.Column("author", sa.Text(), nullable=False, server_default=sa.text("''")))
    op.create_index(op.f("ix_calls_site_number_joined"), "calls", ["site", "number", "joined"])


def downgrade() -> None:
    op.drop_index(op.f("ix_calls_site_number_joined"), table_name="calls")
    op.drop_column("messages", "author")
