"""What a join and a merge changed is kept apart, so that undoing either gives it back.

Tasks are found by their owners and teams.
"""

import sqlalchemy as sa
from alembic import op

from shared.columns import UtcDateTime

revision = "0061"
down_revision = "0060"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("assigned_before", "accepted_before"):
        op.add_column("incident_case", sa.Column(name, UtcDateTime(), nullable=True))
    op.add_column("incident_case", sa.Column("cycle_before", sa.Integer(), nullable=True))
    op.add_column(
        "triage_case",
        sa.Column("urgency_of_merged", sa.SmallInteger(), nullable=False, server_default="0"),
    )
    for name in ("owner_id", "team_id"):
        op.create_index(f"ix_case_task_{name}", "case_task", [name])


def downgrade() -> None:
    for name in ("team_id", "owner_id"):
        op.drop_index(f"ix_case_task_{name}", table_name="case_task")
    op.drop_column("triage_case", "urgency_of_merged")
    for name in ("cycle_before", "accepted_before", "assigned_before"):
        op.drop_column("incident_case", name)
