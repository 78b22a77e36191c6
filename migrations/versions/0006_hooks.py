"""Webhooks: their cards, how far each receiver has come, what was given up. A screen-pop address for a queue, an icon for a type.

Revision ID: 0006
Revises: 0005
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0006"
down_revision: str | None = "0005"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "hooks",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("kinds", sa.JSON(), nullable=False),
        sa.Column("queues", sa.JSON(), nullable=False),
        sa.Column("numbers", sa.Boolean(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_hooks")),
    )
    op.create_table(
        "hook_places",
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("hook", sa.Text(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["hook"], ["hooks.code"], name=op.f("fk_hook_places_hook_hooks"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("site", "hook", name=op.f("pk_hook_places")),
    )
    op.create_index(op.f("ix_hook_places_hook"), "hook_places", ["hook"])
    op.create_table(
        "hook_given_up",
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("hook", sa.Text(), nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("gone", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["hook"], ["hooks.code"], name=op.f("fk_hook_given_up_hook_hooks"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("site", "hook", "seq", name=op.f("pk_hook_given_up")),
    )
    op.create_index(op.f("ix_hook_given_up_hook"), "hook_given_up", ["hook"])
    op.add_column("types", sa.Column("icon", sa.Text(), nullable=False, server_default=sa.text("''")))
    op.add_column("queues", sa.Column("pop", sa.Text(), nullable=False, server_default=sa.text("''")))


def downgrade() -> None:
    with op.batch_alter_table("types") as types:
        types.drop_column("icon")
    with op.batch_alter_table("queues") as queues:
        queues.drop_column("pop")
    op.drop_table("hook_given_up")
    op.drop_table("hook_places")
    op.drop_table("hooks")
