"""How a case stood before it joined an incident, so that splitting gives it back."""

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


def downgrade() -> None:
    for name in ("cycle_before", "accepted_before", "assigned_before"):
        op.drop_column("incident_case", name)
