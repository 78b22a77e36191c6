"""Calendars; queues and numbers that are open by one.

Revision ID: 0008
Revises: 0007
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0008"
down_revision: str | None = "0007"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "calendars",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("card", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_calendars")),
    )
    for table in ("queues", "numbers"):
        op.add_column(table, sa.Column("calendar", sa.Text(), nullable=False, server_default=sa.text("''")))
    op.add_column("numbers", sa.Column("closed_kind", sa.Text(), nullable=True))
    op.add_column("numbers", sa.Column("closed", sa.Text(), nullable=True))


def downgrade() -> None:
    for name in ("closed", "closed_kind", "calendar"):
        op.drop_column("numbers", name)
    op.drop_column("queues", "calendar")
    op.drop_table("calendars")
