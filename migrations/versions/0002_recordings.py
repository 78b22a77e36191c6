"""How long a queue's recordings are kept, and which file is a call's.

Revision ID: 0002
Revises: 0001
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("queues", sa.Column("retention", sa.Integer(), nullable=True))
    op.add_column("calls", sa.Column("recording", sa.Text(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("calls") as calls:
        calls.drop_column("recording")
    with op.batch_alter_table("queues") as queues:
        queues.drop_column("retention")
