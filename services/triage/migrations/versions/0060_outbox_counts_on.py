"""Numbers of the outbox are never used again on SQLite either."""

from alembic import op

from shared.migrations import let_outbox_count_on

revision = "0060"
down_revision = "0051"
branch_labels = None
depends_on = None


def upgrade() -> None:
    let_outbox_count_on(op.get_bind())


def downgrade() -> None:
    """Leave the outbox as it is: it holds the same rows."""
