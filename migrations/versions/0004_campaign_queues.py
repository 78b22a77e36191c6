"""Which queues are a campaign's: the work type that joining sets, the type that leaving the last one sets.

Revision ID: 0004
Revises: 0003
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0004"
down_revision: str | None = "0003"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    for name in ("work", "rest"):
        op.add_column("queues", sa.Column(name, sa.Text(), nullable=False, server_default=sa.text("''")))


def downgrade() -> None:
    with op.batch_alter_table("queues") as queues:
        for name in ("work", "rest"):
            queues.drop_column(name)
