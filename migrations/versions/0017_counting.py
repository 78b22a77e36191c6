"""What the report of calls reads lies side by side: conversations of a queue in the order of their ends, with all that is added up of
them; and the few moves that are holds.

Revision ID: 0017
Revises: 0016
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0017"
down_revision: str | None = "0016"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

ENDS = "ix_conversations_site_queue_ended_began_released"
HOLDS = "ix_agent_moves_site_at"


def upgrade() -> None:
    op.create_index(op.f(ENDS), "conversations", ["site", "queue", "ended", "began", "released"])
    on_hold = sa.text("state = 'on hold'")
    op.create_index(
        op.f(HOLDS), "agent_moves", ["site", "at"], sqlite_where=on_hold, postgresql_where=on_hold
    )


def downgrade() -> None:
    op.drop_index(op.f(HOLDS), table_name="agent_moves")
    op.drop_index(op.f(ENDS), table_name="conversations")
