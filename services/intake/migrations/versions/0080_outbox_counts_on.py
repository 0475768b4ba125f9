"""Numbers of the outbox are never used again on SQLite either, and webhooks read on from them."""

from alembic import op

from shared.migrations import let_outbox_count_on

revision = "0080"
down_revision = "0071"
branch_labels = None
depends_on = None

READ_ANEW = """UPDATE webhook_cursor SET seq = 0
WHERE seq > (SELECT coalesce(max(seq), 0) FROM outbox)"""
"""Numbers were used again below the cursor; what was delivered already is told by its event."""


def upgrade() -> None:
    let_outbox_count_on(op.get_bind())
    if op.get_bind().dialect.name == "sqlite":
        op.execute(READ_ANEW)


def downgrade() -> None:
    """Leave the outbox as it is: it holds the same rows."""
