"""Why triage opened no incident of an alert."""

import sqlalchemy as sa
from alembic import op

revision = "0082"
down_revision = "0081"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("alert", sa.Column("incident_refused", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("alert", "incident_refused")
