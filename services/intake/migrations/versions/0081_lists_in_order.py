"""Lists of replies, and of feedback by who is in charge, are read in their order."""

from alembic import op

revision = "0081"
down_revision = "0080"
branch_labels = None
depends_on = None

IN_CHARGE = ("owner_id", "team_id")


def upgrade() -> None:
    op.create_index("ix_reply_requested_at", "reply", ["requested_at", "request_id"])
    op.create_index("ix_reply_state", "reply", ["state", "requested_at", "request_id"])
    for name in IN_CHARGE:
        op.drop_index(f"ix_known_progress_{name}", table_name="known_progress")
        op.create_index(f"ix_known_progress_{name}", "known_progress", [name, "feedback_id"])


def downgrade() -> None:
    for name in IN_CHARGE:
        op.drop_index(f"ix_known_progress_{name}", table_name="known_progress")
        op.create_index(f"ix_known_progress_{name}", "known_progress", [name])
    op.drop_index("ix_reply_state", table_name="reply")
    op.drop_index("ix_reply_requested_at", table_name="reply")
