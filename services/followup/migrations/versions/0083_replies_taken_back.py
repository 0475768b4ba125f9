"""When a vendor took back what it had reported as delivered."""

import sqlalchemy as sa
from alembic import op

from shared.columns import UtcDateTime

revision = "0083"
down_revision = "0082"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("reply", sa.Column("taken_back_at", UtcDateTime(), nullable=True))


def downgrade() -> None:
    op.drop_column("reply", "taken_back_at")
