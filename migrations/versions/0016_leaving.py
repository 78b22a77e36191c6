"""Cards of customers that somebody keeps by hand; attachments are found by their digest.

Revision ID: 0016
Revises: 0014
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0016"
down_revision: str | None = "0014"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("customers", sa.Column("by_hand", sa.Boolean(), nullable=False, server_default=sa.false()))
    # Until now nobody noted it: notes are written by hand, and whoever has a key or a level is known to the site.
    op.execute("UPDATE customers SET by_hand = true WHERE notes <> '' OR level <> '' OR \"key\" IS NOT NULL")
    op.create_index(op.f("ix_attachments_digest"), "attachments", ["digest"])


def downgrade() -> None:
    op.drop_index(op.f("ix_attachments_digest"), table_name="attachments")
    op.drop_column("customers", "by_hand")
