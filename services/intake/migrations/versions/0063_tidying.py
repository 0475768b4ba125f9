"""What has ended is found by its age."""

from alembic import op

revision = "0063"
down_revision = "0062"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_inbound_thread_last_at", "inbound_thread", ["last_at"])
    op.create_index("ix_contact_window_closes_at", "contact_window", ["closes_at"])


def downgrade() -> None:
    op.drop_index("ix_contact_window_closes_at", table_name="contact_window")
    op.drop_index("ix_inbound_thread_last_at", table_name="inbound_thread")
