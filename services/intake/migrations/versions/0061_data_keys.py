"""Files and further messages sealed with keys of their own, which their customer's keeps."""

import sqlalchemy as sa
from alembic import op

revision = "0061"
down_revision = "0050"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("attachment", sa.Column("data_key", sa.LargeBinary(), nullable=True))
    op.add_column("feedback_message", sa.Column("data_key", sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    op.drop_column("feedback_message", "data_key")
    op.drop_column("attachment", "data_key")
