"""What an alert leads to: an incident, and tasks for the store."""

import sqlalchemy as sa
from alembic import op

from shared.columns import Id, Json, UtcDateTime

revision = "0050"
down_revision = "0040"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("alert", sa.Column("incident_id", Id, nullable=True))
    op.create_table(
        "store_task",
        sa.Column("id", Id, nullable=False),
        sa.Column("alert_id", Id, nullable=False),
        sa.Column("store_code", sa.String(40), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("owner", Json, nullable=False),
        sa.Column("owner_id", sa.String(80), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("created_by", Json, nullable=False),
        sa.Column("overdue_at", UtcDateTime(), nullable=True),
        sa.Column("done_at", UtcDateTime(), nullable=True),
        sa.Column("done_by", Json, nullable=True),
        sa.Column("done_note", sa.Text, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_store_task")),
    )
    op.create_index("ix_store_task_alert_id", "store_task", ["alert_id"])
    op.create_index("ix_store_task_store_code", "store_task", ["store_code", "state"])


def downgrade() -> None:
    op.drop_table("store_task")
    op.drop_column("alert", "incident_id")
