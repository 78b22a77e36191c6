"""People: users, their sessions and tokens; the audit trail.

Revision ID: 0005
Revises: 0004
"""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

revision: str = "0005"
down_revision: str | None = "0004"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def text(name: str, *, null: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.Text(), nullable=null)


def ms(name: str, *, null: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.BigInteger(), nullable=null)


def json(name: str, *, null: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.JSON(), nullable=null)


def of_user(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["user"], ["users.name"], name=f"fk_{table}_user_users", ondelete="CASCADE"
    )


def upgrade() -> None:
    users()
    sessions()
    tokens()
    audit()


def users() -> None:
    op.create_table(
        "users",
        text("name"),
        text("shown"),
        text("password_hash", null=True),
        text("subject", null=True),
        json("roles"),
        text("agent", null=True),
        json("reach", null=True),
        text("language"),
        sa.Column("active", sa.Boolean(), nullable=False),
        ms("made"),
        sa.PrimaryKeyConstraint("name", name="pk_users"),
        sa.UniqueConstraint("subject", name="uq_users_subject"),
    )


def sessions() -> None:
    op.create_table(
        "sessions",
        text("id"),
        text("digest"),
        text("user"),
        ms("made"),
        ms("seen"),
        ms("until"),
        text("address"),
        text("program"),
        of_user("sessions"),
        sa.PrimaryKeyConstraint("id", name="pk_sessions"),
        sa.UniqueConstraint("digest", name="uq_sessions_digest"),
    )
    op.create_index("ix_sessions_user", "sessions", ["user"])


def tokens() -> None:
    op.create_table(
        "tokens",
        text("id"),
        text("digest"),
        text("user"),
        text("label"),
        json("roles"),
        text("by"),
        ms("made"),
        ms("until", null=True),
        of_user("tokens"),
        sa.PrimaryKeyConstraint("id", name="pk_tokens"),
        sa.UniqueConstraint("digest", name="uq_tokens_digest"),
    )
    op.create_index("ix_tokens_user", "tokens", ["user"])


def audit() -> None:
    op.create_table(
        "audit",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        text("site"),
        ms("at"),
        text("who"),
        text("via"),
        text("address"),
        text("what"),
        json("about"),
        sa.Column("status", sa.Integer(), nullable=False),
        text("note"),
        sa.PrimaryKeyConstraint("id", name="pk_audit"),
    )
    op.create_index("ix_audit_site_at", "audit", ["site", "at"])
    op.create_index("ix_audit_site_who_at", "audit", ["site", "who", "at"])


def downgrade() -> None:
    for table in ("audit", "tokens", "sessions", "users"):
        op.drop_table(table)
